"""Services: a component's Service for clients, and the headless Service of a StatefulSet."""

import json
from typing import Final

from portkey_constructs.config.service_settings import AdditionalPort, ServiceOptions
from portkey_constructs.kubernetes import ClientIPConfig, Service, ServicePort, ServiceSpec, SessionAffinityConfig
from portkey_constructs.manifests.metadata import metadata, selector_labels
from portkey_constructs.platform.components import Component, Store
from portkey_constructs.platform.platform import Platform

__all__ = ["client_service", "headless_service", "port_name", "set_options"]

_TRAEFIK: Final = "traefik.ingress.kubernetes.io/service"


def client_service(platform: Platform, component: Component) -> Service:
    """The Service that a component's clients call."""
    settings = component.service
    ports = [ServicePort(name=port.name, port=port.service, protocol="TCP", targetPort=port.name) for port in component.ports]
    ports[0]["port"] = component.service_port
    if component.scheme == "https":
        for port in ports:
            port["appProtocol"] = "https"
    spec = ServiceSpec(loadBalancerSourceRanges=list(settings.source_ranges)) if settings.source_ranges else ServiceSpec()
    for port in ports:
        port["name"] = port_name(platform, component.component, port["name"])
    ports += map(_additional_port, settings.ports)
    spec |= ServiceSpec(ports=ports, selector=selector_labels(platform, component.component), type=settings.type)
    set_options(spec, settings)
    annotations = {**_gke_annotations(platform, component), **_traefik_annotations(platform, component), **settings.annotations}
    meta = metadata(platform, component.component, component.name, settings=component.settings, annotations=annotations)
    meta["labels"] = {**meta["labels"], **settings.labels}
    return Service(apiVersion="v1", kind="Service", metadata=meta, spec=spec)


def port_name(platform: Platform, component: str, port: str) -> str:
    """The name of the Service's port for a port of the container; an adopted release has names of its own."""
    adopted = platform.adoption.components.get(component) if platform.adoption is not None else None
    return adopted.ports.get(port, port) if adopted else port


def _additional_port(settings: AdditionalPort) -> ServicePort:
    target = settings.target_port or str(settings.port)
    port = ServicePort(name=settings.name, port=settings.port, protocol=settings.protocol, targetPort=int(target) if target.isdigit() else target)
    if settings.app_protocol:
        port["appProtocol"] = settings.app_protocol
    if settings.node_port is not None:
        port["nodePort"] = settings.node_port
    return port


def set_options(spec: ServiceSpec, options: ServiceOptions) -> None:
    """Adds to the spec of a Service what its settings ask for besides type, ports and sources."""
    if options.traffic_distribution:
        spec["trafficDistribution"] = options.traffic_distribution
    if options.external_traffic_policy:
        spec["externalTrafficPolicy"] = options.external_traffic_policy
    if options.session_affinity:
        spec["sessionAffinity"] = options.session_affinity
    if options.session_affinity_timeout is not None:
        spec["sessionAffinityConfig"] = SessionAffinityConfig(clientIP=ClientIPConfig(timeoutSeconds=options.session_affinity_timeout))
    if options.load_balancer_class:
        spec["loadBalancerClass"] = options.load_balancer_class
    if options.load_balancer_ip:
        spec["loadBalancerIP"] = options.load_balancer_ip
    if options.node_port is not None:
        spec["ports"][0]["nodePort"] = options.node_port


def _gke_annotations(platform: Platform, component: Component) -> dict[str, str]:
    """Annotations for GKE's ingress controller: requests go straight to the pods, and the load balancer follows the BackendConfig."""
    if "gce" not in platform.controllers(component.component):
        return {}
    annotations = {"cloud.google.com/neg": json.dumps({"ingress": True}), "cloud.google.com/backend-config": json.dumps({"default": component.name})}
    if component.scheme == "https":
        annotations["cloud.google.com/app-protocols"] = json.dumps({port.name: "HTTPS" for port in component.ports})
    return annotations


def _traefik_annotations(platform: Platform, component: Component) -> dict[str, str]:
    """Annotations for Traefik, which verifies the certificates of the pods with a ServersTransport."""
    if component.scheme != "https" or "traefik" not in platform.controllers(component.component):
        return {}
    transport = f"{platform.names.namespace}-{component.name}@kubernetescrd"
    return {f"{_TRAEFIK}.serversscheme": "https", f"{_TRAEFIK}.serverstransport": transport}


def headless_service(platform: Platform, store: Store) -> Service:
    """The headless Service that gives a store's pod a stable host name."""
    spec = ServiceSpec(
        type="ClusterIP",
        clusterIP="None",
        publishNotReadyAddresses=True,
        selector=selector_labels(platform, store.component),
        ports=[ServicePort(name=port.name, port=port.service, targetPort=port.name, protocol="TCP") for port in store.ports],
    )
    meta = metadata(platform, store.component, platform.names.headless(store.component), settings=store.settings)
    return Service(apiVersion="v1", kind="Service", metadata=meta, spec=spec)
