"""The workloads in the namespace, and the connections between its services."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.services import InPodMigration
from portkey_constructs.config.stores import InClusterStore, RemoteClickHouse
from portkey_constructs.diagram.graph import Edge, Group, Node
from portkey_constructs.manifests.metadata import COMPONENT
from portkey_constructs.manifests.nginx import nginx_conf
from portkey_constructs.platform.defaults import SERVICE_NAMES, STORE_NAMES, clickhouse, deployed, replicas, volume_size
from portkey_constructs.platform.environment import environment
from portkey_constructs.platform.names import Names

__all__ = ["MIGRATION", "WORKLOAD_KINDS", "service_calls", "workloads"]

MIGRATION: Final = "migration"
WORKLOAD_KINDS: Final = ("Deployment", "StatefulSet", "Job")
_TITLES: Final[Mapping[str, str]] = {
    "frontend": "Front end",
    "gateway": "Gateway",
    "backend": "Backend",
    "dataservice": "Data service",
    MIGRATION: "Migration",
    "mysql": "MySQL",
    "redis": "Redis",
    "clickhouse": "ClickHouse",
}

Object = Mapping[str, Any]


def workloads(config: PortkeyConfig, objects: Sequence[Object]) -> list[Node]:
    """Return a node for everything that has pods."""
    by_component = {item["metadata"]["labels"][COMPONENT]: item for item in objects if item["kind"] in WORKLOAD_KINDS}
    return [_node(config, component, by_component[component], objects) for component in _TITLES if component in by_component]


def _node(config: PortkeyConfig, component: str, workload: Object, objects: Sequence[Object]) -> Node:
    is_store = component in STORE_NAMES
    former = component == "clickhouse" and isinstance(clickhouse(config), RemoteClickHouse)
    # The name of the Job ends in a digest of its content, which would change the diagram with every release.
    name = f"{Names(config).component(MIGRATION)}-*" if component == MIGRATION else workload["metadata"]["name"]
    node_port = any(
        item["kind"] == "Service" and item["spec"].get("type") == "NodePort" and item["metadata"]["labels"][COMPONENT] == component
        for item in objects
    )
    lines = [f"{workload['kind']} {name}", *_size(config, component), *(["Service of type NodePort"] if node_port else [])]
    title = _TITLES[component] + (" (former)" if former else "")
    return Node(component, Group.STORES if is_store else Group.SERVICES, title, tuple(lines), stores_data=is_store)


def _size(config: PortkeyConfig, component: str) -> Iterator[str]:
    if component in SERVICE_NAMES:
        pods = replicas(config, component)
        yield f"{pods.least} to {pods.most} pods" if pods.least != pods.most else f"{pods.most} pod{'s' if pods.most != 1 else ''}"
        if component == "backend" and isinstance(config.migration, InPodMigration):
            yield "migrates the databases at start-up"
    elif component != MIGRATION:
        store = deployed(config)[component].workload
        assert isinstance(store, InClusterStore)
        yield f"1 pod, volume of {volume_size(config, component, store)}"


def service_calls(config: PortkeyConfig, component: str) -> Iterator[Edge]:
    """Yield an edge for each address of another service in the variables or the nginx configuration of a component."""
    text = "\n".join(source for _, source in environment(config, component) if isinstance(source, str))
    if component == "frontend":
        text += nginx_conf(config)
    for target in SERVICE_NAMES:
        ports = re.findall(rf"//{re.escape(Names(config).host(target))}:([0-9]+)", text)
        yield from (Edge(component, target, port) for port in dict.fromkeys(ports))
