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
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.loading.field_docs import meaning, meanings
from portkey_constructs.loading.json_schema_forms import Forms, Generator, reference, shape_name

__all__ = ["all_models", "json_schema"]

_HEAD = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "title": "portkey.yaml",
    "description": "The configuration of a Portkey platform.",
    "type": "object",
}
_CLAUSE = re.compile(r"[,;:] |\.$")
_KIND_MAY_BE_LEFT_OUT = {"CreateServiceAccount", "DataServiceConfig", "GatewayConfig", "RegistryCredentials"}


def all_models(root: type[BaseModel] = PortkeyConfig) -> Iterator[type[BaseModel]]:
    """Every model of the configuration, each once."""
    return reachable_models(root)


def json_schema() -> dict[str, Any]:
    """The schema, draft 7: the settings with their meanings, and Kubernetes' own shapes.

    Two annotations are known to editors alone: `errorMessage`, and `enumDescriptions` beside an `enum`.
    """
    made = PortkeyConfig.model_json_schema(by_alias=True, schema_generator=Generator)
    models = {model.__name__: model for model in all_models()}
    forms = Forms({name: model for name, model in models.items() if model is not PortkeyConfig}, _KIND_MAY_BE_LEFT_OUT)
    defined: dict[str, Any] = made["$defs"]
    for name, model in models.items():
        defined[name] = _map(model, made if model is PortkeyConfig else defined[name], forms)
    defined = {**_shared(models.values(), defined), **defined, **forms.choices, **_shapes(forms.shapes)}
    return {**_HEAD, **defined.pop(PortkeyConfig.__name__), "definitions": defined}


def _map(model: type[BaseModel], made: dict[str, Any], forms: Forms) -> dict[str, Any]:
    """The settings of a model; the first words about it become the title, which editors show over each of them.

    That it is a map is said wherever it is referred to, so that what is none has one fault and not two.
    """
    said = meanings(model)
    properties: dict[str, Any] = {}
    for field in model.model_fields:
        name = yaml_name(model, field)
        setting = {key: value for key, value in forms.form(made["properties"][name], _place(model, field)).items() if key != "title"}
        value = None if field == "kind" and _needs_kind(model) else _default(setting)
        if not isinstance(value, str | int):
            setting.pop("default", None)
        else:
            setting["default"] = value
        properties[name] = {**setting, "description": _told(said[field], value)}
    required = {*made.get("required", ()), *(["kind"] if _needs_kind(model) else [])}
    head = {} if model is PortkeyConfig else {"title": _CLAUSE.split(meaning(model))[0]}
    return {**head, "properties": properties, **({"required": sorted(required)} if required else {}), "additionalProperties": False}


def _default(setting: dict[str, Any]) -> Any:
    """The default of a setting as one would write it."""
    value = setting.get("default")
    if isinstance(value, int) and "a duration" in setting.get("errorMessage", ""):
        return duration(value)
    return value


def _told(said: str, value: Any) -> str:
    """What a setting means, and what it is when it is left out and not nothing: editors show no default by themselves."""
    if value in (None, "", [], {}):
        return said
    written = str(value).lower() if isinstance(value, bool) else str(value).replace("'", "")
    return f"{said}\n\nDefault: {written}"


def _needs_kind(model: type[BaseModel]) -> bool:
    return bool(kinds(model)) and model.__name__ not in _KIND_MAY_BE_LEFT_OUT


def _place(model: type[BaseModel], field: str) -> str:
    """Where a setting is written: the class and its name, or its name alone at the top."""
    owner = next(one for one in model.__mro__ if field in get_annotations(one))
    return yaml_name(model, field) if owner is PortkeyConfig else f"{owner.__name__}.{yaml_name(model, field)}"


def _shared(models: Iterable[type[BaseModel]], defined: dict[str, Any]) -> dict[str, Any]:
    """The settings that several models have from one class, which then refer to them."""
    users: dict[str, list[tuple[str, str]]] = {}
    for user in models:
        for field in user.model_fields:
            users.setdefault(_place(user, field), []).append((user.__name__, yaml_name(user, field)))
    found: dict[str, Any] = {}
    for place, having in users.items():
        said = [defined[model]["properties"][name] for model, name in having]
        if len(said) > 1 and said.count(said[0]) == len(said):
            found[place] = said[0]
            for model, name in having:
                defined[model]["properties"][name] = reference(place)
    return found


def _shapes(wanted: Iterable[str]) -> dict[str, Any]:
    """Kubernetes' shapes of these names, and those that they refer to."""
    known, found = definitions(), dict[str, Any]()
    waiting = [*wanted]
    while waiting:
        name = waiting.pop()
        if shape_name(name) not in found:
            found[shape_name(name)] = _renamed(known[name])
            waiting += _references(known[name])
    return dict(sorted(found.items()))


def _references(node: Any) -> Iterator[str]:
    """The names of the shapes that a shape refers to, however deep."""
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"].removeprefix("#/definitions/")
        node = [*node.values()]
    if isinstance(node, list):
        for inner in node:
            yield from _references(inner)


def _renamed(node: Any) -> Any:
    """A shape that refers to shapes by the names that they have here."""
    if isinstance(node, list):
        return [_renamed(inner) for inner in node]
    if not isinstance(node, dict):
        return node
    renamed = {key: _renamed(value) for key, value in node.items()}
    return {**renamed, **reference(shape_name(next(_references({"$ref": node["$ref"]}))))} if isinstance(node.get("$ref"), str) else renamed
