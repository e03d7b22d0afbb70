"""Ports of the images, as their makers set them; Services take the same unless told otherwise."""

from typing import Final, NamedTuple

__all__ = ["PORTS", "NamedPort"]


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
