"""What the settings for requests and for writes of logs make of the environment, and which proxies follow them."""

from collections.abc import Mapping
from typing import Any

import pytest

from portkey_constructs.config import PortkeyConfig
from portkey_constructs.errors import ConfigurationError
from portkey_constructs.platform.body_sizes import max_body_size
from portkey_constructs.platform.request_variables import REQUEST_VARIABLES
from tests.platform.test_environment import ELSEWHERE, SERVICES
from tests.support.examples import development, production
from tests.support.objects import of_kind, rendered, variables

NAMES = {row.name for row in REQUEST_VARIABLES}
S3 = {"kind": "s3", "bucket": "acme-logs", "region": "us-west-2"}
COMPATIBLE = {"endpoint": "https://minio.example.org", "bucket": "logs"}
STORES: tuple[dict[str, Any], ...] = (
    S3,
    {"kind": "s3Compatible", **COMPATIBLE},
    {"kind": "netapp", **COMPATIBLE},
    {"kind": "wasabi", "bucket": "logs", "region": "eu-central-1"},
)


def requests(config: PortkeyConfig, component: str = "gateway") -> dict[str, Any]:
    return {name: value for name, value in variables(config, component).items() if name in NAMES}


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"cors": {"origins": ["https://a.example.org"]}}, {"ENABLE_CORS": "true", "CORS_ALLOWED_ORIGINS": "https://a.example.org"}),
        (
            {
                "cors": {
                    "origins": ["https://a.example.org", "http://localhost:3000", "https://a.example.org"],
                    "methods": ["GET", "POST"],
                    "headers": ["Content-Type", "Authorization"],
                    "exposedHeaders": ["x-portkey-trace-id"],
                }
            },
            {
                "ENABLE_CORS": "true",
                "CORS_ALLOWED_ORIGINS": "https://a.example.org,http://localhost:3000",
                "CORS_ALLOWED_METHODS": "GET,POST",
                "CORS_ALLOWED_HEADERS": "content-type,authorization",
                "CORS_ALLOWED_EXPOSE_HEADERS": "x-portkey-trace-id",
            },
        ),
        ({"limits": {"jsonBody": "20Mi"}}, {"MAX_JSON_PAYLOAD_SIZE_IN_MB": "20"}),
        ({"limits": {"jsonBody": "2Gi"}}, {"MAX_JSON_PAYLOAD_SIZE_IN_MB": "2048"}),
        ({"limits": {"rootTargets": 200}, "image": {"tag": "2.14.0"}}, {"MAX_ROOT_CONFIG_TARGETS": "200"}),
        ({"limits": {"conditionalRootTargets": 7}, "image": {"tag": "2.14.0"}}, {"MAX_CONDITIONAL_ROOT_CONFIG_TARGETS": "7"}),
        ({"limits": {"nestedTargets": 60}, "image": {"tag": "2.14.0"}}, {"MAX_NESTED_CONFIG_TARGETS": "60"}),
        ({"savedConfigsOnly": True}, {"BLOCK_INLINE_CONFIG": "true"}),
        ({"maskedHeaders": ["X-Session", "x-user", "x-session"]}, {"ORGANISATION_HEADERS_TO_MASK": "x-session,x-user"}),
        ({"metadataHeaders": ["X-Request-Id"]}, {"HEADERS_TO_METADATA": "x-request-id"}),
        ({"labelPrefix": "acme_"}, {"METADATA_MAP_KEY_PREFIX": "acme_"}),
        ({"savedConfigsOnly": False, "maskedHeaders": [], "metadataHeaders": [], "limits": {}}, {}),
    ],
)
def test_the_gateway_alone_gets_the_variables_of_requests(settings: Mapping[str, Any], expected: Mapping[str, str]) -> None:
    config = development(gateway=settings)
    assert requests(config) == expected
    assert [requests(config, component) for component in ("backend", "dataservice", "frontend")] == [{}, {}, {}]


def test_without_settings_the_gateway_has_the_behavior_of_its_image() -> None:
    assert requests(production()) == {}


def test_a_gateway_elsewhere_leaves_the_services_without_the_variables() -> None:
    config = development(**ELSEWHERE)
    assert [requests(config, component) for component in ("backend", "dataservice")] == [{}, {}]
    assert max_body_size(config.resolve(), "frontend") == "100Mi"


@pytest.mark.parametrize(
    "origin",
    [
        *("app.example.org", "https://app.example.org/", "https://app.example.org/path", "https://App.example.org", "https://a.example.org:0"),
        *("https://*.example.org", "https://", "null", "https://user@example.org", "https://a.example.org,https://b.example.org", ""),
    ],
)
def test_an_origin_that_no_browser_sends_is_refused(origin: str) -> None:
    with pytest.raises(ConfigurationError, match="an origin as browsers send it"):
        development(gateway={"cors": {"origins": [origin]}})


@pytest.mark.parametrize(
    "origin", ["https://a.example.org", "http://localhost:3000", "https://10.1.2.3", "https://[fd00::7]:8443", "chrome-extension://abc"]
)
def test_an_origin_is_passed_on_as_it_is(origin: str) -> None:
    assert requests(development(gateway={"cors": {"origins": [origin]}}))["CORS_ALLOWED_ORIGINS"] == origin


@pytest.mark.parametrize("name", ["x request", "x-request: 1", "x,y", "", "x-" + "a" * 99])
def test_a_text_that_is_no_name_of_a_header_is_refused(name: str) -> None:
    with pytest.raises(ConfigurationError, match="the name of a header"):
        development(gateway={"maskedHeaders": [name]})


@pytest.mark.parametrize("size", ["20", "20M", "0Mi", "1.5Gi", "512Ki"])
def test_a_limit_of_the_body_is_a_whole_number_of_mebibytes(size: str) -> None:
    with pytest.raises(ConfigurationError, match="a whole number of Mi or Gi"):
        development(gateway={"limits": {"jsonBody": size}})


def test_cors_without_an_origin_is_refused() -> None:
    with pytest.raises(ConfigurationError):
        development(gateway={"cors": {"origins": []}})


class TestProxies:
    @pytest.mark.parametrize(
        ("gateway", "frontend", "sizes"),
        [
            ({}, {}, ("100m", "100m")),
            ({"limits": {"jsonBody": "20Mi"}}, {}, ("100m", "100m")),
            ({"limits": {"jsonBody": "200Mi"}}, {}, ("200m", "200m")),
            ({"limits": {"jsonBody": "200Mi"}}, {"maxBodySize": "1Gi"}, ("200m", "1g")),
            ({}, {"maxBodySize": "5Mi"}, ("100m", "5m")),
        ],
    )
    def test_proxies_let_through_what_the_gateway_accepts(self, gateway: dict[str, Any], frontend: dict[str, Any], sizes: tuple[str, str]) -> None:
        exposure = {name: {"kind": "ingress", "class": "nginx", "host": f"{name}.example.org"} for name in ("gateway", "frontend")}
        manifests = rendered(development(exposure=exposure, gateway=gateway, frontend=frontend))
        ingresses = {item["metadata"]["name"].rpartition("-")[2]: item["metadata"]["annotations"] for item in of_kind(manifests, "Ingress")}
        limit = "nginx.ingress.kubernetes.io/proxy-body-size"
        assert (ingresses["gateway"][limit], ingresses["frontend"][limit]) == sizes
        [page] = [item["data"]["nginx.conf"] for item in of_kind(manifests, "ConfigMap") if "nginx.conf" in item["data"]]
        assert f"client_max_body_size {sizes[1]};" in page


class TestLogWrites:
    @pytest.mark.parametrize("lock", [True, False])
    def test_object_lock_reaches_the_services_that_write_logs(self, lock: bool) -> None:
        config = production(logStore={**S3, "objectLock": lock})
        values = {component: variables(config, component).get("LOG_STORE_OBJECT_LOCK_RETENTION_ENABLED") for component in SERVICES}
        assert values == {"gateway": "true" if lock else None, "backend": None, "dataservice": "true" if lock else None}

    @pytest.mark.parametrize("store", STORES, ids=lambda store: store["kind"])
    def test_the_circuit_breaker_reaches_the_gateway(self, store: dict[str, Any]) -> None:
        config = production(logStore={**store, "circuitBreaker": {"failures": 3, "backoff": "2m", "timeout": 5}})
        written = {name: value for name, value in variables(config, "gateway").items() if name.startswith("LOG_STORE_CONNECTION")}
        assert written == {
            "LOG_STORE_CONNECTION_FAILURE_THRESHOLD": "3",
            "LOG_STORE_CONNECTION_BACKOFF_MS": "120000",
            "LOG_STORE_CONNECTION_TIMEOUT_MS": "5000",
        }
        for component in ("backend", "dataservice"):
            assert not [name for name in variables(config, component) if name.startswith("LOG_STORE_CONNECTION")]

    def test_one_value_of_the_circuit_breaker_leaves_the_others_to_the_image(self) -> None:
        written = [name for name in variables(production(logStore={**S3, "circuitBreaker": {"timeout": "30s"}}), "gateway") if "CONNECTION" in name]
        assert [name for name in written if name.startswith("LOG_STORE")] == ["LOG_STORE_CONNECTION_TIMEOUT_MS"]

    @pytest.mark.parametrize("store", [{"kind": "gcs", "bucket": "logs"}, {"kind": "controlPlane"}, {"kind": "none"}, *STORES[1:]])
    def test_other_stores_have_no_object_lock(self, store: dict[str, Any]) -> None:
        with pytest.raises(ConfigurationError, match="objectLock"):
            production(logStore={**store, "objectLock": True})
