"""What a configuration says to the pods: variables, keys of Secrets, ports and components, each with what it holds."""

from collections.abc import Hashable, Mapping
from typing import Any, Final, Literal, NamedTuple, TypeVar

from portkey_constructs.config.platform import PortkeyConfig
from portkey_constructs.config.profiles import deployed, migrates
from portkey_constructs.product.environment import environment
from portkey_constructs.product.memory import once
from portkey_constructs.product.ports import ports
from portkey_constructs.product.secret_keys import SecretKey
from portkey_constructs.product.values import values

__all__ = ["MIGRATION", "Component", "Fact", "OfComponent", "What", "changes", "facts"]

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
            found[OfComponent(component, name)] = source if isinstance(source, str) else (source, known.get(source))
    return found


def changes(one: Mapping[Key, Any], other: Mapping[Key, Any]) -> dict[Key, What]:
    """What differs between two maps."""
    found: dict[Key, What] = {}
    for key in dict.fromkeys((*one, *other)):
        if key not in one or key not in other:
            found[key] = "gone" if key in one else "made"
        elif one[key] != other[key]:
            found[key] = "changed"
    return found
