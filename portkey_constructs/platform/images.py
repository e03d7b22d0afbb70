"""Default images. Portkey's images are private and have the newest tags that Portkey shipped together.

MySQL is the LTS release, because 8.1 no longer gets fixes.
"""

from typing import Final

from portkey_constructs.platform.compatibility import SHIPPED_SETS

__all__ = ["DEFAULT_IMAGES"]

_SHIPPED: Final = SHIPPED_SETS[-1]

DEFAULT_IMAGES: Final[dict[str, tuple[str, str]]] = {
    "gateway": ("docker.io/portkeyai/gateway_enterprise", str(_SHIPPED.gateway)),
    "backend": ("docker.io/portkeyai/backend", str(_SHIPPED.backend)),
    "dataservice": ("docker.io/portkeyai/data-service", str(_SHIPPED.dataservice)),
    "frontend": ("docker.io/portkeyai/frontend", str(_SHIPPED.frontend)),
    "mysql": ("docker.io/mysql", "8.4"),
    "redis": ("docker.io/redis", "7.2-alpine"),
    "clickhouse": ("docker.io/clickhouse/clickhouse-server", "24.10-alpine"),
}
