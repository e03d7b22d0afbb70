"""Configurations that differ in one setting, to see what it becomes.

A setting is given beside what it needs to be there at all: the variants of the maps above it, the settings that these cannot do without, and
what `beside` knows. A test shows that the rules take a pair for every setting that can be used at all.
"""

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from functools import cache
from typing import Any, Final, Literal, NamedTuple, cast, get_args, get_origin

from pydantic import BaseModel, ValidationError

from portkey_constructs.config.base import yaml_name
from portkey_constructs.config.introspection import field_called, inner, is_secret, kinds
from portkey_constructs.config.root import PortkeyConfig, Rules
from portkey_constructs.errors import ConfigurationError
from portkey_constructs.explain.beside import ALSO, BASES, BESIDE, COMPLETE, FOR_ROLES, INSTEAD, SIBLINGS, VALUES, Data
from portkey_constructs.explain.samples import samples
from portkey_constructs.explain.tree import ANY, Place, maps

__all__ = ["Pair", "Profile", "configuration", "configurations", "least", "named", "pairs", "profile", "put", "values_of", "without"]

Profile = Literal["production", "development"]
_LIKE_SECRETS: Final = ("imagePull.username", "imagePull.server")


def profile(place: Place) -> Profile:
    """The profile to look at a setting in: production, but for what is seen in Secrets alone."""
    return "development" if is_secret(place.annotation) or place.path in _LIKE_SECRETS else "production"


@cache
def least(profile: Profile = "production") -> PortkeyConfig:
    """The least configuration of a platform."""
    return PortkeyConfig.model_validate(BASES[profile], by_alias=True, by_name=False, context=Rules.LATER)


def configuration(data: Data) -> PortkeyConfig:
    """The configuration in `data`, whatever the rules say of it.

    What it says, or leaves out, as the least configuration of its profile does is taken from that: reading it again is what costs.
    """
    profile = data.get("profile", "")
    if profile not in BASES:
        return PortkeyConfig.model_validate(data, by_alias=True, by_name=False, context=Rules.LATER)
    base, known = BASES[profile], least(profile)
    same = {name: field for name, field in _tops() if (name in data, data.get(name)) == (name in base, base.get(name))}
    read = {**data, **{name: getattr(known, field) for name, field in same.items()}}
    config = PortkeyConfig.model_validate(read, by_alias=True, by_name=False, context=Rules.LATER)
    config.model_fields_set.difference_update(field for name, field in same.items() if name not in data)
    return config


@cache
def _tops() -> tuple[tuple[str, str], ...]:
    """The settings at the top, in both spellings."""
    return tuple((yaml_name(PortkeyConfig, field), field) for field in PortkeyConfig.model_fields)


def pairs(place: Place, *, roles: bool = True) -> Iterator[tuple[str, Data, Data]]:
    """Configurations without the setting, or with one value, and with another; several for a choice, each with the chosen word.

    Without `roles` those are left out that differ in IAM roles alone.
    """
    return ((word, before, after) for word, before, after, _ in _pairs_beside(place, roles))


def _pairs_beside(place: Place, roles: bool) -> Iterator[tuple[str, Data, Data, Data]]:
    """The same, each with what stands beside the setting without having to."""
    known_as = named(place)
    also = [beside for pattern, beside in (*ALSO, *(FOR_ROLES if roles else ())) if fnmatchcase(known_as, pattern)]
    for beside in ({}, *also):
        for pair in _pairs(place, beside):
            yield *pair, beside


def without(place: Place, profile: Profile) -> Data:
    """A configuration of a profile in which the setting has a place, and is left out."""
    data = _ground(place, {}, "", profile)
    _map(data, place).pop(place.parts[-1], None)
    return data


def put(data: Data, place: Place, value: Any) -> Data:
    """The same configuration with a value of the setting."""
    changed = _copied(data)
    node = _map(changed, place)
    node[place.parts[-1]] = _copied(value)
    _complete_within(node[place.parts[-1]], place.annotation, place.parts)
    return cast(Data, changed)


class Pair(NamedTuple):
    """Two configurations that differ in a setting, and the value that the second has; `word` is that of a choice, empty otherwise."""

    word: str
    before: PortkeyConfig
    after: PortkeyConfig
    value: Any
    was: str = ""
    """The word that the first has of a choice; empty where it has none."""
    beside: tuple[tuple[str, str], ...] = ()
    """Maps that stand beside the setting without having to, each with its kind."""


def configurations(place: Place, known: dict[str, PortkeyConfig], *, roles: bool = True) -> Iterator[Pair]:
    """The pairs that can be read; many begin with the same configuration, which is read once and kept in `known`."""
    for word, before, after, beside in _pairs_beside(place, roles):
        said = repr(before)
        try:
            if said not in known:
                known[said] = configuration(before)
            changed = configuration(after)
        except (ConfigurationError, ValidationError):
            continue
        node, name = _map(before, place), place.parts[-1]
        was = _word(node.get(name, place.info.default))
        kinds_beside = tuple((path, one["kind"]) for path, one in beside.items() if isinstance(one, dict) and "kind" in one)
        yield Pair(word, known[said], changed, _map(after, place)[name], was, kinds_beside)


def _word(value: Any) -> str:
    """The word that a choice is made by; empty for what is none."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return str(value.get("kind", ""))
    return value if isinstance(value, str) else ""


def named(place: Place, kind: str = "") -> str:
    """The path, and after a blank the kinds above it and its own."""
    return " ".join([place.path, *(chosen[0] for _, chosen in place.variants), *([kind] if kind else [])])


def _pairs(place: Place, also: Data) -> Iterator[tuple[str, Data, Data]]:
    name, known = place.parts[-1], values_of(place.path, place.annotation)
    is_map = bool(maps(place.bare)) and get_origin(place.bare) is not dict
    is_choice = is_map or get_origin(place.bare) is Literal or place.bare is bool
    for value in known:
        kind = value.get("kind", "") if is_map else ""
        before = _ground(place, also, kind)
        node = _map(before, place)
        if name not in node and (place.info.is_required() or profile(place) == "development"):
            node[name] = _copied(known[0])
        now = node.get(name, place.info.default)
        if value == now or (is_map and isinstance(now, dict) and kind == now.get("kind", "")):
            continue
        after = _copied(before)
        changed = _map(after, place)
        changed[name] = _copied(value)
        _complete_within(changed[name], place.annotation, place.parts)
        _merge(after, INSTEAD.get(f"{place.path} {kind}", {}))
        word = kind or (_word(value) if is_choice else "")
        yield word, *_filled(place, before, after)
        if not is_choice:
            return


def _ground(place: Place, also: Data, kind: str, of: Profile | None = None) -> Data:
    """A configuration in which the setting has a place."""
    data: Data = _copied(BASES[of or profile(place)])
    known_as = named(place, kind)
    _walk(data, place)
    for beside in _beside(known_as):
        _merge(data, beside)
    _merge(data, also)
    node = _walk(data, place)
    for beside in _siblings(known_as):
        _merge(node, beside)
    return data


@cache
def _beside(known_as: str) -> tuple[Data, ...]:
    return tuple(beside for pattern, beside in BESIDE if fnmatchcase(known_as, pattern))


@cache
def _siblings(known_as: str) -> tuple[Data, ...]:
    return tuple(beside for pattern, beside in SIBLINGS if fnmatchcase(known_as, pattern))


def _map(data: Data, place: Place) -> Data:
    """The map that the setting belongs in, where it is there."""
    node: Any = data
    for depth in range(len(place.parts) - 1):
        node = node[_key(place, depth)]
    return cast(Data, node)


def _walk(data: Data, place: Place) -> Data:
    """The map that the setting belongs in; what is not there yet is made."""
    chosen, node = dict(place.variants), data
    for depth in range(1, len(place.parts)):
        key = _key(place, depth - 1)
        if not isinstance(node.get(key), dict):
            node[key] = {}
        node = node[key]
        kind = chosen.get(depth, (node.get("kind"),))[0]
        if kind is not None and node.get("kind") != kind:
            node.clear()
            node["kind"] = kind
        _complete(node, place.owners[depth], place.parts[:depth], besides=place.parts[depth])
    return node


def _key(place: Place, index: int) -> str:
    """A part of the path; where a key is one's own choice, one that its type takes."""
    if place.parts[index] != ANY:
        return place.parts[index]
    above = place.owners[index - 1]
    assert above is not None
    field = field_called(above, place.parts[index - 1])
    assert field is not None
    return str(samples(get_args(inner(above.model_fields[field].annotation))[0])[1])


def _complete(node: Data, model: type[BaseModel] | None, parts: tuple[str, ...], besides: str = "") -> None:
    """Gives a map what it cannot do without."""
    if model is None:
        return
    for name, value in COMPLETE.get(model.__name__, {}).items():
        node.setdefault(name, value)
    for field, info in model.model_fields.items():
        name = yaml_name(model, field)
        if info.is_required() and name not in (*node, "kind", besides):
            node[name] = _copied(values_of(".".join((*parts, name)), info.rebuild_annotation())[0])
            _complete_within(node[name], info.annotation, (*parts, name))


def _complete_within(value: Any, annotation: Any, parts: tuple[str, ...]) -> None:
    """Gives the map that a value is, or the maps in it, what they cannot do without."""
    if not maps(annotation):
        return
    if get_origin(inner(annotation)) is Mapping:
        for within in value.values():
            _complete_within(within, get_args(inner(annotation))[1], (*parts, ANY))
    else:
        _complete(value, next((one for one in maps(annotation) if value.get("kind") in (kinds(one) or (None,))), None), parts)


def _filled(place: Place, before: Data, after: Data) -> tuple[Data, Data]:
    """Both with the secret values that they need."""
    if profile(place) == "development":
        from portkey_constructs.rules import secrets

        for data in (before, after):
            for problem in secrets.check(configuration(data)):
                if problem.code == "PK-SECRET-003":
                    node = data
                    for part in problem.path.split(".")[:-1]:
                        node = node.setdefault(part, {})
                    node[problem.path.rpartition(".")[2]] = "value"
    return before, after


def values_of(path: str, annotation: Any) -> tuple[Any, ...]:
    """Values that a setting takes; of a choice all of them."""
    known = _values(path)
    return known if known is not None else samples(annotation)


@cache
def _values(path: str) -> tuple[Any, ...] | None:
    return next((tuple(values) for pattern, values in VALUES.items() if fnmatchcase(path, pattern)), None)


def _merge(below: Data, above: Data) -> None:
    for key, value in above.items():
        lower = below.get(key)
        if value is None:
            below.pop(key, None)
        elif isinstance(lower, dict) and isinstance(value, dict) and value.get("kind", lower.get("kind")) == lower.get("kind"):
            _merge(lower, value)
        else:
            below[key] = _copied(value)


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copied(inner) for key, inner in value.items()}
    return [_copied(inner) for inner in value] if isinstance(value, list) else value
