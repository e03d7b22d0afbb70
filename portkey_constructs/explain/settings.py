"""Pages about settings."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from inspect import get_annotations
from typing import Final

from portkey_constructs.config.introspection import kinds
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.errors import ConfigurationError
from portkey_constructs.explain.accepted import accepted
from portkey_constructs.explain.codes import codes_of, concerns
from portkey_constructs.explain.defaults import own_default
from portkey_constructs.explain.effects import Effects, effects, together
from portkey_constructs.explain.grounds import Pair, configurations
from portkey_constructs.explain.left_out import LeftOut, left_out
from portkey_constructs.explain.tree import ANY, Place, maps, tree
from portkey_constructs.loading.field_docs import kind_meanings, meanings, words
from portkey_constructs.platform.memory import once
from portkey_constructs.rules import check
from portkey_constructs.rules.catalogue import CATALOGUE

__all__ = ["Part", "SettingPage", "Variant", "becomes", "setting", "settings", "summary"]

_A_VALUE: Final = "PK-SECRET-002"
"""The code of a secret value where only references may stand."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A setting as it is under some kinds of the maps above it."""

    under: Mapping[str, tuple[str, ...]]
    """The kinds that have it, by the path of the map that they are of; empty where there is no choice."""
    meaning: str
    accepted: str
    """What values it takes, in the words of the errors."""
    required: bool
    default: str
    """Its default as YAML; empty when there is none."""
    model: str
    """The class in Python that has it; settings of one class are the same wherever they stand."""
    words: Mapping[str, str] = field(default_factory=dict)
    """What each word means that it takes, where it takes a few."""
    none: bool = False
    """Whether it is nothing when it is left out."""
    left_out: LeftOut = field(default_factory=LeftOut)
    """What it comes to when it is left out and has no default of its own."""


@dataclass(frozen=True, slots=True)
class Part:
    """A setting in a map."""

    path: str
    meaning: str
    kinds: tuple[str, ...] = ()
    """The kinds of the map that have it, with this meaning; none when all do."""


@dataclass(frozen=True, slots=True)
class SettingPage:
    """All about a setting."""

    path: str
    """As YAML spells it; `*` stands for a key of one's own choice."""
    python: str
    """As Python spells it."""
    variants: tuple[Variant, ...]
    secret: bool
    """Whether its value is secret: it may be said in the development profile alone."""
    becomes: Effects
    codes: tuple[str, ...]
    """Codes that it can raise."""
    kinds: Mapping[str, str] = field(default_factory=dict)
    """The variants of a map, by kind, each with its meaning."""
    below: tuple[Part, ...] = ()
    """The settings in it, when it is a map."""
    refused: tuple[str, ...] = ()
    """Codes by which every value but the default is refused; empty for nearly all."""
    of: Mapping[str, str] = field(default_factory=dict)
    """The kinds that the page is of alone, by the path of the map; empty for a page of all."""

    @property
    def kind(self) -> str:
        """The kind of the map itself that the page is of alone; empty for a page of all."""
        return self.of.get(self.path, "") or self.of.get(f"{self.path}.{ANY}", "")


def settings() -> tuple[SettingPage, ...]:
    """Every setting there is, each map before what is in it; takes seconds, since each is rendered several times."""
    known: dict[str, PortkeyConfig] = {}
    return tuple(_page(path, {}, known) for path in tree())


def setting(path: str, of: Mapping[str, str] | None = None) -> SettingPage:
    """The page of a setting, or of it with some kinds of maps alone, by the path of the map; raises `KeyError` for a path that is none."""
    return _page(path, of or {}, {})


def _page(path: str, of: Mapping[str, str], known: dict[str, PortkeyConfig]) -> SettingPage:
    here = [place for place in tree()[path] if _is_of(place, of)] or list(tree()[path])
    first = here[0]
    own = of.get(path) or of.get(f"{path}.{ANY}") or ""
    effect, refused = becomes(path, known, of)
    kinds = _kinds(here)
    return SettingPage(
        path,
        ".".join(_python(first)),
        tuple(_variants(here, own)),
        concerns(CATALOGUE[_A_VALUE], path),
        effect,
        codes_of(tuple(here)),
        {own: kinds[own]} if own in kinds else kinds,
        tuple(_below(path, of)),
        refused,
        of,
    )


def _is_of(place: Place, of: Mapping[str, str]) -> bool:
    """Whether a setting is there with the kinds that are wanted."""
    above = {".".join(place.parts[:depth]): chosen for depth, chosen in place.variants}
    return all(kind in above.get(path, (kind,)) for path, kind in of.items())


def summary(path: str) -> str:
    """What a setting means, in a line; raises `KeyError`."""
    words_of_it = [kind for place in tree()[path] for kind in kinds(place.model)] if path.endswith(".kind") else []
    return f"Which kind it is: {', '.join(dict.fromkeys(words_of_it))}." if len(words_of_it) > 1 else _meaning(tree()[path][0])


def becomes(path: str, known: dict[str, PortkeyConfig] | None = None, of: Mapping[str, str] | None = None) -> tuple[Effects, tuple[str, ...]]:
    """What comes of a setting, by all its variants together or by those of some kinds, and the codes by which it is refused if it is so always.

    Of the `kind` of a map, what comes of the map. Configurations that are in `known` are not read again.
    """
    above, _, last = path.rpartition(".")
    places = tree()[above.removesuffix(f".{ANY}") if last == "kind" else path]
    found: list[Effects] = []
    refused: dict[str, None] = {}
    for pair in _pairs(path, places, of or {}, {} if known is None else known):
        errors = [*_errors(pair.before), *_errors(pair.after)]
        try:
            found += [] if errors else [effects(pair.before, pair.after, pair.value)]
        except ConfigurationError as error:
            errors = [problem.code for problem in error.problems]
        refused.update(dict.fromkeys(errors))
    return together(found), () if found else tuple(refused)


def _pairs(path: str, places: Sequence[Place], of: Mapping[str, str], known: dict[str, PortkeyConfig]) -> list[Pair]:
    """The configurations that tell what comes of it; of the kind that a map has anyway, those that another kind leads to, the other way round."""
    found = [pair for place in places if _is_of(place, of) for pair in configurations(place, known)]
    kind = of.get(path) or of.get(f"{path}.{ANY}")
    if not kind:
        return found
    chosen = [pair for pair in found if pair.word == kind]
    return chosen or [pair._replace(word=kind, before=pair.after, after=pair.before, value={"kind": kind}) for pair in found[:1]]


@once
def _errors(config: PortkeyConfig) -> tuple[str, ...]:
    return tuple(problem.code for problem in check(config) if problem.severity == "error")


def _variants(places: Sequence[Place], own: str = "") -> Iterator[Variant]:
    """The variants of a setting; those that differ in nothing but the kinds above are one."""
    merged: dict[tuple[object, ...], tuple[Place, dict[str, dict[str, None]]]] = {}
    for place in places:
        told = tuple(words(place.model, place.field).items())
        alike = (_meaning(place), accepted(place.annotation), place.info.is_required(), own_default(place), _defined_in(place), told)
        _, under = merged.setdefault(alike if place.field != "kind" else (*alike, place.variants), (place, {}))
        for depth, chosen in place.variants:
            under.setdefault(".".join(place.parts[:depth]), {}).update(dict.fromkeys(chosen))
    for place, under in merged.values():
        yield Variant(
            {path: tuple(chosen) for path, chosen in under.items()},
            _meaning(place),
            f"a map of settings with kind: {own}" if own else accepted(place.annotation),
            place.info.is_required(),
            own_default(place),
            _defined_in(place),
            kind_meanings(place.model) if place.field == "kind" else words(place.model, place.field),
            place.info.default is None,
            left_out(place),
        )


def _meaning(place: Place) -> str:
    return meanings(place.model).get(place.field, "")


def _defined_in(place: Place) -> str:
    """The class that a setting is written in."""
    return next(one.__name__ for one in place.model.__mro__ if place.field in get_annotations(one))


def _kinds(places: Sequence[Place]) -> dict[str, str]:
    found = {kind: said for place in places for model in maps(place.annotation) for kind, said in kind_meanings(model).items()}
    return found if len(found) > 1 else {}


def _below(path: str, of: Mapping[str, str]) -> Iterator[Part]:
    """The settings in a map, each with the kinds that have it so, when not all do; one that means something else in some kinds is told of twice."""
    everywhere = {kind for place in tree()[path] for model in maps(place.annotation) for kind in kinds(model)}
    for other in tree():
        within = other.removeprefix(f"{path}.")
        if within == other or "." in within.removeprefix(f"{ANY}."):
            continue
        told: dict[str, dict[str, None]] = {}
        for place in tree()[other]:
            if _is_of(place, of) and (within.removeprefix(f"{ANY}.") != "kind" or not told):
                above = next((chosen for depth, chosen in place.variants if depth == len(place.parts) - 1), ())
                told.setdefault(_meaning(place), {}).update(dict.fromkeys(above))
        for said, having in told.items():
            one_kind = bool(of.get(path) or of.get(f"{path}.{ANY}"))
            is_word = within.removeprefix(f"{ANY}.") == "kind"
            yield Part(other, summary(other) if is_word else said, () if one_kind or is_word or set(having) == everywhere else tuple(having))


def _python(place: Place) -> Iterator[str]:
    for index, (part, owner) in enumerate(zip(place.parts, place.owners, strict=True)):
        names = {info.alias or name: name for name, info in owner.model_fields.items()} if owner else {}
        yield place.field if index == len(place.parts) - 1 else names.get(part, part)
