"""MySQL, in the cluster or elsewhere."""

from typing import Annotated, Literal

from portkey_constructs.config.annotations import Annotations
from portkey_constructs.config.aws_resources import RdsServer
from portkey_constructs.config.base import ByKind, Model, default
from portkey_constructs.config.features import CaBundle
from portkey_constructs.config.fragments import Toleration
from portkey_constructs.config.frozen import FrozenMap
from portkey_constructs.config.nulls import NullInSecret, NullIs, NullRefused
from portkey_constructs.config.stores import InClusterStore
from portkey_constructs.config.types import (
    Boolean,
    DatabaseName,
    DatabasePassword,
    HostName,
    LabelKey,
    LabelValue,
    MySqlUser,
    ObjectName,
    Port,
    PositiveInt,
    Secret,
)
from portkey_constructs.config.workload import Image, Resources

__all__ = ["AnyMySql", "ExternalMySql", "InClusterMySql", "MySqlAdministrator", "MySqlClientCertificate", "MySqlReader", "Rds", "RemoteMySql"]


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
    pool_size: PositiveInt | None = None
    """Connections that each pod of the backend may open. Defaults to those of the image, 12, or 6 before backend 1.22.0."""
    max_connections: PositiveInt | None = None
    """Connections that the server accepts. Defaults to those of MySQL, 151."""


class MySqlAdministrator(Model):
    """The administrator of the server, with whom a Job creates the user for Portkey before the migration."""

    user: MySqlUser
    """User name of the administrator. With kind rds, it is the main user, which RDS creates with the server; another name replaces the server."""
    password: DatabasePassword | None = None
    """Password of the administrator. Set a value only in the development profile."""
    ca: Annotated[CaBundle | None, NullRefused("leave it out: the authorities of the services apply then")] = None
    """CA certificates that verify the server and its name for the Job. Defaults to those of the services if mysql.tls verifies them."""
    image: Image = default()
    """Image of the Job, which has bash and MySQL's client. Defaults to docker.io/mysql."""
    resources: Annotated[Resources | None, NullIs({})] = None
    """Requests and limits of the Job. Null in YAML removes them."""
    retries: PositiveInt = 10
    """Number of retries of the Job."""
    pod_labels: FrozenMap[LabelKey, LabelValue] = default()
    """Labels of the Job's pods."""
    pod_annotations: Annotations = default()
    """Annotations of the Job's pods. A change runs the Job again."""
    node_selector: FrozenMap[LabelKey, LabelValue] = default()
    """Labels that a node must have to run the Job's pods."""
    tolerations: tuple[Toleration, ...] = ()
    """Taints the Job's pods tolerate."""


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
    pool_size: PositiveInt | None = None
    """Connections that each pod of the backend may open. Defaults to those of the image, 12, or 6 before backend 1.22.0."""
    max_connections: PositiveInt | None = None
    """Connections that the server accepts, against which the pools are checked. It changes nothing on the server. Defaults to no check."""
    administrator: MySqlAdministrator | None = None
    """Administrator with whom a Job creates mysql.user, limited to mysql.database. No other pod reads the password. Defaults to a user that exists.

    With kind rds, Portkey otherwise logs in as the main user of the server.
    """


class MySqlClientCertificate(Model):
    """A client certificate with its key, for a server that requires one."""

    secret_name: ObjectName
    """Name of the Secret of type kubernetes.io/tls with the certificate and its key."""


class MySqlReader(Model):
    """A read replica of the server, from which the backend reads."""

    host: HostName
    """Host name of the read replica."""
    port: Port | None = None
    """Port of the read replica. Defaults to mysql.port."""
    user: MySqlUser | None = None
    """User name for Portkey on the read replica. Defaults to mysql.user."""
    password: DatabasePassword | None = None
    """Password of this user. Set a value only in the development profile."""
    hadr: Boolean = False
    """Whether the backend keeps serving reads while mysql.host is unavailable, Portkey's HADR mode."""


class ExternalMySql(RemoteMySql):
    """MySQL outside the cluster, identified by its host: RDS, Cloud SQL, Azure or your own server."""

    kind: Literal["external"] = "external"
    """MySQL runs outside the cluster."""
    host: Annotated[HostName | None, NullInSecret()]
    """Host name of the database server. Not required if secrets.fromSecret lists mysql_host."""
    tls: Literal["rds", "disabled", "preferred", "required", "verifyCa", "verifyIdentity"] | None = None
    """How connections are encrypted and which certificates are trusted. Without it, DB_SSL is not set, and the backend does not encrypt.

    - rds: The Amazon RDS profile of the driver, which contains Amazon's certificate authorities. Only for RDS.
    - disabled: No encryption.
    - preferred: Encryption without certificate verification if the server offers it, otherwise none.
    - required: Encryption without certificate verification.
    - verifyCa: Encryption with a certificate from the authority in ca. Use it for a server identified by its IP address, such as Cloud SQL.
    - verifyIdentity: Encryption with a certificate from the authority in ca that matches the host. The strictest mode.
    """
    ca: Annotated[CaBundle | None, NullRefused("leave it out: customCa applies then")] = None
    """CA certificates that verify the server. Defaults to customCa."""
    client_certificate: MySqlClientCertificate | None = None
    """Certificate with which the services identify themselves to the server (mutual TLS). Defaults to none."""
    reader: MySqlReader | None = None
    """Read replica of the server. Defaults to none."""


class Rds(RemoteMySql):
    """The Amazon RDS database that the AWS companion creates; its host is in aws.outputs after the deployment."""

    kind: Literal["rds"] = "rds"
    """The AWS companion creates the database, and aws.outputs contains its host."""
    server: RdsServer | None = None
    """Instance class, storage, backups and maintenance of the server. Defaults to those of the AWS companion."""


AnyMySql = Annotated[InClusterMySql | ExternalMySql | Rds, ByKind()]
