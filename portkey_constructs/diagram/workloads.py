"""What runs in the cluster, as the rendered objects run it, and which of it calls which."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.services import InPodMigration
from portkey_constructs.config.stores import InClusterStore, RemoteClickHouse
from portkey_constructs.diagram.elements import Edge, Node, Place
from portkey_constructs.diagram.text import counted
from portkey_constructs.kubernetes.registry import WORKLOAD_KINDS
from portkey_constructs.manifests.metadata import COMPONENT
from portkey_constructs.manifests.nginx import nginx_conf
from portkey_constructs.platform.defaults import SERVICE_NAMES, clickhouse, deployed, replicas, volume_size
from portkey_constructs.platform.environment import environment
from portkey_constructs.platform.names import Names
from portkey_constructs.platform.ports import PORTS

__all__ = ["MIGRATION", "TITLES", "called_here", "workloads"]

MIGRATION: Final = "migration"
TITLES: Final[Mapping[str, str]] = {
    "frontend": "Front end",
    "gateway": "Gateway",
    "backend": "Backend",
    "dataservice": "Data service",
    MIGRATION: "Migration",
    "mysql": "MySQL",
    "redis": "Redis",
    "clickhouse": "ClickHouse",
}
"""What runs, from the world inwards."""

Object = Mapping[str, Any]


def workloads(config: PortkeyConfig, objects: Sequence[Object]) -> list[Node]:
    """A node for everything that has pods."""
    found = {one["metadata"]["labels"][COMPONENT]: one for one in objects if one["kind"] in WORKLOAD_KINDS}
    return [_node(config, component, found[component], objects) for component in TITLES if component in found]


def _node(config: PortkeyConfig, component: str, one: Object, objects: Sequence[Object]) -> Node:
    store = component in PORTS and component not in SERVICE_NAMES
    title = f"{TITLES[component]}{' (former)' if component == 'clickhouse' and isinstance(clickhouse(config), RemoteClickHouse) else ''}"
    # A Job is named after its content, which is no part of the picture.
    name = f"{Names(config).component(MIGRATION)}-*" if component == MIGRATION else one["metadata"]["name"]
    lines = (f"{one['kind']} {name}", *_size(config, component), *_node_port(component, objects))
    return Node(component, Place.STORES if store else Place.SERVICES, title, lines, keeps=store)


def _size(config: PortkeyConfig, component: str) -> Iterator[str]:
    if component == MIGRATION:
        return
    if component in SERVICE_NAMES:
        wanted = replicas(config, component)
        yield f"{wanted.least} to {wanted.most} pods" if wanted.least != wanted.most else counted(wanted.most, "pod")
        if component == "backend" and isinstance(config.migration, InPodMigration):
            yield "migrates when it starts"
        return
    workload = deployed(config)[component].workload
    assert isinstance(workload, InClusterStore)
    yield f"1 pod, volume of {volume_size(config, component, workload)}"


def _node_port(component: str, objects: Sequence[Object]) -> Iterator[str]:
    for one in objects:
        if one["kind"] == "Service" and one["spec"].get("type") == "NodePort" and one["metadata"]["labels"][COMPONENT] == component:
            yield "Service of type NodePort"


def called_here(config: PortkeyConfig, component: str) -> Iterator[Edge]:
    """The services of this cluster that a service is told the address of."""
    text = "\n".join([source for _, source in environment(config, component) if isinstance(source, str)])
    if component == "frontend":
        text += nginx_conf(config)
    for target in SERVICE_NAMES:
        numbers = re.findall(rf"//{re.escape(Names(config).host(target))}:([0-9]+)", text)
        yield from (Edge(component, target, number) for number in dict.fromkeys(numbers))
