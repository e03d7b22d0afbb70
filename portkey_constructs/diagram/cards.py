"""Boxes of text: what stands in them, wrapped to their width, before they have a place."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, NamedTuple

from portkey_constructs.diagram.measure import width, wrapped

__all__ = ["BOLD", "SIZES", "Badge", "Box", "Style", "Text", "card"]


class Style(StrEnum):
    """What a text is, by which its size and colour go."""

    HEADING = "heading"
    GROUP = "group"
    TITLE = "title"
    LINE = "line"
    NOTE = "note"
    LABEL = "label"
    BADGE = "badge"


SIZES: Final = {Style.HEADING: 19, Style.GROUP: 13, Style.TITLE: 14, Style.LINE: 12, Style.NOTE: 11, Style.LABEL: 11, Style.BADGE: 11}
"""Font sizes in pixels."""

BOLD: Final = frozenset({Style.HEADING, Style.GROUP, Style.TITLE, Style.BADGE})
_LEADING: Final = {Style.TITLE: 18, Style.LINE: 16, Style.NOTE: 15}
_PADDING: Final = 12
_GLYPH: Final = 22
_BADGE_HEIGHT: Final = 17


class Text(NamedTuple):
    """A line of text: where its baseline begins (or ends, or has its middle, by `anchor`)."""

    x: int
    y: int
    text: str
    style: Style
    anchor: str = "start"

    @property
    def extent(self) -> tuple[int, int, int, int]:
        """Left, top, right and bottom of the room that it takes at most."""
        size = SIZES[self.style]
        taken = width(self.text, size, bold=self.style in BOLD)
        left = self.x - {"start": 0, "middle": taken // 2, "end": taken}[self.anchor]
        return left, self.y - size, left + taken, self.y + size // 4


class Badge(NamedTuple):
    """A number in a small frame."""

    x: int
    y: int
    width: int
    text: str

    @property
    def height(self) -> int:
        """All are of one height."""
        return _BADGE_HEIGHT


@dataclass(frozen=True, slots=True)
class Box:
    """A box with what stands in it; `rules` are the heights of dividing lines, `hue` its colour by number."""

    id: str
    role: str
    width: int
    height: int
    texts: tuple[Text, ...]
    badges: tuple[Badge, ...] = ()
    rules: tuple[int, ...] = ()
    keeps: bool = False
    hue: int | None = None
    x: int = 0
    y: int = 0

    @property
    def right(self) -> int:
        """Its right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """Its lower edge."""
        return self.y + self.height

    def coloured(self, hue: int | None) -> "Box":
        """The same box in a colour."""
        return replace(self, hue=hue)

    def at_least(self, height: int) -> "Box":
        """The same box, higher if need be."""
        return replace(self, height=max(self.height, height))

    def at(self, x: int, y: int) -> "Box":
        """The same box somewhere else, with everything in it."""
        right, down = x - self.x, y - self.y
        return replace(
            self,
            x=x,
            y=y,
            texts=tuple(one._replace(x=one.x + right, y=one.y + down) for one in self.texts),
            badges=tuple(one._replace(x=one.x + right, y=one.y + down) for one in self.badges),
            rules=tuple(rule + down for rule in self.rules),
        )


def card(
    id: str,
    role: str,
    room: int,
    title: str,
    lines: Sequence[str] = (),
    *,
    notes: Sequence[str] = (),
    badges: Sequence[str] = (),
    number: str = "",
    keeps: bool = False,
) -> Box:
    """A box `room` pixels wide, and as high as its text.

    `number` stands before the title; `notes` stand below a line, and below them the numbers of the Secrets that it reads.
    """
    texts: list[Text] = []
    rules: list[int] = []
    made: list[Badge] = []
    inner, y = room - 2 * _PADDING, _PADDING - 2
    indent = 0
    if number:
        made.append(_badge(number, _PADDING, y))
        indent = made[0].width + 8
    for style, said in ((Style.TITLE, [title]), (Style.LINE, lines)):
        for text in said:
            less = indent + (_GLYPH if keeps and style is Style.TITLE else 0)
            for part in wrapped(text, inner - less, SIZES[style], bold=style in BOLD):
                y += _LEADING[style]
                texts.append(Text(_PADDING + indent, y - 4, part, style))
    if notes:
        y += 7
        rules.append(y)
        y += 3
        for note in notes:
            for part in wrapped(note, inner, SIZES[Style.NOTE]):
                y += _LEADING[Style.NOTE]
                texts.append(Text(_PADDING, y - 4, part, Style.NOTE))
    if badges:
        y += 7
        rules.append(y)
        y += 6
        texts.append(Text(_PADDING, y + 13, "reads", Style.NOTE))
        x = start = _PADDING + width("reads", SIZES[Style.NOTE]) + 6
        for text in badges:
            one = _badge(text, x, y)
            if x > start and one.x + one.width > room - _PADDING:
                y += _BADGE_HEIGHT + 4
                one = _badge(text, start, y)
            made.append(one)
            x = one.x + one.width + 5
        y += _BADGE_HEIGHT
    return Box(id, role, room, y + _PADDING - 2, tuple(texts), tuple(made), tuple(rules), keeps)


def _badge(text: str, x: int, y: int) -> Badge:
    return Badge(x, y, max(20, width(text, SIZES[Style.BADGE], bold=True) + 8), text)
