"""The exposures of the platform, the clients that use them, and the workloads behind them."""

from collections.abc import Iterator, Sequence
from typing import Final

from portkey_constructs.config.duration import duration
from portkey_constructs.config.exposure import (
    HttpRouteExposure,
    IngressExposure,
    LoadBalancerExposure,
    TlsFromCertManager,
    TlsFromSecret,
)
from portkey_constructs.config.load_balancers import AwsNlb, AzureLoadBalancer, GcpLoadBalancer
from portkey_constructs.diagram.graph import Edge, Group, Node
from portkey_constructs.platform.components import Component
from portkey_constructs.platform.flows import exposure_id
from portkey_constructs.platform.hosts import address
from portkey_constructs.platform.platform import Exposure, Platform

__all__ = ["exposures"]

_CLIENTS: Final = {"frontend": "browsers", "gateway": "API clients", "mcp": "MCP clients"}
_STORE_CLIENTS: Final = "database clients"


def exposures(platform: Platform) -> tuple[list[Node], list[Edge]]:
    """Return the clients and the exposures, and the edges from the clients to the exposures."""
    nodes: list[Node] = []
    edges: list[Edge] = []
    clients: dict[str, None] = {}
    for exposure in platform.exposures.values():
        node = Node(exposure_id(exposure.exposure), Group.EXPOSURES, *_describe(platform, exposure))
        nodes.append(node)
        edges.append(Edge("clients", node.id, _public_port(exposure)))
        clients[_CLIENTS[exposure.exposure]] = None
    for component in platform.components.values():
        if component.service.type == "LoadBalancer":
            lines = ("Service of type LoadBalancer", *_source_ranges(component.service.source_ranges))
            node = Node(f"service-{component.component}", Group.EXPOSURES, f"Load balancer of {component.name}", lines)
            nodes.append(node)
            edges.append(Edge("clients", node.id, _service_ports(component)))
            clients[_STORE_CLIENTS if component.component in platform.stores else _CLIENTS.get(component.component, "API clients")] = None
    if clients:
        nodes.insert(0, Node("clients", Group.CLIENTS, "Clients", tuple(clients)))
    monitoring = platform.config.monitoring
    if platform.gateway and monitoring and (monitor := monitoring.service_monitor):
        lines = (f"ServiceMonitor {platform.gateway.name}", f"every {duration(monitor.interval)}, /metrics")
        nodes.append(Node("monitor", Group.EXPOSURES, "Prometheus", lines))
    return nodes, edges


def _service_ports(component: Component) -> str:
    return ", ".join(map(str, (component.service_port, *(port.service for port in component.ports[1:]))))


def _public_port(exposure: Exposure) -> str:
    if isinstance(exposure.settings, LoadBalancerExposure):
        return f"{exposure.settings.public_port}{' TLS' if exposure.settings.ends_tls else ''}"
    return address(exposure.settings.url)[1]


def _describe(platform: Platform, exposure: Exposure) -> tuple[str, tuple[str, ...]]:
    """Return the title and the lines of an exposure."""
    settings = exposure.settings
    if isinstance(settings, LoadBalancerExposure):
        tls = "TLS by AWS Certificate Manager" if settings.ends_tls else "no TLS"
        lines = (f"Service {platform.names.public(exposure.exposure)}", _load_balancer(settings), tls, *_source_ranges(exposure.allowed_sources))
        return settings.host or "Load balancer", lines
    title = address(settings.url)[0] + settings.path.rstrip("/")
    if isinstance(settings, HttpRouteExposure):
        gateway = "/".join(filter(None, (settings.gateway.namespace, settings.gateway.name)))
        return title, (f"HTTPRoute {exposure.name}", f"on Gateway {gateway}")
    ingress_class = f"class {exposure.ingress_class}" if exposure.ingress_class else "the cluster's default class"
    scheme = f", {settings.alb.scheme}" if exposure.controller == "alb" and settings.alb else ""
    return title, (f"Ingress {exposure.name}", ingress_class + scheme, _ingress_tls(settings), *_source_ranges(exposure.allowed_sources))


def _ingress_tls(settings: IngressExposure) -> str:
    match settings.tls:
        case TlsFromSecret(secret_name=name):
            return f"TLS by {name}"
        case TlsFromCertManager(issuer=issuer):
            return f"TLS by cert-manager, {issuer}"
    if settings.certificate_arn:
        return "TLS by AWS Certificate Manager"
    return "TLS ends in front of it" if settings.tls else "no TLS"


def _load_balancer(settings: LoadBalancerExposure) -> str:
    match settings.provider:
        case AwsNlb(scheme=scheme):
            return f"AWS Network Load Balancer, {scheme}"
        case AzureLoadBalancer(internal=internal):
            return f"Azure Load Balancer, {'internal' if internal else 'public'}"
        case GcpLoadBalancer(internal=internal):
            return f"Google Cloud load balancer, {'internal' if internal else 'public'}"
    return "the cloud's load balancer"


def _source_ranges(ranges: Sequence[str]) -> Iterator[str]:
    if ranges:
        yield f"only from {ranges[0] if len(ranges) == 1 else f'{len(ranges)} address ranges'}"
