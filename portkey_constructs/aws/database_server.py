"""The server of a database in Amazon RDS: an instance of MySQL, or a cluster of Aurora MySQL."""

from typing import NamedTuple

from aws_cdk import Duration, RemovalPolicy, Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_rds as rds
from constructs import Construct

from portkey_constructs.aws.log_groups import add_log_groups
from portkey_constructs.aws.nag_findings import acknowledge, acknowledge_controls
from portkey_constructs.aws_facts.database import (
    AUDIT_OPTION,
    AUDIT_OPTION_DESCRIPTION,
    AUDIT_OPTION_SETTINGS,
    MONITORING_POLICY,
    MONITORING_ROLE_DESCRIPTION,
    MONITORING_SERVICE,
    PARAMETERS_DESCRIPTION,
    DatabaseProps,
    exported_logs,
    family,
    parameters,
)
from portkey_constructs.aws_facts.logs import database_log_group

__all__ = ["Placement", "aurora_cluster", "mysql_instance"]


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
    version = props.resolved_version
    engine = rds.DatabaseInstanceEngine.mysql(version=rds.MysqlEngineVersion.of(version, family(version)))
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
        parameter_group=_parameters(scope, engine, props),
        option_group=_audit_option(scope, engine) if props.audit else None,
        backup_retention=Duration.days(props.backup_days),
        preferred_backup_window=props.backup_window,
        preferred_maintenance_window=props.maintenance_window,
        delete_automated_backups=False,
        copy_tags_to_snapshot=True,
        auto_minor_version_upgrade=True,
        cloudwatch_logs_exports=[*exported_logs(props)],
        monitoring_interval=Duration.seconds(props.monitoring_seconds) if props.monitoring_seconds else None,
        monitoring_role=_monitoring_role(scope) if props.monitoring_seconds else None,
        enable_performance_insights=props.performance_insights,
        performance_insight_encryption_key=placement.key if props.performance_insights else None,
        deletion_protection=props.deletion_protection,
        removal_policy=removal_policy,
    )
    _add_log_groups(scope, server, props, placement.key, removal_policy)
    _acknowledge(server)
    return server


def aurora_cluster(
    scope: Construct, props: DatabaseProps, placement: Placement, credentials: rds.Credentials, removal_policy: RemovalPolicy
) -> rds.DatabaseCluster:
    """A cluster of Aurora MySQL, `Server`: a writer, and a reader in another zone with `multi_az`."""
    version = rds.AuroraMysqlEngineVersion.of(f"8.0.mysql_aurora.{props.resolved_version}", "8.0")
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
        parameter_group=_parameters(scope, engine, props),
        backup=rds.BackupProps(retention=Duration.days(props.backup_days), preferred_window=props.backup_window),
        preferred_maintenance_window=props.maintenance_window,
        copy_tags_to_snapshot=True,
        cloudwatch_logs_exports=[*exported_logs(props)],
        monitoring_interval=Duration.seconds(props.monitoring_seconds) if props.monitoring_seconds else None,
        monitoring_role=_monitoring_role(scope) if props.monitoring_seconds else None,
        deletion_protection=props.deletion_protection,
        removal_policy=removal_policy,
    )
    _add_log_groups(scope, server, props, placement.key, removal_policy)
    _acknowledge(server)
    acknowledge(server, "RDS14", "Point-in-time recovery covers the whole retention period; Backtrack is not available in every region")
    if not props.iam_authentication:
        acknowledge(server, "RDS6", "Portkey authenticates with a password over TLS; no other user exists unless iam_authentication is on")
    return server


def _parameters(scope: Construct, engine: rds.IEngine, props: DatabaseProps) -> rds.ParameterGroup:
    return rds.ParameterGroup(scope, "Parameters", engine=engine, description=PARAMETERS_DESCRIPTION, parameters=parameters(props))


def _audit_option(scope: Construct, engine: rds.IInstanceEngine) -> rds.OptionGroup:
    option = rds.OptionConfiguration(name=AUDIT_OPTION, settings=AUDIT_OPTION_SETTINGS)
    return rds.OptionGroup(scope, "Options", engine=engine, description=AUDIT_OPTION_DESCRIPTION, configurations=[option])


def _add_log_groups(scope: Construct, server: Construct, props: DatabaseProps, key: kms.IKey, removal_policy: RemovalPolicy) -> None:
    """Create the log groups before RDS would, which neither encrypts them with the key nor limits how long they keep entries."""
    if props.identifier:
        names = [database_log_group(props.identifier, log, cluster=props.engine == "aurora") for log in exported_logs(props)]
        for group in add_log_groups(scope, names, key, removal_policy):
            server.node.add_dependency(group)


def _monitoring_role(scope: Construct) -> iam.Role:
    role = iam.Role(
        scope,
        "MonitoringRole",
        assumed_by=iam.ServicePrincipal(MONITORING_SERVICE, conditions={"StringEquals": {"aws:SourceAccount": Stack.of(scope).account}}),
        managed_policies=[iam.ManagedPolicy.from_aws_managed_policy_name(MONITORING_POLICY)],
        description=MONITORING_ROLE_DESCRIPTION,
    )
    finding = f"IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/{MONITORING_POLICY}]"
    acknowledge(role, finding, "RDS documents this policy for its metrics: it can write only to log groups of RDS")
    return role


def _acknowledge(server: Construct) -> None:
    reason = "RDS keeps daily backups, and restores to any second; a plan of AWS Backup is a decision of the whole account"
    acknowledge_controls(server, "RDSInBackupPlan", reason)
    reason = "The general log contains every statement with its data; the audit log records logins and changes of users, permissions and tables"
    acknowledge_controls(server, "RDSLoggingEnabled[LogExport::general]", reason)
    acknowledge(server, "RDS11", "The port number protects nothing: the security group admits only named clients")
