"""Explains differences by a table of rules."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import yaml

from portkey_constructs.helm.compare.model import Difference, Mark, Value

__all__ = ["Context", "Rule", "explained", "rules"]

_Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_ANYTHING: Final = re.compile(".*", re.DOTALL)
_PLACEHOLDER: Final = re.compile(r"\{([a-z]+)\}")
_CHANGES: Final = frozenset(("added", "removed", "changed", "source"))
_PATTERNS: Final = ("section", "component", "name", "old", "new", "oldSource", "newSource")
_FIELDS: Final = frozenset(("mark", "change", "qualified", "unknown", "without", "when", "reason", *_PATTERNS))


class Context(NamedTuple):
    """What a rule needs besides the difference."""

    namespace: str
    components: frozenset[str]
    """The components of our manifests."""
    environment: Mapping[tuple[str, str], str]
    """Our variables by component and name, as far as their values are known."""
    services: Mapping[str, str] = MappingProxyType({})
    """The components of the Services of both sides, by their names."""


class Rule(NamedTuple):
    """Which differences have a mark, and why. All patterns match whole texts."""

    mark: Mark
    section: re.Pattern[str]
    component: re.Pattern[str]
    name: re.Pattern[str]
    changes: frozenset[str]
    old: re.Pattern[str]
    new: re.Pattern[str]
    """{name} stands for what the group `name` of `old` matches, and {old} for the whole old value."""
    old_source: re.Pattern[str]
    new_source: re.Pattern[str]
    qualified: bool
    """Whether the new value has to be the old one with the fully qualified name of the same component's Service."""
    unknown: bool
    """Whether the old value has to be one that the manifests do not have, because it is in a Secret outside them."""
    without: str
    """A component that our manifests must not have; empty for none."""
    when: Mapping[str, re.Pattern[str]]
    """What variables of the component must be in our manifests."""
    reason: str

    def explains(self, difference: Difference, context: Context) -> bool:
        """Whether the rule is about a difference."""
        fact = difference.fact
        return bool(
            difference.change in self.changes
            and self.section.fullmatch(fact.section)
            and self.name.fullmatch(fact.name)
            and self.component.fullmatch(fact.component)
            and _matches(difference.old, self.old, self.old_source)
            and _matches(difference.new, self._new(difference.old), self.new_source)
            and (not self.qualified or _qualified(difference, context))
            and (not self.unknown or (difference.old is not None and difference.old.text is None))
            and (not self.without or self.without not in context.components)
            and all(pattern.fullmatch(context.environment.get((fact.component, name), "")) for name, pattern in self.when.items())
        )

    def _new(self, old: Value | None) -> re.Pattern[str]:
        """The pattern of the new value, with what follows from the old one."""
        if not _PLACEHOLDER.search(self.new.pattern):
            return self.new
        text = old.text if old and old.text is not None else ""
        match = self.old.fullmatch(text)
        groups = {"old": text, **(match.groupdict(default="") if match else {})}
        return re.compile(_PLACEHOLDER.sub(lambda name: re.escape(groups[name[1]]), self.new.pattern), re.DOTALL)


@cache
def rules() -> Sequence[Rule]:
    """The rules of the table; the first that is about a difference explains it."""
    rows: list[dict[str, Any]] = yaml.load(Path(__file__).with_name("explanations.yaml").read_text("utf-8"), _Loader)
    return tuple(map(_rule, rows))


def explained(difference: Difference, context: Context) -> Difference:
    """The difference with its mark and the reason."""
    rule = next((rule for rule in rules() if rule.explains(difference, context)), None)
    return difference._replace(mark=rule.mark, reason=rule.reason) if rule else difference


def _rule(row: Mapping[str, Any]) -> Rule:
    unknown = row.keys() - _FIELDS
    changes = frozenset(row.get("change", _CHANGES) if not isinstance(row.get("change"), str) else (row["change"],))
    if unknown or not changes <= _CHANGES:
        raise ValueError(f"unknown in a rule: {unknown or changes - _CHANGES}")
    section, component, name, old, new, old_source, new_source = (_pattern(row.get(field)) for field in _PATTERNS)
    return Rule(
        mark=Mark(row["mark"]),
        section=section,
        component=component,
        name=name,
        changes=changes,
        old=old,
        new=new,
        old_source=old_source,
        new_source=new_source,
        qualified=bool(row.get("qualified")),
        unknown=bool(row.get("unknown")),
        without=row.get("without", ""),
        when={name: _pattern(text) for name, text in row.get("when", {}).items()},
        reason=str(row["reason"]),
    )


def _pattern(text: str | None) -> re.Pattern[str]:
    return _ANYTHING if text is None else re.compile(text, re.DOTALL)


def _matches(value: Value | None, text: re.Pattern[str], source: re.Pattern[str]) -> bool:
    """Whether a value matches; one that is absent, or whose text is unknown, matches only what matches anything."""
    if value is None:
        return text is _ANYTHING and source is _ANYTHING
    known = text is _ANYTHING or (value.text is not None and text.fullmatch(value.text) is not None)
    return known and source.fullmatch(value.source) is not None


def _qualified(difference: Difference, context: Context) -> bool:
    old, new = (_with_components(value.text if value else None, context) for value in (difference.old, difference.new))
    return old is not None and old == new


def _with_components(text: str | None, context: Context) -> str | None:
    """A text with the component instead of the name of each Service, and without what makes the name fully qualified."""
    if text is None:
        return None
    short = re.sub(rf"\.{re.escape(context.namespace)}\.svc(\.[-.a-z0-9]*[a-z0-9])?", "", text)
    return re.sub(r"[a-z0-9][-a-z0-9]*", lambda name: f"<{context.services[name[0]]}>" if name[0] in context.services else name[0], short)
