"""Wrong objects given to the constructs of the AWS companion are refused, with the expected type."""

import inspect
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import pytest
from aws_cdk import App, Duration, Environment, RemovalPolicy, Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3

import portkey_constructs.aws as library
from portkey_constructs import ConfigurationError, PortkeyConfig
from portkey_constructs.aws import (
    Cache,
    Database,
    ExistingLogBucket,
    LogBucket,
    Network,
    PortkeyDataStack,
    PortkeyReplicaStack,
    PortkeyRoles,
    PortkeyRolesStack,
    PortkeySecrets,
    ReplicaBucket,
    portkey_stacks,
)
from portkey_constructs.config.services import GatewayConfig
from tests.config.test_hostile_values import BASE, HOSTILE
from tests.support.examples import production
from tests.support.wrong_arguments import assert_refused, public_methods, wrong_calls

pytestmark = pytest.mark.aws

SCOPE = App()
WRONG: dict[str, Any] = {"number": 5, "null": None, "class": GatewayConfig, "another model": GatewayConfig(), "settings": BASE, **HOSTILE}


@pytest.mark.parametrize("value", WRONG.values(), ids=WRONG)
def test_construct_refuses_what_is_no_configuration(value: Any) -> None:
    calls: list[Callable[[], object]] = [
        lambda: portkey_stacks(SCOPE, value),
        *(lambda stack=stack: stack(SCOPE, "Stack", value) for stack in (PortkeyDataStack, PortkeyReplicaStack, PortkeyRolesStack)),
        *(lambda construct=construct: construct(Stack(), "Portkey", value) for construct in (PortkeyRoles, PortkeySecrets)),
    ]
    for call in calls:
        with pytest.raises(ConfigurationError, match="pass a PortkeyConfig"):
            call()


@pytest.mark.parametrize("value", [5, BASE, "vpc-1", GatewayConfig()], ids=lambda value: type(value).__name__)
def test_data_stack_refuses_what_is_no_network(value: Any) -> None:
    with pytest.raises(ConfigurationError, match=r"network .*such as Network\("):
        PortkeyDataStack(SCOPE, "Data", production(), network=value)


@pytest.mark.parametrize("value", [*WRONG.values(), "10.0.0.1", ["10.0.0.0"]], ids=[*WRONG, "address", "address in a list"])
@pytest.mark.parametrize("field", ["vpc_id", "subnets", "clients"])
def test_network_refuses_values_of_another_type(field: str, value: Any) -> None:
    valid: dict[str, Any] = {"vpc_id": "vpc-1", "subnets": {"eu-west-1a": "subnet-1", "eu-west-1b": "subnet-2"}, "clients": ["sg-1", "10.0.0.0/16"]}
    Network(**valid)
    if field == "vpc_id" and isinstance(value, str):
        return
    with pytest.raises(ConfigurationError, match=rf"{field}\b"):
        Network(**{**valid, field: value})


CONFIG: Final = PortkeyConfig.from_file("apps/irsa_secrets_manager.yaml")
STACK: Final = Stack(SCOPE, "Objects", env=Environment(account="111122223333", region="eu-west-1"))
VPC: Final = ec2.Vpc(STACK, "Vpc")
KEY: Final = kms.Key.from_key_arn(STACK, "Key", "arn:aws:kms:eu-west-1:111122223333:key/1")
BUCKET: Final = s3.Bucket.from_bucket_name(STACK, "Bucket", "logs")
ROLE: Final = iam.Role.from_role_arn(STACK, "Role", "arn:aws:iam::111122223333:role/reader")
_STACKS: Final = ("PortkeyDataStack", "PortkeyReplicaStack", "PortkeyRolesStack", "portkey_stacks")
_ARGUMENTS: Final[Mapping[str, Mapping[str, Any]]] = {
    "Cache": {"vpc": VPC},
    "Database": {"vpc": VPC, "iam_authentication": True},
    "ExistingLogBucket": {"bucket": BUCKET},
    "LogBucket": {},
    "ReplicaBucket": {"bucket_name": "replica", "key_alias": "replica"},
    **{name: {"config": CONFIG} for name in ("PortkeyRoles", "PortkeySecrets", *_STACKS)},
}
_METHODS: Final[Mapping[str, Mapping[str, Any]]] = {
    "allow_from": {"peer": ec2.Peer.ipv4("10.0.0.0/16")},
    "grant_assume": {"component": "gateway", "role_arn": ROLE.role_arn},
    "grant_connect": {"grantee": ROLE},
    "grant_read": {"grantee": ROLE},
    "grant_read_write": {"grantee": ROLE},
    "grant_write": {"grantee": ROLE},
    "role": {"component": "gateway"},
}
# Models check their own values: test_network_refuses_values_of_another_type, and the tests of the configuration.
_MODELS: Final = ("Network", "PortkeyStacks", "ReplicaTarget")


def _scope(name: str) -> Mapping[str, Any]:
    """Arguments of the scope, and an id that no other construct has."""
    if name == "portkey_stacks":
        return {"scope": SCOPE}
    return {"scope": SCOPE if name in _STACKS else Stack(env=Environment(account="111122223333", region="eu-west-1")), "id": name}


@pytest.mark.parametrize("name", sorted(set(library.__all__) - set(_MODELS)))
def test_construct_refuses_objects_of_another_type(name: str) -> None:
    calls = list(wrong_calls(getattr(library, name), {**_scope(name), **_ARGUMENTS[name]}))
    assert calls
    for call in calls:
        assert_refused(call)


@pytest.mark.parametrize("name", ["Cache", "Database", "ExistingLogBucket", "LogBucket", "PortkeyRoles", "PortkeySecrets"])
def test_methods_refuse_objects_of_another_type(name: str) -> None:
    construct = getattr(library, name)(**_scope(name), **_ARGUMENTS[name])
    for method in public_methods(type(construct)):
        valid = {**_METHODS[method], **({"user": "reader"} if (name, method) == ("Database", "grant_connect") else {})}
        for call in wrong_calls(getattr(construct, method), valid):
            assert_refused(call)


_CASES: Final[Mapping[str, tuple[Callable[..., object], str, Any, str]]] = {
    "name of a VPC": (Database, "vpc", "vpc-1", "aws_cdk.aws_ec2.IVpc"),
    "key as VPC": (Cache, "vpc", KEY, "aws_cdk.aws_ec2.IVpc"),
    "class of a VPC": (Cache, "vpc", ec2.Vpc, "aws_cdk.aws_ec2.IVpc"),
    "VPC as key": (Database, "encryption_key", VPC, "aws_cdk.aws_kms.IKey"),
    "ARN as key": (LogBucket, "encryption_key", KEY.key_arn, "aws_cdk.aws_kms.IKey"),
    "bucket as key": (Cache, "secret_encryption_key", BUCKET, "aws_cdk.aws_kms.IKey"),
    "VPC as subnets": (Database, "vpc_subnets", VPC, "aws_cdk.aws_ec2.SubnetSelection"),
    "ID as security group": (Cache, "security_group", "sg-1", "aws_cdk.aws_ec2.ISecurityGroup"),
    "days as duration": (Database, "rotation", 30, "aws_cdk.Duration"),
    "name as policy of removal": (ReplicaBucket, "removal_policy", "RETAIN", "aws_cdk.RemovalPolicy"),
    "duration as bucket": (LogBucket, "access_log_bucket", Duration.days(1), "aws_cdk.aws_s3.IBucket"),
    "role as boundary": (PortkeyRoles, "permissions_boundary", ROLE, "aws_cdk.aws_iam.IManagedPolicy"),
    "log bucket as bucket": (ExistingLogBucket, "bucket", LogBucket(STACK, "Logs"), "aws_cdk.aws_s3.IBucket"),
    "number as tags": (PortkeyDataStack, "tags", 5, "a mapping of text to text"),
}


@pytest.mark.parametrize(("construct", "argument", "value", "expected"), _CASES.values(), ids=_CASES)
def test_error_names_the_expected_type_and_an_example(construct: Callable[..., object], argument: str, value: Any, expected: str) -> None:
    name = construct.__name__
    with pytest.raises(ConfigurationError) as caught:
        construct(**{**_scope(name), **_ARGUMENTS[name], argument: value})
    [problem] = caught.value.problems
    assert (problem.path, problem.code) == (argument, "PK-CONSTRUCT-002")
    assert f"expected {expected}" in problem.message


def test_unknown_properties_of_a_stack_are_refused() -> None:
    with pytest.raises(ConfigurationError, match=r"terminationProtection  is no argument: leave it out; .*termination_protection"):
        portkey_stacks(App(), CONFIG, terminationProtection=True)


def test_wrong_objects_and_wrong_values_are_in_one_report() -> None:
    with pytest.raises(ConfigurationError) as caught:
        Database(Stack(), "Database", vpc="vpc-1", port=0, removal_policy="DESTROY")  # type: ignore[arg-type]
    assert {problem.path for problem in caught.value.problems} == {"vpc", "port", "removal_policy"}


def test_objects_of_every_kind_are_accepted() -> None:
    stack = Stack(env=Environment(account="111122223333", region="eu-west-1"))
    group = ec2.SecurityGroup.from_security_group_id(stack, "Group", "sg-1")
    vpc = ec2.Vpc.from_vpc_attributes(stack, "Vpc", vpc_id="vpc-1", availability_zones=["a", "b"], isolated_subnet_ids=["subnet-1", "subnet-2"])
    cache = Cache(stack, "Cache", vpc=vpc, security_group=group, encryption_key=kms.Alias.from_alias_name(stack, "Alias", "alias/logs"))
    for peer in (group, ec2.Peer.ipv4("10.0.0.0/16"), cache.security_group, ec2.Connections(security_groups=[group])):
        cache.allow_from(peer)
    bucket = LogBucket(stack, "Logs", access_log_bucket=s3.Bucket(stack, "AccessLogs"), removal_policy=RemovalPolicy.DESTROY)
    for grantee in (ROLE, iam.User(stack, "User"), iam.ServicePrincipal("glue.amazonaws.com")):
        bucket.grant_read(grantee)


def test_documentation_says_where_each_property_is_set() -> None:
    rows = re.findall(r"^\|(.*?)\|(.*?)\|(.+)\|$", Path("docs/with/cdk.md").read_text().partition("## Sizes, ages")[2], re.MULTILINE)
    documented: dict[str, set[str]] = {}
    names: list[str] = []
    for constructs, properties, _ in rows:
        names = re.findall(r"`(\w+)`", constructs) or names
        for name in names:
            documented.setdefault(name, set()).update(re.findall(r"`(\w+)`", properties))
    del documented["ReplicaBucket"]
    for name, properties in documented.items():
        assert properties == set(inspect.signature(vars(getattr(library, name))["__init__"]).parameters) - {"self", "scope", "id", "config"}, name
    assert documented.keys() >= {"LogBucket", "Database", "Cache", "PortkeyRoles", "PortkeySecrets"}
