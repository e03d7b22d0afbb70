"""The module of a configuration."""

import json
from pathlib import Path
from typing import Any

import pytest

from apps import ENVIRONMENTS, configuration
from portkey_constructs.aws_facts.roles import needs_roles
from portkey_constructs.aws_facts.stores import needs_data
from portkey_constructs.config import PortkeyConfig, load
from portkey_constructs.errors import ConfigurationError
from portkey_constructs.terraform import terraform_json
from tests.support.all_settings import ALL_SETTINGS
from tests.support.examples import production
from tests.terraform.extract_schema import EPHEMERAL, RESOURCES

EXAMPLE = Path(__file__).parents[2] / "apps" / "aws" / "portkey.yaml"
AWS: dict[str, Any] = {"accountId": "111122223333", "region": "us-west-2", "cluster": "acme"}
POD_IDENTITY = {"kind": "podIdentity"}
SECRETS_MANAGER = {"kind": "externalSecrets", "store": {"kind": "awsSecretsManager"}}
CONFIGURATIONS = {
    **{name: configuration(name) for name in ENVIRONMENTS},
    **{f"every {name}": config for name, config in ALL_SETTINGS.items()},
    "example": load([EXAMPLE]),
}
INCOMPLETE = {
    "every companion-inline": "aws.accountId",
    "every development": "aws.region",
    "every hybrid": "aws.accountId",
    "every vault": "aws.region",
    "every eks-pods": "secrets.store.region",
}
"""The configurations that lack something which the module names."""
SCHEMA = json.loads(Path(__file__).with_name("aws_provider.json").read_text(encoding="utf-8"))


def module(config: PortkeyConfig) -> dict[str, Any]:
    return dict(json.loads(terraform_json(config.resolve())))


def problems(config: PortkeyConfig) -> dict[str, str]:
    with pytest.raises(ConfigurationError) as error:
        terraform_json(config.resolve())
    return {problem.path: problem.message for problem in error.value.problems}


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_every_argument_is_in_the_schema_of_the_provider(name: str) -> None:
    platform = CONFIGURATIONS[name].resolve()
    if name in INCOMPLETE:
        assert INCOMPLETE[name] in problems(CONFIGURATIONS[name])
        return
    if not needs_roles(platform) and not needs_data(platform):
        assert problems(CONFIGURATIONS[name]) == {"": "has nothing for the AWS companion to create"}
        return
    content = module(CONFIGURATIONS[name])
    for section, block in (("resources", "resource"), ("ephemeral", "ephemeral")):
        for kind, resources in content.get(block, {}).items():
            for body in resources.values():
                own = {key: value for key, value in body.items() if key not in ("count", "depends_on", "for_each", "lifecycle", "provider")}
                assert_in_schema(SCHEMA[section][kind], own, kind)


def assert_in_schema(schema: dict[str, Any], body: dict[str, Any], path: str) -> None:
    attributes, blocks = schema["attributes"], schema["blocks"]
    assert set(body) <= {*(name for name, each in attributes.items() if each.get("optional") or each.get("required")), *blocks}, path
    required = {name for name, each in attributes.items() if each.get("required")} | {name for name, each in blocks.items() if each["required"]}
    assert required <= set(body), path
    for name, nested in blocks.items():
        content = body.get(name, [])
        for item in content if isinstance(content, list) else [content]:
            assert_in_schema(nested, item, f"{path}.{name}")


def test_schema_has_the_resources_of_the_module() -> None:
    assert (set(SCHEMA["resources"]), set(SCHEMA["ephemeral"])) == (set(RESOURCES), set(EPHEMERAL))


def test_network_is_an_input_only_for_stores_in_a_vpc() -> None:
    roles = module(production(aws=AWS, identity=POD_IDENTITY, logStore={"kind": "s3"}))
    assert "variable" not in roles
    stores = module(CONFIGURATIONS["example"])
    assert list(stores["variable"]) == ["vpc_id", "subnet_ids", "clients", "create_oidc_provider"]
    assert all(variable["type"] and variable["description"] for variable in stores["variable"].values())


def test_second_region_has_a_provider_of_its_own() -> None:
    content = module(CONFIGURATIONS["example"])
    assert [(provider.get("alias"), provider["region"]) for provider in content["provider"]["aws"]] == [(None, "us-west-2"), ("replica", "us-east-1")]
    assert {provider["allowed_account_ids"][0] for provider in content["provider"]["aws"]} == {"111122223333"}
    alone = module(production(aws=AWS, identity=POD_IDENTITY, logStore={"kind": "s3"}))
    assert [provider.get("alias") for provider in alone["provider"]["aws"]] == [None]


def test_partition_without_an_application_needs_a_function_for_the_rotation() -> None:
    aws = {"accountId": "111122223333", "region": "us-iso-east-1", "cluster": "acme"}
    content = module(production(aws=aws, identity=POD_IDENTITY, mysql={"kind": "rds"}, secrets={**SECRETS_MANAGER, "restartOnRotation": True}))
    assert content["resource"]["aws_secretsmanager_secret_rotation"]["mysql"]["rotation_lambda_arn"] == "${var.rotation_function_arn}"
    assert "rotation_function_arn" in content["variable"]
    assert "aws_serverlessapplicationrepository_cloudformation_stack" not in content["resource"]


@pytest.mark.parametrize("cluster", ["acme", "Acme_Prod", "4ever", "a" * 100])
def test_names_are_valid_in_every_service(cluster: str) -> None:
    content = module(production(aws={**AWS, "cluster": cluster}, identity=POD_IDENTITY, mysql={"kind": "rds"}, redis={"kind": "elasticache"}))
    resources = content["resource"]
    ids = [resources["aws_db_instance"]["mysql"]["identifier"], resources["aws_elasticache_replication_group"]["redis"]["replication_group_id"]]
    for id, longest in zip(ids, (63, 40), strict=True):
        assert id[0].isalpha()
        assert id.replace("-", "").isalnum()
        assert id == id.lower()
        assert "--" not in id
        assert len(id) <= longest


def test_problems_name_the_settings_and_come_together() -> None:
    assert problems(production(mysql={"kind": "rds"}, aws={"region": "us-west-2"})) == {"aws.accountId": "is missing"}
    assert problems(production()) == {"": "has nothing for the AWS companion to create"}
    reserved = production(aws=AWS, mysql={"kind": "rds", "user": "admin", "database": "mysql"})
    assert problems(reserved) == {
        "mysql.user": "is admin, which MySQL or RDS reserves",
        "mysql.database": "is mysql, which MySQL reserves",
    }
    unassociated = production(aws={"accountId": "111122223333", "region": "us-west-2"}, gateway={"identity": POD_IDENTITY})
    assert list(problems(unassociated)) == ["aws.cluster"]
