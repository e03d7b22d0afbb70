"""What a name is in one configuration; secret values never appear."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from portkey_constructs.config.root import PortkeyConfig, Rules
from portkey_constructs.config.secrets import SecretGroup
from portkey_constructs.explain.in_config import InConfiguration, InConfigurationPage
from portkey_constructs.explain.lookup import find
from portkey_constructs.explain.objects import COMPONENTS
from portkey_constructs.explain.secret_keys import keys
from portkey_constructs.explain.settings import settings
from portkey_constructs.explain.tree import tree
from portkey_constructs.explain.variables import variable_names
from portkey_constructs.loading.yaml_document import read
from portkey_constructs.platform.secret_keys import CLIENT_AUTH
from tests.support.all_settings import ALL_SETTINGS

QUICK_START = """\
profile: development
clientAuth: license-from-portkey
imagePull: {kind: registry, username: me, password: registry-password}
auth: {kind: none}
redis: {kind: external, host: redis.example.org, password: redis-password-value}
gateway: {replicas: 3, env: {OWN: own-value}, gracePeriod: 90s}
"""
SECRET_VALUES = ("license-from-portkey", "registry-password", "redis-password-value", "own-value", "only-for-tests")


@pytest.fixture
def configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> InConfiguration:
    monkeypatch.chdir(tmp_path)
    Path("portkey.yaml").write_text(QUICK_START)
    return InConfiguration(parsed(QUICK_START), read(["portkey.yaml"]))


def parsed(text: str) -> PortkeyConfig:
    return PortkeyConfig.model_validate(yaml.safe_load(text), by_alias=True, by_name=False, context=Rules.LATER)


def of(text: str) -> InConfiguration:
    return InConfiguration(parsed(text))


def rows(configuration: InConfiguration, name: str) -> dict[str, tuple[str, ...]]:
    [page, *_] = configuration.pages(find(configuration.default_names(name)))
    return dict(page.rows)


@pytest.mark.parametrize(
    ("name", "value", "source"),
    [
        ("profile", "development", "portkey.yaml:1"),
        ("redis.host", "redis.example.org", "portkey.yaml:5"),
        ("gateway.gracePeriod", "1m30s", "portkey.yaml:6"),
        ("clientAuth", "a value that is not shown", "portkey.yaml:2"),
        ("redis.password", "a value that is not shown", "portkey.yaml:5"),
        ("gateway.replicas", "3", "portkey.yaml:6"),
        ("backend.replicas", "1", "the default of the development profile"),
        ("redis.tls", "false", "the default"),
        ("redis.port", "6379", "the default"),
        ("mysql", "{kind: inCluster}", "the default of the development profile"),
        ("mysql.persistence.size", "5Gi", "the default of the development profile"),
        ("backend.resources.limits.cpu", "'1'", "the default of the development profile, without backend.resources"),
        ("gateway.image.tag", "2.13.0", "the default"),
        ("gateway.priorityClass", "(not set)", "it is left out"),
        ("secrets", "{kind: inline}", "the default of the development profile"),
        ("backend.serviceAccount.name", "portkey-backend", "the default"),
    ],
)
def test_a_setting_has_its_value_and_where_it_comes_from(configuration: InConfiguration, name: str, value: str, source: str) -> None:
    result = rows(configuration, name)
    assert (result["is"], result["from"]) == ((value,), (source,))


def test_a_setting_of_another_kind_says_why_it_is_nothing(configuration: InConfiguration) -> None:
    assert rows(configuration, "redis.iam")["is"] == ("nothing: redis.kind is external, which has no such setting",)


def test_autoscaling_in_production_has_the_value_of_the_profile() -> None:
    production = of("profile: production")
    assert rows(production, "gateway.autoscaling")["is"] == ("{kind: hpa, min: 2, max: 20, cpu: 60, memory: 80}",)
    assert rows(production, "gateway.autoscaling.max")["is"] == ("20",)
    assert rows(of("{profile: production, gateway: {replicas: 2}}"), "gateway.autoscaling")["is"] == ("(not set)",)


@pytest.mark.parametrize(
    ("text", "budget"),
    [
        ("profile: production", "{maxUnavailable: 1}"),
        ("{profile: production, gateway: {replicas: 1}}", "(not set)"),
        ("{profile: development, gateway: {replicas: 2}}", "{maxUnavailable: 1}"),
    ],
)
def test_the_default_disruption_budget_follows_from_the_replicas(text: str, budget: str) -> None:
    assert rows(of(text), "gateway.disruptionBudget")["is"] == (budget,)


def test_a_secret_setting_that_is_left_out_says_where_its_value_is() -> None:
    result = rows(of("profile: production"), "clientAuth")
    assert result["is"] == ("(not set)",)
    assert result["Secret"] == ("portkey-secrets, key PORTKEY_CLIENT_AUTH", "which must exist: you create it")
    assert result["read by"] == ("gateway, backend, dataservice, migration",)


def test_a_variable_has_its_value_or_its_key_in_each_component(configuration: InConfiguration) -> None:
    result = rows(of("profile: development"), "REDIS_URL")
    assert result["in"] == ("migration, gateway, backend, dataservice",)
    assert result["has"] == ("the value redis://portkey-redis.portkey.svc.cluster.local:6379",)
    assert rows(configuration, "REDIS_URL")["has"] == (
        "key redis_connection_url of Secret portkey-redis",
        "rendered from values of this configuration",
    )
    assert rows(configuration, "AZURE_STORAGE_KEY")["is"] == ("nothing: this configuration does not use it",)


def test_a_variable_that_the_user_overrides_hides_the_value() -> None:
    result = rows(of("{profile: development, gateway: {env: {REDIS_MODE: own-value}}}"), "REDIS_MODE")
    assert "a value from your env, which is not shown" in result["has"]


VAULT = "{kind: vault, server: https://vault.example.org, role: portkey}"


OPERATOR = "filled by the External Secrets Operator from property"
DRIVER = "filled by the Secrets Store CSI driver from"
ELSEWHERE = "remote: {app: {key: team/app, properties: {jwtPrivateKey: jwt}}}"


@pytest.mark.parametrize(
    ("secrets", "name", "origin"),
    [
        (f"{{kind: externalSecrets, store: {VAULT}}}", "JWT_PRIVATE_KEY", f"{OPERATOR} jwtPrivateKey of entry portkey/secrets"),
        (f"{{kind: externalSecrets, store: {VAULT}, {ELSEWHERE}}}", "JWT_PRIVATE_KEY", f"{OPERATOR} jwt of entry team/app"),
        (
            f"{{kind: externalSecrets, store: {VAULT}}}",
            "REDIS_URL",
            "composed by the External Secrets Operator from property redis_password of entry portkey/redis",
        ),
        (f"{{kind: secretsStoreCsi, store: {VAULT}}}", "REDIS_URL", f"{DRIVER} property redis_connection_url of entry portkey/redis"),
        (
            "{kind: secretsStoreCsi, store: {kind: azureKeyVault, vault: acme-vault}}",
            "REDIS_URL",
            f"{DRIVER} entry portkey-redis-redis-connection-url",
        ),
        ("{kind: existing}", "REDIS_URL", "which must exist: you create it"),
    ],
)
def test_a_variable_says_what_fills_its_secret(secrets: str, name: str, origin: str) -> None:
    config = of(f"{{profile: production, redis: {{kind: external, host: a.example.org}}, secrets: {secrets}}}")
    assert rows(config, name)["has"][1] == origin


def test_a_variable_that_names_a_mounted_file_says_so() -> None:
    secrets = f"{{kind: secretsStoreCsi, delivery: files, store: {VAULT}}}"
    config = of(f"{{profile: production, redis: {{kind: external, host: a.example.org}}, secrets: {secrets}}}")
    assert rows(config, "REDIS_URL")["has"][0] == "the file /mnt/secrets/redis/redis_connection_url"


def test_a_key_has_its_value_or_its_secret() -> None:
    external = of(f"{{profile: production, redis: {{kind: external, host: a.example.org}}, secrets: {{kind: externalSecrets, store: {VAULT}}}}}")
    assert rows(external, "redis/redis_mode")["value"] == ("standalone",)
    assert rows(external, "redis_connection_url")["Secret"][0] == "portkey-redis, key redis_connection_url"
    assert rows(external, "redis_password")["Secret"][1].startswith("composed by the External Secrets Operator from property redis_password")
    existing = of("{profile: production, redis: {kind: external, host: a.example.org}, secrets: {kind: existing}}")
    assert rows(existing, "redis_password")["is"] == ("nothing: this configuration does not use it",)


OWN = (
    "{kind: existing, names: {mysql: own-db, bedrock: models}, keys: {app: {jwtPrivateKey: jwt}, mysql: {mysql_host: host}}, "
    "fromSecret: {mysql: [all]}}"
)


def test_own_keys_and_values_in_secrets_are_named() -> None:
    config = of(f"{{profile: production, mysql: {{kind: external}}, bedrock: {{region: us-west-2, credentials: keys}}, secrets: {OWN}}}")
    assert rows(config, "portkey-secrets/jwtPrivateKey")["Secret"] == ("portkey-secrets, key jwt", "which must exist: you create it")
    assert rows(config, "JWT_PRIVATE_KEY")["has"] == ("key jwt of Secret portkey-secrets", "which must exist: you create it")
    assert rows(config, "DB_HOST")["has"][0] == "key host of Secret own-db"
    assert rows(config, "mysql_port")["Secret"][0] == "own-db, key mysql_port"
    assert rows(config, "mysql.host") == {
        "is": ("key host of Secret own-db, which must exist: you create it",),
        "from": ("fromSecret, which lists the key",),
    }
    assert rows(config, "bedrockAssumedAccessKey")["Secret"][0] == "models, key bedrockAssumedAccessKey"
    assert "jwt: key that signs sessions (backend, dataservice, migration)" in rows(config, "portkey-secrets")["keys"]


@pytest.mark.parametrize(
    ("kind", "filled"),
    [
        ("externalSecrets", f"{OPERATOR} mysql_host of entry portkey/mysql"),
        ("secretsStoreCsi", f"{DRIVER} property mysql_host of entry portkey/mysql"),
    ],
)
def test_an_own_key_has_the_property_that_fills_it(kind: str, filled: str) -> None:
    secrets = f"{{kind: {kind}, store: {VAULT}, keys: {{mysql: {{mysql_host: host}}}}, fromSecret: {{mysql: [mysql_host]}}}}"
    config = of(f"{{profile: production, imagePull: {{kind: none}}, mysql: {{kind: external}}, secrets: {secrets}}}")
    assert rows(config, "DB_HOST")["has"] == ("key host of Secret portkey-mysql", filled)


def test_a_secret_lists_its_keys_with_readers() -> None:
    result = rows(of("profile: production"), "portkey-secrets")
    assert result["is"] == ("Secret portkey-secrets, which must exist: you create it",)
    assert f"PORTKEY_CLIENT_AUTH: {CLIENT_AUTH.purpose} (gateway, backend, dataservice, migration)" in result["keys"]


def test_a_secret_that_is_not_needed_says_so() -> None:
    pages = of("profile: production\nredis: {kind: inCluster, auth: none}").pages(find("Secret/portkey-redis"))
    assert dict(pages[0].rows)["is"] == ("nothing: this configuration does not use it",)


def test_a_component_has_its_image_pods_address_and_objects(configuration: InConfiguration) -> None:
    pages = {page.name: page for page in configuration.pages(find("portkey-gateway"))}
    result = dict(pages["gateway"].rows)
    assert result["image"] == ("docker.io/portkeyai/gateway_enterprise:2.13.0",)
    assert result["pods"] == ("3",)
    assert result["address"] == ("portkey-gateway.portkey.svc.cluster.local:8787",)
    kinds = ("ServiceAccount", "PodDisruptionBudget", "Service", "Deployment")
    assert set(result["objects"][0].split(", ")) == {f"{kind} portkey-gateway" for kind in kinds}
    assert "Secret portkey-redis, rendered from values of this configuration" in result["reads"]
    assert dict(configuration.pages(find("portkey-redis"))[0].rows)["runs"] == ("not in this cluster",)


def test_names_follow_the_prefix_and_the_namespace() -> None:
    config = of("{profile: production, name: acme, namespace: ai}")
    assert rows(config, "Deployment/acme-backend")["is"] == ("Deployment acme-backend in namespace ai",)
    assert rows(config, "hpa")["objects"] == ("acme-gateway", "acme-backend")
    assert rows(config, "8787")["address"] == ("acme-gateway.ai.svc.cluster.local:8787",)
    [page] = config.pages(find("ch-https"))
    assert dict(page.rows)["is"] == ("nothing: this configuration does not use it",)


def test_the_top_level_settings_have_their_values(configuration: InConfiguration) -> None:
    result = dict(configuration.top_level().rows)
    assert list(result) == [path for path in tree() if "." not in path]
    assert result["profile"] == ("development (portkey.yaml:1)",)
    assert result["imagePull"][0].startswith("{kind: registry, username: a value that")


def revealing_names() -> list[str]:
    """Every name whose page could show a secret value."""
    secret_settings = [page.path for page in settings() if page.secret or "." not in page.path]
    return [*secret_settings, *variable_names(), *SecretGroup, *(page.name for page in keys()), *COMPONENTS]


QUICK = ("production", "aws", "gke")
"""Configurations in the fast tests: each takes seconds, and together they have secrets of every kind."""


@pytest.mark.parametrize("name", [name if name in QUICK else pytest.param(name, marks=pytest.mark.slow) for name in ALL_SETTINGS])
def test_no_secret_value_is_ever_shown(name: str) -> None:
    config = InConfiguration(ALL_SETTINGS[name])
    assert {result for result in revealing_names() if secrets_in(config.pages(find(result)))} == set()
    assert not secrets_in((config.top_level(),))


@pytest.mark.slow
def test_no_secret_value_from_a_file_is_ever_shown(configuration: InConfiguration) -> None:
    assert {result for result in [*revealing_names(), *tree()] if secrets_in(configuration.pages(find(result)))} == set()


def secrets_in(pages: tuple[InConfigurationPage, ...]) -> list[Any]:
    return [text for page in pages for _, texts in page.rows for text in texts if any(value in text for value in SECRET_VALUES)]


def test_network_policies_list_what_is_open_outside_the_platform_once() -> None:
    text = "profile: production\nauth: {kind: none}\nmysql: {kind: external, host: db.example.org, tls: required}\nnetworkPolicy: {kind: KIND}"
    reason = "users, keys, configs and all other settings"
    plain = rows(of(text.replace("KIND", "strict")), "networkPolicy")["opens"]
    assert f"TCP 3306 to db.example.org (any address but 169.254.0.0/16), for backend, dataservice: {reason}" in plain
    assert len([line for line in plain if "the internet" in line]) == 1
    named = rows(of(text.replace("KIND", "strict, engine: cilium")), "networkPolicy")["opens"]
    assert f"TCP 3306 to db.example.org, for backend, dataservice: {reason}" in named
    assert "opens" not in rows(of(text.replace("KIND", "ingressOnly")), "networkPolicy")


def test_a_login_has_the_addresses_to_register() -> None:
    front_end = "profile: production\ncontrolPlaneUrl: https://ai.example.org"
    saml = rows(of(f"{front_end}\nauth: {{kind: saml, metadataUrl: https://idp.example.org/m}}"), "auth")
    assert saml["register"] == (
        "assertion consumer service (ACS) URL: https://ai.example.org/albus/v2/auth/saml/callback/<uuid> (<uuid> is the organization's ID; "
        "backend 1.17.0 and later accept any UUID)",
        "audience (SP entity ID): https://ai.example.org/albus/v2/auth/saml",
    )
    okta = rows(of(f"{front_end}\nauth: {{kind: okta, domain: acme.okta.com, clientId: portkey, customScopes: [groups]}}"), "auth")
    assert okta["register"][0] == "redirect URI: https://ai.example.org/v2/auth/callback"
    assert "scopes: openid, profile, email, offline_access, groups" in okta["register"]
    assert "register" not in rows(of("{profile: production, auth: {kind: none}}"), "auth")
    assert "register" not in rows(of("profile: production\nauth: {kind: saml, metadataUrl: https://idp.example.org/m}"), "auth")


ADOPTED = """\
profile: development
clientAuth: license-from-portkey
imagePull: {kind: none}
deployment: {kind: gateway, organisations: [acme]}
controlPlaneUrl: https://portkey.example.org
clickhouse: {kind: external, host: clickhouse.example.org, password: only-for-tests}
adopt: {release: prod, chart: gateway, version: 1.7.7}
"""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("gateway.serviceAccount.name", "prod-gateway"),
        ("Deployment/portkey-gateway", "Deployment prod-gateway in namespace portkey"),
        ("Service/portkey-redis", "Service redis in namespace portkey"),
        ("Namespace/portkey", "Namespace portkey in namespace portkey"),
    ],
)
def test_names_are_those_of_the_adopted_release(name: str, value: str) -> None:
    assert rows(InConfiguration(parsed(ADOPTED)), name)["is"] == (value,)
