"""What the catalogue knows of a code."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

__all__ = ["BASES", "Base", "Door", "Entry", "Example", "Severity"]

Severity = Literal["error", "warning", "either"]
"""`either` is a warning that is an error where more is at stake; the cause says where."""

Base = Literal["production", "development", "part", "nothing"]

Door = Literal["validate", "aws policy", "aws eksctl"]

BASES: Final[Mapping[Base, Mapping[str, str]]] = {
    "production": {
        "profile": "production",
        "auth": "{kind: none}",
        "mysql": "{kind: inCluster}",
        "redis": "{kind: inCluster}",
        "clickhouse": "{kind: inCluster}",
        "logStore": "{kind: none}",
    },
    "development": {
        "profile": "development",
        "clientAuth": "licence-from-portkey",
        "imagePull": "{kind: none}",
        "auth": "{kind: none}",
    },
    "part": {
        "profile": "production",
        "redis": "{kind: inCluster}",
        "logStore": "{kind: none}",
    },
    "nothing": {},
}
"""What an example leaves out: the rest of a configuration of a profile, of a part of the platform, or nothing."""


@dataclass(frozen=True, slots=True)
class Example:
    """A piece of `portkey.yaml` that raises a code, and the same piece mended; what it does not say is its base's."""

    wrong: str
    mended: str
    base: Base = "production"
    files: Mapping[str, str] = field(default_factory=dict)
    """Files that stand beside it, by their names."""
    by: Door = "validate"
    """The command that tells it."""

    def document(self, text: str) -> str:
        """One of the two pieces as a whole `portkey.yaml`."""
        said = {line.partition(":")[0] for line in text.splitlines()}
        return "".join([text, *(f"{setting}: {value}\n" for setting, value in BASES[self.base].items() if setting not in said)])


@dataclass(frozen=True, slots=True)
class Entry:
    """A code: what it is, why it is refused or warned of, and what to do."""

    code: str
    title: str
    """What it is, in a line that begins small and has no full stop."""
    cause: str
    """Why, in sentences."""
    mend: str
    """What to do, in sentences."""
    settings: tuple[str, ...] = ()
    """The settings that it is about: `*` stands for one part of a path, `**` for any number of them."""
    severity: Severity = "error"
    example: Example | None = None
    """None where no configuration says what is wrong."""
