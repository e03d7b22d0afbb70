"""The bucket that stores the logs of requests."""

from collections.abc import Iterator
from typing import Annotated, Any, Final, Literal, cast

from aws_cdk import Duration, RemovalPolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from portkey_constructs.aws.construct_props import Days, Props, prop_problem, validate
from portkey_constructs.aws.encryption_key import create_key
from portkey_constructs.aws.log_bucket_base import ExistingLogBucket, LogBucketBase
from portkey_constructs.aws.replication import ReplicaTarget, add_replication
from portkey_constructs.config.types import Matching, Whole
from portkey_constructs.errors import Problem

__all__ = ["ExistingLogBucket", "LogBucket", "LogBucketProps"]

_RESERVED_PREFIXES: Final = ("xn--", "sthree-", "amzn-s3-demo-")
_RESERVED_SUFFIXES: Final = ("-s3alias", "--ol-s3", "--x-s3", "--table-s3", ".mrap")


class LogBucketProps(Props):
    """The props of a `LogBucket`."""

    bucket_name: (
        Annotated[
            str, Matching("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", "a bucket name of 3 to 63 lowercase letters, digits and hyphens (TLS rules out dots)")
        ]
        | None
    ) = None
    encryption: Literal["kms", "s3"] = "kms"
    encryption_key: Any = None
    key_alias: Annotated[str, Matching("^[A-Za-z0-9_-][A-Za-z0-9/_-]{0,249}$", "the alias of a key without alias/, such as portkey-logs")] | None = (
        None
    )
    noncurrent_days: Days = 30
    infrequent_access_days: Annotated[int, Whole(30, 36500, "a number of days from 30, the minimum of S3")] | None = None
    expire_days: Days | None = None
    access_log_bucket: Any = None
    access_log_prefix: Annotated[str, Matching("^[A-Za-z0-9!_.*'()/-]{1,512}$", "a prefix of keys such as portkey-logs/")] | None = None
    access_log_days: Days | None = None
    replica: ReplicaTarget | None = None


class LogBucket(LogBucketBase):
    """A bucket for logs of requests: encrypted, versioned, private, without ACLs, only over TLS 1.2 or newer, with access logs.

    The bucket is the construct `Bucket`; its new key is `Key`, its new bucket of access logs `AccessLogs`, the role that replicates to a
    second region `ReplicationRole`. CloudFormation chooses the names that you leave out.

    Args:
        encryption: `kms` uses a KMS key, `s3` the keys of S3 (SSE-S3).
        encryption_key: existing KMS key; by default a new one that rotates yearly.
        key_alias: alias of the new key, without `alias/`.
        noncurrent_days: days to keep overwritten and deleted versions.
        infrequent_access_days: age in days at which logs move to Standard-IA; by default never.
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
        infrequent_access_days: int | None = None,
        expire_days: int | None = None,
        access_log_bucket: s3.IBucket | None = None,
        access_log_prefix: str | None = None,
        access_log_days: int | None = None,
        replica: ReplicaTarget | None = None,
        removal_policy: RemovalPolicy = RemovalPolicy.RETAIN,
    ) -> None:
        props = validate(self, LogBucketProps, locals(), lambda props: self._problems(props, scope))
        super().__init__(scope, id)
        key = encryption_key
        if props.encryption == "kms" and key is None:
            key = create_key(self, description="Encrypts the logs of requests", removal_policy=removal_policy, alias=props.key_alias)
        bucket = s3.Bucket(
            self,
            "Bucket",
            bucket_name=props.bucket_name,
            encryption=s3.BucketEncryption.KMS if key else s3.BucketEncryption.S3_MANAGED,
            encryption_key=key,
            bucket_key_enabled=True if key else None,
            versioned=True,
            enforce_ssl=True,
            minimum_tls_version=1.2,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            lifecycle_rules=_lifecycle_rules(props),
            removal_policy=removal_policy,
        )
        self._bucket, self._encryption_key = bucket, key
        access_logs = access_log_bucket or self._access_log_bucket(props.access_log_days or 365, removal_policy)
        _enable_access_logs(bucket, access_logs, props.access_log_prefix)
        if props.replica:
            add_replication(self, bucket, key, props.replica)

    @staticmethod
    def from_existing(scope: Construct, id: str, *, bucket: s3.IBucket, encryption_key: kms.IKey | None = None) -> ExistingLogBucket:
        """An existing bucket with the same grants; `encryption_key` is the key that encrypts its objects, None if S3 manages the keys."""
        return ExistingLogBucket(scope, id, bucket=bucket, encryption_key=encryption_key)

    def _access_log_bucket(self, days: int, removal_policy: RemovalPolicy) -> s3.Bucket:
        return s3.Bucket(
            self,
            "AccessLogs",
            # S3 delivers access logs only to buckets with SSE-S3.
            encryption=s3.BucketEncryption.S3_MANAGED,
            enforce_ssl=True,
            minimum_tls_version=1.2,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            lifecycle_rules=[s3.LifecycleRule(id="access-logs", expiration=Duration.days(days))],
            removal_policy=removal_policy,
        )

    def _problems(self, props: LogBucketProps, scope: Construct) -> Iterator[Problem]:
        yield from _name_problems(props.bucket_name or "")
        yield from _encryption_problems(props)
        if props.infrequent_access_days and props.expire_days and props.expire_days <= props.infrequent_access_days:
            fix = "increase it, or leave infrequent_access_days out"
            yield prop_problem("expire_days", f"is {props.expire_days}, but logs move to Standard-IA after {props.infrequent_access_days} days", fix)
        if props.access_log_days and props.access_log_bucket is not None:
            yield prop_problem("access_log_days", "is set together with access_log_bucket", "leave it out: that bucket has its own lifecycle rules")


def _name_problems(name: str) -> Iterator[Problem]:
    if name.startswith(_RESERVED_PREFIXES) or name.endswith(_RESERVED_SUFFIXES):
        reserved = ", ".join([*(f"{prefix}..." for prefix in _RESERVED_PREFIXES), *(f"...{suffix}" for suffix in _RESERVED_SUFFIXES)])
        yield prop_problem("bucket_name", f"is {name}, which S3 reserves", f"choose a name that does not match {reserved}")


def _encryption_problems(props: LogBucketProps) -> Iterator[Problem]:
    if props.encryption == "s3":
        for prop, value in (("encryption_key", props.encryption_key), ("key_alias", props.key_alias)):
            if value is not None:
                yield prop_problem(prop, "is set, but encryption is s3, which uses no key of yours", "remove one of them")
        if props.replica and props.replica.key_arn:
            yield prop_problem("replica.key_arn", "is set, but encryption is s3, which the replicas use too", "remove one of them")
    else:
        if props.encryption_key is not None and props.key_alias:
            yield prop_problem("key_alias", "is set together with encryption_key", "leave it out: only a new key gets an alias")
        if props.replica and not props.replica.key_arn:
            fix = "set the ARN of a key, or of its alias, in the replica's region"
            yield prop_problem("replica.key_arn", "is missing, but encryption is kms", fix)
    if props.key_alias and props.key_alias.startswith(("alias/", "aws/")):
        yield prop_problem("key_alias", f"is {props.key_alias}", "leave out alias/, and do not begin with aws/, which AWS reserves")


def _lifecycle_rules(props: LogBucketProps) -> list[s3.LifecycleRule]:
    versions = s3.LifecycleRule(
        id="former-versions",
        noncurrent_version_expiration=Duration.days(props.noncurrent_days),
        # An expiration removes delete markers too, and S3 does not accept both.
        expired_object_delete_marker=None if props.expire_days else True,
    )
    uploads = s3.LifecycleRule(id="incomplete-uploads", abort_incomplete_multipart_upload_after=Duration.days(7))
    if not props.expire_days and not props.infrequent_access_days:
        return [versions, uploads]
    transitions = props.infrequent_access_days and [
        s3.Transition(storage_class=s3.StorageClass.INFREQUENT_ACCESS, transition_after=Duration.days(props.infrequent_access_days))
    ]
    age = s3.LifecycleRule(id="age", expiration=Duration.days(props.expire_days) if props.expire_days else None, transitions=transitions or None)
    return [versions, uploads, age]


def _enable_access_logs(bucket: s3.Bucket, target: s3.IBucket, prefix: str | None) -> None:
    """Let S3 write access logs by bucket policy, independent of the app's feature flags, since ACLs are off."""
    resource = cast(s3.CfnBucket, bucket.node.default_child)
    resource.logging_configuration = s3.CfnBucket.LoggingConfigurationProperty(destination_bucket_name=target.bucket_name, log_file_prefix=prefix)
    target.add_to_resource_policy(
        iam.PolicyStatement(
            actions=["s3:PutObject"],
            principals=[iam.ServicePrincipal("logging.s3.amazonaws.com")],
            resources=[target.arn_for_objects(f"{prefix or ''}*")],
            conditions={
                "ArnLike": {"aws:SourceArn": bucket.bucket_arn},
                "StringEquals": {"aws:SourceAccount": Stack.of(bucket).account},
            },
        )
    )
