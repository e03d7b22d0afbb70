"""Lists that Kubernetes treats as maps or sets: server-side apply refuses an object whose list has two items with the same key."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from imports.crds import CUSTOM_KINDS, pinned
from portkey_constructs.platform.versions import KUBERNETES_NEWEST

__all__ = ["repeated_keys"]

_SCHEMAS = files("kubernetes_validate") / "kubernetes-json-schema"


@cache
def _built_in() -> tuple[Mapping[str, Any], Mapping[tuple[str, str], Any]]:
    """Kubernetes' definitions, and those of whole objects by API version and kind."""
    text = (_SCHEMAS / f"v{KUBERNETES_NEWEST}.0-local-strict" / "_definitions.json").read_text("utf-8")
    definitions: Mapping[str, Any] = json.loads(text)["$defs"]
    kinds = {
        (f"{kind['group']}/{kind['version']}".lstrip("/"), kind["kind"]): schema
        for schema in definitions.values()
        for kind in schema.get("x-kubernetes-group-version-kind", [])
    }
    return definitions, kinds


@cache
def _schema(api_version: str, kind_name: str) -> Mapping[str, Any]:
    identity = api_version, kind_name
    if identity in _built_in()[1]:
        return _built_in()[1][identity]  # type: ignore[no-any-return]
    [kind] = [kind for kind in CUSTOM_KINDS if (kind.api_version, kind.kind) == identity]
    version = api_version.rpartition("/")[2]
    versions = pinned(kind)["spec"]["versions"]
    return next(served["schema"]["openAPIV3Schema"] for served in versions if served["name"] == version)


def repeated_keys(manifest: Mapping[str, Any]) -> Iterator[str]:
    """The path and the key of each item that has the key of an earlier item."""
    yield from _repeated(_schema(manifest["apiVersion"], manifest["kind"]), manifest, "")


def _repeated(schema: Mapping[str, Any], value: Any, path: str) -> Iterator[str]:
    while "$ref" in schema:
        schema = _built_in()[0][schema["$ref"].rpartition("/")[2]]
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if following := schema.get("properties", {}).get(name) or schema.get("additionalProperties"):
                yield from _repeated(following if isinstance(following, Mapping) else {}, inner, f"{path}.{name}")
    elif isinstance(value, list):
        keys = _keys(schema, value)
        yield from (f"{path}[{index}] repeats {key}" for index, key in enumerate(keys) if key in keys[:index])
        for index, inner in enumerate(value):
            yield from _repeated(schema.get("items", {}), inner, f"{path}[{index}]")


def _keys(schema: Mapping[str, Any], items: list[Any]) -> list[Any]:
    match schema.get("x-kubernetes-list-type"):
        case "set":
            return items
        case "map":
            # The API server fills in the protocol of a port before it compares the keys.
            return [tuple(item.get(key, "TCP" if key == "protocol" else None) for key in schema["x-kubernetes-list-map-keys"]) for item in items]
    return []
