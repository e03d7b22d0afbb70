"""The variables and Secret keys of spans that the gateway sends to OpenTelemetry collectors."""

from collections.abc import Mapping
from typing import Any

import pytest
from pydantic import SecretStr

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.diagram.build import build_graph
from portkey_constructs.errors import ConfigurationError
from tests.platform.test_environment import ALONE, HYBRID
from tests.support.examples import config_from, development, production
from tests.support.objects import key_reference, variables

COLLECTOR = "http://collector.observability.svc:4318"
LANGSMITH = "https://api.smith.example.org/otel"
OTHERS = ("backend", "dataservice", "frontend", "mysql", "redis", "clickhouse")
GEN_AI = "EXPERIMENTAL_GEN_AI_OTEL_"
ANALYTICS = {
    "OTEL_PUSH_ENABLED": "true",
    "OTEL_ENDPOINT": COLLECTOR,
    "OTEL_SERVICE_NAME": "portkey-gateway",
    "OTEL_EXPORTER_OTLP_PROTOCOL": "http/json",
}
HEADERS = {"OTEL_EXPORTER_OTLP_HEADERS": key_reference("portkey-secrets", "otelHeaders")}
GEN_AI_HEADERS = {f"{GEN_AI}EXPORTER_OTLP_HEADERS": key_reference("portkey-secrets", "genAiOtelHeaders")}


def traces(endpoint: str) -> dict[str, str]:
    return {f"{GEN_AI}TRACES_ENABLED": "true", f"{GEN_AI}EXPORTER_OTLP_ENDPOINT": endpoint}


def of_telemetry(config: PortkeyConfig, component: str = "gateway") -> dict[str, Any]:
    return {name: value for name, value in variables(config, component).items() if "OTEL" in name}


@pytest.mark.parametrize(
    ("monitoring", "expected"),
    [
        ({}, {}),
        ({"openTelemetry": {"endpoint": COLLECTOR}}, ANALYTICS),
        ({"openTelemetry": {"endpoint": f"{COLLECTOR}/"}}, ANALYTICS),
        (
            {
                "openTelemetry": {
                    "endpoint": "https://otlp.example.org/api/v2/otlp",
                    "protocol": "http/protobuf",
                    "serviceName": "ai-gateway",
                    "resourceAttributes": {"deployment.environment": "production", "AssetId": "12 a"},
                    "auth": "headers",
                }
            },
            {
                "OTEL_PUSH_ENABLED": "true",
                "OTEL_ENDPOINT": "https://otlp.example.org/api/v2/otlp",
                "OTEL_SERVICE_NAME": "ai-gateway",
                "OTEL_RESOURCE_ATTRIBUTES": "deployment.environment=production,AssetId=12 a",
                "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",
                **HEADERS,
            },
        ),
        ({"genAiTraces": {"endpoint": LANGSMITH}}, traces(LANGSMITH)),
        ({"genAiTraces": {"endpoint": f"{LANGSMITH}/", "auth": "headers"}}, {**traces(LANGSMITH), **GEN_AI_HEADERS}),
        ({"openTelemetry": {"endpoint": COLLECTOR}, "genAiTraces": {}}, {**ANALYTICS, **traces(COLLECTOR)}),
        (
            {"openTelemetry": {"endpoint": COLLECTOR, "auth": "headers"}, "genAiTraces": {}},
            {**ANALYTICS, **HEADERS, **traces(COLLECTOR), **GEN_AI_HEADERS},
        ),
        (
            {"openTelemetry": {"endpoint": COLLECTOR, "auth": "headers"}, "genAiTraces": {"auth": "none"}},
            {**ANALYTICS, **HEADERS, **traces(COLLECTOR)},
        ),
        (
            {"openTelemetry": {"endpoint": COLLECTOR, "auth": "headers"}, "genAiTraces": {"endpoint": LANGSMITH}},
            {**ANALYTICS, **HEADERS, **traces(LANGSMITH)},
        ),
        (
            {
                "openTelemetry": {"endpoint": COLLECTOR, "resourceAttributes": {"a": "1", "b": "2"}},
                "genAiTraces": {"resourceAttributes": {"b": "3", "c": "4"}},
            },
            {**ANALYTICS, **traces(COLLECTOR), "OTEL_RESOURCE_ATTRIBUTES": "a=1,b=2", f"{GEN_AI}RESOURCE_ATTRIBUTES": "a=1,b=3,c=4"},
        ),
    ],
)
def test_gateway_alone_has_the_variables_of_its_collectors(monitoring: Mapping[str, Any], expected: Mapping[str, Any]) -> None:
    config = production(monitoring=monitoring)
    assert of_telemetry(config) == expected
    assert [of_telemetry(config, component) for component in OTHERS] == [{}] * len(OTHERS)
    for part in (ALONE, HYBRID):
        assert of_telemetry(config_from({**part, "monitoring": monitoring})) == expected


def test_without_monitoring_there_is_no_variable() -> None:
    assert of_telemetry(production()) == {}


def test_headers_in_production_are_keys_of_the_secret_that_must_exist() -> None:
    config = production(monitoring={"openTelemetry": {"endpoint": COLLECTOR, "auth": "headers"}, "genAiTraces": {}})
    [secret] = [secret for secret in config.resolve().required_secrets if secret.name == "portkey-secrets"]
    readers = {key.name: key.readers for key in secret.keys}
    assert {name: readers[name] for name in readers if "Headers" in name} == {"otelHeaders": ("gateway",), "genAiOtelHeaders": ("gateway",)}


@pytest.mark.parametrize(
    ("traces", "expected"),
    [
        ({}, "x-api-key=one"),
        ({"headers": "x-api-key=two"}, "x-api-key=two"),
        ({"endpoint": LANGSMITH, "headers": "x-api-key=two"}, "x-api-key=two"),
        ({"endpoint": LANGSMITH}, None),
        ({"auth": "none"}, None),
    ],
)
def test_values_of_headers_are_in_the_secret_of_the_development_profile(traces: Mapping[str, Any], expected: str | None) -> None:
    config = development(monitoring={"openTelemetry": {"endpoint": COLLECTOR, "headers": "x-api-key=one"}, "genAiTraces": traces})
    values = {key.key: value for key, value in config.resolve().secret("app").keys.items()}
    assert values["otelHeaders"] == SecretStr("x-api-key=one")
    assert values.get("genAiOtelHeaders") == (SecretStr(expected) if expected else None)


@pytest.mark.parametrize("name", ["openTelemetry", "genAiTraces"])
def test_missing_headers_are_reported_once(name: str) -> None:
    monitoring: dict[str, Any] = {"openTelemetry": {"endpoint": COLLECTOR}, "genAiTraces": {}}
    monitoring[name]["auth"] = "headers"
    with pytest.raises(ConfigurationError) as error:
        development(monitoring=monitoring)
    assert [(problem.code, problem.path) for problem in error.value.problems] == [("PK-SECRET-003", f"monitoring.{name}.headers")]
    assert f"or monitoring.{name}.auth to none" in error.value.problems[0].fix


@pytest.mark.parametrize("name", ["openTelemetry", "genAiTraces"])
@pytest.mark.parametrize(
    ("endpoint", "expected"),
    [
        ("collector:4318", "with its scheme"),
        ("collector.observability.svc", "with its scheme"),
        ("grpc://collector:4317", "does not use gRPC"),
        ("http://collector:4318/v1/traces", "without /v1/traces"),
        ("http://collector:4318/otlp/v1/traces/", "without /v1/traces"),
        ("http://collector:4318/v1/logs", "without /v1/logs"),
        ("http://collector:4318/v1/metrics", "without /v1/metrics"),
        ("http://collector:99999", "the base address of a collector"),
        ("http://collector:4318/?token=a", "the base address of a collector"),
        ("ftp://collector:4318", "the base address of a collector"),
        (4318, "the base address of a collector"),
    ],
)
def test_endpoint_that_cannot_work_is_refused_with_the_reason(name: str, endpoint: object, expected: str) -> None:
    with pytest.raises(ConfigurationError) as error:
        production(monitoring={name: {"endpoint": endpoint}})
    assert [problem.path for problem in error.value.problems] == [f"monitoring.{name}.endpoint"]
    assert expected in str(error.value)


@pytest.mark.parametrize("attributes", [{"a,b": "c"}, {"a=b": "c"}, {"": "c"}, {"a": ""}, {"a": "b,c"}, {"a": "b=c"}, {"a": " b"}, {"a": "b\nc"}])
def test_attributes_that_the_gateway_would_split_are_refused(attributes: Mapping[str, str]) -> None:
    with pytest.raises(ConfigurationError, match="attribute"):
        production(monitoring={"openTelemetry": {"endpoint": COLLECTOR, "resourceAttributes": attributes}})


def test_image_that_does_not_read_the_variables_is_reported() -> None:
    monitoring = {"openTelemetry": {"endpoint": COLLECTOR, "resourceAttributes": {"a": "b"}}, "genAiTraces": {}}

    def unread(tag: str) -> str:
        tags = {"gateway": {"image": {"tag": tag}}, "dataservice": {"image": {"tag": "1.6.0"}}}
        return " ".join(problem.message for problem in production(monitoring=monitoring, **tags).warnings() if problem.code == "PK-VERSION-005")

    assert f"{GEN_AI}RESOURCE_ATTRIBUTES (since 2.4.4)" in unread("2.4.3")
    assert "OTEL" not in unread("2.4.4")
    assert "OTEL_EXPORTER_OTLP_PROTOCOL" not in unread("1.10.22")


@pytest.mark.parametrize(
    ("endpoint", "listed"),
    [("http://collector:4318", True), ("http://collector", True), (COLLECTOR, False), ("https://otlp.example.org", False)],
)
def test_no_proxy_has_a_collector_that_its_domains_do_not_cover(endpoint: str, listed: bool) -> None:
    for name in ("openTelemetry", "genAiTraces"):
        config = production(proxy={"https": "http://proxy.example.org:3128"}, monitoring={name: {"endpoint": endpoint}})
        entries = str(variables(config, "gateway")["NO_PROXY"]).split(",")
        assert ("collector" in entries) is listed
        assert ".svc" in entries
        assert not any(":4318" in entry or "otlp" in entry for entry in entries)


@pytest.mark.parametrize(
    ("monitoring", "expected"),
    [
        ({"openTelemetry": {"endpoint": COLLECTOR}, "genAiTraces": {}}, [("collector.observability.svc", "analytics, GenAI traces")]),
        ({"openTelemetry": {"endpoint": COLLECTOR}}, [("collector.observability.svc", "analytics")]),
        (
            {"openTelemetry": {"endpoint": COLLECTOR}, "genAiTraces": {"endpoint": LANGSMITH}},
            [("collector.observability.svc", "analytics"), ("api.smith.example.org", "GenAI traces")],
        ),
        ({}, []),
    ],
)
def test_diagram_shows_each_collector_once(monitoring: Mapping[str, Any], expected: list[tuple[str, str]]) -> None:
    graph = build_graph(production(monitoring=monitoring).resolve())
    collectors = [node for node in graph.nodes if node.title == "OpenTelemetry collector"]
    assert [tuple(node.lines) for node in collectors] == expected
    callers = {edge.source for edge in graph.edges if edge.target in {node.id for node in collectors}}
    assert callers == ({"gateway"} if expected else set())
