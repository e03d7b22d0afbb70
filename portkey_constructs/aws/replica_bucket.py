"""The bucket in a second region that logs of requests are copied to."""

from collections.abc import Iterator
from typing import Literal

from aws_cdk import RemovalPolicy, Stack, Token
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from portkey_constructs.aws.log_bucket import LogBucket, LogBucketProps
from portkey_constructs.aws.props import apart
from portkey_constructs.aws.replication import ReplicaTarget
from portkey_constructs.errors import Problem

__all__ = ["ReplicaBucket"]


class ReplicaBucket(LogBucket):
    """A bucket for copies of logs, for the stack of a second region; `target` is what the `LogBucket` in the first one is told as `replica`.

    Props are `LogBucket`'s. The stack must know its account and region, and be deployed before the first one's. The key is one that is made here,
    known by its alias, or one that exists, known by its ARN.

    Raises:
        ConfigurationError: with every problem.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        bucket_name: str,
        encryption: Literal["kms", "s3"] = "kms",
        encryption_key: kms.IKey | None = None,
        key_alias: str | None = None,
        noncurrent_days: int = 30,
        infrequent_access_days: int | None = None,
        expire_days: int | None = None,
        access_log_bucket: s3.IBucket | None = None,
        access_log_prefix: str | None = None,
        access_log_days: int | None = None,
        removal_policy: RemovalPolicy = RemovalPolicy.RETAIN,
    ) -> None:
        super().__init__(
            scope,
            id,
            bucket_name=bucket_name,
            encryption=encryption,
            encryption_key=encryption_key,
            key_alias=key_alias,
            noncurrent_days=noncurrent_days,
            infrequent_access_days=infrequent_access_days,
            expire_days=expire_days,
            access_log_bucket=access_log_bucket,
            access_log_prefix=access_log_prefix,
            access_log_days=access_log_days,
            removal_policy=removal_policy,
        )
        stack = Stack.of(self)
        alias = stack.format_arn(service="kms", resource="alias", resource_name=key_alias) if key_alias else None
        key_arn = encryption_key.key_arn if encryption_key else alias
        self._target = ReplicaTarget(bucket_name=bucket_name, region=stack.region, key_arn=key_arn)

    @property
    def target(self) -> ReplicaTarget:
        """The copy, as the `LogBucket` in the first region wants it: by names that are known beforehand, so that no stack waits for an output."""
        return self._target

    def _problems(self, said: LogBucketProps, scope: Construct) -> Iterator[Problem]:
        yield from super()._problems(said, scope)
        stack = Stack.of(scope)
        if Token.is_unresolved(stack.region) or Token.is_unresolved(stack.account):
            fix = "give the stack account and region: the first region's stack names the copy by them"
            yield apart("env", "is missing of the stack around it", fix)
        if said.encryption == "kms" and said.encryption_key is None and not said.key_alias:
            yield apart("key_alias", "is missing", "give one: the first region's stack knows the key by it")
        if said.encryption_key is not None and Token.is_unresolved(said.encryption_key.key_arn):
            fix = "import it by its ARN, or leave it out and give key_alias"
            yield apart("encryption_key", "is made by this app, and its ARN is known once it is deployed", fix)
