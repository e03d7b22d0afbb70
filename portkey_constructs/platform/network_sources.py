"""Where connections to the pods come from, outside the platform: ingress controllers, load balancers, Prometheus, the API server."""

from typing import TYPE_CHECKING, Final

from portkey_constructs.config.exposure import HttpRouteExposure, IngressExposure, LoadBalancerExposure
from portkey_constructs.platform.network_peers import PRIVATE, Peer, PeerPods, address_ranges

if TYPE_CHECKING:
    from portkey_constructs.platform.platform import Exposure, Platform

__all__ = ["API_SERVER", "EVERY_POD", "PROMETHEUS", "exposure_sources", "knows_source", "load_balancer_sources"]

_NAME: Final = "app.kubernetes.io/name"


def _pods(*namespaces: str, **labels: str) -> PeerPods:
    return PeerPods(namespaces, tuple(labels.items()))


EVERY_POD: Final = (PeerPods(()),)
PROMETHEUS: Final = (PeerPods((), ((_NAME, "prometheus"),)),)
"""The pods that the Prometheus Operator and the charts of Prometheus label so."""
API_SERVER: Final = (_pods("kube-system", **{"k8s-app": "konnectivity-agent"}), _pods("kube-system", app="konnectivity-agent"))
"""The agents through which the API servers of GKE and AKS reach pods."""
_NGINX: Final = (_pods("ingress-nginx", **{_NAME: "ingress-nginx"}),)
_TRAEFIK: Final = (_pods("traefik", "kube-system", **{_NAME: "traefik"}),)
"""Where Traefik's chart and k3s install it."""
_GOOGLE: Final = address_ranges(("35.191.0.0/16", "130.211.0.0/22"))
"""Google Cloud's load balancers and their health checks; a regional or internal one has addresses of a proxy-only subnet, too."""
_GATEWAY_NAME: Final = "gateway.networking.k8s.io/gateway-name"


def exposure_sources(platform: "Platform", exposure: "Exposure") -> tuple[Peer, ...]:
    """Where the requests of an exposure come from; empty for every address, and every pod of the cluster for an unknown controller."""
    settings = exposure.settings
    if isinstance(settings, LoadBalancerExposure):
        return load_balancer_sources(exposure.allowed_sources)
    match exposure.controller:
        case "nginx":
            return _NGINX
        case "traefik":
            return _TRAEFIK
        case "alb":
            return PRIVATE
        case "gke":
            return _GOOGLE
        case "gce":
            return (*_GOOGLE, *PRIVATE) if exposure.ingress_class == "gce-internal" else _GOOGLE
    if isinstance(settings, HttpRouteExposure):
        namespace = settings.gateway.namespace or platform.names.namespace
        return (PeerPods((namespace,), ((_GATEWAY_NAME, settings.gateway.name),)),)
    return EVERY_POD


def load_balancer_sources(allowed: tuple[str, ...]) -> tuple[Peer, ...]:
    """The clients, and the private addresses with which a load balancer or a node forwards their connections; empty for every address."""
    return (*address_ranges(allowed), *PRIVATE) if allowed else ()


def knows_source(exposure: "Exposure") -> bool:
    """Whether it is known where the requests of an exposure come from."""
    return not isinstance(exposure.settings, IngressExposure) or exposure.controller is not None
