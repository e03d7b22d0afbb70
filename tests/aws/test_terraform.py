"""`aws terraform` creates what the stacks create: each property of each resource of the templates, and no other resource."""

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

import pytest
from aws_cdk import App

import portkey_constructs.aws_facts.database as database_facts
from portkey_constructs.aws import Network, portkey_stacks
from portkey_constructs.config import PortkeyConfig, load
from portkey_constructs.config.aws_partitions import PARTITIONS
from portkey_constructs.terraform import terraform_json
from tests.aws.cloudformation import TYPES, Translation
from tests.aws.cloudformation_tables import NOT_TRANSLATED
from tests.aws.templates import template_of
from tests.aws.test_stacks import AWS, EXAMPLE, POD_IDENTITY, SECRETS_MANAGER
from tests.support.all_settings import ALL_SETTINGS
from tests.support.examples import production

pytestmark = pytest.mark.aws

CLIENTS: Final = ("sg-0123456789abcdef0", "10.0.0.0/16", "fd00::/8")
SUBNETS: Final = {"a": "subnet-0123456789abcdef0", "b": "subnet-0fedcba9876543210"}
VPC: Final = "vpc-0123456789abcdef0"
STORES: Final[dict[str, Any]] = {"mysql": {"kind": "rds"}, "redis": {"kind": "elasticache"}}
REPLICA: Final = {"region": "us-east-1"}
IAM: Final = {"clusterName": "acme-cache", "user": "portkey", "region": "us-west-2"}
CHINA: Final = {"accountId": "111122223333", "region": "cn-north-1", "cluster": "acme"}
EXISTING_KEY: Final = {"kind": "kms", "keyArn": "arn:aws:kms:us-west-2:111122223333:key/9c1f"}

CONFIGURATIONS: Final[dict[str, PortkeyConfig]] = {
    "example": load([EXAMPLE / "portkey.yaml"]),
    "pod identity": production(aws=AWS, identity=POD_IDENTITY, secrets=SECRETS_MANAGER, logStore={"kind": "s3"}, **STORES),
    "existing role": production(aws=AWS, gateway={"identity": {**POD_IDENTITY, "roleArn": "arn:aws:iam::111122223333:role/own/gateway"}}),
    "cache cluster with IAM": production(
        aws=AWS, identity=POD_IDENTITY, redis={"kind": "elasticache", "mode": "cluster", "iam": IAM, "port": 6380, "server": {"shards": 2}}
    ),
    "stores without Secrets Manager": production(aws=AWS, identity=POD_IDENTITY, **STORES),
    "own names": production(
        aws=AWS, mysql={"kind": "rds", "database": "llm", "user": "llm", "port": 3307}, identity=POD_IDENTITY, secrets=SECRETS_MANAGER
    ),
    "application user": production(
        aws=AWS,
        mysql={"kind": "rds", "user": "portkey_app", "administrator": {"user": "portkey"}},
        identity=POD_IDENTITY,
        secrets={**SECRETS_MANAGER, "restartOnRotation": True},
    ),
    "application user without Secrets Manager": production(
        aws=AWS, mysql={"kind": "rds", "user": "portkey_app", "administrator": {"user": "portkey"}}, identity=POD_IDENTITY
    ),
    "SSE-S3 with a replica": production(aws=AWS, identity=POD_IDENTITY, logStore={"kind": "s3", "encryption": {"kind": "s3"}, "replica": REPLICA}),
    "existing key": production(aws=AWS, identity=POD_IDENTITY, logStore={"kind": "s3", "encryption": EXISTING_KEY}),
    "own sizes and ages": ALL_SETTINGS["companion"],
    "China": production(
        aws=CHINA,
        identity=POD_IDENTITY,
        secrets={**SECRETS_MANAGER, "restartOnRotation": True},
        logStore={"kind": "s3", "replica": {"region": "cn-northwest-1"}},
        **STORES,
    ),
}

TERRAFORM_ONLY: Final[Mapping[tuple[str, str], str]] = {
    ("*", "depends_on"): "CloudFormation derives the order, or repeats a request that S3 refuses",
    ("*", "count"): "the variable create_oidc_provider is the argument make_oidc_provider",
    ("*", "name"): "CloudFormation chooses the name",
    ("*", "name_prefix"): "CloudFormation chooses the name",
    ("aws_db_instance", "identifier"): "CloudFormation chooses the name",
    ("aws_db_instance", "final_snapshot_identifier"): "the deletion policy is Snapshot",
    ("aws_db_instance", "skip_final_snapshot"): "the deletion policy is Snapshot",
    ("aws_db_instance", "password_wo_version"): "Terraform writes the password once",
    ("aws_elasticache_replication_group", "replication_group_id"): "CloudFormation chooses the name",
    ("aws_elasticache_replication_group", "final_snapshot_identifier"): "the deletion policy is Snapshot",
    ("aws_elasticache_replication_group", "auth_token_wo_version"): "Terraform writes the token once",
    ("aws_s3_bucket", "bucket_prefix"): "CloudFormation chooses the name",
    ("aws_secretsmanager_secret_rotation", "rotation_lambda_arn"): "CloudFormation creates the function with a macro",
    ("aws_secretsmanager_secret_version", "secret_string_wo_version"): "Terraform writes the value once",
    ("aws_secretsmanager_secret_version", "version_stages"): "a label of its own keeps the version",
    ("aws_serverlessapplicationrepository_cloudformation_stack", "application_id"): "CloudFormation creates the function with a macro",
    ("aws_serverlessapplicationrepository_cloudformation_stack", "capabilities"): "CloudFormation creates the function with a macro",
}
"""Arguments that no property of a template has, with the reason."""
CHOSEN_IDS: Final = {("aws_elasticache_user.redis_default", "user_id"), ("aws_elasticache_user_group.redis", "user_group_id")}
"""IDs that the CDK derives from the path of a construct."""

ATTACHED: Final = ("aws_secretsmanager_secret_version.mysql_attached", "aws_secretsmanager_secret_version.mysql_user_attached")


@cache
def module(name: str) -> dict[str, Any]:
    return dict(json.loads(terraform_json(CONFIGURATIONS[name].resolve())))


@cache
def templates(name: str) -> dict[str, dict[str, Any]]:
    config = CONFIGURATIONS[name]
    region = config.aws.region or ""
    network = Network(VPC, {f"{region}{zone}": subnet for zone, subnet in SUBNETS.items()}, CLIENTS)
    created = portkey_stacks(App(), config, network=network, make_oidc_provider="aws_iam_openid_connect_provider" in module(name)["resource"])
    return {part: template_of(stack) for part, stack in created._asdict().items() if stack is not None}


def translation(name: str) -> Translation:
    partition = CONFIGURATIONS[name].resolve().aws.partition
    return Translation(templates(name), partition=partition.id, dns_suffix=partition.dns_suffix)


def evaluated(name: str, node: Any) -> Any:
    """A part of the module, with the values of variables and policies."""
    if isinstance(node, dict):
        return {key: evaluated(name, value) for key, value in node.items()}
    if isinstance(node, list):
        return [evaluated(name, item) for item in node]
    if not isinstance(node, str):
        return node
    if match := re.fullmatch(r"\$\{jsonencode\(local\.([\w-]+)\)\}", node):
        return evaluated(name, module(name)["locals"][match[1]])
    values = {"${var.vpc_id}": VPC, "${var.subnet_ids}": [*SUBNETS.values()], '${join(",", var.subnet_ids)}': ",".join(SUBNETS.values())}
    return values.get(node, node.replace("$${", "${").replace("%%{", "%{"))


def named(body: Any, buckets: Mapping[str, str]) -> Any:
    """A body with the ARN of each bucket whose name is known."""
    text = json.dumps(body)
    for address, arn in buckets.items():
        text = text.replace(f"${{{address}.arn}}", arn)
    return json.loads(text)


def created(name: str) -> dict[str, dict[str, Any]]:
    """The resources of the module, by address; one for each client."""
    result: dict[str, dict[str, Any]] = {}
    for kind, resources in module(name)["resource"].items():
        for label, body in resources.items():
            content = evaluated(name, body)
            if not content.pop("for_each", None):
                result[f"{kind}.{label}"] = content
                continue
            for argument in ("referenced_security_group_id", "cidr_ipv4", "cidr_ipv6"):
                content.pop(argument)
            for client in CLIENTS:
                argument = "referenced_security_group_id" if client.startswith("sg-") else "cidr_ipv6" if ":" in client else "cidr_ipv4"
                result[f"{kind}.{label} {client}"] = {**content, argument: client}
    return result


def comparable(address: str, body: dict[str, Any], expected: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of a resource that correspond to properties of a template."""
    kind = address.split(".")[0]
    result = {key: value for key, value in body.items() if key in expected or not {(kind, key), ("*", key)} & TERRAFORM_ONLY.keys()}
    if not result.get("lifecycle", {}).get("prevent_destroy"):
        result.pop("lifecycle", None)
    if kind.startswith("aws_serverless"):
        result["parameters"] = {key: value for key, value in result["parameters"].items() if key in expected["parameters"]}
    return {key: value for key, value in result.items() if (address, key) not in CHOSEN_IDS}


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_module_has_every_property_of_the_stacks(name: str) -> None:
    expected, actual = translation(name).resources, created(name)
    attached = [actual.pop(address) for address in ATTACHED if address in actual]
    types = [resource["Type"] for template in templates(name).values() for resource in template["Resources"].values()]
    assert len(attached) == len([type for type in types if type in NOT_TRANSLATED])
    assert actual.keys() == expected.keys()
    partition = CONFIGURATIONS[name].resolve().aws.partition.id
    own = {address: body for address, body in actual.items() if address.startswith("aws_s3_bucket.") and "bucket" in body}
    buckets = {address: f"arn:{partition}:s3:::{body['bucket']}" for address, body in own.items()}
    for address, body in expected.items():
        wanted = {key: value for key, value in body.items() if (address, key) not in CHOSEN_IDS}
        assert named(comparable(address, actual[address], body), buckets) == named(wanted, buckets), address


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_generated_passwords_have_the_same_rules(name: str) -> None:
    ephemeral = module(name).get("ephemeral", {}).get("aws_secretsmanager_random_password", {})
    assert {f"aws_secretsmanager_random_password.{label}": body for label, body in ephemeral.items()} == translation(name).ephemeral


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_outputs_are_the_same(name: str) -> None:
    assert {label: output["value"] for label, output in module(name)["output"].items()} == translation(name).outputs


def test_configurations_have_every_type_that_is_translated() -> None:
    types = {resource["Type"] for name in CONFIGURATIONS for template in templates(name).values() for resource in template["Resources"].values()}
    assert types == TYPES.keys() | NOT_TRANSLATED.keys()


def test_unknown_type_and_unknown_property_are_errors() -> None:
    new: dict[str, Any] = {"Resources": {"Topic": {"Type": "AWS::SNS::Topic", "Properties": {}}}}
    with pytest.raises(KeyError, match="AWS::SNS::Topic"):
        Translation({"data": new}, partition="aws", dns_suffix="amazonaws.com")
    key = {"Type": "AWS::KMS::Key", "Properties": {"MultiRegion": True}}
    with pytest.raises(AssertionError, match=r"without a translation: \{'MultiRegion': True\}"):
        Translation({"data": {"Resources": {"DatabaseKey0": key}}}, partition="aws", dns_suffix="amazonaws.com")


@pytest.mark.parametrize("partition", [partition.id for partition in PARTITIONS])
def test_rotation_function_is_the_one_that_the_cdk_knows(partition: str) -> None:
    from aws_cdk.aws_secretsmanager import SecretRotationApplication

    application = SecretRotationApplication.MYSQL_ROTATION_SINGLE_USER
    if partition in database_facts.ROTATION_APPLICATIONS:
        assert database_facts.ROTATION_APPLICATIONS[partition] == application.application_arn_for_partition(partition)
    else:
        with pytest.raises(RuntimeError, match="unsupported partition"):
            application.application_arn_for_partition(partition)
