"""How the services connect to MySQL and ClickHouse, inside or outside the cluster."""

from functools import cache
from typing import Final, NamedTuple, TypeVar

from pydantic import SecretStr

from portkey_constructs.config.clickhouse import AnyClickHouse, ClickHouseCloud, ExternalClickHouse, InClusterClickHouse
from portkey_constructs.config.features import CaBundle
from portkey_constructs.config.mysql import AnyMySql, ExternalMySql, InClusterMySql, Rds
from portkey_constructs.config.outputs import Outputs
from portkey_constructs.config.secrets import InlineSecrets, SecretSource
from portkey_constructs.config.services import AnyGateway, GatewayConfig
from portkey_constructs.config.stores import InClusterStore
from portkey_constructs.platform.files import CA_FOLDER, MYSQL_CA_FOLDER
from portkey_constructs.platform.names import Names
from portkey_constructs.platform.ports import CLICKHOUSE_TLS_PORTS, PORTS

__all__ = [
    "DEVELOPMENT_SECRET",
    "ClickHouseConnection",
    "MySqlConnection",
    "resolve_clickhouse",
    "resolve_mysql",
]

DEVELOPMENT_SECRET: Final = SecretStr("portkey-development")
"""Default password of in-cluster stores and default session key, for the development profile only."""

Store = TypeVar("Store", bound=InClusterStore)

_TLS_MODES: Final = {"rds": "Amazon RDS", "required": "REQUIRED", "verifyCa": "VERIFY_CA", "verifyIdentity": "VERIFY_IDENTITY"}
_PLAIN_CLICKHOUSE_PORTS: Final = tuple(port.container for port in PORTS["clickhouse"])
_TLS_CLICKHOUSE_PORTS: Final = tuple(port.container for port in CLICKHOUSE_TLS_PORTS)


class MySqlConnection(NamedTuple):
    """The connection to MySQL."""

    settings: AnyMySql
    host: str
    """Empty until a deployment of the AWS companion reports it."""
    port: int
    password: SecretStr | None
    root_password: SecretStr | None
    """Root password of MySQL in the cluster."""
    tls_mode: str | None
    """TLS mode as the backend's driver names it; None without TLS."""
    ca_file: str | None
    """Path of the CA bundle that verifies the server's certificate."""
    created_by_companion: bool
    """Whether the AWS companion creates the database."""

    @property
    def in_cluster(self) -> bool:
        """Whether the database runs in this cluster."""
        return isinstance(self.settings, InClusterMySql)


class ClickHouseConnection(NamedTuple):
    """The connection to ClickHouse."""

    settings: AnyClickHouse
    host: str
    http_port: int
    native_port: int
    password: SecretStr | None
    tls: bool
    former: InClusterClickHouse | None
    """ClickHouse in this cluster that keeps running while its data is migrated to another server."""
    former_password: SecretStr | None
    gateway_endpoint: str
    """The address in the form that the gateway reads: a URL or the host."""

    @property
    def in_cluster(self) -> InClusterClickHouse | None:
        """The settings of ClickHouse in this cluster, whether it is in use or only kept until its data is migrated; None if it runs elsewhere."""
        return self.settings if isinstance(self.settings, InClusterClickHouse) else self.former

    @property
    def replication(self) -> bool:
        """Whether tables are replicated."""
        return isinstance(self.settings, ExternalClickHouse) and self.settings.replication

    @property
    def sharding(self) -> bool:
        """Whether tables are sharded."""
        return isinstance(self.settings, ExternalClickHouse) and self.settings.sharding

    @property
    def cluster_name(self) -> str | None:
        """Name of the ClickHouse cluster that replicates or shards."""
        return self.settings.cluster_name if isinstance(self.settings, ExternalClickHouse) else None


@cache
def _default(model: type[Store]) -> Store:
    return model()


def resolve_mysql(
    settings: AnyMySql | None, names: Names, source: SecretSource, *, custom_ca: CaBundle | None, outputs: Outputs | None
) -> MySqlConnection:
    """Resolve the MySQL connection; without a configured database, MySQL runs in the cluster."""
    settings = settings or _default(InClusterMySql)
    if isinstance(settings, InClusterMySql):
        generated = DEVELOPMENT_SECRET if isinstance(source, InlineSecrets) else None
        return MySqlConnection(
            settings,
            host=names.host("mysql"),
            port=settings.service.port or PORTS["mysql"][0].service,
            password=settings.password or generated,
            root_password=settings.root_password or generated,
            tls_mode=None,
            ca_file=None,
            created_by_companion=False,
        )
    if isinstance(settings, Rds):
        host = outputs.mysql_host if outputs else ""
        return MySqlConnection(settings, host, settings.port, settings.password, None, _TLS_MODES["rds"], None, created_by_companion=True)
    tls_mode = _TLS_MODES[settings.tls] if settings.tls else None
    ca_file = _mysql_ca_file(settings, custom_ca)
    return MySqlConnection(settings, settings.host, settings.port, settings.password, None, tls_mode, ca_file, created_by_companion=False)


def _mysql_ca_file(settings: ExternalMySql, custom_ca: CaBundle | None) -> str | None:
    if settings.tls not in ("verifyCa", "verifyIdentity"):
        return None
    if settings.ca:
        return f"{MYSQL_CA_FOLDER}/{settings.ca.key}"
    return f"{CA_FOLDER}/{custom_ca.key}" if custom_ca else None


def resolve_clickhouse(
    settings: AnyClickHouse | None, gateway: AnyGateway, names: Names, source: SecretSource, former_source: SecretSource
) -> ClickHouseConnection:
    """Resolve the ClickHouse connection; without a configured store, ClickHouse runs in the cluster."""
    settings = settings or _default(InClusterClickHouse)
    if isinstance(settings, InClusterClickHouse):
        tls = settings.https is not None
        http, native = CLICKHOUSE_TLS_PORTS if tls else PORTS["clickhouse"]
        port = http.service if tls else settings.service.port or http.service
        password = settings.password or (DEVELOPMENT_SECRET if isinstance(source, InlineSecrets) else None)
        host = names.host("clickhouse")
        endpoint = _gateway_endpoint(gateway, host, port, tls=tls)
        return ClickHouseConnection(settings, host, port, native.service, password, tls, None, None, endpoint)
    tls = isinstance(settings, ClickHouseCloud) or settings.tls
    default_ports = _TLS_CLICKHOUSE_PORTS if tls else _PLAIN_CLICKHOUSE_PORTS
    http_port, native_port = (settings.port, settings.native_port) if isinstance(settings, ExternalClickHouse) else (None, None)
    http_port = http_port or default_ports[0]
    former = settings.former
    former_password = (former.password or (DEVELOPMENT_SECRET if isinstance(former_source, InlineSecrets) else None)) if former else None
    return ClickHouseConnection(
        settings,
        settings.host,
        http_port,
        native_port or default_ports[1],
        settings.password,
        tls,
        former,
        former_password,
        _gateway_endpoint(gateway, settings.host, http_port, tls=tls),
    )


def _gateway_endpoint(gateway: AnyGateway, host: str, port: int, *, tls: bool) -> str:
    form = gateway.clickhouse_endpoint if isinstance(gateway, GatewayConfig) else None
    # The gateway's public source takes a text that begins with http for a URL.
    whole = form == "url" if form else tls or host.startswith("http")
    return f"{'https' if tls else 'http'}://{host}:{port}" if whole else host
