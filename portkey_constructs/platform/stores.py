"""How the services connect to MySQL and ClickHouse, inside or outside the cluster."""

from functools import cache
from typing import Final, NamedTuple, TypeVar

from pydantic import SecretStr

from portkey_constructs.config.clickhouse import AnyClickHouse, ClickHouseCloud, ExternalClickHouse, InClusterClickHouse
from portkey_constructs.config.features import CaBundle
from portkey_constructs.config.mysql import AnyMySql, ExternalMySql, InClusterMySql, MySqlAdministrator, MySqlReader, Rds
from portkey_constructs.config.outputs import Outputs
from portkey_constructs.config.secrets import InlineSecrets, SecretSource
from portkey_constructs.config.services import AnyGateway, GatewayConfig
from portkey_constructs.config.stores import InClusterStore
from portkey_constructs.platform.expansion import Expansion, Reference
from portkey_constructs.platform.files import CA_FOLDER, MYSQL_CA_FOLDER
from portkey_constructs.platform.names import Names
from portkey_constructs.platform.ports import CLICKHOUSE_TLS_PORTS, PORTS
from portkey_constructs.platform.secret_keys import CLICKHOUSE_HOST, CLICKHOUSE_PORT, SecretKey

__all__ = [
    "DEVELOPMENT_SECRET",
    "HOST_VARIABLE",
    "MYSQL_SQL_MODE",
    "ClickHouseConnection",
    "MySqlConnection",
    "resolve_clickhouse",
    "resolve_mysql",
]

HOST_VARIABLE: Final = "CLICKHOUSE_HOST"
"""The variable that contains the host of ClickHouse where only its Secret has it."""
DEVELOPMENT_SECRET: Final = SecretStr("portkey-development")
"""Default password of in-cluster stores and default session key, for the development profile only."""
MYSQL_SQL_MODE: Final = "NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION"
"""The SQL mode with which Portkey's chart runs MySQL: the default one without ONLY_FULL_GROUP_BY and STRICT_TRANS_TABLES."""

Store = TypeVar("Store", bound=InClusterStore)

_TLS_MODES: Final = {
    "rds": "Amazon RDS",
    "disabled": "DISABLED",
    "preferred": "PREFERRED",
    "required": "REQUIRED",
    "verifyCa": "VERIFY_CA",
    "verifyIdentity": "VERIFY_IDENTITY",
}
_PLAIN_CLICKHOUSE_PORTS: Final = tuple(port.container for port in PORTS["clickhouse"])
_TLS_CLICKHOUSE_PORTS: Final = tuple(port.container for port in CLICKHOUSE_TLS_PORTS)


class MySqlConnection(NamedTuple):
    """The connection to MySQL."""

    settings: AnyMySql
    host: str
    """Empty if only a Secret or a deployment of the AWS companion has it."""
    port: int
    password: SecretStr | None
    root_password: SecretStr | None
    """Root password of MySQL in the cluster."""
    tls_mode: str | None
    """TLS mode as Portkey's images name it; None if it is not set."""
    ca_file: str | None
    """Path of the CA bundle that verifies the server's certificate."""
    created_by_companion: bool
    """Whether the AWS companion creates the database."""

    @property
    def in_cluster(self) -> bool:
        """Whether the database runs in this cluster."""
        return isinstance(self.settings, InClusterMySql)

    @property
    def tls(self) -> bool:
        """Whether connections are encrypted if the server allows it."""
        return self.tls_mode not in (None, _TLS_MODES["disabled"])

    @property
    def reader(self) -> MySqlReader | None:
        """The settings of the read replica; None without one."""
        return self.settings.reader if isinstance(self.settings, ExternalMySql) else None

    @property
    def administrator(self) -> MySqlAdministrator | None:
        """The settings of the administrator with whom a Job creates the user; None if the user exists."""
        return None if isinstance(self.settings, InClusterMySql) else self.settings.administrator

    @property
    def client_secret(self) -> str | None:
        """Name of the Secret with the client certificate; None without one."""
        certificate = self.settings.client_certificate if isinstance(self.settings, ExternalMySql) else None
        return certificate.secret_name if certificate else None


class ClickHouseConnection(NamedTuple):
    """The connection to ClickHouse."""

    settings: AnyClickHouse
    host: str
    """Empty if only a Secret has it."""
    http_port: int
    native_port: int
    password: SecretStr | None
    tls: bool
    former: InClusterClickHouse | None
    """ClickHouse in this cluster that keeps running while its data is migrated to another server."""
    former_password: SecretStr | None
    read_as_url: bool
    """Whether the gateway reads the address as a URL; otherwise it reads the host."""
    in_secrets: frozenset[SecretKey]
    """The keys whose values only the Secrets decide."""

    def endpoint(self, port_variable: str) -> str | Expansion | SecretKey:
        """The address in the form that the gateway reads; `port_variable` is the container's variable with the HTTP port."""
        host, port = self.host, str(self.http_port)
        host_in_secret, port_in_secret = CLICKHOUSE_HOST in self.in_secrets, CLICKHOUSE_PORT in self.in_secrets
        if not self.read_as_url:
            return CLICKHOUSE_HOST if host_in_secret else host
        scheme = f"{'https' if self.tls else 'http'}://"
        if not host_in_secret and not port_in_secret:
            return f"{scheme}{host}:{port}"
        return Expansion((scheme, Reference(HOST_VARIABLE) if host_in_secret else host, ":", Reference(port_variable) if port_in_secret else port))

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
    return MySqlConnection(settings, settings.host or "", settings.port, settings.password, None, tls_mode, ca_file, created_by_companion=False)


def _mysql_ca_file(settings: ExternalMySql, custom_ca: CaBundle | None) -> str | None:
    if settings.tls not in ("verifyCa", "verifyIdentity"):
        return None
    if settings.ca:
        return f"{MYSQL_CA_FOLDER}/{settings.ca.key}"
    return f"{CA_FOLDER}/{custom_ca.key}" if custom_ca else None


def resolve_clickhouse(
    settings: AnyClickHouse | None,
    gateway: AnyGateway,
    names: Names,
    source: SecretSource,
    former_source: SecretSource,
    *,
    in_secrets: frozenset[SecretKey],
) -> ClickHouseConnection:
    """Resolve the ClickHouse connection; without a configured store, ClickHouse runs in the cluster."""
    settings = settings or _default(InClusterClickHouse)
    if isinstance(settings, InClusterClickHouse):
        tls = settings.https is not None
        http, native = CLICKHOUSE_TLS_PORTS if tls else PORTS["clickhouse"]
        port = http.service if tls else settings.service.port or http.service
        password = settings.password or (DEVELOPMENT_SECRET if isinstance(source, InlineSecrets) else None)
        host = names.host("clickhouse")
        as_url = _reads_url(gateway, host, tls=tls)
        return ClickHouseConnection(settings, host, port, native.service, password, tls, None, None, as_url, in_secrets)
    tls = isinstance(settings, ClickHouseCloud) or settings.tls
    default_ports = _TLS_CLICKHOUSE_PORTS if tls else _PLAIN_CLICKHOUSE_PORTS
    http_port, native_port = (settings.port, settings.native_port) if isinstance(settings, ExternalClickHouse) else (None, None)
    host = settings.host or ""
    former = settings.former
    former_password = (former.password or (DEVELOPMENT_SECRET if isinstance(former_source, InlineSecrets) else None)) if former else None
    return ClickHouseConnection(
        settings,
        host,
        http_port or default_ports[0],
        native_port or default_ports[1],
        settings.password,
        tls,
        former,
        former_password,
        _reads_url(gateway, host, tls=tls),
        in_secrets,
    )


def _reads_url(gateway: AnyGateway, host: str, *, tls: bool) -> bool:
    form = gateway.clickhouse_endpoint if isinstance(gateway, GatewayConfig) else None
    # The gateway's public source takes a text that begins with http for a URL.
    return form == "url" if form else tls or host.startswith("http")
