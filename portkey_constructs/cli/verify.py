"""`verify`: compares a live cluster with a configuration."""

import json
import re
import sys
from collections.abc import Sequence

import click

from portkey_constructs.cli.command import Command
from portkey_constructs.cli.console import FAILED, printable, progress, rich_output, supports_color, write_output
from portkey_constructs.cli.selection import Selection, selection_options
from portkey_constructs.verify.connection import connect
from portkey_constructs.verify.findings import Finding, Report, Status
from portkey_constructs.verify.kubectl_commands import KubectlCommands
from portkey_constructs.verify.runner import verify as check_cluster

__all__ = ["verify"]

_DURATION = re.compile(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?", re.ASCII)
_WORST_FIRST = (Status.FAILED, Status.UNKNOWN, Status.WAITING, Status.OK)
_LISTED = (Status.OK, Status.FAILED, Status.WAITING, Status.UNKNOWN)
_EPILOG = """\
Examples:
  portkey-constructs verify -f portkey.yaml
  portkey-constructs verify -f portkey.yaml --context production --wait 5m
  portkey-constructs verify -e eu-production
  portkey-constructs verify -f portkey.yaml --format json | jq '.findings[] | select(.status != "ok")'

The command only reads from the cluster (get and list). What your user may not read is reported as unknown.

Exit status:
  0  everything is healthy
  1  something is not healthy or could not be read
  2  the configuration is invalid, or the cluster cannot be reached
"""


def _seconds(_: click.Context, __: click.Parameter, text: str) -> float:
    if text.isascii() and text.isdigit():
        return float(text)
    match = _DURATION.fullmatch(text)
    if not text or match is None:
        raise click.BadParameter(f"{text!r} is not a duration: write 90s, 5m or 1h30m")
    hours, minutes, seconds = (int(number or 0) for number in match.groups())
    return float(hours * 3600 + minutes * 60 + seconds)


@click.command(cls=Command, outcome="nothing checked", epilog=_EPILOG)
@selection_options
@click.option("--namespace", "-n", metavar="NS", help="Namespace to check instead of the configured one.")
@click.option("--context", metavar="NAME", help="Context of the kubeconfig [default: that of the environment, or the current one].")
@click.option("--kubeconfig", metavar="FILE", help="Kubeconfig [default: $KUBECONFIG or ~/.kube/config].")
@click.option("--format", "output_format", type=click.Choice(["text", "json"]), default="text", help="Output format.")
@click.option("--timeout", default="60s", callback=_seconds, metavar="DURATION", help="Longest time of all requests, without --wait.")
@click.option("--wait", default="0s", callback=_seconds, metavar="DURATION", help="Repeat the checks until all pass, for at most this long: 90s, 5m.")
def verify(
    selection: Selection, namespace: str | None, context: str | None, kubeconfig: str | None, output_format: str, timeout: float, wait: float
) -> None:
    """Check a live cluster: objects, pods, roles, Secrets, endpoints, addresses, volumes, health and events. Changes nothing."""
    if len(selection.names) > 1:
        raise click.UsageError(f"verify checks one environment: select it with -e {selection.names[0]}")
    ((name, config),) = selection.load("reading", deployed=True, warn=False)
    context = context or selection.context(name)
    if namespace is not None:
        config = config.model_copy(update={"namespace": namespace})
    commands = KubectlCommands(config.namespace, context or "", kubeconfig or "", selection.arguments)
    with progress() as update, connect(kubeconfig, context, timeout + wait) as connection:
        report = check_cluster(config, connection, commands, wait=wait, progress=update)
    if output_format == "json":
        write_output(_json(report))
    else:
        _show(report)
    if not report.ok:
        raise SystemExit(FAILED)


def _json(report: Report) -> str:
    rows = [
        {
            "check": finding.check,
            "object": finding.object,
            "status": finding.status,
            "message": finding.message,
            "cause": finding.cause,
            "command": finding.command,
        }
        for finding in report.findings
    ]
    head = {"server": report.server, "version": report.version, "namespace": report.namespace, "ok": report.ok}
    return json.dumps({**head, "findings": rows}, indent=2) + "\n"


def _show(report: Report) -> None:
    """Print a line for each check, then each finding that is not ok."""
    heading = printable(f"{report.server} ({report.version}), namespace {report.namespace}: {_outcome(report.findings)}")
    summary = _summary(report.findings)
    unhealthy = [finding for finding in report.findings if finding.status != "ok"]
    if sys.stdout is not None and supports_color(sys.stdout):
        rich_output().draw_findings(sys.stdout, heading, summary, unhealthy)
        return
    width = max(len(check) for check, *_ in summary)
    lines = [heading, "", *(f"  {check:<{width}}  {counts}" for check, _, counts in summary)]
    for finding in unhealthy:
        lines += ["", f"{printable(finding.object)}  {finding.status}: {printable(finding.message)}"]
        lines += [f"  {label}: {printable(text)}" for label, text in (("likely cause", finding.cause), ("next", finding.command)) if text]
    write_output("\n".join(lines) + "\n")


def _outcome(findings: Sequence[Finding]) -> str:
    counts = [(status, sum(finding.status == status for finding in findings)) for status in ("failed", "waiting", "unknown")]
    return ", ".join(f"{count} {status}" for status, count in counts if count) or "all is well"


def _summary(findings: Sequence[Finding]) -> list[tuple[str, str, str]]:
    """Name, worst status and number of findings by status of each check."""
    rows: list[tuple[str, str, str]] = []
    for check in dict.fromkeys(finding.check for finding in findings):
        statuses = [finding.status for finding in findings if finding.check == check]
        worst = next(status for status in _WORST_FIRST if status in statuses)
        rows.append((str(check), worst, ", ".join(f"{statuses.count(status)} {status}" for status in _LISTED if status in statuses)))
    return rows
