"""`aws`: prints the IAM roles of a configuration, for users who create them without the AWS stacks of this package."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from portkey_constructs.cli.command import Command, Group
from portkey_constructs.cli.console import write_output
from portkey_constructs.cli.selection import Selection, by_environment, json_by_environment, selection_options
from portkey_constructs.errors import ConfigurationError, OutputError
from portkey_constructs.iam import Role, cluster_config, require_trust, role, roles
from portkey_constructs.output.yaml_text import to_yaml

__all__ = ["aws", "eksctl", "policy"]

_EPILOG = """\
Examples:
  portkey-constructs aws policy -f portkey.yaml
  portkey-constructs aws eksctl -f portkey.yaml > cluster.yaml
  portkey-constructs aws COMMAND --help

Everything follows from the configuration: the commands do not contact AWS.
"""
_POLICY_EPILOG = """\
Examples:
  portkey-constructs aws policy -f portkey.yaml | jq -r '.[].role'
  portkey-constructs aws policy gateway -f portkey.yaml
  portkey-constructs aws policy --all
  portkey-constructs aws policy gateway -f portkey.yaml --document trust |
    aws iam create-role --role-name portkey-gateway --assume-role-policy-document file:///dev/stdin
  portkey-constructs aws policy gateway -f portkey.yaml --document permissions |
    aws iam put-role-policy --role-name portkey-gateway --policy-name portkey \\
      --policy-document file:///dev/stdin

Exit status:
  0  the roles or the document are printed
  1  the role needs no permissions and has no such document, or the output cannot be written
  2  the configuration or an option is invalid, or the component has no role
"""
_EKSCTL_EPILOG = """\
Examples:
  portkey-constructs aws eksctl -f portkey.yaml > cluster.yaml
  eksctl create iamserviceaccount -f cluster.yaml --approve    # for identity: {kind: irsa}
  eksctl create podidentityassociation -f cluster.yaml         # for identity: {kind: podIdentity}

The manifests contain the service accounts. eksctl creates the roles with its own trust policy and,
for Pod Identity, the associations.

Exit status:
  0  the ClusterConfig is printed
  1  the output cannot be written
  2  the configuration is invalid, or eksctl cannot create its roles
"""


@click.group(cls=Group, epilog=_EPILOG, no_args_is_help=True)
def aws() -> None:
    """Print the IAM roles that a configuration needs: their trust policies and their permissions."""


@aws.command(cls=Command, epilog=_POLICY_EPILOG, short_help="Print roles with their policies as JSON.")
@click.argument("component", required=False, help="Component, such as gateway or external-secrets [default: a list of the roles of all components].")
@selection_options
@click.option("--document", type=click.Choice(["trust", "permissions"]), help="Print only this policy document of the role.")
def policy(component: str | None, selection: Selection, document: str | None) -> None:
    """Print IAM roles as JSON: name, service accounts, trust policy and permissions policy (null if the role needs no permissions)."""
    if document and component is None:
        raise click.BadParameter("name a component: a document belongs to one role", param_hint="--document")
    answers: list[tuple[str, Any]] = []
    for name, config in selection.load("reading"):
        with _source(selection, name):
            platform = config.resolve()
            printed = roles(platform) if component is None else (role(platform, component),)
            if document != "permissions":
                require_trust(platform.aws, printed)
            answers.append((name, [_role_data(each) for each in printed] if component is None else _role_answer(printed[0], document)))
    write_output(json_by_environment(answers))


@aws.command(cls=Command, epilog=_EKSCTL_EPILOG, short_help="Print the roles as an eksctl ClusterConfig.")
@selection_options
def eksctl(selection: Selection) -> None:
    """Print a ClusterConfig from which eksctl creates the IAM roles."""
    texts: list[tuple[str, str]] = []
    for name, config in selection.load("reading"):
        with _source(selection, name):
            text = to_yaml([cluster_config(config.resolve())])
        texts.append((name, text if name else text.removeprefix("---\n")))
    write_output(by_environment(texts, comment=True))


@contextmanager
def _source(selection: Selection, name: str) -> Iterator[None]:
    """A ConfigurationError raised in the block reports the environment or the files as its source."""
    try:
        yield
    except ConfigurationError as error:
        raise ConfigurationError(error.problems, error.source or name or selection.source) from None


def _role_answer(component_role: Role, document: str | None) -> Any:
    """The role as data, or one of its documents. Raises OutputError if the role has no such document."""
    if document is None:
        return _role_data(component_role)
    answer = component_role.trust if document == "trust" else component_role.permissions
    if answer is None:
        raise OutputError(f"the role {component_role.name} needs no permissions, so it has no permissions policy")
    return answer


def _role_data(component_role: Role) -> dict[str, Any]:
    return {
        "role": component_role.name,
        "arn": component_role.arn,
        "components": list(component_role.components),
        "serviceAccounts": [{"namespace": account.namespace, "name": account.name} for account in component_role.accounts],
        "trustPolicy": component_role.trust,
        "permissionsPolicy": component_role.permissions,
    }
