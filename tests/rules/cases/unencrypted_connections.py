"""Cases of connections without TLS, and of a Redis without a password."""

from typing import Final

from tests.rules.case import warning

__all__ = ["CASES"]

_MYSQL: Final = "mysql: {kind: external, host: db.example.org"
_CLICKHOUSE: Final = "clickhouse: {kind: external, host: ch.example.org"
_REDIS: Final = "redis: {kind: external, host: cache.example.org, tls: true"
_QUEUES: Final = "redis: {kind: inCluster, queues: {host: queues.example.org, "
_EXPOSED: Final = "auth: {kind: none, allowPublic: true}\nexposure: {frontend: {kind: ingress, host: portkey.example.org"

CASES: Final = [
    warning("PK-MYSQL-009", f"{_MYSQL}}}", "mysql.tls", "1:1", "is not set, so that", "set mysql.tls to", f"{_MYSQL}, tls: required}}"),
    warning("PK-MYSQL-009", f"{_MYSQL}, tls: disabled}}", "mysql.tls", "1:47", "is disabled", "set mysql.tls", f"{_MYSQL}, tls: preferred}}"),
    warning("PK-CLICKHOUSE-010", f"{_CLICKHOUSE}}}", "clickhouse.tls", "1:1", "is false", "set clickhouse.tls: true", f"{_CLICKHOUSE}, tls: true}}"),
    warning("PK-REDIS-032", "redis: {kind: external, host: cache.example.org}", "redis.tls", "1:1", "is false", "set redis.tls", f"{_REDIS}}}"),
    warning(
        "PK-REDIS-032", "redis: {kind: elasticache, host: cache.example.org}", "redis.tls", "1:1", "is false", "set redis.tls: true", f"{_REDIS}}}"
    ),
    warning("PK-REDIS-032", f"{_QUEUES}tls: false}}}}", "redis.queues.tls", "1:61", "is false", "set it to true", f"{_QUEUES}tls: true}}}}"),
    warning("PK-REDIS-033", f"{_REDIS}, auth: none}}", "redis.auth", "1:61", "is none", "set auth to password", f"{_REDIS}}}"),
    warning(
        "PK-REDIS-033",
        "redis: {kind: inCluster, auth: none}",
        "redis.auth",
        "1:26",
        "is none, so that everybody who can reach portkey-redis.",
        "set auth to password",
        "redis: {kind: inCluster}",
    ),
    warning(
        "PK-REDIS-033",
        f"{_QUEUES}tls: true, auth: none}}}}",
        "redis.queues.auth",
        "1:72",
        "is none",
        "set auth to password",
        f"{_QUEUES}tls: true, auth: password}}}}",
    ),
    *(
        warning("PK-TLS-010", wrong.replace("https:", "http:"), path, place, "begins with http://", "use the https:// address", wrong)
        for wrong, path, place in (
            ("monitoring:\n  openTelemetry: {endpoint: 'https://otel.example.org:4318'}", "monitoring.openTelemetry.endpoint", "2:19"),
            ("monitoring:\n  lokiPush: {url: 'https://loki.example.org/push'}", "monitoring.lokiPush.url", "2:14"),
        )
    ),
    warning(
        "PK-TLS-010",
        "monitoring:\n  openTelemetry: {endpoint: 'http://otel.example.org:4318'}",
        "monitoring.openTelemetry.endpoint",
        "2:19",
        "begins with http://",
        "use the https:// address",
        "monitoring: {openTelemetry: {endpoint: 'http://collector.observability.svc:4318'}}",
    ),
    warning(
        "PK-EXPOSURE-026",
        f"{_EXPOSED}}}}}",
        "exposure.frontend",
        "2:12",
        "is reached at http://portkey.example.org, without TLS",
        "set tls or certificateArn",
        f"{_EXPOSED}, tls: {{kind: secret, secretName: tls}}}}}}",
    ),
    warning(
        "PK-EXPOSURE-026",
        f"{_EXPOSED}}}}}",
        "exposure.frontend",
        "2:12",
        "without TLS",
        "controlPlaneUrl",
        f"controlPlaneUrl: https://portkey.example.org\n{_EXPOSED}}}}}",
    ),
]
