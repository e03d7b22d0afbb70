"""Password rotation for a database by the function that Secrets Manager provides, in the database's maintenance window."""

from collections.abc import Sequence
from typing import cast

from aws_cdk import Duration
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from portkey_constructs.aws_facts.database import (
    EXCLUDED_CHARACTERS,
    ROTATION_CONNECTION_DESCRIPTION,
    ROTATION_EGRESS_DESCRIPTION,
    ROTATION_GROUP_DESCRIPTION,
    rotation_schedule,
)

__all__ = ["add_rotation"]


def add_rotation(
    scope: Construct,
    secrets: Sequence[secretsmanager.ISecret],
    *,
    database: ec2.Connections,
    port: int,
    vpc: ec2.IVpc,
    subnets: ec2.SubnetSelection,
    days: int,
    window: str,
) -> None:
    """Create the schedule `Rotation` of each attached entry, by which Secrets Manager changes the password in a MySQL database and in the entry.

    Each user changes its own password, so that the names of the users stay.
    """
    group = ec2.SecurityGroup(scope, "RotationSecurityGroup", vpc=vpc, description=ROTATION_GROUP_DESCRIPTION, allow_all_outbound=False)
    group.add_egress_rule(ec2.Peer.any_ipv4(), ec2.Port.HTTPS, ROTATION_EGRESS_DESCRIPTION)
    expression, duration = rotation_schedule(days, window)
    for secret in secrets:
        rotation = secret.add_rotation_schedule(
            "Rotation",
            hosted_rotation=secretsmanager.HostedRotation.mysql_single_user(
                vpc=vpc, vpc_subnets=subnets, security_groups=[group], exclude_characters=EXCLUDED_CHARACTERS
            ),
            automatically_after=Duration.days(days),
            rotate_immediately_on_update=False,
        )
        resource = cast(secretsmanager.CfnRotationSchedule, rotation.node.default_child)
        resource.rotation_rules = secretsmanager.CfnRotationSchedule.RotationRulesProperty(schedule_expression=expression, duration=duration)
    database.allow_from(group, ec2.Port.tcp(port), ROTATION_CONNECTION_DESCRIPTION)
