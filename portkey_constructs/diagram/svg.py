"""A graph as an SVG image that stands alone: light or dark as its viewer likes it, with titles for a screen reader or a pointer."""

from collections.abc import Iterator
from html import escape
from typing import Final

from portkey_constructs.diagram.cards import Box, Text
from portkey_constructs.diagram.channel import Wire
from portkey_constructs.diagram.elements import Graph
from portkey_constructs.diagram.layout import layout
from portkey_constructs.diagram.story import calling, story
from portkey_constructs.diagram.style import style
from portkey_constructs.diagram.traffic import PASSAGE

__all__ = ["svg"]

_TIP: Final = 9


def svg(graph: Graph) -> str:
    """The picture of a graph; the same graph gives the same text."""
    placed = layout(graph)
    size = f'width="{placed.width}" height="{placed.height}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="portkey" role="img" aria-labelledby="portkey-title portkey-story" {size} '
        f'viewBox="0 0 {placed.width} {placed.height}">',
        f'<title id="portkey-title">{_said(graph.title)}</title>',
        f'<desc id="portkey-story">{_said(story(graph))}</desc>',
        f"<style>\n{style()}\n</style>",
        f'<rect class="ground" {size}/>',
        *(f'<rect class="frame" x="{one.x}" y="{one.y}" width="{one.width}" height="{one.height}" rx="10"/>' for one in placed.frames),
        *(line for wire in placed.wires for line in _wire(graph, wire)),
        *(line for box in placed.boxes for line in _box(box)),
        *map(_text, placed.texts),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _said(text: str) -> str:
    """The text as XML takes it, without anything that XML has no way to say."""
    return escape("".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text))


def _wire(graph: Graph, wire: Wire) -> Iterator[str]:
    path = " ".join(f"M{one.x1} {one.y1}L{one.x2} {one.y2}" for one in wire.segments)
    end = wire.net.entry
    yield f'<g class="{_hue(wire.hue).strip()}">' if wire.hue is not None else "<g>"
    if wire.net.label:
        yield f"<title>{_said(calling(graph, wire.net.callers, wire.net.target, wire.net.label))}</title>"
    yield f'<path class="halo" d="{path}"/>'
    yield f'<path class="wire" d="{path}"/>'
    yield from (f'<circle class="dot" cx="{dot.x}" cy="{dot.y}" r="4"/>' for dot in wire.dots)
    if not wire.net.target.startswith(PASSAGE):
        yield f'<path class="tip" d="M{end.x} {end.y}l-{_TIP} -5v10z"/>'
    if wire.text:
        yield _text(wire.text, wire.hue)
    yield "</g>"


def _box(box: Box) -> Iterator[str]:
    at = f'x="{box.x}" y="{box.y}"'
    yield "<g>"
    yield f'<rect class="box{_hue(box.hue)}" {at} width="{box.width}" height="{box.height}" rx="6"/>'
    if box.keeps:
        x, y = box.right - 30, box.y + 11
        yield f'<path class="glyph{_hue(box.hue)}" d="M{x} {y + 3}v10a8 3 0 0 0 16 0v-10a8 3 0 0 0 -16 0a8 3 0 0 0 16 0"/>'
    yield from (f'<path class="rule" d="M{box.x} {rule}h{box.width}"/>' for rule in box.rules)
    for one in box.badges:
        yield f'<rect class="badge" x="{one.x}" y="{one.y}" width="{one.width}" height="{one.height}" rx="4"/>'
        yield f'<text class="badge" x="{one.x + one.width // 2}" y="{one.y + 13}" text-anchor="middle">{_said(one.text)}</text>'
    yield from map(_text, box.texts)
    yield "</g>"


def _text(text: Text, hue: int | None = None) -> str:
    anchor = "" if text.anchor == "start" else f' text-anchor="{text.anchor}"'
    return f'<text class="{text.style.value}{_hue(hue)}" x="{text.x}" y="{text.y}"{anchor}>{_said(text.text)}</text>'


def _hue(hue: int | None) -> str:
    return "" if hue is None else f" h{hue}"
