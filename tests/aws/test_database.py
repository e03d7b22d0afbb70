"""The database is encrypted, requires TLS, runs in two zones, admits only named clients, and its password is not in the template."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import App, Duration, RemovalPolicy, Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from syrupy.assertion import SnapshotAssertion

from portkey_constructs.aws import Database
from portkey_constructs.aws_facts.database import EXCLUDED_CHARACTERS, rotation_schedule
from portkey_constructs.errors import ConfigurationError
from portkey_constructs.manifests.mysql import mysql
from tests.aws.templates import (
    ACCOUNT,
    CONTROLS,
    TemplateSnapshot,
    audit,
    import_vpc,
    keyword_props,
    lint,
    new_stack,
    policy_statements,
    recommended_flags,
    rejected_props,
    resource,
    resources,
    short_name,
    template_of,
)
from tests.support.examples import production
from tests.support.objects import main_container

pytestmark = pytest.mark.aws

KEY_ARN = f"arn:aws:kms:us-west-2:{ACCOUNT}:key/0f1e2d3c-0000-4000-8000-00000000000"


def _key(stack: Stack, digit: int) -> kms.IKey:
    return kms.Key.from_key_arn(stack, f"Key{digit}", f"{KEY_ARN}{digit}")


COMPLETE: dict[str, Callable[[Stack], dict[str, Any]]] = {
    "mysql": lambda stack: {
        "vpc": import_vpc(stack, zones=3, isolated=True),
        "vpc_subnets": ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_ISOLATED),
        "security_group": ec2.SecurityGroup.from_security_group_id(stack, "Group", "sg-0123456789abcdef0", mutable=False),
        "engine": "mysql",
        "version": "8.4.9",
        "instance_class": "db.t4g.small",
        "storage_gib": 100,
        "max_storage_gib": 200,
        "multi_az": False,
        "database_name": "gateway",
        "user": "gateway",
        "port": 3307,
        "identifier": "acme-portkey",
        "encryption_key": _key(stack, 1),
        "secret_name": "portkey/mysql",
        "secret_encryption_key": _key(stack, 2),
        "rotation": Duration.days(30),
        "rotation_subnets": ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_WITH_EGRESS),
        "iam_authentication": True,
        "backup_days": 35,
        "backup_window": "23:00-23:30",
        "maintenance_window": "tue:02:30-tue:04:00",
        "monitoring_seconds": 0,
        "performance_insights": False,
        "audit": False,
        "parameters": {"long_query_time": "10", "max_connections": "500"},
        "deletion_protection": False,
        "removal_policy": RemovalPolicy.DESTROY,
    },
    "aurora": lambda stack: {
        "vpc": import_vpc(stack),
        "engine": "aurora",
        "version": "3.10.3",
        "instance_class": "db.r8g.large",
        "identifier": "acme-portkey",
        "secret_name": "portkey/mysql",
        "rotation": Duration.days(7),
        "iam_authentication": True,
    },
}
CASES: dict[str, Callable[[Stack], dict[str, Any]]] = {
    "minimal": lambda stack: {"vpc": import_vpc(stack)},
    "minimal aurora": lambda stack: {"vpc": import_vpc(stack), "engine": "aurora"},
    "single aurora": lambda stack: {"vpc": import_vpc(stack), "engine": "aurora", "multi_az": False},
    **COMPLETE,
}
SERVERS = ("AWS::RDS::DBInstance", "AWS::RDS::DBCluster")


def sql_mode_in_cluster() -> str:
    arguments = main_container(mysql(production().resolve()), "StatefulSet", "portkey-mysql")["args"]
    (mode,) = [argument.partition("=")[2] for argument in arguments if argument.startswith("--sql-mode=")]
    return str(mode)


def template_for(case: str, *, context: dict[str, Any] | None = None) -> dict[str, Any]:
    stack = new_stack(context=context)
    Database(stack, "Database", **CASES[case](stack))
    return template_of(stack)


@pytest.mark.parametrize("case", ["minimal", "minimal aurora", *COMPLETE])
def test_template(case: str, snapshot: SnapshotAssertion) -> None:
    assert template_for(case) == snapshot.use_extension(TemplateSnapshot)


def test_complete_cases_set_every_prop() -> None:
    # Of a second user, see test_application_user.py.
    of_user = {"application_user", "application_secret_name"}
    assert {prop for case in COMPLETE.values() for prop in case(new_stack())} == keyword_props(Database) - of_user
    assert None not in CASES["mysql"](new_stack()).values()


@pytest.mark.parametrize("flags", [False, True], ids=["no flags", "flags of a new app"])
@pytest.mark.parametrize("case", CASES)
def test_database_is_private_encrypted_and_requires_tls(case: str, flags: bool) -> None:
    template = template_for(case, context=recommended_flags() if flags else None)
    on_aurora = "aurora" in case
    (server,) = resources(template, SERVERS[1] if on_aurora else SERVERS[0]).values()
    assert server["Properties"]["StorageEncrypted"] is True
    assert server["Properties"]["KmsKeyId"]
    assert server["Properties"]["DeletionProtection"] is (case != "mysql")
    for instance in resources(template, SERVERS[0]).values():
        assert instance["Properties"]["PubliclyAccessible"] is False
        assert instance["Properties"]["AutoMinorVersionUpgrade"] is True
    groups = resources(template, "AWS::RDS::DBClusterParameterGroup" if on_aurora else "AWS::RDS::DBParameterGroup")
    # RDS uses 0 and 1 for an instance, OFF and ON for a cluster.
    (parameters,) = [group["Properties"]["Parameters"] for group in groups.values()]
    assert parameters["require_secure_transport"] == ("ON" if on_aurora else "1")
    assert parameters["sql_mode"] == sql_mode_in_cluster()
    for group in resources(template, "AWS::EC2::SecurityGroup").values():
        assert "SecurityGroupIngress" not in group["Properties"]
    for rule in resources(template, "AWS::EC2::SecurityGroupIngress").values():
        assert "SourceSecurityGroupId" in rule["Properties"]


@pytest.mark.parametrize("engine", ["mysql", "aurora"])
def test_parameters_replace_the_defaults(engine: Any) -> None:
    stack = new_stack()
    Database(stack, "Database", vpc=import_vpc(stack), engine=engine, parameters={"sql_mode": "ANSI"})
    (group,) = resources(template_of(stack), "AWS::RDS::DBClusterParameterGroup" if engine == "aurora" else "AWS::RDS::DBParameterGroup").values()
    assert (group["Properties"]["Parameters"]["sql_mode"], group["Properties"]["Parameters"]["long_query_time"]) == ("ANSI", "2")


@pytest.mark.parametrize("case", CASES)
def test_database_runs_in_two_zones_by_default(case: str) -> None:
    template = template_for(case)
    if "aurora" in case:
        assert len(resources(template, SERVERS[0])) == (1 if case == "single aurora" else 2)
    else:
        assert resource(template, SERVERS[0])["Properties"]["MultiAZ"] is (case != "mysql")
    assert len(resource(template, "AWS::RDS::DBSubnetGroup")["Properties"]["SubnetIds"]) >= 2


@pytest.mark.parametrize("case", CASES)
def test_password_is_generated_and_not_in_the_template(case: str) -> None:
    template = template_for(case)
    server = next(iter(resources(template, SERVERS["aurora" in case]).values()))["Properties"]
    prefix, reference, suffix = server["MasterUserPassword"]["Fn::Join"][1]
    assert (prefix, suffix) == ("{{resolve:secretsmanager:", ":SecretString:password::}}")
    entry = resource(template, "AWS::SecretsManager::Secret")["Properties"]
    assert reference["Ref"].startswith("DatabaseSecret")
    generated = entry["GenerateSecretString"]
    user = "gateway" if case == "mysql" else "portkey"
    assert json.loads(generated["SecretStringTemplate"]) == {"username": user} == {"username": server["MasterUsername"]}
    assert 30 <= generated["PasswordLength"] <= 41
    assert "SecretString" not in entry
    assert set("@/\"'\\ ${}%&#?+") - {" "} <= set(generated["ExcludeCharacters"])
    assert resource(template, "AWS::SecretsManager::SecretTargetAttachment")["Properties"]["TargetType"] == (
        "AWS::RDS::DBCluster" if "aurora" in case else "AWS::RDS::DBInstance"
    )


@pytest.mark.parametrize("case", CASES)
def test_retention_follows_the_props(case: str) -> None:
    template = template_for(case)
    server = next(iter(resources(template, SERVERS["aurora" in case]).values()))
    assert server["DeletionPolicy"] == ("Delete" if case == "mysql" else "Snapshot")
    assert 1 <= server["Properties"]["BackupRetentionPeriod"] == (35 if case == "mysql" else 14)
    assert {key["DeletionPolicy"] for key in resources(template, "AWS::KMS::Key").values()} == (set() if case == "mysql" else {"Retain"})
    assert all(key["Properties"]["EnableKeyRotation"] for key in resources(template, "AWS::KMS::Key").values())


def test_key_is_deleted_with_a_database_without_snapshot() -> None:
    stack = new_stack()
    Database(stack, "Database", vpc=import_vpc(stack), removal_policy=RemovalPolicy.DESTROY)
    assert resource(template_of(stack), "AWS::KMS::Key")["DeletionPolicy"] == "Delete"


@pytest.mark.parametrize("case", CASES)
def test_logs_and_metrics_are_exported(case: str) -> None:
    template = template_for(case)
    server = next(iter(resources(template, SERVERS["aurora" in case]).values()))["Properties"]
    assert server["EnableCloudwatchLogsExports"] == (["error", "slowquery"] if case == "mysql" else ["audit", "error", "slowquery"])
    groups = {group["Properties"]["LogGroupName"]: group for group in resources(template, "AWS::Logs::LogGroup").values()}
    kind = "cluster" if "aurora" in case else "instance"
    named = case in COMPLETE
    assert list(groups) == [f"/aws/rds/{kind}/acme-portkey/{log}" for log in server["EnableCloudwatchLogsExports"] if named]
    for group in groups.values():
        assert (group["Properties"]["RetentionInDays"], group["Properties"]["KmsKeyId"]) == (365, server["KmsKeyId"])
        assert group["DeletionPolicy"] == ("Delete" if case == "mysql" else "RetainExceptOnCreate")
    for instance in resources(template, SERVERS[0]).values():
        properties = instance["Properties"]
        assert properties.get("EnablePerformanceInsights", False) is (case != "mysql")
        assert properties.get("MonitoringInterval", 0) == (0 if case == "mysql" else 60)
        assert ("PerformanceInsightsKMSKeyId" in properties) is (case != "mysql")
    trust_policies = [role["Properties"]["AssumeRolePolicyDocument"]["Statement"] for role in resources(template, "AWS::IAM::Role").values()]
    for (statement,) in trust_policies:
        assert statement["Condition"] == {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
    assert len(trust_policies) == (0 if case == "mysql" else 1)


@pytest.mark.parametrize(
    ("private", "isolated", "expected"),
    [(True, True, "subnet-2"), (True, False, "subnet-1"), (False, True, "subnet-2")],
    ids=["both", "private", "isolated"],
)
def test_isolated_subnets_take_precedence_over_private_ones(private: bool, isolated: bool, expected: str) -> None:
    stack = new_stack()
    Database(stack, "Database", vpc=import_vpc(stack, private=private, isolated=isolated, public=True))
    subnets = resource(template_of(stack), "AWS::RDS::DBSubnetGroup")["Properties"]["SubnetIds"]
    assert {subnet[:8] for subnet in subnets} == {expected}


@pytest.mark.parametrize(
    ("days", "window", "expression", "length"),
    [
        (7, "sun:03:00-sun:04:00", "cron(0 3 ? * SUN *)", "1h"),
        (27, "mon:00:00-mon:00:30", "cron(0 0 ? * MON *)", "1h"),
        (28, "sun:03:00-sun:04:00", "cron(0 3 ? 1/1 SUN#1 *)", "1h"),
        (30, "tue:02:30-tue:04:00", "cron(0 2 ? 1/1 TUE#1 *)", "2h"),
        (90, "fri:22:15-fri:23:45", "cron(0 22 ? 1/3 FRI#1 *)", "2h"),
        (365, "sat:23:30-sun:01:00", "cron(0 23 ? 1/12 SAT#1 *)", "1h"),
    ],
)
def test_rotation_runs_in_the_maintenance_window(days: int, window: str, expression: str, length: str) -> None:
    assert rotation_schedule(days, window) == (expression, length)


@pytest.mark.parametrize("case", COMPLETE)
def test_rotation_changes_the_password_with_the_hosted_function(case: str) -> None:
    template = template_for(case)
    rotation = resource(template, "AWS::SecretsManager::RotationSchedule")["Properties"]
    assert rotation["RotateImmediatelyOnUpdate"] is False
    schedules = {
        "mysql": {"ScheduleExpression": "cron(0 2 ? 1/1 TUE#1 *)", "Duration": "2h"},
        "aurora": {"ScheduleExpression": "cron(0 3 ? * SUN *)", "Duration": "1h"},
    }
    assert rotation["RotationRules"] == schedules[case]
    function = rotation["HostedRotationLambda"]
    assert function["RotationType"] == "MySQLSingleUser"
    generated = resource(template, "AWS::SecretsManager::Secret")["Properties"]["GenerateSecretString"]
    assert function["ExcludeCharacters"] == EXCLUDED_CHARACTERS == generated["ExcludeCharacters"]
    assert function.get("KmsKeyArn") == (f"{KEY_ARN}2" if case == "mysql" else None)
    egress = resource(template, "AWS::EC2::SecurityGroup", "DatabaseRotation")["Properties"]["SecurityGroupEgress"]
    assert [(rule["CidrIp"], rule["FromPort"], rule["ToPort"]) for rule in egress] == [("0.0.0.0/0", 443, 443)]
    assert "subnet-1" in json.dumps(function["VpcSubnetIds"])
    if case == "aurora":
        (rule,) = resources(template, "AWS::EC2::SecurityGroupIngress").values()
        assert rule["Properties"]["SourceSecurityGroupId"]["Fn::GetAtt"][0].startswith("DatabaseRotation")
        assert rule["Properties"]["FromPort"] == 3306


@pytest.mark.parametrize("case", ["minimal", "minimal aurora", "single aurora"])
def test_password_is_not_rotated_by_default(case: str) -> None:
    template = template_for(case)
    assert resources(template, "AWS::SecretsManager::RotationSchedule") == {}
    assert "Transform" not in template


@pytest.mark.parametrize("engine", ["mysql", "aurora"])
def test_attributes_refer_to_the_resources(engine: Any) -> None:
    stack = new_stack()
    database = Database(stack, "Database", vpc=import_vpc(stack), engine=engine, port=3310, user="gateway", database_name="logs")
    template = template_of(stack)
    (server,) = resources(template, SERVERS[engine == "aurora"])
    assert stack.resolve(database.host) == {"Fn::GetAtt": [server, "Endpoint.Address"]}
    assert (database.port, database.user, database.database_name) == (3310, "gateway", "logs")
    assert template["Resources"][server]["Properties"]["Port"] in (3310, "3310")
    assert stack.resolve(database.secret.secret_arn) == {"Ref": next(iter(resources(template, "AWS::SecretsManager::SecretTargetAttachment")))}
    assert stack.resolve(database.security_group.security_group_id)["Fn::GetAtt"][0].startswith("DatabaseSecurityGroup")
    assert stack.resolve(database.encryption_key.key_arn)["Fn::GetAtt"][0].startswith("DatabaseKey")


def test_allow_from_admits_named_clients() -> None:
    stack = new_stack()
    database = Database(stack, "Database", vpc=import_vpc(stack))
    database.allow_from(ec2.Peer.ipv4("10.0.0.0/16"))
    database.allow_from(ec2.SecurityGroup.from_security_group_id(stack, "Pods", "sg-0123456789abcdef0", mutable=False), "Pods of acme")
    template = template_of(stack)
    (rule,) = resource(template, "AWS::EC2::SecurityGroup", "Database")["Properties"]["SecurityGroupIngress"]
    assert (rule["CidrIp"], rule["FromPort"], rule["ToPort"], rule["IpProtocol"]) == ("10.0.0.0/16", 3306, 3306, "tcp")
    by_group = resource(template, "AWS::EC2::SecurityGroupIngress")["Properties"]
    assert (by_group["SourceSecurityGroupId"], by_group["Description"]) == ("sg-0123456789abcdef0", "Pods of acme")


@pytest.mark.parametrize("all_addresses", [ec2.Peer.any_ipv4, ec2.Peer.any_ipv6])
def test_allow_from_rejects_every_address_and_invalid_descriptions(all_addresses: Callable[[], ec2.IPeer]) -> None:
    stack = new_stack()
    database = Database(stack, "Database", vpc=import_vpc(stack))
    with pytest.raises(ConfigurationError, match="peer  is every address: name the security group or the address range of the clients"):
        database.allow_from(all_addresses())
    with pytest.raises(ConfigurationError, match="description  is Portkey's pods: use at most 255"):
        database.allow_from(ec2.Peer.ipv4("10.0.0.0/16"), "Portkey's pods")
    assert "SecurityGroupIngress" not in resource(template_of(stack), "AWS::EC2::SecurityGroup")["Properties"]


@pytest.mark.parametrize("engine", ["mysql", "aurora"])
def test_grant_connect_allows_other_users_than_the_main_one(engine: Any) -> None:
    stack = new_stack()
    database = Database(stack, "Database", vpc=import_vpc(stack), engine=engine, iam_authentication=True)
    role = iam.Role(stack, "Reports", assumed_by=iam.ServicePrincipal("pods.eks.amazonaws.com"))
    assert database.grant_connect(role, user="reports").success
    template = template_of(stack)
    (statement,) = policy_statements(template, "Reports")
    (server,) = resources(template, SERVERS[engine == "aurora"])
    resource = "DBClusterResourceId" if engine == "aurora" else "DbiResourceId"
    assert (statement["Effect"], statement["Action"]) == ("Allow", "rds-db:connect")
    assert statement["Resource"] == {
        "Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, f":rds-db:us-west-2:{ACCOUNT}:dbuser:", {"Fn::GetAtt": [server, resource]}, "/reports"]]
    }
    with pytest.raises(
        ConfigurationError, match="user  is portkey, which logs in with a password: create a user IDENTIFIED WITH AWSAuthenticationPlugin"
    ):
        database.grant_connect(role, user="portkey")
    other = Database(stack, "Other", vpc=stack.node.find_child("Vpc"), engine=engine)  # type: ignore[arg-type]
    with pytest.raises(ConfigurationError, match="iam_authentication  is off, but grant_connect needs it: turn it on"):
        other.grant_connect(role, user="reports")


@pytest.mark.parametrize(
    ("props", "path"),
    [
        ({"engine": "postgres"}, "engine"),
        ({"version": "9"}, "version"),
        ({"version": "3.12.0"}, "version"),
        ({"engine": "aurora", "version": "8.4.10"}, "version"),
        ({"instance_class": "m7g.large"}, "instance_class"),
        ({"instance_class": "db.t4g.micro"}, "performance_insights"),
        ({"storage_gib": 5}, "storage_gib"),
        ({"storage_gib": 100, "max_storage_gib": 105}, "max_storage_gib"),
        ({"max_storage_gib": 50}, "max_storage_gib"),
        ({"engine": "aurora", "storage_gib": 50}, "storage_gib"),
        ({"database_name": "port-key"}, "database_name"),
        ({"database_name": "mysql"}, "database_name"),
        ({"user": "root"}, "user"),
        ({"user": "Admin"}, "user"),
        ({"user": "rdsadmin"}, "user"),
        ({"user": "portkey.gateway"}, "user"),
        ({"user": "a" * 17}, "user"),
        ({"port": 0}, "port"),
        ({"identifier": "acme--portkey"}, "identifier"),
        ({"secret_name": "portkey mysql"}, "secret_name"),
        ({"rotation": Duration.days(1)}, "rotation"),
        ({"rotation": Duration.hours(200)}, "rotation"),
        ({"rotation_subnets": ec2.SubnetSelection()}, "rotation_subnets"),
        ({"backup_days": 0}, "backup_days"),
        ({"backup_days": 36}, "backup_days"),
        ({"backup_window": "25:00-26:00"}, "backup_window"),
        ({"maintenance_window": "03:00-04:00"}, "maintenance_window"),
        ({"monitoring_seconds": 7}, "monitoring_seconds"),
        ({"parameters": {"require_secure_transport": "0"}}, "parameters.require_secure_transport"),
    ],
)
def test_invalid_prop_is_rejected(props: dict[str, Any], path: str) -> None:
    problems = rejected_props(lambda scope: Database(scope, "Database", vpc=import_vpc(scope), **props), absent="Database")
    assert problems.keys() == {path}


def test_all_problems_are_reported_together() -> None:
    def create(scope: Stack) -> Database:
        return Database(scope, "Database", vpc=import_vpc(scope, private=False, public=True), user="root", backup_days=0, storage_gib=1)

    problems = rejected_props(create, absent="Database")
    assert problems.keys() == {"vpc", "user", "backup_days", "storage_gib"}
    assert problems["user"] == "is root, which MySQL or RDS reserves: choose another user, such as portkey"
    assert problems["vpc"] == "has only public subnets: add private or isolated subnets in two availability zones"


def test_public_subnets_are_rejected() -> None:
    public = ec2.SubnetSelection(subnet_type=ec2.SubnetType.PUBLIC)
    problems = rejected_props(lambda scope: Database(scope, "Database", vpc=import_vpc(scope, public=True), vpc_subnets=public), absent="Database")
    assert problems == {"vpc_subnets": "selects public subnets: select private or isolated subnets"}


def test_subnets_in_a_single_zone_are_rejected() -> None:
    problems = rejected_props(lambda scope: Database(scope, "Database", vpc=import_vpc(scope, zones=1)), absent="Database")
    assert problems == {"vpc": "has subnets in 1 availability zone: select subnets in two zones: a subnet group needs two"}


def test_cdk_nag_and_cfn_lint_report_only_what_the_case_asks_for() -> None:
    app = App()
    names = {case: f"Case-{case.replace(' ', '-')}" for case in CASES}
    for case, name in names.items():
        stack = new_stack(name, app=app)
        database = Database(stack, "Database", **CASES[case](stack))
        database.allow_from(ec2.Peer.ipv4("10.0.0.0/16"))
    findings = audit(app)
    # Cases ask for one zone, for no deletion protection, metrics or audit log, or for no key of the entry: these findings stay open.
    server = ("RDSInstanceDeletionProtectionEnabled", "RDSEnhancedMonitoringEnabled", "RDSLoggingEnabled[LogExport::audit]", "RDSMultiAZSupport")
    without_key = [names[case] for case in CASES if case != "mysql"]
    assert {(rule, place.split("/")[0]) for rule, place in findings.open} == {
        ("AwsSolutions-RDS10", "Case-mysql"),
        ("AwsSolutions-RDS3", "Case-mysql"),
        *((f"{pack}-{rule}", "Case-mysql") for pack in CONTROLS for rule in server),
        *((f"{pack}-SecretsManagerUsingKMSKey", name) for pack in CONTROLS for name in without_key),
    }
    assert all(reason for reason in findings.acknowledged.values())
    rules = {short_name(rule) for rule, _ in findings.acknowledged}
    assert rules == {"SMG4", "IAM4", "RDS6", "RDS11", "RDS14", "RDSInBackupPlan", "RDSLoggingEnabled", "SecretsManagerRotationEnabled"}
    for name in names.values():
        assert lint(Path(app.outdir, f"{name}.template.json")) == ""
