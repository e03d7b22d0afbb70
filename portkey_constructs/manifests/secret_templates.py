"""Templates with placeholders to fill in before you deploy: manifests of required Secrets, and entries of a secret manager."""

import json
from typing import Final

from portkey_constructs.kubernetes import ConfigMap, KubernetesObject, ObjectMeta, Secret
from portkey_constructs.platform.images import registry_server
from portkey_constructs.platform.platform import Platform
from portkey_constructs.platform.required_secrets import RequiredKey
from portkey_constructs.platform.secrets import flat_entry

__all__ = ["entry_templates", "secret_templates"]

_DOCKER_CONFIG: Final = "kubernetes.io/dockerconfigjson"


def secret_templates(platform: Platform) -> list[KubernetesObject]:
    """The required Secrets and ConfigMaps with placeholders for values; components that share an object have their keys merged."""
    objects: dict[tuple[str, str], KubernetesObject] = {}
    for required in platform.required_secrets:
        if required.source != "existing":
            continue
        meta = ObjectMeta(name=required.name, namespace=platform.names.namespace)
        text = {key.name: _docker_config(platform) if required.type == _DOCKER_CONFIG else _placeholder(key) for key in required.keys}
        manifest = objects.get((required.kind, required.name))
        if manifest is not None:
            manifest["data" if required.kind == "ConfigMap" else "stringData"].update(text)  # type: ignore[typeddict-item]
        elif required.kind == "ConfigMap":
            objects[required.kind, required.name] = ConfigMap(apiVersion="v1", kind="ConfigMap", metadata=meta, data=text)
        else:
            objects[required.kind, required.name] = Secret(apiVersion="v1", kind="Secret", metadata=meta, type=required.type, stringData=text)
    return list(objects.values())


def _placeholder(key: RequiredKey) -> str:
    return f"<{key.purpose}>"


def _docker_config(platform: Platform) -> str:
    """A pull secret's content: the API server accepts only JSON of this form."""
    password = {"username": "<user>", "password": "<password>", "auth": "<base64 of user:password>"}
    auth = {"auth": "<base64 of user:password>"}
    logins = {registry.server: auth if registry.by_auth else password for registry in platform.pull_registries}
    return json.dumps({"auths": logins or {registry_server(platform.config.image_registry): password}})


def entry_templates(platform: Platform) -> dict[str, str | dict[str, str]]:
    """The entries of a secret manager by name: an object of properties, or a string in a secret manager with one entry per key."""
    entries: dict[str, str | dict[str, str]] = {}
    for required in platform.required_secrets:
        if required.source == "existing":
            continue
        for key in required.keys:
            if required.flat:
                entries[flat_entry(required.entry, key.property)] = _placeholder(key)
            else:
                entry = entries.setdefault(required.entry, {})
                assert isinstance(entry, dict)
                entry[key.property] = _placeholder(key)
    return entries
