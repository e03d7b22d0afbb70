"""ExternalSecrets, the store that they read, and the service account that it reads as: for the External Secrets Operator.

An ExternalSecret makes the whole Secret of a group: what the secret manager holds, and beside it all that the configuration knows.
"""

import json
from collections.abc import Iterator
from typing import Final

from portkey_constructs.config.duration import duration
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.secret_stores import ExistingSecretStore
from portkey_constructs.config.secrets import ExternalSecrets, RegistryCredentials, SecretGroup
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
from portkey_constructs.manifests.metadata import guarded, labels, metadata
from portkey_constructs.manifests.secret_store import secret_store
from portkey_constructs.manifests.secrets import DOCKER_CONFIG, component_of, contents, from_manager
from portkey_constructs.manifests.service_account import reader_account
from portkey_constructs.platform.defaults import secret_source
from portkey_constructs.platform.names import Names
from portkey_constructs.platform.secret_keys import REDIS_PASSWORD, SecretKey, UrlWithPassword, Value

__all__ = ["external_secrets"]

_ENCODED: Final = '| urlquery | replace "+" "%20"'
"""Go's encoding of a query writes a space as a plus, which a password in an address may not be."""


def external_secrets(config: PortkeyConfig) -> list[KubernetesObject]:
    """Every ExternalSecret, and once each the stores and service accounts that they need."""
    found: dict[tuple[str, str], KubernetesObject] = {}
    groups = from_manager(config, ExternalSecrets)
    for group in groups:
        source = secret_source(config, group)
        assert isinstance(source, ExternalSecrets)
        if not isinstance(source.store, ExistingSecretStore):
            for one in (reader_account(config, group, source), secret_store(config, group, source, source.store)):
                if one is not None:
                    found.setdefault((one["kind"], one["metadata"]["name"]), one)
    return [*found.values(), *(_external_secret(config, group) for group in groups)]


def _external_secret(config: PortkeyConfig, group: SecretGroup) -> ExternalSecret:
    source = secret_source(config, group)
    assert isinstance(source, ExternalSecrets)
    names, component = Names(config), component_of(group)
    name = names.secret(group)
    held = contents(config)[group]
    remote = list(dict.fromkeys(_remote(held)))
    template = ExternalSecretSpecTargetTemplate(
        engineVersion="v2",
        type="kubernetes.io/dockerconfigjson" if group is SecretGroup.REGISTRY else "Opaque",
        mergePolicy="Replace",
        metadata=ExternalSecretSpecTargetTemplateMetadata(labels=labels(config, component)),
        data=_docker_config(config) if group is SecretGroup.REGISTRY else {key.key: _text(key, value) for key, value in held.items()},
    )
    spec = ExternalSecretSpec(
        refreshInterval=duration(source.refresh_interval),
        secretStoreRef=_store(config, group, source),
        target=ExternalSecretSpecTarget(name=name, creationPolicy=source.creation_policy, deletionPolicy=source.deletion_policy, template=template),
        data=[
            ExternalSecretSpecData(
                secretKey=key,
                remoteRef=ExternalSecretSpecDataRemoteRef(key=names.remote_key(group), property=names.remote_property(group, key)),
            )
            for key in remote
        ],
    )
    meta = metadata(config, component, name, annotations=guarded(template["data"]))
    return ExternalSecret(apiVersion="external-secrets.io/v1", kind="ExternalSecret", metadata=meta, spec=spec)


def _store(config: PortkeyConfig, group: SecretGroup, source: ExternalSecrets) -> ExternalSecretSpecSecretStoreRef:
    if isinstance(source.store, ExistingSecretStore):
        kind = "ClusterSecretStore" if source.store.cluster_wide else "SecretStore"
        return ExternalSecretSpecSecretStoreRef(kind=kind, name=source.store.name)
    kind = "ClusterSecretStore" if source.cluster_wide else "SecretStore"
    return ExternalSecretSpecSecretStoreRef(kind=kind, name=Names(config).secret_store(group))


def _remote(held: dict[SecretKey, Value]) -> Iterator[str]:
    """The keys that the secret manager holds."""
    for key, value in held.items():
        if isinstance(value, UrlWithPassword):
            yield REDIS_PASSWORD.key
        elif not isinstance(value, str):
            yield key.key


def _text(key: SecretKey, value: Value) -> str:
    """What the template says for a key; a known value stands as it is, whatever it looks like."""
    if isinstance(value, UrlWithPassword):
        return f"{_literal(value.before)}{{{{ .{REDIS_PASSWORD.key} {_ENCODED} }}}}{_literal(value.after)}"
    return _literal(value) if isinstance(value, str) else f"{{{{ .{key.key} }}}}"


def _literal(text: str) -> str:
    return text.replace("{{", '{{ "{{" }}')


def _docker_config(config: PortkeyConfig) -> dict[str, str]:
    said = config.image_pull
    server = json.dumps(said.server if isinstance(said, RegistryCredentials) else "")
    login = (
        '"username":{{ .username | toJson }},"password":{{ .password | toJson }},"auth":{{ printf "%s:%s" .username .password | b64enc | toJson }}'
    )
    return {DOCKER_CONFIG: f'{{"auths":{{{_literal(server)}:{{{login}}}}}}}'}
