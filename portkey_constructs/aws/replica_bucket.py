"""The bucket in a second region that receives copies of the logs."""

from collections.abc import Iterator
from typing import Literal

from aws_cdk import RemovalPolicy, Stack, Token
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from portkey_constructs.aws.log_bucket import LogBucket
from portkey_constructs.aws_facts.log_bucket import INFREQUENT_ACCESS_DAYS, LogBucketProps, ReplicaTarget
from portkey_constructs.aws_facts.props import prop_problem
from portkey_constructs.errors import Problem

__all__ = ["ReplicaBucket"]


class ReplicaBucket(LogBucket):
    """A bucket for copies of logs, in the stack of a second region.

    Pass its `target` as `replica` to the `LogBucket` in the first region. The props are those of `LogBucket`. The stack needs an explicit
    account and region, and is deployed before the stack of the first region. The first region refers to a new key by its alias and to an
    existing key by its ARN.

    Raises:
        ConfigurationError: with all problems.
    """

    _unreplicated = "This bucket is the copy in the second region"

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
        infrequent_access_days: int | None = INFREQUENT_ACCESS_DAYS,
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
        """The `replica` of the `LogBucket` in the first region. It consists of fixed names, so that the stacks need no cross-region references."""
        return self._target

    def _problems(self, props: LogBucketProps, scope: Construct) -> Iterator[Problem]:
        yield from super()._problems(props, scope)
        stack = Stack.of(scope)
        if Token.is_unresolved(stack.region) or Token.is_unresolved(stack.account):
            yield prop_problem("env", "is missing in the stack", "set the stack's account and region: the first region refers to the bucket by them")
        if props.encryption == "kms" and props.encryption_key is None and not props.key_alias:
            yield prop_problem("key_alias", "is missing", "set one: the first region refers to the key by its alias")
        if props.encryption_key is not None and Token.is_unresolved(props.encryption_key.key_arn):
            fix = "import the key by its ARN, or leave it out and set key_alias"
            yield prop_problem("encryption_key", "is a key of this app, whose ARN is unknown before deployment", fix)
