"""The README's table of features: each row of the deployment guide, and the choices of the tested matrix that serve it."""

from typing import Final, NamedTuple

__all__ = ["FEATURES", "Feature", "table"]


class Feature(NamedTuple):
    """A row of the guide: how it is said in portkey.yaml, and which choices of which axis of the matrix try it."""

    row: str
    option: str
    setting: str
    axis: str
    choices: tuple[str, ...]


FEATURES: Final = (
    Feature("MySQL", "in the cluster", "`mysql: {kind: inCluster}`", "mysql", ("in-cluster",)),
    Feature(
        "MySQL",
        "RDS, Cloud SQL, Azure, any; TLS with a CA bundle",
        "`mysql: {kind: external, host, tls, ca}`",
        "mysql",
        ("rds", "cloud-sql", "azure", "any"),
    ),
    Feature("Redis", "in the cluster", "`redis: {kind: inCluster}`", "redis", ("in-cluster",)),
    Feature(
        "Redis",
        "ElastiCache (Redis, Valkey), cluster mode, IAM",
        "`redis: {kind: elasticache, host, tls, mode, iam}`",
        "redis",
        ("elasticache", "cluster", "iam"),
    ),
    Feature("Redis", "Azure, Memorystore", "`redis: {kind: azure}`, `{kind: memorystore}`", "redis", ("azure", "memorystore")),
    Feature("Redis", "any", "`redis: {kind: external}`, `{kind: custom}`", "redis", ("standalone", "without-password")),
    Feature(
        "ClickHouse",
        "in the cluster; retention, https, own settings",
        "`clickhouse: {kind: inCluster, retention, https, config}`",
        "clickhouse",
        ("in-cluster", "https"),
    ),
    Feature("ClickHouse", "ClickHouse Cloud", "`clickhouse: {kind: cloud, host}`", "clickhouse", ("cloud",)),
    Feature(
        "ClickHouse",
        "self-hosted; TLS, replication, sharding",
        "`clickhouse: {kind: external, host, tls, replication, sharding, clusterName}`",
        "clickhouse",
        ("self-hosted", "by-tls"),
    ),
    Feature("ClickHouse", "moving out of the cluster", "`clickhouse: {kind: external, former: {kind: inCluster}}`", "clickhouse", ("moving",)),
    Feature("Log storage", "S3 by access keys", "`logStore: {kind: s3}`", "log store", ("s3-keys",)),
    Feature(
        "Log storage",
        "S3 with IRSA or Pod Identity; SSE-S3, SSE-KMS, DSSE, replica bucket",
        "`logStore: {kind: s3, encryption, replica}` with `identity`",
        "log store",
        ("s3-identity",),
    ),
    Feature(
        "Log storage", "S3 with AssumeRole; customer key", "`logStore: {kind: s3, assumeRole: {roleArn, externalId}}`", "log store", ("s3-accounts",)
    ),
    Feature(
        "Log storage",
        "S3 compatible: MinIO, R2, NetApp, Wasabi",
        "`logStore: {kind: s3Compatible, endpoint}`, `netapp`, `wasabi`",
        "log store",
        ("s3-compatible", "netapp", "wasabi"),
    ),
    Feature("Log storage", "GCS by HMAC keys or workload identity", "`logStore: {kind: gcs}`", "log store", ("gcs-hmac", "gcs-identity")),
    Feature(
        "Log storage",
        "Azure Blob by key, managed identity, Entra ID, workload identity",
        "`logStore: {kind: azureBlob, login}`",
        "log store",
        ("azure-key", "azure-managed", "azure-entra", "azure-workload"),
    ),
    Feature("Log storage", "MongoDB (warned: only maintained)", "`logStore: {kind: mongo}`", "log store", ("mongo",)),
    Feature("Log storage", "none", "`logStore: {kind: none}`", "log store", ("none",)),
    Feature("Authentication", "no login", "`auth: {kind: none}`", "auth", ("none",)),
    Feature(
        "Authentication",
        "OpenID Connect; Google, Entra ID, Okta, Auth0 by tenant or domain",
        "`auth: {kind: oidc}`, `google`, `entraId`, `okta`, `auth0`",
        "auth",
        ("oidc", "google", "entra", "okta", "auth0"),
    ),
    Feature("Authentication", "SAML by address or XML", "`auth: {kind: saml, metadataUrl}`", "auth", ("saml-url", "saml-xml")),
    Feature(
        "Ingress", "LoadBalancer: AWS NLB, Azure, Google", "`exposure.gateway: {kind: loadBalancer, provider}`", "exposure", ("nlb", "azure", "gcp")
    ),
    Feature(
        "Ingress",
        "nginx, ALB, Traefik, any class; TLS from a Secret, cert-manager, at the load balancer",
        "`exposure.frontend: {kind: ingress, class, tls, alb}`",
        "exposure",
        ("nginx", "alb", "traefik", "any-class", "before-it"),
    ),
    Feature("Ingress", "Gateway API", "`exposure.frontend: {kind: httpRoute, gateway}`", "exposure", ("http-route",)),
    Feature("Ingress", "MCP gateway by host or path", "`gateway: {mcp: {}}`, `exposure.mcp`", "exposure", ("mcp-by-path",)),
    Feature("Ingress", "none", "`exposure: {}`", "exposure", ("none",)),
    Feature("Access to the cloud", "access keys", "`identity: {kind: none}`", "identity", ("none",)),
    Feature("Access to the cloud", "IRSA, EKS Pod Identity", "`identity: {kind: irsa}`, `{kind: podIdentity}`", "identity", ("irsa", "pod-identity")),
    Feature(
        "Access to the cloud",
        "Azure and GKE workload identity",
        "`identity: {kind: azureWorkloadIdentity}`, `{kind: gkeWorkloadIdentity}`",
        "identity",
        ("azure", "gke"),
    ),
    Feature("Secrets", "exist already", "`secrets: {kind: existing, names}`", "secrets", ("existing",)),
    Feature(
        "Secrets",
        "External Secrets: AWS, Azure, Google, Vault, a store that exists",
        "`secrets: {kind: externalSecrets, store}`",
        "secrets",
        ("eso-aws", "eso-azure", "eso-gcp", "eso-vault", "eso-existing"),
    ),
    Feature(
        "Secrets",
        "Secrets Store CSI: AWS, Azure, Google, Vault; synced or as files",
        "`secrets: {kind: secretsStoreCsi, store, delivery}`",
        "secrets",
        ("csi-aws", "csi-azure", "csi-gcp", "csi-vault"),
    ),
    Feature("Secrets", "one Secret from elsewhere", "`secretOverrides: {mysql: ...}`", "secrets", ("mixed",)),
    Feature("Shape", "all in one", "`deployment: {kind: platform}`", "shape", ("all", "in-pod-migration", "without-data-service")),
    Feature("Shape", "application with a gateway elsewhere", "`gateway: {kind: external, url}`", "shape", ("gateway-elsewhere",)),
    Feature("Shape", "gateway alone in another cluster", "`deployment: {kind: gateway}`", "shape", ("gateway-alone",)),
    Feature("Shape", "hybrid data plane", "`deployment: {kind: dataPlane}`", "shape", ("data-plane",)),
    Feature("Besides", "Bedrock by identity or keys", "`bedrock: {region, models}`", "extras", ("bedrock",)),
    Feature("Besides", "mail, Prometheus, Loki, ServiceMonitor, own certificate authority", "`smtp`, `monitoring`, `customCa`", "extras", ("all",)),
)
"""In the order of the guide's configuration matrix, and what goes beyond it."""


def table() -> str:
    """The table as it stands in the README."""
    rows = (f"| {one.row} | {one.option} | {one.setting} |" for one in FEATURES)
    return "\n".join(("| of the guide | option | setting |", "|---|---|---|", *rows)) + "\n"
