"""Looks up the models, settings and kinds at a path of the configuration."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import NoneType
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel, SecretStr

from portkey_constructs.config.base import yaml_name

__all__ = [
    "KEY",
    "PathParts",
    "all_kinds",
    "field_called",
    "field_names",
    "inner",
    "is_secret",
    "kinds",
    "models",
    "models_at",
    "models_within",
    "reachable_models",
    "spellings",
    "type_at",
    "walk",
]

PathParts = tuple[str | int, ...]
KEY = "[key]"
"""The last part of pydantic's location of an error if it is about a key of a map, not its value."""


def inner(annotation: Any) -> Any:
    """A type without its metadata and without None; unions of several types stay."""
    while hasattr(annotation, "__metadata__"):
        annotation = annotation.__origin__
    others = [argument for argument in get_args(annotation) if argument is not NoneType]
    return inner(others[0]) if len(others) == 1 and NoneType in get_args(annotation) else annotation


def field_called(model: type[BaseModel], name: str | int) -> str | None:
    """The field of a model for a setting in either spelling, or None."""
    return next((field for field, info in model.model_fields.items() if name in (field, info.alias)), None)


def field_names(model: type[BaseModel], *, yaml: bool) -> list[str]:
    """The settings of a model, as YAML or as Python spells them."""
    return [yaml_name(model, field) if yaml else field for field in model.model_fields]


def models(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models in a type, through unions and Annotated."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) not in (dict, tuple, Literal):
        for argument in get_args(annotation):
            yield from models(argument)


def models_within(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models in a type, in the values of a map, or in the entries of a list."""
    position = {Mapping: 1, tuple: 0}.get(get_origin(annotation))
    yield from models(annotation if position is None else get_args(annotation)[position])


def reachable_models(root: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """A model and all models in its settings, however deep, each once."""
    seen: dict[type[BaseModel], None] = {}
    waiting = [root]
    while waiting:
        model = waiting.pop()
        if model not in seen:
            seen[model] = None
            waiting += [within for field in model.model_fields.values() for within in models_within(inner(field.annotation))]
    yield from seen


def kinds(model: type[BaseModel]) -> tuple[str, ...]:
    """The values of `kind` that select this variant; empty for a model without variants."""
    field = model.model_fields.get("kind")
    return get_args(field.annotation) if field else ()


def all_kinds(variants: Iterable[type[BaseModel]]) -> tuple[str, ...]:
    """The values of `kind` of several models, in order."""
    return tuple(dict.fromkeys(kind for model in variants for kind in kinds(model)))


def spellings(model: type[BaseModel], *, yaml: bool) -> Iterator[tuple[str, str]]:
    """Both spellings of every setting of a model, each with the one that YAML or Python requires."""
    for field in model.model_fields:
        alias = yaml_name(model, field)
        right = alias if yaml else field
        yield alias, right
        yield field, right


def type_at(root: type[BaseModel], path: Sequence[str | int], data: object = None) -> Any:
    """The annotation of the setting at `path` in either spelling, or None; `kind` in `data` selects variants."""
    annotation: Any = root
    for part in path:
        annotation = _step(annotation, part, data)
        data = data.get(part) if isinstance(data, Mapping) else None
        if annotation is None:
            return None
    return annotation


def models_at(root: type[BaseModel], path: Sequence[str | int], data: object = None) -> tuple[type[BaseModel], ...]:
    """The models that are possible at `path`; only one if `kind` in `data` selects it."""
    variants = tuple(models(type_at(root, path, data)))
    for part in path:
        data = data.get(part) if isinstance(data, Mapping) else None
    return _selected(variants, data)


def is_secret(annotation: Any) -> bool:
    """Whether a type can hold a secret value."""
    return annotation is SecretStr or any(is_secret(argument) for argument in get_args(annotation))


def walk(loc: Sequence[str | int], data: Any) -> tuple[PathParts, Any, bool]:
    """The path in `data` for pydantic's location (without the tags of unions), the value there, and whether it exists."""
    path: list[str | int] = []
    exists, tagged = True, False
    for index, part in enumerate(loc):
        if part == KEY and index and index == len(loc) - 1 and exists and not (isinstance(data, Mapping) and KEY in data):
            break
        if isinstance(data, Mapping):
            is_tag = not tagged and (part == data.get("kind") or (part not in data and index < len(loc) - 1))
        else:
            is_tag = exists and isinstance(part, str)
        if is_tag:
            tagged = True
            continue
        present = (isinstance(data, Mapping) and part in data) or (isinstance(data, Sequence) and isinstance(part, int) and part < len(data))
        path.append(part)
        exists, tagged = present, False
        data = data[part] if present else None
    return tuple(path), data, exists


def _selected(variants: tuple[type[BaseModel], ...], data: object) -> tuple[type[BaseModel], ...]:
    kind = data.get("kind") if isinstance(data, Mapping) else None
    return tuple(model for model in variants if kind in kinds(model)) or variants


def _step(annotation: Any, part: str | int, data: object) -> Any:
    for model in _selected(tuple(models(annotation)), data):
        if (field := field_called(model, part)) is not None:
            return model.model_fields[field].annotation
    containers = [candidate for candidate in (annotation, *get_args(annotation)) if get_origin(candidate) in (Mapping, tuple)]
    arguments = [argument for container in containers for argument in get_args(container)]
    if arguments and isinstance(part, int):
        return arguments[0]
    return arguments[-1] if arguments and isinstance(part, str) else None
