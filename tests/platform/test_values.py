"""The variables of stores, authentication and mail: plain values, and references to the keys of Secrets."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from portkey_constructs.config import PortkeyConfig
from portkey_constructs.platform.secret_keys import REDIS_PASSWORD, UrlWithPassword
from portkey_constructs.rules import check
from tests.support.examples import DEVELOPMENT, config_from, development, production
from tests.support.objects import key_reference, named, rendered, variables

APPLICATION = ("backend", "dataservice")
SERVICES = ("gateway", *APPLICATION)
AWS = {"region": "eu-west-1"}
POD_IDENTITY = {"identity": {"kind": "podIdentity"}, "aws": AWS}
IAM = {"clusterName": "acme", "user": "portkey"}
URL = key_reference("portkey-redis", "redis_connection_url")
OF_REDIS = ("REDIS_", "CACHE_STORE", "AWS_REDIS_", "AZURE_REDIS_", "GCP_REDIS_")


def of(prefix: str | tuple[str, ...], environment: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in environment.items() if name.startswith(prefix)}


def redis(store: str, *, url: Any = URL, tls: bool = False, mode: str = "standalone") -> dict[str, Any]:
    return {"REDIS_URL": url, "REDIS_TLS_ENABLED": str(tls).lower(), "REDIS_MODE": mode, "CACHE_STORE": store}


@pytest.mark.parametrize("component", SERVICES)
@pytest.mark.parametrize(
    ("settings", "other_settings", "expected"),
    [
        ({"kind": "inCluster"}, {}, redis("redis")),
        ({"kind": "inCluster", "auth": "none"}, {}, redis("redis", url="redis://portkey-redis.portkey.svc.cluster.local:6379")),
        (
            {"kind": "inCluster", "auth": "none", "service": {"port": 16379}},
            {"name": "acme"},
            redis("redis", url="redis://acme-redis.portkey.svc.cluster.local:16379"),
        ),
        ({"kind": "external", "host": "cache.example.org", "tls": True}, {}, redis("redis", tls=True)),
        ({"kind": "custom", "host": "cache.example.org", "mode": "cluster"}, {}, redis("custom", mode="cluster")),
        ({"kind": "external", "host": "cache.example.org", "auth": "none"}, {}, redis("redis", url="redis://cache.example.org:6379")),
        (
            {"kind": "external", "url": "cache.example.org:7000", "tls": True, "auth": "none"},
            {},
            redis("redis", url="rediss://cache.example.org:7000", tls=True),
        ),
        ({"kind": "memorystore", "host": "10.0.0.7"}, {}, redis("memory-store")),
        (
            {"kind": "azure", "host": "acme.redis.cache.windows.net", "port": 6380, "tls": True},
            {},
            {**redis("azure-redis", tls=True), "AZURE_REDIS_AUTH_MODE": "password"},
        ),
        ({"kind": "elasticache", "host": "acme.cache.example.org", "tls": True}, {}, redis("aws-elastic-cache", tls=True)),
        (
            {"kind": "elasticache", "host": "acme.cache.example.org", "tls": True, "mode": "cluster", "iam": IAM},
            POD_IDENTITY,
            {
                **redis("aws-elastic-cache", url="rediss://acme.cache.example.org:6379", tls=True, mode="cluster"),
                "AWS_REDIS_AUTH_MODE": "iam",
                "AWS_REDIS_CLUSTER_NAME": "acme",
                "REDIS_USERNAME": "portkey",
                "AWS_REDIS_REGION": "eu-west-1",
            },
        ),
        (
            {"kind": "elasticache", "host": "acme.cache.example.org", "tls": True, "iam": {**IAM, "region": "us-east-1"}},
            POD_IDENTITY,
            {
                **redis("aws-elastic-cache", url="rediss://acme.cache.example.org:6379", tls=True),
                "AWS_REDIS_AUTH_MODE": "iam",
                "AWS_REDIS_CLUSTER_NAME": "acme",
                "REDIS_USERNAME": "portkey",
                "AWS_REDIS_REGION": "us-east-1",
            },
        ),
    ],
    ids=[
        "here",
        "here open",
        "own port",
        "external",
        "custom",
        "open",
        "open by URL",
        "memorystore",
        "azure",
        "elasticache",
        "iam",
        "iam elsewhere",
    ],
)
def test_redis_sets_these_variables(
    settings: Mapping[str, Any], other_settings: Mapping[str, Any], expected: Mapping[str, Any], component: str
) -> None:
    assert of(OF_REDIS, variables(production(redis=settings, **other_settings), component)) == expected


def test_azure_log_store_does_not_change_redis_authentication() -> None:
    """Left out, Portkey would take the one for the other."""
    blob = {"kind": "azureBlob", "storageAccount": "acmelogs", "container": "logs", "login": {"kind": "workloadIdentity"}}
    identity = {"kind": "azureWorkloadIdentity", "clientId": "0f1e2d3c-0000-4000-8000-000000000001"}
    cache = {"kind": "azure", "host": "acme.redis.cache.windows.net", "port": 6380, "tls": True}
    actual = variables(production(redis=cache, logStore=blob, identity=identity), "gateway")
    assert (actual["AZURE_AUTH_MODE"], actual["AZURE_REDIS_AUTH_MODE"]) == ("workload", "password")


@pytest.mark.parametrize(
    ("settings", "address"),
    [
        ({}, "redis://:p%40ss%2F%2B%20@cache.example.org:6379"),
        ({"user": "a:b", "tls": True, "port": 6380}, "rediss://a%3Ab:p%40ss%2F%2B%20@cache.example.org:6380"),
        ({"password": None}, "redis://cache.example.org:6379"),
    ],
)
def test_inline_password_is_part_of_the_redis_url(settings: dict[str, Any], address: str) -> None:
    cache = {"kind": "external", "host": "cache.example.org", "password": "p@ss/+ ", **settings}
    config = development(redis={name: value for name, value in cache.items() if value is not None})
    assert named(rendered(config), "Secret", "portkey-redis")["stringData"]["redis_connection_url"] == address
    assert variables(config, "gateway")["REDIS_URL"] == URL


def test_redis_url_is_read_from_the_secret_if_the_password_is() -> None:
    config = production(redis={"kind": "external", "host": "cache.example.org", "user": "a:b", "tls": True})
    assert config.resolve().redis.url == UrlWithPassword("rediss://a%3Ab:", "@cache.example.org:6379", REDIS_PASSWORD)


PASSWORD = key_reference("portkey-mysql", "mysql_password")
CA = {"kind": "configMap", "name": "db-ca", "key": "bundle.pem"}
DB = {"kind": "external", "host": "db.example.org"}
RDS = {"kind": "external", "host": "db.abc.eu-west-1.rds.amazonaws.com"}


def database(host: str, **more: str) -> dict[str, Any]:
    return {"DB_NAME": "portkey", "DB_HOST": host, "DB_PORT": "3306", "DB_USER": "portkey", "DB_PASS": PASSWORD, **more}


@pytest.mark.parametrize("component", APPLICATION)
@pytest.mark.parametrize(
    ("settings", "other_settings", "expected"),
    [
        ({"kind": "inCluster"}, {}, database("portkey-mysql.portkey.svc.cluster.local")),
        (
            {"kind": "inCluster", "user": "acme", "database": "app", "service": {"port": 13306}},
            {},
            database("portkey-mysql.portkey.svc.cluster.local", DB_NAME="app", DB_USER="acme", DB_PORT="13306"),
        ),
        (DB, {}, database("db.example.org")),
        ({**RDS, "tls": "rds", "port": 3307}, {}, database(RDS["host"], DB_SSL="Amazon RDS", DB_PORT="3307")),
        ({**DB, "tls": "disabled"}, {}, database("db.example.org", DB_SSL="DISABLED")),
        ({**DB, "tls": "preferred"}, {}, database("db.example.org", DB_SSL="PREFERRED")),
        ({**DB, "tls": "required"}, {}, database("db.example.org", DB_SSL="REQUIRED")),
        ({**DB, "tls": "required"}, {"customCa": CA}, database("db.example.org", DB_SSL="REQUIRED")),
        (
            {**DB, "tls": "verifyCa", "ca": CA},
            {},
            database("db.example.org", DB_SSL="VERIFY_CA", DB_SSL_CA="/etc/portkey/mysql-ca/bundle.pem"),
        ),
        (
            {**DB, "tls": "verifyIdentity"},
            {"customCa": CA},
            database("db.example.org", DB_SSL="VERIFY_IDENTITY", DB_SSL_CA="/etc/portkey/ca/bundle.pem"),
        ),
        (
            {**DB, "tls": "verifyIdentity", "ca": {**CA, "key": "ca.crt"}},
            {"customCa": CA},
            database("db.example.org", DB_SSL="VERIFY_IDENTITY", DB_SSL_CA="/etc/portkey/mysql-ca/ca.crt"),
        ),
    ],
    ids=[
        *("here", "here by other names", "plain", "rds", "disabled", "preferred", "required", "required beside a CA"),
        *("verifyCa", "the platform's CA", "its own CA"),
    ],
)
def test_mysql_sets_these_variables(
    settings: Mapping[str, Any], other_settings: Mapping[str, Any], expected: Mapping[str, Any], component: str
) -> None:
    assert of("DB_", variables(production(mysql=settings, **other_settings), component)) == expected


READER_PASSWORD = key_reference("portkey-mysql", "mysql_reader_password")


@pytest.mark.parametrize(
    ("reader", "expected"),
    [
        ({}, {"DB_READER_PORT": "3307", "DB_READER_USER": "app"}),
        (
            {"port": 3308, "user": "reader", "hadr": True},
            {"DB_READER_PORT": "3308", "DB_READER_USER": "reader", "MYSQL_WRITER_HADR_MODE": "ON"},
        ),
    ],
    ids=["values of the server", "values of its own"],
)
def test_only_the_backend_knows_the_reader_of_mysql(reader: Mapping[str, Any], expected: Mapping[str, Any]) -> None:
    config = production(mysql={**DB, "port": 3307, "user": "app", "reader": {"host": "replica.example.org", **reader}})
    common = {"DB_READER_HOST": "replica.example.org", "DB_READER_PASS": READER_PASSWORD}
    names = ("DB_READER_", "MYSQL_")
    assert of(names, variables(config, "backend")) == {**common, **expected}
    for component in ("gateway", "dataservice", "frontend", "redis", "clickhouse"):
        assert of(names, variables(config, component)) == {}
    assert of(names, {variable.name: "" for variable in config.resolve().environments["migration"]}) == {}
    (required,) = [secret for secret in config.resolve().required_secrets if secret.name == "portkey-mysql"]
    readers = {key.name: key.readers for key in required.keys}
    assert readers == {"mysql_password": ("backend", "dataservice", "migration"), "mysql_reader_password": ("backend",)}


def test_without_reader_there_is_no_variable_and_no_key() -> None:
    config = production(mysql=DB)
    assert of(("DB_READER_", "MYSQL_"), variables(config, "backend")) == {}
    assert [key.name for secret in config.resolve().required_secrets for key in secret.keys if "reader" in key.name] == []


@pytest.mark.parametrize("mysql", [{"kind": "inCluster"}, DB])
def test_only_the_backend_gets_the_size_of_the_pool(mysql: Mapping[str, Any]) -> None:
    config = production(mysql={**mysql, "poolSize": 20, "maxConnections": 500})
    sizes = {component: variables(config, component).get("DB_POOL_SIZE") for component in ("gateway", "backend", "dataservice", "frontend")}
    assert sizes == {"gateway": None, "backend": "20", "dataservice": None, "frontend": None}
    assert "DB_POOL_SIZE" not in {variable.name for variable in config.resolve().environments["migration"]}
    assert "DB_POOL_SIZE" not in variables(production(mysql=mysql), "backend")
    (problem,) = [problem for problem in check(config.resolve()) if problem.code == "PK-VERSION-005"]
    assert "DB_POOL_SIZE (since 1.22.0)" in problem.message


def test_pods_that_migrate_by_themselves_need_no_other_connections() -> None:
    settings: dict[str, Any] = {"mysql": {**DB, "maxConnections": 24}, "backend": {"image": {"tag": "1.22.0"}, "replicas": 1}}
    codes = {kind: {problem.code for problem in check(production(**settings, migration={"kind": kind}).resolve())} for kind in ("inPod", "job")}
    assert {kind: "PK-MYSQL-008" in found for kind, found in codes.items()} == {"inPod": False, "job": True}


def test_backend_before_1_14_does_not_read_the_reader() -> None:
    settings = {"mysql": {**DB, "reader": {"host": "replica.example.org"}}}
    problems = {tag: list(check(production(**settings, backend={"image": {"tag": tag}}).resolve())) for tag in ("1.13.0", "1.14.0")}
    assert any(problem.code == "PK-VERSION-005" and "DB_READER_HOST (since 1.14.0)" in problem.message for problem in problems["1.13.0"])
    assert not any("DB_READER" in problem.message for problem in problems["1.14.0"])


@pytest.mark.parametrize("settings", [{"kind": "inCluster"}, DB])
def test_gateway_and_frontend_have_no_mysql_variables(settings: Mapping[str, Any]) -> None:
    for component in ("gateway", "frontend"):
        actual = variables(production(mysql=settings), component)
        assert of(("DB_", "MYSQL_", "JWT_", "OIDC_", "AUTH_", "SAML_", "SMTP_"), actual) == {}


@pytest.mark.parametrize("component", SERVICES)
def test_only_mysql_has_the_root_password(component: str) -> None:
    assert [name for name in variables(production(), component) if "ROOT" in name] == []
    assert variables(production(), "mysql") == {
        "MYSQL_DATABASE": "portkey",
        "MYSQL_USER": "portkey",
        "MYSQL_PASSWORD": PASSWORD,
        "MYSQL_ROOT_PASSWORD": key_reference("portkey-mysql", "mysql_root_password"),
        "MYSQL_ROOT_HOST": "localhost",
    }


CLICKHOUSE = key_reference("portkey-clickhouse", "clickhouse_password")
HERE = "portkey-clickhouse.portkey.svc.cluster.local"
OFF = {"REPLICATION_ENABLED": "false", "SHARDING_ENABLED": "false"}


@pytest.mark.parametrize(
    ("settings", "expected", "cluster"),
    [
        ({"kind": "inCluster"}, (HERE, "8123", "9000", "portkey", "default", "false"), OFF),
        ({"kind": "inCluster", "user": "u", "database": "d", "service": {"port": 80}}, (HERE, "80", "9000", "u", "d", "false"), OFF),
        (
            {"kind": "inCluster", "https": {"secretName": "ch-tls"}, "service": {"port": 80}},
            (HERE, "8443", "9440", "portkey", "default", "true"),
            OFF,
        ),
        ({"kind": "external", "host": "ch.example.org"}, ("ch.example.org", "8123", "9000", "portkey", "default", "false"), OFF),
        (
            {"kind": "external", "host": "ch.example.org", "tls": True, "user": "u", "database": "d", "replication": True, "clusterName": "main"},
            ("ch.example.org", "8443", "9440", "u", "d", "true"),
            {"REPLICATION_ENABLED": "true", "SHARDING_ENABLED": "false", "CLUSTER_NAME": "main"},
        ),
        (
            {"kind": "external", "host": "ch.example.org", "port": 1, "nativePort": 2, "sharding": True, "clusterName": "main"},
            ("ch.example.org", "1", "2", "portkey", "default", "false"),
            {"REPLICATION_ENABLED": "false", "SHARDING_ENABLED": "true", "CLUSTER_NAME": "main"},
        ),
        ({"kind": "cloud", "host": "x.eu.clickhouse.cloud"}, ("x.eu.clickhouse.cloud", "8443", "9440", "default", "default", "true"), OFF),
        (
            {"kind": "cloud", "host": "x.eu.clickhouse.cloud", "former": {"kind": "inCluster", "user": "old", "database": "old"}},
            ("x.eu.clickhouse.cloud", "8443", "9440", "default", "default", "true"),
            OFF,
        ),
    ],
    ids=["here", "here by other names", "here by TLS", "external", "replicated", "sharded", "cloud", "cloud, data still here"],
)
def test_clickhouse_sets_these_variables(settings: Mapping[str, Any], expected: tuple[str, ...], cluster: Mapping[str, str]) -> None:
    host, port, native, user, name, tls = expected
    config = production(clickhouse=settings)
    common = {"DATABASE": name, "PORT": port, "NATIVE_PORT": native, "USER": user, "PASSWORD": CLICKHOUSE, "TLS": tls, **cluster}
    for component in APPLICATION:
        actual = of(("CLICKHOUSE_", "ANALYTICS_"), variables(config, component))
        assert actual == {f"CLICKHOUSE_{key}": value for key, value in {"HOST": host, **common}.items()}
    actual = of(("CLICKHOUSE_", "ANALYTICS_"), variables(config, "gateway"))
    assert actual == {
        "ANALYTICS_STORE": "clickhouse",
        **{f"ANALYTICS_STORE_{key}": value for key, value in {"ENDPOINT": f"https://{host}:{port}" if tls == "true" else host, **common}.items()},
        "ANALYTICS_DB": name,
        "ANALYTICS_LOG_TABLE": "$(ANALYTICS_DB).generations",
        "ANALYTICS_FEEDBACK_TABLE": "$(ANALYTICS_DB).feedbacks",
        "ANALYTICS_GENERATION_HOOKS_TABLE": "$(ANALYTICS_DB).generation_hooks",
    }


@pytest.mark.parametrize(
    ("clickhouse", "form", "expected"),
    [
        ({"kind": "external", "host": "ch.example.org"}, None, "ch.example.org"),
        ({"kind": "external", "host": "ch.example.org"}, "host", "ch.example.org"),
        ({"kind": "external", "host": "ch.example.org", "port": 81}, "url", "http://ch.example.org:81"),
        ({"kind": "external", "host": "http-ch.example.org"}, None, "http://http-ch.example.org:8123"),
        ({"kind": "external", "host": "ch.example.org", "tls": True}, None, "https://ch.example.org:8443"),
        ({"kind": "external", "host": "ch.example.org", "tls": True, "port": 444}, None, "https://ch.example.org:444"),
        ({"kind": "external", "host": "ch.example.org", "tls": True}, "host", "ch.example.org"),
        ({"kind": "cloud", "host": "x.eu.clickhouse.cloud"}, None, "https://x.eu.clickhouse.cloud:8443"),
        ({"kind": "inCluster", "service": {"port": 80}}, "url", f"http://{HERE}:80"),
        ({"kind": "inCluster", "https": {"secretName": "ch-tls"}}, None, f"https://{HERE}:8443"),
        ({"kind": "inCluster", "https": {"secretName": "ch-tls"}}, "host", HERE),
    ],
)
def test_gateway_gets_clickhouse_as_a_url_or_as_a_host(clickhouse: Mapping[str, Any], form: str | None, expected: str) -> None:
    actual = variables(production(clickhouse=clickhouse, gateway={"clickhouseEndpoint": form} if form else {}), "gateway")
    assert actual["ANALYTICS_STORE_ENDPOINT"] == expected
    assert {"ANALYTICS_STORE_TLS", "ANALYTICS_STORE_PORT", "ANALYTICS_STORE_NATIVE_PORT"} <= actual.keys()


DATA_PLANE: Mapping[str, Any] = {
    "profile": "production",
    "deployment": {"kind": "dataPlane", "organisations": ["acme"]},
    "redis": {"kind": "inCluster"},
    "logStore": {"kind": "controlPlane"},
}


def test_data_plane_without_clickhouse_sends_analytics_to_the_control_plane() -> None:
    for component in ("gateway", "dataservice"):
        assert of(("CLICKHOUSE_", "ANALYTICS_"), variables(config_from(DATA_PLANE), component)) == {"ANALYTICS_STORE": "control_plane"}


def test_data_plane_can_have_its_own_clickhouse() -> None:
    config = config_from({**DATA_PLANE, "clickhouse": {"kind": "external", "host": "ch.example.org", "tls": True}})
    gateway = of(("CLICKHOUSE_", "ANALYTICS_"), variables(config, "gateway"))
    assert (gateway["ANALYTICS_STORE"], gateway["ANALYTICS_STORE_ENDPOINT"]) == ("clickhouse", "https://ch.example.org:8443")
    assert gateway["ANALYTICS_GENERATION_HOOKS_TABLE"] == "$(ANALYTICS_DB).generation_hooks"
    assert gateway["ANALYTICS_STORE_PASSWORD"] == CLICKHOUSE
    assert of(("CLICKHOUSE_", "ANALYTICS_"), variables(config, "dataservice")) == {
        "CLICKHOUSE_DATABASE": "default",
        "CLICKHOUSE_HOST": "ch.example.org",
        "CLICKHOUSE_PORT": "8443",
        "CLICKHOUSE_NATIVE_PORT": "9440",
        "CLICKHOUSE_USER": "portkey",
        "CLICKHOUSE_PASSWORD": CLICKHOUSE,
        "CLICKHOUSE_TLS": "true",
        "ANALYTICS_STORE": "clickhouse",
        "ANALYTICS_STORE_ENDPOINT": "https://ch.example.org:8443",
        "ANALYTICS_STORE_USER": "$(CLICKHOUSE_USER)",
        "ANALYTICS_STORE_PASSWORD": "$(CLICKHOUSE_PASSWORD)",
        "ANALYTICS_LOG_TABLE": "$(CLICKHOUSE_DATABASE).generations",
    }


def test_former_clickhouse_reads_its_own_secret() -> None:
    clickhouse = {"kind": "external", "host": "ch.example.org", "former": {"kind": "inCluster", "user": "old", "database": "before"}}
    assert variables(production(clickhouse=clickhouse), "clickhouse") == {
        "CLICKHOUSE_DB": "before",
        "CLICKHOUSE_USER": "old",
        "CLICKHOUSE_PASSWORD": key_reference("portkey-clickhouse-former", "clickhouse_password"),
    }
    assert variables(production(), "clickhouse")["CLICKHOUSE_PASSWORD"] == CLICKHOUSE


SECRET = key_reference("portkey-secrets", "oauthClientSecret")
TENANT = "0f1e2d3c-0000-4000-8000-000000000000"
BACK = "https://portkey.example.org/v2/auth/callback"


def oidc(issuer: str, back: str = BACK) -> dict[str, Any]:
    return {
        "AUTH_MODE": "SSO",
        "AUTH_SSO_TYPE": "oidc",
        "OIDC_ISSUER": issuer,
        "OIDC_CLIENTID": "portkey",
        "OIDC_CLIENT_SECRET": SECRET,
        "OIDC_REDIRECT_URI": back,
    }


@pytest.mark.parametrize("component", APPLICATION)
@pytest.mark.parametrize(
    ("settings", "other_settings", "expected"),
    [
        ({"kind": "none", "allowPublic": True}, {}, {"AUTH_MODE": "NO_AUTH"}),
        ({"kind": "oidc", "issuer": "https://login.example.org/x"}, {}, oidc("https://login.example.org/x")),
        ({"kind": "google"}, {}, oidc("https://accounts.google.com")),
        ({"kind": "entraId", "tenantId": TENANT}, {}, oidc(f"https://login.microsoftonline.com/{TENANT}/v2.0")),
        ({"kind": "okta", "domain": "acme.okta.com"}, {}, oidc("https://acme.okta.com")),
        ({"kind": "okta", "domain": "acme.okta.com", "authorizationServer": "aus1"}, {}, oidc("https://acme.okta.com/oauth2/aus1")),
        ({"kind": "auth0", "domain": "acme.eu.auth0.com"}, {}, oidc("https://acme.eu.auth0.com/")),
        (
            {"kind": "google", "redirectUri": "https://x.org/v2/auth/callback"},
            {},
            oidc("https://accounts.google.com", "https://x.org/v2/auth/callback"),
        ),
        (
            {"kind": "google"},
            {"controlPlaneUrl": "https://ai.example.org/"},
            oidc("https://accounts.google.com", "https://ai.example.org/v2/auth/callback"),
        ),
        (
            {"kind": "saml", "metadataUrl": "https://idp.example.org/m?app=1"},
            {},
            {"AUTH_MODE": "SSO", "AUTH_SSO_TYPE": "saml", "OIDC_ISSUER": "https://idp.example.org/m?app=1", "OIDC_REDIRECT_URI": BACK},
        ),
        (
            {"kind": "saml", "metadataXml": "<EntityDescriptor/>"},
            {},
            {"AUTH_MODE": "SSO", "AUTH_SSO_TYPE": "saml", "SAML_METADATA_XML": "<EntityDescriptor/>", "OIDC_REDIRECT_URI": BACK},
        ),
    ],
)
def test_auth_sets_these_variables(settings: dict[str, Any], other_settings: Mapping[str, Any], expected: Mapping[str, Any], component: str) -> None:
    login = settings if settings["kind"] in ("none", "saml") else {**settings, "clientId": "portkey"}
    actual = variables(production(auth=login, **other_settings), component)
    assert of(("AUTH_", "OIDC_", "SAML_"), actual) == expected
    assert actual["JWT_PRIVATE_KEY"] == key_reference("portkey-secrets", "jwtPrivateKey")
    assert variables(production(auth=login, **other_settings), "frontend")["VITE_AUTH_MODE"] == expected["AUTH_MODE"]


OKTA = {"kind": "okta", "domain": "acme.okta.com", "clientId": "portkey"}
JWKS = key_reference("portkey-secrets", "oauthClientJwks")


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, {"OIDC_CLIENT_SECRET": SECRET}),
        (
            {"customScopes": ["groups", "api://portkey/.default"]},
            {"OIDC_CLIENT_SECRET": SECRET, "OIDC_CUSTOM_SCOPES": "groups,api://portkey/.default"},
        ),
        (
            {"clientAuthentication": "clientSecretBasic"},
            {"OIDC_CLIENT_SECRET": SECRET, "OIDC_TOKEN_ENDPOINT_AUTH_METHOD": "client_secret_basic"},
        ),
        ({"clientAuthentication": "clientSecretPost"}, {"OIDC_CLIENT_SECRET": SECRET, "OIDC_TOKEN_ENDPOINT_AUTH_METHOD": "client_secret_post"}),
        ({"clientAuthentication": "privateKeyJwt"}, {"OIDC_CLIENT_JWKS": JWKS, "OIDC_TOKEN_ENDPOINT_AUTH_METHOD": "private_key_jwt"}),
    ],
)
def test_openid_connect_options_set_these_variables_of_the_backend(settings: Mapping[str, Any], expected: Mapping[str, Any]) -> None:
    config = production(auth={**OKTA, **settings}, backend={"image": {"tag": "1.22.0"}})
    options = ("OIDC_CLIENT_SECRET", "OIDC_CLIENT_JWKS", "OIDC_CUSTOM_SCOPES", "OIDC_TOKEN_ENDPOINT_AUTH_METHOD")
    assert of(options, variables(config, "backend")) == expected
    others = ("OIDC_CLIENT_JWKS", "OIDC_CUSTOM_SCOPES", "OIDC_TOKEN_ENDPOINT_AUTH_METHOD")
    assert [of(others, variables(config, component)) for component in ("dataservice", "gateway", "frontend")] == [{}, {}, {}]


@pytest.mark.parametrize("login", [OKTA, {"kind": "saml", "metadataXml": "<EntityDescriptor/>"}])
@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, {}),
        ({"scim": "groups"}, {"SCIM_ENABLED": "ON"}),
        ({"scim": "users"}, {"SCIM_ENABLED": "ON", "SCIM_MEMBERSHIP_USER_MODE": "ON"}),
        ({"scim": "none"}, {"SCIM_ENABLED": "OFF"}),
    ],
)
def test_scim_sets_these_variables_of_the_backend(login: Mapping[str, Any], settings: Mapping[str, Any], expected: Mapping[str, Any]) -> None:
    config = production(auth={**login, **settings})
    assert of(("SCIM_",), variables(config, "backend")) == expected
    assert [of(("SCIM_",), variables(config, component)) for component in ("dataservice", "gateway", "frontend")] == [{}, {}, {}]


@pytest.mark.parametrize("component", APPLICATION)
def test_smtp_sets_these_variables(component: str) -> None:
    smtp = {"host": "mail.example.org", "user": "portkey", "fromAddress": "portkey@example.org"}
    assert of("SMTP_", variables(production(smtp=smtp), component)) == {
        "SMTP_MAIL": "ON",
        "SMTP_HOST": "mail.example.org",
        "SMTP_PORT": "587",
        "SMTP_USER": "portkey",
        "SMTP_PASSWORD": key_reference("portkey-secrets", "smtpPassword"),
        "SMTP_FROM": "portkey@example.org",
    }
    assert of("SMTP_", variables(production(), component)) == {}


@pytest.mark.parametrize("component", APPLICATION)
@pytest.mark.parametrize("create", [production, development])
def test_mail_server_without_login_gets_neither_user_nor_password(create: Callable[..., PortkeyConfig], component: str) -> None:
    smtp = {"host": "relay.example.org", "port": 25, "fromAddress": "portkey@example.org"}
    actual = of("SMTP_", variables(create(smtp=smtp), component))
    assert actual.keys() == {"SMTP_MAIL", "SMTP_HOST", "SMTP_PORT", "SMTP_FROM"}


@pytest.mark.parametrize("component", SERVICES)
def test_client_auth_is_only_read_from_its_secret(component: str) -> None:
    for config in (config_from(DEVELOPMENT), production()):
        assert variables(config, component)["PORTKEY_CLIENT_AUTH"] == key_reference("portkey-secrets", "PORTKEY_CLIENT_AUTH")
