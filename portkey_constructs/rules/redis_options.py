"""Rules about durability, certificates, databases, clusters and queues of Redis."""

from typing import Final

from portkey_constructs.config.redis import ElastiCache, ExternalRedis, InClusterRedis, RedisQueues
from portkey_constructs.platform.platform import Platform
from portkey_constructs.rules.registry import Example, Finding, Findings, rule

__all__: list[str] = []

_IN_CLUSTER: Final = "redis: {kind: inCluster"
_EXTERNAL: Final = "redis: {kind: external, host: redis.example.org"
_MEMORYSTORE: Final = "redis: {kind: memorystore, host: 10.20.0.4, port: 6378, tls: true"
_CA: Final = "ca: {kind: configMap, name: redis-ca}"
_NODES: Final = "cluster: {nodes: ['10.0.1.1:6379']}"
_DISCOVERY: Final = "discovery: {url: 'https://nodes.example.org'"
_QUEUES: Final = "queues: {host: queues.example.org"


def _remote(platform: Platform) -> ExternalRedis | ElastiCache | None:
    settings = platform.redis.settings
    return None if isinstance(settings, InClusterRedis) else settings


def _queues(platform: Platform) -> RedisQueues | None:
    queues = platform.redis.queues
    return queues.settings if queues else None


@rule(
    "PK-REDIS-014",
    title="Redis loses recent data in a crash",
    cause="Redis holds more than a cache: analytics that are not stored yet, usage counters, budgets and MCP sessions. Without appendOnly, it writes "
    "a snapshot to its volume after up to an hour, and what changed since then is gone after a crash or the loss of a node.",
    fix="Remove appendOnly: Redis then writes each change to its volume.",
    settings=("redis.appendOnly",),
    severity="warning",
    example=Example(f"{_IN_CLUSTER}, appendOnly: false}}\n", f"{_IN_CLUSTER}}}\n"),
)
def not_durable(platform: Platform) -> Findings:
    redis = platform.redis.settings
    if isinstance(redis, InClusterRedis) and not redis.append_only and platform.profile == "production":
        yield Finding("redis.appendOnly", "is false: a crash of Redis loses queued analytics and usage counters")


@rule(
    "PK-REDIS-015",
    title="Memorystore with TLS, but without its CA",
    cause="Memorystore has certificates of its own certificate authority, which no image trusts: without it, the services cannot connect.",
    fix="Download the certificate authority of the instance, create a ConfigMap from it, and set redis.ca, or customCa for all connections.",
    settings=("redis.ca", "redis.tls", "redis.kind", "customCa"),
    example=Example(f"{_MEMORYSTORE}}}\n", f"{_MEMORYSTORE}, {_CA}}}\n"),
)
def memorystore_without_ca(platform: Platform) -> Findings:
    redis = _remote(platform)
    if redis and redis.kind == "memorystore" and platform.redis.tls and not platform.redis.ca and not platform.config.custom_ca:
        fix = "set redis.ca: {kind: configMap, name: ..., key: server-ca.pem} to the certificate authority of the instance, or set customCa"
        yield Finding("redis.ca", "is missing, but redis.kind is memorystore and redis.tls is true", fix)


@rule(
    "PK-REDIS-016",
    title="a CA bundle for a Redis without TLS",
    cause="Without TLS, no certificate is verified, and the bundle has no effect.",
    fix="Set tls: true, or remove redis.ca.",
    settings=("redis.ca", "redis.tls"),
    example=Example(f"{_EXTERNAL}, {_CA}}}\n", f"{_EXTERNAL}, tls: true, {_CA}}}\n"),
)
def ca_without_tls(platform: Platform) -> Findings:
    if platform.redis.ca and not platform.redis.tls:
        yield Finding("redis.ca", "is set, but redis.tls is false")


@rule(
    "PK-REDIS-017",
    title="a database number in a Redis cluster",
    cause="A Redis cluster has only database 0, and refuses the selection of another one.",
    fix="Remove database, or set mode: standalone.",
    settings=("redis.database", "redis.mode"),
    example=Example(f"{_EXTERNAL}, mode: cluster, database: 2}}\n", f"{_EXTERNAL}, mode: cluster}}\n"),
)
def database_in_cluster(platform: Platform) -> Findings:
    redis = _remote(platform)
    if redis and redis.database and redis.mode == "cluster":
        yield Finding("redis.database", f"is {redis.database}, but redis.mode is cluster")


@rule(
    "PK-REDIS-018",
    title="a database number that the gateway may ignore",
    cause="The public source of the gateway (version 2.2.3) removes the number from the URL and uses database 0. Whether later images do so too is "
    "not documented. The services share data in Redis, so a gateway in database 0 does not find what the backend writes elsewhere.",
    fix="Remove database, and use a Redis of its own for Portkey, or check with `redis-cli INFO keyspace` that only this database has keys.",
    settings=("redis.database", "redis.mode"),
    severity="warning",
    example=Example(f"{_EXTERNAL}, database: 2}}\n", f"{_EXTERNAL}}}\n"),
)
def database_ignored(platform: Platform) -> Findings:
    redis = _remote(platform)
    if redis and redis.database and redis.mode != "cluster":
        yield Finding("redis.database", f"is {redis.database}, which the public source of the gateway ignores: it uses database 0")


@rule(
    "PK-REDIS-019",
    title="settings of a cluster for a single Redis",
    cause="The nodes of a cluster are known and used only in mode cluster. In mode standalone, the gateway would connect to a cluster, and the other "
    "services to one server.",
    fix="Set mode: cluster, or remove redis.cluster.",
    settings=("redis.cluster", "redis.mode"),
    example=Example(f"{_EXTERNAL}, {_NODES}}}\n", f"{_EXTERNAL}, mode: cluster, {_NODES}}}\n"),
)
def cluster_in_standalone_mode(platform: Platform) -> Findings:
    redis = _remote(platform)
    if redis and redis.cluster and redis.mode != "cluster":
        yield Finding("redis.cluster", f"is set, but redis.mode is {redis.mode}")


@rule(
    "PK-REDIS-020",
    title="the nodes of a cluster are set twice",
    cause="The gateway's public source takes the listed nodes, and does not call the address that lists them.",
    fix="Remove one of nodes and discovery.",
    settings=("redis.cluster", "redis.cluster.nodes", "redis.cluster.discovery"),
    example=Example(
        f"{_EXTERNAL}, mode: cluster, cluster: {{nodes: ['10.0.1.1:6379'], {_DISCOVERY}}}}}}}\n",
        f"{_EXTERNAL}, mode: cluster, cluster: {{{_DISCOVERY}}}}}}}\n",
    ),
)
def nodes_twice(platform: Platform) -> Findings:
    cluster = platform.redis.cluster
    if cluster and cluster.nodes and cluster.discovery:
        yield Finding("redis.cluster", "has both nodes and discovery")


@rule(
    "PK-REDIS-021",
    title="nodes of a cluster for a client that ignores them",
    cause="The clients for Azure, for IAM and for workload identity connect to the host, and read neither nodes nor discovery.",
    fix="Set host to an endpoint of the cluster, and remove nodes and discovery.",
    settings=("redis.cluster.nodes", "redis.cluster.discovery", "redis.kind", "redis.login", "redis.iam"),
    example=Example(
        f"redis: {{kind: azure, host: acme.redis.azure.net, port: 10000, tls: true, mode: cluster, {_NODES}}}\n",
        "redis: {kind: azure, host: acme.redis.azure.net, port: 10000, tls: true, mode: cluster}\n",
    ),
)
def nodes_ignored(platform: Platform) -> Findings:
    redis = platform.redis
    reasons = {"redis.kind is azure": redis.settings.kind == "azure", "redis.iam is set": redis.iam, "redis.login is set": redis.login}
    client = next((reason for reason, applies in reasons.items() if applies), None)
    if redis.cluster and client:
        for name, value in (("nodes", redis.cluster.nodes), ("discovery", redis.cluster.discovery)):
            if value:
                yield Finding(f"redis.cluster.{name}", f"is set, but {client}, and that client connects only to the host")


@rule(
    "PK-REDIS-022",
    title="a header that is not sent",
    cause="redis.cluster.discovery.auth is none, so the services send no header Authorization.",
    fix="Set auth: header, or remove authorization.",
    settings=("redis.cluster.discovery.authorization", "redis.cluster.discovery.auth"),
    example=Example(
        f"{_EXTERNAL}, mode: cluster, cluster: {{{_DISCOVERY}, authorization: Bearer token}}}}}}\n",
        f"{_EXTERNAL}, mode: cluster, cluster: {{{_DISCOVERY}, auth: header, authorization: Bearer token}}}}}}\n",
        "development",
    ),
)
def header_not_sent(platform: Platform) -> Findings:
    discovery = platform.redis.cluster.discovery if platform.redis.cluster else None
    if discovery and discovery.authorization and discovery.auth == "none":
        yield Finding("redis.cluster.discovery.authorization", "is set, but redis.cluster.discovery.auth is none")


@rule(
    "PK-REDIS-028",
    title="separate variables for credentials that do not exist",
    cause="credentials: variables concerns user and password, and this Redis has neither: auth is none, or an identity gives access.",
    fix="Remove credentials.",
    settings=("redis.credentials", "redis.auth", "redis.iam", "redis.login"),
    example=Example(f"{_EXTERNAL}, auth: none, credentials: variables}}\n", f"{_EXTERNAL}, credentials: variables}}\n"),
)
def no_credentials(platform: Platform) -> Findings:
    redis = _remote(platform)
    if redis and redis.credentials == "variables" and not platform.redis.has_password:
        yield Finding("redis.credentials", "is variables, but the services use no password")


@rule(
    "PK-REDIS-029",
    title="credentials for a Redis for queues that asks for none",
    cause="redis.queues.auth is none, so the user and the password would not be used.",
    fix="Remove it, or remove redis.queues.auth.",
    settings=("redis.queues.user", "redis.queues.password", "redis.queues.auth"),
    example=Example(f"{_EXTERNAL}, {_QUEUES}, auth: none, user: portkey}}}}\n", f"{_EXTERNAL}, {_QUEUES}, auth: none}}}}\n"),
)
def unused_queue_credentials(platform: Platform) -> Findings:
    queues = _queues(platform)
    if queues and queues.auth == "none":
        for field, value in (("user", queues.user), ("password", queues.password)):
            if value:
                yield Finding(f"redis.queues.{field}", "is set, but redis.queues.auth is none")


@rule(
    "PK-REDIS-030",
    title="the Redis for queues is the Redis of the cache",
    cause="Queues and cache can have different eviction policies only in different servers.",
    fix="Set the host of another server, or remove redis.queues.",
    settings=("redis.queues.host", "redis.queues.port", "redis.host", "redis.url", "redis.port"),
    severity="warning",
    example=Example(f"{_EXTERNAL}, queues: {{host: redis.example.org}}}}\n", f"{_EXTERNAL}, {_QUEUES}}}}}\n"),
)
def queues_in_the_cache(platform: Platform) -> Findings:
    queues, redis = _queues(platform), _remote(platform)
    if queues and redis:
        host = platform.redis.host
        address = host if ":" in host else f"{host}:{redis.port or 6379}"
        if address == f"{queues.host}:{queues.port}":
            yield Finding("redis.queues.host", f"is {queues.host}, which is the Redis of the cache, too")


@rule(
    "PK-REDIS-031",
    title="a Redis for queues without a gateway",
    cause="Only the gateway uses it, and the gateway does not run in this cluster.",
    fix="Remove redis.queues, and set it where the gateway runs.",
    settings=("redis.queues", "gateway.kind"),
    severity="warning",
    example=Example(
        f"gateway: {{kind: external, url: 'https://gateway.example.org'}}\n{_EXTERNAL}, {_QUEUES}}}}}\n",
        f"gateway: {{kind: external, url: 'https://gateway.example.org'}}\n{_EXTERNAL}}}\n",
    ),
)
def queues_without_gateway(platform: Platform) -> Findings:
    if _queues(platform) and platform.gateway is None:
        yield Finding("redis.queues", "is set, but no gateway runs in this cluster")
