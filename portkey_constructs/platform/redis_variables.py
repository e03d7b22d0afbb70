"""The rows of the table of environment variables for Redis, except those that Portkey's chart portkey-app reads from a Secret."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from portkey_constructs.config.log_store import AssumedRole, AzureEntra, AzureManagedIdentity
from portkey_constructs.config.redis import ElastiCacheIam, RedisCluster, RedisDiscovery, WorkloadLogin
from portkey_constructs.platform import secret_keys as keys
from portkey_constructs.platform.components import NODE_SERVICES
from portkey_constructs.platform.evidence import GATEWAY_CHART, GATEWAY_NOTES, GCP, Evidence
from portkey_constructs.platform.redis import QueuesConnection
from portkey_constructs.platform.variable import Owned, PlainValue, Variable, from_secret

if TYPE_CHECKING:
    from portkey_constructs.platform.platform import Platform

__all__ = ["REDIS_VARIABLES"]

_GATEWAY: Final = ("gateway",)
_CLUSTER_READERS: Final = ("gateway", "dataservice")
_MODES: Final = {"managedIdentity": "managed", "entra": "entra", "workloadIdentity": "workload"}
_SEPARATE: Final = "gateway 1.11.4"
_IN_AZURE: Final = "gateway 1.11.4, data service 1.2.6"
_NODES: Final = "gateway 1.17.7, data service 1.9.0"
_QUEUES: Final = "gateway 2.2.5"


def _azure_mode(platform: "Platform") -> str | None:
    redis = platform.redis
    if redis.settings.kind != "azure":
        return None
    return _MODES[redis.login.kind] if redis.login else "password"


def _google_mode(platform: "Platform") -> str | None:
    redis = platform.redis
    return "workload" if redis.settings.kind == "memorystore" and isinstance(redis.login, WorkloadLogin) else None


def _managed_client(platform: "Platform") -> str | None:
    login = platform.redis.login
    return login.client_id if isinstance(login, AzureManagedIdentity) else None


def _entra(value: Callable[[AzureEntra], str | None]) -> PlainValue:
    return lambda p: value(p.redis.login) if isinstance(p.redis.login, AzureEntra) else None


def _iam(value: Callable[[ElastiCacheIam], str | None]) -> PlainValue:
    return lambda p: value(p.redis.iam) if p.redis.iam else None


def _role(value: Callable[[AssumedRole], str | None]) -> PlainValue:
    return _iam(lambda iam: value(iam.assume_role) if iam.assume_role else None)


def _iam_region(platform: "Platform") -> str | None:
    return (platform.redis.iam.region or platform.aws.region or None) if platform.redis.iam else None


def _user(platform: "Platform") -> str | None:
    redis = platform.redis
    if redis.iam:
        return redis.iam.user
    return getattr(redis.settings, "user", None) if redis.separate_credentials else None


def _cluster(value: Callable[[RedisCluster], str | None]) -> PlainValue:
    return lambda p: value(p.redis.cluster) if p.redis.cluster else None


def _discovery(value: Callable[[RedisDiscovery], str | None]) -> PlainValue:
    return _cluster(lambda cluster: value(cluster.discovery) if cluster.discovery else None)


def _queues(value: Callable[[QueuesConnection], str]) -> PlainValue:
    return lambda p: value(p.redis.queues) if p.redis.queues else None


def _row(
    name: str,
    meaning: str,
    value: PlainValue,
    setting: str,
    *,
    readers: tuple[str, ...] = NODE_SERVICES,
    evidence: Evidence = GATEWAY_CHART,
    since: str = "",
    owned: Owned | None = None,
) -> Variable:
    return Variable(name, meaning, readers, value, evidence, since, owned=owned, setting=setting)


REDIS_VARIABLES: Final = (
    _row(
        "AZURE_REDIS_AUTH_MODE",
        "how the services authenticate to Azure's cache; without it they would use AZURE_AUTH_MODE, which belongs to the log store",
        _azure_mode,
        "redis.login",
        since=_IN_AZURE,
    ),
    _row("AZURE_REDIS_MANAGED_CLIENT_ID", "client ID of the managed identity for the cache", _managed_client, "redis.login", since=_IN_AZURE),
    _row(
        "AZURE_REDIS_ENTRA_CLIENT_ID",
        "client ID of the application that may use the cache",
        _entra(lambda login: login.client_id),
        "redis.login",
        since=_IN_AZURE,
    ),
    from_secret(
        "AZURE_REDIS_ENTRA_CLIENT_SECRET", NODE_SERVICES, keys.REDIS_ENTRA_CLIENT_SECRET, GATEWAY_CHART, since=_IN_AZURE, setting="redis.login"
    ),
    _row("AZURE_REDIS_ENTRA_TENANT_ID", "tenant of the application", _entra(lambda login: login.tenant_id), "redis.login", since=_IN_AZURE),
    _row("GCP_REDIS_AUTH_MODE", "workload: the services use Memorystore with workload identity", _google_mode, "redis.login", evidence=GCP),
    _row("AWS_REDIS_AUTH_MODE", "iam: the services sign in to ElastiCache with their pods' identity", _iam(lambda _: "iam"), "redis.iam"),
    _row(
        "AWS_REDIS_CLUSTER_NAME",
        "replication group or serverless cache that tokens are for",
        _iam(lambda iam: iam.cluster_name),
        "redis.iam.clusterName",
    ),
    _row("REDIS_USERNAME", "user of Redis, if the URL has none", _user, "redis.user", since=_SEPARATE),
    from_secret(
        "REDIS_PASSWORD",
        NODE_SERVICES,
        keys.REDIS_PASSWORD,
        GATEWAY_CHART,
        since=_SEPARATE,
        setting="redis.credentials",
        applies=lambda p: p.redis.separate_credentials,
    ),
    _row("AWS_REDIS_REGION", "region of the cache that tokens are for", _iam_region, "redis.iam.region"),
    _row("AWS_REDIS_ASSUME_ROLE_ARN", "role of the account that owns the cache", _role(lambda role: role.role_arn), "redis.iam.assumeRole"),
    _row("AWS_REDIS_ROLE_EXTERNAL_ID", "external ID that this role requires", _role(lambda role: role.external_id), "redis.iam.assumeRole"),
    _row(
        "REDIS_TLS_CERTS",
        "path of the CA certificates that Redis' certificate is verified against",
        lambda p: p.redis.ca_file,
        "redis.ca",
        owned=Owned("the pods mount the certificates of redis.ca there", "put the certificates into the bundle of redis.ca"),
    ),
    _row(
        "REDIS_CLUSTER_ENDPOINTS",
        "nodes of the cluster, separated by commas",
        _cluster(lambda cluster: ",".join(cluster.nodes) or None),
        "redis.cluster.nodes",
        readers=_CLUSTER_READERS,
        since=_NODES,
    ),
    _row(
        "REDIS_CLUSTER_DISCOVERY_URL",
        "address that lists the nodes of the cluster",
        _discovery(lambda discovery: discovery.url),
        "redis.cluster.discovery",
        readers=_CLUSTER_READERS,
        since=_NODES,
    ),
    from_secret(
        "REDIS_CLUSTER_DISCOVERY_AUTH", _CLUSTER_READERS, keys.REDIS_DISCOVERY_AUTH, GATEWAY_CHART, since=_NODES, setting="redis.cluster.discovery"
    ),
    _row(
        "REDIS_CLUSTER_DISCOVERY_REFRESH_INTERVAL",
        "milliseconds for which the list of nodes is used",
        _discovery(lambda discovery: f"{discovery.refresh_interval}000" if discovery.refresh_interval else None),
        "redis.cluster.discovery.refreshInterval",
        readers=_CLUSTER_READERS,
        evidence=GATEWAY_NOTES,
        since=_NODES,
    ),
    _row(
        "REDIS_SCALE_READS",
        "true: the services read from replicas, too",
        _cluster(lambda cluster: "true" if cluster.scale_reads else None),
        "redis.cluster.scaleReads",
        readers=_CLUSTER_READERS,
    ),
    from_secret("REDIS_WORKERS_URL", _GATEWAY, keys.REDIS_QUEUES_URL, GATEWAY_NOTES, since=_QUEUES, setting="redis.queues"),
    _row(
        "REDIS_WORKERS_TLS_ENABLED",
        "whether connections to the Redis for queues use TLS",
        _queues(lambda queues: "true" if queues.settings.tls else "false"),
        "redis.queues.tls",
        readers=_GATEWAY,
        evidence=GATEWAY_NOTES,
        since=_QUEUES,
    ),
)
"""The order of the variables is that of the pods' manifests."""
