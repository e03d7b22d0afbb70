"""Replication of a bucket to a second region, and the role with which S3 replicates."""

from collections.abc import Iterator
from typing import Final, cast

from aws_cdk import Aws, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from portkey_constructs.aws.construct_props import Props
from portkey_constructs.aws.nag_findings import acknowledge_wildcard
from portkey_constructs.config.types import AwsRegion, BucketName, KmsKeyArn

__all__ = ["ReplicaTarget", "add_replication"]

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


def add_replication(scope: Construct, bucket: s3.Bucket, key: kms.IKey | None, target: ReplicaTarget) -> iam.Role:
    """Replicate a bucket's new objects, but not deletions, with the new role `ReplicationRole`.

    The role has exactly the permissions that Amazon S3's guide lists in "Setting up permissions for live replication" and "Replicating
    encrypted objects". S3 Bucket Keys, which both buckets may use, need kms:GenerateDataKey and the ARNs of the buckets themselves.
    """
    destination = f"arn:{Aws.PARTITION}:s3:::{target.bucket_name}"
    role = iam.Role(
        scope, "ReplicationRole", assumed_by=iam.ServicePrincipal("s3.amazonaws.com"), description="Copies logs of requests to a second region"
    )
    for statement in (*_object_statements(bucket, destination), *_key_statements(bucket, key, destination, target)):
        role.add_to_policy(statement)
    for arn in (bucket.arn_for_objects("*"), f"{destination}/*"):
        acknowledge_wildcard(role, arn, "Replication covers all objects of this bucket and no other bucket")
    if target.key_arn and _alias(target.key_arn):
        acknowledge_wildcard(role, _key_resource(target.key_arn), "A condition limits this to the single key that has the alias")
    encryption = s3.CfnBucket.EncryptionConfigurationProperty(replica_kms_key_id=target.key_arn) if target.key_arn else None
    encrypted_objects = s3.CfnBucket.SseKmsEncryptedObjectsProperty(status="Enabled")
    rule = s3.CfnBucket.ReplicationRuleProperty(
        id="second-region",
        status="Enabled",
        priority=1,
        filter=s3.CfnBucket.ReplicationRuleFilterProperty(prefix=""),
        delete_marker_replication=s3.CfnBucket.DeleteMarkerReplicationProperty(status="Disabled"),
        destination=s3.CfnBucket.ReplicationDestinationProperty(bucket=destination, encryption_configuration=encryption),
        source_selection_criteria=s3.CfnBucket.SourceSelectionCriteriaProperty(sse_kms_encrypted_objects=encrypted_objects) if encryption else None,
    )
    resource = cast(s3.CfnBucket, bucket.node.default_child)
    resource.replication_configuration = s3.CfnBucket.ReplicationConfigurationProperty(role=role.role_arn, rules=[rule])
    return role


def _object_statements(bucket: s3.Bucket, destination: str) -> Iterator[iam.PolicyStatement]:
    yield iam.PolicyStatement(actions=["s3:GetReplicationConfiguration", "s3:ListBucket"], resources=[bucket.bucket_arn])
    read = ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"]
    yield iam.PolicyStatement(actions=read, resources=[bucket.arn_for_objects("*")])
    yield iam.PolicyStatement(actions=["s3:ReplicateObject", "s3:ReplicateTags"], resources=[f"{destination}/*"])


def _key_statements(bucket: s3.Bucket, key: kms.IKey | None, destination: str, target: ReplicaTarget) -> Iterator[iam.PolicyStatement]:
    if key:
        yield iam.PolicyStatement(
            actions=["kms:Decrypt"],
            resources=[key.key_arn],
            conditions={
                "StringEquals": {_VIA: _s3_service(Stack.of(bucket).region)},
                "StringLike": {_CONTEXT: [bucket.bucket_arn, bucket.arn_for_objects("*")]},
            },
        )
    if target.key_arn:
        alias = _alias(target.key_arn)
        yield iam.PolicyStatement(
            actions=["kms:Encrypt", "kms:GenerateDataKey"],
            resources=[_key_resource(target.key_arn)],
            conditions={
                "StringEquals": {_VIA: _s3_service(target.region)},
                "StringLike": {_CONTEXT: [destination, f"{destination}/*"]},
                **({"ForAnyValue:StringEquals": {"kms:ResourceAliases": alias}} if alias else {}),
            },
        )


def _alias(key_arn: str) -> str | None:
    name = key_arn.rpartition(":")[2]
    return name if name.startswith("alias/") else None


def _key_resource(key_arn: str) -> str:
    """The key's ARN, or all keys for an alias: a policy accepts aliases only in conditions."""
    return f"{key_arn.rpartition(':')[0]}:key/*" if _alias(key_arn) else key_arn


def _s3_service(region: str) -> str:
    return f"s3.{region}.{Aws.URL_SUFFIX}"
