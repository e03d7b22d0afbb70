"""Default images. Portkey's images are private and use the tags of chart 1.7.6. MySQL is the LTS release, because 8.1 no longer gets fixes."""

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
