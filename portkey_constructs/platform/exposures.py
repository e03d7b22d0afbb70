"""The ingress class, the ingress controller and the sources of an exposure, and how long its load balancer waits for answers.

Sources of the limits: the documentation of Elastic Load Balancing and of Azure Load Balancer.
"""

from typing import Final, Literal, cast

from portkey_constructs.config.allowed_sources import PORTKEY_CONTROL_PLANE
from portkey_constructs.config.exposure import HttpRouteExposure, IngressExposure, LoadBalancerExposure
from portkey_constructs.config.load_balancers import AwsNlb, AzureLoadBalancer
from portkey_constructs.platform.names import Names

__all__ = [
    "CLASS_ANNOTATION",
    "GKE_CLASSES",
    "METRICS_PATHS",
    "TRAEFIK_MIDDLEWARES",
    "Controller",
    "allowed_sources",
    "exposure_controller",
    "ingress_class",
    "load_balancer_timeout",
    "middleware",
]

Controller = Literal["alb", "gce", "gke", "nginx", "traefik"]
"""The controllers whose annotations and objects are known: gce of an Ingress at GKE, gke of a Gateway there."""

CLASS_ANNOTATION: Final = "kubernetes.io/ingress.class"
"""The annotation that chose the class before ingressClassName; GKE's controller still reads only this one."""

GKE_CLASSES: Final = ("gce", "gce-internal")
"""The classes of GKE's controller: an external and an internal load balancer."""

TRAEFIK_MIDDLEWARES: Final = "traefik.ingress.kubernetes.io/router.middlewares"
"""The annotation that names the Middlewares of an Ingress."""

_ALB_SECONDS: Final = 4000
"""The longest idle timeout of an ALB."""
_NLB_SECONDS: Final = 6000
"""The longest idle timeout of a TCP listener of an NLB."""
_NLB_TLS_SECONDS: Final = 350
"""The idle timeout of a TLS listener of an NLB, which cannot be changed."""
_AZURE_SECONDS: Final = 100 * 60
"""The longest idle timeout of an Azure Load Balancer."""

_PORTKEY_SOURCES: Final = ("54.81.226.149/32", "34.200.113.35/32", "44.221.117.129/32")
"""Where Portkey's hosted control plane calls gateways from, as the pages about hybrid deployments in Portkey's documentation say."""

METRICS_PATHS: Final = ("/metrics", "/dataservice/metrics")
"""The paths of the gateway that serve metrics: its own, and those of the data service."""

_CLASS_PREFIXES: Final = ("alb", "nginx", "traefik")


def ingress_class(settings: IngressExposure) -> str | None:
    """The ingress class; None for the default class of the cluster."""
    annotation = settings.annotations.get(CLASS_ANNOTATION)
    return settings.ingress_class or (annotation if annotation in GKE_CLASSES else None)


def exposure_controller(settings: IngressExposure | LoadBalancerExposure | HttpRouteExposure) -> Controller | None:
    """The controller of an exposure; that of an Ingress is the configured one, or the one that the class is named after, as in `nginx-internal`."""
    if isinstance(settings, LoadBalancerExposure):
        return None
    if settings.controller is not None:
        return None if settings.controller == "other" else settings.controller
    name = ingress_class(settings) or ""
    if name in GKE_CLASSES:
        return "gce"
    prefix = name.partition("-")[0]
    return cast(Controller, prefix) if prefix in _CLASS_PREFIXES else None


def load_balancer_timeout(
    settings: IngressExposure | LoadBalancerExposure | HttpRouteExposure, controller: Controller | None, default: int
) -> int | None:
    """Seconds that the load balancer waits for an answer: 0 without a limit, and None if the manifests do not set it."""
    if isinstance(settings, HttpRouteExposure):
        return default if settings.request_timeout is None else settings.request_timeout
    if isinstance(settings, IngressExposure):
        if controller == "alb":
            return (settings.alb.idle_timeout if settings.alb else None) or min(default, _ALB_SECONDS)
        return default if controller in ("gce", "nginx") else None
    match settings.provider:
        case AwsNlb(certificate_arn=None):
            return min(default, _NLB_SECONDS)
        case AwsNlb():
            return _NLB_TLS_SECONDS
        case AzureLoadBalancer():
            return min(default, _AZURE_SECONDS)
    return None


def allowed_sources(settings: IngressExposure | LoadBalancerExposure | HttpRouteExposure) -> tuple[str, ...]:
    """The address ranges that may connect; empty for all addresses."""
    ranges = list(settings.source_ranges) if isinstance(settings, LoadBalancerExposure) else []
    for source in settings.allow_from or ():
        ranges += _PORTKEY_SOURCES if source == PORTKEY_CONTROL_PLANE else (source,)
    return tuple(dict.fromkeys(ranges))


def middleware(names: Names, name: str) -> str:
    """How an Ingress refers to one of the platform's Middlewares for Traefik."""
    return f"{names.namespace}-{name}@kubernetescrd"
