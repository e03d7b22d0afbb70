"""The addresses that people, browsers and services know the platform by."""

from portkey_constructs.config.auth import OpenIdConnect, Saml
from portkey_constructs.config.exposure import AnyExposure, NoExposure
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.services import ExternalGateway, GatewayConfig, GatewayOnly
from portkey_constructs.config.stores import ElastiCache, ExternalMySql, ExternalRedis, InClusterMySql, InClusterRedis
from portkey_constructs.platform.defaults import mysql, redis
from portkey_constructs.platform.names import Names

__all__ = ["backend_url", "control_plane_url", "gateway_address", "gateway_url", "mcp_url", "mysql_host", "redirect_uri", "redis_host"]


def mysql_host(config: PortkeyConfig) -> str:
    """Host of the database; empty as long as only a deployment could tell it."""
    said = mysql(config)
    if isinstance(said, InClusterMySql):
        return Names(config).host("mysql")
    return said.host if isinstance(said, ExternalMySql) else config.aws.outputs.mysql_host if config.aws.outputs else ""


def redis_host(config: PortkeyConfig) -> str:
    """Host of Redis, with a port where its URL has one; empty as long as only a deployment could tell it."""
    said = redis(config)
    if isinstance(said, InClusterRedis):
        return Names(config).host("redis")
    url = said.url if isinstance(said, ExternalRedis) else None
    told = config.aws.outputs.redis_host if config.aws.outputs and isinstance(said, ElastiCache) else ""
    return (url or said.host or told).rpartition("://")[2].rstrip("/")


def _url(door: AnyExposure) -> str | None:
    """The address that people type for a door, without a slash at the end."""
    return None if isinstance(door, NoExposure) else door.url


def control_plane_url(config: PortkeyConfig) -> str | None:
    """The address of the front end as people type it, if it is known."""
    return (config.control_plane_url or _url(config.exposure.frontend) or "").rstrip("/") or None


def gateway_url(config: PortkeyConfig) -> str:
    """The address of the gateway for a browser: its own door, the front end's /api, or a path on whatever host was typed."""
    if isinstance(config.gateway, ExternalGateway):
        return config.gateway.url.rstrip("/")
    return _url(config.exposure.gateway) or f"{control_plane_url(config) or ''}/api"


def gateway_address(config: PortkeyConfig) -> str:
    """The address of the gateway for the services: inside the cluster, or wherever it runs."""
    return config.gateway.url.rstrip("/") if isinstance(config.gateway, ExternalGateway) else Names(config).url("gateway")


def mcp_url(config: PortkeyConfig) -> str | None:
    """The address of the MCP gateway for its clients, if there is one."""
    if not isinstance(config.gateway, GatewayConfig) or config.gateway.mcp is None:
        return None
    return (config.gateway.mcp.external_url or _url(config.exposure.mcp) or "").rstrip("/") or None


def backend_url(config: PortkeyConfig) -> str | None:
    """The address of the backend for the services: inside the cluster, or through the control plane's front end."""
    shape = config.deployment
    if shape.kind == "platform":
        return Names(config).url("backend")
    if isinstance(shape, GatewayOnly) and shape.backend_url:
        return shape.backend_url.rstrip("/")
    home = control_plane_url(config)
    return f"{home}/albus" if home else None


def redirect_uri(config: PortkeyConfig) -> str | None:
    """Where people come back after login."""
    said = config.auth.redirect_uri if isinstance(config.auth, OpenIdConnect | Saml) else None
    home = control_plane_url(config)
    return said or (f"{home}/v2/auth/callback" if home else None)
