"""MySQL, Redis and ClickHouse: in the cluster or elsewhere."""

from typing import Annotated, Literal

from pydantic import Field

from portkey_constructs.config.base import Model, default
from portkey_constructs.config.types import (
    Boolean,
    ClickHouseIdentifier,
    DatabaseName,
    HostName,
    Memory,
    MySqlUser,
    ObjectName,
    Port,
    Secret,
    SubPath,
    Text,
)
from portkey_constructs.config.workload import ServiceSettings, Workload

__all__ = [
    "ClickHouse",
    "ExternalClickHouse",
    "ExternalMySql",
    "ExternalRedis",
    "InClusterClickHouse",
    "InClusterMySql",
    "InClusterRedis",
    "InClusterStore",
    "MySql",
    "Persistence",
    "Redis",
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
    """The store's volume."""
    service: ServiceSettings = default()
    """The Service for clients."""


class InClusterMySql(InClusterStore):
    """MySQL in the cluster."""

    kind: Literal["inCluster"] = "inCluster"
    """MySQL runs in the cluster."""
    user: MySqlUser = "portkey"
    """The user that Portkey connects as; never root."""
    database: DatabaseName = "portkey"
    """The database, made at the first start."""
    password: Secret | None = None
    """The user's password; a value in the development profile alone."""
    root_password: Secret | None = None
    """The root password; a value in the development profile alone."""


class ExternalMySql(Model):
    """MySQL that runs elsewhere."""

    kind: Literal["external"] = "external"
    """MySQL runs elsewhere."""
    host: HostName
    """Host name."""
    port: Port = 3306
    """Port."""
    user: MySqlUser = "portkey"
    """The user that Portkey connects as; never root."""
    database: DatabaseName = "portkey"
    """The database, which must exist."""
    password: Secret | None = None
    """The user's password; a value in the development profile alone."""
    tls: Literal["rds"] | None = None
    """TLS by the driver's profile for Amazon RDS, the only one it knows."""


MySql = Annotated[InClusterMySql | ExternalMySql, Field(discriminator="kind")]


class InClusterRedis(InClusterStore):
    """Redis in the cluster: plain, without a password, reached from within alone."""

    kind: Literal["inCluster"] = "inCluster"
    """Redis runs in the cluster."""


class ExternalRedis(Model):
    """Redis that runs elsewhere, or a managed cache."""

    kind: Literal["external", "elasticache", "memorystore", "azure", "custom"] = "external"
    """Redis of one's own, or whose managed cache it is."""
    host: HostName | None = None
    """Host name; or else a URL."""
    port: Port | None = None
    """Port; 6379 when left out."""
    url: Text | None = Field(default=None, repr=False)
    """Host and port, with or without redis:// or rediss://; instead of a host, never with a password."""
    tls: Boolean = False
    """Whether the connection is by TLS; the URL's scheme follows."""
    mode: Literal["standalone", "cluster"] = "standalone"
    """Whether the driver speaks to one server or to a cluster."""
    user: Text | None = None
    """User of an access control list."""
    password: Secret | None = None
    """The password; a value in the development profile alone."""


Redis = Annotated[InClusterRedis | ExternalRedis, Field(discriminator="kind")]


class InClusterClickHouse(InClusterStore):
    """ClickHouse in the cluster."""

    kind: Literal["inCluster"] = "inCluster"
    """ClickHouse runs in the cluster."""
    user: ClickHouseIdentifier = "portkey"
    """The user that Portkey connects as."""
    database: ClickHouseIdentifier = "portkey"
    """The database, made at the first start."""
    password: Secret | None = None
    """The user's password; a value in the development profile alone."""


class ExternalClickHouse(Model):
    """ClickHouse that runs elsewhere."""

    kind: Literal["external"] = "external"
    """ClickHouse runs elsewhere."""
    host: HostName
    """Host name."""
    port: Port | None = None
    """Port of the HTTP interface; 8123, or 8443 with TLS, when left out."""
    native_port: Port | None = None
    """Port of the native protocol; 9000, or 9440 with TLS, when left out."""
    user: ClickHouseIdentifier = "portkey"
    """The user that Portkey connects as."""
    database: ClickHouseIdentifier = "portkey"
    """The database, which must exist."""
    password: Secret | None = None
    """The user's password; a value in the development profile alone."""
    tls: Boolean = False
    """Whether both interfaces are by TLS."""
    replication: Boolean = False
    """Whether tables are replicated."""
    sharding: Boolean = False
    """Whether tables are sharded."""
    cluster_name: ClickHouseIdentifier | None = None
    """Name of the cluster that replicates or shards."""


ClickHouse = Annotated[InClusterClickHouse | ExternalClickHouse, Field(discriminator="kind")]
