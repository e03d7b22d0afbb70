"""Rules about the properties of the stores that the AWS companion creates."""

from typing import Final

from portkey_constructs.config.log_store import S3LogStore
from portkey_constructs.config.mysql import Rds
from portkey_constructs.config.redis import ElastiCache
from portkey_constructs.platform.platform import Platform
from portkey_constructs.rules.registry import Example, Finding, Findings, rule

__all__: list[str] = []

_CREATED: Final = "identity: {kind: podIdentity}\naws: {region: us-west-2, accountId: '111122223333'}\n"
_FIRST_TRANSITION: Final = 30
_DEFAULT_STORAGE: Final = 50
_DEFAULT_MAXIMUM: Final = 500
_CLASSES_WITHOUT_INSIGHTS: Final = ("micro", "small")


@rule(
    "PK-AWS-024",
    title="properties of a store that the AWS companion does not create",
    cause="The settings describe the bucket or the cache that the AWS companion creates, but logStore.bucket or redis.host names an existing one, "
    "which the companion leaves as it is.",
    fix="Remove the properties, and set them where you create the store, or let the companion create it.",
    settings=("logStore.lifecycle", "logStore.bucket", "redis.server", "redis.host"),
    example=Example(
        f"{_CREATED}logStore: {{kind: s3, bucket: acme-logs, lifecycle: {{expireDays: 365}}}}\n",
        f"{_CREATED}logStore: {{kind: s3, lifecycle: {{expireDays: 365}}}}\n",
    ),
)
def properties_of_existing_stores(platform: Platform) -> Findings:
    logs, redis = platform.log_store.settings, platform.redis.settings
    if isinstance(logs, S3LogStore) and logs.lifecycle and logs.bucket:
        yield Finding("logStore.lifecycle", f"is set, but logStore.bucket is {logs.bucket}, which the AWS companion does not create")
    if isinstance(redis, ElastiCache) and redis.server and redis.host:
        yield Finding("redis.server", f"is set, but redis.host is {redis.host}, which the AWS companion does not create")


@rule(
    "PK-AWS-025",
    title="properties of a store that AWS does not accept together",
    cause="S3 moves logs after 30 days at the earliest and before it deletes them, RDS needs room to grow and larger instances for Performance "
    "Insights, and only a cache in cluster mode has shards.",
    fix="Change the properties as the message says.",
    settings=("logStore.lifecycle.*", "mysql.server.*", "redis.server.*", "redis.mode"),
    example=Example(
        f"{_CREATED}logStore: {{kind: s3, lifecycle: {{expireDays: 30, infrequentAccessDays: 60}}}}\n",
        f"{_CREATED}logStore: {{kind: s3, lifecycle: {{expireDays: 365, infrequentAccessDays: 60}}}}\n",
    ),
)
def contradictory_properties(platform: Platform) -> Findings:
    yield from _lifecycle_findings(platform)
    yield from _database_findings(platform)
    redis = platform.redis.settings
    if isinstance(redis, ElastiCache) and redis.server and redis.server.shards and redis.mode != "cluster":
        fix = "set redis.mode: cluster, or leave shards out"
        yield Finding("redis.server.shards", f"is {redis.server.shards}, but redis.mode is not cluster", fix)


def _lifecycle_findings(platform: Platform) -> Findings:
    logs = platform.log_store.settings
    if not isinstance(logs, S3LogStore) or logs.lifecycle is None:
        return
    expire, move = logs.lifecycle.expire_days, logs.lifecycle.infrequent_access_days
    if move and move < _FIRST_TRANSITION:
        message = f"is {move}, but S3 moves logs after {_FIRST_TRANSITION} days at the earliest"
        yield Finding("logStore.lifecycle.infrequentAccessDays", message, f"set at least {_FIRST_TRANSITION}, or 0 for never")
    if expire and move and expire <= move:
        message = f"is {expire}, but logs move to Standard-IA after {move} days"
        yield Finding("logStore.lifecycle.expireDays", message, "increase it, or leave infrequentAccessDays out")


def _database_findings(platform: Platform) -> Findings:
    settings = platform.mysql.settings if platform.mysql else None
    if not isinstance(settings, Rds) or settings.server is None:
        return
    server = settings.server
    initial, maximum = server.storage_gib or _DEFAULT_STORAGE, server.max_storage_gib or _DEFAULT_MAXIMUM
    if maximum < 1.1 * initial:
        message = f"is {maximum}, but storageGib is {initial}"
        yield Finding("mysql.server.maxStorageGib", message, "set at least 10 % more than storageGib, as RDS requires")
    if server.performance_insights is not False and server.instance_class and server.instance_class.endswith(_CLASSES_WITHOUT_INSIGHTS):
        message = f"is on, but {server.instance_class} does not support it"
        yield Finding("mysql.server.performanceInsights", message, "set it to false, or use a larger instance class")
