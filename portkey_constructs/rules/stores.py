"""MySQL, Redis, ClickHouse and the log store."""

from collections.abc import Iterator

from portkey_constructs.config.identity import Irsa, PodIdentity
from portkey_constructs.config.quantities import amount
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.stores import (
    ElastiCache,
    ExternalClickHouse,
    ExternalMySql,
    ExternalRedis,
    InClusterMySql,
    InClusterStore,
    RemoteMySql,
    RemoteRedis,
)
from portkey_constructs.errors import Problem
from portkey_constructs.platform.aws_outputs import redis_by_tls
from portkey_constructs.platform.cloud_identity import identity, log_store_services
from portkey_constructs.platform.defaults import clickhouse_here, service, services, stores
from portkey_constructs.rules.choices import stores_to_choose

__all__ = ["check"]

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
        chosen: dict[str, object] = {"redis": config.redis, "logStore": config.log_store}
        if config.deployment.kind == "platform":
            chosen = {"mysql": config.mysql, "redis": config.redis, "clickhouse": config.clickhouse, "logStore": config.log_store}
        for name, said in chosen.items():
            if said is None:
                yield Problem(name, "is not chosen", f"production chooses every store: say {name}: {stores_to_choose(config, name)}", "PK-STORE-001")
    yield from _mysql(config)
    if isinstance(config.redis, ExternalRedis | ElastiCache):
        yield from _redis(config.redis)
        yield from _login(config.redis)
    if isinstance(config.redis, ElastiCache) and config.redis.iam:
        yield from _iam(config, config.redis)
    if isinstance(config.clickhouse, ExternalClickHouse):
        yield from _clickhouse(config.clickhouse)
    yield from _short_names(config)
    yield from _in_cluster(config)


def _in_cluster(config: PortkeyConfig) -> Iterator[Problem]:
    for one in stores(config).values():
        said = one.workload
        if isinstance(said, InClusterStore) and said.persistence.size and not amount(said.persistence.size):
            yield Problem(f"{one.path}.persistence.size", "is nothing", "say how large the volume is, such as 10Gi", "PK-STORE-004")
    here = clickhouse_here(config)
    if here is None:
        return
    path = stores(config)["clickhouse"].path
    taken = {_NATIVE_PORT: "the native protocol", **({8443: "HTTPS", 9440: "the native protocol by TLS"} if here.https else {})}
    if here.service.port in taken:
        fix = f"{taken[here.service.port]} has it; choose another for HTTP"
        yield Problem(f"{path}.service.port", f"is {here.service.port}", fix, "PK-CLICKHOUSE-004")
    if here.https and here.https.verification == "strict":
        fix = "say none: Portkey's services have none to show"
        yield Problem(f"{path}.https.verification", "is strict, which asks clients for a certificate", fix, "PK-CLICKHOUSE-007", "warning")
    if here.https and path == "clickhouse" and config.custom_ca is None:
        fix = "name the authority's bundle as customCa: no public one signs names inside a cluster"
        yield Problem("clickhouse.https", "is given, and nothing says whom the services are to trust", fix, "PK-CLICKHOUSE-008", "warning")
    if here.config and (wrong := _not_xml(here.config)):
        fix = "give a whole document: <clickhouse>...</clickhouse>"
        yield Problem(f"{path}.config", wrong, fix, "PK-CLICKHOUSE-006")


def _not_xml(text: str) -> str | None:
    from xml.etree.ElementTree import ParseError, fromstring

    try:
        root = fromstring(text)
    except ParseError as error:
        return f"is no XML at its line {error.position[0]}"
    return None if root.tag == "clickhouse" else f"begins with <{root.tag}>"


def _mysql(config: PortkeyConfig) -> Iterator[Problem]:
    said = config.mysql
    if isinstance(said, RemoteMySql | InClusterMySql) and said.user.lower() == "root":
        yield Problem("mysql.user", "is root", "give Portkey a user of its own, with rights on its database alone", "PK-MYSQL-001")
    if not isinstance(said, ExternalMySql):
        return
    if said.tls in ("verifyCa", "verifyIdentity") and said.ca is None and config.custom_ca is None:
        fix = "name the bundle as mysql.ca: {kind: configMap, name: ...}, or as customCa"
        yield Problem("mysql.tls", f"is {said.tls}, and no CA bundle is given", fix, "PK-MYSQL-004")
    if said.ca and said.tls not in ("verifyCa", "verifyIdentity"):
        fix = "say tls: verifyIdentity, which checks the certificate by it, or leave it out"
        yield Problem("mysql.ca", f"is given, and mysql.tls is {said.tls or 'left out'}", fix, "PK-MYSQL-005")
    if said.tls == "rds" and not said.host.endswith(_RDS):
        fix = "that profile trusts Amazon RDS alone; elsewhere say verifyIdentity, with the server's CA bundle as mysql.ca, or required"
        yield Problem("mysql.tls", f"is rds, and the host is {said.host}", fix, "PK-MYSQL-002")
    if said.host.endswith(".mysql.database.azure.com") and "@" in said.user:
        fix = "Azure's flexible server takes the bare user name; the form user@server went with the single server"
        yield Problem("mysql.user", f"is {said.user}", fix, "PK-MYSQL-003", "warning")


def _login(said: RemoteRedis) -> Iterator[Problem]:
    for field, value in (("user", said.user), ("password", said.password)):
        if value and said.auth == "none":
            yield Problem(f"redis.{field}", "is given, and redis.auth is none", "leave one of them out", "PK-REDIS-009")


def _iam(config: PortkeyConfig, said: ElastiCache) -> Iterator[Problem]:
    if not redis_by_tls(said):
        yield Problem("redis.tls", "is false, and redis.iam is given", "say tls: true; ElastiCache takes IAM logins by TLS alone", "PK-REDIS-010")
    for field, value in (("user", said.user), ("password", said.password), ("auth", said.auth)):
        if value:
            yield Problem(f"redis.{field}", "is given beside redis.iam", "leave it out: iam has the user, and no password", "PK-REDIS-011")
    strangers = [
        f"the {name}'s is {who.kind}" for name in log_store_services(config) if not isinstance(who := identity(config, name), Irsa | PodIdentity)
    ]
    if strangers:
        fix = "give all of them an identity of kind irsa or podIdentity, as identity or each its own"
        yield Problem("redis.iam", f"is given, and of the pods' identities {', '.join(strangers)}", fix, "PK-REDIS-012")


def _redis(said: ExternalRedis | ElastiCache) -> Iterator[Problem]:
    url = said.url if isinstance(said, ExternalRedis) else None
    if isinstance(said, ExternalRedis) and (said.host is None) == (url is None):
        yield Problem("redis", "has both host and url" if said.host else "has no host", "give host, with port and tls beside it", "PK-REDIS-001")
    host = said.host or ""
    if url is not None:
        before, separator, after = url.partition("://")
        scheme, rest = (before, after) if separator else ("", url)
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
    if said.host.endswith(".clickhouse.cloud"):
        fix = "say kind: cloud; TLS and its ports follow"
        yield Problem("clickhouse.kind", f"is external, and {said.host} is of ClickHouse Cloud", fix, "PK-CLICKHOUSE-005")
        return
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
    alone = [name for name in services(config) if service(config, name).dns_policy in ("None", "Default")]
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
