"""Cases of cloud identities."""

from typing import Final

from tests.rules.case import Case, warning

__all__ = ["CASES"]

ISSUER: Final = "https://oidc.eks.us-west-2.amazonaws.com/id/E"
AWS: Final = f"aws: {{accountId: '111122223333', region: us-west-2, oidcIssuer: '{ISSUER}'}}"
UUID: Final = "0f1e2d3c-0000-4000-8000-000000000001"
AZURE: Final = f"identity: {{kind: azureWorkloadIdentity, clientId: {UUID}}}"
EXISTING: Final = f"backend:\n  {AZURE}\n  serviceAccount: {{kind: existing, name: api}}\n"
GKE: Final = "identity: {kind: gkeWorkloadIdentity, project: acme-platform}"
POD_IDENTITY: Final = "identity: {kind: podIdentity}"

CASES: Final = [
    Case(
        "PK-IDENTITY-001",
        "identity: {kind: irsa}\naws: {accountId: '111122223333'}",
        "aws.oidcIssuer",
        "2:1",
        "is missing, but identity is irsa",
        "(aws eks describe-cluster --name CLUSTER --query cluster.identity.oidc.issuer --output text)",
        f"identity: {{kind: irsa}}\n{AWS}",
    ),
    Case(
        "PK-IDENTITY-001",
        "backend: {identity: {kind: irsa}}\naws: {accountId: '111122223333', region: eu-west-1, cluster: acme}",
        "aws.oidcIssuer",
        "2:1",
        "is missing, but backend.identity is irsa",
        "(aws eks describe-cluster --name acme --region eu-west-1 --query cluster.identity.oidc.issuer --output text)",
        f"backend: {{identity: {{kind: irsa}}}}\n{AWS}",
    ),
    Case(
        "PK-IDENTITY-001",
        "gateway:\n  identity: {kind: irsa}",
        "gateway.identity",
        "2:3",
        "is irsa, but the OIDC issuer of the cluster is not set",
        "set aws.oidcIssuer (aws eks describe-cluster --name CLUSTER --query cluster.identity.oidc.issuer --output text)",
        "gateway:\n  identity: {kind: irsa, roleArn: 'arn:aws:iam::111122223333:role/a'}",
        others=("PK-IDENTITY-002",),
    ),
    Case(
        "PK-IDENTITY-002",
        f"identity: {{kind: irsa}}\naws: {{oidcIssuer: '{ISSUER}'}}",
        "identity",
        "1:1",
        "is irsa, but neither a role nor aws.accountId is set",
        "set aws.accountId, from which the roles' names follow, or set roleArn",
        f"identity: {{kind: irsa, roleArn: 'arn:aws:iam::111122223333:role/a'}}\naws: {{oidcIssuer: '{ISSUER}'}}",
    ),
    Case(
        "PK-IDENTITY-003",
        "backend:\n  identity: {kind: gkeWorkloadIdentity}",
        "backend.identity",
        "2:3",
        "has neither project nor serviceAccount",
        "set exactly one of project and serviceAccount",
        "backend:\n  identity: {kind: gkeWorkloadIdentity, project: acme-platform}",
    ),
    Case(
        "PK-IDENTITY-004",
        f"gateway:\n  {AZURE}\n  serviceAccount: {{annotations: {{azure.workload.identity/client-id: {UUID}}}}}",
        "gateway.serviceAccount.annotations.azure.workload.identity/client-id",
        "3:34",
        "is set, but the identity of the gateway is azureWorkloadIdentity",
        "remove the annotation: it follows from identity",
        f"gateway:\n  {AZURE}\n  serviceAccount: {{annotations: {{azure.workload.identity/service-account-token-expiration: '3600'}}}}",
    ),
    Case(
        "PK-IDENTITY-004",
        f"{EXISTING}migration:\n  kind: job\n  serviceAccount: {{name: api, annotations: {{azure.workload.identity/client-id: {UUID}}}}}",
        "migration.serviceAccount.annotations.azure.workload.identity/client-id",
        "6:45",
        "is set, but the identity of the migration is azureWorkloadIdentity",
        "remove the annotation: it follows from identity",
        f"{EXISTING}migration:\n  kind: job\n  serviceAccount: {{annotations: {{azure.workload.identity/client-id: {UUID}}}}}",
    ),
    Case(
        "PK-IDENTITY-006",
        f"name: a-prefix-that-is-rather-long\n{GKE}",
        "identity",
        "2:1",
        "needs the Google service account a-prefix-that-is-rather-long-gateway",
        "set serviceAccount: Google Cloud allows 30 characters",
        f"name: a-prefix\n{GKE}",
    ),
    Case(
        "PK-IDENTITY-006",
        "imagePull: {kind: none}\nsecretOverrides:\n  clickhouseFormer:\n    kind: externalSecrets\n"
        "    store: {kind: gcpSecretManager, project: acme-platform}\n"
        f"    {GKE}",
        "secretOverrides.clickhouseFormer.identity",
        "6:5",
        "needs the Google service account portkey-external-secrets-clickhouse-former",
        "set serviceAccount: Google Cloud allows 30 characters",
        "imagePull: {kind: none}\nsecrets: {kind: externalSecrets, store: {kind: gcpSecretManager, project: acme-platform}, " + GKE + "}",
    ),
    *(
        warning(
            "PK-IDENTITY-007",
            f"gateway: {{serviceAccount: {{annotations: {{{key}: {wrong}}}}}}}",
            f"gateway.serviceAccount.annotations.{key}",
            "1:42",
            f"is {wrong}, which names no cloud identity",
            "correct the annotation, or set identity instead",
            f"gateway: {{serviceAccount: {{annotations: {{{key}: '{right}'}}}}}}",
        )
        for key, wrong, right in (
            ("eks.amazonaws.com/role-arn", "portkey-gateway", "arn:aws:iam::111122223333:role/portkey-gateway"),
            ("azure.workload.identity/client-id", "portkey", UUID),
            ("iam.gke.io/gcp-service-account", "portkey@acme", "portkey@acme-platform.iam.gserviceaccount.com"),
        )
    ),
]
