"""The server of a database in Amazon RDS: an instance of MySQL, or a cluster of Aurora MySQL."""

from typing import Annotated, Any, Final, Literal, NamedTuple

from aws_cdk import Duration, RemovalPolicy, Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_rds as rds
from constructs import Construct

from portkey_constructs.aws.construct_props import DailyWindow, EntryName, Props, WeeklyWindow
from portkey_constructs.aws.nag_findings import acknowledge
from portkey_constructs.config.types import Matching, Port, Whole
from portkey_constructs.platform.stores import MYSQL_SQL_MODE

__all__ = ["DatabaseProps", "Placement", "aurora_cluster", "mysql_instance"]

_STORAGE: Final = 50
_MAX_STORAGE: Final = 500
"""GiB, by default."""
_MYSQL_VERSION: Final = "8.4.10"
_AURORA_VERSION: Final = "3.12.0"
_LOGS: Final = ("error", "slowquery")
_MONITORING_POLICY: Final = "service-role/AmazonRDSEnhancedMonitoringRole"


class DatabaseProps(Props):
    """The props of a `Database`, except constructs of the CDK."""

    engine: Literal["mysql", "aurora"] = "mysql"
    version: Annotated[str, Matching(r"^[0-9]+\.[0-9]+(\.[0-9]+)?$", "a version such as 8.4.10, or of Aurora MySQL such as 3.12.0")] | None = None
    instance_class: Annotated[str, Matching(r"^db\.[a-z0-9-]+\.[a-z0-9]+$", "an instance class such as db.m7g.large")] | None = None
    storage_gib: Annotated[int, Whole(20, 65536, "a number of GiB from 20 to 65536")] | None = None
    max_storage_gib: Annotated[int, Whole(22, 65536, "a number of GiB from 22 to 65536")] | None = None
    multi_az: bool = True
    database_name: Annotated[
        str, Matching("^[A-Za-z][A-Za-z0-9_]{0,63}$", "a name of at most 64 letters, digits and _ that begins with a letter")
    ] = "portkey"
    user: Annotated[str, Matching("^[A-Za-z][A-Za-z0-9_]{0,15}$", "a name of at most 16 letters, digits and _ that begins with a letter")] = "portkey"
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
    rotation: Annotated[int, Whole(7, 365, "whole days from 7 to 365")] | None = None
    rotation_subnets: Any = None
    iam_authentication: bool = False
    backup_days: Annotated[int, Whole(1, 35, "a number of days from 1 to 35, the maximum of RDS")] = 14
    backup_window: DailyWindow = "01:00-02:00"
    maintenance_window: WeeklyWindow = "sun:03:00-sun:04:00"
    monitoring_seconds: Literal[0, 1, 5, 10, 15, 30, 60] = 60
    performance_insights: bool = True
    parameters: dict[str, str] = {}
    deletion_protection: bool = True

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


class Placement(NamedTuple):
    """The network of a database server and the key that encrypts it."""

    vpc: ec2.IVpc
    subnets: ec2.SubnetSelection
    security_group: ec2.ISecurityGroup
    key: kms.IKey


def mysql_instance(
    scope: Construct, props: DatabaseProps, placement: Placement, credentials: rds.Credentials, removal_policy: RemovalPolicy
) -> rds.DatabaseInstance:
    """An instance of RDS for MySQL, `Server`."""
    version = props.version or _MYSQL_VERSION
    engine = rds.DatabaseInstanceEngine.mysql(version=rds.MysqlEngineVersion.of(version, ".".join(version.split(".")[:2])))
    server = rds.DatabaseInstance(
        scope,
        "Server",
        engine=engine,
        instance_identifier=props.identifier,
        instance_type=ec2.InstanceType(props.resolved_class.removeprefix("db.")),
        vpc=placement.vpc,
        vpc_subnets=placement.subnets,
        security_groups=[placement.security_group],
        publicly_accessible=False,
        multi_az=props.multi_az,
        port=props.port,
        database_name=props.database_name,
        credentials=credentials,
        iam_authentication=props.iam_authentication,
        storage_type=rds.StorageType.GP3,
        allocated_storage=props.initial_storage,
        max_allocated_storage=props.maximum_storage,
        storage_encrypted=True,
        storage_encryption_key=placement.key,
        # Booleans are 1 and 0 for an instance, ON and OFF for a cluster.
        parameter_group=_parameters(scope, engine, {"require_secure_transport": "1", "log_output": "FILE"}, props),
        backup_retention=Duration.days(props.backup_days),
        preferred_backup_window=props.backup_window,
        preferred_maintenance_window=props.maintenance_window,
        delete_automated_backups=False,
        copy_tags_to_snapshot=True,
        auto_minor_version_upgrade=True,
        cloudwatch_logs_exports=[*_LOGS],
        monitoring_interval=Duration.seconds(props.monitoring_seconds) if props.monitoring_seconds else None,
        monitoring_role=_monitoring_role(scope) if props.monitoring_seconds else None,
        enable_performance_insights=props.performance_insights,
        performance_insight_encryption_key=placement.key if props.performance_insights else None,
        deletion_protection=props.deletion_protection,
        removal_policy=removal_policy,
    )
    _acknowledge_port(server)
    return server


def aurora_cluster(
    scope: Construct, props: DatabaseProps, placement: Placement, credentials: rds.Credentials, removal_policy: RemovalPolicy
) -> rds.DatabaseCluster:
    """A cluster of Aurora MySQL, `Server`: a writer, and a reader in another zone with `multi_az`."""
    version = rds.AuroraMysqlEngineVersion.of(f"8.0.mysql_aurora.{props.version or _AURORA_VERSION}", "8.0")
    engine = rds.DatabaseClusterEngine.aurora_mysql(version=version)

    def instance(id: str) -> rds.IClusterInstance:
        return rds.ClusterInstance.provisioned(
            id,
            instance_type=ec2.InstanceType(props.resolved_class.removeprefix("db.")),
            publicly_accessible=False,
            auto_minor_version_upgrade=True,
            enable_performance_insights=props.performance_insights,
            performance_insight_encryption_key=placement.key if props.performance_insights else None,
            preferred_maintenance_window=props.maintenance_window,
        )

    server = rds.DatabaseCluster(
        scope,
        "Server",
        engine=engine,
        cluster_identifier=props.identifier,
        writer=instance("Writer"),
        readers=[instance("Reader")] if props.multi_az else [],
        vpc=placement.vpc,
        vpc_subnets=placement.subnets,
        security_groups=[placement.security_group],
        port=props.port,
        default_database_name=props.database_name,
        credentials=credentials,
        iam_authentication=props.iam_authentication,
        storage_encrypted=True,
        storage_encryption_key=placement.key,
        parameter_group=_parameters(scope, engine, {"require_secure_transport": "ON"}, props),
        backup=rds.BackupProps(retention=Duration.days(props.backup_days), preferred_window=props.backup_window),
        preferred_maintenance_window=props.maintenance_window,
        copy_tags_to_snapshot=True,
        cloudwatch_logs_exports=[*_LOGS],
        monitoring_interval=Duration.seconds(props.monitoring_seconds) if props.monitoring_seconds else None,
        monitoring_role=_monitoring_role(scope) if props.monitoring_seconds else None,
        deletion_protection=props.deletion_protection,
        removal_policy=removal_policy,
    )
    _acknowledge_port(server)
    acknowledge(server, "RDS14", "Point-in-time recovery covers the whole retention period; Backtrack is not available in every region")
    if not props.iam_authentication:
        acknowledge(server, "RDS6", "Portkey authenticates with a password over TLS; no other user exists unless iam_authentication is on")
    return server


def _parameters(scope: Construct, engine: rds.IEngine, engine_parameters: dict[str, str], props: DatabaseProps) -> rds.ParameterGroup:
    common = {"slow_query_log": "1", "long_query_time": "2", "sql_mode": MYSQL_SQL_MODE}
    parameters = {**engine_parameters, **common, **props.parameters}
    return rds.ParameterGroup(scope, "Parameters", engine=engine, description="Portkey's database: TLS alone", parameters=parameters)


def _monitoring_role(scope: Construct) -> iam.Role:
    role = iam.Role(
        scope,
        "MonitoringRole",
        assumed_by=iam.ServicePrincipal("monitoring.rds.amazonaws.com", conditions={"StringEquals": {"aws:SourceAccount": Stack.of(scope).account}}),
        managed_policies=[iam.ManagedPolicy.from_aws_managed_policy_name(_MONITORING_POLICY)],
        description="Writes the operating system's metrics of Portkey's database",
    )
    finding = f"IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/{_MONITORING_POLICY}]"
    acknowledge(role, finding, "RDS documents this policy for its metrics: it can write only to log groups of RDS")
    return role


def _acknowledge_port(server: Construct) -> None:
    acknowledge(server, "RDS11", "The port number protects nothing: the security group admits only named clients")
