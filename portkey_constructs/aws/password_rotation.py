"""Password rotation for a database by the function that Secrets Manager provides, in the database's maintenance window."""

import string
from typing import Final, cast

from aws_cdk import Duration
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

__all__ = ["EXCLUDED_CHARACTERS", "add_rotation", "rotation_schedule"]

EXCLUDED_CHARACTERS: Final = string.punctuation
"""Characters that passwords must not contain, since URLs, shells or files give some of them a meaning."""

_DAYS_PER_MONTH: Final = 28


def rotation_schedule(days: int, window: str) -> tuple[str, str]:
    """Schedule expression and duration for a rotation in a window such as `sun:03:00-sun:04:00`, weekly or every few months.

    Windows of Secrets Manager begin on the hour and end on the same day, so this one is rounded outwards to full hours (user guide of AWS
    Secrets Manager, "Schedule expressions").

    Example:
        >>> rotation_schedule(30, "tue:02:30-tue:04:00")
        ('cron(0 2 ? 1/1 TUE#1 *)', '2h')
    """
    start, end = window.split("-")
    day, hour, _ = start.split(":")
    end_day, end_hour, end_minute = end.split(":")
    until = int(end_hour) + (end_minute != "00") if end_day == day else 24
    hours = min(max(until - int(hour), 1), 24 - int(hour))
    weekday = day.upper()
    date = f"? * {weekday} *" if days < _DAYS_PER_MONTH else f"? 1/{min(days // _DAYS_PER_MONTH, 12)} {weekday}#1 *"
    return f"cron(0 {int(hour)} {date})", f"{hours}h"


def add_rotation(
    scope: Construct,
    secret: secretsmanager.ISecret,
    *,
    database: ec2.Connections,
    port: int,
    vpc: ec2.IVpc,
    subnets: ec2.SubnetSelection,
    days: int,
    window: str,
) -> secretsmanager.RotationSchedule:
    """Create the schedule `Rotation`, by which Secrets Manager changes the password in a MySQL database and in the attached entry."""
    group = ec2.SecurityGroup(
        scope, "RotationSecurityGroup", vpc=vpc, description="Sets new passwords in the database of Portkey", allow_all_outbound=False
    )
    group.add_egress_rule(ec2.Peer.any_ipv4(), ec2.Port.HTTPS, "Secrets Manager")
    rotation = secret.add_rotation_schedule(
        "Rotation",
        hosted_rotation=secretsmanager.HostedRotation.mysql_single_user(
            vpc=vpc, vpc_subnets=subnets, security_groups=[group], exclude_characters=EXCLUDED_CHARACTERS
        ),
        automatically_after=Duration.days(days),
        rotate_immediately_on_update=False,
    )
    expression, duration = rotation_schedule(days, window)
    resource = cast(secretsmanager.CfnRotationSchedule, rotation.node.default_child)
    resource.rotation_rules = secretsmanager.CfnRotationSchedule.RotationRulesProperty(schedule_expression=expression, duration=duration)
    database.allow_from(group, ec2.Port.tcp(port), "New passwords")
    return rotation
