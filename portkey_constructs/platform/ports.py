"""Ports of the images, as their makers set them; Services take the same unless told otherwise."""

from typing import Final, NamedTuple

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.services import GatewayConfig
from portkey_constructs.platform.defaults import clickhouse_here

__all__ = ["CLICKHOUSE_TLS_PORTS", "MCP_PORT", "PORTS", "NamedPort", "mcp_only", "ports"]


class NamedPort(NamedTuple):
    """A port of a container: its name, its number, and the port of the Service in front."""

    name: str
    container: int
    service: int


PORTS: Final[dict[str, tuple[NamedPort, ...]]] = {
    "gateway": (NamedPort("gateway", 8787, 8787),),
    "backend": (NamedPort("backend", 8080, 8080),),
    "dataservice": (NamedPort("dataservice", 8081, 8081),),
    "frontend": (NamedPort("frontend", 8080, 80),),
    "mysql": (NamedPort("mysql", 3306, 3306),),
    "redis": (NamedPort("redis", 6379, 6379),),
    "clickhouse": (NamedPort("ch", 8123, 8123), NamedPort("ch-native", 9000, 9000)),
}
"""The ports that each image has without being told."""

MCP_PORT: Final = NamedPort("mcp", 8788, 8788)
CLICKHOUSE_TLS_PORTS: Final = (NamedPort("ch-https", 8443, 8443), NamedPort("ch-secure", 9440, 9440))


def mcp_only(config: PortkeyConfig) -> bool:
    """Whether the gateway's pods serve MCP and nothing else."""
    said = config.gateway
    return isinstance(said, GatewayConfig) and said.mcp is not None and said.mcp.only


def ports(config: PortkeyConfig, component: str) -> tuple[NamedPort, ...]:
    """The ports that a component has in this configuration; the first is the one that tells whether it is well."""
    own = PORTS[component]
    if component == "gateway" and isinstance(config.gateway, GatewayConfig) and config.gateway.mcp:
        return (MCP_PORT,) if config.gateway.mcp.only else (*own, MCP_PORT)
    if component == "clickhouse" and (here := clickhouse_here(config)) and here.https:
        return (*own, *CLICKHOUSE_TLS_PORTS)
    return own
