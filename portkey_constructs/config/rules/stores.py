"""MySQL, Redis, ClickHouse and the log store."""

from collections.abc import Iterator

from portkey_constructs.config.platform import PortkeyConfig
from portkey_constructs.config.profiles import SERVICE_NAMES, STORE_NAMES, service
from portkey_constructs.config.quantities import amount
from portkey_constructs.config.stores import ExternalClickHouse, ExternalMySql, ExternalRedis, InClusterClickHouse, InClusterMySql, InClusterStore
from portkey_constructs.errors import Problem

__all__ = ["check"]

_CHOICES = {
    "mysql": "{kind: inCluster} or {kind: external, host: ...}",
    "redis": "{kind: inCluster} or {kind: external, host: ...}",
    "clickhouse": "{kind: inCluster} or {kind: external, host: ...}",
    "logStore": "{kind: s3, bucket: ..., region: ...} or {kind: none}",
}
_RDS = (".rds.amazonaws.com", ".rds.amazonaws.com.cn")
_MANAGED = {
    ".cache.amazonaws.com": "elasticache",
    ".cache.amazonaws.com.cn": "elasticache",
    ".redis.cache.windows.net": "azure",
    ".redis.azure.net": "azure",
}
_NATIVE_PORT = 9000
_PLAIN_PORTS = {8123: 8443, 9000: 9440}
_TLS_PORTS = {8443: 8123, 9440: 9000}


def check(config: PortkeyConfig) -> Iterator[Problem]:
    """Stores that are chosen, that can be reached, and that speak as they are spoken to."""
    if config.profile == "production":
        chosen = {"mysql": config.mysql, "redis": config.redis, "clickhouse": config.clickhouse, "logStore": config.log_store}
        for name, said in chosen.items():
            if said is None:
                yield Problem(name, "is not chosen", f"production chooses every store: say {name}: {_CHOICES[name]}", "PK-STORE-001")
    yield from _mysql(config)
    if isinstance(config.redis, ExternalRedis):
        yield from _redis(config.redis)
    if isinstance(config.clickhouse, ExternalClickHouse):
        yield from _clickhouse(config.clickhouse)
    yield from _short_names(config)
    yield from _in_cluster(config)


def _in_cluster(config: PortkeyConfig) -> Iterator[Problem]:
    for name in STORE_NAMES:
        said = getattr(config, name)
        if isinstance(said, InClusterStore) and said.persistence.size and not amount(said.persistence.size):
            yield Problem(f"{name}.persistence.size", "is nothing", "say how large the volume is, such as 10Gi", "PK-STORE-004")
    if isinstance(config.clickhouse, InClusterClickHouse) and config.clickhouse.service.port == _NATIVE_PORT:
        fix = "the native protocol has it; choose another for HTTP"
        yield Problem("clickhouse.service.port", f"is {_NATIVE_PORT}", fix, "PK-CLICKHOUSE-004")


def _mysql(config: PortkeyConfig) -> Iterator[Problem]:
    said = config.mysql
    if isinstance(said, ExternalMySql | InClusterMySql) and said.user.lower() == "root":
        yield Problem("mysql.user", "is root", "give Portkey a user of its own, with rights on its database alone", "PK-MYSQL-001")
    if not isinstance(said, ExternalMySql):
        return
    if said.tls == "rds" and not said.host.endswith(_RDS):
        fix = "the driver knows Amazon RDS alone; elsewhere leave tls out, mount the server's CA bundle and name it in env.NODE_EXTRA_CA_CERTS"
        yield Problem("mysql.tls", f"is rds, and the host is {said.host}", fix, "PK-MYSQL-002")
    if said.host.endswith(".mysql.database.azure.com") and "@" in said.user:
        fix = "Azure's flexible server takes the bare user name; the form user@server went with the single server"
        yield Problem("mysql.user", f"is {said.user}", fix, "PK-MYSQL-003", "warning")


def _redis(said: ExternalRedis) -> Iterator[Problem]:
    if (said.host is None) == (said.url is None):
        yield Problem("redis", "has both host and url" if said.host else "has no host", "give host, with port and tls beside it", "PK-REDIS-001")
    host = said.host or ""
    if said.url is not None:
        before, separator, after = said.url.partition("://")
        scheme, rest = (before, after) if separator else ("", said.url)
        if scheme not in ("", "redis", "rediss"):
            yield Problem(
                "redis.url",
                "begins with another scheme than redis:// and rediss://",
                "leave the scheme out and it is derived from tls",
                "PK-REDIS-002",
            )
        elif scheme and (scheme == "rediss") != said.tls:
            wanted = "a TLS connection needs rediss://" if said.tls else "a rediss:// address needs tls: true"
            fix = f"{wanted}; leave the scheme out and it is derived"
            yield Problem("redis.tls", f"is {str(said.tls).lower()}, and redis.url begins with {scheme}://", fix, "PK-REDIS-003")
        if "@" in rest:
            fix = "leave user and password out: they come from the Secret, and are encoded there"
            yield Problem("redis.url", "holds a user or a password", fix, "PK-REDIS-004")
        elif not _is_host_and_port(rest):
            yield Problem("redis.url", "is not a host with an optional port", "give host and port as settings of their own", "PK-REDIS-005")
        elif said.port is not None and ":" in rest:
            yield Problem("redis.port", "is given, and redis.url has a port too", "give one of them", "PK-REDIS-001")
        host = rest.split(":")[0].rstrip("/").lower() if _is_host_and_port(rest) else ""
    managed = next((kind for suffix, kind in _MANAGED.items() if host.endswith(suffix)), None)
    if managed and said.kind == "external":
        yield Problem("redis.kind", f"is external, and {host} is a managed cache", f"say kind: {managed}", "PK-REDIS-006")
    if host.startswith("clustercfg.") and said.mode != "cluster":
        fix = "a cluster's configuration endpoint needs mode: cluster; for one node group take the primary endpoint"
        yield Problem("redis.mode", f"is {said.mode}, and {host} is a cluster", fix, "PK-REDIS-007")
    if said.kind == "azure" and not said.tls and said.port != 6379:
        yield Problem(
            "redis.tls",
            "is false, and Azure's caches take TLS alone unless told otherwise",
            "say tls: true and port: 6380",
            "PK-REDIS-008",
            "warning",
        )


def _is_host_and_port(text: str) -> bool:
    import re

    found = re.fullmatch(r"([A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?)(:([0-9]{1,5}))?/?", text)
    return found is not None and (found[4] is None or 1 <= int(found[4]) <= 65535)


def _clickhouse(said: ExternalClickHouse) -> Iterator[Problem]:
    for field, port in (("port", said.port), ("nativePort", said.native_port)):
        if port is None:
            continue
        if said.tls and port in _PLAIN_PORTS:
            fix = f"with TLS it is {_PLAIN_PORTS[port]}; leave it out and it is derived"
            yield Problem(f"clickhouse.{field}", f"is {port}, which is plain, and clickhouse.tls is true", fix, "PK-CLICKHOUSE-001")
        elif not said.tls and port in _TLS_PORTS:
            fix = f"say tls: true, or take {_TLS_PORTS[port]}"
            yield Problem(f"clickhouse.{field}", f"is {port}, which is by TLS, and clickhouse.tls is false", fix, "PK-CLICKHOUSE-002")
    if (said.replication or said.sharding) and said.cluster_name is None:
        fix = "name the cluster in whose remote_servers the tables are made"
        yield Problem("clickhouse.clusterName", "is missing, and replication or sharding is on", fix, "PK-CLICKHOUSE-003")


def _short_names(config: PortkeyConfig) -> Iterator[Problem]:
    alone = [name for name in SERVICE_NAMES if service(config, name).dns_policy in ("None", "Default")]
    for name in ("mysql", "redis", "clickhouse"):
        host = getattr(getattr(config, name), "host", None)
        if not host or "." in host:
            continue
        full = f"{host}.NAMESPACE.svc.{config.cluster_domain}"
        if alone:
            message = f"is the short name {host}, and {alone[0]}.dnsPolicy does without the cluster's search domains"
            yield Problem(f"{name}.host", message, f"give the full name, such as {full}", "PK-STORE-002")
        else:
            message = f"is the short name {host}, which resolves in the pods' own namespace alone"
            yield Problem(f"{name}.host", message, f"give the full name, such as {full}", "PK-STORE-003", "warning")
