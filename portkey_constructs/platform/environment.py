"""The environment variables of each component, selected from the table in `variables`."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, NamedTuple

from portkey_constructs.config.workload import Resources
from portkey_constructs.platform.components import FORMER_CLICKHOUSE
from portkey_constructs.platform.expansion import Expansion
from portkey_constructs.platform.heap import NODE_OPTIONS, heap_option
from portkey_constructs.platform.proxies import PROXY_ADDRESSES, PROXY_VARIABLES
from portkey_constructs.platform.secret_keys import SecretKey
from portkey_constructs.platform.variable import Variable
from portkey_constructs.platform.variables import VARIABLES

if TYPE_CHECKING:
    from portkey_constructs.platform.platform import Platform

__all__ = ["EnvironmentVariable", "environment", "migration_environment", "rendered_rows", "row_of"]

_BY_READER: Final = {
    reader: tuple(variable for variable in VARIABLES if reader in variable.readers)
    for reader in dict.fromkeys(reader for variable in VARIABLES for reader in variable.readers)
}

_BY_NAME: Final = {
    reader: {name: row for row in rows for name in ((row.name, row.name.lower()) if row in PROXY_VARIABLES else (row.name,))}
    for reader, rows in _BY_READER.items()
}
"""The rows of each reader; programs read the variables of a proxy in lower case, too."""

_SERVING_ONLY: Final = frozenset(variable.name for variable in _BY_READER["backend"] if variable.serving_only)


class EnvironmentVariable(NamedTuple):
    """An environment variable of a container: a literal, text that refers to other variables, or a reference to a key of a Secret."""

    name: str
    source: str | Expansion | SecretKey


def rendered_rows(platform: "Platform", component: str) -> dict[str, Variable]:
    """The rows of the table that a component's environment consists of, by the name of the variable."""
    names = {variable.name for variable in platform.environments[component]}
    return {row.name: row for row in _BY_READER.get(_reader(platform, component), ()) if row.name in names}


def row_of(platform: "Platform", component: str, name: str) -> Variable | None:
    """The row of the table for a variable of a component, rendered in this configuration or not; None if its image is not known to read it."""
    return _BY_NAME.get(_reader(platform, component), {}).get(name)


def _reader(platform: "Platform", component: str) -> str:
    former = component == "clickhouse" and platform.clickhouse is not None and platform.clickhouse.former is not None
    return FORMER_CLICKHOUSE if former else component


def migration_environment(backend: tuple[EnvironmentVariable, ...], own: Iterable[str], resources: Resources) -> tuple[EnvironmentVariable, ...]:
    """The environment variables of the migration Job: those of the backend that migrations can depend on.

    The Job also gets the variables that `env` sets in the backend (`own`): NO_PROXY belongs to a proxy among them. Its heap limit follows from
    its own `resources`.
    """
    proxy = any(name.upper() in PROXY_ADDRESSES for name in own)
    left_out = {NODE_OPTIONS, *(_SERVING_ONLY - {"NO_PROXY"} if proxy else _SERVING_ONLY)}
    option = heap_option(resources)
    heap = (EnvironmentVariable(NODE_OPTIONS, option),) if option else ()
    return (*(variable for variable in backend if variable.name not in left_out), *heap)


def environment(platform: "Platform", component: str) -> tuple[EnvironmentVariable, ...]:
    """The environment variables of a component, in the order in which the pod lists them."""
    variables = []
    for variable in _BY_READER.get(_reader(platform, component), ()):
        source = variable.source
        if isinstance(source, SecretKey):
            if source in platform.placed_secrets[source.group].keys and (variable.applies is None or variable.applies(platform)):
                variables.append(EnvironmentVariable(variable.name, source))
        elif (value := source(platform)) is not None:
            variables.append(EnvironmentVariable(variable.name, value))
    return tuple(variables)
