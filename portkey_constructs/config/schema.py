"""The JSON Schema of `portkey.yaml`, for editors."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from portkey_constructs.config.base import yaml_name
from portkey_constructs.config.documentation import meaning, meanings
from portkey_constructs.config.fragments import SHAPE, definitions
from portkey_constructs.config.introspection import kinds, models_within
from portkey_constructs.config.platform import PortkeyConfig

__all__ = ["all_models", "json_schema"]

_DIALECT = "http://json-schema.org/draft-07/schema#"
_PREFIX = "kubernetes."
_KIND_MAY_BE_LEFT_OUT = {"CreateServiceAccount", "DataService", "Gateway", "RegistryCredentials"}


def all_models(root: type[BaseModel] = PortkeyConfig) -> Iterator[type[BaseModel]]:
    """Every model of the configuration, each once."""
    seen: dict[type[BaseModel], None] = {}
    waiting = [root]
    while waiting:
        model = waiting.pop()
        if model not in seen:
            seen[model] = None
            waiting += [inner for field in model.model_fields.values() for inner in models_within(field.annotation)]
    yield from seen


def json_schema() -> dict[str, Any]:
    """The schema, draft 7: the settings with their meanings, and Kubernetes' own shapes."""
    schema = PortkeyConfig.model_json_schema(by_alias=True)
    defined = schema.pop("$defs")
    for model in all_models():
        part = schema if model is PortkeyConfig else defined[model.__name__]
        _describe(model, part)
    defined.update({f"{_PREFIX}{name}": shape for name, shape in _shapes(defined).items()})
    found: dict[str, Any] = _moved({"$schema": _DIALECT, **schema, "title": "portkey.yaml", "definitions": defined})
    return found


def _describe(model: type[BaseModel], part: dict[str, Any]) -> None:
    part["description"] = meaning(model)
    part.pop("title", None)
    said = meanings(model)
    for field in model.model_fields:
        setting = part["properties"][yaml_name(model, field)]
        setting.pop("title", None)
        if not isinstance(setting.get("default"), str | int | bool):
            setting.pop("default", None)
        if field in said:
            setting["description"] = said[field]
    if kinds(model) and model.__name__ not in _KIND_MAY_BE_LEFT_OUT:
        part["required"] = sorted({*part.get("required", ()), "kind"})


def _shapes(defined: dict[str, Any]) -> dict[str, Any]:
    """Kubernetes' shapes that the settings refer to, and those that these refer to."""
    known, found = definitions(), dict[str, Any]()
    waiting = list(_values(defined, SHAPE))
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = _with_prefix(known[name])
            waiting += [reference.removeprefix("#/definitions/") for reference in _values(known[name], "$ref")]
    return dict(sorted(found.items()))


def _values(node: Any, key: str) -> Iterator[str]:
    """Every text under `key`, however deep."""
    if isinstance(node, dict):
        if isinstance(node.get(key), str):
            yield node[key]
        for inner in node.values():
            yield from _values(inner, key)
    elif isinstance(node, list):
        for inner in node:
            yield from _values(inner, key)


def _with_prefix(node: Any) -> Any:
    """A shape whose references carry the prefix of Kubernetes' shapes."""
    if isinstance(node, dict):
        return {
            key: value.replace("#/definitions/", f"#/definitions/{_PREFIX}") if key == "$ref" and isinstance(value, str) else _with_prefix(value)
            for key, value in node.items()
        }
    return [_with_prefix(inner) for inner in node] if isinstance(node, list) else node


def _moved(node: Any) -> Any:
    """The schema with draft 7's place for definitions, references to shapes, and without OpenAPI's discriminator."""
    if isinstance(node, list):
        return [_moved(inner) for inner in node]
    if not isinstance(node, dict):
        return node
    found: dict[str, Any] = {}
    for key, value in node.items():
        if key == "$ref" and isinstance(value, str):
            found[key] = value.replace("#/$defs/", "#/definitions/")
        elif key == SHAPE:
            found["$ref"] = f"#/definitions/{_PREFIX}{value}"
        elif key != "discriminator":
            found[key] = _moved(value)
    if "patternProperties" in found:
        found["additionalProperties"] = False
    if "$ref" in found and len(found) > 1:
        found["allOf"] = [{"$ref": found.pop("$ref")}]
    return found
