"""The pull Secret of several registries, from each source of Secrets."""

import base64
import json
from typing import Any

import pytest

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.secrets import SecretGroup
from portkey_constructs.errors import ConfigurationError
from portkey_constructs.manifests.secret_templates import entry_templates, secret_templates
from portkey_constructs.platform.images import registry_path
from tests.support.examples import development, production
from tests.support.objects import named, of_kind, pods, rendered

QUAY_AUTH = base64.b64encode(b"robot:quay-token").decode()
SERVERS: dict[str, Any] = {"team-a": {"server": "registry.example.org:5000/team"}, "quay": {"server": "quay.io", "credentials": "auth"}}
VALUES: dict[str, Any] = {
    "username": "me",
    "password": "registry-password",
    "additionalRegistries": {
        "team-a": {"server": "registry.example.org:5000/team", "username": 'a"b', "password": "pass\\word"},
        "quay": {"server": "quay.io", "auth": QUAY_AUTH},
    },
}
VAULT: dict[str, Any] = {"kind": "vault", "server": "https://vault.example.org", "role": "portkey"}
KEY_VAULT: dict[str, Any] = {"kind": "azureKeyVault", "vault": "acme-kv"}
AZURE: dict[str, Any] = {
    "kind": "azureWorkloadIdentity",
    "clientId": "0f1e2d3c-0000-4000-8000-000000000001",
    "tenantId": "0f1e2d3c-0000-4000-8000-000000000002",
}


def accounts_of(config: PortkeyConfig) -> dict[str, Any]:
    secret = named(rendered(config), "Secret", "portkey-registry")
    assert secret["type"] == "kubernetes.io/dockerconfigjson"
    return dict(json.loads(secret["stringData"][".dockerconfigjson"])["auths"])


def test_inline_values_are_the_logins_of_one_secret() -> None:
    config = development(imagePull=VALUES)
    accounts = accounts_of(config)
    logins = {server: base64.b64decode(account["auth"]).decode() for server, account in accounts.items()}
    assert logins == {
        "https://index.docker.io/v1/": "me:registry-password",
        "registry.example.org:5000/team": 'a"b:pass\\word',
        "quay.io": "robot:quay-token",
    }
    assert accounts["quay.io"] == {"auth": QUAY_AUTH}
    assert (accounts["registry.example.org:5000/team"]["username"], accounts["registry.example.org:5000/team"]["password"]) == ('a"b', "pass\\word")
    assert {tuple(pull["name"] for pull in pod.spec["imagePullSecrets"]) for pod in pods(rendered(config))} == {("portkey-registry",)}


def test_first_registry_accepts_one_value() -> None:
    assert accounts_of(development(imagePull={"server": "quay.io", "auth": QUAY_AUTH})) == {"quay.io": {"auth": QUAY_AUTH}}


def test_order_of_registries_does_not_change_the_secret() -> None:
    reversed_order = {**VALUES, "additionalRegistries": dict(reversed(VALUES["additionalRegistries"].items()))}
    first, second = (named(rendered(development(imagePull=pull)), "Secret", "portkey-registry") for pull in (VALUES, reversed_order))
    assert first == second


def test_keys_of_similar_names_differ() -> None:
    """A name such as a-username must not lead to the key of another registry."""
    names = ("a", "a-username", "a-password", "username", "username-password", "a--b", "a-b")
    pull = {"additionalRegistries": {name: {"server": f"{name}.example.org"} for name in names}}
    keys = [key.key for key in production(imagePull=pull).resolve().secrets[SecretGroup.REGISTRY].keys]
    assert len(keys) == len(set(keys)) == 2 * (len(names) + 1)
    assert keys[:4] == ["username", "password", "a_username", "a_password"]
    assert len({key.replace("_", "-") for key in keys}) == len(keys)


def test_existing_secret_is_described_with_every_registry() -> None:
    platform = production(imagePull={"additionalRegistries": SERVERS}).resolve()
    (required,) = (required for required in platform.required_secrets if required.name == "portkey-registry")
    assert [(key.name, key.purpose) for key in required.keys] == [
        (".dockerconfigjson", "logins of the image registries https://index.docker.io/v1/, registry.example.org:5000/team, quay.io"),
    ]
    template: Any = named(secret_templates(platform), "Secret", "portkey-registry")
    accounts = json.loads(template["stringData"][".dockerconfigjson"])["auths"]
    assert {server: list(account) for server, account in accounts.items()} == {
        "https://index.docker.io/v1/": ["username", "password", "auth"],
        "registry.example.org:5000/team": ["username", "password", "auth"],
        "quay.io": ["auth"],
    }
    assert of_kind(rendered(production(imagePull={"additionalRegistries": SERVERS})), "Secret") == []


def test_pull_secrets_with_other_names_have_a_template() -> None:
    platform = production(imagePull={"kind": "existing", "names": ["own"]}, imageRegistry="r.example.org").resolve()
    template: Any = named(secret_templates(platform), "Secret", "own")
    assert list(json.loads(template["stringData"][".dockerconfigjson"])["auths"]) == ["r.example.org"]


def test_entry_has_the_keys_of_every_registry() -> None:
    platform = production(imagePull={"additionalRegistries": SERVERS}, secrets={"kind": "externalSecrets", "store": VAULT}).resolve()
    assert entry_templates(platform)["portkey/registry"] == {
        "username": "<user of the image registry>",
        "password": "<password or token for the image registry>",
        "team_a_username": "<user of the image registry registry.example.org:5000/team>",
        "team_a_password": "<password or token for the image registry registry.example.org:5000/team>",
        "quay_auth": "<login of the image registry quay.io in base64>",
    }


@pytest.mark.parametrize("source", [{"kind": "existing"}, {"kind": "externalSecrets", "store": KEY_VAULT}])
def test_driver_leaves_the_pull_secret_to_another_source(source: dict[str, Any]) -> None:
    """The kubelet reads it before a pod can mount anything."""
    driver = {"kind": "secretsStoreCsi", "store": KEY_VAULT}
    config = production(imagePull={"additionalRegistries": SERVERS}, secrets=driver, secretOverrides={"registry": source}, identity=AZURE)
    mounted = json.dumps(of_kind(rendered(config), "SecretProviderClass"))
    assert "team_a" not in mounted
    assert "quay" not in mounted
    external = [item for item in of_kind(rendered(config), "ExternalSecret") if item["metadata"]["name"] == "portkey-registry"]
    assert len(external) == (source["kind"] == "externalSecrets")


def test_problems_and_representations_contain_no_login() -> None:
    wrong = {**VALUES, "additionalRegistries": {"quay": {"server": "quay.io", "auth": "glpat-token", "password": "top-secret"}}}
    reports = []
    for profile, settings in ((development, {}), (production, {"secrets": {"kind": "existing"}})):
        with pytest.raises(ConfigurationError) as error:
            profile(imagePull=wrong, **settings)
        reports.append(str(error.value))
    config = development(imagePull=VALUES)
    reports += [repr(config), repr(config.resolve().pull_registries), repr(config.resolve().secrets)]
    hidden = ("glpat-token", "top-secret", "registry-password", QUAY_AUTH, "pass\\")
    assert [text for text in hidden for report in reports if text in report] == []


@pytest.mark.parametrize(
    ("server", "path"),
    [
        ("https://index.docker.io/v1/", "docker.io"),
        ("Docker.io", "docker.io"),
        ("http://r.example.org:5000/v2", "r.example.org:5000"),
        ("r.example.org/v2x/team/", "r.example.org/v2x/team"),
        ("R.example.org/Team", "r.example.org/Team"),
    ],
)
def test_server_is_compared_as_the_kubelet_compares_it(server: str, path: str) -> None:
    assert registry_path(server) == path
