"""The environment of each container in each kind of deployment, and with each optional feature."""

from collections.abc import Mapping
from typing import Any

import pytest

from portkey_constructs.config import PortkeyConfig
from tests.support.examples import config_from, development, production
from tests.support.objects import key_reference, variables

SERVICES = ("gateway", "backend", "dataservice")
ALONE = {
    "profile": "production",
    "deployment": {"kind": "gateway", "organisations": ["org-a", "org-b"]},
    "controlPlaneUrl": "https://portkey.example.org",
    "redis": {"kind": "inCluster"},
    "logStore": {"kind": "controlPlane"},
}
HYBRID = {
    "profile": "production",
    "deployment": {"kind": "dataPlane", "organisations": ["org-a"]},
    "redis": {"kind": "inCluster"},
    "logStore": {"kind": "s3", "bucket": "acme-logs", "region": "us-west-2"},
}
ELSEWHERE = {"gateway": {"kind": "external", "url": "https://ai.example.org/"}}
LICENCE = key_reference("portkey-secrets", "PORTKEY_CLIENT_AUTH")
CACHE = {
    "REDIS_URL": key_reference("portkey-redis", "redis_connection_url"),
    "REDIS_TLS_ENABLED": "false",
    "REDIS_MODE": "standalone",
    "CACHE_STORE": "redis",
}
LOGS = {
    "LOG_STORE": "s3",
    "LOG_STORE_REGION": "us-west-2",
    "LOG_STORE_GENERATIONS_BUCKET": "acme-logs",
    "LOG_STORE_ACCESS_KEY": key_reference("portkey-gateway", "logStoreAccessKey"),
    "LOG_STORE_SECRET_KEY": key_reference("portkey-gateway", "logStoreSecretKey"),
}


def url(component: str, port: int) -> str:
    return f"http://portkey-{component}.portkey.svc.cluster.local:{port}"


def without(names: tuple[str, ...], environment: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in environment.items() if not name.startswith(names)}


STORES = ("DB_", "CLICKHOUSE_", "ANALYTICS_", "REDIS_", "CACHE_", "LOG_STORE", "JWT_", "AUTH_", "OIDC_")


def test_full_platform_has_these_variables() -> None:
    config = production()
    assert without(STORES, variables(config, "gateway")) == {
        "PORTKEY_CLIENT_AUTH": LICENCE,
        "PORT": "8787",
        "NODE_OPTIONS": "--max-old-space-size=1536",
        "PRIVATE_DEPLOYMENT": "ON",
        "SERVICE_NAME": "portkey-gateway",
        "REQUEST_TIMEOUT": "300000",
        "ENABLE_PROMETHEUS": "false",
        "ALBUS_BASEPATH": url("backend", 8080),
        "DATASERVICE_BASEPATH": url("dataservice", 8081),
        "GATEWAY_CACHE_MODE": "SELF",
    }
    assert without(STORES, variables(config, "backend")) == {
        "PORTKEY_CLIENT_AUTH": LICENCE,
        "PORT": "8080",
        "NODE_OPTIONS": "--max-old-space-size=3072",
        "PRIVATE_DEPLOYMENT": "ON",
        "SERVICE_NAME": "portkey-backend",
        "REQUEST_TIMEOUT": "300000",
        "ENABLE_PROMETHEUS": "false",
        "POLYJUICE_FINETUNE_ENDPOINT": url("dataservice", 8081),
        "GATEWAY_BASE_URL": url("gateway", 8787),
        "INTERNAL_GATEWAY_URL": "https://gateway.example.org",
        "GATEWAY_CACHE_MODE": "SELF",
        "CONTROL_PLANE_URL": "https://portkey.example.org",
        "CONTROL_PANEL_URL": "https://portkey.example.org",
        "ALBUS_BASE_URL": "https://portkey.example.org/albus",
        "PM2_HOME": "/tmp/.pm2",
        "PM2_KILL_TIMEOUT": "14000",
    }
    assert without(STORES, variables(config, "dataservice")) == {
        "PORTKEY_CLIENT_AUTH": LICENCE,
        "PORT": "8081",
        "NODE_OPTIONS": "--max-old-space-size=1536",
        "PRIVATE_DEPLOYMENT": "ON",
        "SERVICE_NAME": "portkey-dataservice",
        "ENABLE_PROMETHEUS": "false",
        "ALBUS_BASEPATH": url("backend", 8080),
        "ALBUS_ENDPOINT": url("backend", 8080),
        "GATEWAY_BASE_URL": url("gateway", 8787),
    }
    assert variables(config, "frontend") == {
        "VITE_API_URL": "https://gateway.example.org",
        "VITE_BASE_URL": "/albus",
        "VITE_PRIVATE_DEPLOYMENT": "ON",
        "VITE_AUTH_MODE": "SSO",
    }


def test_external_gateway_changes_the_addresses() -> None:
    exposure = {"frontend": {"kind": "ingress", "host": "portkey.example.org"}}
    config = production(exposure=exposure, **ELSEWHERE)
    backend, dataservice = variables(config, "backend"), variables(config, "dataservice")
    assert backend["GATEWAY_BASE_URL"] == dataservice["GATEWAY_BASE_URL"] == "https://ai.example.org"
    assert not backend.keys() & {"GATEWAY_CACHE_MODE", "MCP_ENABLED", "MCP_GATEWAY_URL"}
    assert variables(config, "frontend")["VITE_API_URL"] == backend["INTERNAL_GATEWAY_URL"] == "https://ai.example.org"
    assert "gateway" not in config.resolve().environments


@pytest.mark.parametrize(
    ("settings", "address"),
    [
        ({}, "http://portkey-dev.example.org/api"),
        ({"exposure": {}}, url("gateway", 8787)),
        ({"exposure": {}, "controlPlaneUrl": "https://portkey.example.org/"}, "https://portkey.example.org/api"),
        ({"exposure": {"gateway": {"kind": "ingress", "host": "a.example.org"}}}, "http://a.example.org"),
        ({"exposure": {"gateway": {"kind": "loadBalancer"}}}, url("gateway", 8787)),
        ({"gateway": {"externalUrl": "https://ai.example.org/"}}, "https://ai.example.org"),
        (
            {"exposure": {"gateway": {"kind": "ingress", "host": "a.example.org"}}, "gateway": {"externalUrl": "https://ai.example.org/v"}},
            "https://ai.example.org/v",
        ),
    ],
)
def test_dashboard_shows_the_public_address_of_the_gateway(settings: dict[str, Any], address: str) -> None:
    config = development(**settings)
    assert variables(config, "backend")["INTERNAL_GATEWAY_URL"] == address
    assert variables(config, "backend")["GATEWAY_BASE_URL"] == url("gateway", 8787)
    if "cluster.local" not in address:
        assert variables(config, "frontend")["VITE_API_URL"] == address


@pytest.mark.parametrize(
    ("monitoring", "value"),
    [({}, "false"), ({"monitoring": {}}, "true"), ({"monitoring": {"prometheus": False, "apm": True}}, "false")],
)
def test_metrics_are_off_unless_monitoring_is_on(monitoring: dict[str, Any], value: str) -> None:
    """Images serve them if the variable is absent."""
    for config in (development(**monitoring), config_from({**HYBRID, **monitoring}), config_from({**ALONE, **monitoring})):
        environments = config.resolve().environments
        for component in SERVICES:
            if component in environments:
                assert variables(config, component)["ENABLE_PROMETHEUS"] == value


@pytest.mark.parametrize(("timeout", "milliseconds"), [("10m", "600000"), (1, "1000")])
def test_request_timeout_reaches_gateway_and_backend(timeout: object, milliseconds: str) -> None:
    config = development(gateway={"requestTimeout": timeout})
    assert {component: variables(config, component).get("REQUEST_TIMEOUT") for component in SERVICES} == {
        "gateway": milliseconds,
        "backend": milliseconds,
        "dataservice": None,
    }
    external = development(gateway={**ELSEWHERE["gateway"], "requestTimeout": timeout})
    assert variables(external, "backend")["REQUEST_TIMEOUT"] == milliseconds


@pytest.mark.parametrize(
    ("base", "readers"),
    [({}, SERVICES), ({"dataservice": {"kind": "none"}}, ("gateway", "backend")), (ELSEWHERE, ("backend", "dataservice"))],
    ids=["platform", "without data service", "gateway elsewhere"],
)
def test_trusted_hosts_reach_the_services_of_the_platform(base: Mapping[str, Any], readers: tuple[str, ...]) -> None:
    trusting = development(**base, trustedHosts=["vllm.ai.svc", "*.Models.example.org", "10.1.2.3", "FD00:10:0::7"])
    assert trusted_hosts(trusting) == dict.fromkeys(readers, "vllm.ai.svc,*.models.example.org,10.1.2.3,fd00:10::7")
    assert trusted_hosts(development(**base)) == trusted_hosts(development(**base, trustedHosts=[])) == {}


@pytest.mark.parametrize(("base", "readers"), [(ALONE, ("gateway",)), (HYBRID, ("gateway", "dataservice"))], ids=["gateway", "data plane"])
def test_trusted_hosts_reach_the_services_of_a_part(base: Mapping[str, Any], readers: tuple[str, ...]) -> None:
    assert trusted_hosts(config_from({**base, "trustedHosts": ["vllm.ai.svc"]})) == dict.fromkeys(readers, "vllm.ai.svc")
    assert trusted_hosts(config_from(base)) == {}


def trusted_hosts(config: PortkeyConfig) -> dict[str, Any]:
    """TRUSTED_CUSTOM_HOSTS of each component that has it."""
    values = {component: variables(config, component).get("TRUSTED_CUSTOM_HOSTS") for component in config.resolve().components}
    return {component: value for component, value in values.items() if value is not None}


def test_without_data_service_its_variables_are_absent() -> None:
    config = production(dataservice={"kind": "none"})
    assert "POLYJUICE_FINETUNE_ENDPOINT" not in variables(config, "backend")
    assert "DATASERVICE_BASEPATH" not in variables(config, "gateway")
    assert "dataservice" not in config.resolve().environments


def test_gateway_only_calls_the_control_plane() -> None:
    assert variables(config_from(ALONE), "gateway") == {
        "PORTKEY_CLIENT_AUTH": LICENCE,
        **CACHE,
        "ANALYTICS_STORE": "control_plane",
        "LOG_STORE": "control_plane",
        "PORT": "8787",
        "NODE_OPTIONS": "--max-old-space-size=1536",
        "PRIVATE_DEPLOYMENT": "ON",
        "SERVICE_NAME": "portkey-gateway",
        "REQUEST_TIMEOUT": "300000",
        "ENABLE_PROMETHEUS": "false",
        "ORGANISATIONS_TO_SYNC": "org-a,org-b",
        "ALBUS_BASEPATH": "https://portkey.example.org/albus",
    }
    for component in ("backend", "dataservice", "frontend", "mysql", "clickhouse"):
        assert component not in config_from(ALONE).resolve().environments


def test_gateway_only_can_call_a_backend_and_clickhouse() -> None:
    shape = {"kind": "gateway", "backendUrl": "http://backend.internal:8080/"}
    config = config_from({**ALONE, "deployment": shape, "clickhouse": {"kind": "external", "host": "ch.example.org"}})
    actual = variables(config, "gateway")
    assert actual["ALBUS_BASEPATH"] == "http://backend.internal:8080"
    assert (actual["ANALYTICS_STORE"], actual["ANALYTICS_STORE_ENDPOINT"]) == ("clickhouse", "ch.example.org")
    assert not actual.keys() & {"ORGANISATIONS_TO_SYNC", "GATEWAY_CACHE_MODE", "DATASERVICE_BASEPATH"}


def test_data_plane_uses_the_hosted_control_plane() -> None:
    common = {"PORTKEY_CLIENT_AUTH": LICENCE, **CACHE, **LOGS, "ORGANISATIONS_TO_SYNC": "org-a", "ANALYTICS_STORE": "control_plane"}
    config = config_from(HYBRID)
    assert variables(config, "gateway") == {
        **common,
        "PORT": "8787",
        "NODE_OPTIONS": "--max-old-space-size=1536",
        "SERVICE_NAME": "portkey-gateway",
        "REQUEST_TIMEOUT": "300000",
        "ENABLE_PROMETHEUS": "false",
        "DATASERVICE_BASEPATH": url("dataservice", 8081),
    }
    assert variables(config, "dataservice") == {
        **common,
        "PORT": "8081",
        "NODE_OPTIONS": "--max-old-space-size=1536",
        "SERVICE_NAME": "portkey-dataservice",
        "ENABLE_PROMETHEUS": "false",
        "HYBRID_DEPLOYMENT": "ON",
        "NODE_ENV": "production",
        "ALBUS_ENDPOINT": "https://albus.portkey.ai",
        "GATEWAY_BASE_URL": url("gateway", 8787),
    }
    for component in ("backend", "frontend", "mysql", "clickhouse"):
        assert component not in config.resolve().environments


def test_data_plane_uses_the_configured_control_plane() -> None:
    home = "https://aws-cp.portkey.ai"
    config = config_from({**HYBRID, "controlPlaneUrl": f"{home}/"})
    paths = {
        "ALBUS_BASEPATH": f"{home}/albus",
        "CONTROL_PLANE_BASEPATH": f"{home}/api/v1",
        "SOURCE_SYNC_API_BASEPATH": f"{home}/api/v1/sync",
        "CONFIG_READER_PATH": f"{home}/api/model-configs",
    }
    assert {name: variables(config, "gateway").get(name) for name in paths} == paths
    assert not variables(config_from(HYBRID), "gateway").keys() & paths.keys()
    assert variables(config, "dataservice")["ALBUS_ENDPOINT"] == f"{home}/albus"


def test_data_plane_without_data_service() -> None:
    config = config_from({**HYBRID, "dataservice": {"kind": "none"}})
    assert "DATASERVICE_BASEPATH" not in variables(config, "gateway")
    assert "dataservice" not in config.resolve().environments


@pytest.mark.parametrize(
    ("settings", "full", "hybrid"),
    [
        ({}, {}, {}),
        ({"finetunesBucket": "tunes"}, {"FINETUNES_BUCKET": "tunes"}, {"FINETUNES_BUCKET": "tunes", "AWS_S3_FINETUNE_BUCKET": "tunes"}),
        ({"logExportsBucket": "exports"}, {"LOG_EXPORTS_BUCKET": "exports"}, {"LOG_EXPORTS_BUCKET": "exports"}),
        (
            {"finetunesRoleArn": "arn:aws:iam::111122223333:role/t"},
            {"FINETUNES_AWS_ROLE_ARN": "arn:aws:iam::111122223333:role/t"},
            {"FINETUNES_AWS_ROLE_ARN": "arn:aws:iam::111122223333:role/t"},
        ),
    ],
)
def test_data_service_buckets_are_set(settings: dict[str, str], full: Mapping[str, str], hybrid: Mapping[str, str]) -> None:
    names = {"FINETUNES_BUCKET", "AWS_S3_FINETUNE_BUCKET", "LOG_EXPORTS_BUCKET", "FINETUNES_AWS_ROLE_ARN"}
    for config, expected in ((production(dataservice=settings), full), (config_from({**HYBRID, "dataservice": settings}), hybrid)):
        assert {name: value for name, value in variables(config, "dataservice").items() if name in names} == expected
        assert not variables(config, "gateway").keys() & names


def test_organisation_creation_follows_the_setting() -> None:
    assert "DISABLE_ORG_CREATION" not in variables(production(), "backend")
    assert variables(production(backend={"disableOrganisationCreation": True}), "backend")["DISABLE_ORG_CREATION"] == "ON"


MCP_HOST = {"kind": "ingress", "class": "traefik", "host": "mcp.example.org", "tls": {"kind": "secret", "secretName": "mcp"}}


@pytest.mark.parametrize(
    ("settings", "exposure", "address"),
    [
        ({}, MCP_HOST, "https://mcp.example.org"),
        ({}, {**MCP_HOST, "path": "/mcp"}, "https://mcp.example.org/mcp"),
        ({}, {"kind": "httpRoute", "host": "mcp.example.org", "gateway": {"name": "edge"}, "tls": False}, "http://mcp.example.org"),
        ({}, {"kind": "loadBalancer", "host": "mcp.example.org", "port": 8788}, "http://mcp.example.org:8788"),
        ({"externalUrl": "https://tools.example.org/"}, MCP_HOST, "https://tools.example.org"),
        ({"externalUrl": "https://tools.example.org"}, {"kind": "none"}, "https://tools.example.org"),
    ],
    ids=["host", "path", "route", "load balancer", "said", "no door"],
)
def test_mcp_gateway_has_these_variables(settings: dict[str, Any], exposure: dict[str, Any], address: str) -> None:
    config = development(gateway={"mcp": settings}, exposure={"mcp": exposure})
    of_mcp = {"MCP_GATEWAY_BASE_URL", "MCP_PORT", "SERVER_MODE", "MCP_ENABLED", "MCP_GATEWAY_URL"}
    actual = {name: value for name, value in variables(config, "gateway").items() if name in of_mcp}
    assert actual == {"MCP_GATEWAY_BASE_URL": address, "MCP_PORT": "8788", "SERVER_MODE": "all"}
    actual = {name: value for name, value in variables(config, "backend").items() if name in of_mcp}
    assert actual == {"MCP_ENABLED": "ON", "MCP_GATEWAY_URL": address}
    for component in ("dataservice", "frontend"):
        assert not variables(config, component).keys() & of_mcp


def test_mcp_only_and_disabled_mcp_set_the_mode() -> None:
    config = config_from({**ALONE, "gateway": {"mcp": {"only": True, "externalUrl": "https://mcp.example.org"}}})
    assert variables(config, "gateway")["SERVER_MODE"] == "mcp"
    assert not variables(production(), "gateway").keys() & {"MCP_GATEWAY_BASE_URL", "MCP_PORT", "SERVER_MODE"}
    assert not variables(production(), "backend").keys() & {"MCP_ENABLED", "MCP_GATEWAY_URL"}


OF_MONITORING = ("ENABLE_", "PROMETHEUS_", "LOKI_")
QUIET = {
    "ENABLE_APM": "false",
    "ENABLE_GRAFANA": "false",
    "ENABLE_PROMETHEUS": "true",
    "PROMETHEUS_PUSH_ENABLED": "false",
    "ENABLE_LOKI": "false",
    "LOKI_PUSH_ENABLED": "false",
}


@pytest.mark.parametrize("component", SERVICES)
@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (None, {"ENABLE_PROMETHEUS": "false"}),
        ({}, QUIET),
        ({"serviceMonitor": {}}, QUIET),
        ({"prometheus": False}, {**QUIET, "ENABLE_PROMETHEUS": "false"}),
        ({"apm": True, "grafana": True}, {**QUIET, "ENABLE_APM": "true", "ENABLE_GRAFANA": "true"}),
        (
            {"prometheusPush": {"url": "https://push.example.org"}},
            {
                **QUIET,
                "PROMETHEUS_PUSH_ENABLED": "true",
                "PROMETHEUS_GATEWAY_URL": "https://push.example.org",
                "PROMETHEUS_GATEWAY_AUTH": key_reference("portkey-secrets", "prometheusGatewayAuth"),
            },
        ),
        (
            {"lokiPush": {"url": "https://loki.example.org"}},
            {
                **QUIET,
                "ENABLE_LOKI": "true",
                "LOKI_PUSH_ENABLED": "true",
                "LOKI_HOST": "https://loki.example.org",
                "LOKI_AUTH": key_reference("portkey-secrets", "lokiAuth"),
            },
        ),
    ],
    ids=["nothing", "defaults", "fetched", "off", "told", "pushed", "logs"],
)
def test_monitoring_sets_these_variables(settings: Any, expected: Mapping[str, Any], component: str) -> None:
    config = production(**({} if settings is None else {"monitoring": settings}))
    actual = variables(config, component)
    assert {name: value for name, value in actual.items() if name.startswith(OF_MONITORING)} == expected
    assert not [name for name in variables(config, "frontend") if name.startswith(OF_MONITORING)]


@pytest.mark.parametrize("component", SERVICES)
def test_custom_ca_is_trusted_by_node(component: str) -> None:
    bundle = {"kind": "secret", "name": "acme-ca", "key": "bundle.pem"}
    assert variables(production(customCa=bundle), component)["NODE_EXTRA_CA_CERTS"] == "/etc/portkey/ca/bundle.pem"
    assert "NODE_EXTRA_CA_CERTS" not in variables(production(), component)
    assert "NODE_EXTRA_CA_CERTS" not in variables(production(customCa=bundle), "frontend")
