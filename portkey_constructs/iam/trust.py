"""Builds trust policies: only the service accounts in the manifests can assume a role."""

from typing import TYPE_CHECKING, Any, Final

from portkey_constructs.iam.arns import Arns, issuer_name
from portkey_constructs.iam.statements import one_or_more

if TYPE_CHECKING:
    from portkey_constructs.iam.roles import Role
    from portkey_constructs.platform.aws import AwsAccount

__all__ = ["TOKEN_AUDIENCE", "trust_policy"]

_POD_IDENTITY: Final = "pods.eks.amazonaws.com"
TOKEN_AUDIENCE: Final = "sts.amazonaws.com"


def trust_policy(aws: "AwsAccount", role: "Role") -> dict[str, Any]:
    """The trust policy of a role, as an IAM document; empty if it would name the OIDC issuer of the cluster, which is not configured.

    For IRSA, the policy checks `aud` and `sub`. For EKS Pod Identity, it checks the session tags: service account, namespace, and the
    cluster if the configuration names it (https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html).
    """
    arns = Arns.of(aws, role.arn)
    statements = []
    if with_token := [account for account in role.accounts if account.uses_token]:
        if aws.oidc_issuer is None:
            return {}
        issuer = issuer_name(aws.oidc_issuer)
        principal = {"Federated": arns.oidc_provider(issuer)}
        subjects = [f"system:serviceaccount:{account.namespace}:{account.name}" for account in with_token]
        claims = {f"{issuer}:aud": TOKEN_AUDIENCE, f"{issuer}:sub": one_or_more(subjects)}
        statements.append(_allow("TrustServiceAccounts", principal, "sts:AssumeRoleWithWebIdentity", {"StringEquals": claims}))
    for namespace in dict.fromkeys(account.namespace for account in role.accounts if not account.uses_token):
        names = [account.name for account in role.accounts if not account.uses_token and account.namespace == namespace]
        tags = {"aws:RequestTag/kubernetes-namespace": namespace, "aws:RequestTag/kubernetes-service-account": one_or_more(names)}
        cluster = {"aws:RequestTag/eks-cluster-arn": arns.cluster(aws.cluster)} if aws.cluster else {}
        sid = "TrustPods" if len(statements) == 0 else f"TrustPods{len(statements)}"
        statements.append(_allow(sid, {"Service": _POD_IDENTITY}, ["sts:AssumeRole", "sts:TagSession"], {"StringEquals": {**cluster, **tags}}))
    return {"Version": "2012-10-17", "Statement": statements}


def _allow(sid: str, principal: dict[str, str], actions: str | list[str], condition: dict[str, Any]) -> dict[str, Any]:
    return {"Sid": sid, "Effect": "Allow", "Principal": principal, "Action": actions, "Condition": condition}
