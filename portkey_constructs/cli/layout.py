"""Text in two columns, as wide as the terminal and not longer than it has to be."""

import os
import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

import click

from portkey_constructs.cli.console import PROGRAM, printable, supports_color

__all__ = ["EXPLAIN", "LONGEST", "Block", "Code", "Row", "Shorter", "laid_out"]

EXPLAIN: Final = f"{PROGRAM} explain"
LONGEST: Final = 45
"""How many lines an answer may have at full width before it is shortened."""
_WIDTH: Final = 100
_NARROWEST: Final = 40
_MARGIN: Final = "  "
_MORE: Final = "--long tells all of it."


class Code(NamedTuple):
    """Lines that stay as they are."""

    text: str


class Shorter(NamedTuple):
    """What may stand instead of a row's paragraphs where all is too long; what has the lowest `order` is taken first."""

    order: int
    said: Sequence[str]


class Row(NamedTuple):
    """A label and paragraphs, with what may stand instead, each shorter than the one before."""

    label: str
    said: Sequence[str | Code]
    shorter: Sequence[Shorter] = ()


class Block(NamedTuple):
    """A heading, what is said of it, and rows; `brief` has the rows that are enough beneath another block."""

    heading: str
    word: str
    """What sort of thing it is, behind the heading."""
    paragraphs: Sequence[str]
    rows: Sequence[Row]
    brief: Sequence[Row] | None = None


def laid_out(blocks: Sequence[Block], *, long: bool = False) -> str:
    """The blocks one below the other: drawn on a terminal, as wide as it is; plain elsewhere, and 100 columns wide unless COLUMNS says another width.

    Unless it is to be `long`, what is too much for a screen is shortened, the rows that come last in importance first, and it is said so.
    """
    on_terminal = sys.stdout is not None and sys.stdout.isatty()
    wanted = shutil.get_terminal_size((_WIDTH, 0)).columns if on_terminal or os.environ.get("COLUMNS") else _WIDTH
    width = min(_WIDTH, max(_NARROWEST, wanted))
    colours = on_terminal and supports_color(sys.stdout)
    shown = blocks if long else _shortened(blocks)
    lines = _all_lines(shown, width, colours=colours)
    more = [] if shown == blocks else ["", _MARGIN + _styled(_MORE, colours, dim=True)]
    return "\n".join([*lines, *more]) + "\n"


def _shortened(blocks: Sequence[Block]) -> Sequence[Block]:
    """The blocks in as much detail as there is room for."""
    if not blocks or _height(blocks) <= LONGEST:
        return blocks
    shown = [blocks[0], *(one if one.brief is None else one._replace(rows=one.brief, paragraphs=[]) for one in blocks[1:])]
    while _height(shown) + 2 > LONGEST:
        steps = [(row.shorter[0].order, at, index) for at, one in enumerate(shown) for index, row in enumerate(one.rows) if row.shorter]
        if not steps:
            break
        _, at, index = min(steps)
        rows = list(shown[at].rows)
        rows[index] = Row(rows[index].label, rows[index].shorter[0].said, rows[index].shorter[1:])
        shown[at] = shown[at]._replace(rows=rows)
    return shown


def _height(blocks: Sequence[Block]) -> int:
    return len(list(_all_lines(blocks, _WIDTH, colours=False)))


def _all_lines(blocks: Iterable[Block], width: int, *, colours: bool) -> Iterator[str]:
    for index, block in enumerate(blocks):
        if index:
            yield ""
        yield from _lines(block, width, colours=colours)


def _lines(block: Block, width: int, *, colours: bool) -> Iterator[str]:
    heading = printable(block.heading)
    yield _styled(heading, colours, bold=True) + (_styled(f"  ({block.word})", colours, dim=True) if block.word else "")
    for paragraph in block.paragraphs:
        yield from _wrapped(paragraph, width, _MARGIN)
    if block.rows and block.paragraphs:
        yield ""
    column = max((len(row.label) for row in block.rows), default=0)
    for row in block.rows:
        start = _MARGIN + _styled(f"{row.label:<{column}}", colours, fg="cyan") + _MARGIN
        margin = " " * (column + 2 * len(_MARGIN))
        for words in row.said:
            for line in words.text.splitlines() if isinstance(words, Code) else _wrapped(words, width - len(margin), ""):
                yield (start + printable(line)).rstrip()
                start = margin


def _wrapped(paragraph: str, width: int, margin: str) -> Iterator[str]:
    yield from textwrap.wrap(printable(paragraph), width, initial_indent=margin, subsequent_indent=margin, break_on_hyphens=False) or [""]


def _styled(words: str, colours: bool, **style: Any) -> str:
    return click.style(words, **style) if colours else words
