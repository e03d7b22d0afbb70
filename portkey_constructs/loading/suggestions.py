"""What somebody meant who wrote a setting that does not exist."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Final

from portkey_constructs.loading.helm_chart_keys import chart_word
from portkey_constructs.loading.synonyms import NEAR, squeezed

__all__ = ["Hint", "Neighbours", "guess", "hint"]

_STORES: Final = ("mysql", "redis", "clickhouse")
_MOST: Final = 12
_MOST_NAMED: Final = 3
_OF_COMPANION: Final = {
    "rds": "kind rds is made by the AWS companion; for a database that exists say kind: external",
}
_INSTEAD: Final = {"url": "host", "host": "url", "endpoint": "host"}


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What is near a map of settings: each setting with the places that it has there."""

    kind: str = ""
    """The kind that the map says."""
    of_kinds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Settings that other kinds of the same map have, with those kinds."""
    within: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Settings of the maps that the map can hold, with the settings that hold them."""
    above: Sequence[str] = ()
    """Settings of the map that holds the map."""


@dataclass(frozen=True, slots=True)
class Hint:
    """What to do about an unknown setting."""

    fix: str
    meant: tuple[tuple[str | int, ...], ...] = ()
    """The paths of the settings that it is likely to be."""
    of_another_kind: bool = False
    """Whether it belongs to another kind of its map, so that the kind may be what is wrong."""


def hint(path: tuple[str | int, ...], allowed: Mapping[str, str]) -> str:
    """What to do about the unknown setting at `path`; `allowed` has the settings there in any spelling, each with the right one."""
    return guess(path, allowed).fix


def guess(path: tuple[str | int, ...], allowed: Mapping[str, str], near: Neighbours | None = None) -> Hint:
    """As `hint`, with what is near the map, and with the settings that are likely meant."""
    near = near or Neighbours()
    name, above = str(path[-1]), path[:-1]
    right = {squeezed(spelling): setting for spelling, setting in allowed.items()}
    if squeezed(name) in right:
        return _mistyped(above, right[squeezed(name)])
    if special := _special(path):
        return Hint(special)
    if found := _of_chart(path, right):
        return found
    if found := _elsewhere(name, above, near, right):
        return found
    if likely := _nearest(name, above, right):
        return _mistyped(above, likely)
    if found := _of_chart(path, right, nearly=True):
        return found
    if near.of_kinds and (likely := _nearest(name, above, {squeezed(one): one for one in near.of_kinds})):
        return Hint(f"did you mean {likely}? {_of_kinds(likely, near, right)}", of_another_kind=True)
    settings = dict.fromkeys(allowed.values())
    if len(settings) <= _MOST:
        return Hint(f"the settings here are {', '.join(settings)}")
    return Hint(" ".join(["`portkey-constructs explain", *([".".join(map(str, above))] if above else [])]) + "` lists the settings")


def _mistyped(above: tuple[str | int, ...], setting: str) -> Hint:
    return Hint(f"did you mean {setting}?", ((*above, setting),))


def _special(path: tuple[str | int, ...]) -> str:
    name = squeezed(str(path[-1]))
    if len(path) == 2 and path[0] in _STORES and name in ("replicas", "autoscaling"):
        return f"{path[0]} in the cluster is one server (several would be independent ones); use a managed {path[0]} for more"
    if path[0] in ("logStore", "log_store") and name in ("encryption", "replica", "assumerole"):
        return "only Amazon S3 has it: say kind: s3, or leave it out"
    if name == "kind":
        return "leave it out: this map has no kinds"
    return ""


def _of_chart(path: tuple[str | int, ...], right: Mapping[str, str], *, nearly: bool = False) -> Hint | None:
    word = chart_word(path, nearly=nearly)
    here = word.settings and _that_fit(right, word.settings) if word else ()
    if word is None or not (here or word.sentence):
        return None
    return Hint(replace(word, settings=here).fix, tuple(_absolute(path[:-1], right, setting) for setting in here))


def _that_fit(right: Mapping[str, str], settings: Sequence[str]) -> tuple[str, ...]:
    """Those of the settings of a word that are in this map, or are named by their whole path."""
    return tuple(one for one in settings if squeezed(_first(one)) in right or ":" in one or _first(one) == "exposure")


def _first(setting: str) -> str:
    """The name that the path of a setting begins with, or an example of it."""
    return setting.partition(":")[0].partition(",")[0].partition(".")[0]


def _absolute(above: tuple[str | int, ...], right: Mapping[str, str], setting: str) -> tuple[str | int, ...]:
    """The path of a setting of a word that stands in the map at `above`."""
    first, *rest = setting.partition(":")[0].partition(",")[0].split(".")
    return (*above, right[squeezed(first)], *rest) if squeezed(first) in right else (first, *rest)


def _elsewhere(name: str, above: tuple[str | int, ...], near: Neighbours, right: Mapping[str, str]) -> Hint | None:
    """A setting of this very name that another map has, or the same map of another kind."""
    by_name = {squeezed(one): one for one in (*near.above, *near.of_kinds, *near.within)}
    setting = by_name.get(squeezed(name))
    if setting is None:
        return None
    holders = near.within.get(setting, ())
    if holders and (len(holders) <= _MOST_NAMED or setting not in near.of_kinds):
        named = [f"{holder}.{setting}" for holder in holders]
        more = ["..."] if len(named) > _MOST_NAMED else []
        listed = ", ".join([*named[:_MOST_NAMED], *more]) if more else " or ".join(named)
        return Hint(f"did you mean {listed}?", tuple((*above, holder, setting) for holder in holders))
    if setting in near.of_kinds:
        return Hint(_of_kinds(setting, near, right), of_another_kind=True)
    return Hint(f"did you mean {'.'.join(map(str, (*above[:-1], setting)))}? it is said one level up", ((*above[:-1], setting),))


def _of_kinds(setting: str, near: Neighbours, right: Mapping[str, str]) -> str:
    kinds = ", ".join(near.of_kinds[setting])
    said = f"{setting} is a setting of kind {kinds}"
    if near.kind in _OF_COMPANION and "external" in near.of_kinds[setting]:
        return f"{said}: {_OF_COMPANION[near.kind]}"
    instead = right.get(_INSTEAD.get(setting, ""))
    if instead:
        return f"{said}; kind {near.kind} has {instead}"
    return f"{said}: say one of these, or leave it out" if "," in kinds else f"{said}: say kind: {kinds}, or leave it out"


def _nearest(name: str, above: tuple[str | int, ...], right: Mapping[str, str]) -> str | None:
    """The setting whose name is most like this one, also without the name of its map before it (`smtpHost` in `smtp`)."""
    given = squeezed(name)
    map_name = squeezed(str(above[-1])) if above else ""
    if map_name and given.startswith(map_name) and given[len(map_name) :] in right:
        return right[given[len(map_name) :]]
    near = get_close_matches(given, right, n=1, cutoff=NEAR)
    return right[near[0]] if near else None
