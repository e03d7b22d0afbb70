"""Pages about settings."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from inspect import get_annotations
from typing import Final

from portkey_constructs.catalogue import CATALOGUE
from portkey_constructs.config.documentation import meaning, meanings
from portkey_constructs.config.introspection import kinds
from portkey_constructs.config.platform import PortkeyConfig
from portkey_constructs.config.rules import check
from portkey_constructs.errors import ConfigurationError
from portkey_constructs.product.memory import once
from portkey_constructs.reference.accepted import accepted
from portkey_constructs.reference.codes import codes_of, concerns
from portkey_constructs.reference.defaults import by_profile, own_default
from portkey_constructs.reference.effects import Effects, effects, together
from portkey_constructs.reference.grounds import configurations
from portkey_constructs.reference.tree import ANY, Place, maps, tree

__all__ = ["SettingPage", "Variant", "becomes", "setting", "settings", "summary"]

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


@dataclass(frozen=True, slots=True)
class SettingPage:
    """All about a setting."""

    path: str
    """As YAML spells it; `*` stands for a key of one's own choice."""
    python: str
    """As Python spells it."""
    variants: tuple[Variant, ...]
    by_profile: Mapping[str, str]
    """What a profile gives when it is left out, as YAML."""
    secret: bool
    """Whether its value is secret: it may be said in the development profile alone."""
    becomes: Effects
    codes: tuple[str, ...]
    """Codes that it can raise."""
    kinds: Mapping[str, str] = field(default_factory=dict)
    """The variants of a map, by kind, each with its meaning."""
    below: tuple[str, ...] = ()
    """Paths of the settings in it, when it is a map."""
    refused: tuple[str, ...] = ()
    """Codes by which every value but the default is refused; empty for nearly all."""


def settings() -> tuple[SettingPage, ...]:
    """Every setting there is, each map before what is in it; takes seconds, since each is rendered several times."""
    known: dict[str, PortkeyConfig] = {}
    return tuple(_page(path, known) for path in tree())


def setting(path: str) -> SettingPage:
    """The page of a setting; raises `KeyError` for a path that is none."""
    return _page(path, {})


def _page(path: str, known: dict[str, PortkeyConfig]) -> SettingPage:
    places = tree()[path]
    first = places[0]
    effect, refused = becomes(path, known)
    return SettingPage(
        path,
        ".".join(_python(first)),
        tuple(_variants(places)),
        by_profile(first) if first.info.default is None else {},
        concerns(CATALOGUE[_A_VALUE], path),
        effect,
        codes_of(places),
        _kinds(places),
        tuple(_below(path)),
        refused,
    )


def summary(path: str) -> str:
    """What a setting means, in a line; raises `KeyError`."""
    return _meaning(tree()[path][0])


def becomes(path: str, known: dict[str, PortkeyConfig] | None = None) -> tuple[Effects, tuple[str, ...]]:
    """What comes of a setting, by all its variants together, and the codes by which it is refused if it is refused always.

    Of the `kind` of a map, what comes of the map. Configurations that are in `known` are not read again.
    """
    above, _, last = path.rpartition(".")
    places = tree()[above.removesuffix(f".{ANY}") if last == "kind" else path]
    found: list[Effects] = []
    refused: dict[str, None] = {}
    for pair in (pair for place in places for pair in configurations(place, {} if known is None else known)):
        errors = [*_errors(pair.before), *_errors(pair.after)]
        try:
            found += [] if errors else [effects(pair.before, pair.after, pair.value)]
        except ConfigurationError as error:
            errors = [problem.code for problem in error.problems]
        refused.update(dict.fromkeys(errors))
    return together(found), () if found else tuple(refused)


@once
def _errors(config: PortkeyConfig) -> tuple[str, ...]:
    return tuple(problem.code for problem in check(config) if problem.severity == "error")


def _variants(places: Sequence[Place]) -> Iterator[Variant]:
    """The variants of a setting; those that differ in nothing but the kinds above are one."""
    merged: dict[tuple[object, ...], tuple[Place, dict[str, dict[str, None]]]] = {}
    for place in places:
        alike = (_meaning(place), accepted(place.annotation), place.info.is_required(), own_default(place), _defined_in(place))
        _, under = merged.setdefault(alike if place.field != "kind" else (*alike, place.variants), (place, {}))
        for depth, chosen in place.variants:
            under.setdefault(".".join(place.parts[:depth]), {}).update(dict.fromkeys(chosen))
    for place, under in merged.values():
        kinds_above = {path: tuple(chosen) for path, chosen in under.items()}
        required = place.info.is_required()
        yield Variant(kinds_above, _meaning(place), accepted(place.annotation), required, own_default(place), _defined_in(place))


def _meaning(place: Place) -> str:
    return meanings(place.model).get(place.field, "")


def _defined_in(place: Place) -> str:
    """The class that a setting is written in."""
    return next(one.__name__ for one in place.model.__mro__ if place.field in get_annotations(one))


def _kinds(places: Sequence[Place]) -> dict[str, str]:
    found = {kind: meaning(model) for place in places for model in maps(place.annotation) for kind in kinds(model)}
    return found if len(found) > 1 else {}


def _below(path: str) -> Iterator[str]:
    for other in tree():
        within = other.removeprefix(f"{path}.")
        if within != other and "." not in within.removeprefix(f"{ANY}."):
            yield other


def _python(place: Place) -> Iterator[str]:
    for index, (part, owner) in enumerate(zip(place.parts, place.owners, strict=True)):
        names = {info.alias or name: name for name, info in owner.model_fields.items()} if owner else {}
        yield place.field if index == len(place.parts) - 1 else names.get(part, part)
