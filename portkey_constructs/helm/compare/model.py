"""The facts of manifests, and the differences between two sets of facts."""

import json
from collections.abc import Iterator
from enum import StrEnum
from typing import Final, NamedTuple

from portkey_constructs.config.hidden_text import concealed
from portkey_constructs.config.secret_shapes import HIDDEN, masked, secret_in

__all__ = ["HIDDEN", "IN_CONFIG_JS", "PLAIN", "SHARED", "Comparison", "Difference", "Fact", "Facts", "Mark", "Value", "differing"]

SHARED: Final = "shared"
"""The component of objects that belong to no single component."""
PLAIN: Final = "plain"
IN_CONFIG_JS: Final = " in config.js"
"""The end of the names of variables that the front end reads from a file."""


class Mark(StrEnum):
    """Why something differs."""

    FIXED_DEFECT = "fixed defect"
    HARDENING = "hardening"
    NAMING = "naming"
    OUR_DEFAULT = "our default"
    UNEXPLAINED = "unexplained"


class Fact(NamedTuple):
    """The name of a fact about a component."""

    component: str
    section: str
    """`environment`, `ports`, `probes`, `secrets`, `volumes`, `security`, `resources`, `scaling`, `exposure` and the like."""
    name: str


class Value(NamedTuple):
    """The value of a fact, and where it comes from."""

    text: str | None
    """None if a Secret that is not in the manifests has the value."""
    source: str = PLAIN
    """`plain`, or the kind, name and key of the object that has the value."""
    confidential: bool = False
    hidden: str = ""
    """The content for which the text stands if a report must not contain it; empty if it is not known. Contents are compared, and never shown."""

    @property
    def shown(self) -> str:
        """The value for a report, without what is confidential."""
        if self.source.startswith("Secret "):
            return f"from {self.source}"
        text = HIDDEN if self.confidential else f'"{self.text}"' if self.text == "" else self.text or ""
        return text if self.source == PLAIN else f"{text} from {self.source}"

    def __repr__(self) -> str:
        return f"Value({self.shown!r})"


Facts = dict[Fact, Value]


def _is_secret(name: str, text: str) -> bool:
    """Whether a value is secret by its name or form; also a value in a list or map that is written as JSON."""
    if secret_in(name, text):
        return True
    try:
        structure = json.loads(text) if text[:1] in ("[", "{") else None
    except ValueError:
        return False
    return structure is not None and concealed(structure, name) is not structure


class Difference(NamedTuple):
    """A fact that differs, with the reason."""

    fact: Fact
    old: Value | None
    """The value in the chart; None if the chart does not have it."""
    new: Value | None
    """The value in our manifests; None if they do not have it."""
    mark: Mark = Mark.UNEXPLAINED
    reason: str = ""

    @property
    def change(self) -> str:
        """`added`, `removed`, `changed`, or `source` for the same value from another source."""
        if self.old is None or self.new is None:
            return "added" if self.old is None else "removed"
        same = self.old.text is not None and self.old.text == self.new.text and _same_content(self.old, self.new)
        return "source" if same else "changed"

    @property
    def shown(self) -> tuple[str | None, str | None]:
        """Both values for a report. A value that is in a Secret of either side is not in it."""
        old, new = self.old, self.new
        if old and new and self.change == "source":
            old, new = old._replace(confidential=True), new._replace(confidential=True)
        return self._shown(old), self._shown(new)

    @property
    def old_value(self) -> str | None:
        """The value in the chart for a report, also if only its source differs."""
        return self._shown(self.old)

    def _shown(self, value: Value | None) -> str | None:
        if value is None:
            return None
        name = self.fact.name.removesuffix(IN_CONFIG_JS).rpartition(" ")[2]
        confidential = value.confidential or _is_secret(name, value.text or "")
        return value._replace(source=masked(value.source), confidential=confidential).shown

    @property
    def shown_name(self) -> str:
        """The name of the fact for a report, without a secret that is part of it."""
        return masked(self.fact.name)

    @property
    def shown_reason(self) -> str:
        """The reason for a report, without a secret of a value that it names."""
        return masked(self.reason)


class Comparison(NamedTuple):
    """What differs between the manifests of a chart and ours."""

    chart: str
    """Name and version of the chart."""
    facts: int
    """How many facts are compared."""
    differences: tuple[Difference, ...]

    def counts(self) -> dict[Mark, int]:
        """The number of differences with each mark."""
        return {mark: sum(difference.mark is mark for difference in self.differences) for mark in Mark}


def differing(old: Facts, new: Facts) -> Iterator[Difference]:
    """The facts that differ, in the order of components and names. A component that only one side has is a single difference."""
    old_components, new_components = ({fact.component for fact in facts} for facts in (old, new))
    alone = (old_components ^ new_components) - {SHARED}
    for component in sorted(alone):
        value = Value(", ".join(sorted({fact.name for fact in {**old, **new} if fact.component == component and fact.section == "names"})))
        yield Difference(Fact(component, "component", "objects"), *((value, None) if component in old_components else (None, value)))
    for fact in sorted({*old, *new}):
        # Other facts say that an object is only on one side.
        if fact.section == "names" and not (fact in old and fact in new):
            continue
        if fact.component not in alone and not _same(old.get(fact), new.get(fact)):
            yield Difference(fact, old.get(fact), new.get(fact))


def _same(old: Value | None, new: Value | None) -> bool:
    return old is not None and new is not None and (old.text, old.source) == (new.text, new.source) and _same_content(old, new)


def _same_content(old: Value, new: Value) -> bool:
    return old.hidden == new.hidden or not (old.hidden and new.hidden)
