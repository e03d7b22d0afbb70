"""Cases of environment variables that the configuration sets."""

from typing import Final

from tests.rules.case import Case, warning

__all__ = ["CASES"]

CASES: Final = [
    warning(
        "PK-ENV-001",
        'gateway:\n  env:\n    TABLE: "$(ANALYTCS_DB).t"',
        "gateway.env.TABLE",
        "3:5",
        "refers to $(ANALYTCS_DB), which is no variable of gateway",
        "correct the name",
        'gateway:\n  env:\n    TABLE: "$(ANALYTICS_DB).t"',
    ),
    warning(
        "PK-ENV-001",
        'env:\n  TABLE: "$(ANALYTICS_DB).t"',
        "env.TABLE",
        "2:3",
        "refers to $(ANALYTICS_DB), which is no variable of backend, dataservice, frontend",
        "set that variable too",
        'env:\n  TABLE: "$(SCHEMA).t"\n  SCHEMA: s',
    ),
    warning(
        "PK-ENV-001",
        'env:\n  NOTE: "cost $(date)"',
        "env.NOTE",
        "2:3",
        "refers to $(date)",
        "add the setting to intended",
        'env:\n  NOTE: "cost $(date)"\nintended: [env.NOTE]',
    ),
    Case(
        "PK-ENV-002",
        'redis:\n  kind: inCluster\n  env:\n    PATH: "$(PATH):/opt"',
        "redis.env.PATH",
        "4:5",
        "refers to itself: PATH -> PATH",
        "write the value without the reference",
        "redis:\n  kind: inCluster\n  env:\n    PATH: /bin:/opt",
    ),
    *(
        Case("PK-ENV-003", wrong, path, line_column, message, fix, fixed)
        for wrong, path, line_column, message, fix, fixed in (
            (
                'env:\n  PORT: "9999"',
                "env.PORT",
                "2:3",
                "belongs to the manifests of gateway, backend, dataservice: the image listens on it",
                "service.port",
                'env:\n  PORTS: "9999"',
            ),
            (
                'gateway:\n  env:\n    MCP_PORT: "1"\n  mcp: {externalUrl: https://mcp.example.org}',
                "gateway.env.MCP_PORT",
                "3:5",
                "the image listens on it",
                "leave it out",
                'gateway:\n  env:\n    MCP_PORT: "1"',
            ),
            (
                "gateway:\n  env:\n    SERVER_MODE: mcp\n  mcp: {externalUrl: https://mcp.example.org}",
                "gateway.env.SERVER_MODE",
                "3:5",
                "depend on it",
                "set gateway.mcp.only instead",
                "gateway:\n  mcp: {externalUrl: https://mcp.example.org}",
            ),
            (
                "backend:\n  env:\n    NODE_EXTRA_CA_CERTS: /own/ca.crt\ncustomCa: {kind: secret, name: ca, key: ca.crt}",
                "backend.env.NODE_EXTRA_CA_CERTS",
                "3:5",
                "mount the certificates of customCa there",
                "customCa",
                "backend:\n  env:\n    NODE_EXTRA_CA_CERTS: /own/ca.crt\nintended: [backend.env.NODE_EXTRA_CA_CERTS]",
            ),
            (
                "proxy: {https: 'http://proxy.example.org:3128'}\nenv:\n  no_proxy: .svc",
                "env.no_proxy",
                "3:3",
                "belongs to the manifests of gateway, backend, dataservice: it must contain the Services",
                "set proxy.noProxy instead",
                "proxy: {https: 'http://proxy.example.org:3128'}\nfrontend:\n  env:\n    no_proxy: .svc",
            ),
            *(
                (
                    f"{component}:\n  env:\n    REQUEST_TIMEOUT: '600000'",
                    f"{component}.env.REQUEST_TIMEOUT",
                    "3:5",
                    f"belongs to the manifests of {component}: proxies, load balancers and pods that stop wait",
                    "set gateway.requestTimeout instead",
                    "gateway:\n  requestTimeout: 10m",
                )
                for component in ("gateway", "backend")
            ),
            (
                "mysql:\n  kind: inCluster\n  env:\n    MYSQL_DATABASE: other",
                "mysql.env.MYSQL_DATABASE",
                "4:5",
                "the services connect to the store with it",
                "settings of the store",
                "mysql:\n  kind: inCluster\n  database: other",
            ),
        )
    ),
    warning(
        "PK-ENV-004",
        "backend:\n  env:\n    DB_HOST: db.example.org",
        "backend.env.DB_HOST",
        "3:5",
        "replaces what mysql sets in backend",
        "change mysql instead",
        "backend:\n  env:\n    DB_READER_HOST: db.example.org",
    ),
    warning(
        "PK-ENV-004",
        "env:\n  REDIS_URL: redis://cache.example.org",
        "env.REDIS_URL",
        "2:3",
        "replaces what redis sets in gateway, backend, dataservice",
        "change redis instead",
        "redis: {kind: external, url: redis://cache.example.org}",
    ),
    warning(
        "PK-ENV-004",
        "dataservice:\n  env:\n    REDIS_URL: redis://cache.example.org",
        "dataservice.env.REDIS_URL",
        "3:5",
        "replaces what redis sets in dataservice",
        "or add dataservice.env.REDIS_URL to intended",
        "dataservice:\n  env:\n    REDIS_URL: redis://cache.example.org\nintended: [dataservice.env.REDIS_URL]",
    ),
]
