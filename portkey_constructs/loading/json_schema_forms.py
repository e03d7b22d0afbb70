"""Forms of the JSON Schema that say the same as pydantic's, and from which an editor can tell what is meant.

A choice by `kind` names its kinds once and leads to one variant, so that a wrong kind is one fault with every kind in it, and nothing is offered
that the chosen kind does not have. Alternatives of different types are one list of types, so that a value that fits none is one fault.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from portkey_constructs.config.fragments import SHAPE
from portkey_constructs.config.introspection import kinds
from portkey_constructs.loading.field_docs import meaning
from portkey_constructs.loading.type_descriptions import map_of_kinds

__all__ = ["Forms", "Generator", "reference", "shape_name"]

_ABOUT_KINDS: Final = "Which kind it is; what else may be said follows from it."
# Text goes before numbers: what stands first is what an editor puts in.
_TYPES: Final = ("object", "array", "boolean", "string", "integer", "number", "null")
_BY_NAME: Final = ("properties", "patternProperties")
_INNER: Final = ("items", "additionalProperties", "propertyNames")


class Generator(GenerateJsonSchema):
    """Tells with a checked type what it expects, in the words of the errors."""

    def custom_error_schema(self, schema: core_schema.CustomErrorSchema) -> JsonSchemaValue:
        """The type's schema, with the message that editors show when it does not fit."""
        return {**super().custom_error_schema(schema), "errorMessage": f"expected {schema['custom_error_message']}"}


class Forms:
    """The forms of all values; `choices` are the definitions that they have come to need, `shapes` those of Kubernetes."""

    def __init__(self, models: Mapping[str, type[BaseModel]], kind_may_be_left_out: Collection[str]) -> None:
        self._models = models
        self._kind_may_be_left_out = kind_may_be_left_out
        self._names: dict[tuple[str, ...], str] = {}
        self.choices: dict[str, Any] = {}
        self.shapes: dict[str, None] = {}

    def form(self, node: Any, place: str) -> Any:
        """What pydantic says of a value, in its form; `place` is where it stands, by which a choice is called."""
        if not isinstance(node, dict):
            return node
        found: dict[str, Any] = {}
        for key, value in node.items():
            if key in _BY_NAME:
                found[key] = {name: self.form(inner, place) for name, inner in value.items()}
            elif key in _INNER:
                found[key] = self.form(value, place)
            elif key not in ("$ref", SHAPE, "oneOf", "anyOf", "discriminator"):
                found[key] = value
        if "patternProperties" in found:
            found = _closed(found)
        if SHAPE in node:
            self.shapes[node[SHAPE]] = None
            return {**found, **reference(shape_name(node[SHAPE]))}
        if "$ref" in node:
            return {**found, **self._referred(node["$ref"].rpartition("/")[2])}
        if "oneOf" in node:
            return {**found, **self._choice([one["$ref"].rpartition("/")[2] for one in node["oneOf"]], place)}
        return {**_alternatives([self.form(one, place) for one in node["anyOf"]]), **found} if "anyOf" in node else found

    def _referred(self, name: str) -> dict[str, Any]:
        return _a_map(name, kinds(self._models[name])) if name in self._models else reference(name)

    def _choice(self, variants: Sequence[str], place: str) -> dict[str, Any]:
        name = self._names.setdefault(tuple(variants), f"kinds.{place}")
        told = {kind: meaning(self._models[variant]) for variant in variants for kind in kinds(self._models[variant])}
        listed = ", ".join(told)
        if name not in self.choices:
            self.choices[name] = {
                "title": f"One of {listed}",
                "errorMessage": f"kind is missing: expected one of {listed}",
                "properties": {"kind": {"description": _ABOUT_KINDS, "enum": [*told], "enumDescriptions": [*told.values()]}},
                "required": ["kind"],
                "allOf": [self._variant(variant) for variant in variants],
            }
            if any(variant in self._kind_may_be_left_out for variant in variants):
                del self.choices[name]["required"], self.choices[name]["errorMessage"]
        return _a_map(name, told)

    def _variant(self, name: str) -> dict[str, Any]:
        """That the variant's settings are there when its kind is said, or left out where it may be."""
        # A pattern, since an editor that completes takes the beginning of a constant for the whole, and s3 is one of s3Compatible.
        said = {"type": "string", "pattern": f"^({'|'.join(kinds(self._models[name]))})$"}
        condition: dict[str, Any] = {"properties": {"kind": said}, "required": ["kind"]}
        if name in self._kind_may_be_left_out:
            del condition["required"]
        return {"if": condition, "then": reference(name)}


def _a_map(name: str, known: Collection[str]) -> dict[str, Any]:
    """A map that a definition describes, which may be of one of these kinds."""
    return {"type": "object", "errorMessage": f"expected {map_of_kinds([*known])}", "allOf": [reference(name)]}


def reference(name: str) -> dict[str, Any]:
    """A reference to a definition."""
    return {"$ref": f"#/definitions/{name}"}


def shape_name(name: str) -> str:
    """What one of Kubernetes' shapes is called among the definitions."""
    return f"kubernetes.{name}"


def _closed(node: dict[str, Any]) -> dict[str, Any]:
    """A map whose keys are of one form, with what a key is to be as its message."""
    keys = {**node.pop("propertyNames", {})}
    expected = keys.pop("errorMessage", "").replace("expected", "expected a map, each key", 1)
    return {**node, **({"propertyNames": keys} if keys else {}), "additionalProperties": False, **({"errorMessage": expected} if expected else {})}


def _alternatives(options: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Alternatives as one list of types, where what each says has no meaning for the types of the others."""
    chosen = [option for option in options if "enum" in option]
    if len(chosen) == 1 and [option for option in options if option not in chosen] == [{"type": "null"}]:
        return {"enum": [*chosen[0]["enum"], None]}
    types = [one for option in options for one in _listed(option.get("type", ()))]
    if chosen or not all("type" in option for option in options) or len(types) > len({*types}):
        return {"anyOf": [*options]}
    merged = {key: value for option in options for key, value in option.items()}
    return {**merged, "type": [one for one in _TYPES if one in types and not (one == "integer" and "number" in types)]}


def _listed(types: str | Sequence[str]) -> Sequence[str]:
    return [types] if isinstance(types, str) else types
