"""Reduces the strict definitions of kubernetes-validate to the kinds of the registry that are part of Kubernetes."""

import importlib.metadata
import json
from collections.abc import Iterable, Iterator, Mapping
from importlib import resources
from typing import Any

from kubernetes_validate.utils import latest_version

from portkey_constructs.kubernetes.registry import KINDS

__all__ = ["MAP_KEYS", "REFERENCE", "Schema", "closure", "subset"]

Schema = dict[str, Any]

UPSTREAM_NAMES = tuple(
    f"io.k8s.api.{(kind.group or 'core').partition('.')[0]}.{kind.version}.{kind.kind}"
    for kind in sorted(KINDS.values())
    if kind.module and not kind.custom
)
"""The definitions of the registered kinds, by their names upstream."""

SERVER_FILLED = frozenset(
    {"creationTimestamp", "deletionGracePeriodSeconds", "deletionTimestamp", "generation", "managedFields", "resourceVersion", "selfLink", "uid"}
)
"""Fields of ObjectMeta that only the API server writes."""

IDENTITY = ("apiVersion", "kind", "metadata")
REFERENCE = "#/definitions/"
MAP_KEYS = "x-kubernetes-list-map-keys"
"""The keyword of a list whose entries differ in these fields."""


def subset() -> Schema:
    """The registered kinds and all definitions that they refer to, under short names, without descriptions, status, `null` and server-filled fields.

    Raises:
        ValueError: two upstream names have one short name.
    """
    version = latest_version()
    folder = resources.files("kubernetes_validate") / "kubernetes-json-schema" / f"v{version}-local-strict"
    upstream: Mapping[str, Schema] = json.loads((folder / "_definitions.json").read_text("utf-8"))["$defs"]
    pruned = {name: _without_server_fields(name, schema) for name, schema in upstream.items()}
    names = closure(pruned, UPSTREAM_NAMES, "#/$defs/")
    short = {name: name.rpartition(".")[2] for name in names}
    if len(set(short.values())) != len(short):
        raise ValueError(f"two definitions have one short name: {sorted(names)}")
    return {
        "source": {"kubernetes": f"v{version}", "kubernetes-validate": importlib.metadata.version("kubernetes-validate")},
        "kinds": {short[name]: {key: pruned[name]["properties"][key]["enum"][0] for key in ("apiVersion", "kind")} for name in UPSTREAM_NAMES},
        "definitions": {short[name]: _definition(name, pruned[name]) for name in sorted(names, key=lambda name: short[name])},
    }


def closure(definitions: Mapping[str, Schema], roots: Iterable[str], prefix: str = REFERENCE) -> set[str]:
    """The names of `roots` and of every definition that they refer to, directly or not."""
    names: set[str] = set()
    pending = list(roots)
    while pending:
        name = pending.pop()
        if name not in names:
            names.add(name)
            pending.extend(reference.removeprefix(prefix) for reference in _references(definitions[name]))
    return names


def _references(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(reference := node.get("$ref"), str):
            yield reference
        for child in node.values():
            yield from _references(child)
    elif isinstance(node, list):
        for child in node:
            yield from _references(child)


def _without_server_fields(name: str, schema: Schema) -> Schema:
    dropped = SERVER_FILLED if name.endswith(".ObjectMeta") else {"status"} if name in UPSTREAM_NAMES else frozenset[str]()
    properties = {key: value for key, value in schema.get("properties", {}).items() if key not in dropped}
    return {**schema, "properties": properties} if properties else schema


def _definition(name: str, schema: Schema) -> Schema:
    plain = _plain(schema)
    if name in UPSTREAM_NAMES:
        # Plain strings rather than constants: mypy then accepts a dictionary of any kind as a KubernetesObject.
        plain["properties"] |= {"apiVersion": {"type": "string"}, "kind": {"type": "string"}}
        # The schema requires a spec in apps/ and autoscaling/ only, but the API server refuses any other kind without one, except a Namespace.
        spec = {"spec"} & plain["properties"].keys() - ({"spec"} if name.endswith(".Namespace") else set())
        plain["required"] = sorted({*plain.get("required", ()), *IDENTITY, *spec})
    return plain


def _plain(schema: Schema) -> Schema:
    """The schema reduced to what draft 7 and the generator need, with short references and without `null`."""
    match schema:
        case {"$ref": str(reference)}:
            return {"$ref": REFERENCE + reference.rpartition(".")[2]}
        case {"oneOf": list(choices)}:
            return {"type": [_type(choice["type"]) for choice in choices]}
    plain: Schema = {"type": _type(schema["type"])} if "type" in schema else {}
    if "properties" in schema:
        plain["properties"] = {key: _plain(value) for key, value in sorted(schema["properties"].items())}
        plain["additionalProperties"] = False
        if required := schema.get("required"):
            plain["required"] = sorted(required)
    elif isinstance(values := schema.get("additionalProperties"), dict):
        plain["additionalProperties"] = _plain(values)
    if "items" in schema:
        plain["items"] = _plain(schema["items"])
    for keyword in ("format", MAP_KEYS):
        if keyword in schema:
            plain[keyword] = schema[keyword]
    if schema.get("x-kubernetes-list-type") == "set":
        plain["uniqueItems"] = True
    return plain


def _type(names: str | list[str]) -> str:
    """The type in `string` or `["string", "null"]`."""
    [name] = [names] if isinstance(names, str) else [name for name in names if name != "null"]
    return name
