"""Comparing Secrets in files with those that a configuration needs."""

import json

import pytest
import yaml

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.manifests.secret_templates import secret_templates
from portkey_constructs.verify.secret_files import SecretComparison, compare_secrets, read_secrets
from tests.support.examples import external

VAULT = {"kind": "vault", "server": "https://vault.example.org", "role": "portkey"}
KEYS = ("user", "mysql_password", "mysql_db", "mysql_host", "mysql_port")
"""The keys of the Secret `own-db`."""


def chart(**changed: object) -> PortkeyConfig:
    """A configuration that reads MySQL from the Secret `own-db`."""
    source = {"names": {"mysql": "own-db"}, "keys": {"mysql": {"mysql_user": "user"}}, "fromSecret": {"mysql": ["all"]}, **changed}
    return external(mysql={"kind": "external"}, secrets={"kind": "existing", **source})


def compared(text: str, name: str = "own-db", config: PortkeyConfig | None = None) -> SecretComparison:
    [comparison] = [item for item in compare_secrets((config or chart()).resolve(), read_secrets(text, "portkey")) if item.name == name]
    return comparison


def secret(**data: str) -> str:
    return json.dumps({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "own-db"}, "data": data})


def test_the_templates_of_a_configuration_pass_its_own_check() -> None:
    platform = chart().resolve()
    text = yaml.safe_dump_all([json.loads(json.dumps(manifest)) for manifest in secret_templates(platform)])
    assert {item.status for item in compare_secrets(platform, read_secrets(text, "portkey"))} == {"ok"}


@pytest.mark.parametrize("key", KEYS)
def test_a_missing_key_is_reported(key: str) -> None:
    comparison = compared(secret(**{name: "eA==" for name in KEYS if name != key}))
    assert (comparison.status, comparison.missing, comparison.empty, comparison.message) == ("incomplete", (key,), (), f"has no {key}")


@pytest.mark.parametrize("key", KEYS)
def test_an_empty_key_is_reported(key: str) -> None:
    comparison = compared(secret(**{name: "" if name == key else "eA==" for name in KEYS}))
    assert (comparison.status, comparison.empty, comparison.message) == ("incomplete", (key,), f"has an empty {key}")


@pytest.mark.parametrize(
    "text",
    [
        secret(**dict.fromkeys(KEYS, "eA==")),
        json.dumps({"kind": "List", "items": [json.loads(secret(**dict.fromkeys(KEYS, "eA==")))]}),
        f"---\n---\n{secret(**dict.fromkeys(KEYS, 'eA=='))}\n---\nkind: Deployment\n",
        json.dumps({"own-db": [*KEYS]}),
        json.dumps([{"own-db": [*KEYS]}]),
    ],
    ids=["manifest", "list", "documents", "keys", "JSON list"],
)
def test_manifests_and_lists_of_keys_are_read(text: str) -> None:
    assert compared(text).status == "ok"


def test_a_secret_of_another_namespace_does_not_count() -> None:
    manifest = json.loads(secret(**dict.fromkeys(KEYS, "eA==")))
    manifest["metadata"]["namespace"] = "other"
    comparison = compared(json.dumps(manifest))
    assert (comparison.status, {*comparison.missing}) == ("missing", {*KEYS})


def test_keys_that_are_not_read_are_listed_without_an_error() -> None:
    comparison = compared(json.dumps({"own-db": [*KEYS, "mysql_ssl_mode", "something"]}))
    assert (comparison.status, comparison.unread) == ("ok", ("mysql_ssl_mode",))
    assert comparison.message == "has every key (not read: mysql_ssl_mode)"


def test_a_pull_secret_needs_its_type() -> None:
    manifest = {"kind": "Secret", "metadata": {"name": "portkey-registry"}, "type": "Opaque", "data": {".dockerconfigjson": "e30="}}
    comparison = compared(json.dumps(manifest), "portkey-registry")
    assert comparison.message == "is of type Opaque, not kubernetes.io/dockerconfigjson"


@pytest.mark.parametrize(("mode", "status"), [("", "ok"), (None, "incomplete")])
def test_an_empty_mode_of_azure_has_a_meaning(mode: str | None, status: str) -> None:
    config = external(logStore={"kind": "azureBlob", "login": {"kind": "key"}}, secrets={"kind": "existing", "fromSecret": {"gateway": ["all"]}})
    data = {"logStore": "eA==", "azureStorageAccount": "eA==", "azureStorageContainer": "eA==", "azureStorageKey": "eA=="}
    manifest = {"kind": "Secret", "metadata": {"name": "portkey-gateway"}, "data": data | ({} if mode is None else {"azureAuthMode": mode})}
    assert compared(json.dumps(manifest), "portkey-gateway", config).status == status


class TestSecretsOfAManager:
    CONFIG = {"kind": "externalSecrets", "store": VAULT, "fromSecret": {}}

    def test_one_that_is_not_in_the_files_is_not_checked(self) -> None:
        comparison = compared("", "own-db", external(secrets={**self.CONFIG, "names": {"mysql": "own-db"}}))
        assert (comparison.status, comparison.message) == ("notChecked", "is filled by the External Secrets Operator and not in the files")

    def test_the_operator_creates_every_key(self) -> None:
        config = external(secrets={**self.CONFIG, "keys": {"redis": {"redis_connection_url": "url"}}})
        comparison = compared("{portkey-redis: [url, redis_mode]}", "portkey-redis", config)
        assert {*comparison.missing} == {"redis_tls_enabled", "redis_store"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a: [secret-value}", "is no YAML in line 1"),
        ("secret-value", "contains something else than manifests and maps of names and keys"),
        ("portkey-mysql: {mysql_password: secret-value}", "contains a map without kind, whose values are not lists of keys"),
    ],
)
def test_another_file_is_refused_without_its_values(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason) as refused:
        read_secrets(text, "portkey")
    assert "secret-value" not in str(refused.value)
    assert refused.value.__suppress_context__ or refused.value.__context__ is None
