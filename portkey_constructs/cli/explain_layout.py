"""Lays out the pages of `explain` in two columns, limited to the terminal's width and, by default, to one screen."""

import os
import shutil
import sys
import textwrap
from collections.abc import Iterator, Sequence
from typing import Any, Final

import click

from portkey_constructs.cli.console import printable, supports_color
from portkey_constructs.explain.pages import Block, Code, Row

__all__ = ["MAX_LINES", "layout"]

MAX_LINES: Final = 45
"""Maximum number of lines of an answer at full width, without `--long`."""
_WIDTH: Final = 100
_MIN_WIDTH: Final = 40
_MIN_TEXTS: Final = 2
_MARGIN: Final = "  "
_MORE: Final = "--long prints everything."


def layout(blocks: Sequence[Block], *, long: bool = False) -> str:
    """Lay out the blocks, at most 100 columns wide and colored on a terminal. Without `long`, the text is shortened to one screen, with a note."""
    on_terminal = sys.stdout is not None and sys.stdout.isatty()
    columns = shutil.get_terminal_size((_WIDTH, 0)).columns if on_terminal or os.environ.get("COLUMNS") else _WIDTH
    color = on_terminal and supports_color(sys.stdout)
    shown = blocks if long else _cut(blocks)
    lines = _lines(shown, min(_WIDTH, max(_MIN_WIDTH, columns)), color=color)
    more = [] if shown == blocks else ["", _MARGIN + _style(_MORE, color, dim=True)]
    return "\n".join([*lines, *more]) + "\n"


def _cut(blocks: Sequence[Block]) -> Sequence[Block]:
    """Shorten the blocks to one screen: first the later blocks to their brief form, then the longest rows."""
    if _height(blocks) <= MAX_LINES:
        return blocks
    cut = [blocks[0], *(block._replace(rows=block.rows[: block.brief], paragraphs=[]) for block in blocks[1:])]
    counts = {(at, index): len(row.texts) for at, block in enumerate(cut) for index, row in enumerate(block.rows)}
    while True:
        shown = [block._replace(rows=[_first(row, counts[at, index]) for index, row in enumerate(block.rows)]) for at, block in enumerate(cut)]
        candidates = [place for place, count in counts.items() if count > _MIN_TEXTS and not isinstance(cut[place[0]].rows[place[1]].texts[0], Code)]
        if _height(shown) + 2 <= MAX_LINES or not candidates:
            return shown
        longest = max(candidates, key=lambda place: _height([cut[0]._replace(paragraphs=[], rows=[shown[place[0]].rows[place[1]]])]))
        counts[longest] -= 1


def _first(row: Row, count: int) -> Row:
    """The first texts of a row, followed by the names or the number of the others."""
    if count == len(row.texts):
        return row
    rest = f"and {', '.join(dict.fromkeys(row.names[count:]))}" if row.names else f"and {len(row.texts) - count} more"
    return row._replace(texts=[*row.texts[:count], rest])


def _height(blocks: Sequence[Block]) -> int:
    return len(list(_lines(blocks, _WIDTH, color=False)))


def _lines(blocks: Sequence[Block], width: int, *, color: bool) -> Iterator[str]:
    for index, block in enumerate(blocks):
        if index:
            yield ""
        heading = _style(printable(block.heading), color, bold=True)
        yield heading + (_style(f"  ({block.type})", color, dim=True) if block.type else "")
        for paragraph in block.paragraphs:
            yield from _wrapped(paragraph, width, _MARGIN)
        if block.rows and block.paragraphs:
            yield ""
        column = max((len(row.label) for row in block.rows), default=0)
        for row in block.rows:
            yield from _row(row, column, width, color=color)


def _row(row: Row, column: int, width: int, *, color: bool) -> Iterator[str]:
    start = _MARGIN + _style(f"{row.label:<{column}}", color, fg="cyan") + _MARGIN
    margin = " " * (column + 2 * len(_MARGIN))
    for text in [", ".join(map(str, row.texts))] if row.inline else row.texts:
        for line in text.text.splitlines() if isinstance(text, Code) else _wrapped(text, width - len(margin), ""):
            yield (start + printable(line)).rstrip()
            start = margin


def _wrapped(paragraph: str, width: int, margin: str) -> Iterator[str]:
    yield from textwrap.wrap(printable(paragraph), width, initial_indent=margin, subsequent_indent=margin, break_on_hyphens=False) or [""]


def _style(text: str, color: bool, **style: Any) -> str:
    return click.style(text, **style) if color else text
