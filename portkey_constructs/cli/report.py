"""Problems as a person reads them: aligned and plain in a pipe, drawn by rich on a terminal."""

import codecs
import os
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Final, TextIO

from portkey_constructs.errors import Problem

__all__ = ["draws", "printable", "show"]

_Row = tuple[str, str, str, str, str]

_MORE: Final = "portkey-constructs explain CODE tells more"


def show(problems: Sequence[Problem], source: str, outcome: str = "", *, error: bool = True) -> None:
    """Writes the problems under a heading to standard error, or to standard output."""
    if not problems:
        return
    heading = _heading(problems, source, outcome)
    rows = [_row(problem, source) for problem in problems]
    if not error:
        stream, printing = sys.stdout, True
    else:
        stream, printing = sys.stderr, False
    if stream is not None and draws(stream):
        _draw(heading, rows, stream)
        return
    text = _plain(heading, rows)
    if printing:
        from portkey_constructs.cli.ending import printed

        printed(text)
    elif stream is not None:
        with suppress(OSError):  # that nobody reads it changes nothing of how the command ends
            stream.write(text)


def _heading(problems: Sequence[Problem], source: str, outcome: str) -> str:
    errors = sum(problem.severity == "error" for problem in problems)
    counts = [f"{count} {noun}{'s' * (count != 1)}" for count, noun in ((errors, "problem"), (len(problems) - errors, "warning")) if count]
    outcomes = [outcome] if outcome else []
    parts = [" and ".join(counts), *outcomes] if errors else [*outcomes, *counts]
    return printable(f"{source or 'configuration'}: {', '.join(parts)}")


def _row(problem: Problem, source: str) -> _Row:
    place = ""
    if problem.position:
        file = "" if problem.position.file == source else f"{problem.position.file}:"
        place = f"{file}{problem.position.line}:{problem.position.column}"
    message = f"warning: {problem.message}" if problem.severity == "warning" else problem.message
    return printable(place), printable(problem.path), printable(message), printable(problem.fix), problem.code


def printable(text: str) -> str:
    """Without anything that a terminal would obey."""
    return "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in text)


def _plain(heading: str, rows: Iterable[_Row]) -> str:
    rows = list(rows)
    width = max(len(place) for place, *_ in rows)
    margin = f"  {'':{width}}  " if width else "  "
    lines = [heading, ""]
    for place, path, message, fix, code in rows:
        start = f"  {place:>{width}}  " if width else "  "
        lines.append(start + (f"{path}  {message}" if path else message) + f"  [{code}]")
        lines.extend([margin + fix] if fix else [])
    return "\n".join((*lines, "", f"  {_MORE}")) + "\n"


def draws(stream: TextIO) -> bool:
    """Whether a stream is a terminal that takes colours, and letters of every kind."""
    takes = stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return takes and codecs.lookup(stream.encoding).name == "utf-8"


def _draw(heading: str, rows: Iterable[_Row], stream: TextIO) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(file=stream, highlight=False, markup=False, emoji=False)
    console.print(Text(heading, style="bold"), end="\n\n", soft_wrap=True)
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(justify="right", no_wrap=True)
    table.add_column(overflow="fold")
    for place, path, message, fix, code in rows:
        words = Text.assemble((path, "bold red"), "  " if path else "", message, (f"  [{code}]", "dim"))
        table.add_row(Text(f"  {place}", style="cyan"), words.append(f"\n{fix}", style="dim") if fix else words)
    console.print(table, Text(f"\n  {_MORE}", style="dim"), sep="\n")
