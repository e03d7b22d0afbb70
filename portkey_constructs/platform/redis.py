"""How the services connect to Redis, inside or outside the cluster, and the gateway to a separate Redis for its queues."""

from functools import cache
from typing import Final, NamedTuple
from urllib.parse import quote

from pydantic import SecretStr

from portkey_constructs.config.features import CaBundle
from portkey_constructs.config.outputs import Outputs
from portkey_constructs.config.redis import (
    AnyRedis,
    ElastiCache,
    ElastiCacheIam,
    ExternalRedis,
    InClusterRedis,
    RedisCluster,
    RedisLogin,
    RedisQueues,
)
from portkey_constructs.config.secrets import InlineSecrets, SecretSource
from portkey_constructs.platform.files import REDIS_CA_FOLDER
from portkey_constructs.platform.names import Names
from portkey_constructs.platform.ports import PORTS
from portkey_constructs.platform.secret_keys import REDIS_CONNECTION_URL, REDIS_PASSWORD, REDIS_QUEUES_PASSWORD, SecretKey, UrlWithPassword, Value
from portkey_constructs.platform.stores import DEVELOPMENT_SECRET

__all__ = ["QueuesConnection", "RedisConnection", "resolve_redis"]

_CACHE_STORES: Final = {
    "inCluster": "redis",
    "external": "redis",
    "elasticache": "aws-elastic-cache",
    "memorystore": "memory-store",
    "azure": "azure-redis",
    "custom": "custom",
}
_MEMORYSTORE_BY_IAM: Final = "gcp-memory-store"
"""The public source of the gateway accepts this client only with workload identity; it connects with a password as to any server."""


class QueuesConnection(NamedTuple):
    """The connection to the Redis for queues."""

    settings: RedisQueues
    url: Value
    """Connection URL, as in `RedisConnection`."""


class RedisConnection(NamedTuple):
    """The connection to Redis."""

    settings: AnyRedis
    host: str
    """Host, with a port where the configured URL has one; empty if only a Secret or a deployment of the AWS companion has it."""
    url: Value
    """Connection URL: plain without a password, secret with one, split around one that is not in the configuration, or None in a Secret."""
    tls: bool
    mode: str
    """`standalone` or `cluster`."""
    store: str
    """Value of CACHE_STORE, which selects the Redis client in Portkey's images."""
    created_by_companion: bool
    """Whether the AWS companion creates the cache."""
    queues: QueuesConnection | None = None
    """The separate Redis for queues; None if the queues are in this Redis."""
    server_password: SecretStr | None = None
    """Password that Redis in the cluster requires; None without one, and if only a Secret has it."""
    has_password: bool = False
    """Whether the services authenticate with a password, which may be missing from the configuration."""
    separate_credentials: bool = False
    """Whether the services get user and password in variables of their own, and not in the URL."""

    @property
    def in_cluster(self) -> bool:
        """Whether Redis runs in this cluster."""
        return isinstance(self.settings, InClusterRedis)

    @property
    def iam(self) -> ElastiCacheIam | None:
        """IAM authentication to ElastiCache; None without it."""
        return self.settings.iam if isinstance(self.settings, ElastiCache) else None

    @property
    def login(self) -> RedisLogin | None:
        """Authentication with an identity of Azure or Google Cloud; None without it."""
        return self.settings.login if isinstance(self.settings, ExternalRedis) else None

    @property
    def ca(self) -> CaBundle | None:
        """CA certificates of the server; None for the public ones."""
        return self.settings.ca if isinstance(self.settings, ExternalRedis) else None

    @property
    def ca_file(self) -> str | None:
        """Path of the CA certificates of the server; None for the public ones."""
        return f"{REDIS_CA_FOLDER}/{self.ca.key}" if self.ca else None

    @property
    def cluster(self) -> RedisCluster | None:
        """How the services find and use the nodes of a cluster; None for the host alone."""
        return None if isinstance(self.settings, InClusterRedis) else self.settings.cluster


@cache
def _in_cluster() -> InClusterRedis:
    return InClusterRedis()


def resolve_redis(
    settings: AnyRedis | None, names: Names, source: SecretSource, *, production: bool, outputs: Outputs | None, in_secrets: frozenset[SecretKey]
) -> RedisConnection:
    """Resolve the Redis connection; without a configured cache, Redis runs in the cluster."""
    settings = settings or _in_cluster()
    store = _CACHE_STORES[settings.kind]
    queues = _queues(settings.queues, source)
    if isinstance(settings, InClusterRedis):
        host = names.host("redis")
        address = f"{host}:{settings.service.port or PORTS['redis'][0].service}"
        connection = RedisConnection(settings, host, f"redis://{address}", False, "standalone", store, False, queues)
        if settings.auth == "none" or not (settings.auth or production or settings.password):
            return connection
        password = settings.password or (DEVELOPMENT_SECRET if isinstance(source, InlineSecrets) else None)
        return connection._replace(url=_url("redis", address, None, password, source, REDIS_PASSWORD), server_password=password, has_password=True)
    url_in_secret = REDIS_CONNECTION_URL in in_secrets
    created = isinstance(settings, ElastiCache) and settings.host is None and not url_in_secret
    reported = outputs.redis_host if outputs and isinstance(settings, ElastiCache) else ""
    url_setting = settings.url if isinstance(settings, ExternalRedis) else None
    host = (url_setting or settings.host or reported).rpartition("://")[2].rpartition("@")[2].rstrip("/")
    tls = settings.tls or created
    has_password = settings.auth != "none" and not (settings.iam if isinstance(settings, ElastiCache) else settings.login)
    separate = has_password and settings.credentials == "variables"
    connection = RedisConnection(settings, host, None, tls, settings.mode, store, created, queues, None, has_password, separate)
    if settings.kind == "memorystore" and connection.login:
        connection = connection._replace(store=_MEMORYSTORE_BY_IAM)
    return connection if url_in_secret else connection._replace(url=_main_url(settings, connection, source))


def _main_url(settings: ExternalRedis | ElastiCache, connection: RedisConnection, source: SecretSource) -> Value:
    host = connection.host
    address = host if ":" in host else f"{host}:{settings.port or PORTS['redis'][0].service}"
    scheme = "rediss" if connection.tls else "redis"
    path = f"/{settings.database}" if settings.database else ""
    if not connection.has_password or connection.separate_credentials:
        return f"{scheme}://{address}{path}"
    return _url(scheme, f"{address}{path}", settings.user, settings.password, source, REDIS_PASSWORD)


def _queues(settings: RedisQueues | None, source: SecretSource) -> QueuesConnection | None:
    if settings is None:
        return None
    scheme, address = "rediss" if settings.tls else "redis", f"{settings.host}:{settings.port}"
    if settings.auth == "none":
        return QueuesConnection(settings, f"{scheme}://{address}")
    return QueuesConnection(settings, _url(scheme, address, settings.user, settings.password, source, REDIS_QUEUES_PASSWORD))


def _url(scheme: str, address: str, user: str | None, password: SecretStr | None, source: SecretSource, key: SecretKey) -> Value:
    user = quote(user or "", safe="")
    if isinstance(source, InlineSecrets):
        credentials = f"{user}:{quote(password.get_secret_value(), safe='')}@" if password else ""
        return SecretStr(f"{scheme}://{credentials}{address}")
    return UrlWithPassword(f"{scheme}://{user}:", f"@{address}", key)
