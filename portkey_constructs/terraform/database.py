"""The database in Amazon RDS, its entry in Secrets Manager, and the rotation of its password."""

from typing import Any, Final

from portkey_constructs.aws_facts.database import (
    ADMINISTRATOR_SECRET_DESCRIPTION,
    AUDIT_OPTION,
    AUDIT_OPTION_DESCRIPTION,
    AUDIT_OPTION_SETTINGS,
    DATABASE_GROUP_DESCRIPTION,
    DATABASE_KEY_DESCRIPTION,
    DATABASE_PASSWORD_LENGTH,
    DATABASE_SECRET_DESCRIPTION,
    EXCLUDED_CHARACTERS,
    INSIGHTS_DAYS,
    MONITORING_POLICY,
    MONITORING_ROLE_DESCRIPTION,
    MONITORING_SERVICE,
    PARAMETERS_DESCRIPTION,
    ROTATION_APPLICATIONS,
    ROTATION_CONNECTION_DESCRIPTION,
    ROTATION_EGRESS_DESCRIPTION,
    ROTATION_GROUP_DESCRIPTION,
    SUBNETS_DESCRIPTION,
    DatabaseProps,
    database_problems,
    exported_logs,
    family,
    parameters,
    rotation_schedule,
)
from portkey_constructs.aws_facts.logs import database_log_group
from portkey_constructs.aws_facts.stores import database_settings
from portkey_constructs.config.outputs import output
from portkey_constructs.platform.aws import AwsAccount
from portkey_constructs.platform.platform import Platform
from portkey_constructs.terraform.entries import WRITTEN_ONCE, GeneratedEntry, add_generated_entry, add_version
from portkey_constructs.terraform.module import Expression, Module, call, quoted, reference
from portkey_constructs.terraform.network import SUBNETS, add_client_rules, add_key, add_log_groups, add_security_group, rule
from portkey_constructs.terraform.settings import configured

__all__ = ["add_database"]

_NAME: Final = "mysql"
_USER: Final = "mysql_user"
_SERVER: Final = f"aws_db_instance.{_NAME}"
_ROTATION: Final = "mysql_rotation"
_LONGEST_NAME: Final = 63
_SETTINGS: Final = {"database_name": "mysql.database", "user": "mysql.user", "port": "mysql.port", "secret_name": "secrets.path"}
_LONGEST_FUNCTION_NAME: Final = 64


def add_database(module: Module, platform: Platform, entries_key: Expression | None) -> None:
    """Add the database.

    Raises:
        ConfigurationError: RDS or MySQL does not accept a name of the configuration.
    """
    aws = platform.aws
    settings = _SETTINGS if platform.mysql_user is None else {**_SETTINGS, "user": "mysql.administrator.user", "application_user": "mysql.user"}
    props = configured(DatabaseProps, database_settings(platform), database_problems, settings)
    name = aws.resource_name(_NAME, _LONGEST_NAME)
    key = add_key(module, _NAME, DATABASE_KEY_DESCRIPTION, aws, log_groups=database_log_group(name, "*"))
    log_groups = add_log_groups(module, _NAME, {log: database_log_group(name, log) for log in exported_logs(props)}, key)
    group = add_security_group(module, _NAME, name, DATABASE_GROUP_DESCRIPTION)
    add_client_rules(module, _NAME, group, props.port)
    description = ADMINISTRATOR_SECRET_DESCRIPTION if props.application_user else DATABASE_SECRET_DESCRIPTION
    entry = _add_entry(module, _NAME, props.secret_name, name, description, props.user, entries_key)
    _add_server(module, aws, props, name=name, key=key, group=group, entry=entry, log_groups=log_groups)
    users = {_NAME: entry}
    if props.application_user:
        prefix = aws.resource_name(_USER, _LONGEST_NAME)
        users[_USER] = _add_entry(
            module, _USER, props.application_secret_name, prefix, DATABASE_SECRET_DESCRIPTION, props.application_user, entries_key
        )
    attached = {user: _attach(module, user, users[user], props) for user in users}
    if props.rotation:
        for user, rotated in users.items():
            _keep(module, aws, user, rotated)
        rotation_group = _add_rotation_group(module, aws, props, group)
        for user, rotated in users.items():
            _add_rotation(module, aws, props, user, rotation_group, rotated, attached[user], entries_key)
    module.output(output("mysql_host"), reference(f"{_SERVER}.address"))
    module.output(output("mysql_secret_arn"), reference(f"{entry.address}.arn"))
    if _USER in users:
        module.output(output("mysql_user_secret_arn"), reference(f"{users[_USER].address}.arn"))


def _add_entry(module: Module, label: str, name: str | None, prefix: str, description: str, user: str, key: Expression | None) -> GeneratedEntry:
    """Add the entry of a user with a generated password."""
    return add_generated_entry(
        module,
        label,
        entry=name,
        prefix=prefix,
        description=description,
        fields={"username": user},
        password="password",
        key=key,
        password_length=DATABASE_PASSWORD_LENGTH,
        exclude_characters=EXCLUDED_CHARACTERS,
    )


def _add_server(
    module: Module,
    aws: AwsAccount,
    props: DatabaseProps,
    *,
    name: str,
    key: Expression,
    group: Expression,
    entry: GeneratedEntry,
    log_groups: list[str],
) -> None:
    parameter_group = module.resource(
        "aws_db_parameter_group",
        _NAME,
        name=name,
        family=f"mysql{family(props.resolved_version)}",
        description=PARAMETERS_DESCRIPTION,
        parameter=[{"name": parameter, "value": value} for parameter, value in parameters(props).items()],
    )
    options = None
    if props.audit:
        settings = [{"name": setting, "value": value} for setting, value in AUDIT_OPTION_SETTINGS.items()]
        options = module.resource(
            "aws_db_option_group",
            _NAME,
            name=name,
            engine_name="mysql",
            major_engine_version=family(props.resolved_version),
            option_group_description=AUDIT_OPTION_DESCRIPTION,
            option=[{"option_name": AUDIT_OPTION, "option_settings": settings}],
        )
    subnet_group = module.resource("aws_db_subnet_group", _NAME, name=name, description=SUBNETS_DESCRIPTION, subnet_ids=SUBNETS)
    monitoring, attachment = _add_monitoring(module, aws)
    module.resource(
        "aws_db_instance",
        _NAME,
        identifier=name,
        engine="mysql",
        engine_version=props.resolved_version,
        auto_minor_version_upgrade=True,
        instance_class=props.resolved_class,
        multi_az=props.multi_az,
        publicly_accessible=False,
        port=props.port,
        db_name=props.database_name,
        username=props.user,
        password_wo=reference(f"{entry.value}.password"),
        password_wo_version=WRITTEN_ONCE,
        iam_database_authentication_enabled=props.iam_authentication,
        db_subnet_group_name=reference(f"{subnet_group}.name"),
        vpc_security_group_ids=[group],
        parameter_group_name=reference(f"{parameter_group}.name"),
        option_group_name=reference(f"{options}.name") if options else None,
        storage_type="gp3",
        allocated_storage=props.initial_storage,
        max_allocated_storage=props.maximum_storage,
        storage_encrypted=True,
        kms_key_id=key,
        backup_retention_period=props.backup_days,
        backup_window=props.backup_window,
        maintenance_window=props.maintenance_window,
        delete_automated_backups=False,
        copy_tags_to_snapshot=True,
        enabled_cloudwatch_logs_exports=list(exported_logs(props)),
        monitoring_interval=props.monitoring_seconds,
        monitoring_role_arn=monitoring,
        performance_insights_enabled=props.performance_insights,
        performance_insights_kms_key_id=key if props.performance_insights else None,
        performance_insights_retention_period=INSIGHTS_DAYS if props.performance_insights else None,
        deletion_protection=props.deletion_protection,
        skip_final_snapshot=False,
        final_snapshot_identifier=f"{name}-final",
        # The maintenance window upgrades minor versions, which Terraform would try to undo.
        lifecycle={"ignore_changes": ["engine_version"]},
        depends_on=[attachment, *log_groups],
    )


def _add_monitoring(module: Module, aws: AwsAccount) -> tuple[Expression, str]:
    """The ARN of the role that writes the metrics, and the resource that permits it."""
    name = f"{_NAME}_monitoring"
    trusted = {
        "Effect": "Allow",
        "Principal": {"Service": MONITORING_SERVICE},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"aws:SourceAccount": aws.account_id}},
    }
    role = module.resource(
        "aws_iam_role",
        name,
        name=aws.role_name("mysql-monitoring"),
        description=MONITORING_ROLE_DESCRIPTION,
        assume_role_policy=module.policy(f"{name}_trust", {"Version": "2012-10-17", "Statement": [trusted]}),
    )
    policy = f"arn:{aws.partition.id}:iam::aws:policy/{MONITORING_POLICY}"
    attachment = module.resource("aws_iam_role_policy_attachment", name, role=reference(f"{role}.name"), policy_arn=policy)
    return reference(f"{role}.arn"), attachment


def _attach(module: Module, name: str, entry: GeneratedEntry, props: DatabaseProps) -> str:
    """Add the address of the server to the entry, as an attachment of CloudFormation does; a new server brings a new version."""
    fields = {
        "engine": quoted("mysql"),
        "host": f"{_SERVER}.address",
        "port": f"{_SERVER}.port",
        "dbname": quoted(props.database_name),
        "dbInstanceIdentifier": f"{_SERVER}.identifier",
    }
    content = ", ".join(f"{field} = {value}" for field, value in fields.items())
    value = reference(f"jsonencode(merge({entry.value}, {{ {content} }}))")
    return add_version(module, f"{name}_attached", entry.address, value, label="terraform-attached", replaced_by=f"{_SERVER}.address")


def _keep(module: Module, aws: AwsAccount, name: str, entry: GeneratedEntry) -> None:
    """Refuse to delete an entry that rotates, as long as this policy exists."""
    statement = {
        "Effect": "Deny",
        "Principal": {"AWS": f"arn:{aws.partition.id}:iam::{aws.account_id}:root"},
        "Action": "secretsmanager:DeleteSecret",
        "Resource": "*",
    }
    policy = module.policy(f"{name}_secret_policy", {"Version": "2012-10-17", "Statement": [statement]})
    module.resource("aws_secretsmanager_secret_policy", name, secret_arn=reference(f"{entry.address}.arn"), policy=policy)


def _add_rotation_group(module: Module, aws: AwsAccount, props: DatabaseProps, database: Expression) -> Expression:
    """The security group of the functions that set new passwords."""
    group = add_security_group(module, _ROTATION, aws.resource_name("mysql-rotation", _LONGEST_NAME), ROTATION_GROUP_DESCRIPTION)
    https: dict[str, Any] = {"description": ROTATION_EGRESS_DESCRIPTION, "cidr_ipv4": "0.0.0.0/0", **rule(443)}
    to_database: dict[str, Any] = {"description": ROTATION_CONNECTION_DESCRIPTION, **rule(props.port)}
    module.resource("aws_vpc_security_group_egress_rule", f"{_ROTATION}_https", security_group_id=group, **https)
    module.resource("aws_vpc_security_group_egress_rule", _ROTATION, security_group_id=group, referenced_security_group_id=database, **to_database)
    module.resource("aws_vpc_security_group_ingress_rule", _ROTATION, security_group_id=database, referenced_security_group_id=group, **to_database)
    return group


def _add_rotation(
    module: Module,
    aws: AwsAccount,
    props: DatabaseProps,
    name: str,
    group: Expression,
    entry: GeneratedEntry,
    attached: str,
    entries_key: Expression | None,
) -> None:
    expression, duration = rotation_schedule(props.rotation or 0, props.maintenance_window)
    module.resource(
        "aws_secretsmanager_secret_rotation",
        name,
        secret_id=reference(f"{entry.address}.id"),
        rotation_lambda_arn=_add_function(module, aws, f"{name}_rotation", group, entries_key),
        rotate_immediately=False,
        rotation_rules={"schedule_expression": expression, "duration": duration},
        depends_on=[attached],
    )


def _add_function(module: Module, aws: AwsAccount, name: str, group: Expression, entries_key: Expression | None) -> Expression:
    """The ARN of the function that sets new passwords: AWS publishes it as an application, but not in every partition."""
    application = ROTATION_APPLICATIONS.get(aws.partition.id)
    if application is None:
        module.variable(
            "rotation_function_arn",
            "string",
            f"Function that rotates the password of the database. AWS publishes none in the partition {aws.partition.id}.",
        )
        return reference("var.rotation_function_arn")
    stack = module.resource(
        "aws_serverlessapplicationrepository_cloudformation_stack",
        name,
        name=aws.resource_name(name.replace("_", "-"), _LONGEST_FUNCTION_NAME),
        application_id=application,
        capabilities=["CAPABILITY_IAM", "CAPABILITY_RESOURCE_POLICY"],
        parameters={
            "endpoint": f"https://secretsmanager.{aws.region}.{aws.partition.dns_suffix}",
            "functionName": aws.resource_name(name.replace("_", "-"), _LONGEST_FUNCTION_NAME),
            **({"kmsKeyArn": entries_key} if entries_key else {}),
            "excludeCharacters": EXCLUDED_CHARACTERS,
            "vpcSubnetIds": call("join", '","', "var.subnet_ids"),
            "vpcSecurityGroupIds": group,
        },
    )
    return reference(f"{stack}.outputs.RotationLambdaARN")
