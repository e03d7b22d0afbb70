"""`plan`: says what applying a configuration does, compared with a folder, a git revision or a cluster."""

import sys
from dataclasses import replace
from functools import partial
from typing import Final

import click

from portkey_constructs.cli.command import Command
from portkey_constructs.cli.configuration_files import strict_option
from portkey_constructs.cli.console import printable, progress, rich_output, supports_color, write_output
from portkey_constructs.cli.selection import Files, Selection, json_by_environment, selection_options
from portkey_constructs.plan import Plan, compare
from portkey_constructs.plan.baseline import LIVE, Baseline, Source, baseline, committed_platform
from portkey_constructs.plan.platform_changes import with_permissions
from portkey_constructs.plan.report import heading, json_answer, markdown_report, rows, sections, text_report
from portkey_constructs.platform.platform import Platform

__all__ = ["CHANGES", "DANGEROUS", "plan"]

CHANGES: Final = 3
"""Exit status if something changes."""
DANGEROUS: Final = 4
"""Exit status if a change loses data, or is refused."""
_EPILOG: Final = """\
Examples:
  portkey-constructs plan -f portkey.yaml
  portkey-constructs plan -f portkey.yaml --against origin/main
  portkey-constructs plan -f apps/irsa.yaml --against dist/irsa
  portkey-constructs plan -f apps/irsa.yaml --against HEAD~1:dist/irsa --format markdown
  portkey-constructs plan -f portkey.yaml --against live --context production
  portkey-constructs plan --all --against origin/main --format markdown

Without --against, the command compares with the folder dist beside the configuration, or with
the last commit. A revision is compared by its manifests in that folder, or in the folder of
REV:FOLDER; without manifests, by its configuration.
With --all or -e, the folder or the revision has a folder for each environment, and dist is beside
environments.yaml; the exit status is the highest of all environments.
The command writes nothing, and only reads from git and from the cluster.

Exit status:
  0  nothing changes
  1  the output cannot be written
  2  the configuration, or what to compare with, is invalid
  3  something changes
  4  a change loses data, or the API server refuses it
"""


@click.command(cls=Command, outcome="nothing planned", epilog=_EPILOG)
@selection_options
@click.option("--against", metavar="DIR|REV|live", help="Folder of manifests, git revision, or the cluster [default: dist/, or HEAD].")
@click.option("--format", "output_format", type=click.Choice(["text", "json", "markdown"]), default="text", help="Output format.")
@click.option(
    "--context", metavar="NAME", help="Context of the kubeconfig for --against live [default: that of the environment, or the current one]."
)
@click.option("--kubeconfig", metavar="FILE", help="Kubeconfig, with --against live [default: $KUBECONFIG or ~/.kube/config].")
@click.option("--timeout", default=60, type=click.IntRange(1), metavar="SECONDS", help="Longest time to read a cluster.")
@strict_option
def plan(
    selection: Selection, against: str | None, output_format: str, context: str | None, kubeconfig: str | None, timeout: int, strict: bool
) -> None:
    """Say what applying a configuration does: restarts, refusals, data at risk, addresses, permissions, and what must exist first."""
    if against != LIVE and (context or kubeconfig):
        raise click.UsageError("--context and --kubeconfig need --against live")
    answers: list[tuple[str, object]] = []
    texts: list[str] = []
    statuses = {0}
    for name, config in selection.load("planning", deployed=True, strict=strict):
        platform, source = config.resolve(), _source(selection, name)
        kubernetes = (context or selection.context(name), kubeconfig, timeout)
        former = _cluster(source, platform, *kubernetes) if against == LIVE else baseline(source, against)
        result = _planned(former, platform)
        status = DANGEROUS if result.dangerous else 0 if result.empty else CHANGES
        statuses.add(status)
        label = name or selection.source
        title = printable(heading(label, former.label, result))
        if output_format == "json":
            answers.append((name, json_answer(label, former.label, result, status)))
        elif output_format == "markdown":
            texts.append(markdown_report(title, result, max(1, len(selection.names))))
        else:
            _show(title, result)
    if answers:
        write_output(json_by_environment(answers))
    if texts:
        write_output("\n".join(texts))
    if max(statuses):
        raise SystemExit(max(statuses))


def _source(selection: Selection, name: str) -> Source:
    """The configuration of a plan, and for an environment how to load it from another revision."""
    if isinstance(selection, Files):
        return Source(selection.files)
    return Source(selection.all_files, name, partial(selection.load_copies, name))


def _planned(former: Baseline, platform: Platform) -> Plan:
    result = compare(former.objects, [staged.manifest for staged in platform.objects()])
    result = replace(result, notes=(*result.notes, *former.notes))
    return with_permissions(result, former.platform, platform) if former.platform else result


def _cluster(source: Source, platform: Platform, context: str | None, kubeconfig: str | None, timeout: float) -> Baseline:
    # The Kubernetes client takes long to import, and other baselines do not need it.
    from portkey_constructs.plan.live_objects import connect, live_objects

    with progress() as update, connect(kubeconfig, context, timeout) as connection:
        objects, notes = live_objects(connection, platform, update)
        label = f"{connection.server}, namespace {platform.names.namespace}"
    committed, more = committed_platform(source)
    return Baseline(label, objects, committed, (*notes, *more))


def _show(title: str, result: Plan) -> None:
    if sys.stdout is not None and supports_color(sys.stdout):
        rich_output().draw_plan(sys.stdout, title, list(rows(result)), list(sections(result)))
        return
    write_output("\n".join(map(printable, text_report(title, result).split("\n"))))
