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

__all__ = ["made", "pull_secrets", "registry_secret", "secret", "secret_checksum", "secrets"]

_COMPONENT = {SecretGroup.APP: "backend", SecretGroup.REGISTRY: "registry"}


def _text(value: Value) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else value or ""


@once
def made(config: PortkeyConfig) -> frozenset[SecretGroup]:
    """The groups whose Secret we make: those with something secret in them, where values stand in the configuration."""
    if not isinstance(secret_source(config), InlineSecrets):
        return frozenset()
    return frozenset(key.group for key, value in values(config).items() if isinstance(value, SecretStr))


@once
def _contents(config: PortkeyConfig) -> dict[SecretGroup, dict[str, str]]:
    found: dict[SecretGroup, dict[str, str]] = {group: {} for group in made(config)}
    for key, value in values(config).items():
        if key.group in found:
            found[key.group][key.key] = _text(value)
    return found


def secret(config: PortkeyConfig, group: SecretGroup) -> Secret | None:
    """The Secret of a group, or None when it exists already or nothing in it is secret."""
    held = _contents(config).get(group)
    if held is None:
        return None
    text = dict(held)
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


@once
def _pulled(config: PortkeyConfig) -> tuple[str, ...]:
    said = config.image_pull
    if isinstance(said, RegistryCredentials):
        return (Names(config).secret(SecretGroup.REGISTRY),)
    return said.names if isinstance(said, ExistingPullSecrets) else ()


def pull_secrets(config: PortkeyConfig) -> list[LocalObjectReference]:
    """The image pull Secrets that pods name: each is made here or said to exist."""
    return [LocalObjectReference(name=name) for name in _pulled(config)]


def secrets(config: PortkeyConfig) -> tuple[Secret, ...]:
    """Every Secret that we make."""
    candidates = (registry_secret(config), *(secret(config, group) for group in SecretGroup if group is not SecretGroup.REGISTRY))
    return tuple(candidate for candidate in candidates if candidate)


@once
def _checksums(config: PortkeyConfig) -> dict[SecretGroup, str]:
    return {group: checksum(text) for group, text in _contents(config).items()}


_READ = {component: sorted({key.group for table in tables for key in table.values()}) for component, tables in FROM_SECRETS.items()}


def secret_checksum(config: PortkeyConfig, component: str) -> dict[str, str]:
    """The annotation that rolls a component's pods when a Secret changes that we make and they read."""
    ours = _checksums(config)
    read = " ".join([ours[group] for group in _READ[component] if group in ours])
    return {"checksum/secret": checksum(read)} if read else {}
