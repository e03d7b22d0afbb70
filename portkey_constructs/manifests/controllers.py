"""Custom resources that configure the controllers of exposures: GKE's load balancers, and Traefik.

Sources: Google's documentation of BackendConfig and GCPBackendPolicy, and Traefik's of the Middleware ipAllowList
and of ServersTransport.
"""

from collections.abc import Iterator, Sequence

from portkey_constructs.kubernetes import KubernetesObject
from portkey_constructs.kubernetes.controllers import (
    BackendConfig,
    BackendConfigSpec,
    BackendConfigSpecConnectionDraining,
    BackendConfigSpecHealthCheck,
    GCPBackendPolicy,
    GCPBackendPolicySpec,
    GCPBackendPolicySpecDefault,
    GCPBackendPolicySpecDefaultConnectionDraining,
    GCPBackendPolicySpecTargetRef,
    Middleware,
    MiddlewareSpec,
    MiddlewareSpecIpAllowList,
    ServersTransport,
    ServersTransportSpec,
    ServersTransportSpecRootCAs,
)
from portkey_constructs.manifests.metadata import metadata
from portkey_constructs.platform.components import Service
from portkey_constructs.platform.platform import Platform
from portkey_constructs.platform.pod_tls import trusted_ca

__all__ = ["controller_objects"]


def controller_objects(platform: Platform, service: Service, health_path: str) -> Iterator[KubernetesObject]:
    """The objects for the controllers of a service's exposures."""
    controllers = platform.controllers(service.component)
    if "gce" in controllers:
        yield _backend_config(platform, service, health_path)
    if "gke" in controllers:
        yield _backend_policy(platform, service)
    if "traefik" in controllers and service.scheme == "https":
        yield _servers_transport(platform, service)
    for exposure in platform.exposures.values():
        if exposure.component == service.component and exposure.controller == "traefik":
            if exposure.allowed_sources:
                yield _allow_list(platform, service, platform.names.sources(exposure.exposure), exposure.allowed_sources)
            if exposure.refused_paths:
                # No request comes from this address.
                yield _allow_list(platform, service, platform.names.metrics(exposure.exposure), ("255.255.255.255/32",))


def _backend_config(platform: Platform, service: Service, health_path: str) -> BackendConfig:
    """The BackendConfig of a Service behind an Ingress; the load balancer waits 30 seconds for an answer by default."""
    spec = BackendConfigSpec(
        timeoutSec=platform.proxy_timeout,
        connectionDraining=BackendConfigSpecConnectionDraining(drainingTimeoutSec=service.shutdown.connection_drain),
        healthCheck=BackendConfigSpecHealthCheck(type=service.scheme.upper(), requestPath=health_path),
    )
    meta = metadata(platform, service.component, service.name, settings=service.settings)
    return BackendConfig(apiVersion="cloud.google.com/v1", kind="BackendConfig", metadata=meta, spec=spec)


def _backend_policy(platform: Platform, service: Service) -> GCPBackendPolicy:
    """The GCPBackendPolicy of a Service behind a Gateway."""
    spec = GCPBackendPolicySpec(
        targetRef=GCPBackendPolicySpecTargetRef(group="", kind="Service", name=service.name),
        default=GCPBackendPolicySpecDefault(
            timeoutSec=platform.proxy_timeout,
            connectionDraining=GCPBackendPolicySpecDefaultConnectionDraining(drainingTimeoutSec=service.shutdown.connection_drain),
        ),
    )
    meta = metadata(platform, service.component, service.name, settings=service.settings)
    return GCPBackendPolicy(apiVersion="networking.gke.io/v1", kind="GCPBackendPolicy", metadata=meta, spec=spec)


def _servers_transport(platform: Platform, service: Service) -> ServersTransport:
    """The ServersTransport with which Traefik, which calls pods by their addresses, verifies their certificate: by the name of the Service."""
    spec = ServersTransportSpec(serverName=service.host)
    if bundle := trusted_ca(platform):
        root = ServersTransportSpecRootCAs(secret=bundle.name) if bundle.kind == "secret" else ServersTransportSpecRootCAs(configMap=bundle.name)
        spec["rootCAs"] = [root]
    meta = metadata(platform, service.component, service.name, settings=service.settings)
    return ServersTransport(apiVersion="traefik.io/v1alpha1", kind="ServersTransport", metadata=meta, spec=spec)


def _allow_list(platform: Platform, service: Service, name: str, ranges: Sequence[str]) -> Middleware:
    """A Middleware that refuses requests from other addresses."""
    spec = MiddlewareSpec(ipAllowList=MiddlewareSpecIpAllowList(sourceRange=list(ranges)))
    meta = metadata(platform, service.component, name, settings=service.settings)
    return Middleware(apiVersion="traefik.io/v1alpha1", kind="Middleware", metadata=meta, spec=spec)
