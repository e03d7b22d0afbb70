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
    Case(
        "PK-ENV-002",
        'redis:\n  kind: inCluster\n  env:\n    PATH: "$(PATH):/opt"',
        "redis.env.PATH",
        "4:5",
        "refers to itself: PATH -> PATH",
        "write the value without the reference",
        "redis:\n  kind: inCluster\n  env:\n    PATH: /bin:/opt",
    ),
]
