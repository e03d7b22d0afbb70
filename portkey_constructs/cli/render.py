"""`render`: renders a configuration as Kubernetes objects."""

from contextlib import suppress
from pathlib import Path

import click

from portkey_constructs.cli.command import Command
from portkey_constructs.cli.configuration_files import files_option, load_configuration, strict_option
from portkey_constructs.cli.console import FAILED, printable, write_output
from portkey_constructs.errors import OutputError
from portkey_constructs.manifests.stages import Stage
from portkey_constructs.output.file_changes import FileChanges, file_changes
from portkey_constructs.output.files import write_directory
from portkey_constructs.output.yaml_text import file_texts, to_yaml

__all__ = ["render"]

_EPILOG = """\
Examples:
  portkey-constructs render -f portkey.yaml
  portkey-constructs render -f portkey.yaml -f production.yaml -o dist/production
  portkey-constructs render -f portkey.yaml -o dist --check
  portkey-constructs render -f - < portkey.yaml | kubectl apply -f -

Exit status:
  0  the objects are rendered, or the folder is up to date
  1  the output cannot be written, or --check finds a difference
  2  the configuration is invalid
"""


@click.command(cls=Command, outcome="nothing written", epilog=_EPILOG)
@files_option
@click.option("--output", "-o", metavar="DIR", help="Write one file per object to this folder instead of standard output. Replaces the folder.")
@click.option("--check", is_flag=True, help="Write nothing: fail if the folder of -o is not up to date, and name the objects that differ.")
@strict_option
def render(files: tuple[str, ...], output: str | None, check: bool, strict: bool) -> None:
    """Print the Kubernetes objects of a configuration as YAML, or write them to a folder."""
    if check and output is None:
        raise click.UsageError("--check needs -o, the folder to check")
    objects = load_configuration(files, "rendering", deployed=True, strict=strict).resolve().objects()
    if output is None:
        write_output(to_yaml(staged.manifest for staged in objects))
        return
    texts = file_texts(objects)
    _refuse_parent_of_environments(Path(output))
    changes = file_changes(Path(output), texts)
    if check:
        _show_check(output, changes)
        return
    written = write_directory(Path(output), texts)
    write_output(
        f"{printable(output)}: {len(texts)} objects "
        f"({written.added} added, {written.changed} changed, {written.removed} removed, {written.unchanged} unchanged)\n"
        f"{'' if changes.is_new else _listed(changes)}"
    )


def _listed(changes: FileChanges) -> str:
    return "".join(f"{printable(line)}\n" for line in changes.lines)


def _show_check(output: str, changes: FileChanges) -> None:
    """Print the objects that differ, and exit with a status if there are any."""
    if not (lines := list(changes.lines)):
        write_output(f"{printable(output)}: up to date\n")
        return
    state = "does not exist" if changes.is_new else f"not up to date, {len(lines)} {'object differs' if len(lines) == 1 else 'objects differ'}"
    write_output(f"{printable(output)}: {state}\n{'' if changes.is_new else _listed(changes)}")
    raise SystemExit(FAILED)


def _refuse_parent_of_environments(folder: Path) -> None:
    """Raise OutputError if the folder contains a folder for each environment, because one environment would replace them all."""
    environments: list[Path] = []
    with suppress(OSError):
        environments = sorted(entry for entry in folder.iterdir() if any((entry / stage).is_dir() for stage in Stage))
    if environments:
        names = ", ".join(entry.name for entry in environments[:3]) + (", ..." if len(environments) > 3 else "")
        raise OutputError(
            f"{folder} has a folder for each environment ({names}), and one environment would replace them all: "
            f"name a folder inside it, such as {environments[0]}"
        )
