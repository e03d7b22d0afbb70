"""The roles as a configuration of eksctl, for whoever does not use CDK.

eksctl makes the trust policies by itself: of IRSA the same ones. Of Pod Identity it makes one that any association of the account may use.
Schema: https://eksctl.io/usage/schema/
"""

from typing import Any

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.errors import ConfigurationError, Problem
from portkey_constructs.iam.roles import Account, Role, roles

__all__ = ["cluster_config"]


def cluster_config(config: PortkeyConfig) -> dict[str, Any]:
    """The `ClusterConfig` for `eksctl create iamserviceaccount` and `eksctl create podidentityassociation`, both with `-f`.

    The manifests have the service accounts, so eksctl makes roles and associations alone. A role that the configuration names itself is
    somebody else's: it is associated, and not made.

    Raises:
        ConfigurationError: there is no role that eksctl could make or associate, the cluster is not named, or one role is to be made for
            several service accounts.
    """
    known = roles(config)
    problems = list(_problems(config, known))
    if problems:
        raise ConfigurationError(problems)
    accounts = [_service_account(one, account) for one in known for account in one.accounts if account.by_token and not one.said and one.statements]
    associations = [_association(one, account) for one in known for account in one.accounts if not account.by_token and (one.said or one.statements)]
    iam: dict[str, Any] = {}
    if accounts:
        iam["withOIDC"] = True
        iam["serviceAccounts"] = accounts
    if associations:
        iam["podIdentityAssociations"] = associations
    if not iam:
        fix = "nothing to do: those that are named exist already, and one that may do nothing is missed by nobody"
        raise ConfigurationError([Problem("identity", "leaves eksctl no role to make", fix, "PK-AWS-014")])
    meta = {"name": config.aws.cluster, "region": config.aws.region}
    return {"apiVersion": "eksctl.io/v1alpha5", "kind": "ClusterConfig", "metadata": meta, "iam": iam}


def _problems(config: PortkeyConfig, known: tuple[Role, ...]) -> list[Problem]:
    found = []
    if not config.aws.cluster:
        found.append(Problem("aws.cluster", "is missing", "name the cluster: eksctl's configuration is of one", "PK-AWS-011"))
    for one in known:
        if len(one.accounts) > 1 and not one.said:
            fix = "give each its own role, or use aws policy: eksctl makes a role a service account"
            found.append(Problem("identity", f"gives {' and '.join(one.components)} the one role {one.name}", fix, "PK-AWS-012"))
    return found


def _service_account(role: Role, account: Account) -> dict[str, Any]:
    return {
        "metadata": {"name": account.name, "namespace": account.namespace},
        "roleName": role.name,
        "roleOnly": True,
        "attachPolicy": role.permissions,
    }


def _association(role: Role, account: Account) -> dict[str, Any]:
    whose = {"namespace": account.namespace, "serviceAccountName": account.name}
    return {**whose, "roleARN": role.arn} if role.said else {**whose, "roleName": role.name, "permissionPolicy": role.permissions}
