"""ExternalSecrets, their stores and service accounts, for the External Secrets Operator.

An ExternalSecret creates the complete Secret of a group, with the values from the secret manager and those from the configuration.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Final

from portkey_constructs.config.duration import duration
from portkey_constructs.config.secret_stores import ExistingSecretStore
from portkey_constructs.config.secrets import ExternalSecrets, SecretGroup
from portkey_constructs.kubernetes import KubernetesObject
from portkey_constructs.kubernetes.external_secrets import (
    ExternalSecret,
    ExternalSecretSpec,
    ExternalSecretSpecData,
    ExternalSecretSpecDataRemoteRef,
    ExternalSecretSpecSecretStoreRef,
    ExternalSecretSpecTarget,
    ExternalSecretSpecTargetTemplate,
    ExternalSecretSpecTargetTemplateMetadata,
)
from portkey_constructs.manifests.metadata import labels, metadata
from portkey_constructs.manifests.quoting import go_template_text
from portkey_constructs.manifests.secret_store import secret_store
from portkey_constructs.manifests.secrets import DOCKER_CONFIG, component_of
from portkey_constructs.manifests.service_account import reader_account
from portkey_constructs.platform.platform import Platform
from portkey_constructs.platform.pull_registries import PullRegistry
from portkey_constructs.platform.secret_keys import SecretKey, UrlWithPassword, Value
from portkey_constructs.platform.secrets import Secret

__all__ = ["external_secrets"]

_URL_ENCODED: Final = '| urlquery | replace "+" "%20"'
"""`urlquery` encodes a space as a plus sign, which does not stand for a space in the password of a URL."""


def external_secrets(platform: Platform) -> list[KubernetesObject]:
    """Every ExternalSecret, and the stores and service accounts that they need, without duplicates."""
    shared: dict[tuple[str, str], KubernetesObject] = {}
    external: list[KubernetesObject] = []
    for secret in platform.needed_secrets:
        source = secret.from_operator
        if source is None or secret.reader is None:
            continue
        if not isinstance(source.store, ExistingSecretStore):
            account = reader_account(platform, secret.reader, source)
            for manifest in (account, secret_store(platform, secret, secret.reader, source, source.store)):
                if manifest is not None:
                    shared.setdefault((manifest["kind"], manifest["metadata"]["name"]), manifest)
        external.append(_external_secret(platform, secret, source))
    return [*shared.values(), *external]


def _external_secret(platform: Platform, secret: Secret, source: ExternalSecrets) -> ExternalSecret:
    registry = secret.group is SecretGroup.REGISTRY
    component = component_of(secret.group)
    template = ExternalSecretSpecTargetTemplate(
        engineVersion="v2",
        type="kubernetes.io/dockerconfigjson" if registry else "Opaque",
        mergePolicy="Replace",
        metadata=ExternalSecretSpecTargetTemplateMetadata(labels=labels(platform, component)),
        data=_docker_config(platform) if registry else {secret.key_name(key): _template(key, value) for key, value in secret.keys.items()},
    )
    spec = ExternalSecretSpec(
        refreshInterval=duration(source.refresh_interval),
        secretStoreRef=_store_reference(secret, source),
        target=ExternalSecretSpecTarget(
            name=secret.name, creationPolicy=source.creation_policy, deletionPolicy=source.deletion_policy, template=template
        ),
        data=[
            ExternalSecretSpecData(secretKey=key, remoteRef=ExternalSecretSpecDataRemoteRef(key=secret.entry, property=secret.property_of(key)))
            for key in dict.fromkeys(_remote_keys(secret.keys))
        ],
    )
    meta = metadata(platform, component, secret.name)
    return ExternalSecret(apiVersion="external-secrets.io/v1", kind="ExternalSecret", metadata=meta, spec=spec)


def _store_reference(secret: Secret, source: ExternalSecrets) -> ExternalSecretSpecSecretStoreRef:
    existing = source.store if isinstance(source.store, ExistingSecretStore) else None
    cluster_wide = existing.cluster_wide if existing else source.cluster_wide
    kind = "ClusterSecretStore" if cluster_wide else "SecretStore"
    return ExternalSecretSpecSecretStoreRef(kind=kind, name=existing.name if existing else secret.store)


def _remote_keys(keys: Mapping[SecretKey, Value]) -> Iterator[str]:
    """The keys that the secret manager stores."""
    for key, value in keys.items():
        if isinstance(value, UrlWithPassword):
            yield value.password.key
        elif not isinstance(value, str):
            yield key.key


def _template(key: SecretKey, value: Value) -> str:
    """The template of a key; a value from the configuration is escaped, so that it is never read as a template."""
    if isinstance(value, UrlWithPassword):
        return f"{go_template_text(value.before)}{{{{ .{value.password.key} {_URL_ENCODED} }}}}{go_template_text(value.after)}"
    return go_template_text(value) if isinstance(value, str) else f"{{{{ .{key.key} }}}}"


def _docker_config(platform: Platform) -> dict[str, str]:
    logins = ",".join(f"{go_template_text(json.dumps(registry.server))}:{{{_login(registry)}}}" for registry in platform.pull_registries)
    return {DOCKER_CONFIG: f'{{"auths":{{{logins}}}}}'}


def _login(registry: PullRegistry) -> str:
    names = [key.key for key in registry.keys]
    if registry.by_auth:
        return f'"auth":{{{{ .{names[0]} | toJson }}}}'
    user, password = names
    auth = f'{{{{ printf "%s:%s" .{user} .{password} | b64enc | toJson }}}}'
    return f'"username":{{{{ .{user} | toJson }}}},"password":{{{{ .{password} | toJson }}}},"auth":{auth}'
