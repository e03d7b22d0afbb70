"""The JSON Schema of `portkey.yaml`, for editors."""

import re
from collections.abc import Iterable, Iterator
from inspect import get_annotations
from typing import Any

from pydantic import BaseModel

from portkey_constructs.config.base import yaml_name
from portkey_constructs.config.duration import duration
from portkey_constructs.config.fragments import definitions
from portkey_constructs.config.introspection import kinds, reachable_models
from portkey_constructs.config.nulls import NullInSecret
from portkey_constructs.config.root import EXTENSION, PortkeyConfig
from portkey_constructs.loading.field_docs import meaning, meanings
from portkey_constructs.loading.json_schema_forms import Forms, Generator, reference, shape_name

__all__ = ["all_models", "json_schema"]

_HEAD = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "title": "portkey.yaml",
    "description": "The configuration of a Portkey platform.",
    "type": "object",
    "patternProperties": {f"^{EXTENSION}": {"description": "Anything, such as YAML anchors; it has no effect."}},
}
_CLAUSE = re.compile(r"[,;:] |\.$")
_KIND_IS_OPTIONAL = {"Autoscaling", "CreateServiceAccount", "DataServiceConfig", "GatewayConfig", "Persistence", "RegistryCredentials"}


def all_models(root: type[BaseModel] = PortkeyConfig) -> Iterator[type[BaseModel]]:
    """Every model of the configuration, without duplicates."""
    return reachable_models(root)


def json_schema() -> dict[str, Any]:
    """The schema (draft 7): all settings with their descriptions, and the Kubernetes types that they use.

    Two annotations are for editors only: `errorMessage`, and `enumDescriptions` beside an `enum`.
    """
    generated = PortkeyConfig.model_json_schema(by_alias=True, schema_generator=Generator)
    models = {model.__name__: model for model in all_models()}
    forms = Forms({name: model for name, model in models.items() if model is not PortkeyConfig}, _KIND_IS_OPTIONAL)
    defined: dict[str, Any] = generated["$defs"]
    for name, model in models.items():
        defined[name] = _map(model, generated if model is PortkeyConfig else defined[name], forms)
    defined = {**_shared(models.values(), defined), **defined, **forms.choices, **_shapes(forms.shapes)}
    return {**_HEAD, **defined.pop(PortkeyConfig.__name__), "definitions": defined}


def _map(model: type[BaseModel], generated: dict[str, Any], forms: Forms) -> dict[str, Any]:
    """The schema of a model. The first part of its docstring becomes the title, which editors show above each setting.

    The type `object` is part of each reference, so that a value of another type causes one error instead of two.
    """
    descriptions = meanings(model)
    properties: dict[str, Any] = {}
    for field in model.model_fields:
        name = yaml_name(model, field)
        setting = {key: value for key, value in forms.form(generated["properties"][name], _place(model, field)).items() if key != "title"}
        value = None if field == "kind" and _needs_kind(model) else _default(setting)
        if not isinstance(value, str | int):
            setting.pop("default", None)
        else:
            setting["default"] = value
        properties[name] = {**setting, "description": _described(descriptions[field], value)}
    fields = model.model_fields.items()
    in_secret = {yaml_name(model, field) for field, info in fields if any(isinstance(item, NullInSecret) for item in info.metadata)}
    required = {*generated.get("required", ()), *(["kind"] if _needs_kind(model) else [])} - in_secret
    head = {} if model is PortkeyConfig else {"title": _CLAUSE.split(meaning(model))[0]}
    return {**head, "properties": properties, **({"required": sorted(required)} if required else {}), "additionalProperties": False}


def _default(setting: dict[str, Any]) -> Any:
    """The default of a setting, as you write it in YAML."""
    value = setting.get("default")
    if isinstance(value, int) and "a duration" in setting.get("errorMessage", ""):
        return duration(value)
    return value


def _described(description: str, value: Any) -> str:
    """The description of a setting with its default appended, because editors do not show defaults."""
    if value in (None, "", [], {}):
        return description
    written = str(value).lower() if isinstance(value, bool) else str(value).replace("'", "")
    return f"{description}\n\nDefault: {written}"


def _needs_kind(model: type[BaseModel]) -> bool:
    return bool(kinds(model)) and model.__name__ not in _KIND_IS_OPTIONAL


def _place(model: type[BaseModel], field: str) -> str:
    """Name of the definition of a setting: the declaring class and the setting's name, or only the name at the top level."""
    owner = next(ancestor for ancestor in model.__mro__ if field in get_annotations(ancestor))
    return yaml_name(model, field) if owner is PortkeyConfig else f"{owner.__name__}.{yaml_name(model, field)}"


def _shared(all_users: Iterable[type[BaseModel]], defined: dict[str, Any]) -> dict[str, Any]:
    """Moves settings that several models inherit into shared definitions, which it returns, and replaces them with references."""
    users: dict[str, list[tuple[str, str]]] = {}
    for user in all_users:
        for field in user.model_fields:
            users.setdefault(_place(user, field), []).append((user.__name__, yaml_name(user, field)))
    shared: dict[str, Any] = {}
    for place, models in users.items():
        schemas = [defined[model]["properties"][name] for model, name in models]
        if len(schemas) > 1 and schemas.count(schemas[0]) == len(schemas):
            shared[place] = schemas[0]
            for model, name in models:
                defined[model]["properties"][name] = reference(place)
    return shared


def _shapes(names: Iterable[str]) -> dict[str, Any]:
    """The schemas of these Kubernetes types and of all types that they reference."""
    shapes, result = definitions(), dict[str, Any]()
    waiting = [*names]
    while waiting:
        name = waiting.pop()
        if shape_name(name) not in result:
            result[shape_name(name)] = _renamed(shapes[name])
            waiting += _references(shapes[name])
    return dict(sorted(result.items()))


def _references(node: Any) -> Iterator[str]:
    """Names of the types that a schema references, at any depth."""
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"].removeprefix("#/definitions/")
        node = [*node.values()]
    if isinstance(node, list):
        for inner in node:
            yield from _references(inner)


def _renamed(node: Any) -> Any:
    """A copy of a schema whose references use the names of our definitions."""
    if isinstance(node, list):
        return [_renamed(inner) for inner in node]
    if not isinstance(node, dict):
        return node
    renamed = {key: _renamed(value) for key, value in node.items()}
    return {**renamed, **reference(shape_name(next(_references({"$ref": node["$ref"]}))))} if isinstance(node.get("$ref"), str) else renamed
