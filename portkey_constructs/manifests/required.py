"""The Secrets that must exist, or whose entries in a secret manager must be filled, before the pods start: keys, purposes and readers.

Values are nobody's business here: a configuration that has some is not asked for them.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from portkey_constructs.config.exposure import IngressExposure, TlsFromSecret
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.secret_stores import AzureKeyVault, GcpSecretManager
from portkey_constructs.config.secrets import (
    CsiSecrets,
    ExistingPullSecrets,
    ExistingSecrets,
    ExternalSecrets,
    InlineSecrets,
    RegistryCredentials,
    SecretGroup,
)
from portkey_constructs.config.stores import ExternalMySql
from portkey_constructs.kubernetes import ConfigMap, KubernetesObject, ObjectMeta, Secret
from portkey_constructs.manifests.secrets import contents
from portkey_constructs.platform.defaults import clickhouse_here, deployed, migrates, mysql, secret_source
from portkey_constructs.platform.environment import environment
from portkey_constructs.platform.names import Names
from portkey_constructs.platform.secret_keys import REDIS_PASSWORD, SecretKey, UrlWithPassword

__all__ = ["FILLED_BY", "RequiredKey", "RequiredSecret", "entries", "fill_in", "required_secrets"]

Source = Literal["existing", "externalSecrets", "secretsStoreCsi"]

FILLED_BY: Final[Mapping[Source, str]] = {"externalSecrets": "the External Secrets Operator", "secretsStoreCsi": "the Secrets Store CSI driver"}
"""What fills a Secret from a secret manager."""
_DOCKER_CONFIG: Final = "kubernetes.io/dockerconfigjson"
_TLS: Final = "kubernetes.io/tls"


@dataclass(frozen=True, slots=True)
class RequiredKey:
    """A key: what it is for, and which components read it."""

    name: str
    purpose: str
    readers: tuple[str, ...]
    property: str = ""
    """The name of the property that fills it in a secret manager's entry."""


@dataclass(frozen=True, slots=True)
class RequiredSecret:
    """A Secret or ConfigMap that must be there: made by somebody before, or filled from an entry of a secret manager."""

    kind: Literal["Secret", "ConfigMap"]
    name: str
    type: str
    source: Source
    keys: tuple[RequiredKey, ...]
    entry: str = ""
    """The entry in the secret manager; empty for what must exist."""
    flat: bool = False
    """Whether each key is an entry of its own there."""


def required_secrets(config: PortkeyConfig) -> tuple[RequiredSecret, ...]:
    """Everything secret that this configuration counts on, and the certificates that it names."""
    return (*_groups(config), *_pull_secrets(config), *_certificates(config))


def _groups(config: PortkeyConfig) -> Iterator[RequiredSecret]:
    names = Names(config)
    for group, held in contents(config).items():
        source = secret_source(config, group)
        if isinstance(source, InlineSecrets):
            continue
        registry = group is SecretGroup.REGISTRY
        if registry and isinstance(source, ExistingSecrets):
            keys = [RequiredKey(".dockerconfigjson", "user and password of the image registry", ("the nodes",))]
        else:
            keys = [_key(config, group, key, value) for key, value in held.items() if not isinstance(value, str)]
        flat = isinstance(source, CsiSecrets) and isinstance(source.store, AzureKeyVault | GcpSecretManager)
        kind = _DOCKER_CONFIG if registry else "Opaque"
        yield RequiredSecret("Secret", names.secret(group), kind, source.kind, tuple(keys), names.remote_key(group), flat)


def _key(config: PortkeyConfig, group: SecretGroup, key: SecretKey, value: object) -> RequiredKey:
    readers = ("the nodes",) if group is SecretGroup.REGISTRY else _readers(config, key)
    filled, purpose = key, key.purpose
    if isinstance(value, UrlWithPassword):
        if isinstance(secret_source(config, group), ExternalSecrets):
            filled = REDIS_PASSWORD
            purpose = filled.purpose
        else:
            purpose = f"{value.before}PASSWORD{value.after}, with the password URL-encoded"
    return RequiredKey(filled.key, purpose, readers, Names(config).remote_property(group, filled.key))


def _readers(config: PortkeyConfig, key: SecretKey) -> tuple[str, ...]:
    found = [component for component in deployed(config) if any(source is key for _, source in environment(config, component))]
    return (*found, *(("migration",) if "backend" in found and migrates(config) else ()))


def _pull_secrets(config: PortkeyConfig) -> Iterator[RequiredSecret]:
    if isinstance(config.image_pull, ExistingPullSecrets):
        key = RequiredKey(".dockerconfigjson", "user and password of an image registry", ("the nodes",))
        yield from (RequiredSecret("Secret", name, _DOCKER_CONFIG, "existing", (key,)) for name in config.image_pull.names)


def _certificates(config: PortkeyConfig) -> Iterator[RequiredSecret]:
    hosts: dict[str, list[str]] = {}
    for said in (config.exposure.frontend, config.exposure.gateway, config.exposure.mcp):
        if isinstance(said, IngressExposure) and isinstance(said.tls, TlsFromSecret):
            hosts.setdefault(said.tls.secret_name, []).append(said.host)
    for name, named in hosts.items():
        yield _certificate(name, f"certificate for {' and '.join(dict.fromkeys(named))}", "the ingress controller")
    here = clickhouse_here(config)
    if here and here.https:
        yield _certificate(here.https.secret_name, f"certificate for {Names(config).host('clickhouse')}", "clickhouse")
    database = mysql(config) if config.deployment.kind == "platform" else None
    trusted = deployed(config).keys() & {"gateway", "backend", "dataservice"}
    for bundle, purpose, users in (
        (config.custom_ca, "certificates that the services trust", trusted),
        (database.ca if isinstance(database, ExternalMySql) else None, "certificates that MySQL's is checked against", trusted - {"gateway"}),
    ):
        if bundle:
            readers = (*(name for name in deployed(config) if name in users), *(("migration",) if migrates(config) else ()))
            kind: Literal["Secret", "ConfigMap"] = "Secret" if bundle.kind == "secret" else "ConfigMap"
            key = RequiredKey(bundle.key, purpose, readers)
            yield RequiredSecret(kind, bundle.name, "Opaque" if kind == "Secret" else "", "existing", (key,))


def _certificate(name: str, purpose: str, reader: str) -> RequiredSecret:
    keys = (RequiredKey("tls.crt", purpose, (reader,)), RequiredKey("tls.key", "its private key", (reader,)))
    return RequiredSecret("Secret", name, _TLS, "existing", keys)


def _placeholder(key: RequiredKey) -> str:
    return f"<{key.purpose}>"


def fill_in(config: PortkeyConfig) -> list[KubernetesObject]:
    """What must exist, as objects whose values are to be filled in; one object a name, with all keys that are asked of it."""
    found: dict[tuple[str, str], KubernetesObject] = {}
    for one in required_secrets(config):
        if one.source != "existing":
            continue
        meta = ObjectMeta(name=one.name, namespace=Names(config).namespace)
        text = {key.name: _docker_config(config) if one.type == _DOCKER_CONFIG else _placeholder(key) for key in one.keys}
        made = found.get((one.kind, one.name))
        if made is not None:
            made["data" if one.kind == "ConfigMap" else "stringData"].update(text)  # type: ignore[typeddict-item]
        elif one.kind == "ConfigMap":
            found[one.kind, one.name] = ConfigMap(apiVersion="v1", kind="ConfigMap", metadata=meta, data=text)
        else:
            found[one.kind, one.name] = Secret(apiVersion="v1", kind="Secret", metadata=meta, type=one.type, stringData=text)
    return list(found.values())


def _docker_config(config: PortkeyConfig) -> str:
    """The API server takes no other text in such a Secret than JSON of this form."""
    said = config.image_pull
    server = said.server if isinstance(said, RegistryCredentials) else "https://index.docker.io/v1/"
    return json.dumps({"auths": {server: {"username": "<user>", "password": "<password>", "auth": "<base64 of user:password>"}}})


def entries(config: PortkeyConfig) -> dict[str, str | dict[str, str]]:
    """What a secret manager's entries are to hold, by their names: a JSON object, or one text where each key is an entry of its own."""
    found: dict[str, str | dict[str, str]] = {}
    for one in required_secrets(config):
        if one.source == "existing":
            continue
        for key in one.keys:
            if one.flat:
                found[Names(config).flat_entry(one.entry, key.property)] = _placeholder(key)
            else:
                held = found.setdefault(one.entry, {})
                assert isinstance(held, dict)
                held[key.property] = _placeholder(key)
    return found
