"""Which values a variable or a key can have, where there are few, and which settings lead to each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.explain.facts import Fact
from portkey_constructs.explain.index import Seen, seen
from portkey_constructs.explain.tree import maps, tree

__all__ = ["Condition", "Outcome", "outcomes"]

Condition = tuple[tuple[str, tuple[str, ...]], ...]
"""Settings that say something together, each with the words that do; `*` for any value."""

_LEFT_OUT: Final = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A value, and what leads to it: any one of the conditions; none where nothing else is possible."""

    value: str
    conditions: tuple[Condition, ...]


def outcomes(fact: Fact) -> tuple[Outcome, ...]:
    """The values of a variable or a key; none where they are somebody's own, or secret."""
    found = seen(fact)
    values = dict.fromkeys(one.value for one in found)
    if len(values) < 2:
        return tuple(Outcome(value, ()) for value in values)
    telling = {one.place.path for one in found if len({other.value for other in found if other.place.path == one.place.path}) > 1}
    telling |= {one.place.path for one in found if one.decides}
    led: dict[str, list[Condition]] = {value: [] for value in values}
    for one in found:
        condition = _condition(one, telling)
        if one.place.path in telling and not any(condition in known for known in led.values()):
            led[one.value].append(condition)
    return tuple(Outcome(value, tuple(_merged(_least(conditions)))) for value, conditions in led.items())


def _condition(one: Seen, telling: set[str]) -> Condition:
    """What was said: the kinds above, what stood beside, other choices at the top that bear on it, and the word itself."""
    said: dict[str, tuple[str, ...]] = {".".join(one.place.parts[:depth]): kinds for depth, kinds in one.place.variants}
    said.update({path: (kind,) for path, kind in one.besides if path != one.place.path})
    for path in telling - said.keys() - {one.place.path}:
        if "." not in path and (word := _word(one.config, path)) != _default(path):
            said[path] = (word,)
    said[one.place.path] = (one.word,)
    return tuple((path, said[path]) for path in tree() if path in said)


def _word(config: PortkeyConfig, path: str) -> str:
    """The kind that a configuration has of a choice at the top."""
    field = tree()[path][0].field
    return str(getattr(getattr(config, field), "kind", _LEFT_OUT))


def _default(path: str) -> str:
    """The kind of a choice at the top when nothing is said."""
    place = tree()[path][0]
    value: Any = place.info.default
    if not isinstance(value, dict):
        return _LEFT_OUT
    kind = value.get("kind") or maps(place.annotation)[0].model_fields["kind"].default
    return str(kind) if isinstance(kind, str) else _LEFT_OUT


def _least(conditions: Sequence[Condition]) -> list[Condition]:
    """The conditions without those that say more than another one; of a setting that must be said, the one that says it."""
    less = [one for one in conditions if not any(one != other and _within(other, one) and not _must_say(other, one) for other in conditions)]
    general = [one for one in less if any(one != other and _within(one, other) and _must_say(one, other) for other in conditions)]
    return [one for one in less if one not in general]


def _within(one: Condition, other: Condition) -> bool:
    """Whether all that one condition says is said by another too."""
    said = dict(other)
    return all(path in said and set(said[path]) <= set(words) for path, words in one)


def _must_say(one: Condition, other: Condition) -> bool:
    """Whether a condition goes beyond another by a setting that has no default."""
    return any(place.info.is_required() for path, _ in other if path not in dict(one) for place in tree()[path])


def _merged(conditions: Sequence[Condition]) -> Iterator[Condition]:
    """Conditions that differ in the words of one setting are one."""
    rest = list(conditions)
    while rest:
        one = rest.pop(0)
        for other in list(rest):
            differing = [index for index, (left, right) in enumerate(zip(one, other, strict=False)) if left != right]
            if len(one) == len(other) and len(differing) == 1 and one[differing[0]][0] == other[differing[0]][0]:
                index = differing[0]
                words = tuple(dict.fromkeys((*one[index][1], *other[index][1])))
                one = (*one[:index], (one[index][0], words), *one[index + 1 :])
                rest.remove(other)
        yield one
