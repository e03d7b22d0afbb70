"""What a configuration says to the pods: variables, keys of Secrets, ports and components, each with what it holds."""

from collections.abc import Hashable, Mapping
from functools import cache
from typing import Any, Final, Literal, NamedTuple, TypeVar

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.platform.defaults import deployed, migrates
from portkey_constructs.platform.environment import environment
from portkey_constructs.platform.memory import once
from portkey_constructs.platform.ports import ports
from portkey_constructs.platform.secret_keys import SecretKey
from portkey_constructs.platform.values import values

__all__ = ["MIGRATION", "Component", "Fact", "OfComponent", "What", "alike", "changes", "facts"]

MIGRATION: Final = "migration"
"""The component that the migration's Job is; it has the backend's variables."""

What = Literal["made", "gone", "changed"]
Key = TypeVar("Key", bound=Hashable)


class OfComponent(NamedTuple):
    """A variable or a port of a component."""

    component: str
    name: str
    is_port: bool = False


class Component(NamedTuple):
    """A component."""

    component: str


Fact = SecretKey | OfComponent | Component


@once
def facts(config: PortkeyConfig) -> dict[Fact, Any]:
    """All of it; a variable holds its value, or its key and what that holds."""
    known = values(config)
    found: dict[Fact, Any] = dict(known.items())
    for component in (*deployed(config), *((MIGRATION,) if migrates(config) else ())):
        found[Component(component)] = True
    for component in deployed(config):
        for port in ports(config, component):
            found[OfComponent(component, port.name, True)] = port
        for name, source in environment(config, component):
            found[_variable(component, name)] = source if isinstance(source, str) else (source, known.get(source))
    return found


@cache
def _variable(component: str, name: str) -> OfComponent:
    """A variable of a component; the same for all configurations, of which hundreds are looked at."""
    return OfComponent(component, name)


def alike(one: PortkeyConfig, other: PortkeyConfig) -> bool:
    """Whether the facts of two configurations are the same, told without gathering them: of half of all settings they are."""
    here = deployed(one)
    if values(one) != values(other) or [*here] != [*deployed(other)] or migrates(one) != migrates(other):
        return False
    return all(environment(one, name) == environment(other, name) and ports(one, name) == ports(other, name) for name in here)


def changes(one: Mapping[Key, Any], other: Mapping[Key, Any]) -> dict[Key, What]:
    """What differs between two maps."""
    found: dict[Key, What] = {}
    for key, value in one.items():
        if key not in other:
            found[key] = "gone"
        elif value != other[key]:
            found[key] = "changed"
    found.update(dict.fromkeys((key for key in other if key not in one), "made"))
    return found
