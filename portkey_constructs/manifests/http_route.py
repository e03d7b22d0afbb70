"""HTTPRoutes of the Gateway API, attached to an existing Gateway, and how its controller connects to pods that serve TLS."""

from collections.abc import Iterator

from portkey_constructs.config.duration import duration
from portkey_constructs.config.exposure import HttpRouteExposure
from portkey_constructs.kubernetes import KubernetesObject
from portkey_constructs.kubernetes.gateway_api import (
    BackendTLSPolicy,
    BackendTLSPolicySpec,
    BackendTLSPolicySpecTargetRefs,
    BackendTLSPolicySpecValidation,
    BackendTLSPolicySpecValidationCaCertificateRefs,
    HTTPRoute,
    HTTPRouteSpec,
    HTTPRouteSpecParentRefs,
    HTTPRouteSpecRules,
    HTTPRouteSpecRulesBackendRefs,
    HTTPRouteSpecRulesMatches,
    HTTPRouteSpecRulesMatchesPath,
    HTTPRouteSpecRulesTimeouts,
)
from portkey_constructs.manifests.metadata import metadata
from portkey_constructs.platform.components import Service
from portkey_constructs.platform.platform import Exposure, Platform
from portkey_constructs.platform.pod_tls import trusted_ca
from portkey_constructs.platform.ports import MCP_PORT

__all__ = ["http_route", "http_route_objects"]


def _match(path: str) -> HTTPRouteSpecRulesMatches:
    return HTTPRouteSpecRulesMatches(path=HTTPRouteSpecRulesMatchesPath(type="PathPrefix", value=path))


def http_route_objects(platform: Platform, service: Service, exposure: Exposure, settings: HttpRouteExposure) -> Iterator[KubernetesObject]:
    """The HTTPRoute of an exposure, and with the first one of a Service that serves TLS the policy for it."""
    yield http_route(platform, service, exposure, settings)
    routes = (
        other for other in platform.exposures.values() if other.component == service.component and isinstance(other.settings, HttpRouteExposure)
    )
    if service.scheme == "https" and next(routes) is exposure:
        yield _backend_tls_policy(platform, service)


def http_route(platform: Platform, service: Service, exposure: Exposure, settings: HttpRouteExposure) -> HTTPRoute:
    """The HTTPRoute of an exposure."""
    parent = HTTPRouteSpecParentRefs(group="gateway.networking.k8s.io", kind="Gateway", name=settings.gateway.name)
    if settings.gateway.namespace:
        parent["namespace"] = settings.gateway.namespace
    if settings.gateway.section_name:
        parent["sectionName"] = settings.gateway.section_name
    second_port = exposure.exposure == "mcp" and service.ports[0] != MCP_PORT
    port = MCP_PORT.service if second_port else service.service_port
    rule = HTTPRouteSpecRules(
        matches=[_match(settings.path)],
        backendRefs=[HTTPRouteSpecRulesBackendRefs(group="", kind="Service", name=service.name, port=port, weight=1)],
    )
    if exposure.timeout is not None:
        rule["timeouts"] = HTTPRouteSpecRulesTimeouts(request=duration(exposure.timeout))
    rules = [rule]
    if exposure.refused_paths:
        # A rule without backends answers with an error, as the Gateway API requires; its longer paths take precedence.
        rules.append(HTTPRouteSpecRules(matches=[_match(path) for path in exposure.refused_paths]))
    spec = HTTPRouteSpec(parentRefs=[parent], hostnames=[settings.host], rules=rules)
    meta = metadata(platform, service.component, exposure.name, settings=service.settings, annotations=settings.annotations)
    return HTTPRoute(apiVersion="gateway.networking.k8s.io/v1", kind="HTTPRoute", metadata=meta, spec=spec)


def _backend_tls_policy(platform: Platform, service: Service) -> BackendTLSPolicy:
    """The policy with which the controller of a Gateway connects to a Service with TLS, and verifies the certificate by the Service's name."""
    validation = BackendTLSPolicySpecValidation(hostname=service.host)
    if bundle := trusted_ca(platform):
        validation["caCertificateRefs"] = [BackendTLSPolicySpecValidationCaCertificateRefs(group="", kind="ConfigMap", name=bundle.name)]
    spec = BackendTLSPolicySpec(targetRefs=[BackendTLSPolicySpecTargetRefs(group="", kind="Service", name=service.name)], validation=validation)
    meta = metadata(platform, service.component, service.name, settings=service.settings)
    return BackendTLSPolicy(apiVersion="gateway.networking.k8s.io/v1", kind="BackendTLSPolicy", metadata=meta, spec=spec)
