"""The database: TLS alone, encrypted, in two zones, reached by nobody who is not named; its password is in no template."""

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
from portkey_constructs.aws.password_rotation import EXCLUDED, schedule
from portkey_constructs.errors import ConfigurationError
from tests.aws import templates
from tests.aws.templates import (
    ACCOUNT,
    TemplateSnapshot,
    allowed,
    examined,
    linted,
    of_type,
    one,
    recommended_flags,
    said_by,
    stack,
    synthesised,
    vpc,
)

KEY_ARN = f"arn:aws:kms:us-west-2:{ACCOUNT}:key/0f1e2d3c-0000-4000-8000-00000000000"


def _key(around: Stack, digit: int) -> kms.IKey:
    return kms.Key.from_key_arn(around, f"Given{digit}", f"{KEY_ARN}{digit}")


EVERY: dict[str, Callable[[Stack], dict[str, Any]]] = {
    "mysql": lambda around: {
        "vpc": vpc(around, zones=3, isolated=True),
        "vpc_subnets": ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_ISOLATED),
        "security_group": ec2.SecurityGroup.from_security_group_id(around, "Group", "sg-0123456789abcdef0", mutable=False),
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
        "encryption_key": _key(around, 1),
        "secret_name": "portkey/mysql",
        "secret_encryption_key": _key(around, 2),
        "rotation": Duration.days(30),
        "rotation_subnets": ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_WITH_EGRESS),
        "iam_authentication": True,
        "backup_days": 35,
        "backup_window": "23:00-23:30",
        "maintenance_window": "tue:02:30-tue:04:00",
        "monitoring_seconds": 0,
        "performance_insights": False,
        "parameters": {"long_query_time": "10", "max_connections": "500"},
        "deletion_protection": False,
        "removal_policy": RemovalPolicy.DESTROY,
    },
    "aurora": lambda around: {
        "vpc": vpc(around),
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
    "least": lambda around: {"vpc": vpc(around)},
    "least of aurora": lambda around: {"vpc": vpc(around), "engine": "aurora"},
    "one aurora": lambda around: {"vpc": vpc(around), "engine": "aurora", "multi_az": False},
    **EVERY,
}
SERVERS = ("AWS::RDS::DBInstance", "AWS::RDS::DBCluster")


def made(case: str, *, context: dict[str, Any] | None = None) -> dict[str, Any]:
    around = stack(context=context)
    Database(around, "Database", **CASES[case](around))
    return synthesised(around)


@pytest.mark.parametrize("case", ["least", "least of aurora", *EVERY])
def test_template(case: str, snapshot: SnapshotAssertion) -> None:
    assert made(case) == snapshot.use_extension(TemplateSnapshot)


def test_every_prop_is_tried() -> None:
    said, there = said_by(Database, [case(stack()) for case in EVERY.values()])
    assert said == there
    _, values = zip(*CASES["mysql"](stack()).items(), strict=True)
    assert None not in values


@pytest.mark.parametrize("flags", [False, True], ids=["no flags", "flags of a new app"])
@pytest.mark.parametrize("case", CASES)
def test_closed_encrypted_and_by_tls(case: str, flags: bool) -> None:
    template = made(case, context=recommended_flags() if flags else None)
    on_aurora = "aurora" in case
    (server,) = of_type(template, SERVERS[on_aurora]).values() if on_aurora else of_type(template, SERVERS[0]).values()
    said = server["Properties"]
    assert said["StorageEncrypted"] is True
    assert said["KmsKeyId"]
    assert said["DeletionProtection"] is (case != "mysql")
    for instance in of_type(template, SERVERS[0]).values():
        assert instance["Properties"]["PubliclyAccessible"] is False
        assert instance["Properties"]["AutoMinorVersionUpgrade"] is True
    groups = of_type(template, "AWS::RDS::DBClusterParameterGroup" if on_aurora else "AWS::RDS::DBParameterGroup")
    # RDS has 0 and 1 for an instance, and words for a cluster.
    (parameters,) = [group["Properties"]["Parameters"] for group in groups.values()]
    assert parameters["require_secure_transport"] == ("ON" if on_aurora else "1")
    for group in of_type(template, "AWS::EC2::SecurityGroup").values():
        assert "SecurityGroupIngress" not in group["Properties"]
    for rule in of_type(template, "AWS::EC2::SecurityGroupIngress").values():
        assert "SourceSecurityGroupId" in rule["Properties"]


@pytest.mark.parametrize("case", CASES)
def test_two_zones_unless_told_otherwise(case: str) -> None:
    template = made(case)
    if "aurora" in case:
        assert len(of_type(template, SERVERS[0])) == (1 if case == "one aurora" else 2)
    else:
        assert one(template, SERVERS[0])["Properties"]["MultiAZ"] is (case != "mysql")
    assert len(one(template, "AWS::RDS::DBSubnetGroup")["Properties"]["SubnetIds"]) >= 2


@pytest.mark.parametrize("case", CASES)
def test_no_password_is_in_a_template(case: str) -> None:
    template = made(case)
    said = next(iter(of_type(template, SERVERS["aurora" in case]).values()))["Properties"]
    prefix, reference, suffix = said["MasterUserPassword"]["Fn::Join"][1]
    assert (prefix, suffix) == ("{{resolve:secretsmanager:", ":SecretString:password::}}")
    entry = one(template, "AWS::SecretsManager::Secret")["Properties"]
    assert reference["Ref"].startswith("DatabaseSecret")
    generated = entry["GenerateSecretString"]
    user = "gateway" if case == "mysql" else "portkey"
    assert json.loads(generated["SecretStringTemplate"]) == {"username": user} == {"username": said["MasterUsername"]}
    assert 30 <= generated["PasswordLength"] <= 41
    assert "SecretString" not in entry
    assert set("@/\"'\\ ${}%&#?+") - {" "} <= set(generated["ExcludeCharacters"])
    assert one(template, "AWS::SecretsManager::SecretTargetAttachment")["Properties"]["TargetType"] == (
        "AWS::RDS::DBCluster" if "aurora" in case else "AWS::RDS::DBInstance"
    )


@pytest.mark.parametrize("case", CASES)
def test_what_is_kept(case: str) -> None:
    template = made(case)
    server = next(iter(of_type(template, SERVERS["aurora" in case]).values()))
    assert server["DeletionPolicy"] == ("Delete" if case == "mysql" else "Snapshot")
    assert 1 <= server["Properties"]["BackupRetentionPeriod"] == (35 if case == "mysql" else 14)
    assert {key["DeletionPolicy"] for key in of_type(template, "AWS::KMS::Key").values()} == (set() if case == "mysql" else {"Retain"})
    assert all(key["Properties"]["EnableKeyRotation"] for key in of_type(template, "AWS::KMS::Key").values())


def test_the_key_goes_with_a_database_of_which_nothing_is_kept() -> None:
    around = stack()
    Database(around, "Database", vpc=vpc(around), removal_policy=RemovalPolicy.DESTROY)
    assert one(synthesised(around), "AWS::KMS::Key")["DeletionPolicy"] == "Delete"


@pytest.mark.parametrize("case", CASES)
def test_it_is_watched(case: str) -> None:
    template = made(case)
    server = next(iter(of_type(template, SERVERS["aurora" in case]).values()))["Properties"]
    assert server["EnableCloudwatchLogsExports"] == ["error", "slowquery"]
    for instance in of_type(template, SERVERS[0]).values():
        said = instance["Properties"]
        assert said.get("EnablePerformanceInsights", False) is (case != "mysql")
        assert said.get("MonitoringInterval", 0) == (0 if case == "mysql" else 60)
        assert ("PerformanceInsightsKMSKeyId" in said) is (case != "mysql")
    trusts = [role["Properties"]["AssumeRolePolicyDocument"]["Statement"] for role in of_type(template, "AWS::IAM::Role").values()]
    for (statement,) in trusts:
        assert statement["Condition"] == {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
    assert len(trusts) == (0 if case == "mysql" else 1)


@pytest.mark.parametrize(
    ("private", "isolated", "chosen"),
    [(True, True, "subnet-2"), (True, False, "subnet-1"), (False, True, "subnet-2")],
    ids=["both", "private", "isolated"],
)
def test_subnets_without_a_way_out_come_first(private: bool, isolated: bool, chosen: str) -> None:
    around = stack()
    Database(around, "Database", vpc=vpc(around, private=private, isolated=isolated, public=True))
    subnets = one(synthesised(around), "AWS::RDS::DBSubnetGroup")["Properties"]["SubnetIds"]
    assert {subnet[:8] for subnet in subnets} == {chosen}


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
def test_new_passwords_come_in_the_maintenance_window(days: int, window: str, expression: str, length: str) -> None:
    assert schedule(days, window) == (expression, length)


@pytest.mark.parametrize("case", EVERY)
def test_rotation(case: str) -> None:
    template = made(case)
    said = one(template, "AWS::SecretsManager::RotationSchedule")["Properties"]
    assert said["RotateImmediatelyOnUpdate"] is False
    assert (
        said["RotationRules"]
        == {
            "mysql": {"ScheduleExpression": "cron(0 2 ? 1/1 TUE#1 *)", "Duration": "2h"},
            "aurora": {"ScheduleExpression": "cron(0 3 ? * SUN *)", "Duration": "1h"},
        }[case]
    )
    by = said["HostedRotationLambda"]
    assert by["RotationType"] == "MySQLSingleUser"
    assert (
        by["ExcludeCharacters"] == EXCLUDED == one(template, "AWS::SecretsManager::Secret")["Properties"]["GenerateSecretString"]["ExcludeCharacters"]
    )
    assert by.get("KmsKeyArn") == (f"{KEY_ARN}2" if case == "mysql" else None)
    out = one(template, "AWS::EC2::SecurityGroup", "DatabaseRotation")["Properties"]["SecurityGroupEgress"]
    assert [(rule["CidrIp"], rule["FromPort"], rule["ToPort"]) for rule in out] == [("0.0.0.0/0", 443, 443)]
    assert "subnet-1" in json.dumps(by["VpcSubnetIds"])
    if case == "aurora":
        (rule,) = of_type(template, "AWS::EC2::SecurityGroupIngress").values()
        assert rule["Properties"]["SourceSecurityGroupId"]["Fn::GetAtt"][0].startswith("DatabaseRotation")
        assert rule["Properties"]["FromPort"] == 3306


@pytest.mark.parametrize("case", ["least", "least of aurora", "one aurora"])
def test_no_rotation_unless_somebody_says_so(case: str) -> None:
    template = made(case)
    assert of_type(template, "AWS::SecretsManager::RotationSchedule") == {}
    assert "Transform" not in template


@pytest.mark.parametrize("engine", ["mysql", "aurora"])
def test_what_others_connect_with(engine: Any) -> None:
    around = stack()
    made = Database(around, "Database", vpc=vpc(around), engine=engine, port=3310, user="gateway", database_name="logs")
    template = synthesised(around)
    (server,) = of_type(template, SERVERS[engine == "aurora"])
    assert around.resolve(made.host) == {"Fn::GetAtt": [server, "Endpoint.Address"]}
    assert (made.port, made.user, made.database_name) == (3310, "gateway", "logs")
    assert template["Resources"][server]["Properties"]["Port"] in (3310, "3310")
    assert around.resolve(made.secret.secret_arn) == {"Ref": next(iter(of_type(template, "AWS::SecretsManager::SecretTargetAttachment")))}
    assert around.resolve(made.security_group.security_group_id)["Fn::GetAtt"][0].startswith("DatabaseSecurityGroup")
    assert around.resolve(made.encryption_key.key_arn)["Fn::GetAtt"][0].startswith("DatabaseKey")


def test_who_may_connect() -> None:
    around = stack()
    made = Database(around, "Database", vpc=vpc(around))
    made.allow_from(ec2.Peer.ipv4("10.0.0.0/16"))
    made.allow_from(ec2.SecurityGroup.from_security_group_id(around, "Pods", "sg-0123456789abcdef0", mutable=False), "Pods of acme")
    template = synthesised(around)
    (rule,) = one(template, "AWS::EC2::SecurityGroup", "Database")["Properties"]["SecurityGroupIngress"]
    assert (rule["CidrIp"], rule["FromPort"], rule["ToPort"], rule["IpProtocol"]) == ("10.0.0.0/16", 3306, 3306, "tcp")
    by_group = one(template, "AWS::EC2::SecurityGroupIngress")["Properties"]
    assert (by_group["SourceSecurityGroupId"], by_group["Description"]) == ("sg-0123456789abcdef0", "Pods of acme")


@pytest.mark.parametrize("everybody", [ec2.Peer.any_ipv4, ec2.Peer.any_ipv6])
def test_never_everybody(everybody: Callable[[], ec2.IPeer]) -> None:
    around = stack()
    made = Database(around, "Database", vpc=vpc(around))
    with pytest.raises(ConfigurationError, match="peer  is every address: name the security group or the address range of the clients"):
        made.allow_from(everybody())
    with pytest.raises(ConfigurationError, match="description  is Portkey's pods: give at most 255"):
        made.allow_from(ec2.Peer.ipv4("10.0.0.0/16"), "Portkey's pods")
    assert "SecurityGroupIngress" not in one(synthesised(around), "AWS::EC2::SecurityGroup")["Properties"]


@pytest.mark.parametrize("engine", ["mysql", "aurora"])
def test_login_by_iam(engine: Any) -> None:
    around = stack()
    made = Database(around, "Database", vpc=vpc(around), engine=engine, iam_authentication=True)
    role = iam.Role(around, "Reports", assumed_by=iam.ServicePrincipal("pods.eks.amazonaws.com"))
    assert made.grant_connect(role, user="reports").success
    template = synthesised(around)
    (statement,) = allowed(template, "Reports")
    (server,) = of_type(template, SERVERS[engine == "aurora"])
    resource = "DBClusterResourceId" if engine == "aurora" else "DbiResourceId"
    assert (statement["Effect"], statement["Action"]) == ("Allow", "rds-db:connect")
    assert statement["Resource"] == {
        "Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, f":rds-db:us-west-2:{ACCOUNT}:dbuser:", {"Fn::GetAtt": [server, resource]}, "/reports"]]
    }
    with pytest.raises(ConfigurationError, match="user  is portkey, who logs in by password: make a user IDENTIFIED WITH AWSAuthenticationPlugin"):
        made.grant_connect(role, user="portkey")
    other = Database(around, "Other", vpc=around.node.find_child("Vpc"), engine=engine)  # type: ignore[arg-type]
    with pytest.raises(ConfigurationError, match="iam_authentication  is off, and grant_connect is called: turn it on"):
        other.grant_connect(role, user="reports")


def refused(make: Callable[[Stack], object]) -> dict[str, str]:
    return templates.refused(make, unmade="Database")


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
def test_what_cannot_be(props: dict[str, Any], path: str) -> None:
    assert refused(lambda scope: Database(scope, "Database", vpc=vpc(scope), **props)).keys() == {path}


def test_every_problem_at_once() -> None:
    said = refused(lambda scope: Database(scope, "Database", vpc=vpc(scope, private=False, public=True), user="root", backup_days=0, storage_gib=1))
    assert said.keys() == {"vpc", "user", "backup_days", "storage_gib"}
    assert said["user"] == "is root, which the server or RDS keeps for itself: choose a user of Portkey's own, such as portkey"
    assert said["vpc"] == "has public subnets alone: give it private or isolated subnets in two availability zones"


def test_subnets_that_will_not_do() -> None:
    public = ec2.SubnetSelection(subnet_type=ec2.SubnetType.PUBLIC)
    said = refused(lambda scope: Database(scope, "Database", vpc=vpc(scope, public=True), vpc_subnets=public))
    assert said == {"vpc_subnets": "are public: choose private or isolated subnets"}
    said = refused(lambda scope: Database(scope, "Database", vpc=vpc(scope, zones=1)))
    assert said == {"vpc": "has its subnets in 1 availability zone: choose subnets in two, which a subnet group must have"}


def test_cdk_nag_and_cfn_lint_have_nothing_to_say_that_was_not_asked_for() -> None:
    app = App()
    names = {case: f"Case-{case.replace(' ', '-')}" for case in CASES}
    for case, name in names.items():
        around = stack(name, app=app)
        made = Database(around, "Database", **CASES[case](around))
        made.allow_from(ec2.Peer.ipv4("10.0.0.0/16"))
    found = examined(app)
    # One zone and no protection are what that case asks for: findings of whoever asks, which nothing here explains away.
    assert found.open == [("AwsSolutions-RDS10", "Case-mysql/Database/Server/Resource"), ("AwsSolutions-RDS3", "Case-mysql/Database/Server/Resource")]
    assert all(reason for reason in found.explained.values())
    rules = {rule.partition("[")[0].removeprefix("AwsSolutions-") for rule, _ in found.explained}
    assert rules == {"SMG4", "IAM4", "RDS6", "RDS11", "RDS14"}
    for name in names.values():
        assert linted(Path(app.outdir, f"{name}.template.json")) == ""
