"""The workloads in the namespace."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from portkey_constructs.config.services import InPodMigration
from portkey_constructs.diagram.graph import Group, Node
from portkey_constructs.kubernetes.registry import WORKLOAD_KINDS
from portkey_constructs.platform.components import MYSQL_USER, Service, Store
from portkey_constructs.platform.flows import MIGRATION
from portkey_constructs.platform.labels import COMPONENT_LABEL
from portkey_constructs.platform.platform import Platform

__all__ = ["workloads"]

_TITLES: Final[Mapping[str, str]] = {
    "frontend": "Front end",
    "gateway": "Gateway",
    "backend": "Backend",
    "dataservice": "Data service",
    MYSQL_USER: "MySQL user",
    MIGRATION: "Migration",
    "mysql": "MySQL",
    "redis": "Redis",
    "clickhouse": "ClickHouse",
}

Object = Mapping[str, Any]


def workloads(platform: Platform, objects: Sequence[Object]) -> list[Node]:
    """Return a node for each Deployment, StatefulSet and Job."""
    by_component = {item["metadata"]["labels"][COMPONENT_LABEL]: item for item in objects if item["kind"] in WORKLOAD_KINDS}
    return [_node(platform, component, by_component[component], objects) for component in _TITLES if component in by_component]


def _node(platform: Platform, component: str, workload: Object, objects: Sequence[Object]) -> Node:
    is_store = component in platform.stores
    former = component == "clickhouse" and platform.clickhouse and platform.clickhouse.former
    # The Job's name ends in a digest of its content, so showing it would change the diagram with every release.
    name = f"{platform.names.component(component)}-*" if component in (MIGRATION, MYSQL_USER) else workload["metadata"]["name"]
    node_port = any(
        item["kind"] == "Service" and item["spec"].get("type") == "NodePort" and item["metadata"]["labels"][COMPONENT_LABEL] == component
        for item in objects
    )
    lines = [f"{workload['kind']} {name}", *_size(platform, component), *(["Service of type NodePort"] if node_port else [])]
    title = _TITLES[component] + (" (former)" if former else "")
    return Node(component, Group.STORES if is_store else Group.SERVICES, title, tuple(lines), stores_data=is_store)


def _size(platform: Platform, component: str) -> Iterator[str]:
    match platform.components.get(component):
        case Service(replicas=pods):
            yield f"{pods.range} pod{'s' if pods.several else ''}"
            if pods.autoscaling and pods.autoscaling.kind != "hpa":
                yield f"scaled by {pods.decided_by}"
            if component == "backend" and isinstance(platform.config.migration, InPodMigration):
                yield "migrates the databases at start-up"
        case Store(volume_size=None):
            yield "1 pod, existing claim"
        case Store(volume_size=size):
            yield f"1 pod, volume of {size}"
