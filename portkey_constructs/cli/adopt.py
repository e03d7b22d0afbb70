"""`adopt`: takes over a running release of a Helm chart: what would change, and the commands that do it."""

import json
import sys

import click

from portkey_constructs.adoption.check import check_release
from portkey_constructs.adoption.report import exit_status, json_answer, markdown_report, rows, sections, summary, text_report
from portkey_constructs.adoption.script import TOOLS, Commands, Tool, adoption_script, undo_script
from portkey_constructs.adoption.setting import adopted_release
from portkey_constructs.cli.command import Command, Group, utf8
from portkey_constructs.cli.console import printable, progress, rich_output, supports_color, write_output
from portkey_constructs.cli.inputs import overwritten_inputs
from portkey_constructs.cli.selection import Selection, selection_options
from portkey_constructs.cli.text_output import write_text
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.errors import ConfigurationError
from portkey_constructs.verify.connection import connect
from portkey_constructs.verify.kubeconfig import kubeconfig_files
from portkey_constructs.verify.kubectl_commands import KubectlCommands

__all__ = ["adopt", "check", "script"]

_EPILOG = """\
Examples:
  portkey-constructs adopt check -f portkey.yaml
  portkey-constructs adopt script -f portkey.yaml > adopt.sh
  portkey-constructs adopt COMMAND --help

The configuration names the release in its setting adopt. Neither command changes anything.
"""
_CHECK_EPILOG = """\
Examples:
  portkey-constructs adopt check -f portkey.yaml
  portkey-constructs adopt check -e production --context production
  portkey-constructs adopt check -f portkey.yaml --format json | jq '.objects[] | select(.action == "restarted")'

The command reads the release record and the objects, and changes nothing. It assumes that the fields of Helm are
handed over first, as the script does, and lists the fields that stay otherwise. No value of the record is printed.

Exit status:
  0  objects are patched, created or stay as they are; no pod restarts
  1  the output cannot be written
  2  the configuration is invalid or adopts no release, or the cluster or the release record cannot be read
  3  pods restart; nothing is lost
  4  a change loses data or is refused, a Secret or key is missing, or the release is not what adopt says
"""
_SCRIPT_EPILOG = """\
Examples:
  portkey-constructs adopt script -f portkey.yaml > adopt.sh
  portkey-constructs adopt script -f portkey.yaml --with flux --context production -o adopt.sh
  portkey-constructs adopt script -f portkey.yaml --undo > undo.sh
  less adopt.sh && sh adopt.sh

The script needs kubectl, helm and portkey-constructs. It backs up the release, hands the fields of Helm over to
the tool of --with, applies the manifests stage by stage, verifies them, and removes the release record.
Without --context it uses $CONTEXT, or the current context.

Exit status:
  0  the script is printed or written
  1  the output cannot be written
  2  the configuration is invalid, or adopts no release
"""


def _only(selection: Selection, activity: str, *, output: str | None = None) -> tuple[str, PortkeyConfig]:
    """The name and the configuration of the only selected environment."""
    if len(selection.names) > 1:
        raise click.UsageError(f"adopt works on one environment: select it with -e {selection.names[0]}")
    ((name, config),) = selection.load(activity, deployed=True, output=output)
    return name, config


@click.group(cls=Group, epilog=_EPILOG)
def adopt() -> None:
    """Take over a running release of Portkey's Helm charts without recreating its objects."""


context_option = click.option(
    "--context", callback=utf8, metavar="NAME", help="Context of the kubeconfig [default: that of the environment, or the current one]."
)
kubeconfig_option = click.option("--kubeconfig", metavar="FILE", help="Kubeconfig [default: $KUBECONFIG or ~/.kube/config].")


@adopt.command(cls=Command, outcome="nothing checked", epilog=_CHECK_EPILOG, short_help="Say what adopting the release changes.")
@selection_options
@context_option
@kubeconfig_option
@click.option("--format", "output_format", type=click.Choice(["text", "json", "markdown"]), default="text", help="Output format.")
@click.option("--timeout", default=60, type=click.IntRange(1), metavar="SECONDS", help="Longest time to read the cluster.")
def check(selection: Selection, context: str | None, kubeconfig: str | None, output_format: str, timeout: int) -> None:
    """Say what adopting the release does to each object: patched, restarted, refused or kept, and what is missing. Only reads."""
    name, config = _only(selection, "reading")
    release, platform = adopted_release(config.adopt, name or selection.source), config.resolve()
    context = context or selection.context(name)
    commands = KubectlCommands(platform.names.namespace, context or "", kubeconfig or "", selection.arguments)
    with progress() as update, connect(kubeconfig, context, timeout) as connection:
        result = check_release(connection, platform, release, commands, update)
    heading = printable(f"release {release.release}: {summary(result)}")
    if output_format == "json":
        write_output(json.dumps({"release": release.release, "exitStatus": exit_status(result), **json_answer(result)}, indent=2) + "\n")
    elif output_format == "markdown":
        write_output(markdown_report(heading, result))
    elif sys.stdout is not None and supports_color(sys.stdout):
        rich_output().draw_plan(sys.stdout, heading, list(rows(result)), list(sections(result)))
    else:
        write_output("\n".join(map(printable, text_report(heading, result).split("\n"))))
    if status := exit_status(result):
        raise SystemExit(status)


@adopt.command(cls=Command, outcome="nothing written", epilog=_SCRIPT_EPILOG, short_help="Print the commands that adopt the release.")
@selection_options
@click.option("--with", "tool", type=click.Choice(TOOLS), default="kubectl", help="Tool that applies the manifests from now on.")
@click.option("--undo", is_flag=True, help="Print the commands that give the objects back to Helm instead.")
@context_option
@kubeconfig_option
@click.option("--output", "-o", metavar="FILE", help="Write to this file instead of standard output.")
def script(selection: Selection, tool: Tool, undo: bool, context: str | None, kubeconfig: str | None, output: str | None) -> None:
    """Print the shell script that adopts the release, or the one that goes back. Runs nothing."""
    if output is not None and (overwritten := [*overwritten_inputs(output, kubeconfig_files(kubeconfig))]):
        raise ConfigurationError(overwritten, selection.source)
    name, config = _only(selection, "rendering", output=output)
    release = adopted_release(config.adopt, name or selection.source)
    commands = Commands(selection.arguments, context or selection.context(name) or "", kubeconfig or "", name)
    platform = config.resolve()
    text = undo_script(platform, release.release, commands) if undo else adoption_script(platform, release.release, tool, commands)
    write_text(output, text)
