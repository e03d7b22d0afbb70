"""Secret managers: who reads them, and whether he can."""

from collections.abc import Iterator
from typing import Final

from portkey_constructs.config.identity import PodIdentity
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.secret_stores import AwsSecretsManager, AzureKeyVault, ExistingSecretStore, GcpSecretManager
from portkey_constructs.config.secrets import CsiSecrets, ExternalSecrets, RegistryCredentials, SecretGroup
from portkey_constructs.config.workload import CreateServiceAccount
from portkey_constructs.errors import Problem
from portkey_constructs.platform.cloud_identity import identity, reader_identity
from portkey_constructs.platform.defaults import deployed, secret_source
from portkey_constructs.rules.secrets import sources

__all__ = ["check"]

_IDENTITIES: Final[dict[str, tuple[str, ...]]] = {
    "awsSecretsManager": ("irsa", "podIdentity"),
    "azureKeyVault": ("azureWorkloadIdentity",),
    "gcpSecretManager": ("gkeWorkloadIdentity",),
}
_SHARED: Final = frozenset((SecretGroup.APP, SecretGroup.REDIS, SecretGroup.CLICKHOUSE, SecretGroup.GATEWAY))
_READ: Final[dict[str, frozenset[SecretGroup]]] = {
    "gateway": _SHARED,
    "backend": _SHARED | {SecretGroup.MYSQL},
    "dataservice": _SHARED | {SecretGroup.MYSQL},
    "mysql": frozenset((SecretGroup.MYSQL,)),
    "clickhouse": frozenset((SecretGroup.CLICKHOUSE,)),
    "clickhouse.former": frozenset((SecretGroup.CLICKHOUSE_FORMER,)),
}
_ALLOWED: Final = {"azureKeyVault": "-{}", "gcpSecretManager": "-_{}"}


def check(config: PortkeyConfig) -> Iterator[Problem]:
    """Stores that can be found, by readers that are let in."""
    for path, group, source in sources(config):
        if isinstance(source, ExternalSecrets | CsiSecrets):
            yield from _store(config, path, source)
            yield from _entries(path, source)
        if isinstance(source, ExternalSecrets):
            yield from _operator(config, path, source)
        elif isinstance(source, CsiSecrets):
            yield from _pods(config, path, group, source)
            yield from _driver(config, path, source)
    pulled_by_csi = isinstance(secret_source(config, SecretGroup.REGISTRY), CsiSecrets)
    if isinstance(config.image_pull, RegistryCredentials) and pulled_by_csi:
        fix = "say imagePull: {kind: existing, names: [...]}, or secretOverrides: {registry: {kind: existing}}"
        yield Problem("imagePull", "would come by a volume of the very pod whose image it pulls", fix, "PK-SECRET-008")


def _store(config: PortkeyConfig, path: str, source: ExternalSecrets | CsiSecrets) -> Iterator[Problem]:
    store = source.store
    if isinstance(store, AwsSecretsManager) and not (store.region or config.aws.region):
        yield Problem(f"{path}.store.region", "is missing", "say the secret manager's region, here or as aws.region", "PK-SECRET-009")


def _entries(path: str, source: ExternalSecrets | CsiSecrets) -> Iterator[Problem]:
    """Names that the secret manager takes."""
    allowed = _ALLOWED.get(source.store.kind)
    if allowed is None:
        return
    named = [(f"{path}.path", source.path), *((f"{path}.remote.{group}.key", one.key) for group, one in source.remote.items())]
    for where, name in named:
        if name and not all(letter.isalnum() or letter in allowed for letter in name):
            fix = "an entry there has letters, digits and hyphens in its name, such as portkey-{name}"
            yield Problem(where, f"is {name}, and the store is {source.store.kind}", fix, "PK-SECRET-006")


def _operator(config: PortkeyConfig, path: str, source: ExternalSecrets) -> Iterator[Problem]:
    if source.creation_policy != "Owner" and source.deletion_policy == "Delete":
        fix = "say Retain: the operator deletes only Secrets that it owns"
        yield Problem(f"{path}.deletionPolicy", f"is Delete, and creationPolicy is {source.creation_policy}", fix, "PK-SECRET-012")
    if isinstance(source.store, ExistingSecretStore):
        useless = {"identity": source.identity, "serviceAccount": "service_account" in source.model_fields_set, "clusterWide": source.cluster_wide}
        for field in (name for name, said in useless.items() if said):
            fix = "leave it out" if field != "clusterWide" else f"say {path}.store.clusterWide"
            yield Problem(f"{path}.{field}", "is given, and the store exists already", fix, "PK-SECRET-013")
    if isinstance(source.store, GcpSecretManager) and (source.store.cluster_location is None) != (source.store.cluster_name is None):
        fix = "give both, or neither and the operator asks the cluster's metadata"
        yield Problem(f"{path}.store", "has one of clusterLocation and clusterName", fix, "PK-SECRET-014")
    store, who = source.store, reader_identity(config, source)
    if isinstance(store, AwsSecretsManager) and store.auth == "jwt" and isinstance(who, PodIdentity):
        fix = "say auth: podIdentity and associate the role with the operator's own service account, or identity: {kind: irsa}"
        yield Problem(f"{path}.store.auth", "is jwt, and a token of a service account means nothing to EKS Pod Identity", fix, "PK-SECRET-005")
    if not isinstance(source.service_account, CreateServiceAccount):
        return
    wanted = _IDENTITIES.get(store.kind)
    if wanted and who.kind not in wanted and not (isinstance(store, AwsSecretsManager) and store.auth == "podIdentity"):
        fix = f"say identity: {{kind: {wanted[0]}}}, for the platform or as {path}.identity"
        yield Problem(f"{path}.store", f"is {store.kind}, and its reader's identity is {who.kind}", fix, "PK-SECRET-010")


def _driver(config: PortkeyConfig, path: str, source: CsiSecrets) -> Iterator[Problem]:
    """What the driver's providers have no use for, and what one of them has to know."""
    store = source.store
    useless: dict[str, object] = {}
    if isinstance(store, AwsSecretsManager):
        useless = {"auth": store.auth}
    elif isinstance(store, GcpSecretManager):
        useless = {"clusterLocation": store.cluster_location, "clusterName": store.cluster_name}
    for field in (name for name, said in useless.items() if said):
        yield Problem(f"{path}.store.{field}", "is given, and the driver reads as the pods that mount", "leave it out", "PK-SECRET-015")
    if isinstance(store, AzureKeyVault) and store.tenant_id is None and not getattr(config.identity, "tenant_id", None):
        yield Problem(f"{path}.store.tenantId", "is missing", "say the vault's tenant: the driver asks for it", "PK-SECRET-016")


def _pods(config: PortkeyConfig, path: str, group: SecretGroup | None, source: CsiSecrets) -> Iterator[Problem]:
    """Every pod that mounts the entries is let in."""
    wanted = _IDENTITIES.get(source.store.kind)
    if wanted is None:
        return
    groups = {group} if group else set(SecretGroup) - set(config.secret_overrides)
    for name, one in deployed(config).items():
        who = identity(config, name)
        if groups & _READ.get(one.path, frozenset()) and who.kind not in wanted:
            fix = f"say identity: {{kind: {wanted[0]}}}: the driver reads as the pods that mount"
            yield Problem(f"{path}.store", f"is {source.store.kind}, and the {name}'s identity is {who.kind}", fix, "PK-SECRET-011")
            return
