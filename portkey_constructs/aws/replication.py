"""Replication of a bucket to a second region, and the role with which S3 replicates."""

from typing import cast

from aws_cdk import Aws, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from portkey_constructs.aws.nag_findings import acknowledge_controls, acknowledge_wildcard
from portkey_constructs.aws_facts.log_bucket import (
    REPLICATION_ROLE_DESCRIPTION,
    REPLICATION_RULE,
    REPLICATION_SERVICE,
    ReplicaTarget,
    key_alias,
    replication_permissions,
)

__all__ = ["ReplicaTarget", "add_replication"]


def add_replication(scope: Construct, bucket: s3.Bucket, key: kms.IKey | None, target: ReplicaTarget) -> iam.Role:
    """Replicate a bucket's new objects, but not deletions, with the new role `ReplicationRole`."""
    destination = f"arn:{Aws.PARTITION}:s3:::{target.bucket_name}"
    trusted = iam.ServicePrincipal(REPLICATION_SERVICE, conditions={"StringEquals": {"aws:SourceAccount": Stack.of(scope).account}})
    role = iam.Role(scope, "ReplicationRole", assumed_by=trusted, description=REPLICATION_ROLE_DESCRIPTION)
    permissions = [
        *replication_permissions(
            bucket.bucket_arn,
            key.key_arn if key else None,
            Stack.of(bucket).region,
            target,
            partition=Aws.PARTITION,
            dns_suffix=Aws.URL_SUFFIX,
        )
    ]
    for actions, resources, conditions in permissions:
        role.add_to_policy(iam.PolicyStatement(actions=[*actions], resources=[*resources], conditions=conditions or None))
    acknowledge_controls(role, "IAMNoInlinePolicy", "The policy belongs to this role alone, names its two buckets, and goes with it")
    for arn in (bucket.arn_for_objects("*"), f"{destination}/*"):
        acknowledge_wildcard(role, arn, "Replication covers all objects of this bucket and no other bucket")
    if target.key_arn and key_alias(target.key_arn):
        acknowledge_wildcard(role, permissions[-1].resources[0], "A condition limits this to the single key that has the alias")
    encryption = s3.CfnBucket.EncryptionConfigurationProperty(replica_kms_key_id=target.key_arn) if target.key_arn else None
    encrypted_objects = s3.CfnBucket.SseKmsEncryptedObjectsProperty(status="Enabled")
    rule = s3.CfnBucket.ReplicationRuleProperty(
        id=REPLICATION_RULE,
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
