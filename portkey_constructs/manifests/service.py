"""Services: the one for clients, and the headless one that governs a store's StatefulSet."""

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.workload import ServiceSettings, Workload
from portkey_constructs.kubernetes import Service, ServicePort, ServiceSpec
from portkey_constructs.manifests.metadata import metadata, selector_labels
from portkey_constructs.platform.names import Names
from portkey_constructs.platform.ports import ports

__all__ = ["headless_service", "service"]


def _ports(config: PortkeyConfig, component: str, first: int | None) -> list[ServicePort]:
    found = [ServicePort(name=port.name, port=port.service, targetPort=port.name, protocol="TCP") for port in ports(config, component)]
    if first is not None:
        found[0]["port"] = first
    return found


def service(config: PortkeyConfig, component: str, workload: Workload, said: ServiceSettings) -> Service:
    """The Service that a component's clients call."""
    spec = ServiceSpec(type=said.type, selector=selector_labels(config, component), ports=_ports(config, component, said.port))
    if said.source_ranges:
        spec["loadBalancerSourceRanges"] = list(said.source_ranges)
    meta = metadata(config, component, Names(config).component(component), workload=workload, annotations=said.annotations)
    return Service(apiVersion="v1", kind="Service", metadata=meta, spec=spec)


def headless_service(config: PortkeyConfig, store: str, workload: Workload) -> Service:
    """The Service that gives a store's pod its own host name."""
    spec = ServiceSpec(
        type="ClusterIP",
        clusterIP="None",
        publishNotReadyAddresses=True,
        selector=selector_labels(config, store),
        ports=_ports(config, store, None),
    )
    return Service(apiVersion="v1", kind="Service", metadata=metadata(config, store, Names(config).headless(store), workload=workload), spec=spec)
