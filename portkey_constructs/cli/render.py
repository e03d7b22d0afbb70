"""`render`: a configuration as Kubernetes objects."""

from typing import Annotated

import typer

from portkey_constructs.cli.options import FILES, Files, Strict

__all__ = ["render"]


def render(
    files: Files = FILES,
    output: Annotated[
        str | None,
        typer.Option(
            "--output", "-o", metavar="DIR", path_type=str, help="Write one file an object into this folder, instead of standard output; replaces it."
        ),
    ] = None,
    strict: Strict = False,
) -> None:
    """Print the Kubernetes objects of a configuration as YAML, or write them to a folder."""
    from portkey_constructs.cli.ending import ending, printed, refuse

    with ending("nothing written"):
        from portkey_constructs.cli.progress import patience
        from portkey_constructs.cli.report import printable, show
        from portkey_constructs.config import load_with_warnings
        from portkey_constructs.loading.yaml_source import source_names
        from portkey_constructs.manifests.platform import platform
        from portkey_constructs.output.yaml_text import file_texts, to_yaml

        source = source_names(files)
        with patience("rendering"):
            config, warnings = load_with_warnings(files, deployed=True)
            if strict:
                refuse(warnings, source)
            objects = platform(config)
            text = to_yaml(staged.manifest for staged in objects) if output is None else ""
            texts = {} if output is None else file_texts(objects)
        show(warnings, source)
        if output is None:
            printed(text)
        else:
            from pathlib import Path

            from portkey_constructs.output.files import write_directory

            _refuse_a_folder_of_several(output)
            written = write_directory(Path(output), texts)
            printed(
                f"{printable(output)}: {len(texts)} objects "
                f"({written.added} added, {written.changed} changed, {written.removed} removed, {written.unchanged} unchanged)\n"
            )


def _refuse_a_folder_of_several(output: str) -> None:
    """Raises OutputError where a folder holds the manifests of environments in folders of their own: all would be replaced by one."""
    from contextlib import suppress
    from pathlib import Path

    from portkey_constructs.errors import OutputError
    from portkey_constructs.manifests.platform import Stage

    with suppress(OSError):
        several = sorted(one.name for one in Path(output).iterdir() if any((one / stage).is_dir() for stage in Stage))
        if several:
            names = ", ".join(several[:3]) + (", ..." if len(several) > 3 else "")
            raise OutputError(
                f"{output} holds a folder for each environment ({names}), and would be replaced by one: name {Path(output) / several[0]}, or another"
            )
