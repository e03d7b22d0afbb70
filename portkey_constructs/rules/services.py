"""Rules about Services: settings that their type does not have, ports that are taken, and addresses of load balancers."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from portkey_constructs.config.exposure import LoadBalancerExposure
from portkey_constructs.config.load_balancers import AwsNlb
from portkey_constructs.config.service_settings import AdditionalPort, ServiceOptions
from portkey_constructs.platform.components import Component
from portkey_constructs.platform.platform import Platform
from portkey_constructs.rules.registry import Example, Finding, Findings, rule

__all__: list[str] = []

_BALANCER: Final = "auth: {kind: none, allowPublic: true}\nexposure: {gateway: {kind: loadBalancer"
_PORT: Final = "sidecars: [{name: proxy, image: 'proxy:1', ports: [{name: proxy, containerPort: 9901}]}], service: {ports: [{name: "
_OF_BALANCER: Final = (("load_balancer_ip", "loadBalancerIP"), ("load_balancer_class", "loadBalancerClass"))
_OF_NODES: Final = (("node_port", "nodePort"), ("external_traffic_policy", "externalTrafficPolicy"))
_PATHS: Final = ("**.service", "exposure.*")
_PRIVATE: Final = "service.beta.kubernetes.io/aws-load-balancer-private-ipv4-addresses"
_ELASTIC: Final = "service.beta.kubernetes.io/aws-load-balancer-eip-allocations"
_AZURE: Final = "service.beta.kubernetes.io/azure-load-balancer-ipv4"
_GOOGLE: Final = "networking.gke.io/load-balancer-ip-addresses"
_CLOUD_OF_IDENTITY: Final = {"irsa": "aws", "podIdentity": "aws", "azureWorkloadIdentity": "azure", "gkeWorkloadIdentity": "gcp"}
_ANNOTATIONS: Final = {
    "azure": f"the annotation {_AZURE}",
    "gcp": f"the annotation {_GOOGLE} with the name of a reserved address",
}


class _Service(NamedTuple):
    """A Service with its settings."""

    path: str
    options: ServiceOptions
    type: str
    component: Component | None


def _settings(*names: str) -> tuple[str, ...]:
    return tuple(f"{path}.{name}" for path in _PATHS for name in names)


def _services(platform: Platform) -> list[_Service]:
    """The Services with a setting that some types do not have; most have none."""
    services = []
    for component in platform.components.values():
        options = component.service
        of_balancer = options.load_balancer_ip or options.load_balancer_class
        if of_balancer or options.node_port or options.external_traffic_policy or options.session_affinity_timeout is not None:
            services.append(_Service(f"{component.path}.service", options, options.type, component))
    for name, exposure in platform.exposures.items():
        if isinstance(exposure.settings, LoadBalancerExposure):
            services.append(_Service(f"exposure.{name}", exposure.settings, "LoadBalancer", None))
    return services


def _ports(platform: Platform) -> Iterator[tuple[str, Component, AdditionalPort]]:
    """The additional ports, each with its path."""
    for component in platform.components.values():
        for index, port in enumerate(component.service.ports):
            yield f"{component.path}.service.ports.{index}", component, port


@rule(
    "PK-SERVICE-001",
    title="a setting that this type of Service does not have",
    cause="Only Services of type NodePort and LoadBalancer have ports of nodes, and only those of type LoadBalancer have a load balancer. The API "
    "server refuses these fields for other types, or ignores them.",
    fix="Set the type of the Service, or remove the setting.",
    settings=(*(f"**.service.{name}" for name in ("type", "loadBalancerIP", "loadBalancerClass", "nodePort", "externalTrafficPolicy", "ports")),),
    example=Example("gateway: {service: {nodePort: 30080}}\n", "gateway: {service: {type: NodePort, nodePort: 30080}}\n"),
)
def not_of_this_type(platform: Platform) -> Findings:
    for service in _services(platform):
        of_balancer = _OF_BALANCER if service.type != "LoadBalancer" else ()
        of_nodes = _OF_NODES if service.type == "ClusterIP" else ()
        for types, fields in (("LoadBalancer", of_balancer), ("NodePort or LoadBalancer", of_nodes)):
            for field, name in fields:
                if getattr(service.options, field) is not None:
                    yield Finding(f"{service.path}.{name}", f"is set, but the type is {service.type}", f"set type: {types}, or remove it")
    for path, component, port in _ports(platform):
        if port.node_port is not None and component.service.type == "ClusterIP":
            yield Finding(f"{path}.nodePort", "is set, but the type is ClusterIP", "set type: NodePort or LoadBalancer, or remove it")


@rule(
    "PK-SERVICE-002",
    title="two ports of a Service with one name or number",
    cause="Names and numbers of ports are unique in a Service. The component has ports of its own, such as gateway on 8787 and mcp on 8788.",
    fix="Choose another name, or another port.",
    settings=("**.service.ports", "**.service.port", "gateway.mcp", "clickhouse.https"),
    example=Example(
        f"gateway: {{{_PORT}gateway, port: 9901}}]}}}}\n",
        f"gateway: {{{_PORT}proxy, port: 9901}}]}}}}\n",
    ),
)
def port_taken(platform: Platform) -> Findings:
    for component in platform.components.values():
        names = {port.name for port in component.ports}
        numbers = {("TCP", component.service_port), *(("TCP", port.service) for port in component.ports[1:])}
        for index, port in enumerate(component.service.ports):
            path = f"{component.path}.service.ports.{index}"
            if port.name in names:
                yield Finding(f"{path}.name", f"is {port.name}, which is also the name of another port", "choose another name")
            if (port.protocol, port.port) in numbers:
                yield Finding(f"{path}.port", f"is {port.port}, which is also the number of another port", "choose another port")
            names.add(port.name)
            numbers.add((port.protocol, port.port))


@rule(
    "PK-SERVICE-003",
    title="one port of the nodes for two Services",
    cause="A port of the nodes leads to one Service. The API server refuses the second one.",
    fix="Choose another nodePort, or leave it out, so that Kubernetes chooses one.",
    settings=(*_settings("nodePort"), "**.service.ports"),
    example=Example(
        "gateway: {service: {type: NodePort, nodePort: 30080}}\nfrontend: {service: {type: NodePort, nodePort: 30080}}\n",
        "gateway: {service: {type: NodePort, nodePort: 30080}}\nfrontend: {service: {type: NodePort, nodePort: 30081}}\n",
    ),
)
def node_port_taken(platform: Platform) -> Findings:
    claims: dict[tuple[str, int], str] = {}
    ports = [(f"{service.path}.nodePort", "TCP", service.options.node_port) for service in _services(platform)]
    ports += [(f"{path}.nodePort", port.protocol, port.node_port) for path, _, port in _ports(platform)]
    for path, protocol, number in ports:
        if number is not None and (other := claims.setdefault((protocol, number), path)) != path:
            yield Finding(path, f"is {number}, but so is {other}")


@rule(
    "PK-SERVICE-004",
    title="a port of a Service that leads to no container port",
    cause="A targetPort that is a name needs a container port with that name in the pods. Otherwise connections to the port are refused.",
    fix="Set the number of the container port, or name the port of the container.",
    settings=("**.service.ports", "**.sidecars", "**.initContainers", "gateway.mcp", "clickhouse.https", "**.ports"),
    example=Example(
        "gateway: {service: {ports: [{name: proxy, port: 9901, targetPort: admin}]}}\n",
        "gateway: {service: {ports: [{name: proxy, port: 9901, targetPort: 9901}]}}\n",
    ),
)
def no_container_port(platform: Platform) -> Findings:
    for path, component, port in _ports(platform):
        target = port.target_port or ""
        if target and not target.isdigit() and target not in _container_ports(component):
            yield Finding(f"{path}.targetPort", f"is {target}, but no container has a port with that name")


def _container_ports(component: Component) -> set[str]:
    """The names of the ports of every container."""
    settings = component.settings
    added = [port for container in (*settings.sidecars, *settings.init_containers) for port in container.get("ports", ())]
    return {port.name for port in component.ports} | {port.get("name", "") for port in (*added, *settings.ports)}


@rule(
    "PK-SERVICE-005",
    title="a timeout of the session affinity without session affinity",
    cause="Only the session affinity ClientIP has a timeout. Without it, the setting has no effect.",
    fix="Set sessionAffinity: ClientIP, or remove the timeout.",
    settings=_settings("sessionAffinity", "sessionAffinityTimeout"),
    example=Example(
        "gateway: {service: {sessionAffinityTimeout: 600}}\n", "gateway: {service: {sessionAffinity: ClientIP, sessionAffinityTimeout: 600}}\n"
    ),
)
def affinity_timeout_alone(platform: Platform) -> Findings:
    for service in _services(platform):
        options = service.options
        if options.session_affinity_timeout is not None and options.session_affinity != "ClientIP":
            yield Finding(f"{service.path}.sessionAffinityTimeout", "is set, but sessionAffinity is not ClientIP")


@rule(
    "PK-SERVICE-006",
    title="the address of a load balancer in a deprecated field",
    cause="Kubernetes has deprecated loadBalancerIP; its meaning depends on the cloud, and the AWS Load Balancer Controller ignores it. "
    f"On AWS, use {_PRIVATE} for an internal Network Load Balancer and {_ELASTIC} for an internet-facing one; on Azure, {_AZURE}; on GKE, "
    f"{_GOOGLE}. MetalLB reads metallb.io/loadBalancerIPs, and Cilium lbipam.cilium.io/ips.",
    fix="Set the address with the annotation of your load balancer's controller, in annotations.",
    settings=(*_settings("loadBalancerIP", "loadBalancerClass"), "exposure.*.provider", "exposure.*.provider.scheme", "identity"),
    severity="warning",
    example=Example(
        f"{_BALANCER}, loadBalancerIP: 10.0.0.9, provider: {{kind: azure}}}}}}\n",
        f"{_BALANCER}, provider: {{kind: azure}}, annotations: {{{_AZURE}: 10.0.0.9}}}}}}\n",
    ),
)
def deprecated_address(platform: Platform) -> Findings:
    for service in _services(platform):
        if service.options.load_balancer_ip is not None and (service.type == "LoadBalancer"):
            cloud, annotation = _annotation(platform, service.options)
            message = "is ignored by the AWS Load Balancer Controller" if cloud == "aws" else "is deprecated by Kubernetes"
            yield Finding(f"{service.path}.loadBalancerIP", message, f"use {annotation}" if annotation else "")


def _annotation(platform: Platform, options: ServiceOptions) -> tuple[str, str]:
    """The cloud of a load balancer, and its annotation for the address; empty where they are unknown."""
    provider = options.provider if isinstance(options, LoadBalancerExposure) else None
    by_class = "aws" if (options.load_balancer_class or "").startswith(("service.k8s.aws/", "eks.amazonaws.com/")) else ""
    other_class = "other" if options.load_balancer_class else ""
    cloud = by_class or other_class or (provider.kind if provider else "") or _CLOUD_OF_IDENTITY.get(platform.config.identity.kind, "")
    if cloud == "aws":
        if isinstance(provider, AwsNlb):
            internal = provider.scheme == "internal"
            return cloud, f"the annotation {_PRIVATE if internal else _ELASTIC} with one {'address' if internal else 'allocation'} for each subnet"
        return cloud, f"the annotation {_PRIVATE}, or {_ELASTIC} for an internet-facing load balancer"
    return cloud, _ANNOTATIONS.get(cloud, "")
