"""ClickHouse, in the cluster or elsewhere."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from portkey_constructs.config.base import ByKind, Model
from portkey_constructs.config.nulls import NullInSecret
from portkey_constructs.config.stores import InClusterStore
from portkey_constructs.config.types import (
    Boolean,
    ClickHouseIdentifier,
    DatabasePassword,
    HostName,
    LongDuration,
    NonEmptyText,
    ObjectName,
    Port,
    PositiveInt,
)

__all__ = [
    "AnyClickHouse",
    "ClickHouseCloud",
    "ClickHouseHttps",
    "ClickHouseRetention",
    "ExternalClickHouse",
    "InClusterClickHouse",
    "RemoteClickHouse",
]


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

    host: Annotated[HostName | None, NullInSecret()]
    """Host name of ClickHouse. Not required if secrets.fromSecret lists clickhouse_host."""
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
