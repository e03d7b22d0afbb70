"""Cases of the durability, certificates, databases and clusters of Redis."""

from typing import Final

from tests.rules.case import Case, warning

__all__ = ["CASES"]

CASES: Final[list[Case]] = [
    warning(
        "PK-REDIS-014",
        "redis: {kind: inCluster, appendOnly: false}",
        "redis.appendOnly",
        "1:26",
        "is false: a crash of Redis loses queued analytics",
        "remove appendOnly",
        "redis: {kind: inCluster, appendOnly: true}",
    ),
]
