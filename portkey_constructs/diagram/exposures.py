"""The exposures of the platform, the clients that use them, and what they lead to."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from portkey_constructs.config.exposure import (
    AnyExposure,
    HttpRouteExposure,
    IngressExposure,
    LoadBalancerExposure,
    TlsFromCertManager,
    TlsFromSecret,
)
from portkey_constructs.config.load_balancers import AwsNlb, AzureLoadBalancer, GcpLoadBalancer
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.diagram.description import address
from portkey_constructs.diagram.graph import Edge, Group, Node
from portkey_constructs.manifests.metadata import COMPONENT
from portkey_constructs.platform.defaults import STORE_NAMES
from portkey_constructs.platform.names import Names
from portkey_constructs.platform.ports import ports

__all__ = ["exposures"]

_CLIENTS: Final = {"frontend": "browsers", "gateway": "API clients", "mcp": "MCP clients"}
_KINDS: Final[Mapping[type[Any], str]] = {IngressExposure: "Ingress", LoadBalancerExposure: "Service", HttpRouteExposure: "HTTPRoute"}

Object = Mapping[str, Any]


def exposures(config: PortkeyConfig, objects: Sequence[Object]) -> tuple[list[Node], list[Edge]]:
    """Return the clients and the exposures, and the edges from the clients through the exposures to the workloads."""
    names = Names(config)
    by_name = {(item["kind"], item["metadata"]["name"]): item for item in objects}
    nodes: list[Node] = []
    edges: list[Edge] = []
    clients: list[str] = []
    for name, client in _CLIENTS.items():
        exposure: AnyExposure = getattr(config.exposure, name)
        object_name = names.public(name) if isinstance(exposure, LoadBalancerExposure) else names.component(name)
        if item := by_name.get((_KINDS.get(type(exposure), ""), object_name)):
            nodes.append(Node(f"exposure-{name}", Group.EXPOSURES, *_describe(exposure, item)))
            edges += (Edge("clients", nodes[-1].id, _public_port(exposure)), *_backends(config, nodes[-1].id, item, by_name))
            clients.append(client)
    for item in objects:
        component = item["metadata"].get("labels", {}).get(COMPONENT, "")
        name = item["metadata"]["name"]
        if item["kind"] == "Service" and item["spec"].get("type") == "LoadBalancer" and name not in map(names.public, _CLIENTS):
            node = Node(f"service-{component}", Group.EXPOSURES, f"Load balancer of {name}", ("Service of type LoadBalancer", *_ranges(item)))
            nodes.append(node)
            edges.append(Edge("clients", node.id, ", ".join(str(port["port"]) for port in item["spec"]["ports"])))
            edges.append(Edge(node.id, component, ", ".join(str(port.container) for port in ports(config, component))))
            clients.append("database clients" if component in STORE_NAMES else _CLIENTS.get(component, "API clients"))
        elif item["kind"] == "ServiceMonitor":
            endpoints = item["spec"]["endpoints"]
            lines = (f"ServiceMonitor {name}", *(f"every {endpoint['interval']}, {endpoint['path']}" for endpoint in endpoints))
            nodes.append(Node("monitor", Group.EXPOSURES, "Prometheus", lines))
            numbers = _port_numbers(by_name["Service", names.component(component)])
            edges += (Edge("monitor", component, numbers[endpoint["port"]]) for endpoint in endpoints)
    if clients:
        nodes.insert(0, Node("clients", Group.CLIENTS, "Clients", tuple(dict.fromkeys(clients))))
    return nodes, edges


def _port_numbers(service: Object) -> dict[str, str]:
    return {port["name"]: str(port["port"]) for port in service["spec"]["ports"]}


def _backends(config: PortkeyConfig, source: str, item: Object, by_name: Mapping[tuple[str, str], Object]) -> Iterator[Edge]:
    """Yield the edges from an exposure to the component behind it."""
    component, spec = item["metadata"]["labels"][COMPONENT], item["spec"]
    match item["kind"]:
        case "Ingress":
            backends = [path["backend"]["service"] for rule in spec["rules"] for path in rule["http"]["paths"]]
            numbers = [_port_numbers(by_name["Service", backend["name"]])[backend["port"]["name"]] for backend in backends]
        case "HTTPRoute":
            numbers = [str(backend["port"]) for rule in spec["rules"] for backend in rule["backendRefs"]]
        case _:
            containers = {port.name: str(port.container) for port in ports(config, component)}
            numbers = [containers[port["targetPort"]] for port in spec["ports"]]
    yield from (Edge(source, component, number) for number in numbers)


def _public_port(exposure: AnyExposure) -> str:
    if isinstance(exposure, LoadBalancerExposure):
        return f"{exposure.public_port}{' TLS' if exposure.ends_tls else ''}"
    assert isinstance(exposure, IngressExposure | HttpRouteExposure)
    return address(exposure.url)[1]


def _describe(exposure: AnyExposure, item: Object) -> tuple[str, tuple[str, ...]]:
    """Return the title and the lines of an exposure."""
    name = f"{item['kind']} {item['metadata']['name']}"
    if isinstance(exposure, LoadBalancerExposure):
        tls = "TLS by AWS Certificate Manager" if exposure.ends_tls else "no TLS"
        return exposure.host or "Load balancer", (name, _load_balancer(exposure), tls, *_ranges(item))
    assert isinstance(exposure, IngressExposure | HttpRouteExposure)
    title = address(exposure.url)[0] + exposure.path.rstrip("/")
    if isinstance(exposure, HttpRouteExposure):
        gateway = "/".join(filter(None, (exposure.gateway.namespace, exposure.gateway.name)))
        return title, (name, f"on Gateway {gateway}")
    ingress_class = f"class {exposure.ingress_class}" if exposure.ingress_class else "the cluster's default class"
    scheme = f", {exposure.alb.scheme}" if exposure.ingress_class and exposure.alb else ""
    return title, (name, ingress_class + scheme, _ingress_tls(exposure))


def _ingress_tls(exposure: IngressExposure) -> str:
    match exposure.tls:
        case TlsFromSecret() as tls:
            return f"TLS by {tls.secret_name}"
        case TlsFromCertManager() as tls:
            return f"TLS by cert-manager, {tls.issuer}"
    if exposure.certificate_arn:
        return "TLS by AWS Certificate Manager"
    return "TLS ends in front of it" if exposure.tls else "no TLS"


def _load_balancer(exposure: LoadBalancerExposure) -> str:
    match exposure.provider:
        case AwsNlb() as provider:
            return f"AWS Network Load Balancer, {provider.scheme}"
        case AzureLoadBalancer() as provider:
            return f"Azure Load Balancer, {'internal' if provider.internal else 'public'}"
        case GcpLoadBalancer() as provider:
            return f"Google Cloud load balancer, {'internal' if provider.internal else 'public'}"
    return "the cloud's load balancer"


def _ranges(service: Object) -> Iterator[str]:
    if ranges := service["spec"].get("loadBalancerSourceRanges"):
        yield f"only from {ranges[0] if len(ranges) == 1 else f'{len(ranges)} address ranges'}"
