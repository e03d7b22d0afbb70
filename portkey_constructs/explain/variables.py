"""Pages about environment variables."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from portkey_constructs.explain.effects import settings_with_variable
from portkey_constructs.platform.components import FORMER_CLICKHOUSE
from portkey_constructs.platform.evidence import Evidence
from portkey_constructs.platform.other_variables import OTHER_VARIABLES, OtherVariable
from portkey_constructs.platform.variable import Variable
from portkey_constructs.platform.variables import VARIABLES

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
    source: str
    """Where it is written that the images read the variable."""
    unproven: tuple[str, ...]
    """The components for whose images the source is no proof."""

    @property
    def provenance(self) -> str:
        """The source, and for which images it is no proof."""
        images = "the default images" if self.unproven == self.readers else f"the default images of {', '.join(self.unproven)}"
        return f"{self.source}; not proven for {images}" if self.unproven else self.source


@dataclass(frozen=True, slots=True)
class VariablePage:
    """Everything about an environment variable."""

    name: str
    uses: tuple[VariableUse, ...]
    settings: tuple[str, ...]
    """The settings whose declared effects include the variable; for a variable that the manifests do not set, those to use instead."""
    advice: str = ""
    """Whether to set it with `env`, if the manifests do not set it."""

    @property
    def readers(self) -> tuple[str, ...]:
        """The components that read it."""
        return tuple(dict.fromkeys(reader for use in self.uses for reader in use.readers))

    @property
    def sources(self) -> tuple[str, ...]:
        """The provenance of each use, with its readers if the uses differ."""
        if len({use.provenance for use in self.uses}) == 1:
            return (self.uses[0].provenance,)
        return tuple(f"{use.provenance} ({', '.join(use.readers)})" for use in self.uses)


@cache
def variable_names() -> tuple[str, ...]:
    """The name of every variable, those that the manifests do not set at the end."""
    return tuple(dict.fromkeys((*(variable.name for variable in VARIABLES), *_others())))


@cache
def _others() -> Mapping[str, OtherVariable]:
    return {name: other for other in OTHER_VARIABLES for name in other.names}


def variables() -> tuple[VariablePage, ...]:
    """Every variable."""
    return tuple(variable(name) for name in variable_names())


def variable(name: str) -> VariablePage:
    """The page of a variable; raises `KeyError` for an unknown variable."""
    uses: dict[tuple[str, str, str, Evidence], list[Variable]] = {}
    for row in VARIABLES:
        if row.name == name:
            use = (row.meaning, row.key.name if row.key else "", row.since, row.evidence)
            uses.setdefault(use, []).append(row)
    if not uses:
        return _other_page(name, _others()[name])
    described = (
        VariableUse(meaning, readers_of(rows), key, since, evidence.title, _unproven(rows)) for (meaning, key, since, evidence), rows in uses.items()
    )
    return VariablePage(name, tuple(described), settings_with_variable(name))


def _other_page(name: str, other: OtherVariable) -> VariablePage:
    unproven = tuple(reader for reader in other.readers if reader not in other.evidence.proves)
    use = VariableUse(other.meaning, other.readers, "", other.since, other.evidence.title, unproven)
    return VariablePage(name, (use,), other.settings, other.advice)


def readers_of(rows: Iterable[Variable]) -> tuple[str, ...]:
    """The components whose containers have these variables: the migration Job has most of the backend's."""
    return tuple(dict.fromkeys(reader for row in rows for reader in _components(row, row.readers)))


def _unproven(rows: Iterable[Variable]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(reader for row in rows for reader in _components(row, row.unproven)))


def _components(row: Variable, images: Iterable[str]) -> Iterator[str]:
    for image in images:
        yield image.removesuffix("-former") if image == FORMER_CLICKHOUSE else image
        if image == "backend" and not row.serving_only:
            yield "migration"
