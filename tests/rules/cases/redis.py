"""Cases of Redis."""

from pathlib import Path
from typing import Final

from tests.rules.case import Case, warning

__all__ = ["CASES"]

REDIS: Final = "redis: {kind: external, host: redis.example.org"
OUTPUTS: Final = Path(__file__).resolve().parents[3] / "apps" / "aws" / "outputs.json"
AWS: Final = f"aws: {{accountId: '111122223333', region: us-west-2, cluster: acme, outputs: '{OUTPUTS}'}}"
ELASTICACHE: Final = "redis: {kind: elasticache, host: c.x.usw2.cache.amazonaws.com"
IAM: Final = "iam: {clusterName: acme, user: portkey}"
POD_IDENTITY: Final = "identity: {kind: podIdentity}"

CASES: Final = [
    Case("PK-REDIS-001", "redis: {kind: external}", "redis", "1:1", "has no host", "set host, with port and tls next to it", f"{REDIS}}}"),
    Case(
        "PK-REDIS-001",
        f"{REDIS}, url: redis.example.org}}",
        "redis",
        "1:1",
        "has both host and url",
        "set host, with port and tls next to it",
        "redis: {kind: external, url: redis.example.org}",
    ),
    Case(
        "PK-REDIS-001",
        "redis: {kind: external, url: 'redis.example.org:1', port: 2}",
        "redis.port",
        "1:53",
        "redis.url has a port too",
        "one of them",
        "redis: {kind: external, url: redis.example.org, port: 2}",
    ),
    Case(
        "PK-REDIS-002",
        "redis: {kind: external, url: 'http://redis.example.org'}",
        "redis.url",
        "1:25",
        "begins with neither redis:// nor rediss://",
        "remove the scheme: it is derived from tls",
        "redis: {kind: external, url: redis.example.org}",
    ),
    Case(
        "PK-REDIS-003",
        "redis:\n  kind: external\n  url: redis://redis.example.org\n  tls: true",
        "redis.tls",
        "4:3",
        "is true, but redis.url begins with redis://",
        "remove the scheme: it is derived from tls (a TLS connection needs rediss://)",
        "redis: {kind: external, url: 'rediss://redis.example.org', tls: true}",
    ),
    Case(
        "PK-REDIS-003",
        "redis: {kind: external, url: 'rediss://redis.example.org'}",
        "redis.tls",
        "1:1",
        "is false, but redis.url begins with rediss://",
        "remove the scheme: it is derived from tls (a rediss:// URL needs tls: true)",
        "redis: {kind: external, url: 'redis://redis.example.org'}",
    ),
    Case(
        "PK-REDIS-004",
        "redis: {kind: external, url: 'redis://app:pw@redis.example.org'}",
        "redis.url",
        "1:25",
        "contains a user or a password",
        "remove user and password from the URL: set redis.user, and keep the password in the Secret, where it is encoded",
        "redis: {kind: external, url: 'redis://redis.example.org', user: app}",
    ),
    Case(
        "PK-REDIS-005",
        "redis: {kind: external, url: redis.example.org/0}",
        "redis.url",
        "1:25",
        "is not a host with an optional port",
        "set host, port and database instead of url",
        "redis: {kind: external, url: redis.example.org/}",
    ),
    Case(
        "PK-REDIS-006",
        "redis: {kind: external, host: c.x.usw2.cache.amazonaws.com}",
        "redis.kind",
        "1:9",
        "c.x.usw2.cache.amazonaws.com is a managed cache",
        "set kind: elasticache",
        "redis: {kind: elasticache, host: c.x.usw2.cache.amazonaws.com}",
    ),
    Case(
        "PK-REDIS-006",
        "redis: {kind: external, tls: true, url: 'rediss://C.redis.cache.windows.net:6380'}",
        "redis.kind",
        "1:9",
        "is a managed cache",
        "set kind: azure",
        "redis: {kind: azure, tls: true, url: 'rediss://c.redis.cache.windows.net:6380'}",
    ),
    Case(
        "PK-REDIS-007",
        "redis: {kind: elasticache, host: clustercfg.x.cache.amazonaws.com}",
        "redis.mode",
        "1:1",
        "is standalone, but clustercfg.x.cache.amazonaws.com is the endpoint of a cluster",
        "set mode: cluster, or, for a single node group, set its primary endpoint",
        "redis: {kind: elasticache, host: clustercfg.x.cache.amazonaws.com, mode: cluster}",
    ),
    warning(
        "PK-REDIS-008",
        "redis: {kind: azure, host: c.redis.cache.windows.net}",
        "redis.tls",
        "1:1",
        "is false, but Azure's caches accept only TLS by default",
        "tls: true and port: 6380",
        "redis: {kind: azure, host: c.redis.cache.windows.net, tls: true, port: 6380}",
    ),
    *(
        Case(
            "PK-REDIS-009",
            f"redis: {{kind: external, host: r.example.org, auth: none,\n  {setting}: a}}",
            f"redis.{setting}",
            "2:3",
            "is set, but redis.auth is none",
            "remove it, or remove redis.auth",
            "redis: {kind: external, host: r.example.org, auth: none}",
            base="development",
        )
        for setting in ("user", "password")
    ),
    Case(
        "PK-REDIS-010",
        f"{ELASTICACHE}, {IAM},\n  tls: false}}\n{POD_IDENTITY}",
        "redis.tls",
        "2:3",
        "is false, but redis.iam is set",
        "set tls: true: ElastiCache accepts IAM authentication only over TLS",
        f"{ELASTICACHE}, {IAM},\n  tls: true}}\n{POD_IDENTITY}",
    ),
    *(
        Case(
            "PK-REDIS-011",
            f"{ELASTICACHE}, {IAM}, tls: true,\n  {setting}: {value}}}\n{POD_IDENTITY}",
            f"redis.{setting}",
            "2:3",
            "is set, but redis.iam is set too",
            "remove it: redis.iam sets the user, and there is no password",
            f"{ELASTICACHE}, {IAM}, tls: true}}\n{POD_IDENTITY}",
        )
        for setting, value in (("user", "a"), ("auth", "password"))
    ),
    Case(
        "PK-REDIS-012",
        f"{ELASTICACHE}, tls: true,\n  {IAM}}}\n{POD_IDENTITY}\ndataservice: {{identity: {{kind: none}}}}",
        "redis.iam",
        "2:3",
        "is set, but the identity of the dataservice is none",
        "set identity to irsa or podIdentity, for the platform or for each of these components",
        f"{ELASTICACHE}, tls: true,\n  {IAM}}}\n{POD_IDENTITY}\ndataservice: {{kind: none}}",
    ),
    Case(
        "PK-REDIS-013",
        f"redis: {{kind: elasticache,\n  tls: false}}\n{AWS}",
        "redis.tls",
        "2:3",
        "is false, but redis.host is not set",
        "remove tls: the companion's cache accepts only TLS",
        f"redis: {{kind: elasticache}}\n{AWS}",
    ),
]
