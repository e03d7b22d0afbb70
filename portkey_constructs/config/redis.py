"""Redis, in the cluster or elsewhere."""

from typing import Annotated, Literal

from pydantic import Field

from portkey_constructs.config.aws_resources import ElastiCacheServer
from portkey_constructs.config.base import ByKind, Model
from portkey_constructs.config.features import CaBundle
from portkey_constructs.config.log_store import AssumedRole, AzureEntra, AzureManagedIdentity
from portkey_constructs.config.nulls import NullRefused
from portkey_constructs.config.stores import InClusterStore
from portkey_constructs.config.types import (
    PORT,
    AwsRegion,
    Boolean,
    HostName,
    HttpsUrl,
    LongDuration,
    Matching,
    NonEmptyText,
    Port,
    Secret,
    Text,
    Whole,
)

__all__ = [
    "AnyRedis",
    "DatabaseNumber",
    "ElastiCache",
    "ElastiCacheIam",
    "ExternalRedis",
    "InClusterRedis",
    "RedisCluster",
    "RedisDiscovery",
    "RedisLogin",
    "RedisQueues",
    "RemoteRedis",
    "WorkloadLogin",
]

RedisNode = Annotated[
    str, Matching(rf"^([A-Za-z0-9_][A-Za-z0-9._-]*|\[[0-9A-Fa-f:.]+\]):{PORT}$", "a host with its port, such as 10.0.1.1:6379", 260)
]
DatabaseNumber = Annotated[int, Whole(0, 9999, "the number of a database, from 0")]


class RedisQueues(Model):
    """A separate Redis for the queues of the gateway, a single server; the cache stays in the other one."""

    host: HostName
    """Host name of the Redis for queues."""
    port: Port = 6379
    """Port of the Redis for queues."""
    tls: Boolean = False
    """Whether connections to this Redis use TLS."""
    user: NonEmptyText | None = None
    """User name of the access control list. Defaults to the default user."""
    auth: Literal["password", "none"] | None = None
    """Whether this Redis requires a password. In production it does by default. In the development profile it does if password is set.

    - password: It requires a password, which is in Secret portkey-redis.
    - none: It requires no password.
    """
    password: Secret | None = None
    """Password of this Redis. Set a value only in the development profile."""


class RedisDiscovery(Model):
    """An HTTPS address that answers with the nodes of a cluster, separated by commas."""

    url: HttpsUrl
    """Address that answers with the nodes, such as 10.0.1.1:6379,10.0.1.2:6379."""
    auth: Literal["header", "none"] = "none"
    """Whether the address requires a header Authorization.

    - header: It requires the header, whose value is in Secret portkey-redis.
    - none: It requires no header.
    """
    authorization: Secret | None = None
    """Value of the header Authorization. Set a value only in the development profile."""
    refresh_interval: LongDuration | None = None
    """How long the services use the answer. Defaults to the five minutes of the images."""


class RedisCluster(Model):
    """How the services find and use the nodes of a Redis cluster. Only for mode cluster."""

    nodes: tuple[RedisNode, ...] = ()
    """Some nodes of the cluster, each with its port. Defaults to the host, which then has to know the others."""
    discovery: RedisDiscovery | None = None
    """An address that lists the nodes. Mutually exclusive with nodes."""
    scale_reads: Boolean = False
    """Whether the services read from replicas, too."""


class InClusterRedis(InClusterStore):
    """Redis in the cluster, one server with a volume, reachable only from within the cluster."""

    kind: Literal["inCluster"] = "inCluster"
    """Redis runs in the cluster."""
    auth: Literal["password", "none"] | None = None
    """Whether Redis requires a password. In production it does by default. In the development profile it does if password is set.

    - password: It requires a password, which is in Secret portkey-redis.
    - none: It requires no password.
    """
    password: Secret | None = None
    """Password of Redis. Set a value only in the development profile, where auth: password has a public default."""
    append_only: Boolean = True
    """Whether Redis writes each change to its volume. Otherwise it writes snapshots, and a crash loses the changes since the last one."""
    queues: RedisQueues | None = None
    """A separate Redis for the queues of the gateway. Defaults to this Redis."""


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
    credentials: Literal["url", "variables"] = "url"
    """How the services get user and password.

    - url: As a part of the connection URL, in which the password is percent-encoded.
    - variables: In variables of their own, so that the Secret contains the password as it is.
    """
    database: DatabaseNumber = 0
    """Number of the database. The public source of the gateway ignores it and uses 0. A cluster has only database 0."""
    cluster: RedisCluster | None = None
    """How the services find and use the nodes of a cluster. Defaults to the host alone. Only for mode cluster."""
    queues: RedisQueues | None = None
    """A separate Redis for the queues of the gateway. Defaults to this Redis."""


class WorkloadLogin(Model):
    """The workload identity of the pods, of Azure or of GKE, which identity configures; without a password."""

    kind: Literal["workloadIdentity"] = "workloadIdentity"
    """The services authenticate with the workload identity of the pods."""


RedisLogin = Annotated[AzureManagedIdentity | AzureEntra | WorkloadLogin, ByKind()]


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
    ca: Annotated[CaBundle | None, NullRefused("leave it out: customCa applies then")] = None
    """CA certificates that verify the server, instead of the public ones. Defaults to the public ones and customCa."""
    login: RedisLogin | None = None
    """Authentication with an identity instead of a password. Only for kind azure and, with workloadIdentity, for kind memorystore."""


class ElastiCacheIam(Model):
    """IAM authentication for ElastiCache, without a password."""

    cluster_name: NonEmptyText
    """Name of the replication group or serverless cache for which tokens are issued."""
    user: NonEmptyText
    """ID of the ElastiCache user, which equals its name."""
    region: AwsRegion | None = None
    """AWS region of the cache. Defaults to aws.region."""
    assume_role: AssumedRole | None = None
    """Role to assume in the account that owns the cache. By default, the roles of the pods connect themselves."""


class ElastiCache(RemoteRedis):
    """Amazon ElastiCache, for Valkey or for Redis."""

    kind: Literal["elasticache"] = "elasticache"
    """Amazon ElastiCache."""
    host: HostName | None = None
    """Primary endpoint, or configuration endpoint of a cluster. By default, the AWS companion creates the cache and aws.outputs has its host."""
    iam: ElastiCacheIam | None = None
    """IAM authentication. Mutually exclusive with user and password."""
    server: ElastiCacheServer | None = None
    """Nodes, snapshots and maintenance of the cache. Only without host: the AWS companion creates the cache. Defaults to those of the companion."""


AnyRedis = Annotated[InClusterRedis | ExternalRedis | ElastiCache, ByKind()]
