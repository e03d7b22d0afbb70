"""What of Portkey runs here, and the settings that it then has no use for."""

from collections.abc import Iterator
from typing import Final

from portkey_constructs.config.base import yaml_name
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.services import DataPlane, ExternalGateway, GatewayConfig, GatewayOnly, NoDataService
from portkey_constructs.config.stores import InClusterClickHouse
from portkey_constructs.errors import Problem
from portkey_constructs.platform.defaults import services

__all__ = ["check"]

_APPLICATION: Final = ("auth", "jwt_private_key", "smtp", "mysql", "backend", "frontend", "migration")
_USELESS: Final = {"gateway": (*_APPLICATION, "dataservice"), "dataPlane": (*_APPLICATION, "clickhouse")}
_MCP_PORT: Final = 8788
_WHERE: Final = {"gateway": "the application's own cluster has it", "dataPlane": "Portkey's control plane has it"}


def check(config: PortkeyConfig) -> Iterator[Problem]:
    """No setting for what is not here, and a way to the control plane."""
    shape = config.deployment
    for field in _USELESS.get(shape.kind, ()):
        if field in config.model_fields_set and getattr(config, field) is not None:
            fix = f"leave it out: {_WHERE[shape.kind]}"
            yield Problem(yaml_name(PortkeyConfig, field), f"is given, and deployment.kind is {shape.kind}", fix, "PK-SHAPE-001")
    if isinstance(shape, GatewayOnly):
        yield from _alone(config, shape)
    if isinstance(shape, GatewayOnly | DataPlane) and isinstance(config.gateway, ExternalGateway):
        fix = "leave the gateway's kind out: it is what runs here"
        yield Problem("gateway.kind", f"is external, and deployment.kind is {shape.kind}", fix, "PK-SHAPE-004")
    if "gateway" not in services(config):
        for setting, said in (("bedrock", config.bedrock), ("exposure.gateway", _open(config, "gateway")), ("exposure.mcp", _open(config, "mcp"))):
            if said:
                fix = "say it where the gateway runs"
                yield Problem(setting, "is given, and the gateway runs elsewhere", fix, "PK-SHAPE-006")
    if "frontend" not in services(config) and _open(config, "frontend"):
        yield Problem("exposure.frontend", f"is given, and deployment.kind is {shape.kind}", f"leave it out: {_WHERE[shape.kind]}", "PK-SHAPE-001")
    yield from _mcp(config)


def _alone(config: PortkeyConfig, shape: GatewayOnly) -> Iterator[Problem]:
    if config.control_plane_url is None and shape.backend_url is None:
        fix = "say controlPlaneUrl, the front end's address in the other cluster, or deployment.backendUrl"
        yield Problem("deployment", "is a gateway alone, and nothing says where its application is", fix, "PK-SHAPE-002")
    if not shape.organisations:
        fix = "name the organisations, as the front end shows their ids"
        yield Problem("deployment.organisations", "is empty, so this gateway sees changes up to a week late", fix, "PK-SHAPE-003", "warning")
    if isinstance(config.clickhouse, InClusterClickHouse):
        fix = "name the application's own ClickHouse, or leave it out and the control plane takes the analytics"
        yield Problem("clickhouse.kind", "is inCluster, and deployment.kind is gateway", fix, "PK-SHAPE-005")


def _open(config: PortkeyConfig, name: str) -> bool:
    return bool(getattr(config.exposure, name).kind != "none")


def _mcp(config: PortkeyConfig) -> Iterator[Problem]:
    said = config.gateway.mcp if isinstance(config.gateway, GatewayConfig) else None
    door = config.exposure.mcp
    if said is None:
        if _open(config, "mcp") and isinstance(config.gateway, GatewayConfig):
            yield Problem("exposure.mcp", "is given, and there is no MCP gateway", "say gateway: {mcp: {}}", "PK-MCP-001")
        return
    if said.external_url is None and (door.kind == "none" or door.url is None):
        fix = "give exposure.mcp a host, or say gateway.mcp.externalUrl: clients and their logins are sent there"
        yield Problem("gateway.mcp", "has no external address", fix, "PK-MCP-002")
    if door.kind in ("ingress", "httpRoute") and getattr(door, "path", "/") != "/":
        fix = "give it a host of its own, as Portkey asks: below a path, its clients' logins (/oauth, /.well-known) reach the other gateway"
        yield Problem("exposure.mcp.path", f"is {getattr(door, 'path', '')}", fix, "PK-MCP-003", "warning")
    if said.only:
        yield from _only_mcp(config)
    elif isinstance(config.gateway, GatewayConfig) and config.gateway.service.port == _MCP_PORT:
        fix = "choose another: the MCP gateway has it"
        yield Problem("gateway.service.port", f"is {_MCP_PORT}, and gateway.mcp is on", fix, "PK-MCP-006")


def _only_mcp(config: PortkeyConfig) -> Iterator[Problem]:
    path = "gateway.mcp.only"
    if config.deployment.kind == "platform":
        fix = "leave it out; the application calls the gateway for models too"
        yield Problem(path, "is true, and deployment.kind is platform", fix, "PK-MCP-004")
    elif config.deployment.kind == "dataPlane" and not isinstance(config.dataservice, NoDataService):
        fix = "say dataservice: {kind: none}, or leave it out; the data service calls the gateway for models"
        yield Problem(path, "is true, and there is a data service", fix, "PK-MCP-004")
    if _open(config, "gateway"):
        yield Problem("exposure.gateway", "is given, and the gateway serves MCP alone", "open exposure.mcp instead", "PK-MCP-005")
    if config.monitoring and config.monitoring.service_monitor:
        fix = "leave it out: /metrics is on the port that serves models"
        yield Problem("monitoring.serviceMonitor", "is given, and the gateway serves MCP alone", fix, "PK-MCP-005")
