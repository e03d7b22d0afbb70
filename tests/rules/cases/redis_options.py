"""Cases of the durability, certificates, databases, clusters and queues of Redis."""

from typing import Final

from tests.rules.case import Case, warning

__all__ = ["CASES"]

REDIS: Final = "redis: {kind: external, host: redis.example.org"
MEMORYSTORE: Final = "redis: {kind: memorystore, host: 10.20.0.4, tls: true"
DISCOVERY: Final = "discovery: {url: 'https://nodes.example.org'"
EXTERNAL_GATEWAY: Final = "gateway: {kind: external, url: 'https://gateway.example.org'}"

CASES: Final = [
    warning(
        "PK-REDIS-014",
        "redis: {kind: inCluster, appendOnly: false}",
        "redis.appendOnly",
        "1:26",
        "is false: a crash of Redis loses queued analytics",
        "remove appendOnly",
        "redis: {kind: inCluster, appendOnly: true}",
    ),
    Case(
        "PK-REDIS-015",
        f"{MEMORYSTORE}}}",
        "redis.ca",
        "1:1",
        "is missing, but redis.kind is memorystore and redis.tls is true",
        "set redis.ca: {kind: configMap, name: ..., key: server-ca.pem}",
        f"{MEMORYSTORE}, ca: {{kind: secret, name: memorystore-ca}}}}",
    ),
    Case(
        "PK-REDIS-015",
        f"{MEMORYSTORE}}}",
        "redis.ca",
        "1:1",
        "is missing",
        "or set customCa",
        f"{MEMORYSTORE}}}\ncustomCa: {{kind: configMap, name: ca}}",
    ),
    Case(
        "PK-REDIS-016",
        f"{REDIS}, ca: {{kind: secret, name: ca}}}}",
        "redis.ca",
        "1:50",
        "is set, but redis.tls is false",
        "set tls: true, or remove redis.ca",
        f"{REDIS}, tls: true, ca: {{kind: secret, name: ca}}}}",
    ),
    Case(
        "PK-REDIS-017",
        f"{REDIS}, mode: cluster, database: 1}}",
        "redis.database",
        "1:65",
        "is 1, but redis.mode is cluster",
        "remove database",
        f"{REDIS}, mode: cluster, database: 0}}",
    ),
    warning(
        "PK-REDIS-018",
        f"{REDIS}, database: 15}}",
        "redis.database",
        "1:50",
        "is 15, which the public source of the gateway ignores",
        "remove database",
        f"{REDIS}, database: 0}}",
    ),
    Case(
        "PK-REDIS-019",
        f"{REDIS}, cluster: {{scaleReads: true}}}}",
        "redis.cluster",
        "1:50",
        "is set, but redis.mode is standalone",
        "set mode: cluster, or remove redis.cluster",
        f"{REDIS}, mode: cluster, cluster: {{scaleReads: true}}}}",
    ),
    Case(
        "PK-REDIS-020",
        f"{REDIS}, mode: cluster, cluster: {{nodes: ['a.example.org:1'], {DISCOVERY}}}}}}}",
        "redis.cluster",
        "1:65",
        "has both nodes and discovery",
        "remove one of nodes and discovery",
        f"{REDIS}, mode: cluster, cluster: {{nodes: ['a.example.org:1']}}}}",
    ),
    Case(
        "PK-REDIS-021",
        f"redis: {{kind: azure, host: a.redis.azure.net, tls: true, mode: cluster, cluster: {{{DISCOVERY}}}}}}}",
        "redis.cluster.discovery",
        "1:83",
        "is set, but redis.kind is azure",
        "set host to an endpoint of the cluster",
        "redis: {kind: azure, host: a.redis.azure.net, tls: true, mode: cluster, cluster: {scaleReads: true}}",
    ),
    Case(
        "PK-REDIS-021",
        "identity: {kind: podIdentity}\nredis: {kind: elasticache, host: a.example.org, tls: true, mode: cluster,\n"
        "  cluster: {nodes: ['b.example.org:1']}, iam: {clusterName: acme, user: portkey}}",
        "redis.cluster.nodes",
        "3:13",
        "is set, but redis.iam is set",
        "remove nodes and discovery",
        "identity: {kind: podIdentity}\nredis: {kind: elasticache, host: a.example.org, tls: true, mode: cluster,\n"
        "  iam: {clusterName: acme, user: portkey}}",
    ),
    Case(
        "PK-REDIS-021",
        "identity: {kind: gkeWorkloadIdentity, project: acme-platform}\nredis: {kind: memorystore, host: a.example.org, mode: cluster,\n"
        "  cluster: {nodes: ['b.example.org:1']}, login: {kind: workloadIdentity}}",
        "redis.cluster.nodes",
        "3:13",
        "is set, but redis.login is set",
        "remove nodes and discovery",
        "identity: {kind: gkeWorkloadIdentity, project: acme-platform}\n"
        "redis: {kind: memorystore, host: a.example.org, mode: cluster, login: {kind: workloadIdentity}}",
    ),
    Case(
        "PK-REDIS-022",
        f"{REDIS}, mode: cluster,\n  cluster: {{{DISCOVERY}, authorization: Bearer a}}}}}}",
        "redis.cluster.discovery.authorization",
        "2:59",
        "is set, but redis.cluster.discovery.auth is none",
        "set auth: header, or remove authorization",
        f"{REDIS}, mode: cluster,\n  cluster: {{{DISCOVERY}, authorization: Bearer a, auth: header}}}}}}",
        base="development",
    ),
    Case(
        "PK-REDIS-028",
        f"{REDIS}, auth: none, credentials: variables}}",
        "redis.credentials",
        "1:62",
        "is variables, but the services use no password",
        "remove credentials",
        f"{REDIS}, auth: none, credentials: url}}",
    ),
    Case(
        "PK-REDIS-028",
        "redis: {kind: azure, host: a.example.org, tls: true, credentials: variables, login: {kind: managedIdentity}}",
        "redis.credentials",
        "1:54",
        "is variables",
        "remove credentials",
        "redis: {kind: azure, host: a.example.org, tls: true, credentials: variables}",
    ),
    Case(
        "PK-REDIS-029",
        f"{REDIS}, queues: {{host: queues.example.org, auth: none, user: a}}}}",
        "redis.queues.user",
        "1:97",
        "is set, but redis.queues.auth is none",
        "remove it",
        f"{REDIS}, queues: {{host: queues.example.org, auth: none}}}}",
    ),
    Case(
        "PK-REDIS-029",
        f"{REDIS}, queues: {{host: queues.example.org, auth: none, password: a}}}}",
        "redis.queues.password",
        "1:97",
        "is set, but redis.queues.auth is none",
        "remove it",
        f"{REDIS}, queues: {{host: queues.example.org, password: a}}}}",
        base="development",
    ),
    warning(
        "PK-REDIS-030",
        f"{REDIS}, port: 6390, queues: {{host: redis.example.org, port: 6390}}}}",
        "redis.queues.host",
        "1:71",
        "is redis.example.org, which is the Redis of the cache, too",
        "set the host of another server",
        f"{REDIS}, port: 6390, queues: {{host: redis.example.org, port: 6391}}}}",
    ),
    warning(
        "PK-REDIS-030",
        "redis: {kind: external, url: 'redis.example.org:6390', queues: {host: redis.example.org, port: 6390}}",
        "redis.queues.host",
        "1:65",
        "which is the Redis of the cache, too",
        "or remove redis.queues",
        "redis: {kind: external, url: 'redis.example.org:6390', queues: {host: redis.example.org}}",
    ),
    warning(
        "PK-REDIS-031",
        f"{EXTERNAL_GATEWAY}\n{REDIS}, queues: {{host: queues.example.org}}}}",
        "redis.queues",
        "2:50",
        "is set, but no gateway runs in this cluster",
        "set it where the gateway runs",
        f"{EXTERNAL_GATEWAY}\n{REDIS}}}",
    ),
]
