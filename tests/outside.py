"""What a configuration says is there without us: Secrets and their keys, service accounts, whatever the user's own fragments name."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from portkey_constructs.config.platform import PortkeyConfig
from portkey_constructs.config.profiles import SERVICE_NAMES, STORE_NAMES, secret_source
from portkey_constructs.config.secrets import ExistingPullSecrets, ExistingSecrets, RegistryCredentials, SecretGroup
from portkey_constructs.config.workload import ExistingServiceAccount, Workload
from portkey_constructs.product import secret_keys
from portkey_constructs.product.names import Names
from portkey_constructs.product.secret_keys import SecretKey
from tests.objects import nodes

__all__ = ["Outside", "outside", "references"]

Reference = tuple[str, str, str]
"""Secret or ConfigMap, its name, and the key (empty for the whole)."""

_IN_VOLUMES = {"secret": ("Secret", "secretName"), "configMap": ("ConfigMap", "name")}
_IN_VARIABLES = {"secretKeyRef": "Secret", "configMapKeyRef": "ConfigMap"}


@dataclass(frozen=True)
class Outside:
    """What exists already, who may have a token, and which maps and lists belong to the configuration."""

    references: frozenset[Reference]
    service_accounts: frozenset[str]
    tokens: frozenset[str]
    memory: Mapping[int, str]


def references(value: Any) -> Iterator[Reference]:
    """The Secrets and ConfigMaps that variables and volumes must find, in a pod or in a part of a configuration."""
    for path, node in nodes(value):
        last = path.rpartition(".")[2]
        if not isinstance(node, Mapping) or node.get("optional"):
            continue
        if last in _IN_VARIABLES:
            yield (_IN_VARIABLES[last], node["name"], node["key"])
        elif last in _IN_VOLUMES and _IN_VOLUMES[last][1] in node:
            kind, field = _IN_VOLUMES[last]
            yield (kind, node[field], "")


def _memory(value: Any, path: str) -> Iterator[tuple[int, str]]:
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _memory(getattr(value, name), f"{path}.{name}")
    else:
        yield from ((id(node), f"{path}{inner}") for inner, node in nodes(value) if isinstance(node, dict | list))


def outside(config: PortkeyConfig) -> Outside:
    """What is there besides the objects that we make."""
    known = set(references(config.model_dump()))
    source, names = secret_source(config), Names(config)
    if isinstance(source, ExistingSecrets):
        keys = [value for value in vars(secret_keys).values() if isinstance(value, SecretKey)]
        known |= {("Secret", names.secret(key.group), key.key) for key in keys}
        if isinstance(config.image_pull, RegistryCredentials):
            known.add(("Secret", names.secret(SecretGroup.REGISTRY), ".dockerconfigjson"))
    if isinstance(config.image_pull, ExistingPullSecrets):
        known |= {("Secret", name, ".dockerconfigjson") for name in config.image_pull.names}
    workloads = {name: getattr(config, name) for name in (*SERVICE_NAMES, *STORE_NAMES)}
    said = {name: one.service_account for name, one in workloads.items() if isinstance(one, Workload)}
    return Outside(
        frozenset(known),
        frozenset(one.name for one in said.values() if isinstance(one, ExistingServiceAccount)),
        frozenset(name for name, one in said.items() if one.mount_token),
        dict(_memory(config, "config")),
    )
