"""What the AWS companion makes for a configuration: whatever of AWS the configuration uses and does not name."""

from collections.abc import Iterator
from typing import Final

from portkey_constructs.config.log_store import S3LogStore
from portkey_constructs.config.outputs import output
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.stores import AnyRedis, ElastiCache, Rds
from portkey_constructs.errors import ConfigurationError, Problem
from portkey_constructs.platform.defaults import log_store, mysql, redis

__all__ = [
    "UNKNOWN_YET",
    "log_bucket_name",
    "makes_cache",
    "makes_database",
    "makes_log_bucket",
    "platform",
    "redis_by_tls",
    "require_known",
    "unknown",
]

UNKNOWN_YET: Final = "PK-AWS-005"
"""The code of what is known once the companion is deployed."""
_DEPLOY: Final = "deploy the AWS companion (cdk deploy --all --outputs-file outputs.json), and name that file as aws.outputs"


def makes_database(config: PortkeyConfig) -> bool:
    """Whether the companion makes the database."""
    return config.deployment.kind == "platform" and isinstance(mysql(config), Rds)


def makes_cache(config: PortkeyConfig) -> bool:
    """Whether the companion makes the cache."""
    said = redis(config)
    return isinstance(said, ElastiCache) and said.host is None


def makes_log_bucket(config: PortkeyConfig) -> bool:
    """Whether the companion makes the bucket of logs."""
    said = log_store(config)
    return isinstance(said, S3LogStore) and said.bucket is None


def log_bucket_name(config: PortkeyConfig, region: str) -> str:
    """Name of the bucket of logs that the companion makes in a region."""
    return f"{config.name}-logs-{config.aws.account_id or ''}-{region}"


def redis_by_tls(said: AnyRedis) -> bool:
    """Whether Redis is spoken to by TLS; the companion's cache always is."""
    if said.kind == "inCluster":
        return False
    return said.tls or (isinstance(said, ElastiCache) and said.host is None)


def platform(config: PortkeyConfig) -> str:
    """What tells the outputs of one platform from those of another: cluster, namespace and name."""
    return "/".join([config.aws.cluster or "", config.namespace, config.name])


def unknown(config: PortkeyConfig) -> Iterator[Problem]:
    """What the manifests need and only a deployment of the companion tells, as long as it has not."""
    outputs = config.aws.outputs
    for path, made, field in (("mysql", makes_database(config), "mysql_host"), ("redis.host", makes_cache(config), "redis_host")):
        if not made or (outputs and getattr(outputs, field)):
            continue
        if outputs is None:
            message = "is made by the AWS companion, and nothing tells where it is"
        elif not outputs.platform:
            message = "is made by the AWS companion, and the file that aws.outputs names is not there yet"
        else:
            message = f"is made by the AWS companion, and {output(field)} is not among the outputs that aws.outputs names"
        yield Problem(path, message, _DEPLOY, UNKNOWN_YET, "warning")


def require_known(config: PortkeyConfig) -> None:
    """Raises `ConfigurationError` as long as manifests need what only a deployment of the companion tells."""
    if missing := tuple(unknown(config)):
        raise ConfigurationError(missing)
