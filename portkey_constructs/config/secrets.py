"""Where the Secrets come from, and the credentials of the image registry."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, Tag

from portkey_constructs.config.base import Model
from portkey_constructs.config.types import NonEmptyText, ObjectName, Secret
from portkey_constructs.config.workload import kind_or

__all__ = [
    "ExistingPullSecrets",
    "ExistingSecrets",
    "ImagePull",
    "InlineSecrets",
    "NoImagePull",
    "RegistryCredentials",
    "SecretGroup",
    "SecretSource",
]


class SecretGroup(StrEnum):
    """The Secrets that Portkey reads, each by a word of its own."""

    APP = "app"
    MYSQL = "mysql"
    REDIS = "redis"
    CLICKHOUSE = "clickhouse"
    GATEWAY = "gateway"
    REGISTRY = "registry"


class InlineSecrets(Model):
    """Secrets are made from values in the configuration; for the development profile alone."""

    kind: Literal["inline"] = "inline"
    """Values stand in the configuration."""


class ExistingSecrets(Model):
    """Secrets are there before Portkey is."""

    kind: Literal["existing"] = "existing"
    """Somebody else makes the Secrets."""
    names: dict[SecretGroup, ObjectName] = {}
    """Names of those that are not called as we would call them."""


SecretSource = Annotated[InlineSecrets | ExistingSecrets, Field(discriminator="kind")]


class RegistryCredentials(Model):
    """An image pull Secret for one registry."""

    kind: Literal["registry"] = "registry"
    """One pull Secret, from the platform's source of Secrets."""
    server: NonEmptyText = "https://index.docker.io/v1/"
    """The registry's address as its clients write it; Docker Hub's when left out."""
    username: NonEmptyText | None = None
    """User; a value in the development profile alone."""
    password: Secret | None = None
    """Password or token; a value in the development profile alone."""


class ExistingPullSecrets(Model):
    """Image pull Secrets that exist already."""

    kind: Literal["existing"] = "existing"
    """The pull Secrets exist."""
    names: tuple[ObjectName, ...] = Field(min_length=1)
    """Their names."""


class NoImagePull(Model):
    """The nodes may pull by themselves."""

    kind: Literal["none"] = "none"
    """No pull Secret."""


ImagePull = Annotated[
    Annotated[RegistryCredentials, Tag("registry")] | Annotated[ExistingPullSecrets, Tag("existing")] | Annotated[NoImagePull, Tag("none")],
    kind_or("registry"),
]
