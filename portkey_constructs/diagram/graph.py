"""The picture of a configuration as data, derived from the same facts as its manifests."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.services import DataPlane, ExternalGateway, GatewayOnly
from portkey_constructs.config.stores import RemoteClickHouse
from portkey_constructs.diagram.beyond import beyond, told
from portkey_constructs.diagram.doors import doors
from portkey_constructs.diagram.elements import Edge, Graph, Node, Place
from portkey_constructs.diagram.identities import identities
from portkey_constructs.diagram.secrets import secrets
from portkey_constructs.diagram.workloads import MIGRATION, called_here, workloads
from portkey_constructs.manifests.platform import COMPONENTS
from portkey_constructs.platform.defaults import clickhouse, stores
from portkey_constructs.platform.names import Names

__all__ = ["graph"]

_MIGRATED: Final = ("mysql", "clickhouse")
"""What the migration's commands write to: knex to the one, ch_init.js to the other."""


def graph(config: PortkeyConfig) -> Graph:
    """What runs, who calls whom and at which port, where the Secrets come from, and who is what to a cloud.

    Hosts that only a deployment of the AWS companion tells may be unknown yet. No value of a Secret is in it.
    """
    objects: list[Mapping[str, Any]] = [dict(one) for _, make in COMPONENTS.values() for one in make(config)]
    entrances, edges = doors(config, objects)
    here = workloads(config, objects)
    outside = _outside(config)
    for node in here:
        if node.place is Place.SERVICES:
            edges += _calls(config, node.id)
    nodes = [*entrances, *here, *outside]
    ingresses = {Names(config).component(one.id.removeprefix("door-")): one.id for one in entrances}
    sources, held = secrets(config, objects, ingresses)
    return Graph(
        title=_title(config),
        namespace=config.namespace,
        nodes=tuple(nodes),
        edges=tuple(dict.fromkeys(edges)),
        sources=tuple(sources),
        secrets=tuple(replace(one, readers=tuple(node.id for node in nodes if node.id in one.readers)) for one in held),
        identities=tuple(identities(config, [node.id for node in here])),
    )


def _outside(config: PortkeyConfig) -> list[Node]:
    here = _stores_that_serve(config)
    return [node if name not in stores(config) else _elsewhere(node) for name, (node, _) in beyond(config).items() if name not in here]


def _stores_that_serve(config: PortkeyConfig) -> set[str]:
    """The stores of this cluster that the services call; a former ClickHouse only waits for its data to move."""
    return set(stores(config)) - ({"clickhouse"} if isinstance(clickhouse(config), RemoteClickHouse) else set())


def _elsewhere(node: Node) -> Node:
    """A store that has another of its kind beside it."""
    return Node(f"{node.id}-elsewhere", node.place, node.title, node.lines, node.keeps)


def _calls(config: PortkeyConfig, component: str) -> list[Edge]:
    labels = {name: label for name, (_, label) in beyond(config).items()}
    here = _stores_that_serve(config)
    migrates = component == MIGRATION
    called = [one for one in told(config, "backend" if migrates else component) if one in _MIGRATED or not migrates]
    ids = {one: one if one in here or one not in stores(config) else f"{one}-elsewhere" for one in called}
    return [*called_here(config, component), *(Edge(component, ids[one], labels[one]) for one in called)]


def _title(config: PortkeyConfig) -> str:
    match config.deployment:
        case GatewayOnly():
            what = "Portkey's gateway alone"
        case DataPlane():
            what = "Portkey's hybrid data plane"
        case _:
            what = "Portkey with its gateway elsewhere" if isinstance(config.gateway, ExternalGateway) else "Portkey"
    return f"{what}, {config.profile}"
