"""The KMS key that encrypts one store."""

from aws_cdk import RemovalPolicy
from aws_cdk import aws_kms as kms
from constructs import Construct

__all__ = ["create_key"]


def create_key(scope: Construct, *, description: str, removal_policy: RemovalPolicy, alias: str | None = None) -> kms.Key:
    """Create the key `Key`, which rotates yearly.

    CloudFormation keeps the key unless `removal_policy` is `DESTROY`: a store or snapshot that stays is unreadable without it.
    """
    key_policy = RemovalPolicy.DESTROY if removal_policy == RemovalPolicy.DESTROY else RemovalPolicy.RETAIN
    return kms.Key(scope, "Key", alias=alias, description=description, enable_key_rotation=True, removal_policy=key_policy)
