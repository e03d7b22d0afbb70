"""Builds the architecture graph of a platform from its resolved settings and its manifests."""

from collections.abc import Mapping
from typing import Any

from portkey_constructs.config.services import ExternalGateway
from portkey_constructs.diagram.exposures import exposures
from portkey_constructs.diagram.graph import Edge, Graph, Group, Node
from portkey_constructs.diagram.identities import identities
from portkey_constructs.diagram.secrets import secrets
from portkey_constructs.diagram.workloads import workloads
from portkey_constructs.manifests.stages import COMPONENTS
from portkey_constructs.platform.dependencies import dependencies
from portkey_constructs.platform.flows import flows
from portkey_constructs.platform.platform import Platform

__all__ = ["build_graph"]


def build_graph(platform: Platform) -> Graph:
    """Return the workloads, the connections between them and to other systems, the Secrets, and the cloud identities.

    The graph contains no Secret values. Hosts that the AWS companion creates are missing until it is deployed.
    """
    # Platform.objects() raises an error until the outputs of the companion are available.
    components = (
        platform.changed_objects.components.values()
        if platform.config.patches
        else (build_objects(platform) for _, build_objects in COMPONENTS.values())
    )
    objects: list[Mapping[str, Any]] = [dict(manifest) for manifests in components for manifest in manifests]
    exposure_nodes, client_edges = exposures(platform)
    workload_nodes = workloads(platform, objects)
    systems = dependencies(platform)
    # An external ClickHouse can run next to the former one in the namespace.
    ids = {name: name for name in systems} | ({"clickhouse": "clickhouse-external"} if platform.clickhouse and platform.clickhouse.former else {})
    from_clients = {edge.target: edge for edge in client_edges}
    connections = [Edge(flow.source, flow.target, flow.label) for flow in flows(platform) if flow.label]
    edges = [edge for connection in connections for edge in (from_clients.get(connection.source), connection) if edge]
    external_nodes = [
        Node(ids[name], Group.EXTERNAL, system.title, system.lines, system.stores_data)
        for name, system in systems.items()
        if ids[name] not in platform.stores
    ]
    sources, read_secrets = secrets(platform, objects)
    holders = identities(platform)
    nodes = [*exposure_nodes, *workload_nodes, *external_nodes, *sources]
    return Graph(
        title=_title(platform),
        namespace=platform.names.namespace,
        nodes=tuple(node._replace(identity=holders.get(node.id)) for node in nodes),
        edges=tuple(dict.fromkeys(edges)),
        secrets=tuple(secret._replace(readers=tuple(node.id for node in nodes if node.id in secret.readers)) for secret in read_secrets),
    )


def _title(platform: Platform) -> str:
    titles = {"gateway": "Portkey gateway only", "dataPlane": "Portkey hybrid data plane"}
    default = "Portkey with an external gateway" if isinstance(platform.config.gateway, ExternalGateway) else "Portkey"
    return f"{titles.get(platform.deployment, default)}, {platform.profile}"
