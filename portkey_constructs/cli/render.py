"""`render`: renders a configuration as Kubernetes objects."""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import click
from click.core import ParameterSource

from portkey_constructs.cli.command import Command
from portkey_constructs.cli.configuration_files import strict_option
from portkey_constructs.cli.console import write_output
from portkey_constructs.cli.object_changes import report_check, written_objects
from portkey_constructs.cli.selection import Files, Selection, jobs_option, selection_options
from portkey_constructs.cli.values_options import ValuesOptions, values_options
from portkey_constructs.errors import OutputError
from portkey_constructs.manifests.stages import Stage, StagedObject
from portkey_constructs.output.file_changes import file_changes
from portkey_constructs.output.files import write_directory
from portkey_constructs.output.kustomization import kustomization_texts
from portkey_constructs.output.yaml_text import file_texts, to_yaml

__all__ = ["render"]

_EPILOG = """\
Examples:
  portkey-constructs render -f portkey.yaml
  portkey-constructs render -f portkey.yaml -f production.yaml -o dist/production
  portkey-constructs render -f portkey.yaml -o base --kustomization
  portkey-constructs render -f portkey.yaml -o dist --check
  portkey-constructs render -f - < portkey.yaml | kubectl apply -f -
  portkey-constructs render --all -o dist
  portkey-constructs render -e eu-production -o dist
  portkey-constructs render --values values.yaml --release portkey -f answers.yaml -o dist

With --values, the configuration is the import of values of a Helm chart, as of import-values, and the files of -f
override it. The report on standard error says what becomes of every key, and what is missing.

Exit status:
  0  the objects are rendered, or the folder is up to date
  1  the output cannot be written, or --check finds a difference
  2  the configuration is invalid, or the values lack an answer
"""


@click.command(cls=Command, outcome="nothing written", epilog=_EPILOG)
@selection_options
@values_options
@click.option(
    "--output",
    "-o",
    metavar="DIR",
    help="Write one file per object to this folder. Replaces the files of earlier runs and keeps all others.",
)
@click.option("--kustomization", is_flag=True, help="Write a kustomization.yaml to each folder, so that overlays can build on it. Needs --output.")
@click.option("--check", is_flag=True, help="Write nothing: fail if the folder of -o is not up to date, and name the objects that differ.")
@strict_option
@jobs_option
def render(
    selection: Selection,
    imports: ValuesOptions | None,
    output: str | None,
    kustomization: bool,
    check: bool,
    strict: bool,
    jobs: int | None,
) -> None:
    """Print the Kubernetes objects of a configuration as YAML, or write them to a folder; environments get a folder each."""
    if kustomization and output is None:
        raise click.UsageError("--kustomization writes files: name their folder with --output DIR")
    if check and output is None:
        raise click.UsageError("--check needs -o, the folder to check")
    if imports is not None:
        objects: Iterable[StagedObject] = _imported(imports, selection, output, strict=strict)
    elif output is not None and not isinstance(selection, Files):
        selection.render(Path(output), kustomization=kustomization, check=check, strict=strict, jobs=jobs)
        return
    elif len(selection.names) > 1:
        raise click.UsageError("several environments need a folder for each: add -o DIR")
    else:
        ((_, config),) = selection.load("rendering", deployed=True, strict=strict, output=output)
        objects = config.resolve().objects()
    if output is None:
        write_output(to_yaml(staged.manifest for staged in objects))
    else:
        _write(objects, output, kustomization=kustomization, check=check)


def _imported(imports: ValuesOptions, selection: Selection, output: str | None, *, strict: bool) -> list[StagedObject]:
    """The objects of the import of values; the files of -f override it."""
    if not isinstance(selection, Files):
        raise click.UsageError("--values makes a configuration of its own: leave out --all and -e")
    explicit = click.get_current_context().get_parameter_source("files") is ParameterSource.COMMANDLINE
    # Rendering a configuration starts faster without it.
    from portkey_constructs.cli.imported_configuration import imported_objects

    return imported_objects(imports, selection.files if explicit else (), strict=strict, output=output)


def _write(objects: Iterable[StagedObject], output: str, *, kustomization: bool, check: bool) -> None:
    texts = file_texts(objects)
    _refuse_parent_of_environments(Path(output))
    kustomizations = kustomization_texts(texts) if kustomization else {}
    if check:
        report_check([(output, file_changes(Path(output), texts, kustomizations))])
        return
    changes = file_changes(Path(output), texts)
    written = write_directory(Path(output), texts | kustomizations)
    what = f"{len(texts)} objects and {len(kustomizations)} kustomizations" if kustomizations else f"{len(texts)} objects"
    write_output(written_objects(output, what, written, changes))


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
