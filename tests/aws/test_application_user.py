"""The entry of the user with which Portkey logs in to the companion's database, besides that of the main user."""

import json
from typing import Any, Final

import pytest
from aws_cdk import App, Duration

from portkey_constructs.aws import Database, Network, portkey_stacks
from portkey_constructs.aws_facts.database import EXCLUDED_CHARACTERS
from portkey_constructs.config import PortkeyConfig
from portkey_constructs.errors import ConfigurationError
from portkey_constructs.iam import role
from portkey_constructs.manifests.secret_templates import entry_templates
from portkey_constructs.terraform import terraform_json
from tests.aws.templates import import_vpc, new_stack, resources, template_of
from tests.aws.test_stacks import AWS, POD_IDENTITY, SECRETS_MANAGER
from tests.support.examples import production

pytestmark = pytest.mark.aws

SECRET: Final = "AWS::SecretsManager::Secret"
NETWORK: Final = Network("vpc-0123456789abcdef0", {"a": "subnet-0123456789abcdef0", "b": "subnet-0fedcba9876543210"}, ["10.0.0.0/16"])
MYSQL: Final[dict[str, Any]] = {"kind": "rds", "user": "portkey_app", "administrator": {"user": "portkey"}}


def configuration(**settings: Any) -> PortkeyConfig:
    return production(**{"aws": AWS, "identity": POD_IDENTITY, "secrets": SECRETS_MANAGER, "mysql": MYSQL, **settings})


def data_template(config: PortkeyConfig) -> dict[str, Any]:
    data = portkey_stacks(App(), config, network=NETWORK).data
    assert data
    return template_of(data)


@pytest.mark.parametrize("engine", ["mysql", "aurora"])
def test_both_users_have_an_entry_that_is_attached_and_kept(engine: Any) -> None:
    stack = new_stack()
    database = Database(stack, "Database", vpc=import_vpc(stack), engine=engine, application_user="portkey_app", application_secret_name="p/mysql")
    template = template_of(stack)
    entries = {
        json.loads(entry["Properties"]["GenerateSecretString"]["SecretStringTemplate"])["username"]: entry
        for entry in resources(template, SECRET).values()
    }
    assert entries.keys() == {"portkey", "portkey_app"}
    assert entries["portkey_app"]["Properties"]["Name"] == "p/mysql"
    for entry in entries.values():
        assert entry["DeletionPolicy"] == "RetainExceptOnCreate"
        assert entry["Properties"]["GenerateSecretString"]["ExcludeCharacters"] == EXCLUDED_CHARACTERS
    assert len(resources(template, "AWS::SecretsManager::SecretTargetAttachment")) == 2
    assert (database.user, database.user_secret is None) == ("portkey_app", False)
    (server,) = resources(template, "AWS::RDS::DBCluster" if engine == "aurora" else "AWS::RDS::DBInstance").values()
    assert server["Properties"]["MasterUsername"] == "portkey"


def test_no_second_entry_without_the_user() -> None:
    stack = new_stack()
    database = Database(stack, "Database", vpc=import_vpc(stack))
    assert database.user_secret is None
    assert len(resources(template_of(stack), SECRET)) == 1


def test_both_passwords_rotate_and_each_user_changes_its_own() -> None:
    stack = new_stack()
    Database(stack, "Database", vpc=import_vpc(stack), rotation=Duration.days(30), application_user="portkey_app")
    schedules = resources(template_of(stack), "AWS::SecretsManager::RotationSchedule")
    assert {schedule["Properties"]["HostedRotationLambda"]["RotationType"] for schedule in schedules.values()} == {"MySQLSingleUser"}
    assert len({json.dumps(schedule["Properties"]["SecretId"]) for schedule in schedules.values()}) == 2


@pytest.mark.parametrize(
    ("props", "path", "message"),
    [
        ({"application_user": "portkey"}, "application_user", "the main user of the server"),
        ({"application_user": "rdsadmin"}, "application_user", "reserved by MySQL or RDS"),
        ({"application_secret_name": "portkey/mysql"}, "application_secret_name", "is set, but application_user is not"),
    ],
)
def test_wrong_users_are_refused(props: dict[str, Any], path: str, message: str) -> None:
    stack = new_stack()
    with pytest.raises(ConfigurationError, match=message) as error:
        Database(stack, "Database", vpc=import_vpc(stack), **props)
    assert [problem.path for problem in error.value.problems] == [path]


def test_entries_have_the_names_and_properties_that_the_manifests_read() -> None:
    config = configuration()
    read = entry_templates(config.resolve())
    entries = {entry["Properties"]["Name"]: entry["Properties"] for entry in resources(data_template(config), SECRET).values()}
    expected = {"acme-portkey/mysql": "portkey_app", "acme-portkey/mysql-administrator": "portkey"}
    for name, user in expected.items():
        assert read[name].keys() == {"password"}  # type: ignore[union-attr]
        generated = entries[name]["GenerateSecretString"]
        assert (json.loads(generated["SecretStringTemplate"]), generated["GenerateStringKey"]) == ({"username": user}, "password")
        assert entries[name]["KmsKeyId"]
    assert entries.keys() == read.keys()


def test_only_the_role_of_the_operator_reads_the_entry_of_the_main_user() -> None:
    platform = configuration(secrets={**SECRETS_MANAGER, "kind": "externalSecrets"}).resolve()
    readers = role(platform, "external-secrets")
    assert "acme-portkey/mysql-administrator" in json.dumps(readers.permissions)
    for component in ("backend", "dataservice", "gateway"):
        assert "mysql" not in json.dumps(role(platform, component).permissions)


def test_an_existing_database_keeps_its_main_user_and_entry() -> None:
    """The Secrets read other entries, so that no entry is replaced."""
    before = data_template(configuration(mysql={"kind": "rds"}))
    remote = {"mysql": {"key": "acme-portkey/mysql-user"}, "mysqlAdministrator": {"key": "acme-portkey/mysql"}}
    after = data_template(configuration(secrets={**SECRETS_MANAGER, "remote": remote}))
    kept = {"Description"}
    for name, old in before["Resources"].items():
        new = after["Resources"][name]
        if old["Type"] == SECRET:
            old, new = ({key: value for key, value in each["Properties"].items() if key not in kept} for each in (old, new))
        assert new == old, name
    added = {name: entry for name, entry in resources(after, SECRET).items() if name not in before["Resources"]}
    assert [entry["Properties"]["Name"] for entry in added.values()] == ["acme-portkey/mysql-user"]
    module = json.loads(terraform_json(configuration(secrets={**SECRETS_MANAGER, "remote": remote}).resolve()))
    entries = {label: body["name"] for label, body in module["resource"]["aws_secretsmanager_secret"].items()}
    assert (entries["mysql"], entries["mysql_user"]) == ("acme-portkey/mysql", "acme-portkey/mysql-user")


def test_terraform_refuses_a_main_user_that_rds_reserves() -> None:
    with pytest.raises(ConfigurationError) as error:
        terraform_json(configuration(mysql={**MYSQL, "administrator": {"user": "rdsadmin"}}).resolve())
    assert [problem.path for problem in error.value.problems] == ["mysql.administrator.user"]


def test_an_entry_for_both_users_is_refused() -> None:
    shared = {"mysql": {"key": "shared"}, "mysqlAdministrator": {"key": "shared"}}
    with pytest.raises(ConfigurationError, match="PK-SECRET-019"):
        data_template(configuration(secrets={**SECRETS_MANAGER, "remote": shared}))
