"""What a change of a Service does to its address and its clients."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

__all__ = ["service_addition", "service_change", "service_removal"]

Map = Mapping[str, Any]

_LOAD_BALANCERS: Final = (
    "service.beta.kubernetes.io/aws-load-balancer-type",
    "service.beta.kubernetes.io/aws-load-balancer-name",
    "service.beta.kubernetes.io/aws-load-balancer-scheme",
    "service.beta.kubernetes.io/aws-load-balancer-internal",
    "service.beta.kubernetes.io/aws-load-balancer-nlb-target-type",
    "service.beta.kubernetes.io/azure-load-balancer-internal",
    "networking.gke.io/load-balancer-type",
    "cloud.google.com/load-balancer-type",
)
"""Annotations for which a cloud's controller makes another load balancer."""


_KEPT: Final = ("clusterIP", "ipFamilies", "ipFamilyPolicy")


def _address(manifest: Map) -> str:
    metadata = manifest["metadata"]
    return f"{metadata.get('name')}.{metadata.get('namespace', 'default')}.svc"


def _spec(manifest: Map) -> Map:
    spec = manifest.get("spec", {})
    return spec if isinstance(spec, Mapping) else {}


def service_addition(new: Map) -> Iterator[str]:
    """What creating a Service does."""
    yield f"clients in the cluster reach it at {_address(new)}"


def service_removal(old: Map) -> Iterator[str]:
    """What deleting a Service does."""
    yield f"the address {_address(old)} no longer exists"
    if _spec(old).get("type") == "LoadBalancer":
        yield "its load balancer and the external address are deleted"


def service_change(old: Map, new: Map) -> Iterator[str]:
    """What changing a Service does."""
    before, after = _spec(old), _spec(new)
    kind, wanted = before.get("type", "ClusterIP"), after.get("type", "ClusterIP")
    if kind == "ExternalName" != wanted or wanted == "ExternalName" != kind:
        yield "its address in the cluster changes"
    if kind == "LoadBalancer" != wanted:
        yield "its load balancer and the external address are deleted"
    elif wanted == "LoadBalancer" != kind:
        yield "the cloud creates a load balancer with a new external address"
    elif wanted == "LoadBalancer":
        yield from _load_balancer(old, new)
    if before.get("clusterIP") == "None" and "clusterIP" not in after and wanted == "ClusterIP":
        yield "the Service stays headless, because the API server keeps clusterIP None: delete it first to get an address"
    if kept := ", ".join(_kept(before, after)):
        yield f"the API server keeps {kept}, which the new manifest leaves out"
    if before.get("externalName") != after.get("externalName") and kind == wanted == "ExternalName":
        yield f"clients reach {after.get('externalName')} instead of {before.get('externalName')}"
    yield from _ports(before, after)
    if before.get("selector") != after.get("selector"):
        yield "requests go to the pods that the new selector finds"
    if before.get("publishNotReadyAddresses", False) != after.get("publishNotReadyAddresses", False):
        yield "other pods answer to its name: those that are not ready too, or no longer"


def _kept(before: Map, after: Map) -> Iterator[str]:
    """The values that a Service keeps although they are no longer applied, besides a headless one's."""
    kinds = before.get("type", "ClusterIP"), after.get("type", "ClusterIP")
    if "ExternalName" in kinds:
        return
    for field in _KEPT:
        if field in before and field not in after and before[field] != "None":
            yield field
    if "ClusterIP" not in kinds:
        ports = {(port.get("port"), port.get("protocol")): port for port in after.get("ports", ())}
        for port in before.get("ports", ()):
            current = ports.get((port.get("port"), port.get("protocol")))
            if "nodePort" in port and current is not None and "nodePort" not in current:
                yield f"nodePort {port['nodePort']}"


def _load_balancer(old: Map, new: Map) -> Iterator[str]:
    before, after = (side["metadata"].get("annotations") or {} for side in (old, new))
    if any(before.get(name) != after.get(name) for name in _LOAD_BALANCERS):
        yield "the cloud replaces the load balancer: its external address changes"
    address, wanted = _spec(old).get("loadBalancerIP"), _spec(new).get("loadBalancerIP")
    if address != wanted:
        yield f"the external address changes to {wanted}" if wanted else "the external address may change, because none is fixed any more"


def _ports(before: Map, after: Map) -> Iterator[str]:
    old, new = ({port.get("name", ""): port for port in spec.get("ports", ())} for spec in (before, after))
    for name, port in new.items():
        label = f"port {name}" if name else "the port"
        if name in old and old[name].get("port") != port.get("port"):
            yield f"{label} is {port.get('port')} instead of {old[name].get('port')}: clients must use the new one"
        node_port, wanted = old.get(name, {}).get("nodePort"), port.get("nodePort")
        if name in old and node_port != wanted and wanted is not None:
            yield f"{label} is {wanted} on the nodes"
    for name in old:
        if name not in new:
            yield f"{f'port {name}' if name else 'the port'} ({old[name].get('port')}) is closed"
