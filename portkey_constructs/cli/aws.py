"""`aws`: the IAM roles of a configuration, for whoever makes them without the AWS companion."""

from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from portkey_constructs.cli.options import FILES, FileCommand, Files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portkey_constructs.config.root import PortkeyConfig
    from portkey_constructs.iam import Role

__all__ = ["Document", "aws", "eksctl", "policy"]

_NAME = "portkey-constructs aws"
_NEEDS_ONE = "one document is of one role: name a component before it"

aws = typer.Typer(
    help="Print the IAM roles that a configuration needs: who may take them on, and what they may do.",
    epilog="\b\nExamples:\n"
    f"  {_NAME} policy -f portkey.yaml\n"
    f"  {_NAME} eksctl -f portkey.yaml > cluster.yaml\n"
    f"  {_NAME} COMMAND --help\n"
    "\n\b\n"
    "AWS is never asked: all of it follows from the configuration.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


class Document(StrEnum):
    """One of the two documents of a role."""

    TRUST = "trust"
    PERMISSIONS = "permissions"


@aws.command(
    cls=FileCommand,
    short_help="Print trust and permissions of roles.",
    epilog="\b\nExamples:\n"
    f"  {_NAME} policy -f portkey.yaml | jq -r '.[].role'\n"
    f"  {_NAME} policy gateway -f portkey.yaml\n"
    f"  {_NAME} policy gateway -f portkey.yaml --document trust |\n"
    "    aws iam create-role --role-name portkey-gateway --assume-role-policy-document file:///dev/stdin\n"
    f"  {_NAME} policy gateway -f portkey.yaml --document permissions |\n"
    "    aws iam put-role-policy --role-name portkey-gateway --policy-name portkey \\\n"
    "      --policy-document file:///dev/stdin\n"
    "\n\b\n"
    "Exit status: 0 printed, 1 the role may do nothing and has no such document, or the output could not\n"
    "be written, 2 the configuration or an option is refused, or no such component has a role.",
)
def policy(
    component: Annotated[
        str | None,
        typer.Argument(
            metavar="COMPONENT", help="Whose role, such as gateway or external-secrets; all roles, as a list, when left out.", show_default=False
        ),
    ] = None,
    files: Files = FILES,
    document: Annotated[Document | None, typer.Option("--document", help="That document alone: who may take the role on, or what it may do.")] = None,
) -> None:
    """Print IAM roles as JSON: names, service accounts, trust policy, and permissions policy (null for a role that may do nothing)."""
    from portkey_constructs.cli.ending import ending, printed

    with ending(""):
        import json

        from portkey_constructs.errors import OutputError
        from portkey_constructs.iam import role, roles

        if document and component is None:
            raise typer.BadParameter(_NEEDS_ONE, param_hint="--document")
        answer: Any
        with _loaded(files) as config:
            known = roles(config) if component is None else (role(config, component),)
        one = known[0]
        if component is None:
            answer = [_described(each) for each in known]
        elif document is None:
            answer = _described(one)
        else:
            answer = one.trust if document is Document.TRUST else one.permissions
        if answer is None:
            raise OutputError(f"the role {one.name} may do nothing, and has no permissions policy")
        printed(json.dumps(answer, indent=2) + "\n")


@aws.command(
    cls=FileCommand,
    short_help="Print the roles as eksctl takes them.",
    epilog="\b\nExamples:\n"
    f"  {_NAME} eksctl -f portkey.yaml > cluster.yaml\n"
    "  eksctl create iamserviceaccount -f cluster.yaml --approve    # for identity: {kind: irsa}\n"
    "  eksctl create podidentityassociation -f cluster.yaml         # for identity: {kind: podIdentity}\n"
    "\n\b\n"
    "The manifests have the service accounts; eksctl makes the roles, and for Pod Identity the\n"
    "associations, with a trust policy of its own.\n"
    "\n\b\n"
    "Exit status: 0 printed, 1 the output could not be written, 2 the configuration is refused, or eksctl\n"
    "cannot make its roles.",
)
def eksctl(files: Files = FILES) -> None:
    """Print a ClusterConfig with which eksctl makes the IAM roles."""
    from portkey_constructs.cli.ending import ending, printed

    with ending(""):
        from portkey_constructs.iam import cluster_config
        from portkey_constructs.output.yaml_text import to_yaml

        with _loaded(files) as config:
            text = to_yaml([cluster_config(config)])
        printed(text.removeprefix("---\n"))


@contextmanager
def _loaded(files: list[str]) -> "Iterator[PortkeyConfig]":
    """The configuration, its warnings told; what is refused while it is at hand is refused of these files."""
    from portkey_constructs.cli.progress import patience
    from portkey_constructs.cli.report import show
    from portkey_constructs.config import load_with_warnings
    from portkey_constructs.errors import ConfigurationError
    from portkey_constructs.loading.yaml_source import source_names

    with patience("reading"):
        config, warnings = load_with_warnings(files)
    source = source_names(files)
    show(warnings, source)
    try:
        yield config
    except ConfigurationError as error:
        raise ConfigurationError(error.problems, error.source or source) from None


def _described(one: "Role") -> dict[str, Any]:
    return {
        "role": one.name,
        "arn": one.arn,
        "components": list(one.components),
        "serviceAccounts": [{"namespace": account.namespace, "name": account.name} for account in one.accounts],
        "trustPolicy": one.trust,
        "permissionsPolicy": one.permissions,
    }
