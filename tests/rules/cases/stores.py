"""Cases of stores in general."""

from typing import Final

from tests.rules.case import PRODUCTION, Case, warning

__all__ = ["CASES"]

REDIS: Final = "redis: {kind: external, host: redis.example.org"
MYSQL: Final = "mysql: {kind: external, host: db.example.org"

CASES: Final = [
    *(
        Case("PK-STORE-001", f"{store}: ~", store, "1:1", "is not chosen", f"set {store} to {choices}", f"{store}: {PRODUCTION[store]}")
        for store, choices in (
            ("mysql", "{kind: inCluster}, {kind: external, host: ...} or {kind: rds}"),
            (
                "redis",
                "{kind: inCluster}, {kind: external, host: ...}, {kind: elasticache}, {kind: memorystore, host: ...} or {kind: azure, host: ...}",
            ),
            ("clickhouse", "{kind: inCluster}, {kind: external, host: ...} or {kind: cloud, host: ...}"),
            ("logStore", "{kind: s3, bucket: ..., region: ...}, {kind: gcs, bucket: ...}, {kind: azureBlob, ...} or {kind: none}"),
        )
    ),
    *(
        Case(
            "PK-STORE-001", f"{store}: ~\n{rest}", store, "1:1", "is not chosen", f"set {store} to {choices}", f"{store}: {PRODUCTION[store]}\n{rest}"
        )
        for store, rest, choices in (
            ("redis", "aws: {region: us-west-2}", "{kind: elasticache} or {kind: inCluster}"),
            ("redis", "identity: {kind: podIdentity}\naws: {accountId: '111122223333'}", "{kind: elasticache} or {kind: inCluster}"),
            ("redis", "mysql: {kind: external, host: acme.mysql.database.azure.com}", "{kind: azure, host: ..., port: 6380, tls: true} or"),
            ("redis", "identity: {kind: gkeWorkloadIdentity, project: acme-platform}", "{kind: memorystore, host: ...} or {kind: inCluster}"),
            ("mysql", "aws: {region: us-west-2}", "{kind: rds}, {kind: external, host: ...} or {kind: inCluster}"),
            ("logStore", "identity: {kind: gkeWorkloadIdentity, project: acme-platform}", "{kind: gcs, bucket: ...} or {kind: none}"),
            (
                "redis",
                "identity: {kind: gkeWorkloadIdentity, project: acme-platform}\naws: {region: us-west-2}",
                "{kind: inCluster}, {kind: external, host: ...}, {kind: elasticache}",
            ),
        )
    ),
    Case(
        "PK-STORE-001",
        "logStore: ~\ndeployment: {kind: dataPlane, organisations: [acme]}",
        "logStore",
        "1:1",
        "is not chosen",
        "{kind: azureBlob, ...} or {kind: controlPlane}",
        "deployment: {kind: dataPlane, organisations: [acme]}",
        base="part",
    ),
    Case(
        "PK-STORE-002",
        f"{REDIS}}}\ngateway: {{dnsPolicy: Default}}".replace("redis.example.org", "cache"),
        "redis.host",
        "1:25",
        "is the short name cache",
        "cache.NAMESPACE.svc.cluster.local",
        f"{REDIS}}}\ngateway: {{dnsPolicy: Default}}",
    ),
    warning(
        "PK-STORE-003",
        MYSQL.replace("db.example.org", "db}"),
        "mysql.host",
        "1:25",
        "is the short name db, which resolves only in the namespace of the pods",
        "set the full name, such as db.NAMESPACE.svc.cluster.local",
        MYSQL + "}",
    ),
    warning(
        "PK-STORE-003",
        MYSQL + ", reader: {host: db}}",
        "mysql.reader.host",
        "1:56",
        "is the short name db, which resolves only in the namespace of the pods",
        "set the full name, such as db.NAMESPACE.svc.cluster.local",
        MYSQL + ", reader: {host: replica.example.org}}",
    ),
    Case(
        "PK-STORE-004",
        "redis: {kind: inCluster, persistence: {size: 0Gi}}",
        "redis.persistence.size",
        "1:40",
        "is zero",
        "such as 10Gi",
        "redis: {kind: inCluster, persistence: {size: 1Gi}}",
    ),
]
