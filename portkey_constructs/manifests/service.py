"""Services: a component's Service for clients, and the headless Service of a StatefulSet."""

from portkey_constructs.kubernetes import Service, ServicePort, ServiceSpec
from portkey_constructs.manifests.metadata import metadata, selector_labels
from portkey_constructs.platform.components import Component, Store
from portkey_constructs.platform.platform import Platform

__all__ = ["client_service", "headless_service"]


def client_service(platform: Platform, component: Component) -> Service:
    """The Service that a component's clients call."""
    settings = component.service
    ports = [ServicePort(name=port.name, port=port.service, protocol="TCP", targetPort=port.name) for port in component.ports]
    ports[0]["port"] = component.service_port
    spec = ServiceSpec(loadBalancerSourceRanges=list(settings.source_ranges)) if settings.source_ranges else ServiceSpec()
    spec |= ServiceSpec(ports=ports, selector=selector_labels(platform, component.component), type=settings.type)
    meta = metadata(platform, component.component, component.name, settings=component.settings, annotations=settings.annotations)
    return Service(apiVersion="v1", kind="Service", metadata=meta, spec=spec)


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
