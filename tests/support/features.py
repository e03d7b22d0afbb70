"""The table of options in the documentation: each row of the deployment guide, and the choices of the tested matrix that cover it."""

from typing import Final, NamedTuple

__all__ = ["FEATURES", "Feature", "options_table"]


class Feature(NamedTuple):
    """An option, its setting in portkey.yaml, and the choices of an axis of the matrix that test it."""

    row: str
    option: str
    setting: str
    axis: str
    choices: tuple[str, ...]


FEATURES: Final = (
    Feature("MySQL", "in the cluster", "`mysql: {kind: inCluster}`", "mysql", ("in-cluster",)),
    Feature(
        "MySQL",
        "in the cluster, with a claim that exists",
        "`mysql: {kind: inCluster, persistence: {kind: existingClaim}}`",
        "mysql",
        ("existing-claim",),
    ),
    Feature(
        "MySQL",
        "RDS, Cloud SQL, Azure Database or any other server; TLS with a CA bundle",
        "`mysql: {kind: external, host, tls, ca}`",
        "mysql",
        ("rds", "cloud-sql", "azure", "any"),
    ),
    Feature(
        "MySQL",
        "client certificates (mutual TLS), a read replica, the size of the pools",
        "`mysql: {clientCertificate, reader, poolSize, maxConnections}`",
        "mysql",
        ("mutual-tls",),
    ),
    Feature(
        "MySQL",
        "a user for Portkey, which a Job creates as the administrator of the server",
        "`mysql: {user, administrator}`",
        "mysql",
        ("application-user",),
    ),
    Feature("Redis", "in the cluster, with or without a password", "`redis: {kind: inCluster, auth}`", "redis", ("in-cluster", "in-cluster-open")),
    Feature(
        "Redis",
        "ElastiCache (Redis or Valkey), cluster mode, IAM login, also with a role of another account",
        "`redis: {kind: elasticache, host, tls, mode, iam}`",
        "redis",
        ("elasticache", "cluster", "iam", "iam-accounts"),
    ),
    Feature(
        "Redis",
        "Azure Cache for Redis with a password, managed identity, Entra ID or workload identity",
        "`redis: {kind: azure, login}`",
        "redis",
        ("azure", "azure-managed", "azure-entra", "azure-workload"),
    ),
    Feature(
        "Redis",
        "Memorystore with its CA bundle, with a password or workload identity",
        "`redis: {kind: memorystore, ca, login}`",
        "redis",
        ("memorystore", "memorystore-iam"),
    ),
    Feature("Redis", "discovery of the nodes of a cluster", "`redis: {mode: cluster, cluster: {discovery}}`", "redis", ("discovery",)),
    Feature("Redis", "a separate Redis for queues", "`redis: {queues: {host, tls}}`", "redis", ("queues",)),
    Feature("Redis", "any other server", "`redis: {kind: external}`, `{kind: custom}`", "redis", ("standalone", "without-password")),
    Feature(
        "ClickHouse",
        "in the cluster; retention, HTTPS, custom server settings",
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
    Feature(
        "ClickHouse", "moving the data out of the cluster", "`clickhouse: {kind: external, former: {kind: inCluster}}`", "clickhouse", ("moving",)
    ),
    Feature("Log storage", "S3 with access keys", "`logStore: {kind: s3}`", "log store", ("s3-keys",)),
    Feature(
        "Log storage",
        "S3 with IRSA or Pod Identity; SSE-S3, SSE-KMS, DSSE-KMS; replica bucket",
        "`logStore: {kind: s3, encryption, replica}` with `identity`",
        "log store",
        ("s3-identity",),
    ),
    Feature(
        "Log storage",
        "S3 with AssumeRole; customer-provided key (SSE-C)",
        "`logStore: {kind: s3, assumeRole: {roleArn, externalId}}`",
        "log store",
        ("s3-accounts",),
    ),
    Feature(
        "Log storage",
        "S3-compatible: MinIO, R2, NetApp, Wasabi",
        "`logStore: {kind: s3Compatible, endpoint}`, `netapp`, `wasabi`",
        "log store",
        ("s3-compatible", "netapp", "wasabi"),
    ),
    Feature("Log storage", "GCS with HMAC keys or workload identity", "`logStore: {kind: gcs}`", "log store", ("gcs-hmac", "gcs-identity")),
    Feature(
        "Log storage",
        "Azure Blob with a key, managed identity, Entra ID or workload identity",
        "`logStore: {kind: azureBlob, login}`",
        "log store",
        ("azure-key", "azure-managed", "azure-entra", "azure-workload"),
    ),
    Feature("Log storage", "MongoDB (with a warning: Portkey only maintains it)", "`logStore: {kind: mongo}`", "log store", ("mongo",)),
    Feature(
        "Log storage",
        "the control plane of a data plane or of a standalone gateway",
        "`logStore: {kind: controlPlane}`",
        "log store",
        ("control-plane",),
    ),
    Feature("Log storage", "none", "`logStore: {kind: none}`", "log store", ("none",)),
    Feature("Authentication", "no login", "`auth: {kind: none}`", "auth", ("none",)),
    Feature(
        "Authentication",
        "OpenID Connect; presets for Google, Entra ID, Okta and Auth0; additional scopes, SCIM",
        "`auth: {kind: oidc}`, `google`, `entraId`, `okta`, `auth0`",
        "auth",
        ("oidc", "google", "entra", "okta", "auth0"),
    ),
    Feature("Authentication", "SAML, from a metadata URL or XML", "`auth: {kind: saml, metadataUrl}`", "auth", ("saml-url", "saml-xml")),
    Feature(
        "Exposure", "load balancer: AWS NLB, Azure, Google", "`exposure.gateway: {kind: loadBalancer, provider}`", "exposure", ("nlb", "azure", "gcp")
    ),
    Feature(
        "Exposure",
        "Ingress: nginx, ALB, Traefik, GKE or any class; TLS from a Secret, from cert-manager or at the load balancer",
        "`exposure.frontend: {kind: ingress, class, controller, tls, alb}`",
        "exposure",
        ("nginx", "alb", "traefik", "gce", "by-controller", "any-class", "before-it"),
    ),
    Feature(
        "Exposure",
        "only from some addresses",
        "`exposure.gateway: {allowFrom: [203.0.113.0/24]}`",
        "exposure",
        ("nginx", "traefik", "alb", "azure", "gcp"),
    ),
    Feature("Exposure", "Gateway API (HTTPRoute)", "`exposure.frontend: {kind: httpRoute, gateway}`", "exposure", ("http-route",)),
    Feature("Exposure", "MCP gateway, by host or path", "`gateway: {mcp: {}}`, `exposure.mcp`", "exposure", ("mcp-by-path",)),
    Feature("Exposure", "none", "`exposure: {}`", "exposure", ("none",)),
    Feature("Cloud identity", "access keys", "`identity: {kind: none}`", "identity", ("none",)),
    Feature("Cloud identity", "IRSA, EKS Pod Identity", "`identity: {kind: irsa}`, `{kind: podIdentity}`", "identity", ("irsa", "pod-identity")),
    Feature(
        "Cloud identity",
        "Azure and GKE workload identity",
        "`identity: {kind: azureWorkloadIdentity}`, `{kind: gkeWorkloadIdentity}`",
        "identity",
        ("azure", "gke"),
    ),
    Feature("Secrets", "Secrets that exist", "`secrets: {kind: existing, names}`", "secrets", ("existing",)),
    Feature("Secrets", "Secrets with own keys, or with hosts and users", "`secrets: {kind: existing, keys, fromSecret}`", "secrets", ("own-keys",)),
    Feature(
        "Secrets",
        "External Secrets Operator: AWS, Azure, Google, Vault or an existing store",
        "`secrets: {kind: externalSecrets, store}`",
        "secrets",
        ("eso-aws", "eso-azure", "eso-gcp", "eso-vault", "eso-existing"),
    ),
    Feature(
        "Secrets",
        "Secrets Store CSI driver: AWS, Azure, Google, Vault; synced to Secrets or mounted as files",
        "`secrets: {kind: secretsStoreCsi, store, delivery}`",
        "secrets",
        ("csi-aws", "csi-azure", "csi-gcp", "csi-vault"),
    ),
    Feature("Secrets", "logins of several image registries", "`imagePull: {additionalRegistries: {...}}`", "secrets", ("eso-vault",)),
    Feature("Secrets", "another source for one Secret", "`secretOverrides: {mysql: ...}`", "secrets", ("mixed",)),
    Feature(
        "Deployment", "everything in one cluster", "`deployment: {kind: platform}`", "shape", ("all", "in-pod-migration", "without-data-service")
    ),
    Feature(
        "Deployment", "the application, with the gateway in another cluster", "`gateway: {kind: external, url}`", "shape", ("gateway-elsewhere",)
    ),
    Feature("Deployment", "only the gateway", "`deployment: {kind: gateway}`", "shape", ("gateway-alone",)),
    Feature("Deployment", "hybrid data plane", "`deployment: {kind: dataPlane}`", "shape", ("data-plane",)),
    Feature(
        "Deployment",
        "hybrid data plane with a private connection to its control plane, or with Prisma AIRS",
        "`controlPlaneUrl`, `deployment: {kind: dataPlane, controlPlane}`, `imageRegistry`",
        "shape",
        ("data-plane-by-address",),
    ),
    Feature("Model prices", "those in the images", "`modelPricing: {kind: bundled}`", "prices", ("bundled",)),
    Feature("Model prices", "those that Portkey publishes, or a mirror", "`modelPricing: {kind: portkey, url}`", "prices", ("portkey",)),
    Feature(
        "Model prices",
        "files in the log store's bucket or in a volume",
        "`modelPricing: {kind: logStore}`, `{kind: mounted, volume}`",
        "prices",
        ("log-store", "mounted"),
    ),
    Feature(
        "Model prices",
        "those of the control plane of a gateway alone or a data plane",
        "`modelPricing: {kind: controlPlane}`",
        "prices",
        ("control-plane",),
    ),
    Feature("Other", "semantic cache with Milvus or Pinecone", "`semanticCache: {store, embeddings}`", "extras", ("all",)),
    Feature("Other", "Amazon Bedrock with an identity or keys", "`bedrock: {region, models}`", "extras", ("bedrock",)),
    Feature(
        "Other",
        "TLS between the pods, with a certificate from a Secret or from cert-manager",
        "`podTls: {kind: secret, secretName}`, `podTls: {kind: certManager, issuer}`",
        "extras",
        ("pod-tls", "pod-tls-issued"),
    ),
    Feature(
        "Other",
        "host aliases, runtime class, variables from Secrets, hooks, ports, rollouts",
        "`backend: {hostAliases, runtimeClass, envFrom, lifecycle, ports, strategy}`",
        "extras",
        ("pods",),
    ),
    Feature(
        "Other",
        "network policies in both directions, with the pods, addresses and ports of your ingress controller, stores and proxy",
        "`networkPolicy: {kind: strict, sources, destinations}`",
        "extras",
        ("all",),
    ),
    Feature(
        "Other",
        "network policies by host name, with Cilium or on GKE",
        "`networkPolicy: {kind: strict, engine: cilium}`, `{kind: strict, engine: gke}`",
        "extras",
        ("cilium", "gke-names"),
    ),
    Feature(
        "Other",
        "network policies for incoming connections only, or none",
        "`networkPolicy: {kind: ingressOnly, sources}`, `{kind: none}`",
        "extras",
        ("ingress-only", "open-network"),
    ),
    Feature(
        "Other",
        "a ResourceQuota, computed from the pods and volumes or with your amounts",
        "`resourceQuota: {kind: computed, headroom}`, `{kind: fixed, hard}`",
        "extras",
        ("quota", "fixed-quota"),
    ),
    Feature("Other", "sync waves of Argo CD", "`argocd: true`", "extras", ("argocd",)),
    Feature(
        "Other",
        "labels, additional ports, traffic distribution and session affinity of Services; labels and annotations of the Namespace",
        "`gateway.service: {labels, ports, trafficDistribution, sessionAffinity}`, `namespaceLabels`",
        "extras",
        ("services",),
    ),
    Feature(
        "Other",
        "scaling by KEDA, or by an autoscaler of your own",
        "`gateway.autoscaling: {kind: keda, triggers}`, `{kind: external}`",
        "extras",
        ("keda", "scaled-elsewhere"),
    ),
    Feature("Other", "images from mirrors, by the prefix of their names", "`imageRegistry: {docker.io: ...}`", "extras", ("mirror",)),
    Feature("Other", "OpenShift, which assigns the users and groups of the pods", "`openshift: true`", "extras", ("openshift",)),
    Feature(
        "Other",
        "mail with your branding, Prometheus, Loki, OpenTelemetry, ServiceMonitor, JWTs of API clients, a custom certificate authority, "
        "a proxy, features of the application",
        "`smtp`, `monitoring`, `jwtAuthentication`, `customCa`, `proxy`, `backend.features`",
        "extras",
        ("all",),
    ),
)
"""In the order of the guide's configuration matrix, followed by what goes beyond it."""


def options_table() -> str:
    """The table as Markdown."""
    rows = (f"| {feature.row} | {feature.option} | {feature.setting} |" for feature in FEATURES)
    return "\n".join(("| part | option | setting |", "|---|---|---|", *rows)) + "\n"
