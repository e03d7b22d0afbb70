"""Names of the volumes and containers that the library adds to a component's pods."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from portkey_constructs.config.mysql import ExternalMySql
from portkey_constructs.platform.components import NODE_SERVICES

if TYPE_CHECKING:
    from portkey_constructs.platform.platform import Platform

__all__ = [
    "CERTIFICATE_VOLUME",
    "CUSTOM_CA_VOLUME",
    "DATA_VOLUME",
    "MIGRATION_CONTAINER",
    "MYSQL_CA_VOLUME",
    "REDIS_CA_VOLUME",
    "SECRET_VOLUME_PREFIX",
    "VOLUMES",
    "own_containers",
    "own_volumes",
    "secret_volumes",
]

DATA_VOLUME: Final = "data"
"""The persistent volume claim of a store."""
CUSTOM_CA_VOLUME: Final = "custom-ca"
MYSQL_CA_VOLUME: Final = "mysql-ca"
REDIS_CA_VOLUME: Final = "redis-ca"
CERTIFICATE_VOLUME: Final = "tls"
"""The TLS certificate of ClickHouse."""
SECRET_VOLUME_PREFIX: Final = "secret-"
"""The beginning of the names of the Secrets Store CSI driver's volumes, which end with the Secret's suffix."""
MIGRATION_CONTAINER: Final = "migration"
"""The main container of the migration Job; its pods also have the backend's sidecars and init containers."""

VOLUMES: Final[Mapping[str, tuple[str, ...]]] = {
    "gateway": ("tmp",),
    "backend": ("tmp",),
    "dataservice": ("tmp",),
    "frontend": ("config", "cache", "run", "tmp"),
    "mysql": (DATA_VOLUME, "run", "tmp"),
    "redis": (DATA_VOLUME, "tmp"),
    "clickhouse": (DATA_VOLUME, "tmp", "logs", "users", "config"),
}
"""The volumes that a component has in every configuration."""


def own_volumes(platform: "Platform", component: str) -> tuple[str, ...]:
    """Names of the volumes in a component's pods that a container may mount, except volumes of the Secrets Store CSI driver."""
    mysql, clickhouse = platform.mysql, platform.clickhouse
    names = list(VOLUMES[component])
    if component in NODE_SERVICES and platform.config.custom_ca:
        names.append(CUSTOM_CA_VOLUME)
    if component in ("backend", "dataservice") and mysql and isinstance(mysql.settings, ExternalMySql) and mysql.settings.ca:
        names.append(MYSQL_CA_VOLUME)
    if component in NODE_SERVICES and platform.redis.ca:
        names.append(REDIS_CA_VOLUME)
    if component == "clickhouse" and clickhouse and clickhouse.in_cluster and clickhouse.in_cluster.https:
        names.append(CERTIFICATE_VOLUME)
    return tuple(names)


def secret_volumes(platform: "Platform", component: str) -> tuple[str, ...]:
    """Names of the volumes of the Secrets Store CSI driver in a component's pods."""
    return tuple(f"{SECRET_VOLUME_PREFIX}{group.suffix}" for group in platform.mounted_secrets[component])


def own_containers(component: str) -> tuple[str, ...]:
    """Names of the containers that the library adds to a component's pods; the main container is named after the component."""
    return (component, MIGRATION_CONTAINER) if component == "backend" else (component,)
