"""MySQL, Redis and ClickHouse: in the cluster or elsewhere."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from portkey_constructs.config.base import ByKind, Model, default
from portkey_constructs.config.features import CaBundle
from portkey_constructs.config.types import (
    AwsRegion,
    Boolean,
    ClickHouseIdentifier,
    DatabaseName,
    HostName,
    LongDuration,
    Memory,
    MySqlUser,
    NonEmptyText,
    ObjectName,
    Port,
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
    """Size of the volume; the profile's when left out."""
    storage_class: ObjectName | None = None
    """Storage class; the cluster's default when left out."""
    sub_path: SubPath | None = None
    """Folder of the volume that holds the data, its root when empty; `mysql` for MySQL when left out, else the root."""


class InClusterStore(Workload):
    """Settings that the three stores in the cluster share: one server each, on a volume."""

    persistence: Persistence = default()
    """The volume that the store keeps its data on."""
    service: ServiceSettings = default()
    """The Service in front of the store: its type and port."""


class InClusterMySql(InClusterStore):
    """MySQL in the cluster: one server, on a volume."""

    kind: Literal["inCluster"] = "inCluster"
    """MySQL runs in the cluster."""
    user: MySqlUser = "portkey"
    """The user that Portkey connects as; never root."""
    database: DatabaseName = "portkey"
    """Name of the database, which is made at the first start."""
    password: Secret | None = None
    """The user's password; a value in the development profile alone."""
    root_password: Secret | None = None
    """The root password; a value in the development profile alone."""


class RemoteMySql(Model):
    """What every MySQL that runs elsewhere has."""

    port: Port = 3306
    """Port of the database server."""
    user: MySqlUser = "portkey"
    """The user that Portkey connects as; never root."""
    database: DatabaseName = "portkey"
    """Name of the database, which must exist."""
    password: Secret | None = None
    """The user's password; a value in the development profile alone."""


class ExternalMySql(RemoteMySql):
    """MySQL that runs elsewhere, told by its host: RDS, Cloud SQL, Azure, a server of your own."""

    kind: Literal["external"] = "external"
    """MySQL runs elsewhere."""
    host: HostName
    """Host name of the database server."""
    tls: Literal["rds", "required", "verifyCa", "verifyIdentity"] | None = None
    """How the connection is encrypted and whom it trusts; plain when left out.

    - rds: By the driver's own profile for Amazon RDS, which has Amazon's authorities: for RDS alone.
    - required: Encrypted, and no certificate is looked at.
    - verifyCa: Encrypted, with a certificate of the authority in ca: for a server that is told by its address, as Cloud SQL's.
    - verifyIdentity: Encrypted, with a certificate of the authority in ca and for this very host: the strictest.
    """
    ca: CaBundle | None = None
    """Certificates that the server's is checked against; customCa when left out."""


class Rds(RemoteMySql):
    """The database in Amazon RDS that the AWS companion makes; its host is known once it is deployed."""

    kind: Literal["rds"] = "rds"
    """The AWS companion makes it, and aws.outputs tells where it is."""


AnyMySql = Annotated[InClusterMySql | ExternalMySql | Rds, ByKind()]


class InClusterRedis(InClusterStore):
    """Redis in the cluster: one server on a volume, without a password, reached from within alone."""

    kind: Literal["inCluster"] = "inCluster"
    """Redis runs in the cluster."""


class RemoteRedis(Model):
    """What every Redis that runs elsewhere has."""

    port: Port | None = None
    """Port of Redis; 6379 when left out."""
    tls: Boolean = False
    """Whether the connection is by TLS; the URL's scheme, redis or rediss, follows."""
    mode: Literal["standalone", "cluster"] = "standalone"
    """How many servers the driver speaks to.

    - standalone: One server, or a primary with its replicas behind one endpoint.
    - cluster: A Redis cluster of shards, whose configuration endpoint host names.
    """
    user: NonEmptyText | None = None
    """User of Redis' access control list; the default user when left out."""
    auth: Literal["password", "none"] | None = None
    """Whether Redis asks for a password; in the development profile one that is given tells, in production it does, when left out.

    - password: Redis asks for a password, which stands in Secret portkey-redis.
    - none: Redis asks for no password.
    """
    password: Secret | None = None
    """Password of Redis; a value in the development profile alone."""


class ExternalRedis(RemoteRedis):
    """Redis that runs elsewhere, told by its host or URL."""

    kind: Literal["external", "memorystore", "azure", "custom"] = "external"
    """Redis of one's own, or whose managed cache it is.

    - external: Redis or Valkey on servers of your own, or of anybody who is not named here.
    - memorystore: Google Cloud's Memorystore.
    - azure: Azure's managed cache, Azure Cache for Redis.
    - custom: A server that is no Redis and only speaks its protocol.
    """
    host: HostName | None = None
    """Host name of Redis; instead of url."""
    url: Text | None = Field(default=None, repr=False)
    """Host and port, with or without redis:// or rediss://; instead of a host, never with a password."""


class ElastiCacheIam(Model):
    """Login to ElastiCache as an IAM identity, with no password."""

    cluster_name: NonEmptyText
    """Name of the replication group or serverless cache that tokens are made for."""
    user: NonEmptyText
    """Id of the ElastiCache user, which is its name too."""
    region: AwsRegion | None = None
    """Region of the cache; aws.region when left out."""


class ElastiCache(RemoteRedis):
    """Amazon ElastiCache, for Valkey or for Redis: both speak alike."""

    kind: Literal["elasticache"] = "elasticache"
    """Amazon ElastiCache."""
    host: HostName | None = None
    """Primary endpoint, or the configuration endpoint of a cluster; when left out the AWS companion makes the cache, and aws.outputs tells."""
    iam: ElastiCacheIam | None = None
    """Login as an IAM identity; instead of user and password."""


AnyRedis = Annotated[InClusterRedis | ExternalRedis | ElastiCache, ByKind()]


class ClickHouseRetention(Model):
    """How the server drops rows that are past their tables' time to live."""

    merge_timeout: LongDuration = 14400
    """Least time between two merges that drop rows."""
    drop_whole_parts: Boolean = False
    """Whether a part goes only once all its rows are past their time."""


class ClickHouseHttps(Model):
    """TLS at ClickHouse in the cluster; both interfaces get a port for it, and the services use those."""

    secret_name: ObjectName
    """Secret of type kubernetes.io/tls, for the Service's full host name."""
    verification: Literal["none", "relaxed", "strict"] = "none"
    """Whether clients must show a certificate of their own.

    - none: Clients are not asked for a certificate.
    - relaxed: A certificate that a client shows must be good, and it need not show any.
    - strict: A client must show a good certificate.
    """


class InClusterClickHouse(InClusterStore):
    """ClickHouse in the cluster: one server, on a volume."""

    kind: Literal["inCluster"] = "inCluster"
    """ClickHouse runs in the cluster."""
    user: ClickHouseIdentifier = "portkey"
    """The user that Portkey connects as."""
    database: ClickHouseIdentifier = "portkey"
    """Name of the database, which is made at the first start."""
    password: Secret | None = None
    """The user's password; a value in the development profile alone."""
    retention: ClickHouseRetention | None = None
    """How rows past their time go; the server's defaults when left out."""
    https: ClickHouseHttps | None = None
    """TLS; plain when left out."""
    config: NonEmptyText | None = Field(default=None, repr=False)
    """Further settings of the server, as an XML document <clickhouse>...</clickhouse>."""


def _of_a_kind(value: Any) -> Any:
    """Wants `kind` where there is but one: the same store is written the same way wherever it stands."""
    if isinstance(value, dict) and "kind" not in value:
        raise PydanticCustomError("expected", "kind: inCluster, and the settings of that store")
    return value


class RemoteClickHouse(Model):
    """What every ClickHouse that runs elsewhere has."""

    host: HostName
    """Host name of ClickHouse."""
    password: Secret | None = None
    """The user's password; a value in the development profile alone."""
    former: Annotated[InClusterClickHouse, BeforeValidator(_of_a_kind)] | None = None
    """ClickHouse in the cluster that stays while its data moves to this one."""


class ExternalClickHouse(RemoteClickHouse):
    """ClickHouse that runs elsewhere, told by its host: a server or a cluster of your own."""

    kind: Literal["external"] = "external"
    """ClickHouse runs elsewhere."""
    port: Port | None = None
    """Port of the HTTP interface; 8123, or 8443 with TLS, when left out."""
    native_port: Port | None = None
    """Port of the native protocol; 9000, or 9440 with TLS, when left out."""
    user: ClickHouseIdentifier = "portkey"
    """The user that Portkey connects as."""
    database: ClickHouseIdentifier = "portkey"
    """Name of the database, which must exist."""
    tls: Boolean = False
    """Whether both interfaces are by TLS."""
    replication: Boolean = False
    """Whether tables are replicated."""
    sharding: Boolean = False
    """Whether tables are sharded."""
    cluster_name: ClickHouseIdentifier | None = None
    """Name of the cluster that replicates or shards."""


class ClickHouseCloud(RemoteClickHouse):
    """ClickHouse Cloud: always by TLS, and replicated by itself."""

    kind: Literal["cloud"] = "cloud"
    """ClickHouse Cloud."""
    user: ClickHouseIdentifier = "default"
    """The user that Portkey connects as."""
    database: ClickHouseIdentifier = "default"
    """Name of the database, which must exist."""


AnyClickHouse = Annotated[InClusterClickHouse | ExternalClickHouse | ClickHouseCloud, ByKind()]
