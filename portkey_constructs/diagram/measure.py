"""How wide text may be in whatever font the viewer has, and where it is broken to fit.

Widths are those of DejaVu Sans and Verdana, whichever is wider: of the usual sans-serif fonts the widest two, so that others leave room.
"""

from typing import Final

__all__ = ["width", "wrapped"]

_BY_WIDTH: Final = {
    30: "'ijl",
    37: " ,.f",
    46: '!()[]IJrt:;|\\-"',
    54: "?cszLF`",
    62: "aekvxyPTY/",
    65: "0123456789$bdghnopquES_*{}",
    70: "ABKRVXZC",
    80: "DGHNOQU&",
    87: "w#+<=>^~M",
    108: "%mW@",
}
"""Letters by their width in hundredths of the font's size."""
_WIDTHS: Final = {letter: share for share, letters in _BY_WIDTH.items() for letter in letters}
_BOLD: Final = 10
_OTHER: Final = 130
_BREAKS: Final = frozenset(" /:.-_@,=")


def width(text: str, size: int, *, bold: bool = False) -> int:
    """Pixels that a text takes at most, at a font size in pixels."""
    return -(-size * (sum([_WIDTHS.get(letter, _OTHER) for letter in text]) + _BOLD * bold * len(text)) // 100)


def wrapped(text: str, room: int, size: int, *, bold: bool = False) -> list[str]:
    """The text in lines of at most `room` pixels: broken at spaces and after punctuation, and anywhere where there is none."""
    lines: list[str] = []
    rest = " ".join(text.split())
    while rest:
        fits = _fitting(rest, room, size, bold=bold)
        end = fits if fits == len(rest) else next((place for place in range(fits, fits // 2, -1) if rest[place - 1] in _BREAKS), fits)
        lines.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return lines or [""]


def _fitting(text: str, room: int, size: int, *, bold: bool) -> int:
    """How many letters fit, one at the least; a space at the end takes no room."""
    taken = 0
    for place, letter in enumerate(text):
        taken += size * (_WIDTHS.get(letter, _OTHER) + _BOLD * bold)
        if taken > 100 * room and letter != " ":
            return max(1, place)
    return len(text)
