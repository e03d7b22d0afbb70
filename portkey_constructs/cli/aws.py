"""`aws`: prints the IAM roles and the other AWS resources of a configuration, for users who do not use the AWS CDK."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import click

from portkey_constructs.aws_facts.stores import NO_ROTATION, creates_database, database_settings
from portkey_constructs.cli.command import Command, Group
from portkey_constructs.cli.console import printable, write_message, write_output
from portkey_constructs.cli.selection import Selection, by_environment, json_by_environment, selection_options
from portkey_constructs.cli.text_output import write_text
from portkey_constructs.errors import ConfigurationError, OutputError
from portkey_constructs.iam import Role, cluster_config, require_trust, role, roles
from portkey_constructs.output.yaml_text import to_yaml
from portkey_constructs.platform.platform import Platform
from portkey_constructs.terraform import terraform_json

__all__ = ["aws", "eksctl", "policy", "terraform"]

_EPILOG = """\
Examples:
  portkey-constructs aws policy -f portkey.yaml
  portkey-constructs aws eksctl -f portkey.yaml > cluster.yaml
  portkey-constructs aws terraform -f portkey.yaml -o portkey.tf.json
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
_TERRAFORM_EPILOG = """\
Examples:
  portkey-constructs aws terraform -f portkey.yaml -o portkey.tf.json
  portkey-constructs aws terraform --all -o terraform    # terraform/NAME/portkey.tf.json
  terraform init && terraform apply
  terraform output -json > outputs.json    # and set aws.outputs to this file

The module contains the roles, the log bucket, the database, the cache and the entries of Secrets
Manager: what the AWS companion creates with the AWS CDK. It needs Terraform or OpenTofu from 1.11,
and contains no secret value.

Exit status:
  0  the module is printed or written
  1  the output cannot be written
  2  the configuration or an option is invalid, or there is nothing to create
"""
_SUFFIX: Final = ".tf.json"
"""Terraform ignores files with another ending."""
_LAYOUT: Final = f"{{}}/portkey{_SUFFIX}"


@click.group(cls=Group, epilog=_EPILOG, no_args_is_help=True)
def aws() -> None:
    """Print the IAM roles and the other AWS resources that a configuration needs."""


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


@aws.command(cls=Command, outcome="nothing written", epilog=_TERRAFORM_EPILOG, short_help="Print all AWS resources as Terraform.")
@selection_options
@click.option(
    "--output",
    "-o",
    metavar="FILE",
    help="Write to this file, such as portkey.tf.json, instead of standard output; several environments need a folder.",
)
def terraform(selection: Selection, output: str | None) -> None:
    """Print a Terraform module, in the JSON syntax, with every AWS resource that the configuration uses but does not name."""
    several = len(selection.names) > 1
    if several and output is None:
        raise click.UsageError("several environments need a folder: add -o DIR")
    modules: list[tuple[str, Platform, str]] = []
    for name, config in selection.load("reading", output=output, layout=_LAYOUT):
        with _source(selection, name):
            modules.append((name, config.resolve(), terraform_json(config.resolve())))
    if output is not None and not several and not output.endswith(_SUFFIX):
        raise click.BadParameter(f"{output} is no file that Terraform reads: use a name that ends with {_SUFFIX}", param_hint="--output")
    for name, platform, text in modules:
        write_text(Path(output, _LAYOUT.format(name)) if several and output else output, text)
        if creates_database(platform) and not database_settings(platform)["rotation"]:
            write_message(f"{printable(name)}: mysql: {NO_ROTATION}" if name else f"mysql: {NO_ROTATION}")


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
