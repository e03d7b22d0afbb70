"""Which codes a setting can raise."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Literal, get_origin

from portkey_constructs.config.introspection import inner, is_secret, kinds
from portkey_constructs.explain.accepted import accepted, shape
from portkey_constructs.explain.tree import ANY, Place, maps
from portkey_constructs.rules.catalogue import CATALOGUE, ENTRIES, Entry

__all__ = ["codes_of", "concerns"]

_EVERY = "**"


@cache
def _pattern(said: str) -> re.Pattern[str]:
    """`*` for one part of a path, `**` for any number of them, none among them."""
    parts = [r"(?:[^.]+\.)*" if part == _EVERY else r"[^.]+\." if part == ANY else re.escape(part) + r"\." for part in said.split(".")]
    return re.compile("".join(parts))


def concerns(entry: Entry, path: str) -> bool:
    """Whether an entry names a setting; one that is about every setting names none."""
    return any(said != _EVERY and _pattern(said).fullmatch(f"{path}.") for said in entry.settings)


def codes_of(places: tuple[Place, ...]) -> tuple[str, ...]:
    """The codes of a setting: those of the rules across settings first, then those of its type."""
    of_rules = [entry.code for entry in ENTRIES if concerns(entry, places[0].path)]
    of_types = sorted({code for place in places for code in _of_type(place)})
    return (*of_rules, *(code for code in of_types if code in CATALOGUE))


def _of_type(place: Place) -> Iterator[str]:
    annotation, bare = place.annotation, inner(place.annotation)
    if place.info.is_required():
        yield "PK-SETTING-002"
    if models := maps(annotation):
        yield "PK-SETTING-001"
        if sum(len(kinds(model)) for model in models) > 1:
            yield "PK-SETTING-003"
        yield "PK-SETTING-006"
        return
    if get_origin(bare) in (tuple, Mapping) or shape(annotation):
        yield "PK-SETTING-006"
    if "Kubernetes'" in accepted(annotation):
        yield "PK-SETTING-005"
    elif bare is not str or accepted(annotation) != "text":
        yield "PK-SETTING-004"
    if not is_secret(annotation) and bare not in (bool, int) and get_origin(bare) is not Literal and not shape(annotation):
        yield "PK-NAME-001"
