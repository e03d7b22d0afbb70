"""What becomes of each key of the values."""

from enum import StrEnum
from typing import NamedTuple

__all__ = ["Entry", "Outcome"]


class Outcome(StrEnum):
    """What becomes of a key of the values."""

    CARRIED = "carried"
    """A setting or a patch has its value."""
    DERIVED = "derived"
    """The value follows from other settings, or equals the default."""
    DEAD = "dead"
    """No template of the chart reads it, or another value switches it off."""
    FIXED = "fixed"
    """It did not work in the chart, and works here."""
    NEEDS_YOU = "needsYou"
    """Something is missing that the values do not say."""

    @property
    def heading(self) -> str:
        """Heading of the keys with this outcome in a report."""
        return _HEADINGS[self]


_HEADINGS = {
    Outcome.CARRIED: "Carried over",
    Outcome.DERIVED: "Derived: follows from other settings, or is the default",
    Outcome.DEAD: "Without effect in the chart",
    Outcome.FIXED: "Did not work in the chart, and is fixed",
    Outcome.NEEDS_YOU: "Needs you",
}


class Entry(NamedTuple):
    """A key of the values with what becomes of it."""

    key: str
    outcome: Outcome
    target: str = ""
    """The setting that replaces the key."""
    remark: str = ""
