"""MySQL, in the cluster or elsewhere."""

from typing import Annotated, Literal

from portkey_constructs.config.base import ByKind, Model
from portkey_constructs.config.features import CaBundle
from portkey_constructs.config.nulls import NullInSecret, NullRefused
from portkey_constructs.config.stores import InClusterStore
from portkey_constructs.config.types import DatabaseName, DatabasePassword, HostName, MySqlUser, Port, Secret

__all__ = ["AnyMySql", "ExternalMySql", "InClusterMySql", "Rds", "RemoteMySql"]


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
    host: Annotated[HostName | None, NullInSecret()]
    """Host name of the database server. Not required if secrets.fromSecret lists mysql_host."""
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
