"""Turns of phrase that several pages have."""

from collections.abc import Iterable, Sequence
from typing import Final

from portkey_constructs.config.secrets import SecretGroup
from portkey_constructs.explain.environment import default_secret
from portkey_constructs.explain.index import ANY_VALUE, Source
from portkey_constructs.explain.left_out import PROFILES
from portkey_constructs.explain.outcomes import Condition, Outcome
from portkey_constructs.explain.settings import Variant
from portkey_constructs.explain.tree import tree

__all__ = ["led_to", "secret_name", "sentence", "several", "shortened", "there", "when_left_out", "with_values"]

_NOT_SET: Final = "(not set)"


def several(words: Iterable[str]) -> str:
    """A list in a sentence."""
    return ", ".join(words)


def shortened(names: Sequence[str], most: int) -> str:
    """A list in a sentence, with a count of what is too much for it."""
    rest = f" and {len(names) - most} more" if len(names) > most else ""
    return several(names[:most]) + rest


def sentence(words: str) -> str:
    """Words with a capital and a full stop."""
    return f"{words[:1].upper()}{words[1:]}."


def secret_name(group: str) -> str:
    """A Secret by its default name, and its word where that is another: `portkey-secrets (app)`."""
    said = SecretGroup(group)
    return default_secret(said) + ("" if said.suffix == said.value else f" ({said.value})")


def with_values(path: str, values: Sequence[str]) -> str:
    """A setting with its values: `logStore.kind s3, gcs`."""
    if ANY_VALUE in values:
        return path
    is_map = any(other.startswith(f"{path}.") for other in tree())
    return f"{path}{'.kind' if is_map else ''} {several(values)}"


def there(always: bool, conditions: Iterable[Source]) -> str:
    """When something is there."""
    made = [with_values(one.path, one.there) for one in conditions if one.there]
    away = [with_values(one.path, one.away) for one in conditions if one.away]
    parts = ["always" if always and not made else "always in the application" if always else f"with {'; with '.join(made)}" if made else "never"]
    return "; ".join([*parts, *([f"not with {'; nor with '.join(away)}"] if away else [])])


def led_to(outcomes: Sequence[Outcome]) -> list[str]:
    """Values, each with what leads to it."""
    if len(outcomes) == 1:
        return [outcomes[0].value or "(empty)"]
    return [f"{one.value or '(empty)'}: {'; or '.join(map(_condition, one.conditions)) or 'else'}" for one in outcomes]


def _condition(one: Condition) -> str:
    return " with ".join(with_values(path, words) for path, words in one)


def when_left_out(one: Variant) -> str:
    """What a setting comes to when it is left out, by profile where that differs; empty for a map whose settings have defaults of their own."""
    found, must = one.left_out.by_profile, one.left_out.must
    if one.default or one.left_out.follows:
        return one.default or one.left_out.follows
    if not found and not must:
        return _above(one) if one.left_out.above else _NOT_SET if one.none else ""
    if len(found) == len(PROFILES) and len(set(found.values())) == 1:
        return next(iter(found.values()))
    if not found and len(must) == len(PROFILES):
        return f"must be said ({several(dict.fromkeys(must.values()))})"
    parts = []
    for profile in PROFILES:
        said = found.get(profile) or (f"must be said ({must[profile]})" if profile in must else _NOT_SET)
        parts.append(f"{said} in the {profile} profile")
    return "; ".join(parts)


def _above(one: Variant) -> str:
    told = one.left_out.with_above
    values = "; ".join(f"{value} in the {profile} profile" for profile, value in told.items())
    return f"{_NOT_SET}; where all of {one.left_out.above} is left out, {values}"
