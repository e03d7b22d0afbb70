"""Terraform accepts, plans and applies the module, and keeps no password."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from portkey_constructs.config import Outputs, PortkeyConfig, load
from portkey_constructs.iam import roles
from portkey_constructs.terraform import terraform_json
from tests.support.examples import production
from tests.terraform.programs import GENERATED, Workspace, workspace
from tests.terraform.test_companion import AWS, EXAMPLE, POD_IDENTITY, SECRETS_MANAGER

pytestmark = pytest.mark.slow

NETWORK: dict[str, Any] = {
    "vpc_id": "vpc-0123456789abcdef0",
    "subnet_ids": ["subnet-0123456789abcdef0", "subnet-0fedcba9876543210"],
    "clients": ["sg-0123456789abcdef0", "10.0.0.0/16", "fd00::/8"],
}
IAM = {"clusterName": "acme-cache", "user": "portkey", "region": "us-west-2"}
CONFIGURATIONS = {
    "example": load([EXAMPLE]),
    "pod identity and IAM": production(aws=AWS, identity=POD_IDENTITY, redis={"kind": "elasticache", "mode": "cluster", "iam": IAM}),
    "SSE-S3": production(aws=AWS, identity=POD_IDENTITY, logStore={"kind": "s3", "encryption": {"kind": "s3"}, "replica": {"region": "us-east-1"}}),
    "stores without Secrets Manager": production(aws=AWS, identity=POD_IDENTITY, mysql={"kind": "rds"}, redis={"kind": "elasticache"}),
    "another partition": production(
        aws={**AWS, "region": "us-iso-east-1"},
        identity=POD_IDENTITY,
        mysql={"kind": "rds"},
        secrets={**SECRETS_MANAGER, "restartOnRotation": True},
    ),
}


def opened(folder: Path, config: PortkeyConfig, **network: Any) -> Workspace:
    module = terraform_json(config.resolve())
    created = workspace(folder, module)
    declared = json.loads(module).get("variable", {})
    values = {**NETWORK, "rotation_function_arn": "arn:aws-iso:lambda:us-iso-east-1:111122223333:function:rotate", **network}
    variables = {name: value for name, value in values.items() if name in declared}
    (created.folder / "terraform.tfvars.json").write_text(json.dumps(variables), encoding="utf-8")
    return created


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_terraform_accepts_and_plans_the_module(name: str, tmp_path: Path) -> None:
    module = opened(tmp_path, CONFIGURATIONS[name])
    validated = json.loads(module.run("validate", "-json").output)
    assert (validated["valid"], validated["diagnostics"]) == (True, [])
    planned = module.run("plan", "-no-color")
    assert planned.status == 0, planned.output
    assert "0 to change, 0 to destroy" in planned.output


def test_terraform_keeps_no_password_and_prints_outputs_that_the_configuration_reads(tmp_path: Path) -> None:
    config = CONFIGURATIONS["example"]
    module = opened(tmp_path, config)
    assert module.run("plan", "-no-color", "-out", "plan").status == 0
    applied = module.run("apply", "-no-color", "plan")
    assert applied.status == 0, applied.output

    written = module.written()
    server = _only(written, "aws_db_instance")
    assert server["password_wo"] == GENERATED
    assert _only(written, "aws_elasticache_replication_group")["auth_token_wo"] == GENERATED
    versions = [each["values"] for each in written if each["type"] == "aws_secretsmanager_secret_version" and each["kind"] == "resource"]
    entries = [json.loads(version["secret_string_wo"]) for version in versions]
    assert {"username": "portkey", "password": GENERATED} in entries
    assert {"redis_password": GENERATED} in entries
    (attached,) = [entry for entry in entries if "host" in entry]
    assert (attached["password"], attached["host"]) == (GENERATED, "aws_db_instance.address")
    assert (attached["dbname"], attached["engine"], attached["username"]) == ("portkey", "mysql", "portkey")

    with zipfile.ZipFile(module.folder / "plan") as plan:
        stored = b"".join(plan.read(name) for name in plan.namelist())
    state = (module.folder / "terraform.tfstate").read_text(encoding="utf-8")
    assert "aws_db_instance" in state
    for text in (state, stored.decode(errors="replace"), applied.output, module.run("show", "-json").output):
        assert GENERATED not in text

    (tmp_path / "outputs.json").write_text(module.run("output", "-json").output, encoding="utf-8")
    assert Outputs.from_file(tmp_path / "outputs.json") == Outputs(
        "acme/portkey/portkey", "111122223333", "us-west-2", "aws_db_instance.address", "aws_elasticache_replication_group.primary_endpoint_address"
    )
    again = module.run("plan", "-no-color", "-detailed-exitcode")
    assert again.status == 0, again.output


def _only(written: list[dict[str, Any]], kind: str) -> dict[str, Any]:
    (values,) = [each["values"] for each in written if each["type"] == kind]
    return dict(values)


def test_policies_that_terraform_sends_are_those_of_aws_policy(tmp_path: Path) -> None:
    # A wildcard in the name of a user is escaped as ${*} in a policy, which Terraform must not read as an expression.
    existing = {"kind": "elasticache", "host": "cache.example.org", "tls": True, "iam": {**IAM, "user": "port*key"}}
    config = production(aws=AWS, identity=POD_IDENTITY, redis=existing)
    module = opened(tmp_path, config)
    applied = module.run("apply", "-auto-approve", "-no-color")
    assert applied.status == 0, applied.output
    sent = [each["values"] for each in module.written()]
    expected = roles(config.resolve())
    assert "${*}" in json.dumps(expected[0].permissions)
    trusts = {values["name"]: json.loads(values["assume_role_policy"]) for values in sent if "assume_role_policy" in values}
    assert trusts == {role.name: role.trust for role in expected}
    documents = [json.loads(values["policy"]) for values in sent if values.get("name") == "portkey"]
    assert all(role.permissions in documents for role in expected)


def test_each_client_gets_a_rule(tmp_path: Path) -> None:
    module = opened(tmp_path, CONFIGURATIONS["stores without Secrets Manager"])
    assert module.run("apply", "-auto-approve", "-no-color").status == 0
    names = ("referenced_security_group_id", "cidr_ipv4", "cidr_ipv6")
    rules = [each["values"] for each in module.written() if each["type"] == "aws_vpc_security_group_ingress_rule"]
    assert sorted((rule["from_port"], *(rule.get(name, "") for name in names)) for rule in rules) == sorted(
        (port, *(client if name == own else "" for name in names))
        for port in (3306, 6379)
        for client, own in zip(NETWORK["clients"], names, strict=True)
    )


@pytest.mark.parametrize(
    ("network", "message"),
    [
        ({"clients": ["0.0.0.0/0"]}, "A client is every address"),
        ({"clients": ["::/0"]}, "A client is every address"),
        ({"clients": ["nodes"]}, "Expected security groups"),
        ({"subnet_ids": ["subnet-0123456789abcdef0"]}, "Expected at least two subnets"),
        ({"subnet_ids": ["a", "b"]}, "Expected IDs of subnets"),
        ({"vpc_id": "acme"}, "Expected the ID of a VPC"),
    ],
)
def test_wrong_network_is_refused(network: dict[str, Any], message: str, tmp_path: Path) -> None:
    planned = opened(tmp_path, CONFIGURATIONS["stores without Secrets Manager"], **network).run("plan", "-no-color")
    assert planned.status == 1
    assert message in planned.output


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"multi_az": true', '"multiaz": true', "Extraneous JSON object property"),
        ('"family": "mysql8.4",', "", "Missing required argument|required"),
        ("${aws_db_subnet_group.mysql.name}", "${aws_db_subnet_group.own.name}", "Reference to undeclared resource"),
        ('"allocated_storage": 50', '"allocated_storage": "much"', "Inappropriate value|a number is required"),
    ],
)
def test_terraform_would_refuse_a_wrong_module(old: str, new: str, message: str, tmp_path: Path) -> None:
    text = terraform_json(CONFIGURATIONS["stores without Secrets Manager"].resolve())
    assert old in text
    validated = workspace(tmp_path, text.replace(old, new)).run("validate", "-no-color")
    assert (validated.status, any(part in validated.output for part in message.split("|"))) == (1, True), validated.output


def test_override_file_changes_a_resource(tmp_path: Path) -> None:
    module = opened(tmp_path, CONFIGURATIONS["stores without Secrets Manager"])
    override = {"resource": {"aws_db_instance": {"mysql": {"instance_class": "db.m7g.xlarge"}}}}
    (module.folder / "portkey_override.tf.json").write_text(json.dumps(override), encoding="utf-8")
    assert module.run("apply", "-auto-approve", "-no-color").status == 0
    server = _only(module.written(), "aws_db_instance")
    assert (server["instance_class"], server["engine"]) == ("db.m7g.xlarge", "mysql")
