"""Upper bounds of text widths, and line wrapping, without access to the viewer's fonts.

The bounds come from Verdana and DejaVu Sans, the widest of the usual sans-serif fonts, so text in other fonts fits as well.
"""

from typing import Final

__all__ = ["text_width", "wrap"]

_LETTERS: Final = {
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
"""Letters by their width, in hundredths of the font size."""
_WIDTHS: Final = {letter: width for width, letters in _LETTERS.items() for letter in letters}
_OTHER_LETTER: Final = 130
_BOLD: Final = 10
_BREAK_AFTER: Final = frozenset(" /:.-_@,=")


def text_width(text: str, size: int, *, bold: bool = False) -> int:
    """Return an upper bound of a text's width in pixels, at a font size in pixels."""
    return -(-size * sum(_WIDTHS.get(letter, _OTHER_LETTER) + _BOLD * bold for letter in text) // 100)


def wrap(text: str, width: int, size: int, *, bold: bool = False) -> list[str]:
    """Split a text into lines of at most `width` pixels: after spaces and punctuation, or anywhere if there are none."""
    lines: list[str] = []
    rest = " ".join(text.split())
    while rest:
        fits = next((end for end in range(1, len(rest)) if text_width(rest[: end + 1].rstrip(), size, bold=bold) > width), len(rest))
        end = fits if fits == len(rest) else next((end for end in range(fits, fits // 2, -1) if rest[end - 1] in _BREAK_AFTER), fits)
        lines.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return lines or [""]
