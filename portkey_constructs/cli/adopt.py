"""`adopt`: takes over a running release of a Helm chart: what would change, and the commands that do it."""

import click

from portkey_constructs.adoption.script import TOOLS, Commands, Tool, adoption_script, undo_script
from portkey_constructs.adoption.setting import adopted_release
from portkey_constructs.cli.command import Command, Group
from portkey_constructs.cli.selection import Selection, selection_options
from portkey_constructs.cli.text_output import write_text
from portkey_constructs.config.root import PortkeyConfig

__all__ = ["adopt"]

_EPILOG = """\
Examples:
  portkey-constructs adopt check -f portkey.yaml
  portkey-constructs adopt script -f portkey.yaml > adopt.sh
  portkey-constructs adopt COMMAND --help

The configuration names the release in its setting adopt. Neither command changes anything.
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


context_option = click.option("--context", metavar="NAME", help="Context of the kubeconfig [default: that of the environment, or the current one].")
kubeconfig_option = click.option("--kubeconfig", metavar="FILE", help="Kubeconfig [default: $KUBECONFIG or ~/.kube/config].")


@adopt.command(cls=Command, outcome="nothing printed", epilog=_SCRIPT_EPILOG, short_help="Print the commands that adopt the release.")
@selection_options
@click.option("--with", "tool", type=click.Choice(TOOLS), default="kubectl", help="Tool that applies the manifests from now on.")
@click.option("--undo", is_flag=True, help="Print the commands that give the objects back to Helm instead.")
@context_option
@kubeconfig_option
@click.option("--output", "-o", metavar="FILE", help="Write to this file instead of standard output.")
def script(selection: Selection, tool: Tool, undo: bool, context: str | None, kubeconfig: str | None, output: str | None) -> None:
    """Print the shell script that adopts the release, or the one that goes back. Runs nothing."""
    name, config = _only(selection, "rendering", output=output)
    release = adopted_release(config, name or selection.source)
    commands = Commands(selection.arguments, context or selection.context(name) or "", kubeconfig or "", name)
    platform = config.resolve()
    text = undo_script(platform, release.name, commands) if undo else adoption_script(platform, release.name, tool, commands)
    write_text(output, text)
