"""Formats reports and progress with rich on a terminal; imported only for a terminal, because rich is slow to import."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from portkey_constructs.cli.console import MORE_ABOUT_CODES, ProblemRow, printable

if TYPE_CHECKING:
    from portkey_constructs.plan.report import Row  # needs the schemas of Kubernetes, which other commands do not load
    from portkey_constructs.verify.findings import Finding  # needs the Kubernetes client, which other commands do not load

__all__ = ["draw_findings", "draw_plan", "draw_problems", "status"]

_ACTION_STYLES: Final = {"added": "green", "changed": "yellow", "removed": "red", "recreated": "bold red"}
_LINE_STYLES: Final = {"refused": "bold red", "data": "bold red", "restarts": "yellow", "effect": "", "field": "dim"}
_STATUS_STYLES: Final = {"ok": "green", "failed": "bold red", "waiting": "yellow", "unknown": "magenta"}


@contextmanager
def status(stream: TextIO) -> Iterator[Callable[[str], None]]:
    """Show a spinner until the block ends; yields a function that sets its text."""
    with _console(stream).status("") as spinner:
        yield lambda text: spinner.update(Text(text))


def draw_problems(stream: TextIO, heading: str, rows: Iterable[ProblemRow]) -> None:
    """Draw a report of problems in two columns: position and problem."""
    console = _console(stream)
    console.print(Text(heading, style="bold"), end="\n\n", soft_wrap=True)
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(justify="right", no_wrap=True)
    table.add_column(overflow="fold")
    for row in rows:
        text = Text.assemble((row.path, "bold red"), "  " if row.path else "", row.message, (f"  [{row.code}]", "dim"))
        table.add_row(Text(f"  {row.place}", style="cyan"), text.append(f"\n{row.fix}", style="dim") if row.fix else text)
    console.print(table, Text(f"\n  {MORE_ABOUT_CODES}", style="dim"), sep="\n")


def draw_findings(stream: TextIO, heading: str, summary: Iterable[tuple[str, str, str]], unhealthy: "Sequence[Finding]") -> None:
    """Draw a report of `verify`: a line for each check with its worst status, then each finding that is not ok."""
    console = _console(stream)
    console.print(Text(heading, style="bold"), "", sep="\n", end="", soft_wrap=True)
    table = Table.grid(padding=(0, 2, 0, 0))
    for check, worst, counts in summary:
        table.add_row(Text(f"  {check}", style="cyan"), Text(counts, style=_STATUS_STYLES[worst]))
    console.print(table)
    if not unhealthy:
        return
    console.print()
    table = Table.grid(padding=(0, 2, 1, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for finding in unhealthy:
        text = Text.assemble((printable(finding.object), "bold"), "  ", printable(finding.message))
        text.append(f"\nlikely cause: {printable(finding.cause)}" if finding.cause else "", style="dim")
        text.append(f"\n{printable(finding.command)}" if finding.command else "", style="green")
        table.add_row(Text(f"  {finding.status}", style=_STATUS_STYLES[finding.status]), text)
    console.print(table)


def draw_plan(stream: TextIO, heading: str, rows: "Sequence[Row]", sections: Sequence[tuple[str, Sequence[str]]]) -> None:
    """Draw a plan: a table of the changed objects, then the other parts."""
    console = _console(stream)
    console.print(Text(heading, style="bold"), "", sep="\n", end="", soft_wrap=True)
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    table.add_column(overflow="fold")
    for row in rows:
        text = Text("\n").join(Text(printable(line), style=_LINE_STYLES[kind]) for kind, line in row.lines)
        table.add_row(Text(f"  {row.action}", style=_ACTION_STYLES.get(row.action, "")), Text(printable(row.object), style="bold"), text)
    console.print(table)
    for title, texts in sections:
        console.print("", Text(title, style="bold"), *(Text(f"  {printable(text)}") for text in texts), sep="\n")


def _console(stream: TextIO) -> Console:
    return Console(file=stream, highlight=False, markup=False, emoji=False)
