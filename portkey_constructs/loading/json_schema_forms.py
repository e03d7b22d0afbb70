"""Rewrites pydantic's JSON Schema into an equivalent form that gives better errors and completion in editors.

A union by `kind` lists its kinds once and selects one variant: a wrong kind causes one error that lists every kind, and editors offer only
the settings of the selected kind. Alternatives of different types become one list of types, so that an invalid value causes one error.
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

__all__ = ["UNIONS", "Forms", "Generator", "reference", "shape_name"]

UNIONS: Final = "kinds."
"""Prefix of the names of the definitions that select a variant by its kind."""
_ABOUT_KINDS: Final = "The kind; it decides which other settings there are."
# Text comes before numbers: an editor inserts the first type.
_TYPES: Final = ("object", "array", "boolean", "string", "integer", "number", "null")
_BY_NAME: Final = ("properties", "patternProperties")
_INNER: Final = ("items", "additionalProperties", "propertyNames")


class Generator(GenerateJsonSchema):
    """Adds the expectation of a validated type as the message that editors show."""

    def custom_error_schema(self, schema: core_schema.CustomErrorSchema) -> JsonSchemaValue:
        """The schema of the type, with the message that editors show for invalid values."""
        return {**super().custom_error_schema(schema), "errorMessage": f"expected {schema['custom_error_message']}"}


class Forms:
    """Rewrites schemas. `choices` collects the required definitions of unions, `shapes` the required Kubernetes types."""

    def __init__(self, models: Mapping[str, type[BaseModel]], kind_is_optional: Collection[str]) -> None:
        self._models = models
        self._kind_is_optional = kind_is_optional
        self._names: dict[tuple[str, ...], str] = {}
        self.choices: dict[str, Any] = {}
        self.shapes: dict[str, None] = {}

    def form(self, node: Any, place: str) -> Any:
        """The rewritten schema of a value; `place` is its location, after which a union is named."""
        if not isinstance(node, dict):
            return node
        form: dict[str, Any] = {}
        for key, value in node.items():
            if key in _BY_NAME:
                form[key] = {name: self.form(inner, place) for name, inner in value.items()}
            elif key in _INNER:
                form[key] = self.form(value, place)
            elif key not in ("$ref", SHAPE, "oneOf", "anyOf", "discriminator"):
                form[key] = value
        if "patternProperties" in form:
            form = _closed(form)
        if SHAPE in node:
            self.shapes[node[SHAPE]] = None
            shape = reference(shape_name(node[SHAPE]))
            return {**form, "allOf": [shape]} if form else shape
        if "$ref" in node:
            return {**form, **self._referred(node["$ref"].rpartition("/")[2])}
        if "oneOf" in node:
            return {**form, **self._choice([option["$ref"].rpartition("/")[2] for option in node["oneOf"]], place)}
        return {**_alternatives([self.form(option, place) for option in node["anyOf"]]), **form} if "anyOf" in node else form

    def _referred(self, name: str) -> dict[str, Any]:
        return _map_reference(name, kinds(self._models[name])) if name in self._models else reference(name)

    def _choice(self, variants: Sequence[str], place: str) -> dict[str, Any]:
        name = self._names.setdefault(tuple(variants), f"{UNIONS}{place}")
        meanings = {kind: meaning(self._models[variant]) for variant in variants for kind in kinds(self._models[variant])}
        listed = ", ".join(meanings)
        if name not in self.choices:
            self.choices[name] = {
                "title": f"One of {listed}",
                "errorMessage": f"kind is missing: expected one of {listed}",
                "properties": {"kind": {"description": _ABOUT_KINDS, "enum": [*meanings], "enumDescriptions": [*meanings.values()]}},
                "required": ["kind"],
                "allOf": [self._variant(variant) for variant in variants],
            }
            if any(variant in self._kind_is_optional for variant in variants):
                del self.choices[name]["required"], self.choices[name]["errorMessage"]
        return _map_reference(name, meanings)

    def _variant(self, name: str) -> dict[str, Any]:
        """Applies the schema of a variant if its kind is set, or if no kind is set and it is optional."""
        # A pattern instead of a constant: editors confuse `s3` with `s3Compatible`, which begins with it.
        kind = {"type": "string", "pattern": f"^({'|'.join(kinds(self._models[name]))})$"}
        condition: dict[str, Any] = {"properties": {"kind": kind}, "required": ["kind"]}
        if name in self._kind_is_optional:
            del condition["required"]
        return {"if": condition, "then": reference(name)}


def _map_reference(name: str, names: Collection[str]) -> dict[str, Any]:
    """A reference to the definition of a map with one of these kinds."""
    return {"type": "object", "errorMessage": f"expected {map_of_kinds([*names])}", "allOf": [reference(name)]}


def reference(name: str) -> dict[str, Any]:
    """A reference to a definition."""
    return {"$ref": f"#/definitions/{name}"}


def shape_name(name: str) -> str:
    """The name of a Kubernetes type among the definitions."""
    return f"kubernetes.{name}"


def _closed(node: dict[str, Any]) -> dict[str, Any]:
    """The schema of a map that accepts only keys of one pattern, with a message that describes the keys."""
    keys = {**node.pop("propertyNames", {})}
    expected = keys.pop("errorMessage", "").replace("expected", "expected a map, each key", 1)
    return {**node, **({"propertyNames": keys} if keys else {}), "additionalProperties": False, **({"errorMessage": expected} if expected else {})}


def _alternatives(options: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Merges alternatives into one list of types, if no keyword of one alternative applies to the types of another."""
    enums = [option for option in options if "enum" in option]
    if len(enums) == 1 and [option for option in options if option not in enums] == [{"type": "null"}]:
        return {"enum": [*enums[0]["enum"], None]}
    types = [name for option in options for name in _listed(option.get("type", ()))]
    if enums or not all("type" in option for option in options) or len(types) > len({*types}):
        return {"anyOf": [*options]}
    merged = {key: value for option in options for key, value in option.items()}
    return {**merged, "type": [name for name in _TYPES if name in types and not (name == "integer" and "number" in types)]}


def _listed(types: str | Sequence[str]) -> Sequence[str]:
    return [types] if isinstance(types, str) else types
