"""Changes one place of valid settings, so that it is just inside or just outside what the API server accepts."""

import copy
import json
import random
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from tests.cluster.borderline.pools import KEYS, generic, pool

__all__ = ["FRAGMENTS", "mutated"]

Path_ = tuple[str | int, ...]

FRAGMENTS: Final[Mapping[str, str]] = {
    "affinity": "Affinity",
    "behavior": "HorizontalPodAutoscalerBehavior",
    "dataSource": "TypedLocalObjectReference",
    "dnsConfig": "PodDNSConfig",
    "envFrom": "EnvFromSource",
    "hostAliases": "HostAlias",
    "initContainers": "Container",
    "lifecycle": "Lifecycle",
    "liveness": "Probe",
    "podSecurityContext": "PodSecurityContext",
    "readiness": "Probe",
    "securityContext": "SecurityContext",
    "selector": "LabelSelector",
    "sidecars": "Container",
    "startup": "Probe",
    "strategy": "DeploymentStrategy",
    "tolerations": "Toleration",
    "topologySpread": "TopologySpreadConstraint",
    "updateStrategy": "StatefulSetUpdateStrategy",
    "volumeMounts": "VolumeMount",
    "volumes": "Volume",
}
"""The type of Kubernetes that a setting of a component takes."""
_REFERENCE: Final = "#/definitions/"
_FIXED: Final = ("kind", "apiVersion", "profile", "namespace")
_EXAMPLES: Final[Mapping[str, Any]] = {
    "string": "a",
    "integer": 1,
    "number": 1,
    "boolean": True,
}


@cache
def definitions() -> Mapping[str, Any]:
    """The types of Kubernetes without the constraints."""
    text = (Path(__file__).resolve().parents[3] / "imports" / "k8s.json").read_text()
    return json.loads(text)["definitions"]  # type: ignore[no-any-return]


def _resolved(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    while "$ref" in schema:
        schema = definitions()[schema["$ref"].removeprefix(_REFERENCE)]
    return schema


def _example(random: random.Random, name: str, schema: Mapping[str, Any], depth: int = 0) -> Any:
    schema = _resolved(schema)
    type = schema.get("type", "object" if "properties" in schema else "string")
    if isinstance(type, list):
        type = random.choice(type)
    if type == "object":
        if "properties" not in schema:
            return {random.choice(KEYS): _example(random, name, schema.get("additionalProperties", {"type": "string"}), depth + 1)}
        required = [*schema.get("required", ())]
        optional = [field for field in schema["properties"] if field not in required]
        chosen = [*required, *random.sample(optional, min(len(optional), random.choice((0, 1, 1, 2))))] if depth < 4 else required
        return {field: _example(random, field, schema["properties"][field], depth + 1) for field in chosen}
    if type == "array":
        return [_example(random, name, schema["items"], depth + 1) for _ in range(random.choice((0, 1, 1, 2)))]
    if type == "boolean":
        return random.random() < 0.5
    values = [value for value in pool(name) if (type == "string") == isinstance(value, str)]
    return random.choice(values) if values and random.random() < 0.8 else _EXAMPLES[type]


def _places(value: Any, schema: Mapping[str, Any] | None, path: Path_ = ()) -> Iterator[tuple[Path_, Mapping[str, Any] | None]]:
    yield path, schema
    resolved = _resolved(schema) if schema is not None else {}
    if isinstance(value, dict):
        for name, inner in value.items():
            below = resolved.get("properties", {}).get(name) or resolved.get("additionalProperties") or None
            if below is None and name in FRAGMENTS:
                type = {"$ref": f"{_REFERENCE}{FRAGMENTS[name]}"}
                below = {"type": "array", "items": type} if isinstance(inner, list) else type
            if name not in _FIXED or path:
                yield from _places(inner, below if isinstance(below, Mapping) else None, (*path, name))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _places(inner, resolved.get("items"), (*path, index))


def mutated(random: random.Random, settings: Any, schema: Mapping[str, Any] | None = None) -> tuple[Any, str]:
    """A copy of the settings with one change, and what the change is."""
    settings = copy.deepcopy(settings)
    path, place = random.choice([*_places(settings, schema)][1:])
    return _changed(random, settings, path, place)


def _changed(random: random.Random, settings: Any, path: Path_, schema: Mapping[str, Any] | None) -> tuple[Any, str]:
    parent = settings
    for part in path[:-1]:
        parent = parent[part]
    last = path[-1]
    value = parent[last]
    name = next((part for part in reversed(path) if isinstance(part, str)), "")
    resolved = _resolved(schema) if schema is not None else {}
    actions = ["replace"] * 6 + ["remove"]
    if isinstance(value, dict):
        actions = ["remove", "empty"]
        if resolved.get("properties"):
            actions += ["add"] * 8
        elif value and (not resolved or "additionalProperties" in resolved):
            actions += ["rename"] * 6
    elif isinstance(value, list):
        actions = ["empty", "duplicate", "many"]
        if schema is not None:
            actions += ["append"] * 3
    elif isinstance(value, bool):
        actions = ["replace", "remove"]
    if isinstance(last, int):
        actions += ["duplicate entry", "vary entry", "vary entry"]
    action = random.choice(actions)
    if action == "replace":
        choices = pool(name) if random.random() < 0.75 else ()
        parent[last] = random.choice(choices or generic(value))
    elif action == "remove":
        del parent[last]
    elif action == "empty":
        parent[last] = type(value)()
    elif action == "add":
        field = random.choice([*resolved["properties"]])
        value[field] = _example(random, field, resolved["properties"][field])
        path = (*path, field)
    elif action == "rename":
        key = random.choice([*value])
        changed = {random.choice(KEYS) if name == key else name: inner for name, inner in value.items()}
        value.clear()
        value.update(changed)
    elif action == "append":
        value.append(_example(random, name, resolved.get("items", {"type": "string"})))
    elif action in ("duplicate", "many") and value:
        value.extend(copy.deepcopy(value[-1]) for _ in range(1 if action == "duplicate" else 33))
    elif action == "duplicate entry":
        parent.append(copy.deepcopy(value))
    elif action == "vary entry":
        entry = copy.deepcopy(value)
        if isinstance(entry, dict) and entry:
            entry, _ = mutated(random, entry, schema)
        parent.append(entry)
    return settings, f"{action} {'.'.join(map(str, path))}"
