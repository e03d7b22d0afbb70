"""The architecture graph of a configuration, from the facts that decide its manifests and from the manifests themselves."""

from collections.abc import Mapping
from typing import Any, Final

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.services import DataPlane, ExternalGateway, GatewayOnly
from portkey_constructs.config.stores import RemoteClickHouse
from portkey_constructs.diagram.dependencies import dependencies, dependencies_of
from portkey_constructs.diagram.exposures import exposures
from portkey_constructs.diagram.graph import Edge, Graph, Group, Node
from portkey_constructs.diagram.identities import identities
from portkey_constructs.diagram.secrets import secrets
from portkey_constructs.diagram.workloads import MIGRATION, service_calls, workloads
from portkey_constructs.manifests.platform import COMPONENTS
from portkey_constructs.platform.defaults import clickhouse, stores

__all__ = ["build_graph"]

_MIGRATED_STORES: Final = ("mysql", "clickhouse")


def build_graph(config: PortkeyConfig) -> Graph:
    """Return the workloads, the connections between them and to other systems, the Secrets, and the cloud identities.

    The graph has no values of Secrets. Hosts that only a deployed AWS companion knows may be missing.
    """
    objects: list[Mapping[str, Any]] = [dict(manifest) for _, make in COMPONENTS.values() for manifest in make(config)]
    exposure_nodes, edges = exposures(config, objects)
    workload_nodes = workloads(config, objects)
    systems, ids = dependencies(config), _dependency_ids(config)
    for node in workload_nodes:
        if node.group is Group.SERVICES:
            edges += service_calls(config, node.id)
            names = [name for name in dependencies_of(config, "backend" if node.id == MIGRATION else node.id) if name in systems]
            edges += (Edge(node.id, ids.get(name, name), systems[name].ports) for name in names if node.id != MIGRATION or name in _MIGRATED_STORES)
    workload_ids = [node.id for node in workload_nodes]
    external_nodes = [
        Node(ids.get(name, name), Group.EXTERNAL, system.title, system.lines, system.stores_data)
        for name, system in systems.items()
        if ids.get(name, name) not in workload_ids
    ]
    sources, read_secrets = secrets(config, objects)
    nodes = [*exposure_nodes, *workload_nodes, *external_nodes, *sources]
    holders = identities(config, workload_ids)
    return Graph(
        title=_title(config),
        namespace=config.namespace,
        nodes=tuple(node._replace(identity=holders.get(node.id)) for node in nodes),
        edges=tuple(dict.fromkeys(edges)),
        secrets=tuple(secret._replace(readers=tuple(node.id for node in nodes if node.id in secret.readers)) for secret in read_secrets),
    )


def _dependency_ids(config: PortkeyConfig) -> dict[str, str]:
    """Return the ids of dependencies that differ from their names: a remote ClickHouse beside the former one in the namespace."""
    former = "clickhouse" in stores(config) and isinstance(clickhouse(config), RemoteClickHouse)
    return {"clickhouse": "clickhouse-external"} if former else {}


def _title(config: PortkeyConfig) -> str:
    match config.deployment:
        case GatewayOnly():
            title = "Portkey gateway only"
        case DataPlane():
            title = "Portkey hybrid data plane"
        case _:
            title = "Portkey with an external gateway" if isinstance(config.gateway, ExternalGateway) else "Portkey"
    return f"{title}, {config.profile}"
