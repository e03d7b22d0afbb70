"""The database in Amazon RDS: its properties and their defaults, its parameters, and the schedule that rotates its password."""

import string
from collections.abc import Iterator
from typing import Annotated, Any, Final, Literal

from portkey_constructs.aws_facts.props import EntryName, Props, prop_problem
from portkey_constructs.config.aws_resources import (
    BackupDays,
    DailyWindow,
    DatabaseInstanceClass,
    DatabaseMaximum,
    DatabaseStorage,
    WeeklyWindow,
)
from portkey_constructs.config.types import Matching, MySqlUser, Port, Whole
from portkey_constructs.errors import Problem
from portkey_constructs.platform.stores import MYSQL_SQL_MODE

__all__ = [
    "ADMINISTRATOR_SECRET_DESCRIPTION",
    "AUDIT_EVENTS",
    "AUDIT_OPTION",
    "AUDIT_OPTION_DESCRIPTION",
    "AUDIT_OPTION_SETTINGS",
    "DATABASE_GROUP_DESCRIPTION",
    "DATABASE_KEY_DESCRIPTION",
    "DATABASE_PASSWORD_LENGTH",
    "DATABASE_SECRET_DESCRIPTION",
    "EXCLUDED_CHARACTERS",
    "INSIGHTS_DAYS",
    "MONITORING_POLICY",
    "MONITORING_ROLE_DESCRIPTION",
    "MONITORING_SERVICE",
    "PARAMETERS_DESCRIPTION",
    "ROTATION_APPLICATIONS",
    "ROTATION_CONNECTION_DESCRIPTION",
    "ROTATION_EGRESS_DESCRIPTION",
    "ROTATION_GROUP_DESCRIPTION",
    "SUBNETS_DESCRIPTION",
    "DatabaseProps",
    "database_problems",
    "exported_logs",
    "family",
    "parameters",
    "rotation_schedule",
]

_STORAGE: Final = 50
_MAX_STORAGE: Final = 500
"""GiB, by default."""
_MYSQL_VERSION: Final = "8.4.10"
_AURORA_VERSION: Final = "3.12.0"
_DAYS_PER_MONTH: Final = 28
_RESERVED_USERS: Final = frozenset({"root", "admin", "administrator", "mysql", "rdsadmin", "rdsproxyadmin", "rdsrepladmin", "system"})
_RESERVED_DATABASES: Final = frozenset({"mysql", "sys", "information_schema", "performance_schema", "innodb", "tmp"})
_CLASSES_WITHOUT_INSIGHTS: Final = frozenset({"micro", "small"})

DATABASE_PASSWORD_LENGTH: Final = 40
"""RDS for MySQL accepts at most 41 characters."""
EXCLUDED_CHARACTERS: Final = string.punctuation
"""Characters that passwords must not contain, since URLs, shells or files give some of them a meaning."""
AUDIT_EVENTS: Final = "CONNECT,QUERY_DCL,QUERY_DDL"
"""What the audit log records: logins, and statements that change users, permissions or tables, but no statements with data of users."""
AUDIT_OPTION: Final = "MARIADB_AUDIT_PLUGIN"
"""The option of RDS with which MySQL 8.0.28 or newer writes an audit log; Aurora has parameters instead."""
AUDIT_OPTION_SETTINGS: Final = {"SERVER_AUDIT_EVENTS": AUDIT_EVENTS, "SERVER_AUDIT_EXCL_USERS": "rdsadmin"}
AUDIT_OPTION_DESCRIPTION: Final = "Portkey's database: audit log"
INSIGHTS_DAYS: Final = 7
"""Days of Performance Insights: those without a charge, the default of the CDK."""
MONITORING_POLICY: Final = "service-role/AmazonRDSEnhancedMonitoringRole"
MONITORING_SERVICE: Final = "monitoring.rds.amazonaws.com"

DATABASE_KEY_DESCRIPTION: Final = "Encrypts Portkey's database"
DATABASE_GROUP_DESCRIPTION: Final = "The database of Portkey"
DATABASE_SECRET_DESCRIPTION: Final = "User and password of Portkey's database"
ADMINISTRATOR_SECRET_DESCRIPTION: Final = "Main user of Portkey's database and its password"
MONITORING_ROLE_DESCRIPTION: Final = "Writes the operating system's metrics of Portkey's database"
PARAMETERS_DESCRIPTION: Final = "Portkey's database: TLS alone"
ROTATION_GROUP_DESCRIPTION: Final = "Sets new passwords in the database of Portkey"
ROTATION_EGRESS_DESCRIPTION: Final = "Secrets Manager"
ROTATION_CONNECTION_DESCRIPTION: Final = "New passwords"
SUBNETS_DESCRIPTION: Final = "Subnet group for Server database"
"""The description that the CDK gives to the group."""
ROTATION_APPLICATIONS: Final = {
    partition: f"arn:{partition}:serverlessrepo:{owner}:applications/SecretsManagerRDSMySQLRotationSingleUser"
    for partition, owner in (("aws", "us-east-1:297356227824"), ("aws-cn", "cn-north-1:193023089310"), ("aws-us-gov", "us-gov-west-1:023102451235"))
}
"""The application with the function that rotates a password, by partition. The other partitions have none."""


class DatabaseProps(Props):
    """The props of a `Database`, except constructs of the CDK."""

    engine: Literal["mysql", "aurora"] = "mysql"
    version: Annotated[str, Matching(r"^[0-9]+\.[0-9]+(\.[0-9]+)?$", "a version such as 8.4.10, or of Aurora MySQL such as 3.12.0")] | None = None
    instance_class: DatabaseInstanceClass | None = None
    storage_gib: DatabaseStorage | None = None
    max_storage_gib: DatabaseMaximum | None = None
    multi_az: bool = True
    database_name: Annotated[
        str, Matching("^[A-Za-z][A-Za-z0-9_]{0,63}$", "a name of at most 64 letters, digits and _ that begins with a letter")
    ] = "portkey"
    user: Annotated[str, Matching("^[A-Za-z][A-Za-z0-9_]{0,15}$", "a name of at most 16 letters, digits and _ that begins with a letter")] = "portkey"
    application_user: MySqlUser | None = None
    port: Port = 3306
    identifier: (
        Annotated[
            str,
            Matching(
                "^[a-z](-?[a-z0-9])*$", "an identifier of at most 63 lowercase letters, digits and single hyphens that begins with a letter", 63
            ),
        ]
        | None
    ) = None
    secret_name: EntryName | None = None
    application_secret_name: EntryName | None = None
    rotation: Annotated[int, Whole(7, 365, "whole days from 7 to 365")] | None = None
    rotation_subnets: Any = None
    iam_authentication: bool = False
    backup_days: BackupDays = 14
    backup_window: DailyWindow = "01:00-02:00"
    maintenance_window: WeeklyWindow = "sun:03:00-sun:04:00"
    monitoring_seconds: Literal[0, 1, 5, 10, 15, 30, 60] = 60
    performance_insights: bool = True
    parameters: dict[str, str] = {}
    audit: bool = True
    deletion_protection: bool = True

    @property
    def resolved_version(self) -> str:
        """The version of the engine, by default the one that the companion is tested with."""
        return self.version or (_MYSQL_VERSION if self.engine == "mysql" else _AURORA_VERSION)

    @property
    def resolved_class(self) -> str:
        """The instance class, by default the engine's."""
        return self.instance_class or ("db.m7g.large" if self.engine == "mysql" else "db.r7g.large")

    @property
    def initial_storage(self) -> int:
        """GiB of storage at creation."""
        return self.storage_gib or _STORAGE

    @property
    def maximum_storage(self) -> int:
        """GiB up to which storage grows."""
        return self.max_storage_gib or max(_MAX_STORAGE, 2 * self.initial_storage)


def family(version: str) -> str:
    """Major version of MySQL, by which RDS names families of parameters: `8.4` for `8.4.10`."""
    return ".".join(version.split(".")[:2])


def parameters(props: DatabaseProps) -> dict[str, str]:
    """The parameters of the server. Booleans are 1 and 0 for an instance, ON and OFF for a cluster."""
    secure = {"require_secure_transport": "1", "log_output": "FILE"} if props.engine == "mysql" else {"require_secure_transport": "ON"}
    if props.audit and props.engine == "aurora":
        secure |= {"server_audit_logging": "1", "server_audit_events": AUDIT_EVENTS}
    return {**secure, "slow_query_log": "1", "long_query_time": "2", "sql_mode": MYSQL_SQL_MODE, **props.parameters}


def exported_logs(props: DatabaseProps) -> tuple[str, ...]:
    """The logs that RDS writes to CloudWatch. The general log is not among them: it contains every statement, with its data."""
    return ("audit", "error", "slowquery") if props.audit else ("error", "slowquery")


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


def database_problems(props: DatabaseProps) -> Iterator[Problem]:
    """Report props that do not fit together, and names that MySQL or RDS reserves."""
    if props.user.lower() in _RESERVED_USERS:
        yield prop_problem("user", f"is {props.user}, which MySQL or RDS reserves", "choose another user, such as portkey")
    if props.application_user is not None and props.application_user.lower() in (props.user.lower(), *_RESERVED_USERS):
        reason = "the main user of the server" if props.application_user.lower() == props.user.lower() else "reserved by MySQL or RDS"
        yield prop_problem("application_user", f"is {props.application_user}, which is {reason}", "choose another user for the application")
    if props.application_secret_name is not None and props.application_user is None:
        yield prop_problem("application_secret_name", "is set, but application_user is not", "set application_user, or leave it out")
    if props.database_name.lower() in _RESERVED_DATABASES:
        yield prop_problem("database_name", f"is {props.database_name}, which MySQL reserves", "choose another name, such as portkey")
    if props.performance_insights and props.resolved_class.rpartition(".")[2] in _CLASSES_WITHOUT_INSIGHTS:
        fix = "set performance_insights=False, or use a larger instance class"
        yield prop_problem("performance_insights", f"is on, but {props.resolved_class} does not support it", fix)
    if "require_secure_transport" in props.parameters:
        yield prop_problem("parameters.require_secure_transport", "is set", "leave it out: the server always requires TLS")
    if props.rotation_subnets is not None and props.rotation is None:
        yield prop_problem("rotation_subnets", "is set, but rotation is not", "set rotation, or leave rotation_subnets out")
    yield from _aurora_problems(props) if props.engine == "aurora" else _mysql_problems(props)


def _mysql_problems(props: DatabaseProps) -> Iterator[Problem]:
    if props.version and not props.version.startswith("8."):
        yield prop_problem("version", f"is {props.version}, but engine is mysql", "set a version of MySQL 8, or leave it out")
    if props.maximum_storage < 1.1 * props.initial_storage:
        message = f"is {props.maximum_storage}, but storage_gib is {props.initial_storage}"
        yield prop_problem("max_storage_gib", message, "set at least 10 % more than storage_gib, as RDS requires")


def _aurora_problems(props: DatabaseProps) -> Iterator[Problem]:
    if props.version and not props.version.startswith("3."):
        yield prop_problem("version", f"is {props.version}, but engine is aurora", "set a version of Aurora MySQL 3, or leave it out")
    for prop, value in (("storage_gib", props.storage_gib), ("max_storage_gib", props.max_storage_gib)):
        if value is not None:
            yield prop_problem(prop, f"is {value}, but engine is aurora, whose storage has no fixed size", "leave it out")
