"""Warnings about connections of a production configuration that are not encrypted, and about a Redis that everybody may use."""

import re
from typing import Final

from portkey_constructs.config.clickhouse import ExternalClickHouse
from portkey_constructs.config.mysql import ExternalMySql
from portkey_constructs.platform.platform import Platform
from portkey_constructs.rules.configured_texts import configured_texts
from portkey_constructs.rules.registry import Example, Finding, Findings, rule

__all__: list[str] = []

_UNENCRYPTED: Final = "is not encrypted: whoever can read the network between the pods and the server can read passwords, prompts and answers"
_LOCAL: Final = re.compile(r"http://(?:[^/:.]+|[^/:]+\.(?:svc|svc\.[^/:]+|internal|local|localhost)|127\.[0-9.]+)(?::[0-9]+)?(?:/|$)")
"""An address in the cluster or of the pod itself."""
_ADDRESSES: Final = (
    *("monitoring.openTelemetry.endpoint", "monitoring.genAiTraces.endpoint", "monitoring.prometheusPush.url", "monitoring.lokiPush.url"),
    *("semanticCache.store.address", "semanticCache.embeddings.url", "modelPricing.url", "logStore.endpoint", "gateway.url", "auth.metadataUrl"),
)
"""Settings with the address of a server that the pods call."""
_EXPOSED: Final = "exposure: {frontend: {kind: ingress, host: portkey.example.org"
_PUBLIC: Final = "auth: {kind: none, allowPublic: true}\n"


@rule(
    "PK-MYSQL-009",
    title="an external MySQL without TLS",
    cause=f"Without mysql.tls, the connection {_UNENCRYPTED}.",
    fix="Set mysql.tls to verifyIdentity, or to rds for Amazon RDS.",
    settings=("mysql.tls", "mysql.kind"),
    severity="warning",
    example=Example("mysql: {kind: external, host: db.example.org}\n", "mysql: {kind: external, host: db.example.org, tls: required}\n"),
)
def mysql_without_tls(platform: Platform) -> Findings:
    mysql = platform.mysql
    if platform.profile != "development" and mysql and isinstance(mysql.settings, ExternalMySql) and not mysql.tls:
        yield Finding("mysql.tls", f"is {mysql.settings.tls or 'not set'}, so that the connection to {mysql.host or 'the server'} is not encrypted")


@rule(
    "PK-CLICKHOUSE-010",
    title="an external ClickHouse without TLS",
    cause=f"Without clickhouse.tls, the connection {_UNENCRYPTED}.",
    fix="Set clickhouse.tls: true, and the ports of the server that serve TLS if they are not 8443 and 9440.",
    settings=("clickhouse.tls", "clickhouse.kind"),
    severity="warning",
    example=Example("clickhouse: {kind: external, host: ch.example.org}\n", "clickhouse: {kind: external, host: ch.example.org, tls: true}\n"),
)
def clickhouse_without_tls(platform: Platform) -> Findings:
    clickhouse = platform.clickhouse
    if platform.profile != "development" and clickhouse and isinstance(clickhouse.settings, ExternalClickHouse) and not clickhouse.tls:
        yield Finding("clickhouse.tls", f"is false, so that the connection to {clickhouse.host or 'the server'} is not encrypted")


@rule(
    "PK-REDIS-032",
    title="an external Redis without TLS",
    cause=f"Without tls, the connection {_UNENCRYPTED}.",
    fix="Set redis.tls: true, and redis.queues.tls: true for a separate Redis for queues.",
    settings=("redis.tls", "redis.kind", "redis.url", "redis.queues.tls"),
    severity="warning",
    example=Example("redis: {kind: external, host: cache.example.org}\n", "redis: {kind: external, host: cache.example.org, tls: true}\n"),
)
def redis_without_tls(platform: Platform) -> Findings:
    redis = platform.redis
    if platform.profile == "development":
        return
    # Without a host, the URL in the Secret decides.
    if not redis.in_cluster and not redis.tls and redis.host:
        yield Finding("redis.tls", f"is false, so that the connection to {redis.host} is not encrypted", "set redis.tls: true")
    if redis.queues and not redis.queues.settings.tls:
        yield Finding("redis.queues.tls", f"is false, so that the connection to {redis.queues.settings.host} is not encrypted", "set it to true")


@rule(
    "PK-REDIS-033",
    title="a Redis without a password",
    cause="Redis contains cached answers of models, sessions and queues. Without a password or another login, everybody who can reach the server can "
    "read and change them.",
    fix="Set auth to password, or use iam or login for a managed cache.",
    settings=("redis.auth", "redis.kind", "redis.iam", "redis.login", "redis.queues.auth"),
    severity="warning",
    example=Example(
        "redis: {kind: external, host: cache.example.org, tls: true, auth: none}\n", "redis: {kind: external, host: cache.example.org, tls: true}\n"
    ),
)
def redis_without_password(platform: Platform) -> Findings:
    redis = platform.redis
    if platform.profile == "development":
        return
    if not redis.has_password and not redis.iam and not redis.login:
        yield Finding("redis.auth", f"is none, so that everybody who can reach {redis.host or 'the server'} can read and change its data")
    if redis.queues and redis.queues.settings.auth == "none":
        yield Finding("redis.queues.auth", f"is none, so that everybody who can reach {redis.queues.settings.host} can read and change its data")


@rule(
    "PK-TLS-010",
    title="an address outside of the cluster without TLS",
    cause="Requests to an http:// address are not encrypted, so that API keys, prompts and answers can be read on the way. Names in the cluster are "
    "not reported.",
    fix="Use the https:// address of the server.",
    settings=tuple(_ADDRESSES),
    each_alone=True,
    severity="warning",
    example=Example(
        "monitoring: {openTelemetry: {endpoint: 'http://otel.example.org:4318'}}\n",
        "monitoring: {openTelemetry: {endpoint: 'https://otel.example.org:4318'}}\n",
    ),
)
def address_without_tls(platform: Platform) -> Findings:
    if platform.profile == "development":
        return
    for path, text, _ in configured_texts(platform):
        if path in _ADDRESSES and isinstance(text, str) and text.startswith("http://") and not _LOCAL.match(text):
            yield Finding(path, "begins with http://, so that requests are not encrypted")


@rule(
    "PK-EXPOSURE-026",
    title="the front end is reached without TLS",
    cause="Without TLS, whoever can read the network between users and the front end can read passwords, sessions and prompts. An exposure to the "
    "internet is reported as PK-EXPOSURE-016.",
    fix="Set tls or certificateArn of exposure.frontend, or controlPlaneUrl to the https:// address of a proxy before it that ends TLS.",
    settings=("exposure.frontend", "exposure.frontend.**", "controlPlaneUrl"),
    severity="warning",
    example=Example(f"{_PUBLIC}{_EXPOSED}}}}}\n", f"{_PUBLIC}{_EXPOSED}, tls: {{kind: secret, secretName: tls}}}}}}\n"),
)
def frontend_without_tls(platform: Platform) -> Findings:
    exposure = platform.exposures.get("frontend")
    if platform.profile == "development" or exposure is None or not exposure.url:
        return
    address = platform.addresses.control_plane or ""
    if exposure.url.startswith("http://") and not address.startswith("https://"):
        yield Finding("exposure.frontend", f"is reached at {exposure.url}, without TLS")
