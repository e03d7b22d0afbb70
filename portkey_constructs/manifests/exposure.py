"""Exposures: an Ingress, an HTTPRoute, or a Service of type LoadBalancer."""

from collections.abc import Iterator
from typing import Final

from portkey_constructs.config.exposure import HttpRouteExposure, IngressExposure, LoadBalancerExposure, TlsFromCertManager, TlsFromSecret
from portkey_constructs.kubernetes import (
    HTTPIngressPath,
    HTTPIngressRuleValue,
    Ingress,
    IngressBackend,
    IngressRule,
    IngressServiceBackend,
    IngressSpec,
    IngressTLS,
    KubernetesObject,
    Service,
    ServiceBackendPort,
    ServicePort,
    ServiceSpec,
)
from portkey_constructs.manifests.exposure_annotations import (
    ALB_REFUSAL,
    alb_refusal,
    controller_annotations,
    provider_annotations,
    refusal_annotations,
    source_annotations,
)
from portkey_constructs.manifests.metadata import metadata, selector_labels
from portkey_constructs.manifests.service import port_name, set_options
from portkey_constructs.platform.components import Service as PlatformService
from portkey_constructs.platform.exposures import middleware
from portkey_constructs.platform.platform import Exposure, ExposureName, Platform
from portkey_constructs.platform.ports import MCP_PORT, PORTS, NamedPort

__all__ = ["exposure_objects", "health_path", "ingress", "public_service"]

_HEALTH_PATHS: Final[dict[ExposureName, str]] = {"frontend": "/", "gateway": "/v1/health", "mcp": "/v1/health"}


def health_path(exposure: ExposureName) -> str:
    """The path that returns 200 while the component behind the exposure is healthy."""
    return _HEALTH_PATHS[exposure]


def exposure_objects(platform: Platform, service: PlatformService) -> Iterator[KubernetesObject]:
    """The objects of a service's exposures."""
    for exposure in platform.exposures.values():
        if exposure.component != service.component:
            continue
        settings = exposure.settings
        if isinstance(settings, IngressExposure):
            yield ingress(platform, service, exposure, settings)
            if exposure.refused_paths and exposure.controller in ("nginx", "traefik"):
                yield _refusing_ingress(platform, service, exposure, settings)
        elif isinstance(settings, LoadBalancerExposure):
            yield public_service(platform, service, exposure, settings)
    routed = any(isinstance(exposure.settings, HttpRouteExposure) for exposure in platform.exposures.values())
    if routed or platform.controllers(service.component) & {"gce", "gke", "traefik"}:
        # The types of custom resources are slow to import, and few platforms need them.
        from portkey_constructs.manifests.exposure_resources import exposure_resources

        yield from exposure_resources(platform, service, health_path("frontend" if service.component == "frontend" else "gateway"))


def _port(exposure: Exposure) -> NamedPort:
    return MCP_PORT if exposure.exposure == "mcp" else PORTS[exposure.component][0]


def _route(path: str, service: str, port: str) -> HTTPIngressPath:
    """The route of a path to a port of a Service."""
    backend = IngressBackend(service=IngressServiceBackend(name=service, port=ServiceBackendPort(name=port)))
    return HTTPIngressPath(path=path, pathType="Prefix", backend=backend)


def _spec(exposure: Exposure, settings: IngressExposure, routes: list[HTTPIngressPath]) -> IngressSpec:
    spec = IngressSpec()
    # GKE's controller finds its Ingresses by an annotation.
    if exposure.ingress_class and exposure.controller != "gce":
        spec["ingressClassName"] = exposure.ingress_class
    if isinstance(settings.tls, TlsFromSecret | TlsFromCertManager):
        spec["tls"] = [IngressTLS(hosts=[settings.host], secretName=settings.tls.secret_name or f"{exposure.name}-tls")]
    spec["rules"] = [IngressRule(host=settings.host, http=HTTPIngressRuleValue(paths=routes))]
    return spec


def ingress(platform: Platform, service: PlatformService, exposure: Exposure, settings: IngressExposure) -> Ingress:
    """The Ingress of an exposure. An ALB itself answers requests for the refused paths."""
    port = port_name(platform, service.component, _port(exposure).name)
    routes = [_route(settings.path, service.name, port)]
    annotations = controller_annotations(platform, service, exposure, settings, health_path(exposure.exposure))
    annotations |= source_annotations(exposure, middleware(platform.names, platform.names.sources(exposure.exposure)))
    if exposure.refused_paths and exposure.controller == "alb":
        routes = [*(_route(path, ALB_REFUSAL, "use-annotation") for path in exposure.refused_paths), *routes]
        annotations |= alb_refusal()
    meta = metadata(platform, service.component, exposure.name, settings=service.settings, annotations={**annotations, **settings.annotations})
    return Ingress(apiVersion="networking.k8s.io/v1", kind="Ingress", metadata=meta, spec=_spec(exposure, settings, routes))


def _refusing_ingress(platform: Platform, service: PlatformService, exposure: Exposure, settings: IngressExposure) -> Ingress:
    """An Ingress for the refused paths of an exposure's host, at which the controller refuses every request."""
    name = platform.names.metrics(exposure.exposure)
    annotations = refusal_annotations(exposure, settings, middleware(platform.names, name))
    port = port_name(platform, service.component, _port(exposure).name)
    routes = [_route(path, service.name, port) for path in exposure.refused_paths]
    meta = metadata(platform, service.component, name, settings=service.settings, annotations=annotations)
    return Ingress(apiVersion="networking.k8s.io/v1", kind="Ingress", metadata=meta, spec=_spec(exposure, settings, routes))


def public_service(platform: Platform, service: PlatformService, exposure: Exposure, settings: LoadBalancerExposure) -> Service:
    """The Service of type LoadBalancer for clients outside the cluster; it does not replace the component's internal Service."""
    port = _port(exposure)
    ports = [ServicePort(name=port.name, port=settings.public_port, targetPort=port.name, protocol="TCP")]
    spec = ServiceSpec(type="LoadBalancer", selector=selector_labels(platform, service.component), ports=ports)
    if exposure.allowed_sources:
        spec["loadBalancerSourceRanges"] = list(exposure.allowed_sources)
    set_options(spec, settings)
    annotations = {**provider_annotations(service, exposure, settings, health_path(exposure.exposure)), **settings.annotations}
    name = platform.names.public(exposure.exposure)
    meta = metadata(platform, service.component, name, settings=service.settings, annotations=annotations)
    meta["labels"] = {**meta["labels"], **settings.labels}
    return Service(apiVersion="v1", kind="Service", metadata=meta, spec=spec)
