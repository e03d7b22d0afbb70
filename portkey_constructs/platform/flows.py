"""Every connection of the platform's pods, each with its reason: the diagram draws them, network policies allow them, `explain` lists them."""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from portkey_constructs.config.exposure import IngressExposure, LoadBalancerExposure
from portkey_constructs.config.network_policy import NetworkDestinationName, NetworkSourceName, NoNetworkPolicy, StrictNetworkPolicy
from portkey_constructs.platform.components import MYSQL_USER, SERVICE_NAMES, Component
from portkey_constructs.platform.dependencies import Dependency, dependencies, dependencies_of
from portkey_constructs.platform.egress import Egress, dns, infrastructure
from portkey_constructs.platform.host_names import named_peers
from portkey_constructs.platform.network_peers import Peer, PeerPods, configured_peers, describe_peers, host_peers
from portkey_constructs.platform.network_sources import API_SERVER, EVERY_POD, PROMETHEUS, exposure_sources, load_balancer_sources
from portkey_constructs.platform.ports import MCP_PORT, PORTS

if TYPE_CHECKING:
    from portkey_constructs.platform.platform import Exposure, Platform

__all__ = ["COMPONENT_TITLES", "MIGRATION", "Flow", "exposure_id", "flows", "flows_into", "pods_with_policies"]

MIGRATION: Final = "migration"
_CALLERS: Final = ("frontend", "gateway", "backend", "dataservice", MIGRATION, MYSQL_USER)
_HTTP_PROBES: Final = (*SERVICE_NAMES, "clickhouse")
"""The components whose health endpoint answers to HTTP."""
_KONNECTIVITY: Final = "the pods of konnectivity-agent in namespace kube-system"
_MYSQL_USER_REASON: Final = "creates the user with which Portkey logs in"
_MIGRATED_STORES: Final = ("mysql", "clickhouse")
_FORMER: Final = "clickhouse-external"
_HOST_AND_PORT: Final = re.compile(r"//([A-Za-z0-9.-]+):([0-9]+)")
COMPONENT_TITLES: Final[Mapping[str, str]] = {
    "frontend": "the front end",
    "gateway": "the gateway",
    "backend": "the backend",
    "dataservice": "the data service",
    MIGRATION: "the migration",
    MYSQL_USER: "the Job for MySQL's user",
    "mysql": "MySQL",
    "redis": "Redis",
    "clickhouse": "ClickHouse",
}
_CALLS: Final[Mapping[tuple[str, str], str]] = {
    ("frontend", "backend"): "the web pages call the REST API",
    ("frontend", "gateway"): "the web pages call the gateway below /api",
    ("gateway", "backend"): "API keys, configs, prompts and guardrails",
    ("gateway", "dataservice"): "exports, batches and fine-tuning",
    ("gateway", "frontend"): "model prices, which the front end forwards to the backend",
    ("backend", "dataservice"): "exports and fine-tuning",
    ("backend", "gateway"): "requests from the web pages",
    ("dataservice", "backend"): "keys and integrations",
    ("dataservice", "gateway"): "requests of batches",
}
"""Why a service calls another one."""
_USES: Final[Mapping[str, str]] = {
    "mysql": "users, keys, configs and all other settings",
    "redis": "cached responses, queued analytics, usage counters and sessions",
    "redis-queues": "queued analytics and logs",
    "clickhouse": "analytics",
    _FORMER: "analytics",
    "logs": "the bodies of requests and responses",
    "finetunes": "files for fine-tuning",
    "exports": "exported logs",
    "bedrock": "models in Amazon Bedrock",
    "vectors": "the semantic cache",
    "embeddings": "the semantic cache",
    "gateway-external": "the gateway outside this cluster",
    "control-plane": "API keys, configs and usage",
    "login": "the login of users",
    "mail": "invitations and notifications",
    "pushgateway": "pushed metrics",
    "loki": "pushed logs",
    "analytics-collector": "pushed analytics and traces",
    "traces-collector": "pushed traces",
}
"""What a dependency is for."""
_SETTINGS: Final = {"logs": "logStore", "exports": "logExports", "gateway-external": "externalGateway", _FORMER: "clickhouse"}
"""The names of destinations in the configuration, where they differ from those of the dependencies."""


_DESTINATIONS: Final = frozenset(NetworkDestinationName)
_SOURCES: Final = frozenset(NetworkSourceName)


class Flow(NamedTuple):
    """A connection that the pods need."""

    source: str
    """The component that connects; or what does so from outside: `exposure-gateway`, `monitor`."""
    target: str
    """The component that accepts; or a system outside the platform: `mysql`, `models`."""
    ports: tuple[int, ...]
    """Ports of the pods or servers that accept; empty for every TCP port."""
    reason: str
    label: str = ""
    """The label of the edge in the diagram; empty for a connection that it does not draw."""
    outside: str = ""
    """What is at the other end, outside the platform, in words; empty between two components."""
    peers: tuple[Peer, ...] = ()
    """The other end, outside the platform; empty for every address."""
    setting: str = ""
    """Path of the setting that replaces the peers."""
    dns: bool = False
    """Whether it is a query, over UDP or TCP."""
    hosts: tuple[str, ...] = ()
    """Names of the other end, with asterisks, for a policy engine that knows names; there may be peers besides."""

    @property
    def transport(self) -> str:
        """The protocols and ports in words: `TCP 6379`."""
        return f"{'UDP and TCP' if self.dns else 'TCP'} {', '.join(map(str, self.ports)) or 'every port'}"


def exposure_id(exposure: str) -> str:
    """The name of an exposure among the sources of flows."""
    return f"exposure-{exposure}"


def pods_with_policies(platform: "Platform") -> tuple[str, ...]:
    """The components whose pods a policy selects: all, and the Jobs."""
    return (*platform.components, *((MIGRATION,) if platform.migration else ()), *((MYSQL_USER,) if platform.mysql_user else ()))


def flows(platform: "Platform") -> tuple[Flow, ...]:
    """Every connection that the pods need."""
    systems = dependencies(platform)
    return (*_incoming(platform), *(flow for component in _CALLERS for flow in _outgoing(platform, component, systems)), *_other(platform))


def flows_into(platform: "Platform", component: str, all_flows: tuple[Flow, ...]) -> list[Flow]:
    """The flows that the pods of a component accept. A system outside the platform may have its name, such as another MySQL."""
    own = pods_with_policies(platform)
    return [flow for flow in all_flows if flow.target == component and not (flow.outside and flow.source in own)]


def _incoming(platform: "Platform") -> Iterator[Flow]:
    for exposure in platform.exposures.values():
        yield _exposure(platform, exposure)
    for component in platform.components.values():
        yield from _service(platform, component)
    monitoring = platform.config.monitoring
    for service in filter(None, (platform.gateway, platform.dataservice)):
        drawn = monitoring is not None and monitoring.service_monitor is not None and service is platform.gateway
        if drawn or platform.serves_metrics:
            label = str(service.service_port) if drawn else ""
            yield _source(platform, "monitor", service.component, service.ports[0].container, "Prometheus", "metrics", PROMETHEUS, label=label)
    for name, probed in platform.components.items():
        if name in _HTTP_PROBES:
            port = probed.ports[0].container
            yield _source(platform, "api-server", name, port, "the API server", "health checks of verify", API_SERVER, name="apiServer")


def _source(
    platform: "Platform", source: str, target: str, port: int, title: str, reason: str, peers: tuple[Peer, ...], *, label: str = "", name: str = ""
) -> Flow:
    name = name or ("prometheus" if source == "monitor" else source.rpartition("-")[2])
    policy = platform.network_policy
    sources = {} if isinstance(policy, NoNetworkPolicy) else policy.sources
    configured = configured_peers(sources.get(NetworkSourceName(name))) if name in _SOURCES else ()
    peers = configured or peers
    outside = f"{title} ({_KONNECTIVITY if peers == API_SERVER else describe_peers(peers)})"
    return Flow(source, target, (port,), reason, label, outside, peers, f"networkPolicy.sources.{name}" if name in _SOURCES else "")


def _exposure(platform: "Platform", exposure: "Exposure") -> Flow:
    service, settings = platform.services[exposure.component], exposure.settings
    port = MCP_PORT if exposure.exposure == "mcp" else PORTS[exposure.component][0]
    number = port.service
    if isinstance(settings, LoadBalancerExposure):
        number = port.container
    elif port == service.ports[0]:
        number = service.service_port
    peers = exposure_sources(platform, exposure)
    title = "the load balancer" if isinstance(settings, LoadBalancerExposure) or exposure.controller in ("alb", "gce", "gke") else "the controller"
    if peers == EVERY_POD:
        title = "an ingress controller of an unknown kind"
    reason = f"requests to {exposure.url}" if exposure.url else "requests from outside the cluster"
    return _source(platform, exposure_id(exposure.exposure), exposure.component, port.container, title, reason, peers, label=str(number))


def _service(platform: "Platform", component: Component) -> Iterator[Flow]:
    """The clients of a Service that is reachable from outside the cluster."""
    if component.service.type == "ClusterIP":
        return
    ports = tuple(port.container for port in component.ports)
    load_balancer = component.service.type == "LoadBalancer"
    if not load_balancer and any(_by_node_port(exposure) for exposure in platform.exposures.values() if exposure.component == component.component):
        return
    peers = load_balancer_sources(component.service.source_ranges) if load_balancer else ()
    title = "the load balancer" if load_balancer else "the nodes"
    flow = _source(platform, f"service-{component.component}", component.component, ports[0], title, "requests from outside the cluster", peers)
    yield flow._replace(ports=ports, label=", ".join(map(str, ports)) if load_balancer else "")


def _by_node_port(exposure: "Exposure") -> bool:
    settings = exposure.settings
    return isinstance(settings, IngressExposure) and settings.alb is not None and settings.alb.target_type == "instance"


def _outgoing(platform: "Platform", component: str, systems: Mapping[str, Dependency]) -> Iterator[Flow]:
    """The services and dependencies that a component calls."""
    if component == MIGRATION and platform.migration:
        names = [name for name in dependencies_of(platform, "backend") if name in _MIGRATED_STORES]
    elif component == MYSQL_USER and platform.mysql_user:
        names = ["mysql"]
    elif component in platform.services:
        yield from _service_calls(platform, component)
        names = dependencies_of(platform, component)
    else:
        return
    former = platform.clickhouse is not None and platform.clickhouse.former is not None
    for name in names:
        if name not in systems:
            continue
        system = systems[name]
        if component == MYSQL_USER:
            system = system._replace(endpoints=system.endpoints[:1])
        # An external ClickHouse can run next to the former one in the namespace.
        id = _FORMER if former and name == "clickhouse" else name
        reason = _MYSQL_USER_REASON if component == MYSQL_USER else f"migrates {_USES[id]}" if component == MIGRATION else _USES[id]
        if store := platform.components.get(id):
            ports = tuple(port for endpoint in system.endpoints for port in endpoint.ports)
            yield Flow(component, id, _container_ports(store, ports), reason, system.ports)
            continue
        for endpoints in _grouped(platform, system):
            hosts = tuple(dict.fromkeys(host for host, _ in endpoints))
            title = ", ".join(filter(None, hosts)) or system.title
            ports = tuple(dict.fromkeys(port for _, numbers in endpoints for port in numbers))
            peers = host_peers(endpoints[0][0], platform.names)
            yield _egress(platform, Egress(component, id, ports, reason, title, peers, hosts=hosts), system.ports)


def _grouped(platform: "Platform", system: Dependency) -> list[list[tuple[str, tuple[int, ...]]]]:
    """The endpoints of a system, grouped by the peers that a policy can name."""
    groups: dict[tuple[Peer, ...], list[tuple[str, tuple[int, ...]]]] = {}
    for endpoint in system.endpoints:
        groups.setdefault(host_peers(endpoint.host, platform.names), []).append((endpoint.host, endpoint.ports))
    return list(groups.values())


def _container_ports(component: Component, ports: tuple[int, ...]) -> tuple[int, ...]:
    """The ports of the pods behind ports of the Service."""
    numbers = {component.service_port: component.ports[0].container} | {port.service: port.container for port in component.ports[1:]}
    return tuple(dict.fromkeys(numbers.get(port, port) for port in ports))


def _service_calls(platform: "Platform", component: str) -> Iterator[Flow]:
    """A flow for each address of another service in the variables of a component; nginx in the front end forwards to two of them."""
    text = "\n".join(variable.source for variable in platform.environments.get(component, ()) if isinstance(variable.source, str))
    if component == "frontend":
        text += f"\n{platform.addresses.backend}/\n{platform.addresses.gateway}/"
    addresses = dict.fromkeys(_HOST_AND_PORT.findall(text))
    for service in platform.services.values():
        for port in [port for host, port in addresses if host == service.host]:
            reason = _CALLS.get((component, service.component), "requests")
            yield Flow(component, service.component, _container_ports(service, (int(port),)), reason, port)


def _other(platform: "Platform") -> Iterator[Flow]:
    """The connections that the diagram does not draw: DNS, models, proxies, identities."""
    for component in pods_with_policies(platform):
        for egress in (*dns(platform, component), *infrastructure(platform, component)):
            yield _egress(platform, egress)


def _egress(platform: "Platform", egress: Egress, label: str = "") -> Flow:
    """A flow to what is outside the platform: to the configured peers and ports, or to those that follow from its address."""
    name = _SETTINGS.get(egress.target) or _camel_case(egress.target)
    policy = platform.network_policy
    configured = policy.destinations.get(NetworkDestinationName(name)) if isinstance(policy, StrictNetworkPolicy) and name in _DESTINATIONS else None
    peers = configured_peers(configured) or egress.peers
    # A Service may forward to another port of its pods than its own.
    ports = () if peers == egress.peers and any(isinstance(peer, PeerPods) for peer in peers) and not egress.dns else egress.ports
    if configured and configured.hosts:
        ports = egress.ports
    if configured and configured.ports:
        ports = configured.ports
    hosts: tuple[str, ...] = ()
    described = describe_peers(peers)
    if isinstance(policy, StrictNetworkPolicy) and policy.engine and not egress.dns:
        peers, hosts = named_peers(platform, egress, configured)
        described = ", ".join((*([describe_peers(peers)] if peers else ()), *hosts))
    outside = egress.title if described == egress.title else f"{egress.title} ({described})"
    setting = f"networkPolicy.destinations.{name}" if name in _DESTINATIONS else ""
    return Flow(egress.source, egress.target, ports, egress.reason, label, outside, peers, setting, egress.dns, hosts)


def _camel_case(name: str) -> str:
    first, *rest = name.split("-")
    return first + "".join(word.capitalize() for word in rest)
