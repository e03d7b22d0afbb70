"""The ingress class and the ingress controller of an exposure."""

from typing import Final, Literal, cast

from portkey_constructs.config.exposure import IngressExposure

__all__ = ["CLASS_ANNOTATION", "GKE_CLASSES", "Controller", "ingress_class", "ingress_controller"]

Controller = Literal["alb", "gce", "nginx", "traefik"]
"""The ingress controllers whose annotations are known."""

CLASS_ANNOTATION: Final = "kubernetes.io/ingress.class"
"""The annotation that chose the class before ingressClassName; GKE's controller still reads only this one."""

GKE_CLASSES: Final = ("gce", "gce-internal")
"""The classes of GKE's controller: an external and an internal load balancer."""

_CLASS_PREFIXES: Final = ("alb", "nginx", "traefik")


def ingress_class(settings: IngressExposure) -> str | None:
    """The ingress class; None for the default class of the cluster."""
    annotation = settings.annotations.get(CLASS_ANNOTATION)
    return settings.ingress_class or (annotation if annotation in GKE_CLASSES else None)


def ingress_controller(settings: IngressExposure) -> Controller | None:
    """The controller that serves the class: the configured one, or the one that the class is named after, as in `nginx-internal`."""
    if settings.controller is not None:
        return None if settings.controller == "other" else settings.controller
    name = ingress_class(settings) or ""
    if name in GKE_CLASSES:
        return "gce"
    prefix = name.partition("-")[0]
    return cast(Controller, prefix) if prefix in _CLASS_PREFIXES else None
