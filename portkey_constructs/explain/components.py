"""Pages about components and ports."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.secrets import SecretGroup
from portkey_constructs.explain.facts import MIGRATION, Component, OfComponent, facts
from portkey_constructs.explain.grounds import least
from portkey_constructs.explain.index import Source, index
from portkey_constructs.explain.tree import tree
from portkey_constructs.loading.field_docs import meanings
from portkey_constructs.manifests.platform import COMPONENTS, platform
from portkey_constructs.platform.images import DEFAULT_IMAGES
from portkey_constructs.platform.labels import COMPONENT_LABEL
from portkey_constructs.platform.names import Names
from portkey_constructs.platform.ports import CLICKHOUSE_TLS_PORTS, MCP_PORT, PORTS, NamedPort
from portkey_constructs.platform.variables import FROM_SECRETS

__all__ = ["ComponentPage", "PortPage", "component", "components", "port", "port_names", "ports"]

_BESIDES: Final[tuple[tuple[str, tuple[NamedPort, ...]], ...]] = (("gateway", (MCP_PORT,)), ("clickhouse", CLICKHOUSE_TLS_PORTS))
"""Ports that images have when they are told."""


@dataclass(frozen=True, slots=True)
class PortPage:
    """All about a port of a container."""

    name: str
    component: str
    container: int
    """Its number in the container."""
    service: int
    """Its number at the Service, unless the setting says another."""
    setting: str
    """The setting of the Service's number; empty where there is none."""
    always: bool
    """Whether it is there in the least configuration of a platform in production."""
    conditions: tuple[Source, ...]
    """Settings by which it is there, or is not."""


@dataclass(frozen=True, slots=True)
class ComponentPage:
    """All about a component: a service, a store in the cluster, or the migration's Job."""

    name: str
    meaning: str
    stage: str
    """The stage that it comes up in."""
    image: str
    """The image that it runs unless told otherwise."""
    ports: tuple[str, ...]
    variables: tuple[str, ...]
    """Environment variables that its image can have."""
    secrets: tuple[str, ...]
    """Secrets that it reads from, unless secrets.names says other names."""
    objects: tuple[str, ...]
    """Its objects in the least configuration of production, by kind and name."""
    setting: str
    """The setting that it is told by."""
    conditions: tuple[Source, ...]
    """Settings by which it runs here, or does not."""


def components() -> tuple[ComponentPage, ...]:
    """Every component."""
    return tuple(component(name) for name in COMPONENTS if name in (*PORTS, MIGRATION))


def ports() -> tuple[PortPage, ...]:
    """Every port."""
    return tuple(map(port, _ports()))


def port_names() -> tuple[str, ...]:
    """The name of every port."""
    return tuple(_ports())


def component(name: str) -> ComponentPage:
    """The page of a component; raises `KeyError` for a name that is none."""
    reads = "backend" if name == MIGRATION else name
    repository, tag = DEFAULT_IMAGES[reads]
    held = dict.fromkeys(source.group for tables in _tables(reads) for source in tables.values())
    return ComponentPage(
        name,
        meanings(PortkeyConfig)[name],
        str(COMPONENTS[name][0]),
        f"{repository}:{tag}",
        tuple(one for one, (owner, _) in _ports().items() if owner == name),
        tuple(sorted(fact.name for fact in index() if isinstance(fact, OfComponent) and not fact.is_port and fact.component == reads)),
        tuple(Names(least()).secret(group) for group in SecretGroup if group in held),
        tuple(dict.fromkeys(f"{kind} {called}" for kind, called, owner in _objects() if owner == name)),
        name,
        tuple(source for source in index().get(Component(name), ()) if source.there or source.away),
    )


def port(name: str) -> PortPage:
    """The page of a port; raises `KeyError` for a name that is none."""
    owner, found = _ports()[name]
    fact, setting = OfComponent(owner, name, True), f"{owner}.service.port"
    first = PORTS[owner][0].name == name
    conditions = tuple(source for source in index().get(fact, ()) if source.there or source.away)
    return PortPage(name, owner, found.container, found.service, setting if first and setting in tree() else "", fact in facts(least()), conditions)


@cache
def _ports() -> dict[str, tuple[str, NamedPort]]:
    """Every port by its name, with its component."""
    return {one.name: (owner, one) for owner, several in (*PORTS.items(), *_BESIDES) for one in several}


def _tables(name: str) -> list[Any]:
    return [table for owner, tables in FROM_SECRETS.items() if owner.removesuffix("-former") == name for table in tables]


@cache
def _objects() -> tuple[tuple[str, str, str], ...]:
    """Kind, name and component of every object; a Job's name is without the digest of its content."""
    found = []
    for _, manifest in platform(least()):
        kind, meta = manifest["kind"], manifest["metadata"]
        name = meta["name"].rpartition("-")[0] if kind == "Job" else meta["name"]
        found.append((kind, name, str(meta.get("labels", {}).get(COMPONENT_LABEL, ""))))
    return tuple(found)
