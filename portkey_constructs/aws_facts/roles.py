"""The IAM roles that the companion creates."""

from collections.abc import Iterator
from typing import Final

from portkey_constructs.errors import Problem
from portkey_constructs.iam import Role, has_roles, roles
from portkey_constructs.iam.trust import TOKEN_AUDIENCE
from portkey_constructs.platform.aws import AwsAccount
from portkey_constructs.platform.platform import Platform

__all__ = ["POLICY_NAME", "TOKEN_AUDIENCE", "needs_roles", "role_description", "role_problems"]

POLICY_NAME: Final = "portkey"
"""Name of the inline policy of a role."""


def needs_roles(platform: Platform) -> bool:
    """Whether there is a role to create, or one to associate with a service account."""
    return has_roles(platform) and any(not role.existing or not account.uses_token for role in roles(platform) for account in role.accounts)


def role_description(role: Role) -> str:
    """Description of a role: its components and service accounts."""
    accounts = " and ".join(f"{account.namespace}/{account.name}" for account in role.accounts)
    return f"Portkey: {', '.join(role.components)}, by the service account {accounts}"


def role_problems(aws: AwsAccount, platform_roles: tuple[Role, ...], make_oidc_provider: bool = False) -> Iterator[Problem]:
    """Report what the roles need and the configuration lacks."""
    if aws.cluster is None and any(not account.uses_token for role in platform_roles for account in role.accounts):
        yield Problem("aws.cluster", "is missing", "name the cluster: an association of EKS Pod Identity belongs to one cluster", "PK-AWS-011")
    if make_oidc_provider and aws.oidc_issuer is None:
        yield Problem("aws.oidcIssuer", "is missing, but make_oidc_provider needs it", "set the cluster's OIDC issuer", "PK-AWS-020")
