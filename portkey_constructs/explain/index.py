"""What follows from which settings: every setting is tried, and what differs in variables, keys, ports and components is noted."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.explain.facts import Component, Fact, OfComponent, What, alike, changes, facts
from portkey_constructs.explain.grounds import Pair, configurations
from portkey_constructs.explain.tree import Place, places

__all__ = ["ANY_VALUE", "Seen", "Source", "index", "seen"]

ANY_VALUE: Final = "*"
"""What stands for any value of a setting that is not a choice."""

_BESIDES_PRODUCT: Final = ("auth", "exposure", "outputs")
_ENOUGH: Final = 3
"""At how many places a setting of one model may come to nothing before it is not tried at others; there are three doors and three stores."""


@dataclass(frozen=True, slots=True)
class Source:
    """A setting that something follows from."""

    path: str
    there: tuple[str, ...] = ()
    """Values of it with which the thing is there, and without which it is not; `*` for any value."""
    away: tuple[str, ...] = ()
    """Values of it with which the thing is not there."""
    other: tuple[str, ...] = ()
    """Values of it with which the thing is another than it would be."""

    @property
    def decides(self) -> bool:
        """Whether what the thing is follows from the setting; else it merely goes with it."""
        return bool(self.there or self.other)


class Seen(NamedTuple):
    """A value of a variable or a key that was seen while settings were tried."""

    value: str
    place: Place
    """The setting that was tried."""
    word: str
    """What it said; `*` for any value."""
    besides: tuple[tuple[str, str], ...]
    """Maps that stood beside it without having to, each with its kind."""
    config: PortkeyConfig
    decides: bool
    """Whether the value came about, or became another, by it."""


class _Tried(NamedTuple):
    """What came of trying."""

    sources: dict[Fact, dict[str, dict[What, dict[str, None]]]]
    seen: dict[Fact, list[Seen]]
    free: set[Fact]
    """Facts whose value is somebody's own, since what was said stands in it, or secret."""


@cache
def index(*, thorough: bool = False) -> Mapping[Fact, tuple[Source, ...]]:
    """The settings of every variable, key, port and component; `thorough` tries even those that the sources say cannot matter."""
    return {
        fact: tuple(
            Source(path, tuple(ways.get("made", ())), tuple(ways.get("gone", ())), tuple(ways.get("changed", ()))) for path, ways in found.items()
        )
        for fact, found in _tried(thorough).sources.items()
    }


def seen(fact: Fact) -> Sequence[Seen]:
    """The values that a variable or a key was seen to have; none where they are somebody's own, or secret."""
    tried = _tried(False)
    return () if fact in tried.free else tried.seen.get(fact, ())


@cache
def _tried(thorough: bool) -> _Tried:
    tried = _Tried({}, {}, set())
    nothing: dict[tuple[str, str], int] = {}
    known: dict[str, PortkeyConfig] = {}
    for place in places():
        same = (place.model.__name__, place.field)
        if (place.field == "kind" and place.variants) or (not thorough and (place.field not in _read() or nothing.get(same, 0) >= _ENOUGH)):
            continue
        pairs = list(configurations(place, known, roles=False))
        differ = [{} if alike(pair.before, pair.after) else changes(facts(pair.before), facts(pair.after)) for pair in pairs]
        for pair, differs in zip(pairs, differ, strict=True):
            for fact, what in differs.items():
                tried.sources.setdefault(fact, {}).setdefault(place.path, {}).setdefault(what, {})[pair.word or ANY_VALUE] = None
        _note_values(tried, place, pairs, differ)
        nothing[same] = nothing.get(same, 0) + (not any(differ))
    return tried


def _note_values(tried: _Tried, place: Place, pairs: Sequence[Pair], differ: Sequence[Mapping[Fact, What]]) -> None:
    """Notes what each fact that the setting bears on is by each of its words."""
    for fact in dict.fromkeys(fact for one in differ for fact in one if not isinstance(fact, Component)):
        for pair in pairs:
            before, after = facts(pair.before), facts(pair.after)
            one, other = _text(fact, before), _text(fact, after)
            own = not pair.word and other is not None and any(said == other or said in other.replace(one or "\0", "") for said in _said(pair.value))
            if own or (fact in after and other is None) or (fact in before and one is None):
                tried.free.add(fact)
            noted, word = tried.seen.setdefault(fact, []), pair.word or ANY_VALUE
            if pair.was and one is not None:
                noted.append(Seen(one, place, pair.was, pair.beside, pair.before, other is not None and one != other))
            if other is not None and (pair.word or one != other):
                noted.append(Seen(other, place, word, pair.beside, pair.after, one != other))


def _text(fact: Fact, known: Mapping[Fact, Any]) -> str | None:
    """The value of a variable or a key as the pods have it; None where it is not there, or is secret."""
    held = known.get(fact)
    value = held[1] if isinstance(fact, OfComponent) and not fact.is_port and isinstance(held, tuple) else held
    return value if isinstance(value, str) else None


def _said(value: Any) -> Iterator[str]:
    """Every text in what was said."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from (str(key), *_said(inner))
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _said(inner)
    elif value != "" and value is not None:
        yield str(value)


@cache
def _read() -> frozenset[str]:
    """Every attribute that the modules read which make all this: a setting of another name cannot matter to them."""
    package = Path(__file__).parents[1]
    modules = (*(package / "platform").glob("*.py"), *(package / "config" / f"{name}.py" for name in _BESIDES_PRODUCT))
    return frozenset(re.findall(r"\.([a-z_0-9]+)", "\n".join(module.read_text("utf-8") for module in modules)))
