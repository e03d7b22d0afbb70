"""Who may take on a role: the very service accounts that the manifests have, and nobody else."""

from typing import TYPE_CHECKING, Any, Final

from portkey_constructs.iam.names import Arns, issuer_name
from portkey_constructs.iam.statements import one_or_more

if TYPE_CHECKING:
    from portkey_constructs.config.root import PortkeyConfig
    from portkey_constructs.iam.roles import Role

__all__ = ["trust_policy"]

_POD_IDENTITY: Final = "pods.eks.amazonaws.com"
_AUDIENCE: Final = "sts.amazonaws.com"


def trust_policy(config: "PortkeyConfig", role: "Role") -> dict[str, Any]:
    """The trust policy of a role, in the form that IAM takes.

    By IRSA it binds both `aud` and `sub`. By EKS Pod Identity it binds the tags that EKS gives the session: account, namespace, and the
    cluster where it is known (https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html).
    """
    arns = Arns.of(config, role.arn)
    statements = []
    if by_token := [one for one in role.accounts if one.by_token]:
        issuer = issuer_name(config.aws.oidc_issuer or "")
        who = {"Federated": arns.oidc_provider(issuer)}
        subjects = [f"system:serviceaccount:{one.namespace}:{one.name}" for one in by_token]
        claims = {f"{issuer}:aud": _AUDIENCE, f"{issuer}:sub": one_or_more(subjects)}
        statements.append(_allow("TrustServiceAccounts", who, "sts:AssumeRoleWithWebIdentity", {"StringEquals": claims}))
    for namespace in dict.fromkeys(one.namespace for one in role.accounts if not one.by_token):
        names = [one.name for one in role.accounts if not one.by_token and one.namespace == namespace]
        tags = {"aws:RequestTag/kubernetes-namespace": namespace, "aws:RequestTag/kubernetes-service-account": one_or_more(names)}
        cluster = {"aws:RequestTag/eks-cluster-arn": arns.cluster(config.aws.cluster)} if config.aws.cluster else {}
        sid = "TrustPods" if len(statements) == 0 else f"TrustPods{len(statements)}"
        statements.append(_allow(sid, {"Service": _POD_IDENTITY}, ["sts:AssumeRole", "sts:TagSession"], {"StringEquals": {**cluster, **tags}}))
    return {"Version": "2012-10-17", "Statement": statements}


def _allow(sid: str, who: dict[str, str], actions: str | list[str], condition: dict[str, Any]) -> dict[str, Any]:
    return {"Sid": sid, "Effect": "Allow", "Principal": who, "Action": actions, "Condition": condition}
