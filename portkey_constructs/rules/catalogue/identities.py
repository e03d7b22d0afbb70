"""What pods are to a cloud."""

from typing import Final

from portkey_constructs.rules.catalogue.entry import Entry, Example

__all__ = ["IDENTITIES"]

_ISSUER: Final = "https://oidc.eks.us-west-2.amazonaws.com/id/EXAMPLE"
_WHO: Final = ("identity", "*.identity", "secretOverrides.*.identity", "clickhouse.former.identity")
_CLIENT: Final = "0f1e2d3c-0000-4000-8000-000000000001"

IDENTITIES: Final = (
    Entry(
        "PK-IDENTITY-001",
        "IRSA without the cluster's OIDC issuer",
        "AWS trusts a service account by the issuer of the cluster's tokens; without it no trust policy can be written, and AWS denies the pods.",
        "Say aws.oidcIssuer, as `aws eks describe-cluster --name CLUSTER --query cluster.identity.oidc.issuer --output text` prints it; or use "
        "podIdentity, which needs none.",
        (*_WHO, "aws.oidcIssuer"),
        example=Example(
            "identity: {kind: irsa}\naws: {accountId: '111122223333'}\n",
            f"identity: {{kind: irsa}}\naws: {{accountId: '111122223333', oidcIssuer: '{_ISSUER}'}}\n",
        ),
    ),
    Entry(
        "PK-IDENTITY-002",
        "IRSA without a role, and without the account that its name follows from",
        "The service account's annotation has the role's full ARN, and that has the account in it.",
        "Say aws.accountId, and the roles' names follow; or give roleArn itself.",
        (*_WHO, "aws.accountId"),
        example=Example(
            f"identity: {{kind: irsa}}\naws: {{oidcIssuer: '{_ISSUER}'}}\n",
            f"identity: {{kind: irsa, roleArn: 'arn:aws:iam::111122223333:role/portkey'}}\naws: {{oidcIssuer: '{_ISSUER}'}}\n",
        ),
    ),
    Entry(
        "PK-IDENTITY-003",
        "GKE's workload identity without a Google service account, or with two",
        "Either a project is given, whose service accounts are called as our components are, or one service account for all.",
        "Give project or serviceAccount, one of them.",
        _WHO,
        example=Example("identity: {kind: gkeWorkloadIdentity}\n", "identity: {kind: gkeWorkloadIdentity, project: acme-platform}\n"),
    ),
    Entry(
        "PK-IDENTITY-004",
        "a service account is told its identity twice",
        "identity makes the cloud's annotation of the service account, and serviceAccount.annotations has the same one: they could differ.",
        "Leave the annotation out.",
        ("**.serviceAccount.annotations", *_WHO),
        example=Example(
            f"gateway:\n  identity: {{kind: azureWorkloadIdentity, clientId: {_CLIENT}}}\n"
            f"  serviceAccount: {{annotations: {{azure.workload.identity/client-id: {_CLIENT}}}}}\n",
            f"gateway:\n  identity: {{kind: azureWorkloadIdentity, clientId: {_CLIENT}}}\n",
        ),
    ),
    Entry(
        "PK-IDENTITY-006",
        "the name of a role or of a Google service account would be too long",
        "Names follow from cluster, prefix and component; IAM takes 64 characters, Google 30.",
        "Say roleArn or serviceAccount itself, or shorten name.",
        (*_WHO, "name", "aws.cluster"),
        example=Example(
            "name: a-prefix-that-is-rather-long\nidentity: {kind: gkeWorkloadIdentity, project: acme-platform}\n",
            "name: acme\nidentity: {kind: gkeWorkloadIdentity, project: acme-platform}\n",
        ),
    ),
)
