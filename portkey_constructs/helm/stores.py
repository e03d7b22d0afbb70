"""MySQL, Redis and ClickHouse of the charts."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from portkey_constructs.helm.draft import Draft
from portkey_constructs.helm.report import Outcome
from portkey_constructs.helm.secret_names import group_secret, keep_secret
from portkey_constructs.helm.workloads import environment

__all__ = [
    "REDIS_KINDS",
    "carry_clickhouse",
    "carry_mysql",
    "carry_redis",
    "redis_from_url",
    "redis_without_password",
]

_TLS_OF_MYSQL: Final = {
    "amazonrds": "rds",
    "disabled": "disabled",
    "preferred": "preferred",
    "required": "required",
    "verifyca": "verifyCa",
    "verifyidentity": "verifyIdentity",
}
REDIS_KINDS: Final = {
    "redis": "external",
    "aws-elastic-cache": "elasticache",
    "memory-store": "memorystore",
    "gcp-memory-store": "memorystore",
    "azure-redis": "azure",
    "custom": "custom",
}
_MANAGED_REDIS: Final = {".redis.cache.windows.net": "azure", ".cache.amazonaws.com": "elasticache", ".cache.amazonaws.com.cn": "elasticache"}


def carry_mysql(draft: Draft, full: str) -> None:
    """MySQL in the cluster or outside, and its Secret."""
    external = draft.truth("mysql.external.enabled")
    secret, existing = group_secret(draft, "mysql", f"{full}-mysql", "mysql.external.existingSecretName")
    draft.report("mysql.external.enabled", Outcome.CARRIED, "mysql.kind")
    draft.set("mysql.kind", "external" if external else "inCluster")
    facts = {"user": "user", "database": "database"} | ({"host": "host", "port": "port"} if external else {})
    _facts(draft, "mysql", facts, _MYSQL_KEYS, existing=existing)
    if external and draft.get("mysql.port") == _MYSQL_PORT:
        del draft.config["mysql"]["port"]
    if existing:
        for key in ("password", "rootPassword"):
            draft.report(f"mysql.external.{key}", Outcome.DEAD, "mysql", "the existing Secret has the value, in the chart too")
    else:
        keep_secret(draft, "mysql.external.password", secret, "mysql_password")
        if not external:
            keep_secret(draft, "mysql.external.rootPassword", secret, "mysql_root_password")
        draft.report("mysql.external.rootPassword", Outcome.DEAD, "mysql", "an external server has its own root")
    if draft.truth("mysql.external.ssl.enabled") and external:
        mode = "".join(letter for letter in draft.text("mysql.external.ssl.mode").lower() if letter.isalpha())
        _mysql_tls(draft, _TLS_OF_MYSQL.get(mode, draft.text("mysql.external.ssl.mode")))
    draft.report("mysql.external.ssl", Outcome.DERIVED, "mysql.tls", "TLS is off")
    draft.report("mysql.external", Outcome.DEAD, "mysql", "MySQL runs in the cluster, so only user, database and passwords count")


def _mysql_tls(draft: Draft, tls: str) -> None:
    """The mode of TLS; the chart's default trusts the authorities of Amazon RDS, and no other server has a certificate from them."""
    elsewhere = draft.text("mysql.external.host").endswith((".mysql.database.azure.com", ".psdb.cloud", ".aivencloud.com"))
    if tls == "rds" and elsewhere:
        draft.set("mysql.tls", "required")
        draft.comment("mysql", "the values trusted the authorities of Amazon RDS only; verifyIdentity with ca is stricter than required")
        draft.report("mysql.external.ssl", Outcome.FIXED, "mysql.tls", "this server has no certificate that the mode Amazon RDS trusts")
        return
    draft.set("mysql.tls", tls)
    draft.report("mysql.external.ssl", Outcome.CARRIED, "mysql.tls")


def carry_redis(draft: Draft, full: str) -> None:
    """Redis in the cluster or outside, and its Secret."""
    external = draft.truth("redis.external.enabled")
    secret, existing = group_secret(draft, "redis", f"{full}-redis", "redis.external.existingSecretName")
    store = draft.text("redis.external.store")
    draft.report("redis.external.enabled", Outcome.CARRIED, "redis.kind")
    if not external:
        draft.set("redis.kind", "inCluster")
        command = draft.value("redis.statefulSet.command") or []
        if "requirepass" in str(command):
            _redis_password(draft, command, secret)
        else:
            redis_without_password(draft)
        draft.report("redis.external.tlsEnabled", Outcome.FIXED, "redis.kind", "Redis in the cluster has no TLS, and the flag makes clients fail")
        draft.report("redis.external", Outcome.DEAD, "redis", "Redis runs in the cluster")
        return
    kind = REDIS_KINDS.get(store, "custom")
    host = urlsplit(draft.text("redis.external.connectionUrl")).hostname or ""
    managed = next((name for ending, name in _MANAGED_REDIS.items() if host.endswith(ending)), kind)
    draft.set("redis.kind", managed)
    if managed != kind:
        key = "store" if draft.is_given("redis.external.store") else "connectionUrl"
        draft.report(f"redis.external.{key}", Outcome.FIXED, "redis.kind", "the address is that of a managed cache")
        draft.comment("redis", f"the values had the store {store}, and the address is that of {managed}")
    draft.report("redis.external.store", Outcome.CARRIED, "redis.kind")
    variables = environment([*(draft.value("commonEnv") or []), *(draft.value("gateway.deployment.extraEnv") or [])])
    if store == "gcp-memory-store" and "workload" in (variables.get("GCP_REDIS_AUTH_MODE"), variables.get("GCP_AUTH_MODE")):
        draft.need("redis.login", "the release uses workload identity: redis: {login: {kind: workloadIdentity}}, in place of GCP_REDIS_AUTH_MODE")
    if existing:
        _facts_from_secret(draft, "redis", [f"redis.external.{key}" for key in ("connectionUrl", "tlsEnabled", "mode")])
        return
    redis_from_url(draft, draft.text("redis.external.connectionUrl"), secret)
    draft.report("redis.external.connectionUrl", Outcome.CARRIED, "redis.host", "host, port and user; the password goes to the Secret")
    tls = draft.text("redis.external.tlsEnabled") == "true"
    if tls or draft.get("redis.tls") is True:
        agrees = tls == draft.text("redis.external.connectionUrl").startswith("rediss://")
        draft.set("redis.tls", tls or draft.get("redis.tls") is True)
        draft.report(
            "redis.external.tlsEnabled",
            Outcome.CARRIED if agrees else Outcome.FIXED,
            "redis.tls",
            "" if agrees else "the URL and the flag disagreed; TLS is on",
        )
    draft.report("redis.external.tlsEnabled", Outcome.DERIVED, "redis.tls", "off, which is the default")
    mode = draft.text("redis.external.mode")
    if mode == "cluster":
        draft.set("redis.mode", "cluster")
    draft.report("redis.external.mode", Outcome.CARRIED if mode == "cluster" else Outcome.DERIVED, "redis.mode")


def _redis_password(draft: Draft, command: list[str], secret: str) -> None:
    """A password among the arguments of the server goes to the Secret; other arguments stay."""
    draft.need("redis.auth", f"Secret {secret} must have redis_password, and redis_connection_url with the same password, as `secrets` prints it")
    option = command.index("--requirepass") if "--requirepass" in command else len(command)
    password = str(command[option + 1]) if option + 1 < len(command) else ""
    if not password or "$" in password:
        return
    draft.secret(secret, "redis_password", password)
    rest = [*command[:option], *command[option + 2 :]]
    if set(rest) - {"docker-entrypoint.sh", "redis-server"}:
        draft.set("redis.command", ["/bin/sh", "-c", 'exec "$@" --requirepass "$REDISCLI_AUTH"', "sh", *rest])
    remark = "not in portkey.yaml; --secrets-out writes it"
    draft.report("redis.statefulSet.command", Outcome.CARRIED, f"Secret {secret}, key redis_password", remark)


def redis_without_password(draft: Draft) -> None:
    """Redis in the cluster without a password, as the charts run it."""
    draft.set("redis.auth", "none")
    draft.comment("redis", "The chart's Redis has no password. Remove auth: none when the Secret has redis_password and redis_connection_url.")


def redis_from_url(draft: Draft, url: str, secret: str, key: str = "redis_connection_url") -> None:
    """The settings of a connection URL; a password in it goes to the Secret, as part of the URL that the services read."""
    parts = urlsplit(url if "://" in url else f"redis://{url}")
    draft.set("redis.host", parts.hostname or "")
    if parts.port not in (None, 6379):
        draft.set("redis.port", parts.port)
    if parts.scheme == "rediss":
        draft.set("redis.tls", True)
    draft.set("redis.user", parts.username or "")
    if parts.password:
        draft.secret(secret, key, url)
    else:
        draft.set("redis.auth", "none")
    if (database := parts.path.strip("/")).isdecimal() and database != "0":
        draft.set("redis.database", int(database))


def carry_clickhouse(draft: Draft, full: str) -> None:
    """ClickHouse in the cluster or outside, and its Secret."""
    external = draft.truth("clickhouse.external.enabled")
    secret, existing = group_secret(draft, "clickhouse", f"{full}-clickhouse", "clickhouse.external.existingSecretName")
    draft.report("clickhouse.external.enabled", Outcome.CARRIED, "clickhouse.kind")
    draft.set("clickhouse.kind", "external" if external else "inCluster")
    draft.report("clickhouse.store", Outcome.DERIVED, "clickhouse.kind")
    facts = {key: key for key in ("user", "database", *(("host",) if external else ()))}
    in_secret = _facts(draft, "clickhouse", facts, _CLICKHOUSE_KEYS, existing=existing)
    if existing:
        draft.report("clickhouse.external.password", Outcome.DEAD, "clickhouse.password", "the existing Secret has the value, in the chart too")
    else:
        keep_secret(draft, "clickhouse.external.password", secret, "clickhouse_password")
    if external:
        _external_clickhouse(draft, existing="host" in in_secret)
    elif draft.truth("clickhouse.external.tls"):
        draft.report("clickhouse.external.tls", Outcome.FIXED, "clickhouse.https", "https decides on TLS in the cluster")
    draft.report("clickhouse.external", Outcome.DEAD, "clickhouse", "ClickHouse runs in the cluster" if not external else "")
    _clickhouse_server(draft, external=external, full=full)


def _external_clickhouse(draft: Draft, *, existing: bool) -> None:
    tls = draft.text("clickhouse.external.tls") == "true"
    if not existing:
        if tls:
            draft.set("clickhouse.tls", True)
        for key, plain, secure in (("port", "8123", "8443"), ("nativePort", "9000", "9440")):
            value = draft.text(f"clickhouse.external.{key}")
            wrong = value == (plain if tls else secure)
            if not wrong and value != (secure if tls else plain):
                draft.set(f"clickhouse.{key}", draft.number(f"clickhouse.external.{key}"))
            remark = f"{value} is the port {'without' if tls else 'with'} TLS" if wrong else ""
            draft.report(f"clickhouse.external.{key}", Outcome.FIXED if wrong else Outcome.CARRIED, f"clickhouse.{key}", remark)
            if wrong and not draft.is_given(f"clickhouse.external.{key}"):
                draft.report(
                    "clickhouse.external.tls",
                    Outcome.FIXED,
                    "clickhouse.tls",
                    f"with TLS, the chart still used port {value}; the ports follow from tls",
                )
        draft.report("clickhouse.external.tls", Outcome.CARRIED, "clickhouse.tls")
    for key, name in (("replicationEnabled", "replication"), ("shardingEnabled", "sharding")):
        if draft.text(f"clickhouse.external.{key}") == "true":
            draft.set(f"clickhouse.{name}", True)
        draft.report(f"clickhouse.external.{key}", Outcome.CARRIED, f"clickhouse.{name}")
    if draft.get("clickhouse.replication") is True or draft.get("clickhouse.sharding") is True:
        draft.set("clickhouse.clusterName", draft.text("clickhouse.external.clusterName"))
        draft.report("clickhouse.external.clusterName", Outcome.CARRIED, "clickhouse.clusterName")
    draft.report("clickhouse.external.clusterName", Outcome.DEAD, "clickhouse.clusterName", "only replication and sharding use it")


def _clickhouse_server(draft: Draft, *, external: bool, full: str) -> None:
    """The settings of the server in the cluster: retention, https and a former server."""
    custom = draft.truth("clickhouse.customConfig.enabled")
    for part in ("retention", "https"):
        if draft.truth(f"clickhouse.{part}.enabled") and not external and not custom:
            draft.report(f"clickhouse.{part}", Outcome.FIXED, f"clickhouse.{part}", "without customConfig the chart ignored it")
    if draft.truth("clickhouse.retention.enabled") and not external:
        draft.set("clickhouse.retention.mergeTimeout", draft.number("clickhouse.retention.mergeWithTtlTimeout"))
        draft.set("clickhouse.retention.dropWholeParts", draft.text("clickhouse.retention.ttlOnlyDropParts") in ("1", "true"))
        draft.report("clickhouse.retention", Outcome.CARRIED, "clickhouse.retention")
    if draft.truth("clickhouse.https.enabled") and not external:
        name = f"{full}-clickhouse-tls"
        draft.set("clickhouse.https", {"secretName": name})
        # The chart writes the values into the file as paths, and mounts no certificate there.
        for key, part in (("tls.crt", "crt"), ("tls.key", "key"), ("ca.crt", "ca")):
            if "-----BEGIN" in (text := draft.text(f"clickhouse.https.certs.{part}")):
                draft.secret(name, key, text)
        draft.need("clickhouse.https.secretName", f"create the Secret {name} of type kubernetes.io/tls with the certificate of ClickHouse")
        draft.report(
            "clickhouse.https", Outcome.FIXED, "clickhouse.https", "a Secret has the certificate, and the clients use TLS, which the chart lacks"
        )
    for part in ("retention", "https", "customConfig", "initContainer"):
        draft.report(f"clickhouse.{part}", Outcome.DERIVED, "clickhouse", "off, or not needed here")
    if draft.truth("clickhouse.migration.enabled") and external:
        former = {"kind": "inCluster", "user": draft.text("clickhouse.migration.oldCredentials.user")}
        former["database"] = draft.text("clickhouse.migration.oldCredentials.database")
        former = {key: value for key, value in former.items() if value}
        draft.set("clickhouse.former", former)
        name, chosen = group_secret(draft, "clickhouseFormer", f"{full}-clickhouse-former", "clickhouse.migration.oldCredentials.existingSecretName")
        if not chosen:
            keep_secret(draft, "clickhouse.migration.oldCredentials.password", name, "clickhouse_password")
        else:
            # The pods read the Secret; the user is also in the users file of the server.
            former.pop("database", None)
            draft.config["secrets"].setdefault("fromSecret", {})["clickhouseFormer"] = ["clickhouse_user", "clickhouse_db"]
        draft.report("clickhouse.migration", Outcome.CARRIED, "clickhouse.former")
    draft.report("clickhouse.migration", Outcome.DERIVED, "clickhouse.former", "off, which is the default")


_MYSQL_PORT: Final = 3306
_MYSQL_KEYS: Final = {"user": "mysql_user", "database": "mysql_db", "host": "mysql_host", "port": "mysql_port"}
_CLICKHOUSE_KEYS: Final = {"user": "clickhouse_user", "database": "clickhouse_db", "host": "clickhouse_host"}


def _facts(draft: Draft, group: str, facts: Mapping[str, str], keys: Mapping[str, str], *, existing: bool) -> set[str]:
    """Settings for the facts in the values; what only an existing Secret has is read from it. Returns the facts in the Secret."""
    in_secret = {key for key in facts if existing and not (draft.is_given(f"{group}.external.{key}") and draft.truth(f"{group}.external.{key}"))}
    for key, name in facts.items():
        path = f"{group}.external.{key}"
        if key not in in_secret:
            draft.set(f"{group}.{name}", draft.number(path) if key == "port" else draft.text(path))
            draft.report(path, Outcome.CARRIED, f"{group}.{name}")
        draft.report(path, Outcome.DEAD, f"secrets.fromSecret.{group}", "the existing Secret has the value")
    if in_secret:
        read = ["all"] if "host" in in_secret else [keys[key] for key in facts if key in in_secret]
        draft.config["secrets"].setdefault("fromSecret", {})[group] = read
    return in_secret


def _facts_from_secret(draft: Draft, group: str, paths: list[str]) -> None:
    """The services read all values of an existing Secret, as in the chart."""
    draft.config["secrets"].setdefault("fromSecret", {})[group] = ["all"]
    for path in paths:
        draft.report(path, Outcome.DEAD, f"secrets.fromSecret.{group}", "the existing Secret has the value, in the chart too")
