"""What opens a door: Ingress, HTTPRoute, or a Service that a load balancer of the cloud leads to."""

from collections.abc import Iterator
from typing import Final, Literal

from portkey_constructs.config.exposure import HttpRouteExposure, IngressExposure, LoadBalancerExposure, TlsFromCertManager, TlsFromSecret
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.kubernetes import (
    HTTPIngressPath,
    HTTPIngressRuleValue,
    Ingress,
    IngressBackend,
    IngressRule,
    IngressServiceBackend,
    IngressSpec,
    IngressTLS,
    KubernetesObject,
    Service,
    ServiceBackendPort,
    ServicePort,
    ServiceSpec,
)
from portkey_constructs.manifests.controllers import controller_annotations, provider_annotations
from portkey_constructs.manifests.metadata import metadata, selector_labels
from portkey_constructs.platform.defaults import ServiceName, service
from portkey_constructs.platform.names import Names
from portkey_constructs.platform.ports import MCP_PORT, PORTS

__all__ = ["DoorName", "doors", "health_path", "ingress", "public_service"]

DoorName = Literal["frontend", "gateway", "mcp"]

_COMPONENT: Final[dict[DoorName, ServiceName]] = {"frontend": "frontend", "gateway": "gateway", "mcp": "gateway"}
_HEALTH: Final[dict[DoorName, str]] = {"frontend": "/", "gateway": "/v1/health", "mcp": "/v1/health"}


def health_path(name: DoorName) -> str:
    """The path that answers 200 while what is behind the door is well."""
    return _HEALTH[name]


def doors(config: PortkeyConfig, component: ServiceName) -> Iterator[KubernetesObject]:
    """The objects of a service's doors."""
    for name, owner in _COMPONENT.items():
        if owner != component:
            continue
        door = getattr(config.exposure, name)
        if isinstance(door, IngressExposure):
            yield ingress(config, name, door)
        elif isinstance(door, LoadBalancerExposure):
            yield public_service(config, name, door)
        elif isinstance(door, HttpRouteExposure):
            # Imported where it is needed: its typed dictionaries are many.
            from portkey_constructs.manifests.http_route import http_route

            yield http_route(config, name, owner, door)


def ingress(config: PortkeyConfig, name: DoorName, door: IngressExposure) -> Ingress:
    """The Ingress of a door."""
    names, component = Names(config), _COMPONENT[name]
    port = MCP_PORT if name == "mcp" else PORTS[component][0]
    backend = IngressBackend(service=IngressServiceBackend(name=names.component(component), port=ServiceBackendPort(name=port.name)))
    spec = IngressSpec()
    if door.ingress_class:
        spec["ingressClassName"] = door.ingress_class
    if isinstance(door.tls, TlsFromSecret | TlsFromCertManager):
        spec["tls"] = [IngressTLS(hosts=[door.host], secretName=door.tls.secret_name or f"{names.component(name)}-tls")]
    path = HTTPIngressPath(path=door.path, pathType="Prefix", backend=backend)
    spec["rules"] = [IngressRule(host=door.host, http=HTTPIngressRuleValue(paths=[path]))]
    noted = {**controller_annotations(door, health_path(name)), **door.annotations}
    meta = metadata(config, component, names.component(name), workload=service(config, component), annotations=noted)
    return Ingress(apiVersion="networking.k8s.io/v1", kind="Ingress", metadata=meta, spec=spec)


def public_service(config: PortkeyConfig, name: DoorName, door: LoadBalancerExposure) -> Service:
    """The Service that a load balancer of the cloud leads to; the one for clients inside the cluster stays as it is."""
    component = _COMPONENT[name]
    port = MCP_PORT if name == "mcp" else PORTS[component][0]
    ports = [ServicePort(name=port.name, port=door.public_port, targetPort=port.name, protocol="TCP")]
    spec = ServiceSpec(type="LoadBalancer", selector=selector_labels(config, component), ports=ports)
    if door.source_ranges:
        spec["loadBalancerSourceRanges"] = list(door.source_ranges)
    noted = {**provider_annotations(door, health_path(name)), **door.annotations}
    meta = metadata(config, component, Names(config).public(name), workload=service(config, component), annotations=noted)
    return Service(apiVersion="v1", kind="Service", metadata=meta, spec=spec)
