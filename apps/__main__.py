"""What `cdk8s synth` runs: writes every environment, or those that are named, below the output folder.

One folder an environment, one folder a stage, one file an object. All of it is made aside and put in place in one step.
"""

import atexit
import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from apps import ENVIRONMENTS, configuration
from portkey_constructs.errors import PortkeyError
from portkey_constructs.output.files import replace_directory, staging

if TYPE_CHECKING:
    from portkey_constructs.config import PortkeyConfig

__all__ = ["synthesise", "write"]

_OUTPUT: Final = Path("dist")
_LINK: Final = Path("build/dist")


def synthesise(config: "PortkeyConfig", folder: Path) -> None:
    """Writes one environment into `folder`, a chart for each stage that has objects."""
    from cdk8s import App, Chart, YamlOutputType

    from portkey_constructs.constructs import Portkey
    from portkey_constructs.manifests.platform import platform

    app = App(outdir=str(folder), yaml_output_type=YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE, record_construct_metadata=False)
    stages = dict.fromkeys(staged.stage for staged in platform(config))
    Portkey(app, "Portkey", config=config, charts={stage: Chart(app, stage) for stage in stages})
    app.synth()


def write(output: Path, names: Sequence[str] = ()) -> None:
    """Replaces `output` by all environments; or, of its folders, those of the environments that are named.

    Raises:
        OutputError: it could not be written; what was there before is whole.
    """
    if not names:
        with staging(output) as ready:
            for name in ENVIRONMENTS:
                synthesise(configuration(name), ready / name)
            replace_directory(output, ready)
    for name in names:
        with staging(output / name) as ready:
            synthesise(configuration(name), ready)
            replace_directory(output / name, ready)


def _output() -> Path:
    """The folder to write to.

    The command line of cdk8s deletes its output folder before it runs this; cdk8s.yaml therefore names a link to the real one.
    """
    said = Path(os.environ.get("CDK8S_OUTDIR") or _OUTPUT)
    if said == _LINK and not said.is_symlink():
        said.parent.mkdir(exist_ok=True)
        said.symlink_to(Path("..") / _OUTPUT)
    return said


def main(arguments: Sequence[str]) -> int:
    """Writes the environments; returns the exit status."""
    unknown = [name for name in arguments if name not in ENVIRONMENTS]
    if unknown:
        print(f"{unknown[0]} is not an environment: name some of {', '.join(ENVIRONMENTS)}, or none for all", file=sys.stderr)
        return 2
    # Before the large imports: what is made here lives to the end, and is not looked through then either.
    gc.disable()
    atexit.register(gc.freeze)
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    try:
        write(_output(), arguments)
    except PortkeyError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
