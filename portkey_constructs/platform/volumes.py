"""Names of the volumes and containers that the library adds to a component's pods."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from portkey_constructs.config.features import CaBundle
from portkey_constructs.config.mysql import ExternalMySql
from portkey_constructs.platform.components import NODE_SERVICES
from portkey_constructs.platform.mail import mail_templates
from portkey_constructs.platform.model_pricing import mounted_prices
from portkey_constructs.platform.pod_tls import serves_tls, trusted_ca

if TYPE_CHECKING:
    from portkey_constructs.platform.platform import Platform

__all__ = [
    "CERTIFICATE_VOLUME",
    "CUSTOM_CA_VOLUME",
    "DATA_VOLUME",
    "FILES_VOLUME",
    "MAIL_TEMPLATES_VOLUME",
    "MIGRATION_CONTAINER",
    "MYSQL_CA_VOLUME",
    "MYSQL_CLIENT_VOLUME",
    "REDIS_CA_VOLUME",
    "SECRET_VOLUME_PREFIX",
    "VOLUMES",
    "WRITABLE_VOLUME_PREFIX",
    "mysql_user_ca",
    "own_containers",
    "own_volumes",
    "secret_volumes",
    "serving_volumes",
    "trusts_ca",
]

DATA_VOLUME: Final = "data"
"""The persistent volume claim of a store."""
CUSTOM_CA_VOLUME: Final = "custom-ca"
MAIL_TEMPLATES_VOLUME: Final = "mail-templates"
MYSQL_CA_VOLUME: Final = "mysql-ca"
MYSQL_CLIENT_VOLUME: Final = "mysql-client"
"""The certificate with which the services identify themselves to MySQL."""
REDIS_CA_VOLUME: Final = "redis-ca"
CERTIFICATE_VOLUME: Final = "tls"
"""The TLS certificate of ClickHouse, of the gateway or of the data service."""
FILES_VOLUME: Final = "files"
"""The folder from which MySQL may read files, for a user that OpenShift assigns."""
WRITABLE_VOLUME_PREFIX: Final = "writable-"
"""The beginning of the names of the volumes in which the backend may write if it runs as a user that is configured."""
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


def trusts_ca(platform: "Platform", component: str) -> bool:
    """Whether a component's pods mount the certificates that the services trust; the front end calls the gateway alone."""
    if trusted_ca(platform) is None:
        return False
    return component in NODE_SERVICES or (component == "frontend" and platform.gateway is not None and platform.gateway.scheme == "https")


def mysql_user_ca(platform: "Platform") -> CaBundle | None:
    """The certificates against which the Job that creates MySQL's user verifies the server; None if it does not verify it."""
    mysql = platform.mysql
    administrator = mysql.administrator if mysql else None
    if mysql is None or administrator is None:
        return None
    own = mysql.settings.ca or platform.config.custom_ca if isinstance(mysql.settings, ExternalMySql) and mysql.ca_file else None
    return administrator.ca or own


def own_volumes(platform: "Platform", component: str) -> tuple[str, ...]:
    """Names of the volumes in a component's pods that a container may mount, except volumes of the Secrets Store CSI driver."""
    mysql, clickhouse = platform.mysql, platform.clickhouse
    names = list(VOLUMES[component])
    if trusts_ca(platform, component):
        names.append(CUSTOM_CA_VOLUME)
    if component in ("backend", "dataservice") and mysql and isinstance(mysql.settings, ExternalMySql):
        names += [MYSQL_CA_VOLUME] if mysql.settings.ca else []
        names += [MYSQL_CLIENT_VOLUME] if mysql.settings.client_certificate else []
    if component in NODE_SERVICES and platform.redis.ca:
        names.append(REDIS_CA_VOLUME)
    if serves_tls(platform, component) or (component == "clickhouse" and clickhouse and clickhouse.in_cluster and clickhouse.in_cluster.https):
        names.append(CERTIFICATE_VOLUME)
    if component == "mysql" and platform.config.openshift:
        names.append(FILES_VOLUME)
    non_root = platform.config.backend.non_root if component == "backend" else None
    names += [f"{WRITABLE_VOLUME_PREFIX}{index}" for index, _ in enumerate(non_root.writable_folders)] if non_root else []
    return tuple(names)


def serving_volumes(platform: "Platform", component: str) -> tuple[str, ...]:
    """Names of the volumes that only the pods of a Deployment have: no other container may mount them, because the migration Job lacks them."""
    if component != "backend":
        return ()
    mounted = mounted_prices(platform)
    templates = (MAIL_TEMPLATES_VOLUME,) if mail_templates(platform) else ()
    return (mounted.volume["name"], *templates) if mounted else templates


def secret_volumes(platform: "Platform", component: str) -> tuple[str, ...]:
    """Names of the volumes of the Secrets Store CSI driver in a component's pods."""
    return tuple(f"{SECRET_VOLUME_PREFIX}{group.suffix}" for group in platform.mounted_secrets[component])


def own_containers(component: str) -> tuple[str, ...]:
    """Names of the containers that the library adds to a component's pods; the main container is named after the component."""
    return (component, MIGRATION_CONTAINER) if component == "backend" else (component,)
