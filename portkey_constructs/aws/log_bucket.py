"""The bucket that logs of requests go to."""

from collections.abc import Iterator
from typing import Annotated, Any, Final, Literal, cast

from aws_cdk import Duration, RemovalPolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from portkey_constructs.aws.existing_log_bucket import AnyLogBucket, ExistingLogBucket
from portkey_constructs.aws.own_key import own_key
from portkey_constructs.aws.props import Days, Props, apart, check
from portkey_constructs.aws.replication import ReplicaTarget, replicate
from portkey_constructs.config.types import Matching, Whole
from portkey_constructs.errors import Problem

__all__ = ["ExistingLogBucket", "LogBucket", "LogBucketProps"]

_RESERVED_BEGINNINGS: Final = ("xn--", "sthree-", "amzn-s3-demo-")
_RESERVED_ENDINGS: Final = ("-s3alias", "--ol-s3", "--x-s3", "--table-s3", ".mrap")


class LogBucketProps(Props):
    """What a `LogBucket` is told."""

    bucket_name: (
        Annotated[
            str, Matching("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", "a bucket name of 3 to 63 small letters, digits and hyphens (no dots, for TLS' sake)")
        ]
        | None
    ) = None
    encryption: Literal["kms", "s3"] = "kms"
    encryption_key: Any = None
    key_alias: Annotated[str, Matching("^[A-Za-z0-9_-][A-Za-z0-9/_-]{0,249}$", "the alias of a key without alias/, such as portkey-logs")] | None = (
        None
    )
    noncurrent_days: Days = 30
    infrequent_access_days: Annotated[int, Whole(30, 36500, "a number of days from 30, which S3 asks for")] | None = None
    expire_days: Days | None = None
    access_log_bucket: Any = None
    access_log_prefix: Annotated[str, Matching("^[A-Za-z0-9!_.*'()/-]{1,512}$", "a prefix of keys such as portkey-logs/")] | None = None
    access_log_days: Days | None = None
    replica: ReplicaTarget | None = None


def _rules(said: LogBucketProps) -> Iterator[Problem]:
    name = said.bucket_name or ""
    if name.startswith(_RESERVED_BEGINNINGS) or name.endswith(_RESERVED_ENDINGS):
        reserved = ", ".join([*(f"{beginning}..." for beginning in _RESERVED_BEGINNINGS), *(f"...{ending}" for ending in _RESERVED_ENDINGS)])
        yield apart("bucket_name", f"is {name}, which S3 keeps for itself", f"choose a name that is none of {reserved}")
    if said.encryption == "s3":
        for prop, value in (("encryption_key", said.encryption_key), ("key_alias", said.key_alias)):
            if value is not None:
                yield apart(prop, "is given, and encryption is s3, which has no key of yours", "leave one of them out")
        if said.replica and said.replica.key_arn:
            yield apart("replica.key_arn", "is given, and encryption is s3: S3 keeps copies under its own keys then", "leave one of them out")
    else:
        if said.encryption_key is not None and said.key_alias:
            yield apart("key_alias", "is given beside encryption_key", "leave it out: only a key that is made here gets an alias")
        if said.replica and not said.replica.key_arn:
            yield apart("replica.key_arn", "is missing, and encryption is kms", "give the ARN of a key, or of its alias, in the replica's region")
    if said.key_alias and said.key_alias.startswith(("alias/", "aws/")):
        yield apart("key_alias", f"is {said.key_alias}", "leave alias/ out, and keep clear of aws/, which AWS keeps for itself")
    if said.infrequent_access_days and said.expire_days and said.expire_days <= said.infrequent_access_days:
        fix = "let logs live longer, or leave infrequent_access_days out"
        yield apart("expire_days", f"is {said.expire_days}, and logs move after {said.infrequent_access_days} days", fix)
    if said.access_log_days and said.access_log_bucket is not None:
        yield apart("access_log_days", "is given beside access_log_bucket", "leave it out: that bucket has a life cycle of its own")


class LogBucket(AnyLogBucket):
    """A bucket for logs of requests: encrypted, versioned, by TLS 1.2 or newer alone, closed to the public, without ACLs, its readers logged.

    The bucket is the construct `Bucket`, a key that is made here `Key`, the bucket of access logs that is made here `AccessLogs`, the role that
    copies to a second region `ReplicationRole`. Names that are not given are CloudFormation's.

    Args:
        encryption: `kms` by a key of your own, `s3` by keys of S3's.
        encryption_key: that key; one is made, which rotates yearly, when left out.
        key_alias: alias of the key that is made, without `alias/`.
        noncurrent_days: days that versions live on which were overwritten or deleted.
        infrequent_access_days: age in days at which logs move to Standard-IA; never when left out.
        expire_days: age in days at which logs are deleted; never when left out.
        access_log_bucket: where S3 logs who reads and writes; one is made when left out. It must be encrypted with SSE-S3, and one that is not
            of this app must let `logging.s3.amazonaws.com` write.
        access_log_days: days that those logs live on in the bucket that is made; 365 when left out.
        replica: bucket in a second region, which is there before this one is deployed, that every object is copied to from now on; deletions are
            not. See `ReplicaBucket`.
        removal_policy: what becomes of bucket and key with the stack.

    Raises:
        ConfigurationError: with every problem.
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
        said = check(
            type(self).__name__,
            LogBucketProps,
            {
                "bucket_name": bucket_name,
                "encryption": encryption,
                "encryption_key": encryption_key,
                "key_alias": key_alias,
                "noncurrent_days": noncurrent_days,
                "infrequent_access_days": infrequent_access_days,
                "expire_days": expire_days,
                "access_log_bucket": access_log_bucket,
                "access_log_prefix": access_log_prefix,
                "access_log_days": access_log_days,
                "replica": replica,
            },
            lambda sound: self._problems(sound, scope),
        )
        super().__init__(scope, id)
        key = encryption_key
        if said.encryption == "kms" and key is None:
            key = own_key(self, description="Encrypts the logs of requests", removal_policy=removal_policy, alias=said.key_alias)
        bucket = s3.Bucket(
            self,
            "Bucket",
            bucket_name=said.bucket_name,
            encryption=s3.BucketEncryption.KMS if key else s3.BucketEncryption.S3_MANAGED,
            encryption_key=key,
            bucket_key_enabled=True if key else None,
            versioned=True,
            enforce_ssl=True,
            minimum_tls_version=1.2,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            lifecycle_rules=_lifecycle(said),
            removal_policy=removal_policy,
        )
        self._bucket, self._encryption_key = bucket, key
        logs = access_log_bucket or self._access_logs(said.access_log_days or 365, removal_policy)
        _log_access(bucket, logs, said.access_log_prefix)
        if said.replica:
            replicate(self, bucket, key, said.replica)

    @staticmethod
    def from_existing(scope: Construct, id: str, *, bucket: s3.IBucket, encryption_key: kms.IKey | None = None) -> ExistingLogBucket:
        """A bucket that exists, with the same grants; `encryption_key` is the key that its objects are encrypted with, if it is not S3's."""
        return ExistingLogBucket(scope, id, bucket=bucket, encryption_key=encryption_key)

    def _access_logs(self, days: int, removal_policy: RemovalPolicy) -> s3.Bucket:
        return s3.Bucket(
            self,
            "AccessLogs",
            # S3 delivers its own logs to SSE-S3 alone.
            encryption=s3.BucketEncryption.S3_MANAGED,
            enforce_ssl=True,
            minimum_tls_version=1.2,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            lifecycle_rules=[s3.LifecycleRule(id="access-logs", expiration=Duration.days(days))],
            removal_policy=removal_policy,
        )

    def _problems(self, said: LogBucketProps, scope: Construct) -> Iterator[Problem]:
        yield from _rules(said)


def _lifecycle(said: LogBucketProps) -> list[s3.LifecycleRule]:
    former = s3.LifecycleRule(
        id="former-versions",
        noncurrent_version_expiration=Duration.days(said.noncurrent_days),
        # S3 clears these away by itself where logs expire, and takes no more than one of the two.
        expired_object_delete_marker=None if said.expire_days else True,
    )
    uploads = s3.LifecycleRule(id="incomplete-uploads", abort_incomplete_multipart_upload_after=Duration.days(7))
    if not said.expire_days and not said.infrequent_access_days:
        return [former, uploads]
    moves = said.infrequent_access_days and [
        s3.Transition(storage_class=s3.StorageClass.INFREQUENT_ACCESS, transition_after=Duration.days(said.infrequent_access_days))
    ]
    age = s3.LifecycleRule(id="age", expiration=Duration.days(said.expire_days) if said.expire_days else None, transitions=moves or None)
    return [former, uploads, age]


def _log_access(bucket: s3.Bucket, logs: s3.IBucket, prefix: str | None) -> None:
    """S3 logs who uses a bucket; by a bucket policy whatever the app's feature flags say, as ACLs are off."""
    resource = cast(s3.CfnBucket, bucket.node.default_child)
    resource.logging_configuration = s3.CfnBucket.LoggingConfigurationProperty(destination_bucket_name=logs.bucket_name, log_file_prefix=prefix)
    logs.add_to_resource_policy(
        iam.PolicyStatement(
            actions=["s3:PutObject"],
            principals=[iam.ServicePrincipal("logging.s3.amazonaws.com")],
            resources=[logs.arn_for_objects(f"{prefix or ''}*")],
            conditions={
                "ArnLike": {"aws:SourceArn": bucket.bucket_arn},
                "StringEquals": {"aws:SourceAccount": Stack.of(bucket).account},
            },
        )
    )
