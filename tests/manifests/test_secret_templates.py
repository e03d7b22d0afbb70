"""What must exist or be filled: exactly what pods read that nobody makes, under the names that they read it by."""

import json
from collections.abc import Mapping
from typing import Any, Final

import pytest

from apps import ENVIRONMENTS, configuration
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.manifests.secret_templates import entry_templates, secret_templates
from portkey_constructs.platform.required_secrets import RequiredSecret
from tests.support import matrix
from tests.support.examples import config_from, development, external, production
from tests.support.fakes import references
from tests.support.objects import of_kind, pods, rendered

ROWS: Final = tuple(matrix.combinations())
_AWS: Final = {"region": "us-west-2", "accountId": "111122223333", "oidcIssuer": "https://oidc.eks.us-west-2.amazonaws.com/id/X"}
FROM_AWS: Final[Mapping[str, Any]] = {
    "secrets": {"kind": "externalSecrets", "store": {"kind": "awsSecretsManager"}},
    "aws": _AWS,
    "identity": {"kind": "irsa"},
}


def by_name(made: PortkeyConfig) -> dict[str, RequiredSecret]:
    return {one.name: one for one in made.resolve().required_secrets}


def keys(one: RequiredSecret) -> list[str]:
    return [key.name for key in one.keys]


def read_by_pods(made: PortkeyConfig) -> set[tuple[str, str]]:
    """Name and key of every Secret that a variable of a pod reads."""
    return {(name, key) for pod in pods(rendered(made)) for kind, name, key in references(pod.spec["containers"]) if kind == "Secret" and key}


@pytest.mark.parametrize("chosen", ROWS, ids=lambda row: "/".join(row.values()))
def test_what_pods_read_and_nobody_fills_must_exist(chosen: Mapping[str, str]) -> None:
    made = config_from(matrix.settings_of(chosen))
    filled = {one["spec"]["target"]["name"] for one in of_kind(rendered(made), "ExternalSecret")}
    filled |= {made["secretName"] for one in of_kind(rendered(made), "SecretProviderClass") for made in one["spec"].get("secretObjects", [])}
    wanted = {(name, key) for name, key in read_by_pods(made) if name not in filled}
    listed = {
        (one.name, key.name) for one in made.resolve().required_secrets if one.source == "existing" and one.type == "Opaque" for key in one.keys
    }
    assert wanted <= listed
    assert {(name, key) for name, key in listed if (name, key) not in wanted} <= {("company-ca", "ca.crt")}


def test_of_an_existing_secret_only_what_is_secret_is_asked_for() -> None:
    wanted = by_name(external())
    assert {name: keys(one) for name, one in wanted.items()} == {
        "portkey-secrets": ["PORTKEY_CLIENT_AUTH", "jwtPrivateKey", "oauthClientSecret"],
        "portkey-mysql": ["mysql_password"],
        "portkey-redis": ["redis_connection_url"],
        "portkey-clickhouse": ["clickhouse_password"],
        "portkey-gateway": ["logStoreAccessKey", "logStoreSecretKey"],
        "portkey-registry": [".dockerconfigjson"],
        "portkey-tls": ["tls.crt", "tls.key"],
    }
    (url,) = wanted["portkey-redis"].keys
    assert url.purpose == "rediss://:PASSWORD@master.portkey.abc123.usw2.cache.amazonaws.com:6379, with the password URL-encoded"
    assert url.readers == ("gateway", "backend", "dataservice", "migration")
    assert wanted["portkey-tls"].keys[0].purpose == "certificate for portkey.example.org and gateway.example.org"


def test_from_a_secret_manager_the_entry_and_its_properties_are_named() -> None:
    remote = {"mysql": {"key": "rds!db-1", "properties": {"mysql_password": "password"}}}
    made = external(**{**FROM_AWS, "secrets": {**FROM_AWS["secrets"], "remote": remote}})
    wanted = by_name(made)
    assert {name: one.entry for name, one in wanted.items() if one.source == "externalSecrets"} == {
        "portkey-secrets": "portkey/secrets",
        "portkey-mysql": "rds!db-1",
        "portkey-redis": "portkey/redis",
        "portkey-clickhouse": "portkey/clickhouse",
        "portkey-registry": "portkey/registry",
    }
    assert keys(wanted["portkey-redis"]) == ["redis_password"]
    assert entry_templates(made.resolve())["rds!db-1"] == {"password": "<password of the MySQL user>"}
    assert "portkey-gateway" not in wanted


def test_entries_are_what_the_external_secrets_read() -> None:
    made = external(**FROM_AWS)
    read = {
        (one["remoteRef"]["key"], one["remoteRef"]["property"]) for each in of_kind(rendered(made), "ExternalSecret") for one in each["spec"]["data"]
    }
    held = entry_templates(made.resolve())
    assert {(entry, name) for entry, properties in held.items() for name in properties} == read


def test_where_each_key_is_an_entry_the_driver_is_told_the_same_names() -> None:
    source = {"kind": "secretsStoreCsi", "store": {"kind": "gcpSecretManager", "project": "acme-models"}}
    identity = {"kind": "gkeWorkloadIdentity", "project": "acme-models"}
    made = external(secrets=source, identity=identity, imagePull={"kind": "none"}, logStore={"kind": "none"})
    told = "".join(one["spec"]["parameters"]["secrets"] for one in of_kind(rendered(made), "SecretProviderClass"))
    held = entry_templates(made.resolve())
    assert set(held) == {
        "portkey-secrets-PORTKEY-CLIENT-AUTH",
        "portkey-secrets-jwtPrivateKey",
        "portkey-secrets-oauthClientSecret",
        "portkey-mysql-mysql-password",
        "portkey-redis-redis-connection-url",
        "portkey-clickhouse-clickhouse-password",
    }
    assert [entry for entry in held if f"/secrets/{entry}/versions/latest" not in told] == []


def test_values_that_stand_in_the_configuration_are_not_asked_for() -> None:
    assert development().resolve().required_secrets == ()
    assert secret_templates(development().resolve()) == []


def test_what_is_to_be_filled_in_is_what_the_api_server_takes() -> None:
    made = {one["metadata"]["name"]: one for one in secret_templates(production(customCa={"kind": "configMap", "name": "company-ca"}).resolve())}
    registry: Any = made["portkey-registry"]
    assert registry["type"] == "kubernetes.io/dockerconfigjson"
    assert list(json.loads(registry["stringData"][".dockerconfigjson"])["auths"]) == ["https://index.docker.io/v1/"]
    tls: Any = made["portkey-tls"]
    assert (tls["type"], list(tls["stringData"])) == ("kubernetes.io/tls", ["tls.crt", "tls.key"])
    bundle: Any = made["company-ca"]
    assert (bundle["kind"], list(bundle["data"])) == ("ConfigMap", ["ca.crt"])


def test_two_groups_in_one_secret_are_one_object_with_the_keys_of_both() -> None:
    made = production(secrets={"kind": "existing", "names": {"app": "all", "mysql": "all"}})
    (one,) = [one for one in secret_templates(made.resolve()) if one["metadata"]["name"] == "all"]
    text: Any = one
    assert list(text["stringData"]) == ["PORTKEY_CLIENT_AUTH", "jwtPrivateKey", "oauthClientSecret", "mysql_password", "mysql_root_password"]


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_every_key_has_a_purpose_and_a_reader(name: str) -> None:
    for one in configuration(name).resolve().required_secrets:
        assert one.keys
        for key in one.keys:
            assert key.purpose
            assert key.readers
