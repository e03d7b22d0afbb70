"""The cache: TLS alone, encrypted, two nodes, reached by nobody who is not named; a login by password or by IAM."""

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

GROUP = "AWS::ElastiCache::ReplicationGroup"
KEY_ARN = f"arn:aws:kms:us-west-2:{ACCOUNT}:key/0f1e2d3c-0000-4000-8000-00000000000"

EVERY: dict[str, Callable[[Stack], dict[str, Any]]] = {
    "password": lambda around: {
        "vpc": vpc(around, zones=3, isolated=True),
        "vpc_subnets": ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_WITH_EGRESS),
        "security_group": ec2.SecurityGroup.from_security_group_id(around, "Group", "sg-0123456789abcdef0", mutable=False),
        "version": "8.1",
        "node_type": "cache.t4g.small",
        "nodes": 1,
        "port": 6380,
        "auth": "password",
        "replication_group_id": "acme-portkey",
        "encryption_key": kms.Key.from_key_arn(around, "Given1", f"{KEY_ARN}1"),
        "secret_name": "portkey/redis",
        "secret_encryption_key": kms.Key.from_key_arn(around, "Given2", f"{KEY_ARN}2"),
        "snapshot_days": 0,
        "snapshot_window": "05:00-06:00",
        "maintenance_window": "mon:05:00-mon:06:00",
        "parameters": {"maxmemory-policy": "allkeys-lru", "timeout": "300"},
        "removal_policy": RemovalPolicy.DESTROY,
    },
    "iam": lambda around: {
        "vpc": vpc(around),
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
    "least": lambda around: {"vpc": vpc(around)},
    "least of iam": lambda around: {"vpc": vpc(around), "auth": "iam"},
    "least of a cluster": lambda around: {"vpc": vpc(around), "cluster_mode": True},
    "one node a shard": lambda around: {"vpc": vpc(around), "cluster_mode": True, "nodes": 1},
    **EVERY,
}
BY_IAM = {"iam", "least of iam"}


def made(case: str, *, context: dict[str, Any] | None = None) -> dict[str, Any]:
    around = stack(context=context)
    Cache(around, "Cache", **CASES[case](around))
    return synthesised(around)


@pytest.mark.parametrize("case", ["least", "least of iam", *EVERY])
def test_template(case: str, snapshot: SnapshotAssertion) -> None:
    assert made(case) == snapshot.use_extension(TemplateSnapshot)


def test_every_prop_is_tried() -> None:
    said, there = said_by(Cache, [case(stack()) for case in EVERY.values()])
    assert said == there


@pytest.mark.parametrize("flags", [False, True], ids=["no flags", "flags of a new app"])
@pytest.mark.parametrize("case", CASES)
def test_closed_encrypted_and_by_tls(case: str, flags: bool) -> None:
    template = made(case, context=recommended_flags() if flags else None)
    said = one(template, GROUP)["Properties"]
    assert (said["Engine"], said["EngineVersion"]) == ("valkey", "8.1" if case == "password" else "8.2")
    assert (said["TransitEncryptionEnabled"], said["TransitEncryptionMode"]) == (True, "required")
    assert said["AtRestEncryptionEnabled"] is True
    assert said["KmsKeyId"]
    assert "NetworkType" not in said
    for group in of_type(template, "AWS::EC2::SecurityGroup").values():
        assert "SecurityGroupIngress" not in group["Properties"]
    assert of_type(template, "AWS::EC2::SecurityGroupIngress") == {}
    parameters = one(template, "AWS::ElastiCache::ParameterGroup")["Properties"]
    assert parameters["CacheParameterGroupFamily"] == "valkey8"
    assert parameters["Properties"]["maxmemory-policy"] == ("allkeys-lru" if case == "password" else "volatile-lru")
    assert said["CacheParameterGroupName"]["Ref"] in of_type(template, "AWS::ElastiCache::ParameterGroup")


@pytest.mark.parametrize(
    ("case", "wanted"),
    [
        ("least", {"ClusterMode": "disabled", "NumCacheClusters": 2, "AutomaticFailoverEnabled": True, "MultiAZEnabled": True}),
        ("password", {"ClusterMode": "disabled", "NumCacheClusters": 1, "AutomaticFailoverEnabled": False, "MultiAZEnabled": False}),
        (
            "least of a cluster",
            {"ClusterMode": "enabled", "NumNodeGroups": 1, "ReplicasPerNodeGroup": 1, "AutomaticFailoverEnabled": True, "MultiAZEnabled": True},
        ),
        (
            "one node a shard",
            {"ClusterMode": "enabled", "NumNodeGroups": 1, "ReplicasPerNodeGroup": 0, "AutomaticFailoverEnabled": True, "MultiAZEnabled": False},
        ),
        ("iam", {"ClusterMode": "enabled", "NumNodeGroups": 3, "ReplicasPerNodeGroup": 2, "AutomaticFailoverEnabled": True, "MultiAZEnabled": True}),
    ],
)
def test_nodes(case: str, wanted: dict[str, Any]) -> None:
    template = made(case)
    said = one(template, GROUP)["Properties"]
    about = {"ClusterMode", "NumCacheClusters", "NumNodeGroups", "ReplicasPerNodeGroup", "AutomaticFailoverEnabled", "MultiAZEnabled"}
    assert {name: value for name, value in said.items() if name in about} == wanted
    parameters = one(template, "AWS::ElastiCache::ParameterGroup")["Properties"]["Properties"]
    assert parameters.get("cluster-enabled") == ("yes" if wanted["ClusterMode"] == "enabled" else None)


@pytest.mark.parametrize("case", [case for case in CASES if case not in BY_IAM])
def test_no_password_is_in_a_template(case: str) -> None:
    template = made(case)
    said = one(template, GROUP)["Properties"]
    prefix, reference, suffix = said["AuthToken"]["Fn::Join"][1]
    assert (prefix, suffix) == ("{{resolve:secretsmanager:", ":SecretString:redis_password::}}")
    assert list(of_type(template, "AWS::SecretsManager::Secret")) == [reference["Ref"]]
    entry = one(template, "AWS::SecretsManager::Secret")["Properties"]
    assert entry["GenerateSecretString"] == {
        "SecretStringTemplate": "{}",
        "GenerateStringKey": "redis_password",
        "PasswordLength": 64,
        "ExcludePunctuation": True,
    }
    assert "SecretString" not in entry
    assert entry.get("KmsKeyId") == (f"{KEY_ARN}2" if case == "password" else None)
    assert "UserGroupIds" not in said


@pytest.mark.parametrize("case", sorted(BY_IAM))
def test_nobody_logs_in_but_by_iam(case: str) -> None:
    template = made(case)
    said = one(template, GROUP)["Properties"]
    assert "AuthToken" not in said
    assert of_type(template, "AWS::SecretsManager::Secret") == {}
    group = one(template, "AWS::ElastiCache::UserGroup")["Properties"]
    assert said["UserGroupIds"] == [{"Ref": next(iter(of_type(template, "AWS::ElastiCache::UserGroup")))}]
    users = {user["Properties"]["UserName"]: user["Properties"] for user in of_type(template, "AWS::ElastiCache::User").values()}
    assert {member["Ref"] for member in group["UserIds"]} == set(of_type(template, "AWS::ElastiCache::User"))
    nobody, (somebody,) = users.pop("default"), users.values()
    assert (nobody["AccessString"], nobody["NoPasswordRequired"]) == ("off ~* -@all", True)
    assert nobody["UserId"] != "default"
    assert somebody["UserId"] == somebody["UserName"]
    assert somebody["AuthenticationMode"] == {"Type": "iam"}
    assert "Passwords" not in somebody
    # A user without a password is for a group of this engine alone, which has to have one called default.
    assert {group["Engine"], nobody["Engine"], somebody["Engine"]} == {"redis"}
    assert all(len(name) <= 40 and name == name.lower() and "--" not in name for name in (nobody["UserId"], somebody["UserId"], group["UserGroupId"]))


@pytest.mark.parametrize("case", sorted(BY_IAM))
def test_login_by_iam(case: str) -> None:
    around = stack()
    cache = Cache(around, "Cache", **CASES[case](around))
    role = iam.Role(around, "Pods", assumed_by=iam.ServicePrincipal("pods.eks.amazonaws.com"))
    assert cache.grant_connect(role).success
    template = synthesised(around)
    (statement,) = allowed(template, "Pods")
    assert (statement["Effect"], statement["Action"]) == ("Allow", "elasticache:Connect")
    (group,) = of_type(template, GROUP)
    (user,) = [name for name, made in of_type(template, "AWS::ElastiCache::User").items() if made["Properties"]["UserName"] != "default"]
    arn = ["arn:", {"Ref": "AWS::Partition"}]
    assert statement["Resource"] == [
        {"Fn::Join": ["", [*arn, f":elasticache:us-west-2:{ACCOUNT}:{kind}:", {"Ref": name}]]}
        for kind, name in (("replicationgroup", group), ("user", user))
    ]
    assert around.resolve([cache.replication_group_id, cache.user_id]) == [{"Ref": group}, {"Ref": user}]
    assert cache.secret is None


def test_by_password_nobody_connects_by_iam() -> None:
    around = stack()
    cache = Cache(around, "Cache", vpc=vpc(around))
    role = iam.Role(around, "Pods", assumed_by=iam.ServicePrincipal("pods.eks.amazonaws.com"))
    with pytest.raises(ConfigurationError, match="auth  is password, and grant_connect is called: say auth='iam'"):
        cache.grant_connect(role)
    assert cache.user_id is None
    assert cache.secret is not None
    cache.secret.grant_read(role)
    (statement,) = allowed(synthesised(around), "Pods")
    assert statement["Action"] == ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"]


@pytest.mark.parametrize(("case", "attribute"), [("least", "PrimaryEndPoint.Address"), ("least of a cluster", "ConfigurationEndPoint.Address")])
def test_what_others_connect_with(case: str, attribute: str) -> None:
    around = stack()
    cache = Cache(around, "Cache", port=6390, **CASES[case](around))
    template = synthesised(around)
    (group,) = of_type(template, GROUP)
    assert around.resolve(cache.host) == {"Fn::GetAtt": [group, attribute]}
    assert cache.port == template["Resources"][group]["Properties"]["Port"] == 6390
    assert around.resolve(cache.security_group.security_group_id)["Fn::GetAtt"][0].startswith("CacheSecurityGroup")
    assert around.resolve(cache.encryption_key.key_arn)["Fn::GetAtt"][0].startswith("CacheKey")


@pytest.mark.parametrize("case", CASES)
def test_what_is_kept(case: str) -> None:
    template = made(case)
    group = one(template, GROUP)
    assert group["DeletionPolicy"] == group["UpdateReplacePolicy"] == ("Delete" if case == "password" else "Snapshot")
    said = group["Properties"]
    assert said["SnapshotRetentionLimit"] == (0 if case == "password" else 7)
    assert ("SnapshotWindow" in said) is (case != "password")
    assert said["PreferredMaintenanceWindow"] == ("mon:05:00-mon:06:00" if case == "password" else "sun:03:00-sun:04:00")
    for key in of_type(template, "AWS::KMS::Key").values():
        assert (key["DeletionPolicy"], key["Properties"]["EnableKeyRotation"]) == ("Retain", True)


def test_who_may_connect() -> None:
    around = stack()
    cache = Cache(around, "Cache", vpc=vpc(around))
    cache.allow_from(ec2.Peer.ipv4("10.0.0.0/16"))
    with pytest.raises(ConfigurationError, match="peer  is every address"):
        cache.allow_from(ec2.Peer.any_ipv4())
    (rule,) = one(synthesised(around), "AWS::EC2::SecurityGroup", "Cache")["Properties"]["SecurityGroupIngress"]
    assert (rule["CidrIp"], rule["FromPort"], rule["ToPort"], rule["IpProtocol"]) == ("10.0.0.0/16", 6379, 6379, "tcp")


def refused(make: Callable[[Stack], object]) -> dict[str, str]:
    return templates.refused(make, unmade="Cache")


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
def test_what_cannot_be(props: dict[str, Any], path: str) -> None:
    assert refused(lambda scope: Cache(scope, "Cache", vpc=vpc(scope), **props)).keys() == {path}


def test_every_problem_at_once() -> None:
    said = refused(lambda scope: Cache(scope, "Cache", vpc=vpc(scope, zones=1), nodes=9, shards=2, user="portkey"))
    assert said.keys() == {"vpc", "nodes", "shards", "user"}
    assert said["nodes"] == "is 9: expected a number of nodes from 1 to 6, the primary among them"
    assert said["user"] == "is given, and auth is password: leave it out, or change auth"


def test_cdk_nag_and_cfn_lint_have_nothing_to_say_that_was_not_asked_for() -> None:
    app = App()
    names = {case: f"Case-{case.replace(' ', '-')}" for case in CASES}
    for case, name in names.items():
        around = stack(name, app=app)
        Cache(around, "Cache", **CASES[case](around)).allow_from(ec2.Peer.ipv4("10.0.0.0/16"))
    found = examined(app)
    # One node is what these cases ask for: a finding of whoever asks, which nothing here explains away.
    alone = [("AwsSolutions-AEC4", f"{names[case]}/Cache/ReplicationGroup") for case in ("one node a shard", "password")]
    assert found.open == alone
    assert all(reason for reason in found.explained.values())
    assert {rule.removeprefix("AwsSolutions-") for rule, _ in found.explained} == {"SMG4", "AEC6"}
    for name in names.values():
        assert linted(Path(app.outdir, f"{name}.template.json")) == ""


def test_what_is_wrong_is_found() -> None:
    """The three judges of templates do see what they look at."""
    app = App()
    around = stack(app=app)
    s3.Bucket(around, "Open")
    ec2.CfnSecurityGroup(around, "Group", group_description="somebody's")
    found = examined(app)
    assert {said.partition(" ")[0] for said, _ in found.open} >= {"AwsSolutions-S1", "AwsSolutions-S10", "F3031"}
    assert "E3031" in linted(Path(app.outdir, "Stack.template.json"))
