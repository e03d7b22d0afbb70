"""The JSON Schema of a part of `portkey.yaml`: a file that is merged with others, so that it is not complete on its own."""

from collections.abc import Iterable
from typing import Any, Final

from portkey_constructs.loading.json_schema import json_schema
from portkey_constructs.loading.json_schema_forms import UNIONS

__all__ = ["part_schema"]

_BY_NAME: Final = ("properties", "patternProperties", "definitions")
_COMPLETE: Final = ("required", "oneOf")
"""What only a complete map fulfills: Kubernetes' types use `oneOf` for settings of which one is required."""
_NULL: Final = {"type": "null"}


def part_schema() -> dict[str, Any]:
    """The schema of a layer: nothing is required, and null is a value of every setting, since it unsets the value of an earlier layer.

    A map without `kind` takes the settings of every kind, because an earlier layer can set it.
    """
    part: dict[str, Any] = _part(json_schema())
    definitions: dict[str, Any] = {name: _nullable(definition) for name, definition in part["definitions"].items()}
    for name, definition in definitions.items():
        if name.startswith(UNIONS):
            definition["allOf"] = [*_with_kind(definition["allOf"]), _without_kind(definition["allOf"], definitions)]
    description = "A part of the configuration of a Portkey platform, which is merged with other files."
    return {**part, "title": "part of portkey.yaml", "description": description, "definitions": definitions}


def _nullable(node: Any) -> Any:
    """The schema, which also accepts null; a reference accepts null if its definition does."""
    if not isinstance(node, dict):
        return node
    result = dict(node)
    if "enum" in node and None not in node["enum"]:
        result["enum"] = [*node["enum"], None]
    if "const" in node:
        result["enum"] = [result.pop("const"), None]
    if "type" in node:
        types = [node["type"]] if isinstance(node["type"], str) else node["type"]
        result["type"] = [*types, *([] if "null" in types else ["null"])]
    if "anyOf" in node and _NULL not in node["anyOf"]:
        result["anyOf"] = [*node["anyOf"], _NULL]
    if "allOf" in node:
        result["allOf"] = [_nullable(each) for each in node["allOf"]]
    return result


def _part(node: Any) -> Any:
    """A copy of a schema that requires nothing and whose settings may be null."""
    if isinstance(node, list):
        return [_part(inner) for inner in node]
    if not isinstance(node, dict):
        return node
    part: dict[str, Any] = {}
    for key, value in node.items():
        if key == "if":
            part[key] = value
        elif key == "not":
            part[key] = {**value, "type": "object"}
        elif key in _BY_NAME:
            part[key] = {name: _nullable(_part(inner)) for name, inner in value.items()}
        elif key == "additionalProperties":
            part[key] = _nullable(_part(value))
        elif key not in _COMPLETE:
            part[key] = _part(value)
    # Without a required kind, the message about a missing one does not apply.
    if "required" in node and str(node.get("errorMessage", "")).startswith("kind is missing"):
        del part["errorMessage"]
    return part


def _with_kind(variants: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The variants of a choice, each only if the kind is set: the default kind of a complete file is not known in a part of it."""
    return [{**variant, "if": {**variant["if"], "required": ["kind"]}} for variant in variants]


def _without_kind(variants: Iterable[dict[str, Any]], definitions: dict[str, Any]) -> dict[str, Any]:
    """The settings of all variants of a choice, for a map without kind."""
    schemas: dict[str, list[Any]] = {}
    for variant in variants:
        name = variant["then"]["$ref"].rpartition("/")[2]
        for setting, schema in definitions[name]["properties"].items():
            if schema not in schemas.setdefault(setting, []):
                schemas[setting].append(schema)
    settings = {setting: options[0] if len(options) == 1 else _any_of(options) for setting, options in schemas.items() if setting != "kind"}
    # Not a bare `then`: without a kind, an unknown setting is still a mistake.
    return {"if": {"not": {"required": ["kind"]}}, "then": {"properties": settings, "additionalProperties": False}}


def _any_of(options: list[Any]) -> dict[str, Any]:
    described = next((option["description"] for option in options if "description" in option), None)
    return {**({"description": described} if described else {}), "anyOf": options}
