"""`graph`: the picture of a configuration."""

from enum import StrEnum
from typing import Annotated

import typer

from portkey_constructs.cli.options import FILES, Files

__all__ = ["GraphFormat", "graph"]


class GraphFormat(StrEnum):
    """How `graph` draws."""

    MERMAID = "mermaid"
    SVG = "svg"


def graph(
    files: Files = FILES,
    form: Annotated[
        GraphFormat | None,
        typer.Option(
            "--format", help="Text of Mermaid, which forges and wikis draw, or an SVG image [svg for an output that ends so, else mermaid]."
        ),
    ] = None,
    output: Annotated[str | None, typer.Option("--output", "-o", metavar="FILE", path_type=str, help="Write into this file.")] = None,
) -> None:
    """Draw what runs, who calls whom at which port, where the Secrets come from, and who is what to a cloud. Never a value."""
    from portkey_constructs.cli.ending import ending, printed

    with ending("nothing written"):
        from portkey_constructs.cli.progress import patience
        from portkey_constructs.cli.report import show
        from portkey_constructs.config import load_with_warnings
        from portkey_constructs.diagram.build import build_graph
        from portkey_constructs.loading.yaml_source import source_names

        with patience("drawing"):
            config, warnings = load_with_warnings(files)
            if form is GraphFormat.SVG or (form is None and (output or "").lower().endswith(".svg")):
                from portkey_constructs.diagram.svg import svg

                text = svg(build_graph(config))
            else:
                from portkey_constructs.diagram.mermaid import mermaid

                text = mermaid(build_graph(config))
        show(warnings, source_names(files))
        if output is None:
            printed(text)
        else:
            from pathlib import Path

            from portkey_constructs.output.output import write_file

            write_file(Path(output), text)
