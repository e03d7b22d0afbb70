"""A report of `verify` as people and programs read it."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from portkey_constructs.cli.ending import printed
from portkey_constructs.cli.report import draws, printable

if TYPE_CHECKING:
    from portkey_constructs.verify.findings import Finding, Report

__all__ = ["json_text", "show_report"]

_STYLES = {"ok": "green", "failed": "bold red", "waiting": "yellow", "unknown": "magenta"}


def json_text(report: "Report") -> str:
    """All findings, those that are well as well."""
    import json

    found = [
        {
            "check": one.check,
            "object": one.object,
            "status": one.status,
            "message": one.message,
            "cause": one.cause,
            "command": one.command,
        }
        for one in report.findings
    ]
    head = {"server": report.server, "version": report.version, "namespace": report.namespace, "ok": report.ok}
    return json.dumps({**head, "findings": found}, indent=2) + "\n"


def show_report(report: "Report") -> None:
    """A line a check, and what is not well."""
    heading = printable(f"{report.server} ({report.version}), namespace {report.namespace}: {_outcome(report.findings)}")
    summary = _summary(report.findings)
    wrong = [one for one in report.findings if one.status != "ok"]
    if sys.stdout is not None and draws(sys.stdout):
        _draw(heading, summary, wrong)
        return
    width = max(len(check) for check, *_ in summary)
    lines = [heading, "", *(f"  {check:<{width}}  {words}" for check, _, words in summary)]
    for one in wrong:
        lines += ["", f"{printable(one.object)}  {one.status}: {printable(one.message)}"]
        lines += [f"  {label}: {printable(text)}" for label, text in (("likely cause", one.cause), ("next", one.command)) if text]
    printed("\n".join(lines) + "\n")


def _outcome(findings: "Sequence[Finding]") -> str:
    counts = [(status, sum(one.status == status for one in findings)) for status in ("failed", "waiting", "unknown")]
    return ", ".join(f"{count} {status}" for status, count in counts if count) or "all is well"


def _summary(findings: "Sequence[Finding]") -> list[tuple[str, str, str]]:
    """Of each check its name, its worst status and its counts."""
    rows = []
    for check in dict.fromkeys(one.check for one in findings):
        found = [one.status for one in findings if one.check == check]
        worst = next(status for status in ("failed", "unknown", "waiting", "ok") if status in found)
        rows.append((str(check), worst, ", ".join(f"{found.count(status)} {status}" for status in dict.fromkeys(sorted(found, key=_order)))))
    return rows


def _order(status: str) -> int:
    return list(_STYLES).index(status)


def _draw(heading: str, summary: "Sequence[tuple[str, str, str]]", wrong: "Sequence[Finding]") -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(file=sys.stdout, highlight=False, markup=False, emoji=False)
    console.print(Text(heading, style="bold"), "", sep="\n", end="", soft_wrap=True)
    table = Table.grid(padding=(0, 2, 0, 0))
    for check, worst, words in summary:
        table.add_row(Text(f"  {check}", style="cyan"), Text(words, style=_STYLES[worst]))
    console.print(table)
    if not wrong:
        return
    console.print()
    table = Table.grid(padding=(0, 2, 1, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for one in wrong:
        told = Text.assemble((printable(one.object), "bold"), "  ", printable(one.message))
        told.append(f"\nlikely cause: {printable(one.cause)}" if one.cause else "", style="dim")
        told.append(f"\n{printable(one.command)}" if one.command else "", style="green")
        table.add_row(Text(f"  {one.status}", style=_STYLES[one.status]), told)
    console.print(table)
