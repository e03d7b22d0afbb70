"""Converts the roles into an eksctl configuration, for users who do not use the CDK.

eksctl creates the trust policies itself. For IRSA they are the same. For Pod Identity, any association of the account can use them.
Schema: https://eksctl.io/usage/schema/
"""

from typing import Any

from portkey_constructs.errors import ConfigurationError, Problem
from portkey_constructs.iam.roles import Role, ServiceAccount, roles
from portkey_constructs.platform.platform import Platform

__all__ = ["cluster_config"]


def cluster_config(platform: Platform) -> dict[str, Any]:
    """The `ClusterConfig` for `eksctl create iamserviceaccount` and `eksctl create podidentityassociation`, both with `-f`.

    The manifests contain the service accounts, so eksctl creates only roles and associations. eksctl does not create a role whose ARN is
    configured, because it already exists; it only associates it.

    Raises:
        ConfigurationError: there is no role for eksctl to create or associate, the cluster has no name, or one role would be created
            for several service accounts.
    """
    platform_roles = roles(platform)
    problems = list(_problems(platform, platform_roles))
    if problems:
        raise ConfigurationError(problems)
    accounts = [
        _service_account(role, account)
        for role in platform_roles
        for account in role.accounts
        if account.uses_token and not role.existing and role.statements
    ]
    associations = [
        _association(role, account)
        for role in platform_roles
        for account in role.accounts
        if not account.uses_token and (role.existing or role.statements)
    ]
    iam: dict[str, Any] = {}
    if accounts:
        iam["withOIDC"] = True
        iam["serviceAccounts"] = accounts
    if associations:
        iam["podIdentityAssociations"] = associations
    if not iam:
        fix = "nothing to do: roles that the configuration names exist already, and a role without permissions is not needed"
        raise ConfigurationError([Problem("identity", "leaves no role for eksctl to create", fix, "PK-AWS-014")])
    meta = {"name": platform.aws.cluster, "region": platform.aws.region}
    return {"apiVersion": "eksctl.io/v1alpha5", "kind": "ClusterConfig", "metadata": meta, "iam": iam}


def _problems(platform: Platform, platform_roles: tuple[Role, ...]) -> list[Problem]:
    problems = []
    if not platform.aws.cluster:
        problems.append(Problem("aws.cluster", "is missing", "name the cluster: eksctl's configuration is for one cluster", "PK-AWS-011"))
    for role in platform_roles:
        if len(role.accounts) > 1 and not role.existing:
            fix = "give each its own role, or use aws policy: eksctl creates one role for each service account"
            problems.append(Problem("identity", f"gives {' and '.join(role.components)} the same role {role.name}", fix, "PK-AWS-012"))
    return problems


def _service_account(role: Role, account: ServiceAccount) -> dict[str, Any]:
    return {
        "metadata": {"name": account.name, "namespace": account.namespace},
        "roleName": role.name,
        "roleOnly": True,
        "attachPolicy": role.permissions,
    }


def _association(role: Role, account: ServiceAccount) -> dict[str, Any]:
    target = {"namespace": account.namespace, "serviceAccountName": account.name}
    if role.existing:
        return {**target, "roleARN": role.arn}
    return {**target, "roleName": role.name, "permissionPolicy": role.permissions}
