"""Every key of every Secret under another name, and every value that only a Secret contains."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import pytest

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.secret_facts import FACTS
from portkey_constructs.config.secrets import SecretGroup
from portkey_constructs.errors import ConfigurationError
from portkey_constructs.platform.aws_outputs import unknown_outputs
from portkey_constructs.platform.dependencies import dependencies
from portkey_constructs.platform.secret_keys import REDIS_PASSWORD, REDIS_QUEUES_PASSWORD, SECRET_KEYS, SecretKey
from tests.support.examples import PRODUCTION, config_from, development, external, production
from tests.support.objects import key_reference, named, of_kind, rendered, variables, variables_of

VAULT: Final = {"kind": "vault", "server": "https://vault.example.org", "role": "portkey"}
SOURCES: Final[Mapping[str, Mapping[str, Any]]] = {
    "existing": {"kind": "existing"},
    "externalSecrets": {"kind": "externalSecrets", "store": VAULT, "restartOnRotation": True},
    "synced": {"kind": "secretsStoreCsi", "store": VAULT},
}
REMOTE: Final[Mapping[str, Any]] = {
    **PRODUCTION,
    "imagePull": {"kind": "none"},
    "auth": {"kind": "oidc"},
    "smtp": {},
    "mysql": {"kind": "external", "tls": "required"},
    "redis": {"kind": "external"},
    "clickhouse": {"kind": "external", "tls": True, "former": {"kind": "inCluster", "user": "former"}},
    "logStore": {"kind": "s3", "assumeRole": {}, "encryption": {"kind": "customerKey"}},
    "bedrock": {"credentials": "keys"},
    "monitoring": {"prometheusPush": {"url": "https://push.example.org"}, "lokiPush": {"url": "https://loki.example.org"}},
}
"""Stores, login, mail and models whose addresses only Secrets contain."""
_ID: Final = "0f1e2d3c-0000-4000-8000-000000000001"
LOCAL: Final[Mapping[str, Any]] = {**REMOTE, "mysql": {"kind": "inCluster"}, "clickhouse": {"kind": "inCluster", "user": "local"}}
VARIANTS: Final[Mapping[str, Mapping[str, Any]]] = {
    "remote": REMOTE,
    "local": LOCAL,
    "private key": {**REMOTE, "auth": {"kind": "oidc", "clientAuthentication": "privateKeyJwt"}, "backend": {"image": {"tag": "1.22.0"}}},
    "administrator": {**REMOTE, "mysql": {"kind": "external", "tls": "required", "administrator": {"user": "admin"}}},
    "saml": {**REMOTE, "auth": {"kind": "saml"}},
    "minio": {**REMOTE, "logStore": {"kind": "s3Compatible"}},
    "wasabi": {**REMOTE, "logStore": {"kind": "wasabi"}},
    "gcs": {**REMOTE, "logStore": {"kind": "gcs"}},
    "azure key": {**REMOTE, "logStore": {"kind": "azureBlob", "login": {"kind": "key"}}},
    "azure managed": {**REMOTE, "logStore": {"kind": "azureBlob", "login": {"kind": "managedIdentity"}}},
    "azure entra": {**REMOTE, "logStore": {"kind": "azureBlob", "login": {"kind": "entra"}}},
    "mongo": {**REMOTE, "logStore": {"kind": "mongo"}},
    "all parts": {
        **REMOTE,
        "mysql": {"kind": "external", "reader": {"host": "replica.example.org"}},
        "redis": {
            "kind": "external",
            "mode": "cluster",
            "cluster": {"discovery": {"url": "https://nodes.example.org", "auth": "header"}},
            "queues": {"host": "queues.example.org", "auth": "password"},
        },
        "gateway": {"mcp": {"externalUrl": "https://mcp.example.org", "signIdentities": True}},
        "semanticCache": {
            "store": {"kind": "pinecone", "index": "requests"},
            "embeddings": {"provider": "openai", "url": "https://api.openai.com/v1/embeddings", "model": "text-embedding-3-small"},
        },
        "monitoring": {
            "openTelemetry": {"endpoint": "https://otlp.example.org", "auth": "headers"},
            "genAiTraces": {"endpoint": "https://traces.example.org", "auth": "headers"},
        },
    },
    "azure cache": {
        **REMOTE,
        "redis": {"kind": "azure", "host": "acme.redis.cache.windows.net", "tls": True, "login": {"kind": "entra", "tenantId": _ID, "clientId": _ID}},
    },
}
WITH_DRIVER: Final = tuple(variant for variant in VARIANTS if variant != "administrator")
"""The driver creates no Secret before the Job of the administrator runs."""
OPTIONAL: Final = {
    "remote": ("logStoreExternalId",),
    "local": ("logStoreExternalId",),
    "private key": ("logStoreExternalId",),
    "saml": ("logStoreExternalId", "oauthMetadataXml"),
    "azure managed": ("azureManagedClientId",),
}
"""Keys without a default that the configuration uses only if it lists them by name."""


def own_name(key: SecretKey) -> str:
    return f"own.{key.key}"


def with_own_keys(variant: str, source: str, **changed: Any) -> PortkeyConfig:
    """A configuration in which every key has another name, and every value is in a Secret."""
    renamed = [key for key in SECRET_KEYS if key.group is not SecretGroup.REGISTRY and key not in (REDIS_PASSWORD, REDIS_QUEUES_PASSWORD)]
    names: dict[str, dict[str, str]] = {}
    for key in renamed:
        names.setdefault(key.group.default, {})[key.key] = own_name(key)
    lists = {
        str(group): ["all", *(key.key for key in renamed if key.group.default is group and key.key in OPTIONAL.get(variant, ()))] for group in names
    }
    secrets = {**SOURCES[source], "keys": names, "fromSecret": lists, **changed}
    return config_from({**VARIANTS[variant], "secrets": secrets})


def variables_from_keys(config: PortkeyConfig) -> Iterator[tuple[str, str, SecretKey]]:
    """Component, variable and key of everything that the platform's environments read from Secrets."""
    for component, environment in config.resolve().environments.items():
        for name, key in environment:
            if isinstance(key, SecretKey):
                yield component, name, key


def environments_of(config: PortkeyConfig) -> dict[str, dict[str, Any]]:
    """The variables of each component's main container and of the migration Job."""
    pods = [item for item in rendered(config) if item["kind"] in ("Deployment", "StatefulSet", "Job")]
    return {
        item["metadata"]["labels"]["app.kubernetes.io/component"]: variables_of(item["spec"]["template"]["spec"]["containers"][0]) for item in pods
    }


@pytest.mark.parametrize(
    ("variant", "source"), [(variant, source) for source in SOURCES for variant in (WITH_DRIVER if source == "synced" else VARIANTS)]
)
def test_every_variable_reads_the_own_key_of_its_secret(variant: str, source: str) -> None:
    config = with_own_keys(variant, source)
    environments, platform = environments_of(config), config.resolve()
    read = list(variables_from_keys(config))
    assert {component for component, _, _ in read} >= {"gateway", "backend", "dataservice", "migration"}
    for component, name, key in read:
        assert environments[component][name] == key_reference(platform.secret(key.group).name, own_name(key)), (component, name)


def test_the_variants_use_every_key() -> None:
    used = {key for variant in VARIANTS for secret in with_own_keys(variant, "existing").resolve().secrets.values() for key in secret.keys}
    assert {key for key in SECRET_KEYS if key.group is not SecretGroup.REGISTRY} - used == {REDIS_PASSWORD, REDIS_QUEUES_PASSWORD}


@pytest.mark.parametrize("variant", VARIANTS)
def test_an_external_secret_has_every_key_under_its_own_name(variant: str) -> None:
    config = with_own_keys(variant, "externalSecrets")
    for secret in config.resolve().needed_secrets:
        manifest = named(rendered(config), "ExternalSecret", secret.name)["spec"]
        assert manifest["target"]["template"]["data"] == {own_name(key): f"{{{{ .{key.key} }}}}" for key in secret.keys}
        assert [item["remoteRef"]["property"] for item in manifest["data"]] == [key.key for key in secret.keys]


@pytest.mark.parametrize("variant", WITH_DRIVER)
def test_the_driver_creates_every_key_under_its_own_name(variant: str) -> None:
    config = with_own_keys(variant, "synced")
    for secret in config.resolve().needed_secrets:
        [created] = named(rendered(config), "SecretProviderClass", secret.name)["spec"]["secretObjects"]
        assert created["data"] == [{"objectName": key.key, "key": own_name(key)} for key in secret.secret_keys]
        assert len(secret.secret_keys) == len(secret.keys)


def test_mounted_files_keep_the_names_of_the_keys() -> None:
    facts = {"mysql": ["all"], "logStore": ["all"]}
    secrets = {**SOURCES["synced"], "delivery": "files", "fromSecret": facts, "remote": {"logStore": {"key": "logs"}}}
    data = {"imagePull": {"kind": "none"}, "mysql": {"kind": "external"}, "logStore": {"kind": "wasabi"}}
    values = variables(external(**data, secrets=secrets), "backend")
    assert values["DB_HOST"] == "/mnt/secrets/mysql/mysql_host"
    assert values["LOG_STORE_REGION"] == "/mnt/secrets/log-store/logStoreRegion"


@pytest.mark.parametrize(("setting", "key"), FACTS.items())
def test_a_required_setting_may_be_left_out_if_its_key_is_listed(setting: str, key: tuple[SecretGroup, str]) -> None:
    group, name = key
    configs = [
        with_own_keys(variant, "existing", keys={})
        for variant in VARIANTS
        if any(of.key == name for of in with_own_keys(variant, "existing").resolve().secret(group).keys)
    ]
    assert configs, f"no variant leaves {setting} out"
    for config in configs:
        secret = config.resolve().secret(group)
        assert {of.key for of in secret.secret_keys} >= {name}


def test_a_secret_of_the_helm_chart_needs_three_lines() -> None:
    config = production(mysql={"kind": "external"}, secrets={"kind": "existing", "fromSecret": {"mysql": ["all"]}})
    read = {name: variables(config, "backend")[name] for name in ("DB_HOST", "DB_PORT", "DB_NAME", "DB_USER", "DB_PASS")}
    keys = ("mysql_host", "mysql_port", "mysql_db", "mysql_user", "mysql_password")
    assert list(read.values()) == [key_reference("portkey-mysql", key) for key in keys]


def test_a_listed_key_is_read_although_the_setting_has_a_value() -> None:
    config = external(secrets={"kind": "existing", "fromSecret": {"mysql": ["mysql_host"]}})
    assert variables(config, "backend")["DB_HOST"] == key_reference("portkey-mysql", "mysql_host")
    assert variables(config, "backend")["DB_PORT"] == "3306"


def test_the_settings_of_an_override_are_used_for_its_secret_alone() -> None:
    override = {"kind": "existing", "keys": {"mysql": {"mysql_password": "password"}}, "fromSecret": {"mysql": ["mysql_user"]}}
    read = variables(external(secretOverrides={"mysql": override}), "backend")
    assert (read["DB_PASS"], read["DB_USER"]) == (key_reference("portkey-mysql", "password"), key_reference("portkey-mysql", "mysql_user"))
    assert read["REDIS_URL"] == key_reference("portkey-redis", "redis_connection_url")


class TestAddressOfClickHouse:
    """The gateway reads one address, which the other services read as host and port."""

    @staticmethod
    def gateway(keys: list[str], **settings: Any) -> dict[str, Any]:
        secrets = {"kind": "existing", "fromSecret": {"clickhouse": keys}}
        return variables(external(clickhouse={"kind": "external", **settings}, secrets=secrets), "gateway")

    def test_without_tls_the_host_comes_from_the_secret(self) -> None:
        read = self.gateway(["all"])
        assert read["ANALYTICS_STORE_ENDPOINT"] == key_reference("portkey-clickhouse", "clickhouse_host")
        assert "CLICKHOUSE_HOST" not in read

    def test_with_tls_the_url_is_composed_of_the_secret(self) -> None:
        read = self.gateway(["all"], tls=True)
        assert read["ANALYTICS_STORE_ENDPOINT"] == "https://$(CLICKHOUSE_HOST):$(ANALYTICS_STORE_PORT)"
        assert list(read).index("CLICKHOUSE_HOST") < list(read).index("ANALYTICS_STORE_PORT") < list(read).index("ANALYTICS_STORE_ENDPOINT")

    def test_a_port_from_the_secret_is_part_of_the_url(self) -> None:
        read = self.gateway(["clickhouse_port"], tls=True, host="ch.example.org")
        assert read["ANALYTICS_STORE_ENDPOINT"] == "https://ch.example.org:$(ANALYTICS_STORE_PORT)"

    def test_a_host_from_the_secret_is_part_of_the_url(self) -> None:
        assert self.gateway(["clickhouse_host"], tls=True)["ANALYTICS_STORE_ENDPOINT"] == "https://$(CLICKHOUSE_HOST):8443"

    def test_a_data_plane_refers_to_its_own_variables(self) -> None:
        secrets = {"kind": "existing", "fromSecret": {"clickhouse": ["all"]}}
        data = {
            "profile": "production",
            "deployment": {"kind": "dataPlane", "organisations": ["acme"]},
            "redis": {"kind": "inCluster"},
            "clickhouse": {"kind": "external", "tls": True},
            "logStore": {"kind": "controlPlane"},
            "secrets": secrets,
        }
        assert variables(config_from(data), "dataservice")["ANALYTICS_STORE_ENDPOINT"] == "https://$(CLICKHOUSE_HOST):$(CLICKHOUSE_PORT)"


class TestLogStoreAndBedrockApart:
    SETTINGS: Final[Mapping[str, Any]] = {
        "logStore": {"kind": "s3", "bucket": "acme-logs", "region": "us-west-2", "credentials": "keys"},
        "bedrock": {"region": "us-west-2", "credentials": "keys"},
    }
    LOGS: Final = "LOG_STORE_ACCESS_KEY"
    MODELS: Final = "AWS_ASSUME_ROLE_ACCESS_KEY_ID"

    def read(self, **changed: Any) -> tuple[str, str]:
        """The names of the Secrets from which the gateway reads the two access keys."""
        read = variables(external(**self.SETTINGS, **changed), "gateway")
        return read[self.LOGS]["secretKeyRef"]["name"], read[self.MODELS]["secretKeyRef"]["name"]

    @pytest.mark.parametrize(
        ("changed", "expected"),
        [
            ({}, ("portkey-gateway", "portkey-gateway")),
            ({"secrets": {"kind": "existing", "names": {"logStore": "logs"}}}, ("logs", "portkey-gateway")),
            ({"secrets": {"kind": "existing", "names": {"bedrock": "models", "gateway": "rest"}}}, ("rest", "models")),
            ({"secretOverrides": {"logStore": {"kind": "existing"}}}, ("portkey-log-store", "portkey-gateway")),
            ({"secretOverrides": {"gateway": {"kind": "existing", "names": {"bedrock": "models"}}}}, ("portkey-gateway", "models")),
            ({"secrets": {**SOURCES["externalSecrets"], "remote": {"bedrock": {"key": "models"}}}}, ("portkey-gateway", "portkey-bedrock")),
            ({"secrets": {**SOURCES["existing"], "keys": {"logStore": {"logStoreAccessKey": "id"}}}}, ("portkey-gateway", "portkey-gateway")),
        ],
    )
    def test_each_has_the_secret_that_is_chosen(self, changed: Mapping[str, Any], expected: tuple[str, str]) -> None:
        assert self.read(**changed) == expected
        platform = external(**self.SETTINGS, **changed).resolve()
        assert (platform.secret("logStore").name, platform.secret("bedrock").name) == expected

    def test_own_keys_are_found_under_both_names(self) -> None:
        secrets = {"kind": "existing", "keys": {"logStore": {"logStoreAccessKey": "id"}, "gateway": {"bedrockAssumedAccessKey": "model-id"}}}
        read = variables(external(**self.SETTINGS, secrets=secrets), "gateway")
        assert read[self.LOGS] == key_reference("portkey-gateway", "id")
        assert read[self.MODELS] == key_reference("portkey-gateway", "model-id")

    def test_each_is_filled_from_its_own_entry(self) -> None:
        secrets = {**SOURCES["externalSecrets"], "names": {"logStore": "logs", "bedrock": "models"}}
        objects = of_kind(rendered(external(**self.SETTINGS, secrets=secrets)), "ExternalSecret")
        entries = {item["metadata"]["name"]: {data["remoteRef"]["key"] for data in item["spec"]["data"]} for item in objects}
        assert (entries["logs"], entries["models"]) == ({"portkey/log-store"}, {"portkey/bedrock"})
        assert "portkey-gateway" not in entries

    def test_an_override_of_gateway_has_one_store_for_its_parts(self) -> None:
        override = {**SOURCES["externalSecrets"], "names": {"logStore": "logs"}}
        objects = rendered(external(**self.SETTINGS, secretOverrides={"gateway": override}))
        assert [item["metadata"]["name"] for item in of_kind(objects, "SecretStore")] == ["portkey-gateway"]
        stores = {item["metadata"]["name"]: item["spec"]["secretStoreRef"]["name"] for item in of_kind(objects, "ExternalSecret")}
        assert stores == {"portkey-gateway": "portkey-gateway", "logs": "portkey-gateway"}

    def test_reloader_watches_both(self) -> None:
        secrets = {**SOURCES["externalSecrets"], "names": {"logStore": "logs", "bedrock": "models"}}
        gateway = named(rendered(external(**self.SETTINGS, secrets=secrets)), "Deployment", "portkey-gateway")
        watched = gateway["metadata"]["annotations"]["secret.reloader.stakater.com/reload"].split(",")
        assert {"logs", "models"} <= {*watched}

    def test_the_driver_mounts_each_for_its_readers(self) -> None:
        secrets = {**SOURCES["synced"], "names": {"bedrock": "models"}}
        objects = rendered(external(**self.SETTINGS, imagePull={"kind": "none"}, secrets=secrets))
        volumes = {
            name: [volume["name"] for volume in named(objects, "Deployment", f"portkey-{name}")["spec"]["template"]["spec"]["volumes"]]
            for name in ("gateway", "backend")
        }
        assert "secret-bedrock" in volumes["gateway"]
        assert "secret-bedrock" not in volumes["backend"]
        assert "secret-gateway" in volumes["backend"]

    def test_rendered_secrets_can_be_apart(self) -> None:
        logs = {**self.SETTINGS["logStore"], "accessKey": "id", "secretKey": "key"}
        models = {**self.SETTINGS["bedrock"], "accessKey": "id", "secretKey": "key"}
        config = development(logStore=logs, bedrock=models, secretOverrides={"logStore": {"kind": "inline"}})
        secrets = {item["metadata"]["name"]: item["stringData"] for item in of_kind(rendered(config), "Secret")}
        assert {*secrets["portkey-gateway"]} == {"bedrockAssumedAccessKey", "bedrockAssumedSecretKey", "bedrockAssumedRegion"}
        assert secrets["portkey-log-store"]["logStoreGenerationsBucket"] == "acme-logs"
        changed = development(logStore={**logs, "secretKey": "new"}, bedrock=models, secretOverrides={"logStore": {"kind": "inline"}})
        before, after = (named(rendered(item), "Deployment", "portkey-gateway")["spec"]["template"]["metadata"] for item in (config, changed))
        assert before["annotations"]["checksum/secret"] != after["annotations"]["checksum/secret"]


class TestOtherUsesOfAValue:
    def test_a_diagram_names_the_secret_instead_of_a_host(self) -> None:
        systems = dependencies(with_own_keys("remote", "existing").resolve())
        assert systems["mysql"].lines == ("host from its Secret", "database from its Secret")
        assert systems["redis"].lines == ("address from its Secret",)
        assert systems["clickhouse"].lines[0] == "host from its Secret"
        assert systems["login"].lines == ("issuer from its Secret",)
        assert systems["mail"].lines == ("host from its Secret",)
        assert systems["logs"].title == "S3 bucket from its Secret"

    def test_a_value_beside_the_key_is_used_everywhere_but_in_pods(self) -> None:
        secrets = {"kind": "existing", "fromSecret": {"mysql": ["mysql_host"], "gateway": ["logStoreGenerationsBucket"]}}
        identity = {"identity": {"kind": "podIdentity"}, "proxy": {"https": "http://proxy.example.org:3128"}}
        config = external(secrets=secrets, **identity, aws={"accountId": "111122223333", "region": "us-west-2"})
        assert dependencies(config.resolve())["mysql"].lines[0] == "db.cluster-x.us-west-2.rds.amazonaws.com"
        assert "db.cluster-x.us-west-2.rds.amazonaws.com" in variables(config, "backend")["NO_PROXY"].split(",")
        assert variables(config, "backend")["LOG_STORE_GENERATIONS_BUCKET"] == key_reference("portkey-gateway", "logStoreGenerationsBucket")
        assert config.resolve().log_store.bucket == "portkey-logs"

    def test_the_aws_companion_creates_nothing_whose_address_is_in_a_secret(self) -> None:
        settings: dict[str, Any] = {
            "redis": {"kind": "elasticache"},
            "logStore": {"kind": "s3", "credentials": "keys", "region": "us-west-2"},
            "aws": {"accountId": "111122223333", "region": "us-west-2", "cluster": "models"},
        }
        with pytest.raises(ConfigurationError) as refused:
            external(**settings)
        assert {problem.code for problem in refused.value.problems} == {"PK-AWS-005", "PK-AWS-006"}
        platform = external(**settings, secrets={"kind": "existing", "fromSecret": {"redis": ["all"], "gateway": ["all"]}}).resolve()
        assert (platform.redis.created_by_companion, platform.log_store.created_by_companion) == (False, False)
        assert list(unknown_outputs(platform)) == []
