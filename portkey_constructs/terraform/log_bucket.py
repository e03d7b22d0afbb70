"""The log bucket, its access logs, and its copy in a second region."""

from collections.abc import Mapping
from typing import Any, Final

from portkey_constructs.aws_facts.log_bucket import (
    ACCESS_LOG_DAYS,
    LOG_DELIVERY_SERVICE,
    LOG_KEY_DESCRIPTION,
    MINIMUM_TLS_VERSION,
    REPLICATION_ROLE_DESCRIPTION,
    REPLICATION_RULE,
    REPLICATION_SERVICE,
    Lifecycle,
    LogBucketProps,
    ReplicaTarget,
    access_log_lifecycle,
    lifecycle,
    log_bucket_problems,
    replication_permissions,
)
from portkey_constructs.aws_facts.stores import log_bucket_settings, replica_bucket_settings, replicated_store
from portkey_constructs.config.outputs import output
from portkey_constructs.iam.statements import one_or_more
from portkey_constructs.platform.aws import AwsAccount
from portkey_constructs.platform.platform import Platform
from portkey_constructs.terraform.module import Expression, Module, joined, reference
from portkey_constructs.terraform.network import add_key
from portkey_constructs.terraform.settings import configured

__all__ = ["REPLICA_PROVIDER", "add_log_buckets"]

REPLICA_PROVIDER: Final = "replica"
"""Alias of the provider of the second region."""
_LOGS: Final = "logs"
_REPLICA: Final = "logs_replica"
_LONGEST_BUCKET_PREFIX: Final = 37


def add_log_buckets(module: Module, platform: Platform) -> None:
    """Add the log bucket and, if the configuration has one, its copy with the replication.

    Raises:
        ConfigurationError: S3 does not accept a bucket of that name.
    """
    settings = log_bucket_settings(platform)
    props = configured(LogBucketProps, {**settings, "encryption_key": settings["key_arn"]}, log_bucket_problems, {"bucket_name": "logStore"})
    key = _add_bucket(module, _LOGS, props, platform.aws)
    module.output(output("log_bucket"), reference(f"aws_s3_bucket.{_LOGS}.bucket"))
    if key:
        module.output(output("log_key_arn"), key)
    store = replicated_store(platform)
    if store and props.replica:
        copy = configured(LogBucketProps, replica_bucket_settings(platform, store), log_bucket_problems, {"bucket_name": "logStore.replica"})
        _add_bucket(module, _REPLICA, copy, platform.aws, provider=f"aws.{REPLICA_PROVIDER}")
        _add_replication(module, platform.aws, props.bucket_name, props.replica, key)


def _add_bucket(module: Module, name: str, props: LogBucketProps, aws: AwsAccount, provider: str | None = None) -> str | None:
    """Add a bucket and its access logs; the ARN of its key, None if S3 manages the keys."""
    key: str | None = props.encryption_key
    if props.encryption == "kms" and key is None:
        key = add_key(module, name, LOG_KEY_DESCRIPTION, aws, provider=provider, alias=props.key_alias)
    bucket = module.resource("aws_s3_bucket", name, provider=provider, bucket=props.bucket_name, lifecycle={"prevent_destroy": True})
    module.resource(
        "aws_s3_bucket_versioning",
        name,
        provider=provider,
        bucket=reference(f"{bucket}.bucket"),
        versioning_configuration={"status": "Enabled"},
    )
    _add_protection(module, name, provider, key=key, rules=[*lifecycle(props)], after=[f"aws_s3_bucket_versioning.{name}"])
    logs = f"access_{name}"
    target = module.resource(
        "aws_s3_bucket",
        logs,
        provider=provider,
        bucket_prefix=f"{aws.resource_name('access-logs', _LONGEST_BUCKET_PREFIX - 1)}-",
        lifecycle={"prevent_destroy": True},
    )
    delivery = {
        "Effect": "Allow",
        "Principal": {"Service": LOG_DELIVERY_SERVICE},
        "Action": "s3:PutObject",
        "Resource": joined(reference(f"{target}.arn"), "/*"),
        "Condition": {
            "ArnLike": {"aws:SourceArn": reference(f"{bucket}.arn")},
            "StringEquals": {"aws:SourceAccount": aws.account_id},
        },
    }
    _add_protection(module, logs, provider, key=None, rules=[access_log_lifecycle(ACCESS_LOG_DAYS)], statements=[delivery])
    module.resource(
        "aws_s3_bucket_logging",
        name,
        provider=provider,
        bucket=reference(f"{bucket}.bucket"),
        target_bucket=reference(f"{target}.bucket"),
        target_prefix="",
        depends_on=[f"aws_s3_bucket_policy.{logs}"],
    )
    return key


def _add_protection(
    module: Module,
    name: str,
    provider: str | None,
    *,
    key: str | None,
    rules: list[Lifecycle],
    statements: list[dict[str, Any]] | None = None,
    after: list[str] | None = None,
) -> None:
    """What every bucket has: encryption, no public access, no ACLs, lifecycle rules, and a policy that requires TLS."""
    arn, common = reference(f"aws_s3_bucket.{name}.arn"), {"provider": provider, "bucket": reference(f"aws_s3_bucket.{name}.bucket")}
    default = {"sse_algorithm": "aws:kms", "kms_master_key_id": key} if key else {"sse_algorithm": "AES256"}
    module.resource(
        "aws_s3_bucket_server_side_encryption_configuration",
        name,
        **common,
        rule=[{**({"bucket_key_enabled": True} if key else {}), "apply_server_side_encryption_by_default": default}],
    )
    blocks = ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets")
    block = module.resource("aws_s3_bucket_public_access_block", name, **common, **dict.fromkeys(blocks, True))
    module.resource("aws_s3_bucket_ownership_controls", name, **common, rule={"object_ownership": "BucketOwnerEnforced"})
    module.resource("aws_s3_bucket_lifecycle_configuration", name, **common, rule=[_lifecycle_rule(rule) for rule in rules], depends_on=after)
    document = {"Version": "2012-10-17", "Statement": [*_require_tls(arn), *(statements or ())]}
    # S3 refuses two changes of one bucket at a time.
    module.resource("aws_s3_bucket_policy", name, **common, policy=module.policy(f"{name}_bucket_policy", document), depends_on=[block])


def _require_tls(arn: Expression) -> list[dict[str, Any]]:
    conditions: tuple[Mapping[str, Any], ...] = (
        {"Bool": {"aws:SecureTransport": "false"}},
        {"NumericLessThan": {"s3:TlsVersion": MINIMUM_TLS_VERSION}},
    )
    refused = {"Effect": "Deny", "Principal": {"AWS": "*"}, "Action": "s3:*", "Resource": [arn, joined(arn, "/*")]}
    return [{**refused, "Condition": condition} for condition in conditions]


def _lifecycle_rule(rule: Lifecycle) -> dict[str, Any]:
    content: dict[str, Any] = {"id": rule.id, "status": "Enabled", "filter": {"prefix": ""}}
    if rule.expire_days:
        content["expiration"] = {"days": rule.expire_days}
    if rule.expired_markers:
        content["expiration"] = {"expired_object_delete_marker": True}
    if rule.noncurrent_days:
        content["noncurrent_version_expiration"] = {"noncurrent_days": rule.noncurrent_days}
    if rule.upload_days:
        content["abort_incomplete_multipart_upload"] = {"days_after_initiation": rule.upload_days}
    if rule.infrequent_access_days:
        content["transition"] = [{"days": rule.infrequent_access_days, "storage_class": "STANDARD_IA"}]
    return content


def _add_replication(module: Module, aws: AwsAccount, bucket: str | None, target: ReplicaTarget, key: str | None) -> None:
    name, partition = f"{_LOGS}_replication", aws.partition
    trusted = {
        "Effect": "Allow",
        "Principal": {"Service": REPLICATION_SERVICE},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"aws:SourceAccount": aws.account_id}},
    }
    trust = {"Version": "2012-10-17", "Statement": [trusted]}
    role = module.resource(
        "aws_iam_role",
        name,
        name=aws.role_name("logs-replication"),
        description=REPLICATION_ROLE_DESCRIPTION,
        assume_role_policy=module.policy(f"{name}_trust", trust),
    )
    permissions = replication_permissions(
        f"arn:{partition.id}:s3:::{bucket}", key, aws.region or "", target, partition=partition.id, dns_suffix=partition.dns_suffix
    )
    statements = [
        {
            "Effect": "Allow",
            "Action": one_or_more(actions),
            "Resource": one_or_more(resources),
            **({"Condition": conditions} if conditions else {}),
        }
        for actions, resources, conditions in permissions
    ]
    document = {"Version": "2012-10-17", "Statement": statements}
    module.resource(
        "aws_iam_role_policy", name, name="replication", role=reference(f"{role}.name"), policy=module.policy(f"{name}_permissions", document)
    )
    criteria = {"sse_kms_encrypted_objects": {"status": "Enabled"}} if target.key_arn else None
    encryption = {"encryption_configuration": {"replica_kms_key_id": target.key_arn}} if target.key_arn else {}
    rule = {
        "id": REPLICATION_RULE,
        "status": "Enabled",
        "priority": 1,
        "filter": {"prefix": ""},
        "delete_marker_replication": {"status": "Disabled"},
        "destination": {"bucket": f"arn:{partition.id}:s3:::{target.bucket_name}", **encryption},
        **({"source_selection_criteria": criteria} if criteria else {}),
    }
    # Both buckets must be versioned before, and the rule names bucket and key of the second region by fixed names.
    before = [f"aws_s3_bucket_versioning.{_LOGS}", f"aws_s3_bucket_versioning.{_REPLICA}"]
    module.resource(
        "aws_s3_bucket_replication_configuration",
        _LOGS,
        bucket=reference(f"aws_s3_bucket.{_LOGS}.bucket"),
        role=reference(f"{role}.arn"),
        rule=[rule],
        depends_on=[*before, *([f"aws_kms_alias.{_REPLICA}"] if target.key_arn else ())],
    )
