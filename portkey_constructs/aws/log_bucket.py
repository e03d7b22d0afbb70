"""The bucket that stores the logs of requests."""

from collections.abc import Iterator
from typing import Literal, cast

from aws_cdk import Duration, RemovalPolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from portkey_constructs.aws.construct_props import validate
from portkey_constructs.aws.encryption_key import create_key
from portkey_constructs.aws.log_bucket_base import ExistingLogBucket, LogBucketBase
from portkey_constructs.aws.nag_findings import acknowledge_controls
from portkey_constructs.aws.replication import add_replication
from portkey_constructs.aws_facts.log_bucket import (
    ACCESS_LOG_DAYS,
    INFREQUENT_ACCESS_DAYS,
    LOG_DELIVERY_SERVICE,
    LOG_KEY_DESCRIPTION,
    MINIMUM_TLS_VERSION,
    Lifecycle,
    LogBucketProps,
    ReplicaTarget,
    access_log_lifecycle,
    lifecycle,
    log_bucket_problems,
)
from portkey_constructs.errors import Problem

__all__ = ["ExistingLogBucket", "LogBucket"]


class LogBucket(LogBucketBase):
    """A bucket for logs of requests: encrypted, versioned, private, without ACLs, only over TLS 1.2 or newer, with access logs.

    The bucket is the construct `Bucket`; its new key is `Key`, its new bucket of access logs `AccessLogs`, the role that replicates to a
    second region `ReplicationRole`. CloudFormation chooses the names that you leave out.

    Args:
        encryption: `kms` uses a KMS key, `s3` the keys of S3 (SSE-S3).
        encryption_key: existing KMS key; by default a new one that rotates yearly.
        key_alias: alias of the new key, without `alias/`.
        noncurrent_days: days to keep overwritten and deleted versions.
        infrequent_access_days: age in days at which logs move to Standard-IA; 90 by default, None or 0 for never. Objects below 128 KB stay.
        expire_days: age in days at which logs are deleted; by default never.
        access_log_bucket: existing bucket for access logs, encrypted with SSE-S3; by default a new one. A bucket from outside this app must let
            `logging.s3.amazonaws.com` write.
        access_log_days: days to keep access logs in the new bucket; 365 by default.
        replica: existing bucket in a second region that receives a copy of every new object, but no deletions. See `ReplicaBucket`.
        removal_policy: what happens to bucket and key when the stack is deleted.

    Raises:
        ConfigurationError: with all problems.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        bucket_name: str | None = None,
        encryption: Literal["kms", "s3"] = "kms",
        encryption_key: kms.IKey | None = None,
        key_alias: str | None = None,
        noncurrent_days: int = 30,
        infrequent_access_days: int | None = INFREQUENT_ACCESS_DAYS,
        expire_days: int | None = None,
        access_log_bucket: s3.IBucket | None = None,
        access_log_prefix: str | None = None,
        access_log_days: int | None = None,
        replica: ReplicaTarget | None = None,
        removal_policy: RemovalPolicy = RemovalPolicy.RETAIN,
    ) -> None:
        props = validate(
            self,
            LogBucket.__init__,
            LogBucketProps,
            locals(),
            lambda props: self._problems(props, scope),
            infrequent_access_days=infrequent_access_days or 0,
        )
        super().__init__(scope, id)
        key = encryption_key
        if props.encryption == "kms" and key is None:
            key = create_key(self, description=LOG_KEY_DESCRIPTION, removal_policy=removal_policy, alias=props.key_alias)
        bucket = s3.Bucket(
            self,
            "Bucket",
            bucket_name=props.bucket_name,
            encryption=s3.BucketEncryption.KMS if key else s3.BucketEncryption.S3_MANAGED,
            encryption_key=key,
            bucket_key_enabled=True if key else None,
            versioned=True,
            enforce_ssl=True,
            minimum_tls_version=MINIMUM_TLS_VERSION,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            lifecycle_rules=[_lifecycle_rule(rule) for rule in lifecycle(props)],
            removal_policy=removal_policy,
        )
        self._bucket, self._encryption_key = bucket, key
        if props.encryption == "s3":
            acknowledge_controls(bucket, "S3DefaultEncryptionKMS", "The configuration asks for the keys of S3, with the setting logStore.encryption")
        if not props.replica:
            acknowledge_controls(bucket, "S3BucketReplicationEnabled", self._unreplicated)
        access_logs = access_log_bucket or self._access_log_bucket(props.access_log_days or ACCESS_LOG_DAYS, removal_policy)
        _enable_access_logs(bucket, access_logs, props.access_log_prefix)
        if props.replica:
            add_replication(self, bucket, key, props.replica)

    @staticmethod
    def from_existing(scope: Construct, id: str, *, bucket: s3.IBucket, encryption_key: kms.IKey | None = None) -> ExistingLogBucket:
        """An existing bucket with the same grants; `encryption_key` is the key that encrypts its objects, None if S3 manages the keys."""
        return ExistingLogBucket(scope, id, bucket=bucket, encryption_key=encryption_key)

    _unreplicated = "The configuration asks for no copy in a second region: the setting logStore.replica creates it"

    def _access_log_bucket(self, days: int, removal_policy: RemovalPolicy) -> s3.Bucket:
        bucket = s3.Bucket(
            self,
            "AccessLogs",
            # S3 delivers access logs only to buckets with SSE-S3.
            encryption=s3.BucketEncryption.S3_MANAGED,
            enforce_ssl=True,
            minimum_tls_version=MINIMUM_TLS_VERSION,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            lifecycle_rules=[_lifecycle_rule(access_log_lifecycle(days))],
            removal_policy=removal_policy,
        )
        acknowledge_controls(bucket, "S3DefaultEncryptionKMS", "S3 delivers access logs only to buckets that it encrypts with its own keys")
        acknowledge_controls(bucket, "S3BucketVersioningEnabled", "S3 writes each access log once, and nothing else may write or delete them")
        acknowledge_controls(bucket, "S3BucketReplicationEnabled", "Access logs expire; the logs of requests can be replicated")
        return bucket

    def _problems(self, props: LogBucketProps, scope: Construct) -> Iterator[Problem]:
        yield from log_bucket_problems(props)


def _lifecycle_rule(rule: Lifecycle) -> s3.LifecycleRule:
    def days(number: int | None) -> Duration | None:
        return Duration.days(number) if number else None

    age = days(rule.infrequent_access_days)
    return s3.LifecycleRule(
        id=rule.id,
        expiration=days(rule.expire_days),
        noncurrent_version_expiration=days(rule.noncurrent_days),
        expired_object_delete_marker=rule.expired_markers,
        abort_incomplete_multipart_upload_after=days(rule.upload_days),
        transitions=[s3.Transition(storage_class=s3.StorageClass.INFREQUENT_ACCESS, transition_after=age)] if age else None,
    )


def _enable_access_logs(bucket: s3.Bucket, target: s3.IBucket, prefix: str | None) -> None:
    """Let S3 write access logs by bucket policy, independent of the app's feature flags, since ACLs are off."""
    resource = cast(s3.CfnBucket, bucket.node.default_child)
    resource.logging_configuration = s3.CfnBucket.LoggingConfigurationProperty(destination_bucket_name=target.bucket_name, log_file_prefix=prefix)
    target.add_to_resource_policy(
        iam.PolicyStatement(
            actions=["s3:PutObject"],
            principals=[iam.ServicePrincipal(LOG_DELIVERY_SERVICE)],
            resources=[target.arn_for_objects(f"{prefix or ''}*")],
            conditions={
                "ArnLike": {"aws:SourceArn": bucket.bucket_arn},
                "StringEquals": {"aws:SourceAccount": Stack.of(bucket).account},
            },
        )
    )
