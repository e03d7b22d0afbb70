"""Where each Secret comes from: rendered from values, existing, or filled from a secret manager."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from portkey_constructs.config.identity import Identity, Irsa, NoIdentity
from portkey_constructs.config.secret_stores import AwsSecretsManager, AzureKeyVault, ExistingSecretStore, GcpSecretManager, HashiCorpVault
from portkey_constructs.config.secrets import CsiSecrets, ExternalSecrets, InlineSecrets, NamedSecrets, SecretGroup, SecretSource
from portkey_constructs.platform.identity_annotations import annotated_identity
from portkey_constructs.platform.names import Names
from portkey_constructs.platform.secret_keys import SecretKey, Value

__all__ = ["EXTERNAL_SECRETS", "NO_IDENTITY", "Secret", "SecretReader", "flat_entry", "resolve_secret"]

EXTERNAL_SECRETS: Final = "external-secrets"
"""Component label of the stores and service accounts for the External Secrets Operator."""
NO_IDENTITY: Final = NoIdentity.model_construct()

_RDS_PROPERTIES: Final = {"mysql_password": "password", "mysql_administrator_password": "password"}
"""Property names in the entries of an RDS database, as password rotation expects them."""


class SecretReader(NamedTuple):
    """The service account that the External Secrets Operator uses to read a secret manager."""

    component: str
    """`external-secrets`, with the Secret's suffix if secretOverrides sets a separate source."""
    service_account: str
    identity: Identity
    uses_token: bool
    """Whether the operator authenticates with this account's token; otherwise it uses the identity of its pods."""


class Secret(NamedTuple):
    """A Secret of the platform, rendered or not."""

    group: SecretGroup
    name: str
    source: SecretSource
    keys: Mapping[SecretKey, Value]
    """The value of every key that this configuration uses; None if the configuration does not contain it."""
    needed: bool
    """Whether any key must be in a Secret; otherwise the pods get plain values and no Secret exists."""
    rendered: bool
    """Whether the manifests contain the Secret with its values."""
    own_source: bool
    """Whether secretOverrides sets a separate source for this Secret."""
    entry: str
    """Name of the entry in the secret manager; empty without one."""
    store: str
    """Name of the External Secrets Operator's store, if the manifests contain one."""
    reader: SecretReader | None
    """How the External Secrets Operator reads the secret manager; None for other sources."""
    rds_entry: bool
    """Whether the entry belongs to a user of the database that the AWS companion creates."""

    @property
    def from_operator(self) -> ExternalSecrets | None:
        """The source, if the External Secrets Operator fills a Secret that is needed."""
        return self.source if self.needed and isinstance(self.source, ExternalSecrets) else None

    @property
    def from_csi(self) -> CsiSecrets | None:
        """The source, if the Secrets Store CSI driver mounts a Secret that is needed."""
        return self.source if self.needed and isinstance(self.source, CsiSecrets) else None

    def key_name(self, key: SecretKey) -> str:
        """Name of a key in the Secret, which the configuration can change."""
        source = self.source
        if not isinstance(source, NamedSecrets) or not source.keys:
            return key.key
        return next((names[key.key] for group in (key.group, key.group.default) if key.key in (names := source.keys.get(group, {}))), key.key)

    @property
    def secret_keys(self) -> tuple[SecretKey, ...]:
        """The keys whose values are confidential or not in the configuration."""
        return tuple(key for key, value in self.keys.items() if not isinstance(value, str))

    def property_of(self, key: str) -> str:
        """Name of the entry's property that fills a key."""
        remote = self.source.remote.get(self.group) if isinstance(self.source, ExternalSecrets | CsiSecrets) else None
        default = _RDS_PROPERTIES.get(key, key) if self.rds_entry else key
        return remote.properties.get(key, default) if remote else default


def flat_entry(entry: str, name: str) -> str:
    """Name of the entry for one property, in a secret manager without properties that allows no underscore or dot in names."""
    return f"{entry}-{name.replace('_', '-').replace('.', '-')}"


def resolve_secret(
    names: Names,
    group: SecretGroup,
    source: SecretSource,
    keys: Mapping[SecretKey, Value],
    *,
    override: SecretGroup | None,
    rds_entry: bool,
    platform_identity: Identity,
    aws_prefix: str,
) -> Secret:
    """Resolve a Secret: its names, source and keys. `override` is the key of secretOverrides that decides its source."""
    default_name = names.secret(group.suffix)
    needed = any(not isinstance(value, str) for value in keys.values())
    return Secret(
        group,
        name=default_name if isinstance(source, InlineSecrets) else source.names.get(group, default_name),
        source=source,
        keys=keys,
        needed=needed,
        rendered=needed and isinstance(source, InlineSecrets),
        own_source=override is not None,
        entry=_entry(names, group, source, aws_prefix),
        store=_store(names, names.component(override.suffix) if override else names.prefix, source),
        reader=_reader(names, override, source, platform_identity) if isinstance(source, ExternalSecrets) else None,
        rds_entry=rds_entry,
    )


def _entry(names: Names, group: SecretGroup, source: SecretSource, aws_prefix: str) -> str:
    """Name of the entry; in AWS Secrets Manager it carries the cluster, because all clusters of an account share the manager."""
    if not isinstance(source, ExternalSecrets | CsiSecrets):
        return ""
    remote = source.remote.get(group)
    separator = "-" if isinstance(source.store, AzureKeyVault | GcpSecretManager) else "/"
    prefix = aws_prefix if isinstance(source.store, AwsSecretsManager) else names.prefix
    path = source.path or f"{prefix}{separator}{{name}}"
    return (remote.key if remote else None) or path.replace("{name}", group.suffix)


def _store(names: Names, name: str, source: SecretSource) -> str:
    """The name of a ClusterSecretStore contains the namespace, so that stores of two namespaces do not collide."""
    shared = isinstance(source, ExternalSecrets) and source.cluster_wide and names.namespace != names.prefix
    return f"{name}-{names.namespace}" if shared else name


def _reader(names: Names, override: SecretGroup | None, source: ExternalSecrets, platform_identity: Identity) -> SecretReader:
    component = f"{EXTERNAL_SECRETS}-{override.suffix}" if override else EXTERNAL_SECRETS
    identity = source.identity or (NO_IDENTITY if isinstance(source.store, HashiCorpVault) else platform_identity)
    if identity.kind == "none":
        identity = annotated_identity(source.service_account) or identity
    return SecretReader(component, source.service_account.name or names.component(component), identity, uses_token=_uses_token(source, identity))


def _uses_token(source: ExternalSecrets, identity: Identity) -> bool:
    store = source.store
    if isinstance(store, AwsSecretsManager):
        return store.auth == "jwt" or (store.auth is None and isinstance(identity, Irsa))
    return not isinstance(store, ExistingSecretStore)
