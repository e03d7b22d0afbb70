"""The required settings that a Secret can contain instead of the configuration.

Such a setting is required, and None in Python says that only the Secret contains it. YAML may leave it out if fromSecret lists its key.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from pydantic import BaseModel

from portkey_constructs.config.introspection import field_called, models_at
from portkey_constructs.config.secrets import ALL_KEYS, SecretGroup

__all__ = ["FACTS", "with_facts_of_secrets"]

_CAPITAL: Final = re.compile("[A-Z]")

FACTS: Final[Mapping[str, tuple[SecretGroup, str]]] = {
    "auth.clientId": (SecretGroup.APP, "oauthClientId"),
    "auth.issuer": (SecretGroup.APP, "oauthIssuerUrl"),
    "smtp.host": (SecretGroup.APP, "smtpHost"),
    "smtp.fromAddress": (SecretGroup.APP, "smtpFrom"),
    "mysql.host": (SecretGroup.MYSQL, "mysql_host"),
    "clickhouse.host": (SecretGroup.CLICKHOUSE, "clickhouse_host"),
    "logStore.bucket": (SecretGroup.LOG_STORE, "logStoreGenerationsBucket"),
    "logStore.region": (SecretGroup.LOG_STORE, "logStoreRegion"),
    "logStore.endpoint": (SecretGroup.LOG_STORE, "logStoreBasePath"),
    "logStore.assumeRole.roleArn": (SecretGroup.LOG_STORE, "logStoreAwsRoleArn"),
    "logStore.storageAccount": (SecretGroup.LOG_STORE, "azureStorageAccount"),
    "logStore.container": (SecretGroup.LOG_STORE, "azureStorageContainer"),
    "logStore.login.tenantId": (SecretGroup.LOG_STORE, "azureEntraTenantId"),
    "logStore.login.clientId": (SecretGroup.LOG_STORE, "azureEntraClientId"),
    "logStore.database": (SecretGroup.LOG_STORE, "mongoDatabase"),
}
"""The Secret and the key of each setting."""


def with_facts_of_secrets(root: type[BaseModel], data: Mapping[str, Any], *, yaml: bool) -> Mapping[str, Any]:
    """The configuration with None for each missing setting whose key fromSecret lists."""
    listed = _listed(data, yaml=yaml)
    if listed:
        for setting, (group, key) in FACTS.items():
            if any((name, entry) in listed for name in (group, group.default) for entry in (key, ALL_KEYS)):
                path = tuple(part if yaml else _CAPITAL.sub(lambda capital: f"_{capital[0].lower()}", part) for part in setting.split("."))
                data = _with_fact(root, data, path, data)
    return data


def _listed(data: Mapping[str, Any], *, yaml: bool) -> set[tuple[str, str]]:
    """The Secrets and keys that fromSecret lists, without anything that validation refuses."""
    overrides = data.get("secretOverrides" if yaml else "secret_overrides")
    sources = [data.get("secrets"), *(overrides.values() if isinstance(overrides, Mapping) else ())]
    if not any(sources):
        return set()
    field = "fromSecret" if yaml else "from_secret"
    lists = [source.get(field) if isinstance(source, Mapping) else getattr(source, "from_secret", None) for source in sources]
    return {
        (str(group), key)
        for groups in lists
        if isinstance(groups, Mapping)
        for group, keys in groups.items()
        if isinstance(keys, list | tuple)
        for key in keys
        if isinstance(key, str)
    }


def _with_fact(root: type[BaseModel], whole: Mapping[str, Any], path: tuple[str, ...], data: Any, depth: int = 0) -> Any:
    """The data with None at the path, if the model there requires the setting and the data does not have it."""
    name = path[depth]
    if not isinstance(data, Mapping):
        return data
    if depth < len(path) - 1:
        return {**data, name: _with_fact(root, whole, path, data[name], depth + 1)} if name in data else data
    owners = models_at(root, path[:depth], whole)
    fields = [model.model_fields[field] for model in owners if (field := field_called(model, name))]
    required = len(fields) == len(owners) and all(field.is_required() for field in fields)
    return {**data, name: None} if required and name not in data else data
