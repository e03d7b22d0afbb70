"""Where the Secrets come from, and the credentials of the image registry."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from portkey_constructs.config.base import ByKind, Model, default
from portkey_constructs.config.frozen import FrozenMap
from portkey_constructs.config.identity import Identity
from portkey_constructs.config.secret_stores import SecretManager, SecretStore
from portkey_constructs.config.types import Boolean, LongDuration, NonEmptyText, ObjectName, RemoteKey, Secret
from portkey_constructs.config.workload import ServiceAccount

__all__ = [
    "CsiSecrets",
    "ExistingPullSecrets",
    "ExistingSecrets",
    "ExternalSecrets",
    "FromSecretManager",
    "ImagePull",
    "InlineSecrets",
    "NoImagePull",
    "RegistryCredentials",
    "RemoteSecret",
    "SecretGroup",
    "SecretSource",
]


class SecretGroup(StrEnum):
    """The Secrets that Portkey reads, each by a word of its own."""

    APP = "app"
    MYSQL = "mysql"
    REDIS = "redis"
    CLICKHOUSE = "clickhouse"
    CLICKHOUSE_FORMER = "clickhouseFormer"
    GATEWAY = "gateway"
    REGISTRY = "registry"

    @property
    def word(self) -> str:
        """Its word in names of objects and of a secret manager's entries."""
        return {SecretGroup.APP: "secrets", SecretGroup.CLICKHOUSE_FORMER: "clickhouse-former"}.get(self, self.value)


class InlineSecrets(Model):
    """Secrets are made from values in this file; for the development profile alone."""

    kind: Literal["inline"] = "inline"
    """The values stand in this file."""


class ExistingSecrets(Model):
    """Secrets are there before Portkey is: you make them, and `portkey-constructs secrets` says which."""

    kind: Literal["existing"] = "existing"
    """Somebody else makes the Secrets."""
    names: FrozenMap[SecretGroup, ObjectName] = default()
    """Names of those that are not called as we would call them."""


class RemoteSecret(Model):
    """Where one Secret's content is in a secret manager, if not where it would be looked for."""

    key: RemoteKey | None = None
    """Name of the entry; follows from path when left out."""
    properties: FrozenMap[NonEmptyText, NonEmptyText] = default()
    """Names of its properties, by the Secret's key that each fills; the key itself where nothing is said."""


class FromSecretManager(Model):
    """What the ways to read a secret manager share."""

    names: FrozenMap[SecretGroup, ObjectName] = default()
    """Names of the Secrets that are not to be called as we would call them."""
    path: RemoteKey | None = None
    """How the entries are called, {name} standing for the Secret's word; portkey/{name}, or portkey-{name} where no slash may be, when left out."""
    remote: FrozenMap[SecretGroup, RemoteSecret] = default()
    """Entries that are elsewhere or have other properties, such as one that RDS rotates."""


class ExternalSecrets(FromSecretManager):
    """The External Secrets Operator makes the Secrets from a secret manager."""

    kind: Literal["externalSecrets"] = "externalSecrets"
    """ExternalSecrets are made, and the store unless it exists."""
    store: SecretStore
    """The secret manager that the entries are in."""
    cluster_wide: Boolean = False
    """Whether a ClusterSecretStore is made, for this namespace alone, instead of a SecretStore."""
    service_account: ServiceAccount = default()
    """The service account whose identity reads the secret manager."""
    identity: Identity | None = None
    """Who the service account that reads the secret manager is to its cloud; the platform's identity when left out."""
    refresh_interval: LongDuration = 3600
    """How often a Secret is read anew."""
    creation_policy: Literal["Owner", "Orphan", "Merge"] = "Owner"
    """Whose the Secrets are.

    - Owner: They are the operator's: a Secret goes when its ExternalSecret does.
    - Orphan: The operator makes them, and they stay when the ExternalSecret goes.
    - Merge: They are somebody else's, who makes them beforehand: the operator fills in its keys alone.
    """
    deletion_policy: Literal["Retain", "Delete", "Merge"] = "Retain"
    """What becomes of a Secret when its entry in the secret manager is gone.

    - Retain: The Secret stays as it is.
    - Delete: The Secret goes too.
    - Merge: The Secret stays, without the keys that the entry filled.
    """
    restart_on_rotation: Boolean = False
    """Whether pods carry the annotation by which Stakater's Reloader restarts them when a Secret changes."""


class CsiSecrets(FromSecretManager):
    """The Secrets Store CSI driver mounts a secret manager's entries in the pods."""

    kind: Literal["secretsStoreCsi"] = "secretsStoreCsi"
    """SecretProviderClasses are made, and mounted."""
    store: SecretManager
    """The secret manager that the entries are in."""
    delivery: Literal["synced", "files"] = "synced"
    """How what is mounted reaches the images; stores in the cluster read Secrets always.

    - synced: The driver makes Secrets of it too, and variables read those.
    - files: Variables name the mounted files, and no Secret is made.
    """


SecretSource = Annotated[InlineSecrets | ExistingSecrets | ExternalSecrets | CsiSecrets, ByKind()]


class RegistryCredentials(Model):
    """One pull Secret for one registry, from the user and password that Portkey hands out."""

    kind: Literal["registry"] = "registry"
    """One pull Secret, from the platform's source of Secrets."""
    server: NonEmptyText = "https://index.docker.io/v1/"
    """The registry's address as its clients write it; Docker Hub's when left out."""
    username: NonEmptyText | None = None
    """User of the registry; a value in the development profile alone."""
    password: Secret | None = None
    """Password or token of that user; a value in the development profile alone."""


class ExistingPullSecrets(Model):
    """Pull Secrets that exist already, told by their names."""

    kind: Literal["existing"] = "existing"
    """The pull Secrets exist."""
    names: tuple[ObjectName, ...] = Field(min_length=1)
    """Names of the pull Secrets."""


class NoImagePull(Model):
    """No pull Secret: the nodes may pull by themselves, or a registry of yours asks for none."""

    kind: Literal["none"] = "none"
    """No pull Secret."""


ImagePull = Annotated[
    RegistryCredentials | ExistingPullSecrets | NoImagePull,
    ByKind("registry"),
]
