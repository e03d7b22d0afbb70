"""The required Secrets: exactly those that pods read and no operator fills, with the names and keys that pods use."""

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


def by_name(config: PortkeyConfig) -> dict[str, RequiredSecret]:
    return {secret.name: secret for secret in config.resolve().required_secrets}


def keys(secret: RequiredSecret) -> list[str]:
    return [key.name for key in secret.keys]


def read_by_pods(config: PortkeyConfig) -> set[tuple[str, str]]:
    """Name and key of every Secret that a variable of a pod reads."""
    return {(name, key) for pod in pods(rendered(config)) for kind, name, key in references(pod.spec["containers"]) if kind == "Secret" and key}


@pytest.mark.parametrize("chosen", ROWS, ids=lambda row: "/".join(row.values()))
def test_secrets_that_no_operator_fills_are_required(chosen: Mapping[str, str]) -> None:
    config = config_from(matrix.settings_of(chosen))
    filled = {external["spec"]["target"]["name"] for external in of_kind(rendered(config), "ExternalSecret")}
    filled |= {
        secret["secretName"]
        for provider_class in of_kind(rendered(config), "SecretProviderClass")
        for secret in provider_class["spec"].get("secretObjects", [])
    }
    expected = {(name, key) for name, key in read_by_pods(config) if name not in filled}
    listed = {
        (secret.name, key.name)
        for secret in config.resolve().required_secrets
        if secret.source == "existing" and secret.type == "Opaque"
        for key in secret.keys
    }
    assert expected <= listed
    assert {(name, key) for name, key in listed if (name, key) not in expected} <= {("company-ca", "ca.crt")}


def test_required_keys_of_an_existing_secret_are_the_secret_ones() -> None:
    expected = by_name(external())
    assert {name: keys(secret) for name, secret in expected.items()} == {
        "portkey-secrets": ["PORTKEY_CLIENT_AUTH", "jwtPrivateKey", "oauthClientSecret"],
        "portkey-mysql": ["mysql_password"],
        "portkey-redis": ["redis_connection_url"],
        "portkey-clickhouse": ["clickhouse_password"],
        "portkey-gateway": ["logStoreAccessKey", "logStoreSecretKey"],
        "portkey-registry": [".dockerconfigjson"],
        "portkey-tls": ["tls.crt", "tls.key"],
    }
    (url,) = expected["portkey-redis"].keys
    assert url.purpose == "rediss://:PASSWORD@master.portkey.abc123.usw2.cache.amazonaws.com:6379, with the password URL-encoded"
    assert url.readers == ("gateway", "backend", "dataservice", "migration")
    assert expected["portkey-tls"].keys[0].purpose == "certificate for portkey.example.org and gateway.example.org"


def test_required_secret_names_entry_and_properties_of_a_secret_manager() -> None:
    remote = {"mysql": {"key": "rds!db-1", "properties": {"mysql_password": "password"}}}
    config = external(**{**FROM_AWS, "secrets": {**FROM_AWS["secrets"], "remote": remote}})
    expected = by_name(config)
    assert {name: secret.entry for name, secret in expected.items() if secret.source == "externalSecrets"} == {
        "portkey-secrets": "portkey/secrets",
        "portkey-mysql": "rds!db-1",
        "portkey-redis": "portkey/redis",
        "portkey-clickhouse": "portkey/clickhouse",
        "portkey-registry": "portkey/registry",
    }
    assert keys(expected["portkey-redis"]) == ["redis_password"]
    assert entry_templates(config.resolve())["rds!db-1"] == {"password": "<password of the MySQL user>"}
    assert "portkey-gateway" not in expected


def test_entry_templates_equal_what_external_secrets_read() -> None:
    config = external(**FROM_AWS)
    read = {
        (entry["remoteRef"]["key"], entry["remoteRef"]["property"])
        for each in of_kind(rendered(config), "ExternalSecret")
        for entry in each["spec"]["data"]
    }
    templates = entry_templates(config.resolve())
    assert {(entry, name) for entry, properties in templates.items() for name in properties} == read


def test_entry_templates_equal_the_names_of_the_csi_driver() -> None:
    source = {"kind": "secretsStoreCsi", "store": {"kind": "gcpSecretManager", "project": "acme-models"}}
    identity = {"kind": "gkeWorkloadIdentity", "project": "acme-models"}
    config = external(secrets=source, identity=identity, imagePull={"kind": "none"}, logStore={"kind": "none"})
    mounted = "".join(provider_class["spec"]["parameters"]["secrets"] for provider_class in of_kind(rendered(config), "SecretProviderClass"))
    templates = entry_templates(config.resolve())
    assert set(templates) == {
        "portkey-secrets-PORTKEY-CLIENT-AUTH",
        "portkey-secrets-jwtPrivateKey",
        "portkey-secrets-oauthClientSecret",
        "portkey-mysql-mysql-password",
        "portkey-redis-redis-connection-url",
        "portkey-clickhouse-clickhouse-password",
    }
    assert [entry for entry in templates if f"/secrets/{entry}/versions/latest" not in mounted] == []


def test_configured_values_are_not_required() -> None:
    assert development().resolve().required_secrets == ()
    assert secret_templates(development().resolve()) == []


def test_templates_are_valid_for_the_api_server() -> None:
    templates = {
        template["metadata"]["name"]: template
        for template in secret_templates(production(customCa={"kind": "configMap", "name": "company-ca"}).resolve())
    }
    registry: Any = templates["portkey-registry"]
    assert registry["type"] == "kubernetes.io/dockerconfigjson"
    assert list(json.loads(registry["stringData"][".dockerconfigjson"])["auths"]) == ["https://index.docker.io/v1/"]
    tls: Any = templates["portkey-tls"]
    assert (tls["type"], list(tls["stringData"])) == ("kubernetes.io/tls", ["tls.crt", "tls.key"])
    bundle: Any = templates["company-ca"]
    assert (bundle["kind"], list(bundle["data"])) == ("ConfigMap", ["ca.crt"])


def test_two_groups_in_one_secret_share_a_template() -> None:
    config = production(secrets={"kind": "existing", "names": {"app": "all", "mysql": "all"}})
    (template,) = [template for template in secret_templates(config.resolve()) if template["metadata"]["name"] == "all"]
    text: Any = template
    assert list(text["stringData"]) == ["PORTKEY_CLIENT_AUTH", "jwtPrivateKey", "oauthClientSecret", "mysql_password", "mysql_root_password"]


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_every_key_has_a_purpose_and_a_reader(name: str) -> None:
    for secret in configuration(name).resolve().required_secrets:
        assert secret.keys
        for key in secret.keys:
            assert key.purpose
            assert key.readers
