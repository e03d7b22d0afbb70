"""Patterns of settings: dotted paths in YAML spelling, in which `*` matches one part and `**` any number of parts."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, get_args, get_origin

from portkey_constructs.config.base import yaml_name
from portkey_constructs.config.introspection import inner, models, type_at
from portkey_constructs.config.root import PortkeyConfig

__all__ = ["ANY_KEY", "EVERY_SETTING", "is_related", "matches", "related_settings"]

EVERY_SETTING: Final = "**"
ANY_KEY: Final = "*"


def matches(pattern: str, path: str) -> bool:
    """Whether a pattern matches the path of a setting."""
    return _matches(pattern.split("."), path.split("."))


def is_related(path: str, other: str) -> bool:
    """Whether two paths are equal, or one contains the other."""
    return f"{path}.".startswith(f"{other}.") or f"{other}.".startswith(f"{path}.")


def related_settings(path: str) -> frozenset[str]:
    """A setting, the maps that contain it, and every setting below it, with `*` for user-defined keys.

    Example:
        >>> sorted(related_settings("gateway.disruptionBudget"))
        ['gateway', 'gateway.disruptionBudget', 'gateway.disruptionBudget.maxUnavailable', 'gateway.disruptionBudget.minAvailable']
    """
    parts = path.split(".")
    around = (".".join(parts[:length]) for length in range(1, len(parts) + 1))
    return frozenset((*around, *(f"{path}.{setting}" for setting in _settings_in(type_at(PortkeyConfig, parts)))))


def _matches(pattern: list[str], path: list[str]) -> bool:
    if not pattern:
        return not path
    if pattern[0] == EVERY_SETTING:
        return any(_matches(pattern[1:], path[start:]) for start in range(len(path) + 1))
    return bool(path) and (pattern[0] in (ANY_KEY, path[0]) or path[0] == ANY_KEY) and _matches(pattern[1:], path[1:])


def _settings_in(annotation: Any) -> Iterator[str]:
    bare = inner(annotation)
    if get_origin(bare) is Mapping:
        yield ANY_KEY
        yield from (f"{ANY_KEY}.{setting}" for setting in _settings_in(get_args(bare)[1]))
        return
    for model in models(annotation):
        for field, info in model.model_fields.items():
            name = yaml_name(model, field)
            yield name
            yield from (f"{name}.{setting}" for setting in _settings_in(info.annotation))
