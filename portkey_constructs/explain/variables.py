"""Pages about environment variables."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from portkey_constructs.explain.effects import settings_with_variable
from portkey_constructs.platform.environment import SERVING_ONLY
from portkey_constructs.platform.variable import Variable
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
    uses: dict[tuple[str, str, str], list[Variable]] = {}
    for row in VARIABLES:
        if row.name == name:
            use = (row.meaning, row.key.name if row.key else "", row.since)
            uses.setdefault(use, []).append(row)
    if not uses:
        raise KeyError(name)
    described = (VariableUse(meaning, readers_of(rows), key, since) for (meaning, key, since), rows in uses.items())
    return VariablePage(name, tuple(described), settings_with_variable(name))


def readers_of(rows: Iterable[Variable]) -> tuple[str, ...]:
    """The components whose containers have these variables: the migration Job has most of the backend's."""
    return tuple(dict.fromkeys(reader for row in rows for reader in _readers(row)))


def _readers(row: Variable) -> Iterator[str]:
    for image in row.readers:
        yield image.removesuffix("-former") if image == FORMER_CLICKHOUSE else image
        if image == "backend" and row.name not in SERVING_ONLY:
            yield "migration"
