"""The pinned schemas of whole objects: checks of objects and of parts of them, and the keys by which lists are merged."""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from portkey_constructs.config.fragments import definitions, schema_problems, schema_validator
from portkey_constructs.config.object_checks import field_problems

__all__ = [
    "SchemaProblem",
    "entry_key",
    "entry_keys",
    "explanation",
    "field_names",
    "has_schema",
    "list_keys",
    "object_problems",
    "part_problems",
    "value_types",
]

_REFERENCE: Final = "#/definitions/"
_LIST_KEYS: Final = "x-kubernetes-list-map-keys"
_STRUCTURE: Final = ("type", "format", _LIST_KEYS, "$ref")


class SchemaProblem(NamedTuple):
    """A place in an object that its schema does not allow."""

    path: tuple[str | int, ...]
    message: str


@cache
def _all_definitions() -> dict[str, Any]:
    own: dict[str, Any] = json.loads(Path(__file__).with_name("kubernetes_objects.json").read_text(encoding="utf-8"))
    return {**definitions(), **own["definitions"]}


@cache
def _structure() -> dict[str, Any]:
    """The definitions without what only a whole object can satisfy, such as required fields."""
    return {name: _only_structure(schema) for name, schema in _all_definitions().items()}


def _only_structure(schema: Mapping[str, Any]) -> dict[str, Any]:
    structure = {key: schema[key] for key in _STRUCTURE if key in schema}
    if references := [part for part in schema.get("allOf", ()) if "$ref" in part]:
        structure["$ref"] = references[0]["$ref"]
    if "properties" in schema:
        structure["properties"] = {name: _only_structure(field) for name, field in schema["properties"].items()}
    if "items" in schema:
        structure["items"] = _only_structure(schema["items"])
    extra = schema.get("additionalProperties")
    if extra is not None:
        structure["additionalProperties"] = _only_structure(extra) if isinstance(extra, Mapping) else extra
    return structure


def explanation(kind: str, path: Sequence[str | int]) -> str:
    """The fix for a problem at a place of an object: the command that prints the type of the place."""
    return f"correct it: kubectl explain {'.'.join((kind.lower(), *(part for part in path if isinstance(part, str))))}"


def has_schema(kind: str) -> bool:
    """Whether the schema of a kind is pinned."""
    return kind in _all_definitions()


def field_names(definition: str) -> tuple[str, ...]:
    """The fields of a type of Kubernetes, such as PodSpec; empty for an unknown type."""
    return tuple(_all_definitions().get(definition, {}).get("properties", ()))


def object_problems(kind: str, manifest: Mapping[str, Any]) -> Iterator[SchemaProblem]:
    """What a whole object breaks of the schema of its kind, with the constraints of the API server."""
    of_schema = [*schema_problems(kind, _validator(kind), _all_definitions(), manifest)]
    # Without its specification, an object has no fields to compare.
    between_fields = field_problems(kind, manifest) if all(len(path) > 1 for path, _ in of_schema) else ()
    for problem in (*of_schema, *between_fields):
        yield SchemaProblem(*problem)


def part_problems(kind: str, part: Mapping[str, Any]) -> Iterator[SchemaProblem]:
    """The fields of a part of an object that the kind does not have, or that have another type."""
    return (SchemaProblem(*problem) for problem in schema_problems(kind, _part_validator(kind), _structure(), part))


@cache
def _validator(kind: str) -> Any:
    return schema_validator(kind, _all_definitions())


@cache
def _part_validator(kind: str) -> Any:
    return schema_validator(kind, _structure())


def list_keys(kind: str, path: Sequence[str | int]) -> tuple[str, ...]:
    """The fields that tell the entries of a list apart, such as `name` for containers; empty for a list without keys.

    Example:
        >>> list_keys("Deployment", ("spec", "template", "spec", "containers"))
        ('name',)
    """
    schema = _structure()[kind]
    for part in path:
        schema = _resolved(schema)
        schema = schema.get("items", {}) if isinstance(part, int) else schema.get("properties", {}).get(part) or _extra(schema)
    return tuple(_resolved(schema).get(_LIST_KEYS, ()))


def value_types(kind: str, manifest: Mapping[str, Any]) -> Iterator[tuple[tuple[str | int, ...], str, Any]]:
    """The path, the type in the schema, and the value of each field and entry that the schema of the kind has; nothing without a schema."""
    if has_schema(kind):
        yield from _value_types(_structure()[kind], manifest, ())


def _value_types(schema: Mapping[str, Any], value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str, Any]]:
    while "$ref" in schema:
        schema = _resolved(schema)
    kind = schema.get("type") or ("object" if "properties" in schema else "array" if "items" in schema else None)
    if isinstance(kind, str):
        yield path, kind, value
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from _value_types(schema.get("properties", {}).get(key) or _extra(schema), part, (*path, key))
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from _value_types(schema.get("items", {}), part, (*path, number))


_KEY_DEFAULTS: Final = {"protocol": "TCP"}
"""The values of keys that an entry may leave out."""


def entry_key(entry: Any, keys: Sequence[str]) -> tuple[Any, ...]:
    """The values of the keys of an entry, with the defaults of keys that it leaves out; None for one without a default.

    Example:
        >>> entry_key({"containerPort": 80}, ("containerPort", "protocol"))
        (80, 'TCP')
    """
    fields = entry if isinstance(entry, Mapping) else {}
    return tuple(fields.get(key, _KEY_DEFAULTS.get(key)) for key in keys)


_NAMED: Final = frozenset(("ports", "containers", "initContainers", "env", "volumes", "imagePullSecrets"))
"""Lists that are compared by name where all entries have one, so that the number of a port can change; also in kinds without a pinned schema."""


def entry_keys(kind: str, path: Sequence[str | int], entries: Sequence[Any]) -> tuple[str, ...]:
    """The fields by which the entries of a list are compared; empty if they are compared by position."""
    if not entries or not all(isinstance(entry, Mapping) for entry in entries):
        return ()
    if path[-1] in _NAMED and all("name" in entry for entry in entries):
        return ("name",)
    keys = _list_keys(kind, tuple(path)) if has_schema(kind) else ()
    return keys if all(None not in entry_key(entry, keys) for entry in entries) else ()


@cache
def _list_keys(kind: str, path: tuple[str | int, ...]) -> tuple[str, ...]:
    return list_keys(kind, path)


def _extra(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    extra = schema.get("additionalProperties")
    return extra if isinstance(extra, Mapping) else {}


def _resolved(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    reference = schema.get("$ref")
    return _structure()[reference.removeprefix(_REFERENCE)] if reference else schema
