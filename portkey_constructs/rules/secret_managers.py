"""Rules about secret managers: location, names and readers of their entries."""

from collections.abc import Iterator, Mapping
from typing import Final

from portkey_constructs.config.identity import PodIdentity
from portkey_constructs.config.secret_stores import AwsSecretsManager, AzureKeyVault, ExistingSecretStore, GcpSecretManager
from portkey_constructs.config.secrets import CsiSecrets, ExternalSecrets, RegistryCredentials, SecretGroup
from portkey_constructs.config.workload import CreateServiceAccount
from portkey_constructs.platform.platform import Platform
from portkey_constructs.rules.identities import IDENTITY_SETTINGS
from portkey_constructs.rules.registry import Example, Finding, Findings, rule
from portkey_constructs.rules.secret_sources import ConfiguredSource, configured_sources, created_readers, source_readers

__all__: list[str] = []

_IDENTITIES: Final[Mapping[str, tuple[str, ...]]] = {
    "awsSecretsManager": ("irsa", "podIdentity"),
    "azureKeyVault": ("azureWorkloadIdentity",),
    "gcpSecretManager": ("gkeWorkloadIdentity",),
}
"""The kinds of identity that each kind of secret manager accepts."""
_PUNCTUATION: Final = {"azureKeyVault": "-{}", "gcpSecretManager": "-_{}"}
"""Characters other than letters and digits that each kind of secret manager allows in the name of an entry."""
_STORES: Final = ("secrets.store", "secretOverrides.*.store")
_POD_IDENTITY: Final = "identity: {kind: podIdentity}\n"
_GKE: Final = "identity: {kind: gkeWorkloadIdentity, project: acme-platform}\n"
_AZURE: Final = "identity: {kind: azureWorkloadIdentity, clientId: 0f1e2d3c-0000-4000-8000-000000000001}\n"
_VAULT: Final = "{kind: vault, server: 'https://vault.example.org', role: portkey}"
_NO_PULL: Final = "imagePull: {kind: none}\n"
_AWS_STORE: Final = "store: {kind: awsSecretsManager, region: us-west-2"
_GCP_STORE: Final = "store: {kind: gcpSecretManager, project: acme-platform"


def _settings(*names: str) -> tuple[str, ...]:
    return tuple(f"{source}.{name}" for name in names for source in ("secrets", "secretOverrides.*"))


def _from_csi(platform: Platform) -> Iterator[tuple[ConfiguredSource, CsiSecrets]]:
    for configured in configured_sources(platform):
        if isinstance(configured.source, CsiSecrets):
            yield configured, configured.source


@rule(
    "PK-SECRET-005",
    title="a token for a secret manager that EKS Pod Identity gives access to",
    cause="With store.auth: jwt the operator sends AWS the token of a service account, which only IRSA accepts. With Pod Identity the operator "
    "reads with the role of its own pods.",
    fix="Set auth: podIdentity and associate the role with the operator's own service account, or use identity: {kind: irsa}.",
    settings=(*_settings("store.auth", "identity"), "identity"),
    example=Example(
        f"{_POD_IDENTITY}secrets:\n  kind: externalSecrets\n  {_AWS_STORE}, auth: jwt}}\n",
        f"{_POD_IDENTITY}secrets:\n  kind: externalSecrets\n  {_AWS_STORE}, auth: podIdentity}}\n",
    ),
)
def token_with_pod_identity(platform: Platform) -> Findings:
    for path, source, reader in source_readers(platform):
        store = source.store
        if isinstance(store, AwsSecretsManager) and store.auth == "jwt" and isinstance(reader.identity, PodIdentity):
            yield Finding(f"{path}.store.auth", "is jwt, but EKS Pod Identity does not accept the token of a service account")


@rule(
    "PK-SECRET-006",
    title="the secret manager does not accept the name of an entry",
    cause="Azure Key Vault allows letters, digits and hyphens in a name, Google Secret Manager also underscores; neither allows a slash.",
    fix="Use letters, digits and hyphens, such as portkey-{name}, or remove path.",
    settings=_settings("path", "remote.*.key", "store.kind"),
    example=Example(
        f"{_GKE}secrets:\n  kind: externalSecrets\n  {_GCP_STORE}}}\n  path: portkey/{{name}}\n",
        f"{_GKE}secrets:\n  kind: externalSecrets\n  {_GCP_STORE}}}\n  path: portkey-{{name}}\n",
    ),
)
def entry_name(platform: Platform) -> Findings:
    for path, source, _ in configured_sources(platform):
        allowed = _PUNCTUATION.get(source.store.kind) if isinstance(source, ExternalSecrets | CsiSecrets) else None
        if allowed is None or not isinstance(source, ExternalSecrets | CsiSecrets):
            continue
        names = [(f"{path}.path", source.path), *((f"{path}.remote.{group}.key", remote.key) for group, remote in source.remote.items())]
        for setting, name in names:
            if name and not all(letter.isalnum() or letter in allowed for letter in name):
                yield Finding(setting, f"is {name}, which {source.store.kind} does not accept")


@rule(
    "PK-SECRET-008",
    title="the image pull Secret would come from a volume of the pod whose image it pulls",
    cause="The CSI driver creates a Secret when a pod mounts it, but the kubelet needs this Secret before the pod can start: the pod never starts.",
    fix="Set imagePull: {kind: existing, names: [...]}, or secretOverrides: {registry: {kind: existing}}.",
    settings=("imagePull", "secrets.kind", "secretOverrides.registry"),
    example=Example(
        f"secrets: {{kind: secretsStoreCsi, store: {_VAULT}}}\n",
        f"imagePull: {{kind: existing, names: [portkey-pull]}}\nsecrets: {{kind: secretsStoreCsi, store: {_VAULT}}}\n",
    ),
)
def pull_secret_from_csi(platform: Platform) -> Findings:
    source = platform.secret_sources[SecretGroup.REGISTRY]
    if isinstance(platform.config.image_pull, RegistryCredentials) and isinstance(source, CsiSecrets):
        yield Finding("imagePull", "needs a Secret that the CSI driver creates only after the image is pulled")


@rule(
    "PK-SECRET-009",
    title="AWS Secrets Manager without a region",
    cause="Entries belong to a region, but neither store.region nor aws.region is set.",
    fix="Set the region of the secret manager, here or as aws.region.",
    settings=(*_settings("store.region"), "aws.region"),
    example=Example(
        "secrets: {kind: externalSecrets, store: {kind: awsSecretsManager, auth: podIdentity}}\n",
        "secrets: {kind: externalSecrets, store: {kind: awsSecretsManager, auth: podIdentity}}\naws: {region: us-west-2}\n",
    ),
)
def no_region(platform: Platform) -> Findings:
    if not platform.aws.region:
        for path, source, _ in configured_sources(platform):
            store = source.store if isinstance(source, ExternalSecrets | CsiSecrets) else None
            if isinstance(store, AwsSecretsManager) and not store.region:
                yield Finding(f"{path}.store.region", "is missing")


@rule(
    "PK-SECRET-010",
    title="the operator has no access to the secret manager",
    cause="The External Secrets Operator reads with a service account, and the identity of that account does not belong to the secret manager's "
    "cloud.",
    fix="Set identity, for the platform or for this source of Secrets, to one of that cloud, or name a service account that has one.",
    settings=(*_STORES, *_settings("identity", "serviceAccount"), "identity"),
    example=Example(f"secrets: {{kind: externalSecrets, {_AWS_STORE}}}}}\n", f"{_POD_IDENTITY}secrets: {{kind: externalSecrets, {_AWS_STORE}}}}}\n"),
)
def operator_without_access(platform: Platform) -> Findings:
    for path, source, reader in created_readers(platform):
        store, kind = source.store, reader.identity.kind
        accepted = _IDENTITIES.get(store.kind)
        by_operator = isinstance(store, AwsSecretsManager) and store.auth == "podIdentity"
        if accepted and kind not in accepted and not by_operator and isinstance(source.service_account, CreateServiceAccount):
            fix = f"set identity: {{kind: {accepted[0]}}}, for the platform or as {path}.identity"
            yield Finding(f"{path}.store", f"is {store.kind}, but the identity of its reader is {kind}", fix)


@rule(
    "PK-SECRET-011",
    title="a pod has no access to the secret manager",
    cause="The Secrets Store CSI driver reads with the identity of the pod that mounts, and the identity of one of the pods does not belong to the "
    "secret manager's cloud.",
    fix="Set identity to one of that cloud, and no other for the component that the message names: the driver reads with the pods' identity.",
    settings=(*_STORES, *IDENTITY_SETTINGS),
    example=Example(
        f"{_NO_PULL}secrets: {{kind: secretsStoreCsi, {_AWS_STORE}}}}}\n",
        f"{_POD_IDENTITY}{_NO_PULL}secrets: {{kind: secretsStoreCsi, {_AWS_STORE}}}}}\n",
    ),
)
def pod_without_access(platform: Platform) -> Findings:
    for (path, _, groups), source in _from_csi(platform):
        accepted = _IDENTITIES.get(source.store.kind)
        for name, component in platform.components.items():
            if accepted and component.identity.kind not in accepted and not set(groups).isdisjoint(platform.read_secrets[name]):
                fix = f"set identity: {{kind: {accepted[0]}}}: the driver reads with the identity of the pods that mount"
                yield Finding(f"{path}.store", f"is {source.store.kind}, but the identity of the {name} is {component.identity.kind}", fix)
                break


@rule(
    "PK-SECRET-012",
    title="the operator cannot delete a Secret that it does not own",
    cause="The operator deletes only Secrets that it owns, and creationPolicy says that it does not own this one.",
    fix="Set Retain, or creationPolicy: Owner: the operator deletes only Secrets that it owns.",
    settings=_settings("deletionPolicy", "creationPolicy"),
    example=Example(
        f"secrets: {{kind: externalSecrets, store: {_VAULT}, creationPolicy: Orphan, deletionPolicy: Delete}}\n",
        f"secrets: {{kind: externalSecrets, store: {_VAULT}, creationPolicy: Orphan, deletionPolicy: Retain}}\n",
    ),
)
def deletion_without_ownership(platform: Platform) -> Findings:
    for path, source, _ in configured_sources(platform):
        if isinstance(source, ExternalSecrets) and source.creation_policy != "Owner" and source.deletion_policy == "Delete":
            yield Finding(f"{path}.deletionPolicy", f"is Delete, but creationPolicy is {source.creation_policy}")


@rule(
    "PK-SECRET-013",
    title="a setting of a store that exists already",
    cause="store.kind is existing: who reads the store, and whether it is a ClusterSecretStore, was decided when it was created.",
    fix="Remove it; instead of clusterWide, set store.clusterWide.",
    settings=_settings("identity", "serviceAccount", "clusterWide", "store.clusterWide"),
    example=Example(
        "secrets: {kind: externalSecrets, store: {kind: existing, name: company}, clusterWide: true}\n",
        "secrets: {kind: externalSecrets, store: {kind: existing, name: company, clusterWide: true}}\n",
    ),
)
def setting_of_existing_store(platform: Platform) -> Findings:
    for path, source, _ in configured_sources(platform):
        if not isinstance(source, ExternalSecrets) or not isinstance(source.store, ExistingSecretStore):
            continue
        present = {
            "identity": source.identity is not None,
            "serviceAccount": "service_account" in source.model_fields_set,
            "clusterWide": source.cluster_wide,
        }
        for field in (field for field, is_set in present.items() if is_set):
            fix = f"set {path}.store.clusterWide" if field == "clusterWide" else "remove it"
            yield Finding(f"{path}.{field}", "is set, but the store exists already", fix)


@rule(
    "PK-SECRET-014",
    title="only one half of the address of a GKE cluster",
    cause="The operator finds the cluster by its location and its name together, or reads both from the cluster's metadata.",
    fix="Set both clusterLocation and clusterName, or neither.",
    settings=(*_STORES, *_settings("store.clusterLocation", "store.clusterName")),
    example=Example(
        f"{_GKE}secrets: {{kind: externalSecrets, {_GCP_STORE}, clusterName: acme}}}}\n",
        f"{_GKE}secrets: {{kind: externalSecrets, {_GCP_STORE}}}}}\n",
    ),
)
def half_a_cluster(platform: Platform) -> Findings:
    for path, source, _ in configured_sources(platform):
        store = source.store if isinstance(source, ExternalSecrets) else None
        if isinstance(store, GcpSecretManager) and (store.cluster_location is None) != (store.cluster_name is None):
            present, missing = ("clusterName", "clusterLocation") if store.cluster_name else ("clusterLocation", "clusterName")
            yield Finding(f"{path}.store", f"has {present}, but no {missing}")


@rule(
    "PK-SECRET-015",
    title="a way to authenticate that the CSI driver does not have",
    cause="The driver reads with the identity of the pods that mount, so a setting of another reader has no effect.",
    fix="Remove it: the driver reads with the identity of the pods that mount.",
    settings=_settings("store.auth", "store.clusterLocation", "store.clusterName"),
    example=Example(
        f"{_POD_IDENTITY}{_NO_PULL}secrets: {{kind: secretsStoreCsi, {_AWS_STORE}, auth: podIdentity}}}}\n",
        f"{_POD_IDENTITY}{_NO_PULL}secrets: {{kind: secretsStoreCsi, {_AWS_STORE}}}}}\n",
    ),
)
def reader_of_csi(platform: Platform) -> Findings:
    for (path, _, _), source in _from_csi(platform):
        store = source.store
        settings: dict[str, object] = {}
        if isinstance(store, AwsSecretsManager):
            settings = {"auth": store.auth}
        elif isinstance(store, GcpSecretManager):
            settings = {"clusterLocation": store.cluster_location, "clusterName": store.cluster_name}
        for field in (field for field, value in settings.items() if value):
            yield Finding(f"{path}.store.{field}", "is set, but secrets.kind is secretsStoreCsi")


@rule(
    "PK-SECRET-016",
    title="an Azure Key Vault without its tenant",
    cause="The Azure provider of the CSI driver needs the tenant of the vault, but neither the store nor the identity has one.",
    fix="Set the tenant of the vault, here or as identity.tenantId.",
    settings=(*_settings("store.tenantId"), "identity.tenantId"),
    example=Example(
        f"{_AZURE}{_NO_PULL}secrets: {{kind: secretsStoreCsi, store: {{kind: azureKeyVault, vault: acme}}}}\n",
        f"{_AZURE}{_NO_PULL}secrets:\n  kind: secretsStoreCsi\n"
        "  store: {kind: azureKeyVault, vault: acme, tenantId: 0f1e2d3c-0000-4000-8000-000000000002}\n",
    ),
)
def no_tenant(platform: Platform) -> Findings:
    for (path, _, _), source in _from_csi(platform):
        store = source.store
        if isinstance(store, AzureKeyVault) and store.tenant_id is None and not getattr(platform.config.identity, "tenant_id", None):
            yield Finding(f"{path}.store.tenantId", "is missing")
