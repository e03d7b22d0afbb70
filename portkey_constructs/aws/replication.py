"""How a bucket's objects are copied to a bucket in a second region, and the role that S3 copies as."""

from collections.abc import Iterator
from typing import Final, cast

from aws_cdk import Aws, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from portkey_constructs.aws.acknowledgement import acknowledge_resource
from portkey_constructs.aws.props import Props
from portkey_constructs.config.types import AwsRegion, BucketName, KmsKeyArn

__all__ = ["ReplicaTarget", "replicate"]

_CONTEXT: Final = "kms:EncryptionContext:aws:s3:arn"
_VIA: Final = "kms:ViaService"


class ReplicaTarget(Props):
    """A bucket of the same account in a second region, versioned, that objects are copied to.

    Raises:
        ConfigurationError: with every problem.
    """

    bucket_name: BucketName
    """The bucket."""
    region: AwsRegion
    """Its region."""
    key_arn: KmsKeyArn | None = None
    """ARN of the key that copies are encrypted with, or of its alias; none for SSE-S3."""


def replicate(scope: Construct, bucket: s3.Bucket, key: kms.IKey | None, target: ReplicaTarget) -> iam.Role:
    """The role that S3 copies as, `ReplicationRole`, with what that takes and no more; the bucket is told to copy as it.

    Deletions are not copied. The permissions are those of Amazon S3's guide, "Setting up permissions for live replication" and "Replicating
    encrypted objects"; a bucket key, which both buckets may have, is what kms:GenerateDataKey and the buckets' own ARNs are for.
    """
    destination = f"arn:{Aws.PARTITION}:s3:::{target.bucket_name}"
    role = iam.Role(
        scope, "ReplicationRole", assumed_by=iam.ServicePrincipal("s3.amazonaws.com"), description="Copies logs of requests to a second region"
    )
    for statement in (*_objects(bucket, destination), *_keys(bucket, key, destination, target)):
        role.add_to_policy(statement)
    for arn in (bucket.arn_for_objects("*"), f"{destination}/*"):
        acknowledge_resource(role, arn, "All objects of this bucket are copied, and no others")
    if target.key_arn and _alias(target.key_arn):
        acknowledge_resource(role, _keys_of(target.key_arn), "The one key that has this alias: a condition on it says so")
    rule = s3.CfnBucket.ReplicationRuleProperty(
        id="second-region",
        status="Enabled",
        priority=1,
        filter=s3.CfnBucket.ReplicationRuleFilterProperty(prefix=""),
        delete_marker_replication=s3.CfnBucket.DeleteMarkerReplicationProperty(status="Disabled"),
        destination=s3.CfnBucket.ReplicationDestinationProperty(
            bucket=destination,
            encryption_configuration=s3.CfnBucket.EncryptionConfigurationProperty(replica_kms_key_id=target.key_arn) if target.key_arn else None,
        ),
        source_selection_criteria=s3.CfnBucket.SourceSelectionCriteriaProperty(
            sse_kms_encrypted_objects=s3.CfnBucket.SseKmsEncryptedObjectsProperty(status="Enabled")
        )
        if target.key_arn
        else None,
    )
    resource = cast(s3.CfnBucket, bucket.node.default_child)
    resource.replication_configuration = s3.CfnBucket.ReplicationConfigurationProperty(role=role.role_arn, rules=[rule])
    return role


def _objects(bucket: s3.Bucket, destination: str) -> Iterator[iam.PolicyStatement]:
    yield iam.PolicyStatement(actions=["s3:GetReplicationConfiguration", "s3:ListBucket"], resources=[bucket.bucket_arn])
    read = ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"]
    yield iam.PolicyStatement(actions=read, resources=[bucket.arn_for_objects("*")])
    yield iam.PolicyStatement(actions=["s3:ReplicateObject", "s3:ReplicateTags"], resources=[f"{destination}/*"])


def _keys(bucket: s3.Bucket, key: kms.IKey | None, destination: str, target: ReplicaTarget) -> Iterator[iam.PolicyStatement]:
    if key:
        yield iam.PolicyStatement(
            actions=["kms:Decrypt"],
            resources=[key.key_arn],
            conditions={
                "StringEquals": {_VIA: _s3_in(Stack.of(bucket).region)},
                "StringLike": {_CONTEXT: [bucket.bucket_arn, bucket.arn_for_objects("*")]},
            },
        )
    if target.key_arn:
        alias = _alias(target.key_arn)
        yield iam.PolicyStatement(
            actions=["kms:Encrypt", "kms:GenerateDataKey"],
            resources=[_keys_of(target.key_arn)],
            conditions={
                "StringEquals": {_VIA: _s3_in(target.region)},
                "StringLike": {_CONTEXT: [destination, f"{destination}/*"]},
                **({"ForAnyValue:StringEquals": {"kms:ResourceAliases": alias}} if alias else {}),
            },
        )


def _alias(key_arn: str) -> str | None:
    name = key_arn.rpartition(":")[2]
    return name if name.startswith("alias/") else None


def _keys_of(key_arn: str) -> str:
    """The key; a policy cannot name one by its alias, so where that is what is known it is all keys there, to be narrowed by it."""
    return f"{key_arn.rpartition(':')[0]}:key/*" if _alias(key_arn) else key_arn


def _s3_in(region: str) -> str:
    return f"s3.{region}.{Aws.URL_SUFFIX}"
