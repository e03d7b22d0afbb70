"""Secrets: rendered from values in the development profile, or filled from a secret manager."""

import base64
import json
from typing import Final

from pydantic import SecretStr

from portkey_constructs.config.pod_tls import PodTlsFromCertManager
from portkey_constructs.config.secrets import SecretGroup
from portkey_constructs.kubernetes import KubernetesObject, Secret
from portkey_constructs.manifests.metadata import checksum, metadata
from portkey_constructs.platform.components import MYSQL_USER
from portkey_constructs.platform.platform import Platform
from portkey_constructs.platform.secret_keys import SecretKey, Value
from portkey_constructs.platform.secrets import Secret as PlatformSecret

__all__ = ["DOCKER_CONFIG", "component_of", "rendered_secret", "secret_checksum", "secrets"]

_COMPONENT: Final = {
    SecretGroup.APP: "backend",
    SecretGroup.MYSQL_ADMINISTRATOR: MYSQL_USER,
    SecretGroup.CLICKHOUSE_FORMER: "clickhouse",
    SecretGroup.LOG_STORE: "gateway",
    SecretGroup.BEDROCK: "gateway",
}
DOCKER_CONFIG: Final = ".dockerconfigjson"


def component_of(group: SecretGroup) -> str:
    """The component that a Secret's labels name."""
    return _COMPONENT.get(group, group.value)


def _text(value: Value) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else value if isinstance(value, str) else ""


def _texts(secret: PlatformSecret) -> dict[str, str]:
    return {key.key: _text(value) for key, value in secret.keys.items()}


def rendered_secret(platform: Platform, group: SecretGroup) -> Secret | None:
    """The Secret of a group; None if it already exists, or has no values to keep secret."""
    secret = platform.secrets[group]
    if not secret.rendered:
        return None
    if group is SecretGroup.REGISTRY:
        return _registry_secret(platform, secret)
    text = _texts(secret)
    meta = metadata(platform, component_of(group), secret.name)
    return Secret(apiVersion="v1", kind="Secret", metadata=meta, type="Opaque", stringData=text)


def _registry_secret(platform: Platform, secret: PlatformSecret) -> Secret:
    logins = {registry.server: _login(*(_text(secret.keys[key]) for key in registry.keys)) for registry in platform.pull_registries}
    content = json.dumps({"auths": logins}, sort_keys=True)
    meta = metadata(platform, "registry", secret.name)
    return Secret(apiVersion="v1", kind="Secret", metadata=meta, type="kubernetes.io/dockerconfigjson", stringData={DOCKER_CONFIG: content})


def _login(user_or_auth: str, password: str | None = None) -> dict[str, str]:
    if password is None:
        return {"auth": user_or_auth}
    auth = base64.b64encode(f"{user_or_auth}:{password}".encode()).decode()
    return {"username": user_or_auth, "password": password, "auth": auth}


def secrets(platform: Platform) -> tuple[KubernetesObject, ...]:
    """Every rendered Secret, and the objects that create the other Secrets from a secret manager."""
    groups = (SecretGroup.REGISTRY, *(group for group in SecretGroup if group is not SecretGroup.REGISTRY))
    objects: list[KubernetesObject] = [secret for group in groups if (secret := rendered_secret(platform, group))]
    issued = isinstance(platform.config.pod_tls, PodTlsFromCertManager)
    if issued or any(secret.from_operator or secret.from_csi for secret in platform.needed_secrets):
        # The types of custom resources are slow to import, and few platforms need them.
        from portkey_constructs.manifests.secret_resources import secret_resources

        objects += secret_resources(platform)
    return tuple(objects)


def secret_checksum(platform: Platform, component: str) -> dict[str, str]:
    """The checksum annotation that restarts a component's pods when a value changes that they read from a rendered Secret."""
    secrets = platform.placed_secrets
    keys = {source for _, source in platform.environments[component] if isinstance(source, SecretKey) and secrets[source.group].rendered}
    values = {key.name: _text(secrets[key.group].keys[key]) for key in keys}
    return {"checksum/secret": checksum(values)} if values else {}
