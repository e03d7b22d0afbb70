"""Default images. Portkey's images are private and have the newest tags that Portkey shipped together.

MySQL is the LTS release, because 8.1 no longer gets fixes.
"""

from typing import Final

from portkey_constructs.platform.compatibility import SHIPPED_SETS

__all__ = ["DEFAULT_IMAGES", "DOCKER_HUB", "default_repository", "registry_server"]

_SHIPPED: Final = SHIPPED_SETS[-1]
_PORTKEY: Final = "docker.io/portkeyai"
"""Where Portkey publishes its images."""
DOCKER_HUB: Final = "https://index.docker.io/v1/"
"""The name of Docker Hub in pull Secrets."""
_DOCKER_HUB_HOSTS: Final = ("docker.io", "index.docker.io", "registry-1.docker.io")

DEFAULT_IMAGES: Final[dict[str, tuple[str, str]]] = {
    "gateway": (f"{_PORTKEY}/gateway_enterprise", str(_SHIPPED.gateway)),
    "backend": (f"{_PORTKEY}/backend", str(_SHIPPED.backend)),
    "dataservice": (f"{_PORTKEY}/data-service", str(_SHIPPED.dataservice)),
    "frontend": (f"{_PORTKEY}/frontend", str(_SHIPPED.frontend)),
    "mysql": ("docker.io/mysql", "8.4"),
    "redis": ("docker.io/redis", "7.2-alpine"),
    "clickhouse": ("docker.io/clickhouse/clickhouse-server", "24.10-alpine"),
}


def default_repository(component: str, registry: str | None) -> str:
    """The repository of a component's image, with Portkey's images in another registry if there is one."""
    repository = DEFAULT_IMAGES[component][0]
    return f"{registry}{repository.removeprefix(_PORTKEY)}" if registry and repository.startswith(f"{_PORTKEY}/") else repository


def registry_server(registry: str | None) -> str:
    """The name of a registry in pull Secrets; Docker Hub without one."""
    host = (registry or "").partition("/")[0]
    return DOCKER_HUB if not host or host in _DOCKER_HUB_HOSTS else host
