"""The cache is encrypted, requires TLS, has two nodes, admits only named clients, and authenticates with a password or IAM."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import App, RemovalPolicy, Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from syrupy.assertion import SnapshotAssertion

from portkey_constructs.aws import Cache
from portkey_constructs.errors import ConfigurationError
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

pytestmark = pytest.mark.aws

GROUP = "AWS::ElastiCache::ReplicationGroup"
KEY_ARN = f"arn:aws:kms:us-west-2:{ACCOUNT}:key/0f1e2d3c-0000-4000-8000-00000000000"

COMPLETE: dict[str, Callable[[Stack], dict[str, Any]]] = {
    "password": lambda stack: {
        "vpc": import_vpc(stack, zones=3, isolated=True),
        "vpc_subnets": ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_WITH_EGRESS),
        "security_group": ec2.SecurityGroup.from_security_group_id(stack, "Group", "sg-0123456789abcdef0", mutable=False),
        "version": "8.1",
        "node_type": "cache.t4g.small",
        "nodes": 1,
        "port": 6380,
        "auth": "password",
        "replication_group_id": "acme-portkey",
        "encryption_key": kms.Key.from_key_arn(stack, "Key1", f"{KEY_ARN}1"),
        "secret_name": "portkey/redis",
        "secret_encryption_key": kms.Key.from_key_arn(stack, "Key2", f"{KEY_ARN}2"),
        "snapshot_days": 0,
        "snapshot_window": "05:00-06:00",
        "maintenance_window": "mon:05:00-mon:06:00",
        "parameters": {"maxmemory-policy": "allkeys-lru", "timeout": "300"},
        "log_name": "acme",
        "removal_policy": RemovalPolicy.DESTROY,
    },
    "iam": lambda stack: {
        "vpc": import_vpc(stack),
        "auth": "iam",
        "cluster_mode": True,
        "shards": 3,
        "nodes": 3,
        "replication_group_id": "acme-portkey",
        "user": "portkey",
        "access": "on ~portkey:* &* +@all -@dangerous",
    },
}
CASES: dict[str, Callable[[Stack], dict[str, Any]]] = {
    "minimal": lambda stack: {"vpc": import_vpc(stack)},
    "minimal with iam": lambda stack: {"vpc": import_vpc(stack), "auth": "iam"},
    "minimal cluster": lambda stack: {"vpc": import_vpc(stack), "cluster_mode": True},
    "one node per shard": lambda stack: {"vpc": import_vpc(stack), "cluster_mode": True, "nodes": 1},
    **COMPLETE,
}
WITH_IAM = {"iam", "minimal with iam"}


def template_for(case: str, *, context: dict[str, Any] | None = None) -> dict[str, Any]:
    stack = new_stack(context=context)
    Cache(stack, "Cache", **CASES[case](stack))
    return template_of(stack)


@pytest.mark.parametrize("case", ["minimal", "minimal with iam", *COMPLETE])
def test_template(case: str, snapshot: SnapshotAssertion) -> None:
    assert template_for(case) == snapshot.use_extension(TemplateSnapshot)


def test_complete_cases_set_every_prop() -> None:
    assert {prop for case in COMPLETE.values() for prop in case(new_stack())} == keyword_props(Cache)


@pytest.mark.parametrize("flags", [False, True], ids=["no flags", "flags of a new app"])
@pytest.mark.parametrize("case", CASES)
def test_cache_is_private_encrypted_and_requires_tls(case: str, flags: bool) -> None:
    template = template_for(case, context=recommended_flags() if flags else None)
    group = resource(template, GROUP)["Properties"]
    assert (group["Engine"], group["EngineVersion"]) == ("valkey", "8.1" if case == "password" else "8.2")
    assert (group["TransitEncryptionEnabled"], group["TransitEncryptionMode"]) == (True, "required")
    assert group["AtRestEncryptionEnabled"] is True
    assert group["KmsKeyId"]
    assert "NetworkType" not in group
    for security_group in resources(template, "AWS::EC2::SecurityGroup").values():
        assert "SecurityGroupIngress" not in security_group["Properties"]
    assert resources(template, "AWS::EC2::SecurityGroupIngress") == {}
    parameters = resource(template, "AWS::ElastiCache::ParameterGroup")["Properties"]
    assert parameters["CacheParameterGroupFamily"] == "valkey8"
    assert parameters["Properties"]["maxmemory-policy"] == ("allkeys-lru" if case == "password" else "volatile-lru")
    assert group["CacheParameterGroupName"]["Ref"] in resources(template, "AWS::ElastiCache::ParameterGroup")


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ("minimal", {"ClusterMode": "disabled", "NumCacheClusters": 2, "AutomaticFailoverEnabled": True, "MultiAZEnabled": True}),
        ("password", {"ClusterMode": "disabled", "NumCacheClusters": 1, "AutomaticFailoverEnabled": False, "MultiAZEnabled": False}),
        (
            "minimal cluster",
            {"ClusterMode": "enabled", "NumNodeGroups": 1, "ReplicasPerNodeGroup": 1, "AutomaticFailoverEnabled": True, "MultiAZEnabled": True},
        ),
        (
            "one node per shard",
            {"ClusterMode": "enabled", "NumNodeGroups": 1, "ReplicasPerNodeGroup": 0, "AutomaticFailoverEnabled": True, "MultiAZEnabled": False},
        ),
        ("iam", {"ClusterMode": "enabled", "NumNodeGroups": 3, "ReplicasPerNodeGroup": 2, "AutomaticFailoverEnabled": True, "MultiAZEnabled": True}),
    ],
)
def test_nodes_and_shards_follow_the_props(case: str, expected: dict[str, Any]) -> None:
    template = template_for(case)
    group = resource(template, GROUP)["Properties"]
    names = {"ClusterMode", "NumCacheClusters", "NumNodeGroups", "ReplicasPerNodeGroup", "AutomaticFailoverEnabled", "MultiAZEnabled"}
    assert {name: value for name, value in group.items() if name in names} == expected
    parameters = resource(template, "AWS::ElastiCache::ParameterGroup")["Properties"]["Properties"]
    assert parameters.get("cluster-enabled") == ("yes" if expected["ClusterMode"] == "enabled" else None)


@pytest.mark.parametrize("case", [case for case in CASES if case not in WITH_IAM])
def test_password_is_generated_and_not_in_the_template(case: str) -> None:
    template = template_for(case)
    group = resource(template, GROUP)["Properties"]
    prefix, reference, suffix = group["AuthToken"]["Fn::Join"][1]
    assert (prefix, suffix) == ("{{resolve:secretsmanager:", ":SecretString:redis_password::}}")
    assert list(resources(template, "AWS::SecretsManager::Secret")) == [reference["Ref"]]
    entry = resource(template, "AWS::SecretsManager::Secret")["Properties"]
    assert entry["GenerateSecretString"] == {
        "SecretStringTemplate": "{}",
        "GenerateStringKey": "redis_password",
        "PasswordLength": 64,
        "ExcludePunctuation": True,
    }
    assert "SecretString" not in entry
    assert entry.get("KmsKeyId") == (f"{KEY_ARN}2" if case == "password" else None)
    assert "UserGroupIds" not in group


@pytest.mark.parametrize("case", sorted(WITH_IAM))
def test_only_the_iam_user_can_log_in(case: str) -> None:
    template = template_for(case)
    group = resource(template, GROUP)["Properties"]
    assert "AuthToken" not in group
    assert resources(template, "AWS::SecretsManager::Secret") == {}
    user_group = resource(template, "AWS::ElastiCache::UserGroup")["Properties"]
    assert group["UserGroupIds"] == [{"Ref": next(iter(resources(template, "AWS::ElastiCache::UserGroup")))}]
    users = {user["Properties"]["UserName"]: user["Properties"] for user in resources(template, "AWS::ElastiCache::User").values()}
    assert {member["Ref"] for member in user_group["UserIds"]} == set(resources(template, "AWS::ElastiCache::User"))
    default, (user,) = users.pop("default"), users.values()
    assert (default["AccessString"], default["NoPasswordRequired"]) == ("off ~* -@all", True)
    assert default["UserId"] != "default"
    assert user["UserId"] == user["UserName"]
    assert user["AuthenticationMode"] == {"Type": "iam"}
    assert "Passwords" not in user
    # Only groups of this engine accept a user without a password, and they must have one with the name default.
    assert {user_group["Engine"], default["Engine"], user["Engine"]} == {"redis"}
    ids = (default["UserId"], user["UserId"], user_group["UserGroupId"])
    assert all(len(id) <= 40 and id == id.lower() and "--" not in id for id in ids)


@pytest.mark.parametrize("case", sorted(WITH_IAM))
def test_grant_connect_allows_the_user_of_this_cache(case: str) -> None:
    stack = new_stack()
    cache = Cache(stack, "Cache", **CASES[case](stack))
    role = iam.Role(stack, "Pods", assumed_by=iam.ServicePrincipal("pods.eks.amazonaws.com"))
    assert cache.grant_connect(role).success
    template = template_of(stack)
    (statement,) = policy_statements(template, "Pods")
    assert (statement["Effect"], statement["Action"]) == ("Allow", "elasticache:Connect")
    (group,) = resources(template, GROUP)
    (user,) = [name for name, user in resources(template, "AWS::ElastiCache::User").items() if user["Properties"]["UserName"] != "default"]
    arn = ["arn:", {"Ref": "AWS::Partition"}]
    assert statement["Resource"] == [
        {"Fn::Join": ["", [*arn, f":elasticache:us-west-2:{ACCOUNT}:{kind}:", {"Ref": name}]]}
        for kind, name in (("replicationgroup", group), ("user", user))
    ]
    assert stack.resolve([cache.replication_group_id, cache.user_id]) == [{"Ref": group}, {"Ref": user}]
    assert cache.secret is None


def test_cache_with_a_password_rejects_grant_connect() -> None:
    stack = new_stack()
    cache = Cache(stack, "Cache", vpc=import_vpc(stack))
    role = iam.Role(stack, "Pods", assumed_by=iam.ServicePrincipal("pods.eks.amazonaws.com"))
    with pytest.raises(ConfigurationError, match="auth  is password, but grant_connect needs iam: set auth='iam'"):
        cache.grant_connect(role)
    assert cache.user_id is None
    assert cache.secret is not None
    cache.secret.grant_read(role)
    (statement,) = policy_statements(template_of(stack), "Pods")
    assert statement["Action"] == ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"]


@pytest.mark.parametrize(("case", "attribute"), [("minimal", "PrimaryEndPoint.Address"), ("minimal cluster", "ConfigurationEndPoint.Address")])
def test_attributes_refer_to_the_resources(case: str, attribute: str) -> None:
    stack = new_stack()
    cache = Cache(stack, "Cache", port=6390, **CASES[case](stack))
    template = template_of(stack)
    (group,) = resources(template, GROUP)
    assert stack.resolve(cache.host) == {"Fn::GetAtt": [group, attribute]}
    assert cache.port == template["Resources"][group]["Properties"]["Port"] == 6390
    assert stack.resolve(cache.security_group.security_group_id)["Fn::GetAtt"][0].startswith("CacheSecurityGroup")
    assert stack.resolve(cache.encryption_key.key_arn)["Fn::GetAtt"][0].startswith("CacheKey")


@pytest.mark.parametrize("case", CASES)
def test_retention_follows_the_props(case: str) -> None:
    template = template_for(case)
    group = resource(template, GROUP)
    assert group["DeletionPolicy"] == group["UpdateReplacePolicy"] == ("Delete" if case == "password" else "Snapshot")
    properties = group["Properties"]
    assert properties["SnapshotRetentionLimit"] == (0 if case == "password" else 15)
    assert ("SnapshotWindow" in properties) is (case != "password")
    assert properties["PreferredMaintenanceWindow"] == ("mon:05:00-mon:06:00" if case == "password" else "sun:03:00-sun:04:00")
    for key in resources(template, "AWS::KMS::Key").values():
        assert (key["DeletionPolicy"], key["Properties"]["EnableKeyRotation"]) == ("Retain", True)


@pytest.mark.parametrize("case", CASES)
def test_logs_are_kept_for_a_year_under_the_key_of_the_cache(case: str) -> None:
    template = template_for(case)
    deliveries = resource(template, GROUP)["Properties"]["LogDeliveryConfigurations"]
    assert [(log["LogType"], log["LogFormat"], log["DestinationType"]) for log in deliveries] == [
        ("engine-log", "json", "cloudwatch-logs"),
        ("slow-log", "json", "cloudwatch-logs"),
    ]
    groups = resources(template, "AWS::Logs::LogGroup")
    assert [log["DestinationDetails"]["CloudWatchLogsDetails"]["LogGroup"]["Ref"] for log in deliveries] == list(groups)
    for group in groups.values():
        assert group["Properties"]["RetentionInDays"] == 365
        assert group["Properties"]["KmsKeyId"] == resource(template, GROUP)["Properties"]["KmsKeyId"]
        assert group["DeletionPolicy"] == ("Delete" if case == "password" else "RetainExceptOnCreate")
    names = {group["Properties"]["LogGroupName"].rpartition("/")[0] for group in groups.values()}
    assert names == {"/aws/vendedlogs/elasticache/acme" if case == "password" else next(iter(names))}
    for key in resources(template, "AWS::KMS::Key").values():
        (logs,) = [each for each in key["Properties"]["KeyPolicy"]["Statement"] if "Service" in each["Principal"]]
        assert str(logs["Condition"]["ArnLike"]["kms:EncryptionContext:aws:logs:arn"]).count(f"log-group:{next(iter(names))}/*") == 1


def test_allow_from_admits_named_clients_only() -> None:
    stack = new_stack()
    cache = Cache(stack, "Cache", vpc=import_vpc(stack))
    cache.allow_from(ec2.Peer.ipv4("10.0.0.0/16"))
    with pytest.raises(ConfigurationError, match="peer  is every address"):
        cache.allow_from(ec2.Peer.any_ipv4())
    (rule,) = resource(template_of(stack), "AWS::EC2::SecurityGroup", "Cache")["Properties"]["SecurityGroupIngress"]
    assert (rule["CidrIp"], rule["FromPort"], rule["ToPort"], rule["IpProtocol"]) == ("10.0.0.0/16", 6379, 6379, "tcp")


@pytest.mark.parametrize(
    ("props", "path"),
    [
        ({"version": "7.2"}, "version"),
        ({"node_type": "m7g.large"}, "node_type"),
        ({"shards": 2}, "shards"),
        ({"cluster_mode": True, "shards": 501}, "shards"),
        ({"nodes": 0}, "nodes"),
        ({"nodes": 7}, "nodes"),
        ({"port": 70000}, "port"),
        ({"auth": "none"}, "auth"),
        ({"replication_group_id": "Portkey"}, "replication_group_id"),
        ({"replication_group_id": "a" * 41}, "replication_group_id"),
        ({"user": "portkey"}, "user"),
        ({"access": "on ~* +@all"}, "access"),
        ({"auth": "iam", "access": "off -@all"}, "access"),
        ({"auth": "iam", "user": "default"}, "user"),
        ({"auth": "iam", "user": "port_key"}, "user"),
        ({"auth": "iam", "secret_name": "portkey/redis"}, "secret_name"),
        ({"snapshot_days": 36}, "snapshot_days"),
        ({"snapshot_window": "1:00-2:00"}, "snapshot_window"),
        ({"maintenance_window": "sunday:03:00-sunday:04:00"}, "maintenance_window"),
        ({"parameters": {"cluster-enabled": "yes"}}, "parameters.cluster-enabled"),
    ],
)
def test_invalid_prop_is_rejected(props: dict[str, Any], path: str) -> None:
    assert rejected_props(lambda scope: Cache(scope, "Cache", vpc=import_vpc(scope), **props), absent="Cache").keys() == {path}


def test_all_problems_are_reported_together() -> None:
    problems = rejected_props(lambda scope: Cache(scope, "Cache", vpc=import_vpc(scope, zones=1), nodes=9, shards=2, user="portkey"), absent="Cache")
    assert problems.keys() == {"vpc", "nodes", "shards", "user"}
    assert problems["nodes"] == "is 9: expected a number of nodes from 1 to 6, including the primary"
    assert problems["user"] == "is set, but auth is password: leave it out, or change auth"


def test_cdk_nag_and_cfn_lint_report_only_what_the_case_asks_for() -> None:
    app = App()
    names = {case: f"Case-{case.replace(' ', '-')}" for case in CASES}
    for case, name in names.items():
        stack = new_stack(name, app=app)
        Cache(stack, "Cache", **CASES[case](stack)).allow_from(ec2.Peer.ipv4("10.0.0.0/16"))
    findings = audit(app)
    # Cases ask for one node, for no snapshots, or for no key of the entry, so the construct does not acknowledge these findings.
    without_key = {case for case in CASES if case not in WITH_IAM and "secret_encryption_key" not in CASES[case](new_stack())}
    assert {(rule, place.split("/")[0]) for rule, place in findings.open} == {
        *(("AwsSolutions-AEC4", names[case]) for case in ("one node per shard", "password")),
        *((f"{pack}-ElastiCacheRedisClusterAutomaticBackup", names["password"]) for pack in CONTROLS),
        *((f"{pack}-SecretsManagerUsingKMSKey", names[case]) for pack in CONTROLS for case in without_key),
    }
    assert all(reason for reason in findings.acknowledged.values())
    assert {short_name(rule) for rule, _ in findings.acknowledged} == {"SMG4", "AEC6", "SecretsManagerRotationEnabled"}
    for name in names.values():
        assert lint(Path(app.outdir, f"{name}.template.json")) == ""


def test_audit_and_lint_find_mistakes() -> None:
    app = App()
    stack = new_stack(app=app)
    s3.Bucket(stack, "Open")
    # EC2 does not accept the apostrophe.
    ec2.CfnSecurityGroup(stack, "Group", group_description="team's group")
    findings = audit(app)
    assert {rule.partition(" ")[0] for rule, _ in findings.open} >= {"AwsSolutions-S1", "AwsSolutions-S10", "F3031"}
    assert "E3031" in lint(Path(app.outdir, "Stack.template.json"))
