"""A key in AWS KMS for one store."""

from aws_cdk import RemovalPolicy
from aws_cdk import aws_kms as kms
from constructs import Construct

__all__ = ["own_key"]


def own_key(scope: Construct, *, description: str, removal_policy: RemovalPolicy, alias: str | None = None) -> kms.Key:
    """A key, `Key`, that rotates yearly; it outlives a store of which a snapshot or the whole is kept, for neither can be read without it."""
    kept = RemovalPolicy.DESTROY if removal_policy == RemovalPolicy.DESTROY else RemovalPolicy.RETAIN
    return kms.Key(scope, "Key", alias=alias, description=description, enable_key_rotation=True, removal_policy=kept)
