"""The custom resources of a service's exposures: routes of the Gateway API, and objects of controllers."""

from collections.abc import Iterator

from portkey_constructs.config.exposure import HttpRouteExposure
from portkey_constructs.kubernetes import KubernetesObject
from portkey_constructs.manifests.controllers import controller_objects
from portkey_constructs.manifests.http_route import http_route_objects
from portkey_constructs.platform.components import Service
from portkey_constructs.platform.platform import Platform

__all__ = ["exposure_resources"]


def exposure_resources(platform: Platform, service: Service, health_path: str) -> Iterator[KubernetesObject]:
    """Every custom resource of a service's exposures."""
    for exposure in platform.exposures.values():
        if exposure.component == service.component and isinstance(exposure.settings, HttpRouteExposure):
            yield from http_route_objects(platform, service, exposure, exposure.settings)
    if platform.controllers(service.component) & {"gce", "gke", "traefik"}:
        yield from controller_objects(platform, service, health_path)
