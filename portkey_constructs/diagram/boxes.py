"""The boxes of a diagram, as wide as their column and as high as their text."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, NamedTuple

from portkey_constructs.diagram.description import join
from portkey_constructs.diagram.graph import Graph, Group, Node, Secret
from portkey_constructs.diagram.text_metrics import text_width, wrap

__all__ = ["BOLD", "FONT_SIZES", "Box", "Style", "Text", "node_box", "secret_box"]


class Style(StrEnum):
    """The role of a text, which decides its font and colour."""

    HEADING = "heading"
    GROUP = "group"
    TITLE = "title"
    LINE = "line"
    NOTE = "note"
    LABEL = "label"
    BADGE = "badge"


FONT_SIZES: Final = {Style.HEADING: 19, Style.GROUP: 13, Style.TITLE: 14, Style.LINE: 12, Style.NOTE: 11, Style.LABEL: 11, Style.BADGE: 11}
"""Font sizes in pixels."""
BOLD: Final = frozenset({Style.HEADING, Style.GROUP, Style.TITLE, Style.BADGE})

_LINE_HEIGHTS: Final = {Style.TITLE: 18, Style.LINE: 16, Style.NOTE: 15}
_PADDING: Final = 12
_ICON: Final = 22
_BADGE_HEIGHT: Final = 17
_WIDTHS: Final = {Group.CLIENTS: 140, Group.EXPOSURES: 236, Group.SERVICES: 250, Group.STORES: 226, Group.EXTERNAL: 312, Group.SECRET_SOURCES: 250}
_SECRET_WIDTH: Final = 262


class Text(NamedTuple):
    """One line of text. (`x`, `y`) is the start, the middle or the end of its baseline, depending on `anchor`."""

    x: int
    y: int
    text: str
    style: Style
    anchor: str = "start"

    @property
    def width(self) -> int:
        """Upper bound of the width in pixels, including the frame of a badge."""
        width = text_width(self.text, FONT_SIZES[self.style], bold=self.style in BOLD)
        return max(20, width + 8) if self.style is Style.BADGE else width

    @property
    def left(self) -> int:
        """The left edge in pixels."""
        return self.x - {"start": 0, "middle": self.width // 2, "end": self.width}[self.anchor]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle with text in it. Texts and `dividers` (heights of horizontal lines) are relative to its upper left corner."""

    id: str
    group: str
    width: int
    height: int
    x: int = 0
    y: int = 0
    texts: tuple[Text, ...] = ()
    dividers: tuple[int, ...] = ()
    stores_data: bool = False

    @property
    def right(self) -> int:
        """The right edge in pixels."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """The lower edge in pixels."""
        return self.y + self.height

    def at(self, x: int, y: int) -> "Box":
        """Return the box at another position."""
        return replace(self, x=x, y=y)

    def at_least(self, height: int) -> "Box":
        """Return the box with at least this height."""
        return replace(self, height=max(self.height, height))


def node_box(graph: Graph, node: Node) -> Box:
    """Return the box of a node, with its identity and the numbers of the Secrets that it reads."""
    content = _Content(_WIDTHS[node.group])
    content.write(Style.TITLE, [node.title], right=_ICON if node.stores_data else 0)
    content.write(Style.LINE, node.lines)
    if node.identity:
        kind = f"read with {node.identity.kind}" if node.group is Group.SECRET_SOURCES else node.identity.kind
        content.divide()
        content.write(Style.NOTE, [kind, node.identity.name])
    if reads := [str(number) for number, secret in enumerate(graph.secrets, 1) if node.id in secret.readers]:
        content.divide()
        content.write_badges("reads", reads)
    return replace(content.box(node.id, node.group), stores_data=node.stores_data)


def secret_box(graph: Graph, secret: Secret) -> Box:
    """Return the box of a Secret: its number, its name and its readers."""
    readers = join(graph.readers(secret))
    kind = {"Secret": (), "ConfigMap": ("ConfigMap of certificates",)}.get(secret.kind, (secret.kind,))
    content = _Content(_SECRET_WIDTH)
    indent = content.write_number(str(graph.secrets.index(secret) + 1))
    content.write(Style.TITLE, [secret.name], left=indent)
    content.write(Style.LINE, [*kind, *secret.lines, *([f"for {readers}"] if readers else [])], left=indent)
    return content.box(secret.id, "secret")


class _Content:
    """Writes lines of text below each other into a box of a fixed width."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._y = _PADDING - 2
        self._texts: list[Text] = []
        self._dividers: list[int] = []

    def write(self, style: Style, paragraphs: Sequence[str], *, left: int = 0, right: int = 0) -> None:
        width = self._width - 2 * _PADDING - left - right
        for paragraph in paragraphs:
            for line in wrap(paragraph, width, FONT_SIZES[style], bold=style in BOLD):
                self._y += _LINE_HEIGHTS[style]
                self._texts.append(Text(_PADDING + left, self._y - 4, line, style))

    def divide(self) -> None:
        self._dividers.append(self._y + 7)
        self._y += 10

    def write_number(self, number: str) -> int:
        """Write a badge in front of the first line, and return the indent of the lines next to it."""
        return self._badge(number, _PADDING, self._y) + 8 - _PADDING

    def write_badges(self, label: str, numbers: Sequence[str]) -> None:
        self._y += 3
        self._texts.append(Text(_PADDING, self._y + 13, label, Style.NOTE))
        x = start = _PADDING + self._texts[-1].width + 6
        for number in numbers:
            if x > start and x + Text(0, 0, number, Style.BADGE).width > self._width - _PADDING:
                x, self._y = start, self._y + _BADGE_HEIGHT + 4
            x = self._badge(number, x, self._y) + 5
        self._y += _BADGE_HEIGHT

    def _badge(self, number: str, x: int, y: int) -> int:
        """Write a badge, and return its right edge."""
        width = Text(0, 0, number, Style.BADGE).width
        self._texts.append(Text(x + width // 2, y + 13, number, Style.BADGE, "middle"))
        return x + width

    def box(self, id: str, group: str) -> Box:
        height = self._y + _PADDING - 2
        return Box(id, group, self._width, height, texts=tuple(self._texts), dividers=tuple(self._dividers))
