"""HTTPRoutes of the Gateway API, onto a Gateway that somebody else owns."""

from portkey_constructs.config.duration import duration
from portkey_constructs.config.exposure import HttpRouteExposure
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.kubernetes.gateway_api import (
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
from portkey_constructs.platform.defaults import ServiceName, service
from portkey_constructs.platform.names import Names
from portkey_constructs.platform.ports import MCP_PORT, mcp_only

__all__ = ["http_route"]


def http_route(config: PortkeyConfig, name: str, component: ServiceName, door: HttpRouteExposure) -> HTTPRoute:
    """The HTTPRoute of a door."""
    names = Names(config)
    parent = HTTPRouteSpecParentRefs(group="gateway.networking.k8s.io", kind="Gateway", name=door.gateway.name)
    if door.gateway.namespace:
        parent["namespace"] = door.gateway.namespace
    if door.gateway.section_name:
        parent["sectionName"] = door.gateway.section_name
    port = MCP_PORT.service if name == "mcp" and not mcp_only(config) else names.port(component)
    rule = HTTPRouteSpecRules(
        matches=[HTTPRouteSpecRulesMatches(path=HTTPRouteSpecRulesMatchesPath(type="PathPrefix", value=door.path))],
        backendRefs=[HTTPRouteSpecRulesBackendRefs(group="", kind="Service", name=names.component(component), port=port, weight=1)],
    )
    if door.request_timeout is not None:
        rule["timeouts"] = HTTPRouteSpecRulesTimeouts(request=duration(door.request_timeout))
    spec = HTTPRouteSpec(parentRefs=[parent], hostnames=[door.host], rules=[rule])
    meta = metadata(config, component, names.component(name), workload=service(config, component), annotations=door.annotations)
    return HTTPRoute(apiVersion="gateway.networking.k8s.io/v1", kind="HTTPRoute", metadata=meta, spec=spec)
