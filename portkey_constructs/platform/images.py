"""Default images. Portkey's are private and tagged as its chart 1.7.6 does; MySQL is the long-term release, since 8.1 gets no fixes any more."""

from typing import Final

__all__ = ["DEFAULT_IMAGES"]

DEFAULT_IMAGES: Final[dict[str, tuple[str, str]]] = {
    "gateway": ("docker.io/portkeyai/gateway_enterprise", "2.13.0"),
    "backend": ("docker.io/portkeyai/backend", "1.19.0"),
    "dataservice": ("docker.io/portkeyai/data-service", "1.9.0"),
    "frontend": ("docker.io/portkeyai/frontend", "1.9.3"),
    "mysql": ("docker.io/mysql", "8.4"),
    "redis": ("docker.io/redis", "7.2-alpine"),
    "clickhouse": ("docker.io/clickhouse/clickhouse-server", "24.10-alpine"),
}
