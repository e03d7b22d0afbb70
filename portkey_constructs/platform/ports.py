"""Ports of the images. Services use the same numbers unless the configuration sets others."""

from typing import Final, NamedTuple

__all__ = ["CLICKHOUSE_TLS_PORTS", "MCP_PORT", "PORTS", "NamedPort"]


class NamedPort(NamedTuple):
    """A container port: its name, its number, and the port of the Service that forwards to it."""

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
"""The ports that each image opens by default."""

MCP_PORT: Final = NamedPort("mcp", 8788, 8788)
CLICKHOUSE_TLS_PORTS: Final = (NamedPort("ch-https", 8443, 8443), NamedPort("ch-secure", 9440, 9440))
