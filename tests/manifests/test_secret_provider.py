"""SecretProviderClasses, read as each driver's provider reads them."""

from typing import Any

import jmespath
import pytest
import yaml

from tests.support.examples import production
from tests.support.objects import Manifest, named, of_kind, rendered

UUID = "0f1e2d3c-0000-4000-8000-00000000000{}"
AWS = {"accountId": "111122223333", "region": "eu-west-1", "oidcIssuer": "https://oidc.eks.eu-west-1.amazonaws.com/id/ABC"}
IRSA = {"identity": {"kind": "irsa"}}
AZURE = {"identity": {"kind": "azureWorkloadIdentity", "clientId": UUID.format(1), "tenantId": UUID.format(2)}}
GKE = {"identity": {"kind": "gkeWorkloadIdentity", "project": "acme-platform"}}
MANAGER = {"kind": "awsSecretsManager"}
KEY_VAULT = {"kind": "azureKeyVault", "vault": "acme"}
GOOGLE = {"kind": "gcpSecretManager", "project": "acme-models"}
VAULT = {"kind": "vault", "server": "https://vault.example.org", "role": "portkey"}
RDS = {"mysql": {"key": "rds!db-1", "properties": {"mysql_password": "password", "mysql_root_password": "root-password"}}}


def classes(store: dict[str, Any], other_settings: dict[str, Any] | None = None, /, **settings: Any) -> list[Manifest]:
    secrets = {"kind": "secretsStoreCsi", "store": store, **settings}
    return of_kind(rendered(production(secrets=secrets, imagePull={"kind": "none"}, aws=AWS, **(other_settings or {}))), "SecretProviderClass")


def of_mysql(store: dict[str, Any], other_settings: dict[str, Any] | None = None, /, **settings: Any) -> dict[str, Any]:
    spec: dict[str, Any] = named(classes(store, other_settings, **settings), "SecretProviderClass", "portkey-mysql")["spec"]
    return spec


def test_each_mounted_secret_has_a_provider_class() -> None:
    assert [provider_class["metadata"]["name"] for provider_class in classes(VAULT)] == [
        *("portkey-secrets", "portkey-mysql", "portkey-redis", "portkey-clickhouse"),
    ]
    assert {provider_class["apiVersion"] for provider_class in classes(VAULT)} == {"secrets-store.csi.x-k8s.io/v1"}


@pytest.mark.parametrize(
    ("other_settings", "settings", "entry", "paths", "more"),
    [
        (IRSA, {}, "portkey/mysql", ["mysql_password", "mysql_root_password"], {}),
        ({"identity": {"kind": "podIdentity"}}, {}, "portkey/mysql", ["mysql_password", "mysql_root_password"], {"usePodIdentity": "true"}),
        (IRSA, {"path": "ai/{name}"}, "ai/mysql", ["mysql_password", "mysql_root_password"], {}),
        (IRSA, {"remote": RDS}, "rds!db-1", ["password", '"root-password"'], {}),
    ],
)
def test_aws_parameters(other_settings: dict[str, Any], settings: dict[str, Any], entry: str, paths: list[str], more: dict[str, str]) -> None:
    spec = of_mysql(MANAGER, other_settings, **settings)
    parameters = dict(spec["parameters"])
    aliases = [{"path": path, "objectAlias": key} for path, key in zip(paths, ["mysql_password", "mysql_root_password"], strict=True)]
    assert yaml.safe_load(parameters.pop("objects")) == [{"objectName": entry, "objectType": "secretsmanager", "jmesPath": aliases}]
    assert (spec["provider"], parameters) == ("aws", {"region": "eu-west-1", **more})


@pytest.mark.parametrize("name", ["root-password", 'a"b', "a\\", "pass word", "@", "a.b", "0o17", "=", "1e3"])
@pytest.mark.parametrize("store", [MANAGER, VAULT], ids=["aws", "vault"])
def test_any_property_name_is_literal(store: dict[str, Any], name: str) -> None:
    spec = of_mysql(store, IRSA, remote={"mysql": {"properties": {"mysql_password": name}}})
    objects = yaml.safe_load(spec["parameters"]["objects"])
    if store is VAULT:
        assert next(entry["secretKey"] for entry in objects if entry["objectName"] == "mysql_password") == name
        return
    path = next(entry["path"] for entry in objects[0]["jmesPath"] if entry["objectAlias"] == "mysql_password")
    assert jmespath.search(path, {name: "value"}) == "value"


def test_aws_parameters_in_another_region() -> None:
    assert of_mysql({**MANAGER, "region": "us-east-1"}, IRSA)["parameters"]["region"] == "us-east-1"


@pytest.mark.parametrize(
    ("store", "other_settings", "settings", "names", "tenant"),
    [
        (KEY_VAULT, AZURE, {}, ["portkey-mysql-mysql-password", "portkey-mysql-mysql-root-password"], UUID.format(2)),
        ({**KEY_VAULT, "tenantId": UUID.format(3)}, AZURE, {}, ["portkey-mysql-mysql-password", "portkey-mysql-mysql-root-password"], UUID.format(3)),
        (
            KEY_VAULT,
            AZURE,
            {"path": "ai-{name}", "remote": {"mysql": {"properties": {"mysql_password": "pass"}}}},
            ["ai-mysql-pass", "ai-mysql-mysql-root-password"],
            UUID.format(2),
        ),
    ],
)
def test_azure_parameters(store: dict[str, Any], other_settings: dict[str, Any], settings: dict[str, Any], names: list[str], tenant: str) -> None:
    spec = of_mysql(store, other_settings, **settings)
    parameters = dict(spec["parameters"])
    array = yaml.safe_load(parameters.pop("objects"))["array"]
    expected = [
        {"objectName": name, "objectType": "secret", "objectAlias": key}
        for name, key in zip(names, ["mysql_password", "mysql_root_password"], strict=True)
    ]
    assert [yaml.safe_load(item) for item in array] == expected
    assert (spec["provider"], parameters) == ("azure", {"keyvaultName": "acme", "clientID": UUID.format(1), "tenantId": tenant})


def test_google_parameters() -> None:
    spec = of_mysql(GOOGLE, GKE)
    assert spec["provider"] == "gcp"
    assert {key: yaml.safe_load(value) for key, value in spec["parameters"].items()} == {
        "secrets": [
            {"resourceName": f"projects/acme-models/secrets/portkey-mysql-{name}/versions/latest", "path": key}
            for name, key in (("mysql-password", "mysql_password"), ("mysql-root-password", "mysql_root_password"))
        ]
    }


@pytest.mark.parametrize(
    ("settings", "path", "expected"),
    [
        ({}, "secret/data/portkey/mysql", {"vaultKubernetesMountPath": "kubernetes", "audience": "vault"}),
        (
            {"mount": "kv", "version": "v1", "authMount": "clusters/prod", "namespace": "acme", "audience": "own"},
            "kv/portkey/mysql",
            {"vaultKubernetesMountPath": "clusters/prod", "audience": "own", "vaultNamespace": "acme"},
        ),
    ],
)
def test_vault_parameters(settings: dict[str, str], path: str, expected: dict[str, str]) -> None:
    spec = of_mysql({**VAULT, **settings}, {}, remote={"mysql": {"properties": {"mysql_password": "password"}}})
    parameters = dict(spec["parameters"])
    assert yaml.safe_load(parameters.pop("objects")) == [
        {"objectName": "mysql_password", "secretPath": path, "secretKey": "password"},
        {"objectName": "mysql_root_password", "secretPath": path, "secretKey": "mysql_root_password"},
    ]
    assert (spec["provider"], parameters) == ("vault", {"vaultAddress": "https://vault.example.org", "roleName": "portkey", **expected})


@pytest.mark.parametrize("mount", ["eks", "auth/eks"])
def test_vault_auth_mount_may_begin_with_auth(mount: str) -> None:
    assert of_mysql({**VAULT, "authMount": mount})["parameters"]["vaultKubernetesMountPath"] == "eks"


@pytest.mark.parametrize(
    ("delivery", "synced"),
    [
        ("synced", {"portkey-secrets", "portkey-mysql", "portkey-redis", "portkey-clickhouse"}),
        ("files", {"portkey-mysql", "portkey-redis", "portkey-clickhouse"}),
    ],
)
def test_secrets_are_synced_for_components_that_read_no_files(delivery: str, synced: set[str]) -> None:
    secret_objects = {
        provider_class["metadata"]["name"]: provider_class["spec"].get("secretObjects") for provider_class in classes(VAULT, delivery=delivery)
    }
    assert {name for name, objects in secret_objects.items() if objects} == synced
    assert secret_objects["portkey-mysql"] == [
        {
            "secretName": "portkey-mysql",
            "type": "Opaque",
            "labels": named(classes(VAULT), "SecretProviderClass", "portkey-mysql")["metadata"]["labels"],
            "data": [{"objectName": key, "key": key} for key in ("mysql_password", "mysql_root_password")],
        }
    ]


def test_file_delivery_with_external_database_syncs_no_secret() -> None:
    database = {"kind": "external", "host": "db.example.org"}
    assert "secretObjects" not in of_mysql(VAULT, {"mysql": database}, delivery="files")


def test_class_has_the_name_of_its_secret() -> None:
    (provider_class,) = [
        provider_class
        for provider_class in classes(VAULT, names={"mysql": "own"})
        if provider_class["metadata"]["labels"]["app.kubernetes.io/component"] == "mysql"
    ]
    assert (provider_class["metadata"]["name"], provider_class["spec"]["secretObjects"][0]["secretName"]) == ("own", "own")


def test_cache_address_with_password_is_one_entry() -> None:
    cache = {"kind": "external", "host": "cache.example.org"}
    spec = named(classes(VAULT, {"redis": cache}), "SecretProviderClass", "portkey-redis")["spec"]
    assert [manifest["objectName"] for manifest in yaml.safe_load(spec["parameters"]["objects"])] == ["redis_connection_url"]
