"""The ingress class and the ingress controller of an exposure, and how long its load balancer waits for answers.

Sources of the limits: the documentation of Elastic Load Balancing and of Azure Load Balancer.
"""

from typing import Final, Literal, cast

from portkey_constructs.config.exposure import HttpRouteExposure, IngressExposure, LoadBalancerExposure
from portkey_constructs.config.load_balancers import AwsNlb, AzureLoadBalancer

__all__ = ["CLASS_ANNOTATION", "GKE_CLASSES", "METRICS_PATHS", "Controller", "exposure_controller", "ingress_class", "load_balancer_timeout"]

Controller = Literal["alb", "gce", "gke", "nginx", "traefik"]
"""The controllers whose annotations and objects are known: gce of an Ingress at GKE, gke of a Gateway there."""

CLASS_ANNOTATION: Final = "kubernetes.io/ingress.class"
"""The annotation that chose the class before ingressClassName; GKE's controller still reads only this one."""

GKE_CLASSES: Final = ("gce", "gce-internal")
"""The classes of GKE's controller: an external and an internal load balancer."""

_ALB_SECONDS: Final = 4000
"""The longest idle timeout of an ALB."""
_NLB_SECONDS: Final = 6000
"""The longest idle timeout of a TCP listener of an NLB."""
_NLB_TLS_SECONDS: Final = 350
"""The idle timeout of a TLS listener of an NLB, which cannot be changed."""
_AZURE_SECONDS: Final = 100 * 60
"""The longest idle timeout of an Azure Load Balancer."""

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
