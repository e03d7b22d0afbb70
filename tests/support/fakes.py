"""The objects that a configuration expects to exist: Secrets and their keys, service accounts, stores, and references in fragments."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel

from portkey_constructs.config.clickhouse import ClickHouseHttps
from portkey_constructs.config.exposure import TlsFromSecret
from portkey_constructs.config.features import CaBundle
from portkey_constructs.config.mail import MailTemplates
from portkey_constructs.config.mysql import MySqlClientCertificate
from portkey_constructs.config.pod_tls import PodTlsFromSecret
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.secret_stores import ExistingSecretStore
from portkey_constructs.config.secrets import ExistingPullSecrets, ExistingSecrets, ExternalSecrets, SecretGroup
from portkey_constructs.config.workload import ExistingServiceAccount
from portkey_constructs.platform.secret_keys import SECRET_KEYS
from tests.support.objects import nodes

__all__ = ["ExternalObjects", "external_objects", "references"]

Reference = tuple[str, str, str]
"""Secret or ConfigMap, its name, and the key (empty for the whole)."""

_IN_VOLUMES = {"secret": ("Secret", "secretName"), "configMap": ("ConfigMap", "name")}
_ALL_KEYS = {"secretRef": "Secret", "configMapRef": "ConfigMap"}
_IN_VARIABLES = {"secretKeyRef": "Secret", "configMapKeyRef": "ConfigMap"}
_PULLED = ".dockerconfigjson"


@dataclass(frozen=True)
class ExternalObjects:
    """Existing objects, components with a token, and the maps and lists that belong to the configuration."""

    references: frozenset[Reference]
    service_accounts: frozenset[str]
    stores: frozenset[tuple[str, str]]
    tokens: frozenset[str]
    memory: Mapping[int, str]


def references(value: Any) -> Iterator[Reference]:
    """The Secrets and ConfigMaps that variables and volumes must find, in a pod or in a part of a configuration."""
    for path, node in nodes(value):
        last = path.rpartition(".")[2]
        if not isinstance(node, Mapping) or node.get("optional"):
            continue
        if last in _ALL_KEYS and "name" in node:
            yield (_ALL_KEYS[last], node["name"], "")
        elif last in _IN_VARIABLES:
            yield (_IN_VARIABLES[last], node["name"], node["key"])
        elif last in _IN_VOLUMES and _IN_VOLUMES[last][1] in node:
            kind, field = _IN_VOLUMES[last]
            yield (kind, node[field], "")
            yield from ((kind, node[field], item["key"]) for item in node.get("items") or ())


def _models(value: Any) -> Iterator[BaseModel]:
    """Every model in a configuration."""
    for _, node in nodes(value):
        if isinstance(node, BaseModel):
            yield node
            yield from (model for name in type(node).model_fields for model in _models(getattr(node, name)))


def _memory(value: Any, path: str) -> Iterator[tuple[int, str]]:
    for inner, node in nodes(value):
        if isinstance(node, BaseModel):
            for name in type(node).model_fields:
                yield from _memory(getattr(node, name), f"{path}{inner}.{name}")
        elif isinstance(node, dict | list | MappingProxyType):
            yield id(node), f"{path}{inner}"


def _declared(model: BaseModel) -> Iterator[Reference]:
    """The Secrets and ConfigMaps that a setting names beside Kubernetes' own fragments."""
    match model:
        case CaBundle():
            kind = "Secret" if model.kind == "secret" else "ConfigMap"
            yield from ((kind, model.name, key) for key in ("", model.key))
        case TlsFromSecret() | ClickHouseHttps() | PodTlsFromSecret() | MySqlClientCertificate():
            yield from (("Secret", model.secret_name, key) for key in ("", "tls.crt", "tls.key"))
        case MailTemplates():
            yield ("ConfigMap", model.config_map, "")
        case ExistingPullSecrets():
            yield from (("Secret", name, _PULLED) for name in model.names)


def _existing(config: PortkeyConfig) -> Iterator[Reference]:
    platform = config.resolve()
    for key in SECRET_KEYS:
        secret = platform.secret(key.group)
        if isinstance(secret.source, ExistingSecrets):
            yield ("Secret", secret.name, secret.key_name(key))
            if key.group is SecretGroup.REGISTRY:
                yield ("Secret", secret.name, _PULLED)


def external_objects(config: PortkeyConfig) -> ExternalObjects:
    """The objects that exist besides the rendered ones."""
    models = list(_models(config))
    sources = [model for model in models if isinstance(model, ExternalSecrets)]
    existing = [source.store for source in sources if isinstance(source.store, ExistingSecretStore)]
    platform = config.resolve()
    by_component = {name: component.settings.service_account for name, component in platform.components.items()}
    if platform.migration:
        by_component["migration"] = platform.migration.account
    accounts = [*by_component.values(), *(source.service_account for source in sources)]
    return ExternalObjects(
        references=frozenset(
            [*references(config.model_dump()), *_existing(config), *(reference for model in models for reference in _declared(model))]
        ),
        service_accounts=frozenset(account.name for account in accounts if isinstance(account, ExistingServiceAccount)),
        stores=frozenset(("ClusterSecretStore" if store.cluster_wide else "SecretStore", store.name) for store in existing),
        tokens=frozenset(name for name, account in by_component.items() if account.mount_token),
        memory=dict(_memory(config, "config")),
    )
