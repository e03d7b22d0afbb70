"""Paths of settings in any spelling: into lists and fragments, with kinds on the way, or their last parts alone."""

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
    """A name without case, underscores and hyphens."""
    return name.replace("_", "").replace("-", "").lower()


SPELLINGS: tuple[Spelling, ...] = (_exact, str.lower, loose)
"""How names are compared, strictest first."""


class Target(NamedTuple):
    """The setting that a path leads to."""

    path: str
    kinds: Mapping[str, str]
    """The kinds that the path names on the way, by the path of the map."""
    parts: tuple[str, ...]
    """The path with the user's own keys instead of `*`."""


def target(name: str, spelling: Spelling = _exact) -> Target | None:
    """Where a path leads; one into a list or a Kubernetes fragment leads to that list or fragment."""
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
    """The setting that the path of a problem leads to; None if there is none."""
    setting = target(path)
    return setting.path if setting else None


def settings_ending_in(name: str) -> tuple[str, ...]:
    """The settings below the top level whose last parts are these, in any spelling."""
    parts = [loose(part) for part in name.split(".")]
    return tuple(path for path in tree() if "." in path and [loose(part) for part in path.split(".")][-len(parts) :] == parts)


@cache
def children() -> Mapping[tuple[str, ...], tuple[str, ...]]:
    """The parts that follow a path."""
    following: dict[tuple[str, ...], dict[str, None]] = {}
    for place in places():
        for depth, part in enumerate(place.parts):
            following.setdefault(place.parts[:depth], {})[part] = None
    return {path: tuple(parts) for path, parts in following.items()}


def python_path(path: str) -> str:
    """The path of a setting in its Python spelling."""
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
    """Whether parts may follow that are no settings: in a list, a map with the user's keys, or a Kubernetes fragment."""
    return any(get_origin(inner(place.annotation)) in (dict, Mapping, tuple) for place in tree().get(path, ()))
