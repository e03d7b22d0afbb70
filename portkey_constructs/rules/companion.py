"""The AWS companion: what it makes has a name, and its outputs are of this platform."""

from collections.abc import Iterator

from portkey_constructs.config.log_store import S3LogStore
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.stores import ElastiCache
from portkey_constructs.errors import Problem
from portkey_constructs.platform.aws_outputs import log_bucket_name, makes_cache, makes_database, makes_log_bucket, platform, unknown
from portkey_constructs.platform.cloud_identity import log_store_region
from portkey_constructs.platform.defaults import log_store, redis

__all__ = ["check"]

_LONGEST_BUCKET = 63


def check(config: PortkeyConfig) -> Iterator[Problem]:
    """What the companion makes can be named, and what it told belongs here."""
    yield from _outputs(config)
    yield from unknown(config)
    said = log_store(config)
    if isinstance(said, S3LogStore):
        yield from _bucket(config, said)
    cache = redis(config)
    if makes_cache(config) and isinstance(cache, ElastiCache) and "tls" in cache.model_fields_set and not cache.tls:
        yield Problem("redis.tls", "is false, and redis.host is left out", "leave tls out: the companion's cache speaks TLS alone", "PK-REDIS-013")
    if (makes_database(config) or makes_cache(config)) and not config.aws.region:
        path = "mysql" if makes_database(config) else "redis"
        yield Problem(path, "is made by the AWS companion, and aws.region is not given", "say aws.region", "PK-AWS-003")


def _outputs(config: PortkeyConfig) -> Iterator[Problem]:
    aws = config.aws
    if aws.outputs is None or not aws.outputs.platform:
        return
    for told, said, what in (
        (aws.outputs.account, aws.account_id, "the account"),
        (aws.outputs.region, aws.region, "the region"),
        (aws.outputs.platform, platform(config), "the platform (cluster/namespace/name)"),
    ):
        if said and told != said:
            fix = "name the outputs of this platform's own stacks"
            yield Problem("aws.outputs", f"is of {what} {told}, and this configuration says {said}", fix, "PK-AWS-002")


def _bucket(config: PortkeyConfig, said: S3LogStore) -> Iterator[Problem]:
    if not makes_log_bucket(config):
        if said.replica and said.replica.bucket is None:
            fix = "name it, or leave logStore.bucket out too: the AWS companion makes both"
            yield Problem("logStore.replica.bucket", "is missing, and logStore.bucket is given", fix, "PK-LOGSTORE-012")
        return
    region = log_store_region(config, said)
    if said.credentials == "keys":
        fix = "say the bucket: the companion's is opened by the pods' identity"
        yield Problem("logStore.bucket", "is left out, and logStore.credentials is keys", fix, "PK-AWS-006")
    elif not config.aws.account_id or not region:
        missing = " and ".join(name for name, value in (("aws.accountId", config.aws.account_id), ("aws.region", region)) if not value)
        yield Problem("logStore.bucket", f"is left out, and {missing} not given", "its name has them in it: say them, or the bucket", "PK-AWS-004")
    elif len(log_bucket_name(config, region)) > _LONGEST_BUCKET:
        yield Problem("logStore.bucket", "is left out, and its name would be too long", "say the bucket", "PK-AWS-004")
    elif config.aws.region and region != config.aws.region:
        fix = "leave logStore.region out, or say the bucket"
        yield Problem("logStore.region", f"is {region}, and the companion makes the bucket in {config.aws.region}", fix, "PK-AWS-007")
