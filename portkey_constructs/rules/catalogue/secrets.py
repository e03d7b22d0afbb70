"""Secret values, and the secret managers that Secrets come from."""

from typing import Final

from portkey_constructs.rules.catalogue.entry import Entry, Example

__all__ = ["SECRETS"]

_PODS: Final = "identity: {kind: podIdentity}\n"
_GKE: Final = "identity: {kind: gkeWorkloadIdentity, project: acme-platform}\n"
_VAULT: Final = "{kind: vault, server: 'https://vault.example.org', role: portkey}"
_NODES: Final = "imagePull: {kind: none}\n"
_SECRET_VALUES: Final = (
    *("clientAuth", "jwtPrivateKey", "imagePull.username", "imagePull.password", "auth.clientSecret", "smtp.password"),
    *("mysql.password", "mysql.rootPassword", "redis.password", "clickhouse.password", "clickhouse.former.password"),
    *("logStore.accessKey", "logStore.secretKey", "logStore.connectionUrl", "logStore.login.accountKey", "logStore.login.clientSecret"),
    *("logStore.encryption.key", "logStore.encryption.keyMd5", "bedrock.accessKey", "bedrock.secretKey", "monitoring.*.credential"),
)

SECRETS: Final = (
    Entry(
        "PK-SECRET-001",
        "secret values in the manifests, outside development",
        "kind: inline writes values from the configuration into the manifests, and with them into git. Only the development profile does that.",
        "Use existing, and make the Secrets before you apply; or externalSecrets or secretsStoreCsi, and a secret manager fills them.",
        ("secrets.kind", "secretOverrides.*.kind"),
        example=Example("secrets: {kind: inline}\n", "secrets: {kind: existing}\n"),
    ),
    Entry(
        "PK-SECRET-002",
        "a secret is given as a value where only references may stand",
        "In production, and wherever secrets.kind is not inline, the pods read secrets from Secrets. A value in the file would do nothing but leak.",
        "Leave it out. `portkey-constructs secrets` lists which Secret and key it belongs in.",
        _SECRET_VALUES,
        example=Example("clientAuth: licence-from-portkey\n", "clientAuth: ~\n"),
    ),
    Entry(
        "PK-SECRET-003",
        "a secret that is needed has no value",
        "Secrets are made from values in the configuration (the development profile's way), and nothing sensible can be made up for this one.",
        "Give its value, or set secrets.kind to existing and make the Secret yourself.",
        _SECRET_VALUES,
        example=Example("clientAuth: ~\n", "clientAuth: licence-from-portkey\n", "development"),
    ),
    Entry(
        "PK-SECRET-004",
        "the image pull Secret shares its name with another",
        "An image pull Secret has a type of its own (kubernetes.io/dockerconfigjson) and cannot hold the keys of the services.",
        "Give secrets.names.registry a name of its own.",
        ("secrets.names", "secretOverrides.*.names"),
        example=Example(
            "secrets: {kind: existing, names: {registry: own, app: own}}\n", "secrets: {kind: existing, names: {registry: own-pull, app: own}}\n"
        ),
    ),
    Entry(
        "PK-SECRET-005",
        "a token for a store that is opened by EKS Pod Identity",
        "store.auth: jwt shows AWS a token of a service account, which means something to IRSA alone. With Pod Identity the operator reads as its "
        "own pods.",
        "Say auth: podIdentity and associate the role with the operator's own service account, or use identity: {kind: irsa}.",
        ("secrets.store.auth", "secretOverrides.*.store.auth", "secrets.identity"),
        example=Example(
            f"{_PODS}secrets:\n  kind: externalSecrets\n  store: {{kind: awsSecretsManager, region: us-west-2, auth: jwt}}\n",
            f"{_PODS}secrets:\n  kind: externalSecrets\n  store: {{kind: awsSecretsManager, region: us-west-2, auth: podIdentity}}\n",
        ),
    ),
    Entry(
        "PK-SECRET-006",
        "an entry's name that the secret manager does not take",
        "Azure's Key Vault takes letters, digits and hyphens, Google's Secret Manager underscores too; neither takes a slash.",
        "Name it such as portkey-{name}, or leave path out.",
        ("secrets.path", "secrets.remote.*.key", "secretOverrides.*.path", "secretOverrides.*.remote.*.key"),
        example=Example(
            f"{_GKE}secrets:\n  kind: externalSecrets\n  store: {{kind: gcpSecretManager, project: acme-platform}}\n  path: portkey/{{name}}\n",
            f"{_GKE}secrets:\n  kind: externalSecrets\n  store: {{kind: gcpSecretManager, project: acme-platform}}\n  path: portkey-{{name}}\n",
        ),
    ),
    Entry(
        "PK-SECRET-008",
        "the image pull Secret would come by a volume of the pod whose image it pulls",
        "The CSI driver makes a Secret once a pod mounts it, and the kubelet wants this one before the pod can start: neither would ever happen.",
        "Say imagePull: {kind: existing, names: [...]}, or secretOverrides: {registry: {kind: existing}}.",
        ("imagePull", "secrets.kind"),
        example=Example(
            f"secrets: {{kind: secretsStoreCsi, store: {_VAULT}}}\n",
            f"imagePull: {{kind: existing, names: [portkey-pull]}}\nsecrets: {{kind: secretsStoreCsi, store: {_VAULT}}}\n",
        ),
    ),
    Entry(
        "PK-SECRET-009",
        "AWS Secrets Manager without a region",
        "Entries are kept by region, and neither the store nor aws.region says which.",
        "Say store.region, or aws.region for all that does not say its own.",
        ("secrets.store.region", "secretOverrides.*.store.region", "aws.region"),
        example=Example(
            "secrets: {kind: externalSecrets, store: {kind: awsSecretsManager, auth: podIdentity}}\n",
            "secrets: {kind: externalSecrets, store: {kind: awsSecretsManager, auth: podIdentity}}\naws: {region: us-west-2}\n",
        ),
    ),
    Entry(
        "PK-SECRET-010",
        "the operator would not be let into the secret manager",
        "The External Secrets Operator reads as a service account, and that one's identity is not of the secret manager's cloud.",
        "Give it an identity of that cloud, for the platform or as secrets.identity; or name a service account that has one.",
        ("secrets.store", "secrets.identity", "secrets.serviceAccount", "secretOverrides.*.store", "identity"),
        example=Example(
            "secrets: {kind: externalSecrets, store: {kind: awsSecretsManager, region: us-west-2}}\n",
            f"{_PODS}secrets: {{kind: externalSecrets, store: {{kind: awsSecretsManager, region: us-west-2}}}}\n",
        ),
    ),
    Entry(
        "PK-SECRET-011",
        "a pod would not be let into the secret manager",
        "The Secrets Store CSI driver reads as each pod that mounts, and the identity of one of them is not of the secret manager's cloud.",
        "Say identity for the platform, and no other one for the component that the message names.",
        ("secrets.store", "secretOverrides.*.store", "identity", "*.identity"),
        example=Example(
            f"{_NODES}secrets: {{kind: secretsStoreCsi, store: {{kind: awsSecretsManager, region: us-west-2}}}}\n",
            f"{_PODS}{_NODES}secrets: {{kind: secretsStoreCsi, store: {{kind: awsSecretsManager, region: us-west-2}}}}\n",
        ),
    ),
    Entry(
        "PK-SECRET-012",
        "a Secret that is not owned cannot be deleted",
        "The operator deletes only Secrets that it owns, and creationPolicy says that it does not own this one.",
        "Say deletionPolicy: Retain, or creationPolicy: Owner.",
        ("secrets.deletionPolicy", "secrets.creationPolicy", "secretOverrides.*.deletionPolicy", "secretOverrides.*.creationPolicy"),
        example=Example(
            f"secrets: {{kind: externalSecrets, store: {_VAULT}, creationPolicy: Orphan, deletionPolicy: Delete}}\n",
            f"secrets: {{kind: externalSecrets, store: {_VAULT}, creationPolicy: Orphan, deletionPolicy: Retain}}\n",
        ),
    ),
    Entry(
        "PK-SECRET-013",
        "a setting of a store that somebody else made",
        "store.kind is existing: who reads it, and whether it is a ClusterSecretStore, was decided where it was made.",
        "Leave it out; say store.clusterWide instead of clusterWide.",
        ("secrets.identity", "secrets.serviceAccount", "secrets.clusterWide", "secretOverrides.*.*", "secrets.store.clusterWide"),
        example=Example(
            "secrets: {kind: externalSecrets, store: {kind: existing, name: company}, clusterWide: true}\n",
            "secrets: {kind: externalSecrets, store: {kind: existing, name: company, clusterWide: true}}\n",
        ),
    ),
    Entry(
        "PK-SECRET-014",
        "half of a GKE cluster's address",
        "The operator finds the cluster by its location and its name together, or asks the cluster's metadata for both.",
        "Give clusterLocation and clusterName, or neither.",
        ("secrets.store", "secrets.store.clusterLocation", "secrets.store.clusterName", "secretOverrides.*.store"),
        example=Example(
            f"{_GKE}secrets: {{kind: externalSecrets, store: {{kind: gcpSecretManager, project: acme-platform, clusterName: acme}}}}\n",
            f"{_GKE}secrets: {{kind: externalSecrets, store: {{kind: gcpSecretManager, project: acme-platform}}}}\n",
        ),
    ),
    Entry(
        "PK-SECRET-015",
        "a way to log in that the CSI driver does not have",
        "The driver reads as the pods that mount, so the setting of another reader would do nothing.",
        "Leave it out.",
        ("secrets.store.auth", "secrets.store.clusterLocation", "secrets.store.clusterName", "secretOverrides.*.store.*"),
        example=Example(
            f"{_PODS}{_NODES}secrets: {{kind: secretsStoreCsi, store: {{kind: awsSecretsManager, region: us-west-2, auth: podIdentity}}}}\n",
            f"{_PODS}{_NODES}secrets: {{kind: secretsStoreCsi, store: {{kind: awsSecretsManager, region: us-west-2}}}}\n",
        ),
    ),
    Entry(
        "PK-SECRET-016",
        "a Key Vault without its tenant",
        "The CSI driver's provider for Azure asks for the vault's tenant, and neither the store nor the identity says it.",
        "Say store.tenantId, or identity.tenantId.",
        ("secrets.store.tenantId", "secretOverrides.*.store.tenantId", "identity.tenantId"),
        example=Example(
            "identity: {kind: azureWorkloadIdentity, clientId: 0f1e2d3c-0000-4000-8000-000000000001}\n"
            f"{_NODES}secrets: {{kind: secretsStoreCsi, store: {{kind: azureKeyVault, vault: acme}}}}\n",
            "identity: {kind: azureWorkloadIdentity, clientId: 0f1e2d3c-0000-4000-8000-000000000001}\n"
            f"{_NODES}secrets:\n  kind: secretsStoreCsi\n"
            "  store: {kind: azureKeyVault, vault: acme, tenantId: 0f1e2d3c-0000-4000-8000-000000000002}\n",
        ),
    ),
    Entry(
        "PK-SECRET-017",
        "two Secrets of a secret manager share a name",
        "Each is made from an entry of its own, and one Secret has one maker: they would overwrite each other for ever.",
        "Give each a name of its own.",
        ("secrets.names", "secretOverrides.*.names"),
        example=Example(
            f"secrets: {{kind: externalSecrets, store: {_VAULT}, names: {{app: own, mysql: own}}}}\n",
            f"secrets: {{kind: externalSecrets, store: {_VAULT}, names: {{app: own, mysql: own-mysql}}}}\n",
        ),
    ),
)
