"""Cuts the part of the Kubernetes API that this library emits out of kubernetes-validate's strict definitions."""

import importlib.metadata
import json
from collections.abc import Iterable, Iterator, Mapping
from importlib import resources
from typing import Any

from kubernetes_validate.utils import latest_version

__all__ = ["KINDS", "Schema", "closure", "subset"]

Schema = dict[str, Any]

KINDS = (
    "io.k8s.api.apps.v1.Deployment",
    "io.k8s.api.apps.v1.StatefulSet",
    "io.k8s.api.autoscaling.v2.HorizontalPodAutoscaler",
    "io.k8s.api.batch.v1.Job",
    "io.k8s.api.core.v1.ConfigMap",
    "io.k8s.api.core.v1.Namespace",
    "io.k8s.api.core.v1.PersistentVolumeClaim",
    "io.k8s.api.core.v1.Secret",
    "io.k8s.api.core.v1.Service",
    "io.k8s.api.core.v1.ServiceAccount",
    "io.k8s.api.networking.v1.Ingress",
    "io.k8s.api.networking.v1.NetworkPolicy",
    "io.k8s.api.policy.v1.PodDisruptionBudget",
)
"""The kinds, by their names upstream."""

SERVER_FILLED = frozenset(
    {"creationTimestamp", "deletionGracePeriodSeconds", "deletionTimestamp", "generation", "managedFields", "resourceVersion", "selfLink", "uid"}
)
"""Fields of ObjectMeta that only an API server writes."""

IDENTITY = ("apiVersion", "kind", "metadata")
REFERENCE = "#/definitions/"


def subset() -> Schema:
    """`KINDS` and all they refer to, under short names, without descriptions, status, `null` and what a server fills in.

    Raises:
        ValueError: two upstream names have one short name.
    """
    version = latest_version()
    folder = resources.files("kubernetes_validate") / "kubernetes-json-schema" / f"v{version}-local-strict"
    upstream: Mapping[str, Schema] = json.loads((folder / "_definitions.json").read_text("utf-8"))["$defs"]
    pruned = {name: _without_server_fields(name, schema) for name, schema in upstream.items()}
    names = closure(pruned, KINDS, "#/$defs/")
    short = {name: name.rpartition(".")[2] for name in names}
    if len(set(short.values())) != len(short):
        raise ValueError(f"two definitions have one short name: {sorted(names)}")
    return {
        "source": {"kubernetes": f"v{version}", "kubernetes-validate": importlib.metadata.version("kubernetes-validate")},
        "kinds": {short[name]: {key: pruned[name]["properties"][key]["enum"][0] for key in ("apiVersion", "kind")} for name in KINDS},
        "definitions": {short[name]: _definition(name, pruned[name]) for name in sorted(names, key=lambda name: short[name])},
    }


def closure(definitions: Mapping[str, Schema], roots: Iterable[str], prefix: str = REFERENCE) -> set[str]:
    """The names of `roots` and of every definition that they lead to."""
    found: set[str] = set()
    waiting = list(roots)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(reference.removeprefix(prefix) for reference in _references(definitions[name]))
    return found


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
    dropped = SERVER_FILLED if name.endswith(".ObjectMeta") else {"status"} if name in KINDS else frozenset[str]()
    properties = {key: value for key, value in schema.get("properties", {}).items() if key not in dropped}
    return {**schema, "properties": properties} if properties else schema


def _definition(name: str, schema: Schema) -> Schema:
    plain = _plain(schema)
    if name in KINDS:
        # As text, not as constants: a dictionary of one kind is then also one of any kind, for mypy.
        plain["properties"] |= {"apiVersion": {"type": "string"}, "kind": {"type": "string"}}
        # The schema lets a spec be left out everywhere but in apps/ and autoscaling/; the API server then refuses all but a Namespace.
        spec = {"spec"} & plain["properties"].keys() - ({"spec"} if name.endswith(".Namespace") else set())
        plain["required"] = sorted({*plain.get("required", ()), *IDENTITY, *spec})
    return plain


def _plain(schema: Schema) -> Schema:
    """The schema reduced to what draft 7 and the generator need, references made short, `null` taken out."""
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
    if "format" in schema:
        plain["format"] = schema["format"]
    return plain


def _type(names: str | list[str]) -> str:
    """The one type of `string` or of `["string", "null"]`."""
    [name] = [names] if isinstance(names, str) else [name for name in names if name != "null"]
    return name
