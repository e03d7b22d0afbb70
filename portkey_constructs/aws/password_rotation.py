"""New passwords for a database's user, by AWS' own function, in the database's maintenance window."""

import string
from typing import Final, cast

from aws_cdk import Duration
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

__all__ = ["EXCLUDED", "rotate", "schedule"]

EXCLUDED: Final = string.punctuation
"""Characters that no password has: every one that some address, shell or file would read as something else."""

_DAYS: Final = {"sun": "SUN", "mon": "MON", "tue": "TUE", "wed": "WED", "thu": "THU", "fri": "FRI", "sat": "SAT"}
_MONTH: Final = 28


def schedule(days: int, window: str) -> tuple[str, str]:
    """Expression and length, as Secrets Manager wants them, of a window such as `sun:03:00-sun:04:00` every week or every so many months.

    Its windows open on the hour and end within the day (AWS Secrets Manager's guide, "Schedule expressions"): minutes are rounded to the hours
    around them.
    """
    begins, ends = window.split("-")
    day, hour, _ = begins.split(":")
    last_day, last_hour, last_minute = ends.split(":")
    until = int(last_hour) + (last_minute != "00") if last_day == day else 24
    hours = min(max(until - int(hour), 1), 24 - int(hour))
    on = _DAYS[day]
    which = f"? * {on} *" if days < _MONTH else f"? 1/{min(days // _MONTH, 12)} {on}#1 *"
    return f"cron(0 {int(hour)} {which})", f"{hours}h"


def rotate(
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
    """The schedule by which Secrets Manager sets a new password in a MySQL database and in the entry that is attached to it, `Rotation`."""
    group = ec2.SecurityGroup(
        scope, "RotationSecurityGroup", vpc=vpc, description="Sets new passwords in the database of Portkey", allow_all_outbound=False
    )
    group.add_egress_rule(ec2.Peer.any_ipv4(), ec2.Port.HTTPS, "Secrets Manager")
    hosted = secretsmanager.HostedRotation.mysql_single_user(vpc=vpc, vpc_subnets=subnets, security_groups=[group], exclude_characters=EXCLUDED)
    made = secret.add_rotation_schedule(
        "Rotation", hosted_rotation=hosted, automatically_after=Duration.days(days), rotate_immediately_on_update=False
    )
    expression, length = schedule(days, window)
    resource = cast(secretsmanager.CfnRotationSchedule, made.node.default_child)
    resource.rotation_rules = secretsmanager.CfnRotationSchedule.RotationRulesProperty(schedule_expression=expression, duration=length)
    database.allow_from(group, ec2.Port.tcp(port), "New passwords")
    return made
