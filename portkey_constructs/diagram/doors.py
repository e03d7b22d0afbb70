"""The doors of the platform, as the rendered objects open them, and what comes in through them."""

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
from portkey_constructs.diagram.elements import Edge, Node, Place
from portkey_constructs.diagram.text import counted, host_of, port_of
from portkey_constructs.manifests.metadata import COMPONENT
from portkey_constructs.platform.defaults import STORE_NAMES
from portkey_constructs.platform.names import Names
from portkey_constructs.platform.ports import ports

__all__ = ["WORLD", "doors"]

WORLD: Final = "world"
_CLIENTS: Final = {"frontend": "people's browsers", "gateway": "programs", "mcp": "MCP clients"}
_KINDS: Final[Mapping[type[Any], str]] = {IngressExposure: "Ingress", LoadBalancerExposure: "Service", HttpRouteExposure: "HTTPRoute"}

Object = Mapping[str, Any]


def doors(config: PortkeyConfig, objects: Sequence[Object]) -> tuple[list[Node], list[Edge]]:
    """The world, the doors that are open to it, and the edges through them."""
    nodes: list[Node] = []
    edges: list[Edge] = []
    clients: dict[str, None] = {}
    for name, client in _CLIENTS.items():
        door: AnyExposure = getattr(config.exposure, name)
        for one in _objects(config, name, door, objects):
            node = Node(f"door-{name}", Place.DOORS, *_described(door, one))
            nodes.append(node)
            edges.append(Edge(WORLD, node.id, _public_port(door)))
            edges += (Edge(node.id, target, label) for target, label in _behind(config, one, objects))
            clients[client] = None
    for one in _balanced(config, objects):
        component = one["metadata"]["labels"][COMPONENT]
        title = f"Load balancer of {one['metadata']['name']}"
        node = Node(f"service-{component}", Place.DOORS, title, ("Service of type LoadBalancer", *_ranges(one)))
        nodes.append(node)
        numbers = ", ".join(str(port["port"]) for port in one["spec"]["ports"])
        containers = ", ".join(str(port.container) for port in ports(config, component))
        edges += (Edge(WORLD, node.id, numbers), Edge(node.id, component, containers))
        clients["clients of stores" if component in STORE_NAMES else _CLIENTS.get(component, "programs")] = None
    if clients:
        nodes.insert(0, Node(WORLD, Place.WORLD, "Clients", tuple(clients)))
    for monitor in objects:
        if monitor["kind"] == "ServiceMonitor":
            often = (f"every {one['interval']}, {one['path']}" for one in monitor["spec"]["endpoints"])
            lines = (f"ServiceMonitor {monitor['metadata']['name']}", *often)
            nodes.append(Node("monitor", Place.DOORS, "Prometheus", lines))
            component = monitor["metadata"]["labels"][COMPONENT]
            known = _service_ports(objects, Names(config).component(component))
            edges += (Edge("monitor", component, str(known[one["port"]])) for one in monitor["spec"]["endpoints"])
    return nodes, edges


def _objects(config: PortkeyConfig, name: str, door: AnyExposure, objects: Sequence[Object]) -> Iterator[Object]:
    names, kind = Names(config), _KINDS.get(type(door))
    called = names.public(name) if isinstance(door, LoadBalancerExposure) else names.component(name)
    yield from (one for one in objects if one["kind"] == kind and one["metadata"]["name"] == called)


def _balanced(config: PortkeyConfig, objects: Sequence[Object]) -> Iterator[Object]:
    """Services that are of type LoadBalancer themselves, besides those of the doors."""
    ours = {Names(config).public(name) for name in _CLIENTS}
    for one in objects:
        if one["kind"] == "Service" and one["spec"].get("type") == "LoadBalancer" and one["metadata"]["name"] not in ours:
            yield one


def _service_ports(objects: Sequence[Object], name: str) -> dict[str, int]:
    (one,) = (one for one in objects if one["kind"] == "Service" and one["metadata"]["name"] == name)
    return {port["name"]: port["port"] for port in one["spec"]["ports"]}


def _behind(config: PortkeyConfig, door: Object, objects: Sequence[Object]) -> Iterator[tuple[str, str]]:
    """The component that a door leads to, and the port there."""
    component = door["metadata"]["labels"][COMPONENT]
    match door["kind"]:
        case "Ingress":
            for rule in door["spec"]["rules"]:
                for path in rule["http"]["paths"]:
                    called = path["backend"]["service"]
                    yield component, str(_service_ports(objects, called["name"])[called["port"]["name"]])
        case "HTTPRoute":
            yield from ((component, str(called["port"])) for rule in door["spec"]["rules"] for called in rule["backendRefs"])
        case _:
            numbers = {port.name: port.container for port in ports(config, component)}
            yield from ((component, str(numbers[port["targetPort"]])) for port in door["spec"]["ports"])


def _public_port(door: AnyExposure) -> str:
    if isinstance(door, LoadBalancerExposure):
        return f"{door.public_port}{' TLS' if door.ends_tls else ''}"
    assert isinstance(door, IngressExposure | HttpRouteExposure)
    return f"{port_of(door.url)}{' TLS' if door.url.startswith('https:') else ''}"


def _described(door: AnyExposure, one: Object) -> tuple[str, tuple[str, ...]]:
    named = f"{one['kind']} {one['metadata']['name']}"
    if isinstance(door, LoadBalancerExposure):
        return door.host or "Load balancer", (named, *_provider(door), *_ranges(one))
    assert isinstance(door, IngressExposure | HttpRouteExposure)
    title = host_of(door.url) + door.path.rstrip("/")
    if isinstance(door, HttpRouteExposure):
        parent = f"{door.gateway.namespace}/{door.gateway.name}" if door.gateway.namespace else door.gateway.name
        return title, (named, f"on Gateway {parent}")
    scheme = f", {door.alb.scheme}" if door.alb else ""
    class_ = f"class {door.ingress_class}{scheme}" if door.ingress_class else "the cluster's default class"
    return title, (named, class_, _tls(door))


def _tls(door: IngressExposure) -> str:
    if isinstance(door.tls, TlsFromSecret):
        return f"TLS by {door.tls.secret_name}"
    if isinstance(door.tls, TlsFromCertManager):
        return f"TLS by cert-manager, {door.tls.issuer}"
    if door.certificate_arn:
        return "TLS by AWS Certificate Manager"
    return "TLS ends before it" if door.tls else "no TLS"


def _provider(door: LoadBalancerExposure) -> Iterator[str]:
    match door.provider:
        case AwsNlb() as said:
            yield f"AWS Network Load Balancer, {said.scheme}"
        case AzureLoadBalancer() as said:
            yield f"Azure Load Balancer, {'internal' if said.internal else 'public'}"
        case GcpLoadBalancer() as said:
            yield f"Google Cloud load balancer, {'internal' if said.internal else 'public'}"
        case None:
            yield "load balancer of the cloud"
    yield "TLS by AWS Certificate Manager" if door.ends_tls else "no TLS"


def _ranges(service: Object) -> Iterator[str]:
    ranges = service["spec"].get("loadBalancerSourceRanges", [])
    if ranges:
        yield f"for {ranges[0]} alone" if len(ranges) == 1 else f"for {counted(len(ranges), 'address range')} alone"
