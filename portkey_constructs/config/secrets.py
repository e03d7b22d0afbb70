"""Sources of the Secrets, and the credentials of the image registries."""

from enum import StrEnum
from typing import Annotated, Final, Literal

from pydantic import Field

from portkey_constructs.config.base import ByKind, Model, default
from portkey_constructs.config.frozen import FrozenMap
from portkey_constructs.config.identity import Identity
from portkey_constructs.config.nulls import NullIs
from portkey_constructs.config.secret_stores import SecretManager, SecretStore
from portkey_constructs.config.types import Boolean, ConfigKey, LongDuration, NonEmptyText, ObjectName, RegistryName, RemoteKey, Secret
from portkey_constructs.config.workload import ServiceAccount

__all__ = [
    "ALL_KEYS",
    "AdditionalRegistry",
    "CsiSecrets",
    "ExistingPullSecrets",
    "ExistingSecrets",
    "ExternalSecrets",
    "FromSecretManager",
    "ImagePull",
    "InlineSecrets",
    "NamedSecrets",
    "NoImagePull",
    "RegistryCredentials",
    "RegistryLogin",
    "RemoteSecret",
    "SecretGroup",
    "SecretSource",
]


class SecretGroup(StrEnum):
    """The Secrets that Portkey reads."""

    APP = "app"
    MYSQL = "mysql"
    MYSQL_ADMINISTRATOR = "mysqlAdministrator"
    """The Secret that only the Job with mysql.administrator reads."""
    REDIS = "redis"
    CLICKHOUSE = "clickhouse"
    CLICKHOUSE_FORMER = "clickhouseFormer"
    GATEWAY = "gateway"
    """The Secret of the identity key for MCP servers; and of the log store and of Bedrock, unless they have separate ones."""
    LOG_STORE = "logStore"
    BEDROCK = "bedrock"
    REGISTRY = "registry"

    @property
    def default(self) -> "SecretGroup":
        """The Secret that contains the keys unless they have a separate one: gateway for the log store and for Bedrock."""
        return SecretGroup.GATEWAY if self in (SecretGroup.LOG_STORE, SecretGroup.BEDROCK) else self

    @property
    def suffix(self) -> str:
        """Suffix of the names of its objects, and of its entry in a secret manager."""
        return _SUFFIXES.get(self, self.value)


_SUFFIXES: Final = {
    SecretGroup.APP: "secrets",
    SecretGroup.MYSQL_ADMINISTRATOR: "mysql-administrator",
    SecretGroup.CLICKHOUSE_FORMER: "clickhouse-former",
    SecretGroup.LOG_STORE: "log-store",
}
ALL_KEYS: Final = "all"
"""An entry of fromSecret that stands for every key that the configuration uses."""


class InlineSecrets(Model):
    """Secrets from values in this file, only in the development profile."""

    kind: Literal["inline"] = "inline"
    """The values are in this file."""


class NamedSecrets(Model):
    """Settings that all sources of Secrets other than this file share."""

    names: FrozenMap[SecretGroup, ObjectName] = default()
    """Names of the Secrets that differ from the default names. A name for logStore or bedrock gives it a Secret apart from gateway."""
    keys: FrozenMap[SecretGroup, FrozenMap[NonEmptyText, ConfigKey]] = default()
    """Keys of the Secrets that differ from the default keys, such as {mysql: {mysql_password: password}}."""
    from_secret: FrozenMap[SecretGroup, tuple[NonEmptyText, ...]] = default()
    """Keys without confidential values that the pods read from the Secret too, such as {mysql: [mysql_host]}. [all] stands for all keys in use.

    By default, such values are settings of this file. Settings whose keys are listed need no value here.
    """


class ExistingSecrets(NamedSecrets):
    """Secrets that you create before you install Portkey; `portkey-constructs secrets` lists them."""

    kind: Literal["existing"] = "existing"
    """You create the Secrets."""


class RemoteSecret(Model):
    """Location of the values of one Secret in a secret manager, if it differs from the default."""

    key: RemoteKey | None = None
    """Name of the entry. Derived from path by default."""
    properties: FrozenMap[NonEmptyText, NonEmptyText] = default()
    """Properties of the entry, by the key of the Secret. Each defaults to the key itself."""


class FromSecretManager(NamedSecrets):
    """Settings that all sources in a secret manager share."""

    path: RemoteKey | None = None
    """Name of the entries, in which {name} stands for the Secret. Defaults to portkey/{name}, or to portkey-{name} where slashes are not allowed.

    In AWS Secrets Manager, the name of the EKS cluster precedes the default: CLUSTER-portkey/{name}.
    """
    remote: FrozenMap[SecretGroup, RemoteSecret] = default()
    """Entries with another name or other properties, such as an entry that RDS rotates.

    An entry for logStore or bedrock gives it a Secret apart from gateway.
    """


class ExternalSecrets(FromSecretManager):
    """Secrets that the External Secrets Operator creates from a secret manager."""

    kind: Literal["externalSecrets"] = "externalSecrets"
    """Creates ExternalSecrets, and the store unless it exists."""
    store: SecretStore
    """Secret manager that contains the entries."""
    cluster_wide: Boolean = False
    """Whether to create a ClusterSecretStore, limited to this namespace, instead of a SecretStore."""
    service_account: ServiceAccount = default()
    """Service account whose identity reads the secret manager."""
    identity: Annotated[Identity | None, NullIs({"kind": "none"})] = None
    """Cloud identity of the service account that reads the secret manager. Defaults to the identity of the platform. Null in YAML is none."""
    refresh_interval: LongDuration = 3600
    """Interval at which the operator reads the entries again."""
    creation_policy: Literal["Owner", "Orphan", "Merge"] = "Owner"
    """Owner of the Secrets.

    - Owner: The operator owns them. Deleting an ExternalSecret deletes its Secret.
    - Orphan: The operator creates them, and they remain when the ExternalSecret is deleted.
    - Merge: You create them beforehand, and the operator only adds its keys.
    """
    deletion_policy: Literal["Retain", "Delete", "Merge"] = "Retain"
    """What happens to a Secret when its entry in the secret manager is deleted.

    - Retain: The Secret remains unchanged.
    - Delete: The Secret is deleted.
    - Merge: The Secret remains without the keys from the entry.
    """
    restart_on_rotation: Boolean = False
    """Whether pods have the annotation with which Stakater Reloader restarts them when a Secret changes."""


class CsiSecrets(FromSecretManager):
    """Secrets that the Secrets Store CSI driver mounts into the pods from a secret manager."""

    kind: Literal["secretsStoreCsi"] = "secretsStoreCsi"
    """Creates and mounts SecretProviderClasses."""
    store: SecretManager
    """Secret manager that contains the entries."""
    delivery: Literal["synced", "files"] = "synced"
    """How the images read the mounted values. Stores in the cluster always read Secrets.

    - synced: The driver also creates Secrets, and environment variables refer to them.
    - files: Environment variables refer to the mounted files, and no Secrets are created.
    """


SecretSource = Annotated[InlineSecrets | ExistingSecrets | ExternalSecrets | CsiSecrets, ByKind()]


class RegistryLogin(Model):
    """The login of one registry: a user with a password, or both in one value."""

    username: NonEmptyText | None = None
    """User name for the registry. Set a value only in the development profile."""
    password: Secret | None = None
    """Password or token of the user. Set a value only in the development profile."""
    auth: Secret | None = None
    """USER:PASSWORD in base64 instead of the two, as in `auth` of Docker's config.json. Set a value only in the development profile."""
    credentials: Literal["password", "auth"] | None = None
    """What the source of Secrets contains for this registry. Defaults to auth if auth is set, and otherwise to password.

    - password: username and password.
    - auth: one value, which is USER:PASSWORD in base64.
    """


class AdditionalRegistry(RegistryLogin):
    """The login of a further registry."""

    server: NonEmptyText
    """Address of the registry, such as registry.example.org, with the path to the images if the login is only for them."""


class RegistryCredentials(RegistryLogin):
    """One pull Secret, with the user name and password from Portkey, and with the logins of other registries."""

    kind: Literal["registry"] = "registry"
    """One pull Secret, from the platform's source of Secrets."""
    server: NonEmptyText | None = None
    """Address of the registry. Defaults to that of imageRegistry, and without it to Docker Hub."""
    additional_registries: FrozenMap[RegistryName, AdditionalRegistry] = default()
    """Logins of other registries in the same Secret, by a name that you choose, such as {company: {server: registry.example.org}}.

    In the entry of a secret manager, the name begins the keys: company_username and company_password, or company_auth. A hyphen becomes _.
    """


class ExistingPullSecrets(Model):
    """Existing pull Secrets, by name."""

    kind: Literal["existing"] = "existing"
    """The pull Secrets exist."""
    names: tuple[ObjectName, ...] = Field(min_length=1)
    """Names of the pull Secrets."""


class NoImagePull(Model):
    """No pull Secret, because the nodes have access or the registry needs no credentials."""

    kind: Literal["none"] = "none"
    """No pull Secret."""


ImagePull = Annotated[
    RegistryCredentials | ExistingPullSecrets | NoImagePull,
    ByKind("registry"),
]
