"""Pages about settings."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, cast

from portkey_constructs.config.auth import Auth
from portkey_constructs.config.introspection import all_kinds, is_secret, kinds
from portkey_constructs.explain.accepted import accepted
from portkey_constructs.explain.defaults import Default, default_of
from portkey_constructs.explain.effects import Effects, effects_of
from portkey_constructs.explain.paths import children, python_path
from portkey_constructs.explain.tree import ANY, Place, maps, tree
from portkey_constructs.loading.field_docs import kind_meanings, meanings, words
from portkey_constructs.platform.login import CALLBACK_PATH, registrations
from portkey_constructs.rules.catalogue import CATALOGUE, ENTRIES

__all__ = ["FRONT_END", "Part", "SettingPage", "Variant", "setting", "settings", "summary"]

_SECRET_VALUE = "PK-SECRET-002"
"""Error code for a secret value where only references are allowed; its patterns list every setting with a secret value."""

FRONT_END: Final = "https://FRONTEND-HOST"
"""The front end's address where no configuration gives one."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A setting as some kinds of its parent maps define it."""

    under: Mapping[str, tuple[str, ...]]
    """The kinds that have the setting, by the path of their map; empty if no parent map has kinds."""
    meaning: str
    accepted: str
    """A description of the accepted values, as in error messages."""
    required: bool
    default: Default
    choices: Mapping[str, str] = field(default_factory=dict)
    """The meaning of each accepted value, if there is a fixed list."""


@dataclass(frozen=True, slots=True)
class Part:
    """A setting of a map, as listed on the map's page."""

    path: str
    meaning: str
    kinds: tuple[str, ...] = ()
    """The kinds of the map that have the setting with this meaning; empty if all do."""


@dataclass(frozen=True, slots=True)
class SettingPage:
    """Everything about a setting."""

    path: str
    """The path in YAML spelling; `*` is a user-defined key."""
    python: str
    """The path in Python spelling."""
    variants: tuple[Variant, ...]
    secret: bool
    """Whether the value is secret; only the development profile accepts secret values in the configuration."""
    effects: Effects
    codes: tuple[str, ...]
    """The codes of the rules that check the setting."""
    kinds: Mapping[str, str] = field(default_factory=dict)
    """The variants of a map by kind, each with its meaning."""
    parts: tuple[Part, ...] = ()
    """The nested settings, if the setting is a map."""
    only: Mapping[str, str] = field(default_factory=dict)
    """The kinds that the page is limited to, by the path of their map."""
    registrations: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What to register at the identity provider, by the kind of login."""

    @property
    def kind(self) -> str:
        """The kind of the map itself that the page is limited to; empty for all."""
        return self.only.get(self.path) or self.only.get(f"{self.path}.{ANY}") or ""


def settings() -> tuple[SettingPage, ...]:
    """Every setting, each map before its settings."""
    return tuple(setting(path) for path in tree())


def setting(path: str, only: Mapping[str, str] | None = None) -> SettingPage:
    """The page of a setting, limited to some kinds of maps by their paths; raises `KeyError` for an unknown path."""
    only = only or {}
    places = [place for place in tree()[path] if _is_in(place, only)] or list(tree()[path])
    own_kind = only.get(path) or only.get(f"{path}.{ANY}") or ""
    of_kinds = {kind: text for place in places for model in maps(place.annotation) for kind, text in kind_meanings(model).items()}
    return SettingPage(
        path,
        python_path(path),
        tuple(_variants(places, own_kind)),
        any(is_secret(place.annotation) for place in places) or CATALOGUE[_SECRET_VALUE].concerns(path),
        effects_of(path),
        tuple(entry.code for entry in ENTRIES if entry.concerns(path)),
        {own_kind: of_kinds[own_kind]} if own_kind in of_kinds else of_kinds if len(of_kinds) > 1 else {},
        tuple(_parts(path, only)),
        only,
        _registrations(places, own_kind) if path == "auth" else {},
    )


def summary(path: str) -> str:
    """The meaning of a setting in one line; raises `KeyError` for an unknown path."""
    places = tree()[path]
    names = all_kinds([place.model for place in places]) if path.endswith(".kind") else ()
    return f"Chooses the kind: {', '.join(names)}." if len(names) > 1 else _meaning(places[0])


def _registrations(places: Sequence[Place], own_kind: str) -> Mapping[str, tuple[str, ...]]:
    """What to register for a kind of login; without a kind, for OpenID Connect and for SAML."""
    models = {kind: model for place in places for model in maps(place.annotation) for kind in kinds(model)}
    logins = {kind: cast(Auth, models[kind].model_construct()) for kind in ((own_kind,) if own_kind else ("oidc", "saml"))}
    values = {kind: registrations(login, FRONT_END, f"{FRONT_END}{CALLBACK_PATH}") for kind, login in logins.items()}
    return {kind: tuple(map(str, of_kind)) for kind, of_kind in values.items() if of_kind}


def _is_in(place: Place, only: Mapping[str, str]) -> bool:
    above = {".".join(place.parts[:depth]): names for depth, names in place.variants}
    return all(kind in above.get(path, (kind,)) for path, kind in only.items())


def _variants(places: Sequence[Place], own_kind: str) -> Iterator[Variant]:
    """The variants of a setting; variants that differ only in the kinds of parent maps are merged."""
    merged: dict[tuple[object, ...], tuple[Place, dict[str, dict[str, None]]]] = {}
    for place in places:
        same = (_meaning(place), accepted(place.annotation), place.info.is_required(), default_of(place).text, str(_choices(place)))
        _, under = merged.setdefault(same, (place, {}))
        for depth, names in place.variants:
            under.setdefault(".".join(place.parts[:depth]), {}).update(dict.fromkeys(names))
    for place, under in merged.values():
        yield Variant(
            {path: tuple(names) for path, names in under.items()},
            _meaning(place),
            f"a map of settings with kind: {own_kind}" if own_kind else accepted(place.annotation),
            place.info.is_required(),
            default_of(place),
            _choices(place),
        )


def _meaning(place: Place) -> str:
    return meanings(place.model).get(place.field, "")


def _choices(place: Place) -> dict[str, str]:
    return kind_meanings(place.model) if place.field == "kind" else words(place.model, place.field)


def _parts(path: str, only: Mapping[str, str]) -> Iterator[Part]:
    """The settings of a map, each with the kinds that have it; a setting with several meanings appears several times."""
    every_kind = {kind for place in tree()[path] for model in maps(place.annotation) for kind in kinds(model)}
    one_kind = bool(only.get(path) or only.get(f"{path}.{ANY}"))
    for below in _paths_in(path):
        if below.endswith(".kind"):
            yield Part(below, summary(below))
            continue
        by_meaning: dict[str, dict[str, None]] = {}
        for place in tree()[below]:
            if _is_in(place, only):
                names = next((names for depth, names in place.variants if depth == len(place.parts) - 1), ())
                by_meaning.setdefault(_meaning(place), {}).update(dict.fromkeys(names))
        for meaning, having in by_meaning.items():
            yield Part(below, meaning, () if one_kind or set(having) == every_kind else tuple(having))


def _paths_in(path: str) -> Iterator[str]:
    parts = tuple(path.split("."))
    for child in children().get(parts, ()):
        yield from _paths_in(f"{path}.{ANY}") if child == ANY else [f"{path}.{child}"]
