"""Write all environments, or the ones that you name, to the output folder; `cdk8s synth` runs this module.

There is one folder per environment, one folder per stage and one file per object. The output is written to a temporary folder and moved in one step.
"""

import atexit
import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from apps import ENVIRONMENTS, FLEET, configuration
from portkey_constructs.errors import PortkeyError
from portkey_constructs.output.files import replace_directory, staging

if TYPE_CHECKING:
    from portkey_constructs.config import PortkeyConfig

__all__ = ["synthesise", "write"]

_OUTPUT: Final = Path("dist")
_LINK: Final = Path("build/dist")


def synthesise(config: "PortkeyConfig", folder: Path) -> None:
    """Write one environment to `folder`, with one chart per stage that has objects."""
    from cdk8s import Chart, YamlOutputType

    from portkey_constructs.constructs import Portkey, PortkeyApp

    app = PortkeyApp(outdir=str(folder), yaml_output_type=YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE, record_construct_metadata=False)
    stages = dict.fromkeys(staged.stage for staged in config.resolve().objects())
    Portkey(app, "Portkey", config=config, charts={stage: Chart(app, stage) for stage in stages})
    app.synth()


def write(output: Path, names: Sequence[str] = ()) -> None:
    """Replace `output` with all environments, or replace only the folders of the environments in `names`.

    Raises:
        OutputError: the output cannot be written; the previous output is unchanged.
    """
    if not names:
        with staging(output) as ready:
            for name in (*ENVIRONMENTS, *FLEET):
                synthesise(configuration(name), ready / name)
            replace_directory(output, ready)
    for name in names:
        with staging(output / name) as ready:
            synthesise(configuration(name), ready)
            replace_directory(output / name, ready)


def _output() -> Path:
    """Return the output folder.

    The cdk8s CLI deletes its output folder before it runs this module. Therefore, cdk8s.yaml names a symbolic link to the real folder.
    """
    folder = Path(os.environ.get("CDK8S_OUTDIR") or _OUTPUT)
    if folder == _LINK and not folder.is_symlink():
        folder.parent.mkdir(exist_ok=True)
        folder.symlink_to(Path("..") / _OUTPUT)
    return folder


def main(arguments: Sequence[str]) -> int:
    """Write the environments and return the exit status."""
    names = (*ENVIRONMENTS, *FLEET)
    unknown = [name for name in arguments if name not in names]
    if unknown:
        print(f"{unknown[0]} is not an environment: name some of {', '.join(names)}, or none for all", file=sys.stderr)
        return 2
    # Disable garbage collection before the large imports: all objects live until the process exits, and atexit skips them too.
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
