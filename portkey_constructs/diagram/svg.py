"""A graph as a self-contained SVG image, with a description for screen readers and tooltips on its wires."""

from collections import Counter
from collections.abc import Iterator
from html import escape
from typing import Final

from portkey_constructs.diagram.boxes import Box, Style, Text
from portkey_constructs.diagram.description import connection, describe, printable
from portkey_constructs.diagram.graph import Graph
from portkey_constructs.diagram.layout import layout
from portkey_constructs.diagram.routing import Wire
from portkey_constructs.diagram.svg_style import COLOURS, style_sheet

__all__ = ["svg", "xml_text"]

_NODE_COLOURS: Final = {
    "frontend": "orange",
    "gateway": "blue",
    "backend": "violet",
    "dataservice": "green",
    "mysql": "blue",
    "redis": "red",
    "redis-queues": "red",
    "clickhouse": "yellow",
    "clickhouse-external": "yellow",
    "logs": "green",
    "finetunes": "olive",
    "exports": "orange",
    "bedrock": "violet",
    "gateway-external": "violet",
    "control-plane": "grey",
    "login": "grey",
    "mail": "pink",
    "pushgateway": "brown",
    "loki": "cyan",
}
_SECOND_COLOUR: Final = 5
"""The distance, in `COLOURS`, of the colour for a second port of the same node."""


def svg(graph: Graph) -> str:
    """Return the image. The same graph always gives the same text."""
    diagram = layout(graph)
    colours = _wire_colours(graph)
    size = f'width="{diagram.width}" height="{diagram.height}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="portkey" role="img" aria-labelledby="portkey-title portkey-description" {size} '
        f'viewBox="0 0 {diagram.width} {diagram.height}">',
        f'<title id="portkey-title">{xml_text(graph.title)}</title>',
        f'<desc id="portkey-description">{xml_text(describe(graph))}</desc>',
        f"<style>\n{style_sheet()}\n</style>",
        f'<rect class="page" {size}/>',
        *(f'<rect class="frame" x="{frame.x}" y="{frame.y}" width="{frame.width}" height="{frame.height}" rx="10"/>' for frame in diagram.frames),
        *(line for wire in diagram.wires for line in _wire(graph, wire, colours.get((wire.net.target, wire.net.ports)))),
        *(line for box in diagram.boxes for line in _box(box)),
        *map(_text, diagram.headings),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _wire_colours(graph: Graph) -> dict[tuple[str, str], str]:
    """Return the colours by target and ports: the target's colour for the ports with the most callers, another colour for other ports."""
    names = list(COLOURS)
    colours: dict[tuple[str, str], str] = {}
    for (target, ports), _ in Counter((edge.target, edge.ports) for edge in graph.edges).most_common():
        if target in _NODE_COLOURS:
            second = sum(_SECOND_COLOUR for other, _ in colours if other == target)
            colours[target, ports] = names[(names.index(_NODE_COLOURS[target]) + second) % len(names)]
    return colours


def _wire(graph: Graph, wire: Wire, colour: str | None) -> Iterator[str]:
    path = " ".join(f"M{line.x1} {line.y1}L{line.x2} {line.y2}" for line in wire.segments)
    end = wire.net.end
    yield f'<g class="{colour}">' if colour else "<g>"
    if wire.net.label:
        yield f"<title>{xml_text(connection(graph, wire.net.sources, wire.net.target, wire.net.ports))}</title>"
    yield f'<path class="halo" d="{path}"/>'
    yield f'<path class="wire" d="{path}"/>'
    yield from (f'<circle class="branch" cx="{point.x}" cy="{point.y}" r="4"/>' for point in wire.branches)
    if wire.net.arrow:
        yield f'<path class="arrow" d="M{end.x} {end.y}l-9 -5v10z"/>'
    if wire.net.label:
        yield _text(wire.net.label)
    yield "</g>"


def _box(box: Box) -> Iterator[str]:
    colour = f" {_NODE_COLOURS[box.id]}" if box.id in _NODE_COLOURS else ""
    yield f'<g transform="translate({box.x} {box.y})">'
    yield f'<rect class="box{colour}" width="{box.width}" height="{box.height}" rx="6"/>'
    if box.stores_data:
        yield f'<path class="icon{colour}" d="M{box.width - 30} 14v10a8 3 0 0 0 16 0v-10a8 3 0 0 0 -16 0a8 3 0 0 0 16 0"/>'
    yield from (f'<path class="divider" d="M0 {y}h{box.width}"/>' for y in box.dividers)
    for text in box.texts:
        if text.style is Style.BADGE:
            yield f'<rect class="badge" x="{text.left}" y="{text.y - 13}" width="{text.width}" height="17" rx="4"/>'
        yield _text(text)
    yield "</g>"


def _text(text: Text) -> str:
    anchor = "" if text.anchor == "start" else f' text-anchor="{text.anchor}"'
    return f'<text class="{text.style.value}" x="{text.x}" y="{text.y}"{anchor}>{xml_text(text.text)}</text>'


def xml_text(text: str) -> str:
    """Text that XML reads as it is, with a replacement character for everything that cannot be printed."""
    return escape(printable(text))
