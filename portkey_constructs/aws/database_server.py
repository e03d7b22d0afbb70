"""The servers that a database in Amazon RDS runs on: an instance of MySQL, or a cluster of Aurora MySQL."""

from typing import Annotated, Any, Final, Literal, NamedTuple

from aws_cdk import Duration, RemovalPolicy, Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_rds as rds
from constructs import Construct

from portkey_constructs.aws.acknowledgement import acknowledge
from portkey_constructs.aws.props import DailyWindow, EntryName, Props, WeeklyWindow
from portkey_constructs.config.types import Matching, Port, Whole

__all__ = ["STORAGE", "DatabaseProps", "Place", "aurora", "mysql"]

STORAGE: Final = 50
"""GiB that an instance begins with where nothing is said."""
_MOST_STORAGE: Final = 500
_MYSQL_VERSION: Final = "8.4.10"
_AURORA_VERSION: Final = "3.12.0"
_LOGS: Final = ("error", "slowquery")
_MONITORING: Final = "service-role/AmazonRDSEnhancedMonitoringRole"


class DatabaseProps(Props):
    """What a `Database` is told, but for the objects of the CDK."""

    engine: Literal["mysql", "aurora"] = "mysql"
    version: Annotated[str, Matching(r"^[0-9]+\.[0-9]+(\.[0-9]+)?$", "a version such as 8.4.10, or of Aurora MySQL such as 3.12.0")] | None = None
    instance_class: Annotated[str, Matching(r"^db\.[a-z0-9-]+\.[a-z0-9]+$", "an instance class such as db.m7g.large")] | None = None
    storage_gib: Annotated[int, Whole(20, 65536, "a number of GiB from 20 to 65536")] | None = None
    max_storage_gib: Annotated[int, Whole(22, 65536, "a number of GiB from 22 to 65536")] | None = None
    multi_az: bool = True
    database_name: Annotated[
        str, Matching("^[A-Za-z][A-Za-z0-9_]{0,63}$", "a name of at most 64 letters, digits and _ that begins with a letter")
    ] = "portkey"
    user: Annotated[
        str, Matching("^[A-Za-z][A-Za-z0-9_]{0,15}$", "a name of at most 16 letters, digits and _ that begins with a letter, as RDS wants it")
    ] = "portkey"
    port: Port = 3306
    identifier: (
        Annotated[str, Matching("^[a-z](-?[a-z0-9])*$", "an identifier of at most 63 small letters, digits and single hyphens, a letter first", 63)]
        | None
    ) = None
    secret_name: EntryName | None = None
    rotation: Annotated[int, Whole(7, 365, "whole days from 7 to 365")] | None = None
    rotation_subnets: Any = None
    iam_authentication: bool = False
    backup_days: Annotated[int, Whole(1, 35, "a number of days from 1 to 35, which is RDS' most")] = 14
    backup_window: DailyWindow = "01:00-02:00"
    maintenance_window: WeeklyWindow = "sun:03:00-sun:04:00"
    monitoring_seconds: Literal[0, 1, 5, 10, 15, 30, 60] = 60
    performance_insights: bool = True
    parameters: dict[str, str] = {}
    deletion_protection: bool = True

    @property
    def size(self) -> str:
        """The instance class, as said or as the engine's default."""
        return self.instance_class or ("db.m7g.large" if self.engine == "mysql" else "db.r7g.large")

    @property
    def most_storage(self) -> int:
        """GiB that storage grows to."""
        return self.max_storage_gib or max(_MOST_STORAGE, 2 * (self.storage_gib or STORAGE))


class Place(NamedTuple):
    """Where a database is, and by which key it is encrypted."""

    vpc: ec2.IVpc
    subnets: ec2.SubnetSelection
    security_group: ec2.ISecurityGroup
    key: kms.IKey


def mysql(scope: Construct, said: DatabaseProps, place: Place, credentials: rds.Credentials, removal_policy: RemovalPolicy) -> rds.DatabaseInstance:
    """An instance of RDS for MySQL, `Server`."""
    version = said.version or _MYSQL_VERSION
    engine = rds.DatabaseInstanceEngine.mysql(version=rds.MysqlEngineVersion.of(version, ".".join(version.split(".")[:2])))
    server = rds.DatabaseInstance(
        scope,
        "Server",
        engine=engine,
        instance_identifier=said.identifier,
        instance_type=ec2.InstanceType(said.size.removeprefix("db.")),
        vpc=place.vpc,
        vpc_subnets=place.subnets,
        security_groups=[place.security_group],
        publicly_accessible=False,
        multi_az=said.multi_az,
        port=said.port,
        database_name=said.database_name,
        credentials=credentials,
        iam_authentication=said.iam_authentication,
        storage_type=rds.StorageType.GP3,
        allocated_storage=said.storage_gib or STORAGE,
        max_allocated_storage=said.most_storage,
        storage_encrypted=True,
        storage_encryption_key=place.key,
        # A parameter that is yes or no is 1 or 0 here, and ON or OFF in a cluster.
        parameter_group=_parameters(scope, engine, {"require_secure_transport": "1", "log_output": "FILE"}, said),
        backup_retention=Duration.days(said.backup_days),
        preferred_backup_window=said.backup_window,
        preferred_maintenance_window=said.maintenance_window,
        delete_automated_backups=False,
        copy_tags_to_snapshot=True,
        auto_minor_version_upgrade=True,
        cloudwatch_logs_exports=[*_LOGS],
        monitoring_interval=Duration.seconds(said.monitoring_seconds) if said.monitoring_seconds else None,
        monitoring_role=_monitoring_role(scope) if said.monitoring_seconds else None,
        enable_performance_insights=said.performance_insights,
        performance_insight_encryption_key=place.key if said.performance_insights else None,
        deletion_protection=said.deletion_protection,
        removal_policy=removal_policy,
    )
    _explain(server)
    return server


def aurora(scope: Construct, said: DatabaseProps, place: Place, credentials: rds.Credentials, removal_policy: RemovalPolicy) -> rds.DatabaseCluster:
    """A cluster of Aurora MySQL, `Server`: a writer, and a reader in another zone with `multi_az`."""
    version = rds.AuroraMysqlEngineVersion.of(f"8.0.mysql_aurora.{said.version or _AURORA_VERSION}", "8.0")
    engine = rds.DatabaseClusterEngine.aurora_mysql(version=version)

    def instance(id: str) -> rds.IClusterInstance:
        return rds.ClusterInstance.provisioned(
            id,
            instance_type=ec2.InstanceType(said.size.removeprefix("db.")),
            publicly_accessible=False,
            auto_minor_version_upgrade=True,
            enable_performance_insights=said.performance_insights,
            performance_insight_encryption_key=place.key if said.performance_insights else None,
            preferred_maintenance_window=said.maintenance_window,
        )

    server = rds.DatabaseCluster(
        scope,
        "Server",
        engine=engine,
        cluster_identifier=said.identifier,
        writer=instance("Writer"),
        readers=[instance("Reader")] if said.multi_az else [],
        vpc=place.vpc,
        vpc_subnets=place.subnets,
        security_groups=[place.security_group],
        port=said.port,
        default_database_name=said.database_name,
        credentials=credentials,
        iam_authentication=said.iam_authentication,
        storage_encrypted=True,
        storage_encryption_key=place.key,
        parameter_group=_parameters(scope, engine, {"require_secure_transport": "ON"}, said),
        backup=rds.BackupProps(retention=Duration.days(said.backup_days), preferred_window=said.backup_window),
        preferred_maintenance_window=said.maintenance_window,
        copy_tags_to_snapshot=True,
        cloudwatch_logs_exports=[*_LOGS],
        monitoring_interval=Duration.seconds(said.monitoring_seconds) if said.monitoring_seconds else None,
        monitoring_role=_monitoring_role(scope) if said.monitoring_seconds else None,
        deletion_protection=said.deletion_protection,
        removal_policy=removal_policy,
    )
    _explain(server)
    acknowledge(server, "RDS14", "Any second of the days that backups are kept can be had back; Backtrack is not there in every region")
    if not said.iam_authentication:
        acknowledge(server, "RDS6", "Portkey logs in by a password of its own, by TLS alone; nobody else does unless iam_authentication is on")
    return server


def _parameters(scope: Construct, engine: rds.IEngine, own: dict[str, str], said: DatabaseProps) -> rds.ParameterGroup:
    parameters = {**own, "slow_query_log": "1", "long_query_time": "2", **said.parameters}
    return rds.ParameterGroup(scope, "Parameters", engine=engine, description="Portkey's database: TLS alone", parameters=parameters)


def _monitoring_role(scope: Construct) -> iam.Role:
    role = iam.Role(
        scope,
        "MonitoringRole",
        assumed_by=iam.ServicePrincipal("monitoring.rds.amazonaws.com", conditions={"StringEquals": {"aws:SourceAccount": Stack.of(scope).account}}),
        managed_policies=[iam.ManagedPolicy.from_aws_managed_policy_name(_MONITORING)],
        description="Writes the operating system's metrics of Portkey's database",
    )
    finding = f"IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/{_MONITORING}]"
    acknowledge(role, finding, "RDS documents this policy as the one for its metrics: it writes to RDS' own log groups alone")
    return role


def _explain(server: Construct) -> None:
    acknowledge(server, "RDS11", "A well-known port is no door: the security group lets nobody in that it does not name")
