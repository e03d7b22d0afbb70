"""Secrets."""

import base64
import json
from typing import Any

import pytest

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.secrets import SecretGroup
from portkey_constructs.manifests.secrets import rendered_secret, secrets
from portkey_constructs.platform.secret_keys import SecretKey
from tests.support.examples import DEVELOPMENT, EXTERNAL, config_from, development, production
from tests.support.objects import key_reference, named, of_kind, pods, rendered, variables

WITH_VALUES = {
    **EXTERNAL,
    "profile": "development",
    "imagePull": {"username": "me", "password": 'a"b\\c:d'},
    "clientAuth": "license",
    "jwtPrivateKey": "signing",
    "auth": {"kind": "oidc", "issuer": "https://login.example.org", "clientId": "portkey", "clientSecret": "oidc"},
    "mysql": {"kind": "external", "host": "db.example.org", "password": "db", "administrator": {"user": "admin", "password": "main"}},
    "redis": {"kind": "external", "host": "cache.example.org", "user": "app", "password": "p@ss/word:1"},
    "clickhouse": {"kind": "external", "host": "clickhouse.example.org", "password": "ch"},
    "logStore": {"kind": "s3", "bucket": "portkey-logs", "region": "us-west-2", "accessKey": "id", "secretKey": "key"},
}


def keys(config: PortkeyConfig) -> list[SecretKey]:
    return [key for secret in config.resolve().secrets.values() for key in secret.keys]


def test_production_renders_no_secret() -> None:
    assert secrets(production().resolve()) == ()


def test_each_secret_has_all_its_keys() -> None:
    former = {**WITH_VALUES["clickhouse"], "former": {"kind": "inCluster"}}
    config = config_from({**WITH_VALUES, "clickhouse": former})
    for group in SecretGroup:
        if group is not SecretGroup.REGISTRY and group.default is group:
            secret = rendered_secret(config.resolve(), group)
            assert secret is not None
            expected = {key.key for key in keys(config) if key.group.default is group}
            assert set(secret["stringData"]) == expected
            assert all(secret["stringData"].values()), "a key without a value"


def test_every_key_that_a_pod_reads_exists() -> None:
    config = config_from(WITH_VALUES)
    there = {(secret["metadata"]["name"], key) for secret in of_kind(secrets(config.resolve()), "Secret") for key in secret["stringData"]}
    read = {
        (source["name"], source["key"])
        for pod in pods(rendered(config))
        for variable in pod.spec["containers"][0].get("env", [])
        if (source := variable.get("valueFrom", {}).get("secretKeyRef"))
    }
    assert read <= there
    secret_keys = {key for key in keys(config) if key.sensitive and key.group is not SecretGroup.REGISTRY}
    assert secret_keys <= {key for key in keys(config) if (f"portkey-{key.group.default.suffix}", key.key) in read}
    assert len(secret_keys) > 5


@pytest.mark.parametrize(
    ("kind", "kinds"),
    [("existing", set()), ("externalSecrets", {"ExternalSecret", "SecretStore"}), ("secretsStoreCsi", {"SecretProviderClass"})],
)
def test_secret_with_another_source_is_not_rendered(kind: str, kinds: set[str]) -> None:
    vault = {"store": {"kind": "vault", "server": "https://vault.example.org", "role": "portkey"}}
    source = {"kind": kind, **({} if kind == "existing" else vault)}
    config = development(secretOverrides={"mysql": source})
    assert rendered_secret(config.resolve(), SecretGroup.MYSQL) is None
    assert rendered_secret(config.resolve(), SecretGroup.CLICKHOUSE) is not None
    assert {secret["kind"] for secret in secrets(config.resolve()) if secret["metadata"]["name"] == "portkey-mysql"} == kinds
    found_variables = variables(config, "backend")
    assert found_variables["DB_PASS"] == key_reference("portkey-mysql", "mysql_password")
    assert found_variables["DB_HOST"] == "portkey-mysql.portkey.svc.cluster.local"
    assert found_variables["CLICKHOUSE_HOST"] == key_reference("portkey-clickhouse", "clickhouse_host")


def test_existing_secret_has_the_configured_name() -> None:
    config = production(secrets={"kind": "existing", "names": {"app": "acme", "mysql": "acme"}})
    found_variables = variables(config, "backend")
    assert found_variables["PORTKEY_CLIENT_AUTH"] == key_reference("acme", "PORTKEY_CLIENT_AUTH")
    assert found_variables["DB_PASS"] == key_reference("acme", "mysql_password")
    assert found_variables["CLICKHOUSE_PASSWORD"] == key_reference("portkey-clickhouse", "clickhouse_password")


def test_without_values_there_is_no_secret() -> None:
    assert rendered_secret(development().resolve(), SecretGroup.REDIS) is None
    assert [secret["metadata"]["name"] for secret in secrets(development().resolve())] == [
        "portkey-registry",
        "portkey-secrets",
        "portkey-mysql",
        "portkey-clickhouse",
    ]


def test_password_in_an_address_is_encoded() -> None:
    secret = rendered_secret(config_from(WITH_VALUES).resolve(), SecretGroup.REDIS)
    assert secret is not None
    assert secret["stringData"]["redis_connection_url"] == "redis://app:p%40ss%2Fword%3A1@cache.example.org:6379"


def test_pull_secret_is_a_valid_docker_configuration() -> None:
    secret = rendered_secret(config_from(WITH_VALUES).resolve(), SecretGroup.REGISTRY)
    assert secret is not None
    assert secret["type"] == "kubernetes.io/dockerconfigjson"
    (server, account), *others = json.loads(secret["stringData"][".dockerconfigjson"])["auths"].items()
    assert others == []
    assert server == "https://index.docker.io/v1/"
    assert (account["username"], account["password"]) == ("me", 'a"b\\c:d')
    assert base64.b64decode(account["auth"]).decode() == 'me:a"b\\c:d'


@pytest.mark.parametrize(
    ("settings", "expected"),
    [({"kind": "none"}, []), ({"kind": "existing", "names": ["a", "b"]}, ["a", "b"]), (DEVELOPMENT["imagePull"], ["portkey-registry"])],
)
def test_pods_use_the_configured_pull_secrets(settings: dict[str, Any], expected: list[str]) -> None:
    config = development(imagePull=settings)
    assert list(config.resolve().pull_secrets) == expected
    assert {tuple(pull_secret["name"] for pull_secret in pod.spec.get("imagePullSecrets", [])) for pod in pods(rendered(config))} == {tuple(expected)}
    assert len([secret for secret in of_kind(rendered(config), "Secret") if secret["type"] == "kubernetes.io/dockerconfigjson"]) == (
        expected == ["portkey-registry"]
    )


SERVICES = {"portkey-backend", "portkey-dataservice"}


@pytest.mark.parametrize(
    ("changed", "rolled"),
    [
        ({"clientAuth": "another"}, SERVICES | {"portkey-gateway"}),
        ({"jwtPrivateKey": "another"}, SERVICES),
        ({"mysql": {"kind": "inCluster", "password": "another"}}, SERVICES | {"portkey-mysql"}),
        ({"clickhouse": {"kind": "inCluster", "password": "another"}}, SERVICES | {"portkey-gateway", "portkey-clickhouse"}),
        ({"imagePull": {"username": "me", "password": "another"}}, set()),
    ],
)
def test_changed_secret_restarts_only_the_pods_that_read_it(changed: dict[str, Any], rolled: set[str]) -> None:
    before, after = rendered(development()), rendered(development(**changed))
    assert [secret for secret in of_kind(before, "Secret") if secret not in after] != []
    workloads = (*of_kind(before, "Deployment"), *of_kind(before, "StatefulSet"))
    names = {workload["metadata"]["name"] for workload in workloads if named(after, workload["kind"], workload["metadata"]["name"]) != workload}
    assert names == rolled
