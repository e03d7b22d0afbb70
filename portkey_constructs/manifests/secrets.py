"""Secrets: made from values in the development profile, named where they exist already."""

import base64
import json

from pydantic import SecretStr

from portkey_constructs.config.platform import PortkeyConfig
from portkey_constructs.config.profiles import secret_source
from portkey_constructs.config.secrets import ExistingPullSecrets, InlineSecrets, RegistryCredentials, SecretGroup
from portkey_constructs.kinds import LocalObjectReference, Secret
from portkey_constructs.manifests.metadata import checksum, guarded, metadata
from portkey_constructs.product.environment import FROM_SECRETS
from portkey_constructs.product.memory import once
from portkey_constructs.product.names import Names
from portkey_constructs.product.values import Value, values

__all__ = ["data_of", "made", "pull_secrets", "registry_secret", "secret", "secret_checksum", "secrets"]

_COMPONENT = {SecretGroup.APP: "backend", SecretGroup.REGISTRY: "registry"}


def _text(value: Value) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else value or ""


@once
def made(config: PortkeyConfig) -> frozenset[SecretGroup]:
    """The groups whose Secret we make: those with something secret in them, where values stand in the configuration."""
    if not isinstance(secret_source(config), InlineSecrets):
        return frozenset()
    return frozenset(key.group for key, value in values(config).items() if isinstance(value, SecretStr))


def data_of(config: PortkeyConfig, group: SecretGroup) -> dict[str, str]:
    """The complete key set of a Secret that we make, in plain text."""
    return {key.key: _text(value) for key, value in values(config).items() if key.group is group}


def secret(config: PortkeyConfig, group: SecretGroup) -> Secret | None:
    """The Secret of a group, or None when it exists already or nothing in it is secret."""
    if group not in made(config):
        return None
    text = data_of(config, group)
    return Secret(
        apiVersion="v1",
        kind="Secret",
        metadata=metadata(config, _COMPONENT.get(group, group.value), Names(config).secret(group), annotations=guarded(text)),
        type="Opaque",
        stringData=text,
    )


def registry_secret(config: PortkeyConfig) -> Secret | None:
    """The image pull Secret, or None when it exists already or none is needed."""
    said = config.image_pull
    if not isinstance(said, RegistryCredentials) or not isinstance(secret_source(config), InlineSecrets):
        return None
    user, password = said.username or "", _text(said.password)
    token = base64.b64encode(f"{user}:{password}".encode()).decode()
    content = json.dumps({"auths": {said.server: {"username": user, "password": password, "auth": token}}}, sort_keys=True)
    return Secret(
        apiVersion="v1",
        kind="Secret",
        metadata=metadata(config, "registry", Names(config).secret(SecretGroup.REGISTRY), annotations=guarded({"": content})),
        type="kubernetes.io/dockerconfigjson",
        stringData={".dockerconfigjson": content},
    )


def pull_secrets(config: PortkeyConfig) -> list[LocalObjectReference]:
    """The image pull Secrets that pods name: each is made here or said to exist."""
    said = config.image_pull
    if isinstance(said, RegistryCredentials):
        return [LocalObjectReference(name=Names(config).secret(SecretGroup.REGISTRY))]
    return [LocalObjectReference(name=name) for name in said.names] if isinstance(said, ExistingPullSecrets) else []


def secrets(config: PortkeyConfig) -> tuple[Secret, ...]:
    """Every Secret that we make."""
    candidates = (registry_secret(config), *(secret(config, group) for group in SecretGroup if group is not SecretGroup.REGISTRY))
    return tuple(candidate for candidate in candidates if candidate)


@once
def _checksums(config: PortkeyConfig) -> dict[SecretGroup, str]:
    return {group: checksum(data_of(config, group)) for group in sorted(made(config))}


def secret_checksum(config: PortkeyConfig, component: str) -> dict[str, str]:
    """The annotation that rolls a component's pods when a Secret changes that we make and they read."""
    ours = _checksums(config)
    read = sorted({key.group for table in FROM_SECRETS[component] for key in table.values()} & ours.keys())
    return {"checksum/secret": checksum([ours[group] for group in read])} if read else {}
