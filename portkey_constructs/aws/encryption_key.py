"""The KMS key that encrypts one store."""

from aws_cdk import RemovalPolicy
from aws_cdk import aws_kms as kms
from constructs import Construct

__all__ = ["create_key", "entry_policy"]


def entry_policy(removal_policy: RemovalPolicy) -> RemovalPolicy:
    """What happens to the entry with a store's password: it stays with the store, or its snapshot, unless the policy is `DESTROY`.

    A creation that fails removes the entry, so that the next attempt finds its name unused.
    """
    return RemovalPolicy.DESTROY if removal_policy == RemovalPolicy.DESTROY else RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE


def create_key(scope: Construct, id: str = "Key", *, description: str, removal_policy: RemovalPolicy, alias: str | None = None) -> kms.Key:
    """Create a key that rotates yearly.

    CloudFormation keeps the key unless `removal_policy` is `DESTROY`: a store or snapshot that stays is unreadable without it.
    """
    key_policy = RemovalPolicy.DESTROY if removal_policy == RemovalPolicy.DESTROY else RemovalPolicy.RETAIN
    return kms.Key(scope, id, alias=alias, description=description, enable_key_rotation=True, removal_policy=key_policy)
