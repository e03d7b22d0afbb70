"""What comes of leaving a setting out, asked of the configuration: it is read with the setting left out, and with values said."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any, Final, Literal, get_args, get_origin

import yaml
from pydantic import ValidationError

from portkey_constructs.config.introspection import inner
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.errors import ConfigurationError
from portkey_constructs.explain.codes import concerns
from portkey_constructs.explain.defaults import by_profile, written
from portkey_constructs.explain.effects import same
from portkey_constructs.explain.grounds import Profile, configuration, named, put, values_of, without
from portkey_constructs.explain.likely import DEPENDS, LIKELY
from portkey_constructs.explain.tree import Place, tree
from portkey_constructs.platform.memory import once
from portkey_constructs.rules import check
from portkey_constructs.rules.catalogue import ENTRIES

__all__ = ["PROFILES", "LeftOut", "alike", "candidates", "left_out"]

PROFILES: Final[tuple[Profile, ...]] = ("production", "development")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What a setting without a default of its own comes to; all empty where nothing is known to come of it."""

    by_profile: Mapping[str, str] = field(default_factory=dict)
    """The value that it is as good as, by profile, as YAML."""
    follows: str = ""
    """The same in words, where it follows from another setting."""
    must: Mapping[str, str] = field(default_factory=dict)
    """Profiles that refuse to have it left out, each with the code."""
    above: str = ""
    """The map above it that a profile gives where all of that is left out; empty for most."""
    with_above: Mapping[str, str] = field(default_factory=dict)
    """What the setting is then, by profile, as YAML."""


def left_out(place: Place) -> LeftOut:
    """What comes of it, in one variant of the maps above it."""
    if place.info.default is not None:
        return LeftOut()
    given = by_profile(place)
    follows = next((words for pattern, words in DEPENDS if fnmatchcase(named(place), pattern)), "")
    if not given and not follows:
        given, follows = _found(place)
    above, with_above = _from_above(place)
    must = {} if follows else {profile: code for profile, code in _must(place) if profile not in given}
    return LeftOut(given, follows, must, above, with_above)


def _found(place: Place) -> tuple[dict[str, str], str]:
    """The value that changes nothing, while others do."""
    found: dict[str, str] = {}
    words = ""
    tried = tuple(candidates(place))
    for profile in PROFILES if tried else ():
        data = without(place, profile)
        found_same, others = [], 0
        for value, said in tried:
            if alike(data, put(data, place, value)):
                found_same.append((value, said))
            else:
                others += 1
        if len(found_same) == 1 and others:
            found[profile] = written(found_same[0][0])
            words = found_same[0][1] or words
    return found, words


def candidates(place: Place) -> Iterator[tuple[Any, str]]:
    """Values to try, each with words for it; of what is no choice there is one that is known to be another."""
    bare = inner(place.annotation)
    if get_origin(bare) is Literal:
        yield from ((value, "") for value in get_args(bare))
        return
    if bare is bool:
        yield from ((value, "") for value in (True, False))
        return
    likely = [(value, words) for pattern, value, words in LIKELY if fnmatchcase(named(place), pattern)]
    yield from likely
    if likely:
        known = [value for value, _ in likely]
        yield next(value for value in values_of(place.path, place.annotation) if value not in known), ""


def alike(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two configurations become the same, and are refused alike."""
    try:
        before, after = configuration(dict(one)), configuration(dict(other))
        return _refused(before) == _refused(after) and same(before, after)
    except (ConfigurationError, ValidationError):
        return False


def _must(place: Place) -> Iterator[tuple[str, str]]:
    """The profiles that refuse the configuration because of this setting; where no rule is about it, nothing needs to be asked."""
    for profile in PROFILES if any(concerns(entry, place.path) for entry in ENTRIES) else ():
        try:
            config = configuration(without(place, profile))
        except (ConfigurationError, ValidationError):
            continue
        codes = [code for path, code in _refused(config) if path == place.path]
        if codes:
            yield profile, codes[0]


@once
def _refused(config: PortkeyConfig) -> tuple[tuple[str, str], ...]:
    return tuple((problem.path, problem.code) for problem in check(config) if problem.severity == "error")


def _from_above(place: Place) -> tuple[str, dict[str, str]]:
    """The nearest map above that a profile gives as a whole with the setting in it."""
    for depth in range(len(place.parts) - 1, 0, -1):
        path = ".".join(place.parts[:depth])
        if path not in tree():
            continue
        found: dict[str, str] = {}
        for profile, said in by_profile(tree()[path][0]).items():
            value: Any = yaml.safe_load(said)
            for part in place.parts[depth:]:
                value = value.get(part) if isinstance(value, dict) else None
            if value is not None:
                found[profile] = written(value)
        if found:
            return path, found
    return "", {}
