"""`aws`: prints the IAM roles and the other AWS resources of a configuration, for users who do not use the AWS CDK."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import click

from portkey_constructs.aws_facts.stores import NO_ROTATION, creates_database, database_settings
from portkey_constructs.cli.command import Command, Group
from portkey_constructs.cli.configuration_files import files_option, load_configuration
from portkey_constructs.cli.console import write_message, write_output
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.errors import ConfigurationError, OutputError
from portkey_constructs.iam import Role, cluster_config, require_trust, role, roles
from portkey_constructs.loading.yaml_source import source_names
from portkey_constructs.output.files import write_file
from portkey_constructs.output.yaml_text import to_yaml
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


@click.group(cls=Group, epilog=_EPILOG, no_args_is_help=True)
def aws() -> None:
    """Print the IAM roles and the other AWS resources that a configuration needs."""


@aws.command(cls=Command, epilog=_POLICY_EPILOG, short_help="Print roles with their policies as JSON.")
@click.argument("component", required=False, help="Component, such as gateway or external-secrets [default: a list of the roles of all components].")
@files_option
@click.option("--document", type=click.Choice(["trust", "permissions"]), help="Print only this policy document of the role.")
def policy(component: str | None, files: tuple[str, ...], document: str | None) -> None:
    """Print IAM roles as JSON: name, service accounts, trust policy and permissions policy (null if the role needs no permissions)."""
    if document and component is None:
        raise click.BadParameter("name a component: a document belongs to one role", param_hint="--document")
    with _configuration(files) as config:
        platform = config.resolve()
        printed = roles(platform) if component is None else (role(platform, component),)
        if document != "permissions":
            require_trust(platform.aws, printed)
        answer: Any = [_role_data(each) for each in printed] if component is None else _role_answer(printed[0], document)
    write_output(json.dumps(answer, indent=2) + "\n")


@aws.command(cls=Command, epilog=_EKSCTL_EPILOG, short_help="Print the roles as an eksctl ClusterConfig.")
@files_option
def eksctl(files: tuple[str, ...]) -> None:
    """Print a ClusterConfig from which eksctl creates the IAM roles."""
    with _configuration(files) as config:
        text = to_yaml([cluster_config(config.resolve())])
    write_output(text.removeprefix("---\n"))


@aws.command(cls=Command, outcome="nothing written", epilog=_TERRAFORM_EPILOG, short_help="Print all AWS resources as Terraform.")
@files_option
@click.option("--output", "-o", metavar="FILE", help="Write to this file, such as portkey.tf.json, instead of standard output.")
def terraform(files: tuple[str, ...], output: str | None) -> None:
    """Print a Terraform module, in the JSON syntax, with every AWS resource that the configuration uses but does not name."""
    if output is not None and not output.endswith(_SUFFIX):
        raise click.BadParameter(f"{output} is no file that Terraform reads: use a name that ends with {_SUFFIX}", param_hint="--output")
    if output is not None and Path(output).resolve() in {Path(file).resolve() for file in files}:
        raise click.BadParameter(f"{output} is the configuration: choose another file", param_hint="--output")
    with _configuration(files) as config:
        platform = config.resolve()
        text = terraform_json(platform)
    if output is None:
        write_output(text)
    else:
        write_file(Path(output), text)
    if creates_database(platform) and not database_settings(platform)["rotation"]:
        write_message(f"mysql: {NO_ROTATION}")


@contextmanager
def _configuration(files: Sequence[str]) -> Iterator[PortkeyConfig]:
    """Load the configuration; a ConfigurationError raised in the block reports these files as its source."""
    config = load_configuration(files, "reading")
    try:
        yield config
    except ConfigurationError as error:
        raise ConfigurationError(error.problems, error.source or source_names(files)) from None


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
