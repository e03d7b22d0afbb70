"""The log bucket and its copy in a second region: their properties, lifecycle rules, and the permissions of the role that replicates."""

from collections.abc import Iterator
from typing import Annotated, Any, Final, Literal, NamedTuple

from portkey_constructs.aws_facts.props import Props, prop_problem
from portkey_constructs.config.aws_resources import Days, TransitionDays
from portkey_constructs.config.types import AwsRegion, BucketName, KmsKeyArn, Matching
from portkey_constructs.errors import Problem
from portkey_constructs.iam.statements import Condition

__all__ = [
    "ACCESS_LOG_DAYS",
    "INFREQUENT_ACCESS_DAYS",
    "LOG_DELIVERY_SERVICE",
    "LOG_KEY_DESCRIPTION",
    "MINIMUM_TLS_VERSION",
    "REPLICATION_ROLE_DESCRIPTION",
    "REPLICATION_RULE",
    "REPLICATION_SERVICE",
    "Lifecycle",
    "LogBucketProps",
    "Permission",
    "ReplicaTarget",
    "access_log_lifecycle",
    "key_alias",
    "lifecycle",
    "log_bucket_problems",
    "replication_permissions",
]

LOG_KEY_DESCRIPTION: Final = "Encrypts the logs of requests"
MINIMUM_TLS_VERSION: Final = 1.2
ACCESS_LOG_DAYS: Final = 365
INFREQUENT_ACCESS_DAYS: Final = 90
"""The default age at which logs move to Standard-IA, which keeps them and costs less."""
LOG_DELIVERY_SERVICE: Final = "logging.s3.amazonaws.com"
REPLICATION_SERVICE: Final = "s3.amazonaws.com"
REPLICATION_ROLE_DESCRIPTION: Final = "Copies logs of requests to a second region"
REPLICATION_RULE: Final = "second-region"
_UPLOAD_DAYS: Final = 7
_FIRST_TRANSITION: Final = 30
_RESERVED_PREFIXES: Final = ("xn--", "sthree-", "amzn-s3-demo-")
_RESERVED_SUFFIXES: Final = ("-s3alias", "--ol-s3", "--x-s3", "--table-s3", ".mrap")
_CONTEXT: Final = "kms:EncryptionContext:aws:s3:arn"
_VIA: Final = "kms:ViaService"


class ReplicaTarget(Props):
    """A versioned bucket of the same account in a second region, the destination of a replication.

    Raises:
        ConfigurationError: with all problems.
    """

    bucket_name: BucketName
    """The bucket."""
    region: AwsRegion
    """Its region."""
    key_arn: KmsKeyArn | None = None
    """ARN of the key that encrypts the replicas, or of its alias; None for SSE-S3."""


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
    infrequent_access_days: TransitionDays = INFREQUENT_ACCESS_DAYS
    """0 for never."""
    expire_days: Days | None = None
    access_log_bucket: Any = None
    access_log_prefix: Annotated[str, Matching("^[A-Za-z0-9!_.*'()/-]{1,512}$", "a prefix of keys such as portkey-logs/")] | None = None
    access_log_days: Days | None = None
    replica: ReplicaTarget | None = None


class Lifecycle(NamedTuple):
    """A lifecycle rule of a bucket; None for what it does not do."""

    id: str
    expire_days: int | None = None
    noncurrent_days: int | None = None
    expired_markers: bool | None = None
    upload_days: int | None = None
    infrequent_access_days: int | None = None


def lifecycle(props: LogBucketProps) -> Iterator[Lifecycle]:
    """The rules of a log bucket. An expiration removes delete markers too, and S3 does not accept both."""
    yield Lifecycle("former-versions", noncurrent_days=props.noncurrent_days, expired_markers=None if props.expire_days else True)
    yield Lifecycle("incomplete-uploads", upload_days=_UPLOAD_DAYS)
    expire, move = props.expire_days, props.infrequent_access_days
    if expire and expire <= move:
        move = 0
    if expire or move:
        yield Lifecycle("age", expire_days=expire, infrequent_access_days=move or None)


def access_log_lifecycle(days: int) -> Lifecycle:
    """The rule of the bucket with access logs."""
    return Lifecycle("access-logs", expire_days=days)


class Permission(NamedTuple):
    """Allowed actions on resources, under conditions."""

    actions: tuple[str, ...]
    resources: tuple[str, ...]
    conditions: Condition


def replication_permissions(
    bucket_arn: str, key_arn: str | None, region: str, target: ReplicaTarget, *, partition: str, dns_suffix: str
) -> Iterator[Permission]:
    """What the role may do that replicates a bucket, which `key_arn` encrypts.

    These are exactly the permissions that Amazon S3's guide lists in "Setting up permissions for live replication" and "Replicating
    encrypted objects". S3 Bucket Keys, which both buckets may use, need kms:GenerateDataKey and the ARNs of the buckets themselves.
    """
    destination, objects = f"arn:{partition}:s3:::{target.bucket_name}", f"{bucket_arn}/*"
    yield Permission(("s3:GetReplicationConfiguration", "s3:ListBucket"), (bucket_arn,), {})
    yield Permission(("s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"), (objects,), {})
    yield Permission(("s3:ReplicateObject", "s3:ReplicateTags"), (f"{destination}/*",), {})
    if key_arn:
        via: Condition = {"StringEquals": {_VIA: f"s3.{region}.{dns_suffix}"}, "StringLike": {_CONTEXT: [bucket_arn, objects]}}
        yield Permission(("kms:Decrypt",), (key_arn,), via)
    if target.key_arn:
        alias = key_alias(target.key_arn)
        conditions: Condition = {
            "StringEquals": {_VIA: f"s3.{target.region}.{dns_suffix}"},
            "StringLike": {_CONTEXT: [destination, f"{destination}/*"]},
            **({"ForAnyValue:StringEquals": {"kms:ResourceAliases": alias}} if alias else {}),
        }
        # A policy accepts an alias only in a condition.
        resource = f"{target.key_arn.rpartition(':')[0]}:key/*" if alias else target.key_arn
        yield Permission(("kms:Encrypt", "kms:GenerateDataKey"), (resource,), conditions)


def key_alias(key_arn: str) -> str | None:
    """The alias in an ARN; None in the ARN of a key."""
    name = key_arn.rpartition(":")[2]
    return name if name.startswith("alias/") else None


def log_bucket_problems(props: LogBucketProps) -> Iterator[Problem]:
    """Report names that S3 reserves, and props that do not fit together."""
    yield from _name_problems(props.bucket_name or "")
    yield from _encryption_problems(props)
    expire, move = props.expire_days, props.infrequent_access_days
    if 0 < move < _FIRST_TRANSITION:
        fix = f"set at least {_FIRST_TRANSITION}, or 0 for never"
        yield prop_problem("infrequent_access_days", f"is {move}, but S3 moves logs after {_FIRST_TRANSITION} days at the earliest", fix)
    # With the default, logs that expire before are not moved.
    if move and move != INFREQUENT_ACCESS_DAYS and expire and expire <= move:
        yield prop_problem(
            "expire_days", f"is {expire}, but logs move to Standard-IA after {move} days", "increase it, or leave infrequent_access_days out"
        )
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
