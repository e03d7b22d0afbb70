"""Which page a name is of: a setting, a component, a port, a key of a Secret, an environment variable, or a code."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final, get_origin

from portkey_constructs.catalogue import CATALOGUE, Entry
from portkey_constructs.config.hints import hint
from portkey_constructs.config.introspection import kinds
from portkey_constructs.product import secret_keys
from portkey_constructs.product.ports import PORTS
from portkey_constructs.product.secret_keys import SecretKey
from portkey_constructs.product.variables import FROM_SECRETS
from portkey_constructs.reference.accepted import shape
from portkey_constructs.reference.components import ComponentPage, PortPage, component, port, port_names
from portkey_constructs.reference.environment import KeyPage, VariablePage, key, variable
from portkey_constructs.reference.facts import MIGRATION
from portkey_constructs.reference.purposes import PURPOSES
from portkey_constructs.reference.settings import SettingPage, setting
from portkey_constructs.reference.tree import ANY, Place, inner, maps, places, tree

__all__ = ["Answer", "Page", "find", "setting_of"]

Page = SettingPage | ComponentPage | PortPage | KeyPage | VariablePage | Entry

_NEAREST: Final = 5
_LIKE_NEAREST: Final = ("did you mean", "`")
_Maker = Callable[[], Page]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a name means: its pages, or the nearest names when it means nothing."""

    asked: str
    pages: tuple[Page, ...] = ()
    nearest: tuple[str, ...] = ()
    hint: str = ""
    """What is meant where a setting is asked for by a name that it has elsewhere."""


def find(asked: str) -> Answer:
    """The pages of a name; case and the spelling of words count only where they tell two names apart."""
    for same in (_exactly, str.lower, _squeezed):
        makers = [make for name, make in _named() if same(name) == same(asked)]
        at = _at(asked, same)
        if at and (path := ".".join(at[0])) in tree():
            makers = [lambda at=at, path=path: _only(setting(path), at[1]), *makers]  # type: ignore[misc]
        if makers:
            return Answer(asked, tuple(make() for make in makers))
        if same is _exactly and (python := _by_python().get(asked)):
            return Answer(asked, (setting(python),))
    return _nothing(asked)


def setting_of(path: str) -> str | None:
    """The setting that a path in YAML's spelling leads to, as problems tell it: that of a list for a place in it; None for no setting's."""
    at = _at(path, _exactly)
    return ".".join(at[0]) if at else None


def _exactly(name: str) -> str:
    return name


def _squeezed(name: str) -> str:
    return name.replace("_", "").replace("-", "").lower()


@cache
def _by_python() -> dict[str, str]:
    """Paths in Python's spelling."""
    found: dict[str, str] = {}
    for place in places():
        parts = (part if owner is None else _field(owner, part) for part, owner in zip(place.parts, place.owners, strict=True))
        found.setdefault(".".join(parts), place.path)
    return found


def _field(owner: type, part: str) -> str:
    fields = owner.model_fields  # type: ignore[attr-defined]
    return next(str(name) for name, info in fields.items() if part in (info.alias, name))


@cache
def _named() -> tuple[tuple[str, _Maker], ...]:
    """Every name but those of settings, with what makes its page."""
    return tuple(_names())


def _names() -> Iterator[tuple[str, _Maker]]:
    for name in (*PORTS, MIGRATION):
        yield name, lambda name=name: component(name)  # type: ignore[misc]
    for name in port_names():
        yield name, lambda name=name: port(name)  # type: ignore[misc]
    for one in vars(secret_keys).values():
        if isinstance(one, SecretKey):
            yield one.key, lambda one=one: key(one)  # type: ignore[misc]
            yield f"{one.group}/{one.key}", lambda one=one: key(one)  # type: ignore[misc]
    for name in dict.fromkeys((*(name for tables in FROM_SECRETS.values() for table in tables for name in table), *PURPOSES)):
        yield name, lambda name=name: variable(name)  # type: ignore[misc]
    for code, entry in CATALOGUE.items():
        yield code, lambda entry=entry: entry  # type: ignore[misc]


def _at(asked: str, same: Callable[[str], str]) -> tuple[tuple[str, ...], dict[str, str]] | None:
    """The setting that a path leads to, and the kinds that it names on the way; what is within a fragment or a list leads to that."""
    path: tuple[str, ...] = ()
    chosen: dict[str, str] = {}
    for part in asked.split("."):
        within = _children().get(path, ())
        step = next((one for one in within if same(one) == same(part)), ANY if ANY in within else None)
        if step is not None:
            path = (*path, step)
        elif kind := next((one for one in _kinds(path) if same(one) == same(part)), None):
            chosen[".".join(path)] = kind
        elif not (path and not within and _holds_more(tree()[".".join(path)])):
            return None
    while path and path[-1] == ANY:
        path = path[:-1]
    return (path, chosen) if path else None


@cache
def _children() -> dict[tuple[str, ...], tuple[str, ...]]:
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
    return any(get_origin(inner(place.annotation)) in (dict, tuple) or shape(place.annotation) for place in here)


def _only(page: SettingPage, chosen: dict[str, str]) -> SettingPage:
    """A page with what it says of the chosen kinds alone."""
    if not chosen:
        return page
    kept = tuple(one for one in page.variants if all(kind in one.under.get(path, (kind,)) for path, kind in chosen.items()))
    kind = chosen.get(page.path)
    below = [
        path
        for path in page.below
        if any(dict(place.variants).get(len(page.path.split(".")), (kind,)).count(kind) for place in tree()[path])
    ] if kind else page.below  # fmt: skip
    return replace(page, variants=kept or page.variants, kinds={kind: page.kinds[kind]} if kind else page.kinds, below=tuple(below))


def _nothing(asked: str) -> Answer:
    """The names that are nearest to one that means nothing."""
    from difflib import get_close_matches

    known = {_squeezed(name): name for name in reversed((*tree(), *(name for name, _ in _named())))}
    near = [known[one] for one in get_close_matches(_squeezed(asked), known, n=_NEAREST, cutoff=0.6)]
    path: tuple[str, ...] = ()
    for part in asked.split("."):
        within = _children().get(path, ())
        step = next((one for one in within if _squeezed(one) == _squeezed(part)), ANY if ANY in within else None)
        if step is None:
            told = hint((*path, part), {one: one for one in within if one != ANY}) if within else ""
            return Answer(asked, (), tuple(near), told if "Helm" in told or (path and not told.startswith(_LIKE_NEAREST)) else "")
        path = (*path, step)
    return Answer(asked, (), tuple(near))
