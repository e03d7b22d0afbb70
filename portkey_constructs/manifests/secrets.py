"""Secrets: made from values in the development profile, from a secret manager, or named where they exist already."""

import base64
import json
from typing import Final

from pydantic import SecretStr

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.secrets import CsiSecrets, ExistingPullSecrets, ExternalSecrets, InlineSecrets, RegistryCredentials, SecretGroup
from portkey_constructs.kubernetes import KubernetesObject, LocalObjectReference, Secret
from portkey_constructs.manifests.metadata import checksum, guarded, metadata
from portkey_constructs.platform.defaults import secret_source
from portkey_constructs.platform.environment import environment
from portkey_constructs.platform.memory import once
from portkey_constructs.platform.names import Names
from portkey_constructs.platform.secret_keys import SecretKey, Value
from portkey_constructs.platform.values import values

__all__ = ["component_of", "contents", "from_manager", "made", "pull_secrets", "registry_secret", "secret", "secret_checksum", "secrets"]

_COMPONENT: Final = {SecretGroup.APP: "backend", SecretGroup.CLICKHOUSE_FORMER: "clickhouse"}
DOCKER_CONFIG: Final = ".dockerconfigjson"


def component_of(group: SecretGroup) -> str:
    """The component that a Secret is labelled as a part of."""
    return _COMPONENT.get(group, group.value)


def _text(value: Value) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else value if isinstance(value, str) else ""


@once
def contents(config: PortkeyConfig) -> dict[SecretGroup, dict[SecretKey, Value]]:
    """The keys of every Secret that has something secret in it, the registry's user and password among them."""
    known = values(config)
    needed = {key.group for key, value in known.items() if not isinstance(value, str)}
    return {group: {key: value for key, value in known.items() if key.group == group} for group in SecretGroup if group in needed}


@once
def made(config: PortkeyConfig) -> frozenset[SecretGroup]:
    """The groups whose Secret we make: those with something secret in them, where values stand in the configuration."""
    found = (group for group in contents(config) if group is not SecretGroup.REGISTRY)
    return frozenset(group for group in found if isinstance(secret_source(config, group), InlineSecrets))


def from_manager(config: PortkeyConfig, kind: type[ExternalSecrets] | type[CsiSecrets]) -> list[SecretGroup]:
    """The groups that are filled from a secret manager in one of the two ways."""
    return [group for group in contents(config) if isinstance(secret_source(config, group), kind)]


@once
def _texts(config: PortkeyConfig) -> dict[SecretGroup, dict[str, str]]:
    return {group: {key.key: _text(value) for key, value in contents(config)[group].items()} for group in SecretGroup if group in made(config)}


def secret(config: PortkeyConfig, group: SecretGroup) -> Secret | None:
    """The Secret of a group, or None when it exists already or nothing in it is secret."""
    held = _texts(config).get(group)
    if held is None:
        return None
    text = dict(held)
    return Secret(
        apiVersion="v1",
        kind="Secret",
        metadata=metadata(config, component_of(group), Names(config).secret(group), annotations=guarded(text)),
        type="Opaque",
        stringData=text,
    )


def registry_secret(config: PortkeyConfig) -> Secret | None:
    """The image pull Secret, or None when it exists already or none is needed."""
    said = config.image_pull
    if not isinstance(said, RegistryCredentials) or not isinstance(secret_source(config, SecretGroup.REGISTRY), InlineSecrets):
        return None
    user, password = said.username or "", _text(said.password)
    token = base64.b64encode(f"{user}:{password}".encode()).decode()
    content = json.dumps({"auths": {said.server: {"username": user, "password": password, "auth": token}}}, sort_keys=True)
    return Secret(
        apiVersion="v1",
        kind="Secret",
        metadata=metadata(config, "registry", Names(config).secret(SecretGroup.REGISTRY), annotations=guarded({"": content})),
        type="kubernetes.io/dockerconfigjson",
        stringData={DOCKER_CONFIG: content},
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


def secrets(config: PortkeyConfig) -> tuple[KubernetesObject, ...]:
    """Every Secret that we make, and what makes the others from a secret manager."""
    candidates = (registry_secret(config), *(secret(config, group) for group in SecretGroup if group is not SecretGroup.REGISTRY))
    found: list[KubernetesObject] = [candidate for candidate in candidates if candidate]
    # Imported where they are needed: their typed dictionaries are many.
    if from_manager(config, ExternalSecrets):
        from portkey_constructs.manifests.external_secrets import external_secrets

        found += external_secrets(config)
    if from_manager(config, CsiSecrets):
        from portkey_constructs.manifests.secret_provider import secret_provider_classes

        found += secret_provider_classes(config)
    return tuple(found)


@once
def _checksums(config: PortkeyConfig) -> dict[SecretGroup, str]:
    return {group: checksum(text) for group, text in _texts(config).items()}


def secret_checksum(config: PortkeyConfig, component: str) -> dict[str, str]:
    """The annotation that rolls a component's pods when a Secret changes that we make and they read."""
    ours = _checksums(config)
    groups = sorted({source.group for _, source in environment(config, component) if isinstance(source, SecretKey)})
    read = " ".join([ours[group] for group in groups if group in ours])
    return {"checksum/secret": checksum(read)} if read else {}
