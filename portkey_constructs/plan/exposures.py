"""Where objects are reachable from outside the cluster, and who may connect."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

__all__ = ["Opening", "exposure_effects", "openings"]

Map = Mapping[str, Any]

_SCHEMES: Final = {
    "alb.ingress.kubernetes.io/scheme": ("internet-facing", "internal"),
    "service.beta.kubernetes.io/aws-load-balancer-scheme": ("internet-facing", "internal"),
}
"""Annotations of AWS that say who reaches a load balancer, with the value for everybody and the default."""
_INTERNAL: Final = {
    "service.beta.kubernetes.io/azure-load-balancer-internal": "true",
    "service.beta.kubernetes.io/aws-load-balancer-internal": "true",
    "networking.gke.io/load-balancer-type": "Internal",
    "cloud.google.com/load-balancer-type": "Internal",
    "kubernetes.io/ingress.class": "gce-internal",
}
_RANGES: Final = (
    "alb.ingress.kubernetes.io/inbound-cidrs",
    "nginx.ingress.kubernetes.io/whitelist-source-range",
    "nginx.ingress.kubernetes.io/allowlist-source-range",
    "service.beta.kubernetes.io/load-balancer-source-ranges",
)
_ALL: Final = frozenset(("0.0.0.0/0", "::/0"))


class Opening(NamedTuple):
    """An address at which clients outside the cluster reach a Service."""

    address: str
    service: str


def openings(manifest: Map) -> frozenset[Opening]:
    """The addresses that an Ingress, a route of a Gateway or a Service opens."""
    return frozenset(_OPENINGS.get(str(manifest.get("kind")), lambda _: iter(()))(manifest))


def _ingress(manifest: Map) -> Iterator[Opening]:
    spec = manifest.get("spec", {})
    if backend := spec.get("defaultBackend", {}).get("service", {}).get("name"):
        yield Opening("every other host", backend)
    for rule in spec.get("rules", ()):
        for path in (rule.get("http") or {}).get("paths", ()):
            service = path.get("backend", {}).get("service", {}).get("name", "")
            yield Opening(f"{rule.get('host') or 'every host'}{path.get('path', '/')}", service)


def _route(manifest: Map) -> Iterator[Opening]:
    spec = manifest.get("spec", {})
    for host in spec.get("hostnames") or ("every host of the Gateway",):
        for rule in spec.get("rules", ()):
            paths = [(match.get("path") or {}).get("value", "/") for match in rule.get("matches", ())] or ["/"]
            for backend in rule.get("backendRefs", ()):
                yield from (Opening(f"{host}{path}", backend.get("name", "")) for path in paths)


def _service(manifest: Map) -> Iterator[Opening]:
    spec = manifest.get("spec", {})
    name = str(manifest["metadata"].get("name", ""))
    if spec.get("type") in ("LoadBalancer", "NodePort"):
        where = "a load balancer" if spec["type"] == "LoadBalancer" else "every node"
        for port in spec.get("ports", ()):
            yield Opening(f"port {port.get('port')} of {where}", name)
    for address in spec.get("externalIPs", ()):
        yield Opening(str(address), name)


_OPENINGS: Final = {"Ingress": _ingress, "HTTPRoute": _route, "GRPCRoute": _route, "Service": _service}


def exposure_effects(old: Map | None, new: Map | None) -> Iterator[str]:
    """What a change opens or closes to clients outside the cluster."""
    before, after = (openings(side) if side else frozenset() for side in (old, new))
    for opening in sorted(after - before):
        yield f"opens {opening.address} to clients outside the cluster (Service {opening.service})"
    for opening in sorted(before - after):
        yield f"closes {opening.address} to clients outside the cluster (Service {opening.service})"
    if old and new and before and after:
        yield from _audience(old, new)


def _annotations(manifest: Map) -> Map:
    annotations = manifest["metadata"].get("annotations")
    return annotations if isinstance(annotations, Mapping) else {}


def _audience(old: Map, new: Map) -> Iterator[str]:
    before, after = _is_internal(old), _is_internal(new)
    if before is not None and after is not None and before != after:
        yield "only the private network reaches it now" if after else "the internet reaches it now"
    allowed, wanted = _ranges(old), _ranges(new)
    for address in sorted(wanted - allowed) if not allowed & _ALL else ():
        yield f"allows clients from {address}"
    for address in sorted(allowed - wanted) if not wanted & _ALL else ():
        yield f"refuses clients from {address}" if address not in _ALL else f"refuses clients outside {', '.join(sorted(wanted))}"


def _is_internal(manifest: Map) -> bool | None:
    """Whether only the private network reaches the load balancer; None if the manifest does not say so."""
    annotations = _annotations(manifest)
    for name, (public, default) in _SCHEMES.items():
        if name in annotations:
            return bool(annotations[name] != public)
        if name.partition("/")[0] == "alb.ingress.kubernetes.io" and manifest.get("spec", {}).get("ingressClassName") == "alb":
            return default == "internal"
    if manifest.get("kind") == "Service" and manifest.get("spec", {}).get("type") != "LoadBalancer":
        return None
    return any(str(annotations.get(name, "")).lower() == value.lower() for name, value in _INTERNAL.items())


def _ranges(manifest: Map) -> frozenset[str]:
    """The addresses that may connect."""
    ranges = list(manifest.get("spec", {}).get("loadBalancerSourceRanges", ()))
    annotations = _annotations(manifest)
    for name in _RANGES:
        ranges += [part.strip() for part in str(annotations.get(name, "")).split(",") if part.strip()]
    return frozenset(map(str, ranges)) or frozenset(("0.0.0.0/0",))
