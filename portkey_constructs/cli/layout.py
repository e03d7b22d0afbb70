"""Text in two columns, as wide as the terminal."""

import shutil
import sys
import textwrap
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from portkey_constructs.cli.report import draws, printable

__all__ = ["Block", "Code", "laid_out"]

_WIDTH: Final = 100
_NARROWEST: Final = 40
_MARGIN: Final = "  "


class Code(NamedTuple):
    """Lines that stay as they are."""

    text: str


class Block(NamedTuple):
    """A heading, what is said of it, and rows of a label and paragraphs."""

    heading: str
    word: str
    """What sort of thing it is, behind the heading."""
    paragraphs: Sequence[str]
    rows: Sequence[tuple[str, Sequence[str | Code]]]


def laid_out(blocks: Sequence[Block]) -> str:
    """The blocks one below the other: drawn on a terminal, as wide as it is; plain and 100 columns wide elsewhere."""
    on_terminal = sys.stdout is not None and sys.stdout.isatty()
    width = max(_NARROWEST, shutil.get_terminal_size((_WIDTH, 0)).columns) if on_terminal else _WIDTH
    colours = on_terminal and draws(sys.stdout)
    return "\n\n".join("\n".join(_lines(block, width, colours=colours)) for block in blocks) + "\n"


def _lines(block: Block, width: int, *, colours: bool) -> Iterator[str]:
    heading = printable(block.heading)
    yield _styled(heading, colours, bold=True) + (_styled(f"  ({block.word})", colours, dim=True) if block.word else "")
    for paragraph in block.paragraphs:
        yield from _wrapped(paragraph, width, _MARGIN)
    if block.rows:
        yield ""
    column = max((len(label) for label, _ in block.rows), default=0)
    for label, said in block.rows:
        start = _MARGIN + _styled(f"{label:<{column}}", colours, fg="cyan") + _MARGIN
        margin = " " * (column + 2 * len(_MARGIN))
        for words in said:
            for line in words.text.splitlines() if isinstance(words, Code) else _wrapped(words, width - len(margin), ""):
                yield (start + printable(line)).rstrip()
                start = margin


def _wrapped(paragraph: str, width: int, margin: str) -> Iterator[str]:
    yield from textwrap.wrap(printable(paragraph), width, initial_indent=margin, subsequent_indent=margin, break_on_hyphens=False) or [""]


def _styled(words: str, colours: bool, **style: object) -> str:
    import typer

    return typer.style(words, **style) if colours else words  # type: ignore[arg-type]
