"""Rules about durability, certificates, databases and clusters of Redis."""

from typing import Final

from portkey_constructs.config.redis import InClusterRedis
from portkey_constructs.platform.platform import Platform
from portkey_constructs.rules.registry import Example, Finding, Findings, rule

__all__: list[str] = []

_IN_CLUSTER: Final = "redis: {kind: inCluster"


@rule(
    "PK-REDIS-014",
    title="Redis loses recent data in a crash",
    cause="Redis holds more than a cache: analytics that are not stored yet, usage counters, budgets and MCP sessions. Without appendOnly, it writes "
    "a snapshot to its volume after up to an hour, and what changed since then is gone after a crash or the loss of a node.",
    fix="Remove appendOnly: Redis then writes each change to its volume.",
    settings=("redis.appendOnly",),
    severity="warning",
    example=Example(f"{_IN_CLUSTER}, appendOnly: false}}\n", f"{_IN_CLUSTER}}}\n"),
)
def not_durable(platform: Platform) -> Findings:
    redis = platform.redis.settings
    if isinstance(redis, InClusterRedis) and not redis.append_only and platform.profile == "production":
        yield Finding("redis.appendOnly", "is false: a crash of Redis loses queued analytics and usage counters")
