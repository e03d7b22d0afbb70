"""Pages about environment variables."""

from dataclasses import dataclass
from functools import cache

from portkey_constructs.explain.effects import settings_with_variable
from portkey_constructs.platform.variables import FORMER_CLICKHOUSE, VARIABLES

__all__ = ["VariablePage", "VariableUse", "readers_of", "variable", "variable_names", "variables"]


@dataclass(frozen=True, slots=True)
class VariableUse:
    """The meaning of a variable for some components."""

    meaning: str
    readers: tuple[str, ...]
    key: str
    """The key of a Secret that it reads: `mysql/mysql_host`; empty for a plain value."""
    since: str
    """The first image version that reads the variable; empty if every supported version does."""


@dataclass(frozen=True, slots=True)
class VariablePage:
    """Everything about an environment variable."""

    name: str
    uses: tuple[VariableUse, ...]
    settings: tuple[str, ...]
    """The settings whose declared effects include the variable."""

    @property
    def readers(self) -> tuple[str, ...]:
        """The components that read it."""
        return tuple(dict.fromkeys(reader for use in self.uses for reader in use.readers))


@cache
def variable_names() -> tuple[str, ...]:
    """The name of every variable."""
    return tuple(dict.fromkeys(variable.name for variable in VARIABLES))


def variables() -> tuple[VariablePage, ...]:
    """Every variable."""
    return tuple(variable(name) for name in variable_names())


def variable(name: str) -> VariablePage:
    """The page of a variable; raises `KeyError` for an unknown variable."""
    uses: dict[tuple[str, str, str], list[str]] = {}
    for row in VARIABLES:
        if row.name == name:
            use = (row.meaning, row.key.name if row.key else "", row.since)
            uses.setdefault(use, []).extend(row.readers)
    if not uses:
        raise KeyError(name)
    rows = (VariableUse(meaning, readers_of(readers), key, since) for (meaning, key, since), readers in uses.items())
    return VariablePage(name, tuple(rows), settings_with_variable(name))


def readers_of(images: list[str] | tuple[str, ...]) -> tuple[str, ...]:
    """The components that run these images: the migration Job runs the backend's."""
    names = (name.removesuffix("-former") if name == FORMER_CLICKHOUSE else name for name in images)
    return tuple(dict.fromkeys(reader for name in names for reader in ((name, "migration") if name == "backend" else (name,))))
