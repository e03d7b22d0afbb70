"""`graph`: draws a diagram of a configuration."""

import click

from portkey_constructs.cli.command import Command
from portkey_constructs.cli.configuration_files import files_option, load_configuration
from portkey_constructs.cli.console import delayed_progress
from portkey_constructs.cli.text_output import write_text
from portkey_constructs.diagram.build import build_graph
from portkey_constructs.diagram.mermaid import mermaid
from portkey_constructs.diagram.svg import svg

__all__ = ["graph"]

_EPILOG = """\
Formats:
  mermaid  text that Git forges and wikis draw
  svg      an image that follows the viewer's light or dark theme and contains a text alternative

Examples:
  portkey-constructs graph -f portkey.yaml > portkey.mmd
  portkey-constructs graph -f portkey.yaml -o docs/portkey.svg

Exit status:
  0  the diagram is drawn
  1  the output cannot be written
  2  the configuration is invalid
"""


@click.command(cls=Command, outcome="nothing written", epilog=_EPILOG)
@files_option
@click.option(
    "--format",
    "output_format",
    type=click.Choice(["mermaid", "svg"]),
    help="Output format [default: svg if the name of the output file ends in .svg, otherwise mermaid].",
)
@click.option("--output", "-o", metavar="FILE", help="Write to this file instead of standard output.")
def graph(files: tuple[str, ...], output_format: str | None, output: str | None) -> None:
    """Draw the components, their connections and ports, the origin of their Secrets, and their cloud identities. Draws no Secret values."""
    config = load_configuration(files, "drawing", output=output)
    as_svg = output_format == "svg" or (output_format is None and (output or "").lower().endswith(".svg"))
    with delayed_progress("drawing"):
        diagram = build_graph(config.resolve())
        text = svg(diagram) if as_svg else mermaid(diagram)
    write_text(output, text)
