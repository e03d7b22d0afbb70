"""Leaves out settings that have their default value."""

from collections.abc import Mapping
from typing import Any

from portkey_constructs.config.introspection import PathParts, field_called, models_at
from portkey_constructs.config.root import PortkeyConfig

__all__ = ["without_defaults"]


def without_defaults(data: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of a configuration without the settings whose value is the default; `kind` and `profile` stay."""
    return _without(data, (), data)


def _without(data: Mapping[str, Any], path: PathParts, whole: Mapping[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for name, value in data.items():
        if name in ("kind", "profile") or not _is_default(value, (*path, name), whole):
            kept[name] = _without(value, (*path, name), whole) if isinstance(value, Mapping) else value
    return kept


def _is_default(value: Any, path: PathParts, whole: Mapping[str, Any]) -> bool:
    if isinstance(value, Mapping | list) or value is None:
        return False
    fields = ((model, field_called(model, path[-1])) for model in models_at(PortkeyConfig, path[:-1], whole))
    defaults = [model.model_fields[field].default for model, field in fields if field]
    return len(defaults) == 1 and type(defaults[0]) is type(value) and defaults[0] == value
