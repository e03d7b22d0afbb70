"""Paths of settings as people write them: in any spelling, into lists and fragments, with kinds on the way, or their last parts alone."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import NamedTuple, get_origin

from pydantic import BaseModel

from portkey_constructs.config.introspection import field_called, inner, kinds
from portkey_constructs.explain.accepted import shape
from portkey_constructs.explain.tree import ANY, Place, maps, places, tree

__all__ = ["At", "at", "by_python", "children", "ending_so", "exactly", "setting_of", "squeezed"]

Same = Callable[[str], str]


def exactly(name: str) -> str:
    """A name as it is."""
    return name


def squeezed(name: str) -> str:
    """A name without case, underscores and hyphens."""
    return name.replace("_", "").replace("-", "").lower()


class At(NamedTuple):
    """The setting that a path leads to, and the kinds that it names on the way, by the path of the map."""

    path: str
    kinds: Mapping[str, str]
    parts: tuple[str, ...] = ()
    """The path with one's own keys in it, where it stands for some."""


def at(asked: str, same: Same) -> At | None:
    """Where a path leads; what is within a fragment or a list leads to that."""
    path: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    chosen: dict[str, str] = {}
    for part in asked.split("."):
        within = children().get(path, ())
        step = next((one for one in within if same(one) == same(part)), ANY if ANY in within else None)
        if step is not None:
            path, said = (*path, step), (*said, part if step == ANY else step)
        elif kind := next((one for one in _kinds(path) if same(one) == same(part)), None):
            chosen[".".join(path)] = kind
        elif not (path and not within and _holds_more(tree()[".".join(path)])):
            return None
    while path and path[-1] == ANY:
        path = path[:-1]
    return At(".".join(path), chosen, said) if path and ".".join(path) in tree() else None


def setting_of(path: str) -> str | None:
    """The setting that a path in YAML's spelling leads to, as problems tell it: that of a list for a place in it; None for no setting's."""
    found = at(path, exactly)
    return found.path if found else None


def ending_so(asked: str) -> tuple[str, ...]:
    """The settings whose last parts are these, in any spelling."""
    parts = [squeezed(part) for part in asked.split(".")]
    if "" in parts:
        return ()
    return tuple(path for path, said in _squeezed_parts().items() if said[-len(parts) :] == parts)


@cache
def _squeezed_parts() -> Mapping[str, list[str]]:
    return {path: [squeezed(part) for part in path.split(".")] for path in tree()}


@cache
def by_python() -> Mapping[str, str]:
    """Paths in Python's spelling, each with YAML's."""
    found: dict[str, str] = {}
    for place in places():
        parts = (part if owner is None else _field(owner, part) for part, owner in zip(place.parts, place.owners, strict=True))
        found.setdefault(".".join(parts), place.path)
    return found


def _field(owner: type[BaseModel], part: str) -> str:
    found = field_called(owner, part)
    assert found is not None
    return found


@cache
def children() -> Mapping[tuple[str, ...], tuple[str, ...]]:
    """The parts that follow a path."""
    found: dict[tuple[str, ...], dict[str, None]] = {}
    for place in places():
        for depth, part in enumerate(place.parts):
            found.setdefault(place.parts[:depth], {})[part] = None
    return {path: tuple(parts) for path, parts in found.items()}


def _kinds(path: tuple[str, ...]) -> tuple[str, ...]:
    here = tree().get(".".join(path).removesuffix(f".{ANY}"), ())
    return tuple(kind for place in here for model in maps(place.annotation) for kind in kinds(model))


def _holds_more(here: Sequence[Place]) -> bool:
    """Whether a setting has parts that are nobody's settings: a list, a map of one's own keys, one of Kubernetes' fragments."""
    return any(get_origin(inner(place.annotation)) in (Mapping, tuple) or shape(place.annotation) for place in here)
