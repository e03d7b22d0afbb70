"""`render`: renders a configuration as Kubernetes objects."""

from contextlib import suppress
from pathlib import Path

import click

from portkey_constructs.cli.command import Command
from portkey_constructs.cli.configuration_files import files_option, load_configuration, strict_option
from portkey_constructs.cli.console import printable, write_output
from portkey_constructs.errors import OutputError
from portkey_constructs.manifests.stages import Stage
from portkey_constructs.output.files import write_directory
from portkey_constructs.output.yaml_text import file_texts, to_yaml

__all__ = ["render"]

_EPILOG = """\
Examples:
  portkey-constructs render -f portkey.yaml
  portkey-constructs render -f portkey.yaml -f production.yaml -o dist/production
  portkey-constructs render -f - < portkey.yaml | kubectl apply -f -

Exit status:
  0  the objects are rendered
  1  the output cannot be written
  2  the configuration is invalid
"""


@click.command(cls=Command, outcome="nothing written", epilog=_EPILOG)
@files_option
@click.option("--output", "-o", metavar="DIR", help="Write one file per object to this folder instead of standard output. Replaces the folder.")
@strict_option
def render(files: tuple[str, ...], output: str | None, strict: bool) -> None:
    """Print the Kubernetes objects of a configuration as YAML, or write them to a folder."""
    objects = load_configuration(files, "rendering", deployed=True, strict=strict, output=output).resolve().objects()
    if output is None:
        write_output(to_yaml(staged.manifest for staged in objects))
        return
    texts = file_texts(objects)
    _refuse_parent_of_environments(Path(output))
    written = write_directory(Path(output), texts)
    write_output(
        f"{printable(output)}: {len(texts)} objects "
        f"({written.added} added, {written.changed} changed, {written.removed} removed, {written.unchanged} unchanged)\n"
    )


def _refuse_parent_of_environments(folder: Path) -> None:
    """Raise OutputError if the folder contains a folder for each environment, because one environment would replace them all."""
    environments: list[Path] = []
    with suppress(OSError):
        environments = sorted(entry for entry in folder.iterdir() if any((entry / stage).is_dir() for stage in Stage))
    if environments:
        names = ", ".join(entry.name for entry in environments[:3]) + (", ..." if len(environments) > 3 else "")
        raise OutputError(
            f"{folder} has a folder for each environment ({names}), and one environment would replace them all: "
            f"name a folder inside it, such as {environments[0].as_posix()}"
        )
