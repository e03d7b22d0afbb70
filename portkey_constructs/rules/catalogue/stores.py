"""Stores in general, MySQL and Redis."""

from typing import Final

from portkey_constructs.rules.catalogue.entry import Entry, Example

__all__ = ["STORES"]

_PODS: Final = "identity: {kind: podIdentity}\n"
_CACHE: Final = "redis: {kind: elasticache, host: master.acme.abc.usw2.cache.amazonaws.com"
_IAM: Final = "iam: {clusterName: acme, user: portkey}"
_OUTPUTS: Final = (
    '{"PortkeyStack": {"PortkeyPlatform": "/portkey/portkey", "PortkeyAccount": "111122223333", "PortkeyRegion": "us-west-2", '
    '"PortkeyRedisHost": "master.acme.abc.usw2.cache.amazonaws.com"}}\n'
)

STORES: Final = (
    Entry(
        "PK-STORE-001",
        "production wants every store chosen",
        "Where data lives is not left to a default in production: an in-cluster store that nobody chose is data that nobody backs up.",
        "Say the store's kind: inCluster, or where it runs.",
        ("mysql", "redis", "clickhouse", "logStore"),
        example=Example("logStore: ~\n", "logStore: {kind: none}\n"),
    ),
    Entry(
        "PK-STORE-002",
        "a short host name that a pod cannot resolve",
        "Names such as mysql are completed by the cluster's search domains, and the dnsPolicy of a service does without them.",
        "Give the full name, such as mysql.NAMESPACE.svc.cluster.local.",
        ("mysql.host", "redis.host", "clickhouse.host", "*.dnsPolicy"),
        example=Example(
            "mysql: {kind: external, host: database}\ngateway: {dnsPolicy: Default}\n",
            "mysql: {kind: external, host: database.stores.svc.cluster.local}\ngateway: {dnsPolicy: Default}\n",
        ),
    ),
    Entry(
        "PK-STORE-003",
        "a short host name of a store",
        "It resolves in the pods' own namespace alone, and means another server as soon as the namespace changes.",
        "Give the full name, such as mysql.NAMESPACE.svc.cluster.local.",
        ("mysql.host", "redis.host", "clickhouse.host"),
        "warning",
        Example("mysql: {kind: external, host: database}\n", "mysql: {kind: external, host: database.stores.svc.cluster.local}\n"),
    ),
    Entry(
        "PK-STORE-004",
        "a volume of no size",
        "A claim of nothing is refused by the API server.",
        "Say how large the volume is, such as 10Gi; leave it out for the profile's size.",
        ("**.persistence.size",),
        example=Example(
            "redis: {kind: inCluster, persistence: {size: 0Gi}}\n",
            "redis: {kind: inCluster, persistence: {size: 10Gi}}\n",
        ),
    ),
    Entry(
        "PK-MYSQL-001",
        "Portkey would connect as root",
        "MySQL's image refuses root as its further user, and a user with every right is more than Portkey needs.",
        "Give it a user of its own, with rights on its database alone.",
        ("mysql.user",),
        example=Example("mysql: {kind: inCluster, user: root}\n", "mysql: {kind: inCluster, user: portkey}\n"),
    ),
    Entry(
        "PK-MYSQL-002",
        "the TLS profile of Amazon RDS for another server",
        "tls: rds makes the driver trust Amazon's authorities alone, so the handshake with any other server fails.",
        "Elsewhere say verifyIdentity, with the server's authority as mysql.ca; or required, which does not look at the certificate.",
        ("mysql.tls", "mysql.host"),
        example=Example(
            "mysql: {kind: external, host: db.example.org, tls: rds}\n",
            "mysql: {kind: external, host: db.example.org, tls: verifyIdentity, ca: {kind: configMap, name: mysql-ca}}\n",
        ),
    ),
    Entry(
        "PK-MYSQL-003",
        "a user name of Azure's retired single server",
        "The form user@server went with the single server; the flexible server takes it for another user and refuses the login.",
        "Give the bare user name.",
        ("mysql.user", "mysql.host"),
        "warning",
        Example(
            "mysql: {kind: external, host: acme.mysql.database.azure.com, user: app@acme, tls: required}\n",
            "mysql: {kind: external, host: acme.mysql.database.azure.com, user: app, tls: required}\n",
        ),
    ),
    Entry(
        "PK-MYSQL-004",
        "MySQL's certificate cannot be checked without an authority",
        "tls: verifyCa and verifyIdentity compare the server's certificate with a bundle, and none is given.",
        "Name the bundle as mysql.ca: {kind: configMap, name: ...}, or for all services as customCa.",
        ("mysql.tls", "mysql.ca", "customCa"),
        example=Example(
            "mysql: {kind: external, host: db.example.org, tls: verifyIdentity}\n",
            "mysql: {kind: external, host: db.example.org, tls: verifyIdentity, ca: {kind: configMap, name: mysql-ca}}\n",
        ),
    ),
    Entry(
        "PK-MYSQL-005",
        "an authority for MySQL that nothing looks at",
        "A bundle is given, and the TLS mode does not check certificates by it: the connection would be less safe than it looks.",
        "Say tls: verifyIdentity, or leave mysql.ca out.",
        ("mysql.ca", "mysql.tls"),
        example=Example(
            "mysql: {kind: external, host: db.example.org, tls: required, ca: {kind: configMap, name: mysql-ca}}\n",
            "mysql: {kind: external, host: db.example.org, tls: verifyIdentity, ca: {kind: configMap, name: mysql-ca}}\n",
        ),
    ),
    Entry(
        "PK-REDIS-001",
        "Redis has no address, or more than one",
        "The address is a host with a port beside it, or one url; not neither, not both, and not a port in two places.",
        "Give host, with port and tls beside it.",
        ("redis", "redis.host", "redis.url", "redis.port"),
        example=Example("redis: {kind: external}\n", "redis: {kind: external, host: redis.example.org}\n"),
    ),
    Entry(
        "PK-REDIS-002",
        "an address of Redis with a foreign scheme",
        "Drivers know redis:// and rediss:// alone.",
        "Leave the scheme out, and it is derived from tls.",
        ("redis.url",),
        example=Example("redis: {kind: external, url: 'http://redis.example.org'}\n", "redis: {kind: external, url: redis.example.org}\n"),
    ),
    Entry(
        "PK-REDIS-003",
        "Redis' scheme and tls contradict each other",
        "rediss:// is TLS, redis:// is plain. Portkey's driver throws when the address says one and the flag the other, and the pods never start.",
        "Leave the scheme out, and it is derived from tls.",
        ("redis.tls", "redis.url"),
        example=Example(
            "redis: {kind: external, url: 'redis://redis.example.org', tls: true}\n",
            "redis: {kind: external, url: redis.example.org, tls: true}\n",
        ),
    ),
    Entry(
        "PK-REDIS-004",
        "a password in the address of Redis",
        "The address is not secret and stands in the manifests; a password would be there for everybody to read, and special characters break it.",
        "Leave user and password out of it: say redis.user, and keep the password in the Secret.",
        ("redis.url", "redis.user"),
        example=Example(
            "redis: {kind: external, url: 'redis://portkey:example@redis.example.org'}\n",
            "redis: {kind: external, host: redis.example.org, user: portkey}\n",
        ),
    ),
    Entry(
        "PK-REDIS-005",
        "an address of Redis that is not a host with a port",
        "A path, a database number or a query has no place there: Portkey uses database 0.",
        "Give host and port as settings of their own.",
        ("redis.url",),
        example=Example("redis: {kind: external, url: redis.example.org/0}\n", "redis: {kind: external, host: redis.example.org}\n"),
    ),
    Entry(
        "PK-REDIS-006",
        "a managed cache that is called external",
        "Portkey treats the clouds' caches differently (CACHE_STORE), and the host is one of theirs.",
        "Say the kind that the message names.",
        ("redis.kind", "redis.host", "redis.url"),
        example=Example(
            "redis: {kind: external, host: acme.redis.cache.windows.net, port: 6380, tls: true}\n",
            "redis: {kind: azure, host: acme.redis.cache.windows.net, port: 6380, tls: true}\n",
        ),
    ),
    Entry(
        "PK-REDIS-007",
        "a cluster's endpoint, and a driver for one server",
        "clustercfg. is the configuration endpoint of a cluster; a driver in standalone mode gets MOVED for every other key.",
        "Say mode: cluster; for one node group take the primary endpoint.",
        ("redis.mode", "redis.host"),
        example=Example(
            "redis: {kind: elasticache, host: clustercfg.acme.abc.usw2.cache.amazonaws.com, tls: true}\n",
            "redis: {kind: elasticache, host: clustercfg.acme.abc.usw2.cache.amazonaws.com, tls: true, mode: cluster}\n",
        ),
    ),
    Entry(
        "PK-REDIS-008",
        "Azure's cache without TLS",
        "Azure's caches take TLS alone, on port 6380, unless their plain port was opened.",
        "Say tls: true and port: 6380.",
        ("redis.tls", "redis.port", "redis.kind"),
        "warning",
        Example(
            "redis: {kind: azure, host: acme.redis.cache.windows.net}\n",
            "redis: {kind: azure, host: acme.redis.cache.windows.net, port: 6380, tls: true}\n",
        ),
    ),
    Entry(
        "PK-REDIS-009",
        "a login for a Redis that asks for none",
        "redis.auth is none, so user and password would not be used.",
        "Leave one of them out.",
        ("redis.user", "redis.password", "redis.auth"),
        example=Example(
            "redis: {kind: external, host: redis.example.org, auth: none, user: portkey}\n",
            "redis: {kind: external, host: redis.example.org, auth: none}\n",
        ),
    ),
    Entry(
        "PK-REDIS-010",
        "a login as an IAM identity without TLS",
        "ElastiCache takes IAM logins by TLS alone.",
        "Say tls: true.",
        ("redis.tls", "redis.iam"),
        example=Example(f"{_PODS}{_CACHE}, {_IAM}}}\n", f"{_PODS}{_CACHE}, tls: true, {_IAM}}}\n"),
    ),
    Entry(
        "PK-REDIS-011",
        "a password beside a login as an IAM identity",
        "With redis.iam the user is iam.user, and its password is a token that the pods make for themselves.",
        "Leave user, password and auth out.",
        ("redis.user", "redis.password", "redis.auth", "redis.iam"),
        example=Example(f"{_PODS}{_CACHE}, tls: true, user: portkey, {_IAM}}}\n", f"{_PODS}{_CACHE}, tls: true, {_IAM}}}\n"),
    ),
    Entry(
        "PK-REDIS-012",
        "a login as an IAM identity by pods that have none",
        "Gateway, backend and data service log in to the cache as whoever they are to AWS, and one of them is nobody.",
        "Give all of them an identity of kind irsa or podIdentity, as identity or each its own.",
        ("redis.iam", "identity", "*.identity"),
        example=Example(f"{_CACHE}, tls: true, {_IAM}}}\n", f"{_PODS}{_CACHE}, tls: true, {_IAM}}}\n"),
    ),
    Entry(
        "PK-REDIS-013",
        "the AWS companion's cache without TLS",
        "redis.host is left out, so the AWS companion makes the cache, and that one speaks TLS alone.",
        "Leave tls out; it follows.",
        ("redis.tls", "redis.host"),
        example=Example(
            "aws: {region: us-west-2, outputs: outputs.json}\nredis: {kind: elasticache, tls: false}\n",
            "aws: {region: us-west-2, outputs: outputs.json}\nredis: {kind: elasticache}\n",
            files={"outputs.json": _OUTPUTS},
        ),
    ),
)
