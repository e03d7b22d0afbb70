"""Resolves paths of settings in any spelling: full paths, paths with kinds, paths into lists and fragments, or only the last parts."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import NamedTuple, get_origin

from portkey_constructs.config.introspection import inner, kinds
from portkey_constructs.explain.tree import ANY, maps, places, tree

__all__ = ["SPELLINGS", "Target", "children", "loose", "python_path", "setting_of", "settings_ending_in", "target"]

Spelling = Callable[[str], str]


def _exact(name: str) -> str:
    return name


def loose(name: str) -> str:
    """Normalize a name: lower case, without underscores and hyphens."""
    return name.replace("_", "").replace("-", "").lower()


SPELLINGS: tuple[Spelling, ...] = (_exact, str.lower, loose)
"""Functions that normalize names for comparison, strictest first."""


class Target(NamedTuple):
    """The setting to which a path resolves."""

    path: str
    kinds: Mapping[str, str]
    """The kinds in the path, by the path of their map."""
    parts: tuple[str, ...]
    """The path with the user-defined keys instead of `*`."""


def target(name: str, spelling: Spelling = _exact) -> Target | None:
    """Resolve a path; a path into a list or a Kubernetes fragment resolves to that list or fragment."""
    path: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    chosen: dict[str, str] = {}
    for part in name.split("."):
        within = children().get(path, ())
        step = next((child for child in within if spelling(child) == spelling(part)), ANY if ANY in within else None)
        if step is not None:
            path, parts = (*path, step), (*parts, part if step == ANY else step)
        elif kind := next((kind for kind in _kinds(path) if spelling(kind) == spelling(part)), None):
            chosen[".".join(path)] = kind
        elif not (path and not within and _has_own_keys(".".join(path))):
            return None
    while path and path[-1] == ANY:
        path = path[:-1]
    return Target(".".join(path), chosen, parts) if ".".join(path) in tree() else None


def setting_of(path: str) -> str | None:
    """The setting to which the path of a problem resolves; None if there is none."""
    setting = target(path)
    return setting.path if setting else None


def settings_ending_in(name: str) -> tuple[str, ...]:
    """The nested settings whose paths end in these parts, in any spelling."""
    parts = [loose(part) for part in name.split(".")]
    return tuple(path for path in tree() if "." in path and [loose(part) for part in path.split(".")][-len(parts) :] == parts)


@cache
def children() -> Mapping[tuple[str, ...], tuple[str, ...]]:
    """The parts that may follow a path."""
    following: dict[tuple[str, ...], dict[str, None]] = {}
    for place in places():
        for depth, part in enumerate(place.parts):
            following.setdefault(place.parts[:depth], {})[part] = None
    return {path: tuple(parts) for path, parts in following.items()}


def python_path(path: str) -> str:
    """The path of a setting in Python spelling."""
    place = tree()[path][0]
    names = []
    for part, owner in zip(place.parts, place.owners, strict=True):
        fields = owner.model_fields.items() if owner else ()
        names.append(next((field for field, info in fields if part == (info.alias or field)), part))
    return ".".join(names)


def _kinds(path: tuple[str, ...]) -> tuple[str, ...]:
    variants = tree().get(".".join(path).removesuffix(f".{ANY}"), ())
    return tuple(kind for place in variants for model in maps(place.annotation) for kind in kinds(model))


def _has_own_keys(path: str) -> bool:
    """Whether further parts may be something other than settings: in a list, a map with user-defined keys, or a Kubernetes fragment."""
    return any(get_origin(inner(place.annotation)) in (dict, Mapping, tuple) for place in tree().get(path, ()))
