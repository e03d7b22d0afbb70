"""The stores that the companion creates for a configuration, with the properties that follow from it, and the outputs that identify it."""

from collections.abc import Iterator
from typing import Any, Final

from portkey_constructs.aws_facts.entries import entries_to_fill
from portkey_constructs.aws_facts.log_bucket import ReplicaTarget
from portkey_constructs.config.base import Model
from portkey_constructs.config.encryption import KmsEncryption
from portkey_constructs.config.log_store import S3LogStore
from portkey_constructs.config.mysql import Rds
from portkey_constructs.config.redis import ElastiCache
from portkey_constructs.config.secrets import ExternalSecrets, SecretGroup
from portkey_constructs.errors import Problem
from portkey_constructs.iam.secret_entries import aws_entry
from portkey_constructs.platform.aws import AwsAccount
from portkey_constructs.platform.platform import Platform

__all__ = [
    "NOTHING_IN_DATA_STACK",
    "NOTHING_TO_CREATE",
    "NO_ROTATION",
    "account_problems",
    "cache_settings",
    "creates_database",
    "database_settings",
    "identity_outputs",
    "log_bucket_settings",
    "needs_data",
    "needs_network",
    "replica_bucket_settings",
    "replicated_store",
    "role_output",
]

NOTHING_TO_CREATE: Final = Problem(
    "",
    "has nothing for the AWS companion to create",
    "give components an AWS identity, or leave out the host of a store or the name of its bucket",
    "PK-AWS-018",
)
NOTHING_IN_DATA_STACK: Final = Problem("", "has nothing for the data stack to create", "leave that stack out", "PK-AWS-018")
NO_ROTATION: Final = (
    "the password is not rotated, because pods would keep the old one and lose access: "
    "set secrets.restartOnRotation, and install Reloader in the cluster"
)
"""Warning for a database whose password is not rotated."""
_ROTATION_DAYS: Final = 30
_LONGEST_DATABASE_NAME: Final = 63
_LONGEST_CACHE_NAME: Final = 40


def account_problems(aws: AwsAccount) -> Iterator[Problem]:
    """Report a missing account or region."""
    for path, value in (("aws.accountId", aws.account_id), ("aws.region", aws.region)):
        if not value:
            yield Problem(path, "is missing", f"set {path}: a stack belongs to one account and region", "PK-AWS-008")


def creates_database(platform: Platform) -> bool:
    """Whether the companion creates the database."""
    return platform.mysql is not None and platform.mysql.created_by_companion


def needs_network(platform: Platform) -> bool:
    """Whether a store in a VPC is created."""
    return platform.redis.created_by_companion or creates_database(platform)


def needs_data(platform: Platform) -> bool:
    """Whether a store or an entry in Secrets Manager is created."""
    return needs_network(platform) or platform.log_store.created_by_companion or bool(entries_to_fill(platform))


def replicated_store(platform: Platform) -> S3LogStore | None:
    """The settings of a log bucket of the companion that has a replica."""
    settings = platform.log_store.settings
    return settings if isinstance(settings, S3LogStore) and settings.replica and platform.log_store.created_by_companion else None


def log_bucket_settings(platform: Platform) -> dict[str, Any]:
    """Props of the log bucket. `key_arn` is an existing key; the bucket has a new key with `key_alias` without it."""
    aws, settings = platform.aws, platform.log_store.settings
    assert isinstance(settings, S3LogStore)
    uses_kms = _uses_kms(settings)
    replica = None
    if settings.replica:
        region = settings.replica.region
        key_arn = aws.log_key_alias(region) if uses_kms else None
        replica = ReplicaTarget(bucket_name=platform.log_store.replica_bucket, region=region, key_arn=key_arn)
    return {
        "bucket_name": platform.log_store.bucket,
        "encryption": "kms" if uses_kms else "s3",
        "key_arn": settings.encryption.key_arn if isinstance(settings.encryption, KmsEncryption) else None,
        "key_alias": aws.log_key if settings.encryption is None else None,
        "replica": replica,
        **_server_props(settings.lifecycle),
    }


def replica_bucket_settings(platform: Platform, settings: S3LogStore) -> dict[str, Any]:
    """Props of the copy of the log bucket in the second region."""
    uses_kms = _uses_kms(settings)
    return {
        "bucket_name": platform.log_store.replica_bucket,
        "encryption": "kms" if uses_kms else "s3",
        "key_alias": platform.aws.log_key if uses_kms else None,
        **_server_props(settings.lifecycle),
    }


def database_settings(platform: Platform) -> dict[str, Any]:
    """Props of the database; `rotation` is a number of days, None if nothing would restart the pods."""
    mysql, source = platform.mysql, platform.secret_sources[SecretGroup.MYSQL]
    assert mysql is not None
    settings = mysql.settings
    assert isinstance(settings, Rds)
    identifier = platform.aws.resource_name("mysql", _LONGEST_DATABASE_NAME)
    administrator = settings.administrator
    own_user = {"application_user": settings.user, "application_secret_name": _entry_name(platform, SecretGroup.MYSQL)} if administrator else {}
    restarts = isinstance(source, ExternalSecrets) and source.restart_on_rotation
    return {
        "database_name": settings.database,
        "user": administrator.user if administrator else settings.user,
        **own_user,
        "port": mysql.port,
        "identifier": identifier,
        "secret_name": _entry_name(platform, SecretGroup.MYSQL_ADMINISTRATOR if administrator else SecretGroup.MYSQL),
        "rotation": _ROTATION_DAYS if restarts else None,
        **_server_props(settings.server),
    }


def cache_settings(platform: Platform) -> dict[str, Any]:
    """Props of the cache."""
    settings = platform.redis.settings
    assert isinstance(settings, ElastiCache)
    iam = settings.iam
    return {
        "port": settings.port or 6379,
        "cluster_mode": settings.mode == "cluster",
        "auth": "iam" if iam else "password",
        "replication_group_id": iam.cluster_name if iam else None,
        "user": iam.user if iam else None,
        "log_name": platform.aws.resource_name("redis", _LONGEST_CACHE_NAME),
        "secret_name": None if iam else _entry_name(platform, SecretGroup.REDIS),
        **_server_props(settings.server),
    }


def identity_outputs(aws: AwsAccount) -> dict[str, str]:
    """The outputs that identify the platform."""
    return {"platform": aws.platform_id, "account": aws.account_id or "", "region": aws.region or ""}


def role_output(component: str) -> str:
    """The output with the ARN of a component's role."""
    return f"{component.replace('-', '_')}_role_arn"


def _server_props(settings: Model | None) -> dict[str, Any]:
    """The settings as props, which have the same names, without those that are not set."""
    return {name: value for name, value in settings if value is not None} if settings else {}


def _uses_kms(settings: S3LogStore) -> bool:
    return settings.encryption is None or isinstance(settings.encryption, KmsEncryption)


def _entry_name(platform: Platform, group: SecretGroup) -> str | None:
    entry = aws_entry(platform, group)
    return entry.name if entry else None
