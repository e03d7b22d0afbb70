"""MySQL, Redis and ClickHouse, in the cluster or elsewhere."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from portkey_constructs.config.base import ByKind, Model, default
from portkey_constructs.config.features import CaBundle
from portkey_constructs.config.nulls import NullRefused
from portkey_constructs.config.types import (
    AwsRegion,
    Boolean,
    ClickHouseIdentifier,
    DatabaseName,
    DatabasePassword,
    HostName,
    LongDuration,
    Memory,
    MySqlUser,
    NonEmptyText,
    ObjectName,
    Port,
    PositiveInt,
    Secret,
    SubPath,
    Text,
)
from portkey_constructs.config.workload import ServiceSettings, Workload

__all__ = [
    "AnyClickHouse",
    "AnyMySql",
    "AnyRedis",
    "ClickHouseCloud",
    "ClickHouseHttps",
    "ClickHouseRetention",
    "ElastiCache",
    "ElastiCacheIam",
    "ExternalClickHouse",
    "ExternalMySql",
    "ExternalRedis",
    "InClusterClickHouse",
    "InClusterMySql",
    "InClusterRedis",
    "InClusterStore",
    "Persistence",
    "Rds",
    "RemoteClickHouse",
    "RemoteMySql",
    "RemoteRedis",
]


class Persistence(Model):
    """The volume of a store in the cluster."""

    size: Memory | None = None
    """Size of the volume. Defaults to the size of the profile."""
    storage_class: ObjectName | None = None
    """Storage class. Defaults to the default class of the cluster."""
    sub_path: SubPath | None = None
    """Directory of the volume that contains the data, or empty for its root. Defaults to `mysql` for MySQL and to the root for the other stores."""


class InClusterStore(Workload):
    """Settings that the three stores in the cluster share."""

    persistence: Persistence = default()
    """Volume for the data of the store."""
    service: ServiceSettings = default()
    """Type and port of the Service in front of the store."""


class InClusterMySql(InClusterStore):
    """MySQL in the cluster, one server with a volume."""

    kind: Literal["inCluster"] = "inCluster"
    """MySQL runs in the cluster."""
    user: MySqlUser = "portkey"
    """User name for Portkey. It must not be root."""
    database: DatabaseName = "portkey"
    """Name of the database, which is created at the first start."""
    password: DatabasePassword | None = None
    """Password of the user. Set a value only in the development profile."""
    root_password: Secret | None = None
    """Password of root. Set a value only in the development profile."""


class RemoteMySql(Model):
    """Settings that every MySQL outside the cluster has."""

    port: Port = 3306
    """Port of the database server."""
    user: MySqlUser = "portkey"
    """User name for Portkey. It must not be root."""
    database: DatabaseName = "portkey"
    """Name of the existing database."""
    password: DatabasePassword | None = None
    """Password of the user. Set a value only in the development profile."""


class ExternalMySql(RemoteMySql):
    """MySQL outside the cluster, identified by its host: RDS, Cloud SQL, Azure or your own server."""

    kind: Literal["external"] = "external"
    """MySQL runs outside the cluster."""
    host: HostName
    """Host name of the database server."""
    tls: Literal["rds", "required", "verifyCa", "verifyIdentity"] | None = None
    """How connections are encrypted and which certificates are trusted. Defaults to no encryption.

    - rds: The Amazon RDS profile of the driver, which contains Amazon's certificate authorities. Only for RDS.
    - required: Encryption without certificate verification.
    - verifyCa: Encryption with a certificate from the authority in ca. Use it for a server identified by its IP address, such as Cloud SQL.
    - verifyIdentity: Encryption with a certificate from the authority in ca that matches the host. The strictest mode.
    """
    ca: Annotated[CaBundle | None, NullRefused("leave it out: customCa applies then")] = None
    """CA certificates that verify the server. Defaults to customCa."""


class Rds(RemoteMySql):
    """The Amazon RDS database that the AWS companion creates; its host is in aws.outputs after the deployment."""

    kind: Literal["rds"] = "rds"
    """The AWS companion creates the database, and aws.outputs contains its host."""


AnyMySql = Annotated[InClusterMySql | ExternalMySql | Rds, ByKind()]


class InClusterRedis(InClusterStore):
    """Redis in the cluster, one server with a volume and without a password, reachable only from within the cluster."""

    kind: Literal["inCluster"] = "inCluster"
    """Redis runs in the cluster."""


class RemoteRedis(Model):
    """Settings that every Redis outside the cluster has."""

    port: Port | None = None
    """Port of Redis. Defaults to 6379."""
    tls: Boolean = False
    """Whether connections to Redis use TLS. It determines the scheme of the URL, redis or rediss."""
    mode: Literal["standalone", "cluster"] = "standalone"
    """Topology that the driver connects to.

    - standalone: One server, or a primary with replicas behind one endpoint.
    - cluster: A sharded Redis cluster. Set host to its configuration endpoint.
    """
    user: NonEmptyText | None = None
    """User name of the access control list. Defaults to the default user."""
    auth: Literal["password", "none"] | None = None
    """Whether Redis requires a password. In production it does by default. In the development profile it does if password is set.

    - password: Redis requires a password, which is in Secret portkey-redis.
    - none: Redis requires no password.
    """
    password: Secret | None = None
    """Password of Redis. Set a value only in the development profile."""


class ExternalRedis(RemoteRedis):
    """Redis outside the cluster, identified by its host or URL."""

    kind: Literal["external", "memorystore", "azure", "custom"] = "external"
    """Provider of Redis.

    - external: Redis or Valkey on your own servers, or from any other provider.
    - memorystore: Google Cloud Memorystore.
    - azure: Azure Cache for Redis, the managed cache of Azure.
    - custom: A server that is not Redis but implements its protocol.
    """
    host: HostName | None = None
    """Host name of Redis. Mutually exclusive with url."""
    url: Text | None = Field(default=None, repr=False)
    """Host and port, optionally with redis:// or rediss://, without a password. Mutually exclusive with host."""


class ElastiCacheIam(Model):
    """IAM authentication for ElastiCache, without a password."""

    cluster_name: NonEmptyText
    """Name of the replication group or serverless cache for which tokens are issued."""
    user: NonEmptyText
    """ID of the ElastiCache user, which equals its name."""
    region: AwsRegion | None = None
    """AWS region of the cache. Defaults to aws.region."""


class ElastiCache(RemoteRedis):
    """Amazon ElastiCache, for Valkey or for Redis."""

    kind: Literal["elasticache"] = "elasticache"
    """Amazon ElastiCache."""
    host: HostName | None = None
    """Primary endpoint, or configuration endpoint of a cluster. By default, the AWS companion creates the cache and aws.outputs has its host."""
    iam: ElastiCacheIam | None = None
    """IAM authentication. Mutually exclusive with user and password."""


AnyRedis = Annotated[InClusterRedis | ExternalRedis | ElastiCache, ByKind()]


class ClickHouseRetention(Model):
    """How the server deletes rows that are past their time to live."""

    merge_timeout: LongDuration = 14400
    """Minimum time between two merges that delete rows."""
    drop_whole_parts: Boolean = False
    """Whether to delete a part only after all its rows expire."""


class ClickHouseHttps(Model):
    """TLS for ClickHouse in the cluster; both interfaces get a TLS port, which the services use."""

    secret_name: ObjectName
    """Name of the Secret of type kubernetes.io/tls with a certificate for the full host name of the Service."""
    verification: Literal["none", "relaxed", "strict"] = "none"
    """Whether clients must present a certificate.

    - none: The server requests no certificate.
    - relaxed: The server verifies a certificate if the client presents one.
    - strict: The client must present a valid certificate.
    """


class InClusterClickHouse(InClusterStore):
    """ClickHouse in the cluster, one server with a volume."""

    kind: Literal["inCluster"] = "inCluster"
    """ClickHouse runs in the cluster."""
    user: ClickHouseIdentifier = "portkey"
    """User name for Portkey."""
    database: ClickHouseIdentifier = "default"
    """Name of the database, which is created at the first start."""
    password: DatabasePassword | None = None
    """Password of the user. Set a value only in the development profile."""
    retention: ClickHouseRetention | None = None
    """How expired rows are deleted. Defaults to the settings of the server."""
    system_log_days: PositiveInt = 7
    """Days after which the server deletes the rows of its own log tables, such as system.query_log. Logs that config mentions are left to it."""
    https: ClickHouseHttps | None = None
    """TLS settings. Defaults to no TLS."""
    config: NonEmptyText | None = Field(default=None, repr=False)
    """Additional server settings, as an XML document <clickhouse>...</clickhouse>."""


def _require_kind(value: Any) -> Any:
    """Requires `kind`, although there is only one: the same store has the same form everywhere."""
    if isinstance(value, Mapping) and "kind" not in value:
        raise PydanticCustomError("expected", "kind: inCluster, and the settings of that store")
    return value


class RemoteClickHouse(Model):
    """Settings that every ClickHouse outside the cluster has."""

    host: HostName
    """Host name of ClickHouse."""
    password: DatabasePassword | None = None
    """Password of the user. Set a value only in the development profile."""
    former: Annotated[InClusterClickHouse, BeforeValidator(_require_kind)] | None = None
    """ClickHouse in the cluster that continues to run while you migrate its data."""


class ExternalClickHouse(RemoteClickHouse):
    """ClickHouse outside the cluster, your own server or cluster identified by its host."""

    kind: Literal["external"] = "external"
    """ClickHouse runs outside the cluster."""
    port: Port | None = None
    """Port of the HTTP interface. Defaults to 8123, or to 8443 with TLS."""
    native_port: Port | None = None
    """Port of the native protocol. Defaults to 9000, or to 9440 with TLS."""
    user: ClickHouseIdentifier = "portkey"
    """User name for Portkey."""
    database: ClickHouseIdentifier = "default"
    """Name of the existing database."""
    tls: Boolean = False
    """Whether connections to both interfaces use TLS."""
    replication: Boolean = False
    """Whether tables are replicated."""
    sharding: Boolean = False
    """Whether tables are sharded."""
    cluster_name: ClickHouseIdentifier | None = None
    """Name of the ClickHouse cluster that replicates or shards the tables."""


class ClickHouseCloud(RemoteClickHouse):
    """ClickHouse Cloud, always with TLS and with built-in replication."""

    kind: Literal["cloud"] = "cloud"
    """ClickHouse Cloud."""
    user: ClickHouseIdentifier = "default"
    """User name for Portkey."""
    database: ClickHouseIdentifier = "default"
    """Name of the existing database."""


AnyClickHouse = Annotated[InClusterClickHouse | ExternalClickHouse | ClickHouseCloud, ByKind()]
