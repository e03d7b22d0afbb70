"""Redis, in the cluster or elsewhere."""

from typing import Annotated, Literal

from pydantic import Field

from portkey_constructs.config.base import ByKind, Model
from portkey_constructs.config.stores import InClusterStore
from portkey_constructs.config.types import AwsRegion, Boolean, HostName, NonEmptyText, Port, Secret, Text

__all__ = ["AnyRedis", "ElastiCache", "ElastiCacheIam", "ExternalRedis", "InClusterRedis", "RemoteRedis"]


class InClusterRedis(InClusterStore):
    """Redis in the cluster, one server with a volume and without a password, reachable only from within the cluster."""

    kind: Literal["inCluster"] = "inCluster"
    """Redis runs in the cluster."""
    append_only: Boolean = True
    """Whether Redis writes each change to its volume. Otherwise it writes snapshots, and a crash loses the changes since the last one."""


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
