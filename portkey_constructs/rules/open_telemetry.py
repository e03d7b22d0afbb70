"""Rules about spans that the gateway sends to OpenTelemetry collectors."""

import re
from collections.abc import Iterator
from typing import Final

from portkey_constructs.config.features import Monitoring
from portkey_constructs.config.telemetry import GenAiTraces, OpenTelemetry
from portkey_constructs.platform.platform import Platform
from portkey_constructs.rules.registry import Example, Finding, Findings, rule

__all__: list[str] = []

_COLLECTOR: Final = "'http://collector.observability.svc:4318'"
_HEADERS: Final = "headers: 'x-api-key=secret'"
_HEADER: Final = re.compile(r"\s*[!#$%&'*+.^_`|~0-9A-Za-z-]+\s*=\s*\S")
_GRPC_PORT: Final = re.compile(r"^https?://[^/]*:4317(/|$)")
_UNREAD: Final = {
    "EXPERIMENTAL_GEN_AI_OTEL_PUSH_ENABLED": "monitoring.genAiTraces",
    "EXPERIMENTAL_GEN_AI_OTEL_OTLP_ENDPOINT": "monitoring.genAiTraces.endpoint",
    "EXPERIMENTAL_GEN_AI_OTEL_OTLP_HEADERS": "monitoring.genAiTraces.auth to headers",
}
"""Names in the README of Portkey's chart, and the settings for the variables that the gateway reads instead."""


def _collectors(monitoring: Monitoring | None) -> Iterator[tuple[str, OpenTelemetry | GenAiTraces]]:
    if monitoring and monitoring.open_telemetry:
        yield "monitoring.openTelemetry", monitoring.open_telemetry
    if monitoring and monitoring.gen_ai_traces:
        yield "monitoring.genAiTraces", monitoring.gen_ai_traces


@rule(
    "PK-OTEL-001",
    title="GenAI traces without a collector",
    cause="The gateway sends the spans to the endpoint of genAiTraces, or to that of openTelemetry, and there is neither.",
    fix="Set monitoring.genAiTraces.endpoint, or monitoring.openTelemetry.",
    settings=("monitoring.genAiTraces", "monitoring.genAiTraces.endpoint", "monitoring.openTelemetry", "monitoring.openTelemetry.endpoint"),
    example=Example("monitoring: {genAiTraces: {}}\n", f"monitoring: {{genAiTraces: {{endpoint: {_COLLECTOR}}}}}\n"),
)
def no_collector(platform: Platform) -> Findings:
    monitoring = platform.config.monitoring
    if monitoring and monitoring.gen_ai_traces and not monitoring.gen_ai_traces.endpoint and not monitoring.open_telemetry:
        yield Finding("monitoring.genAiTraces.endpoint", "is missing, and monitoring.openTelemetry is not set")


@rule(
    "PK-OTEL-002",
    title="spans of a gateway that runs elsewhere",
    cause="Only the gateway sends spans, and its pods are not part of this deployment.",
    fix="Move the setting to the configuration of the cluster in which the gateway runs.",
    settings=("monitoring.openTelemetry", "monitoring.genAiTraces", "gateway.kind"),
    example=Example(
        f"gateway: {{kind: external, url: 'https://gateway.example.org'}}\nmonitoring: {{openTelemetry: {{endpoint: {_COLLECTOR}}}}}\n",
        f"monitoring: {{openTelemetry: {{endpoint: {_COLLECTOR}}}}}\n",
    ),
)
def gateway_elsewhere(platform: Platform) -> Findings:
    for path, _ in _collectors(platform.config.monitoring) if platform.gateway is None else ():
        yield Finding(path, "is set, but the gateway runs elsewhere")


@rule(
    "PK-OTEL-003",
    title="headers in another form than the gateway reads",
    cause="The gateway splits the value at commas, and each part at its first equals sign. A part without a name or a value is no header.",
    fix="Set NAME=VALUE, several separated by commas.",
    settings=("monitoring.openTelemetry.headers", "monitoring.genAiTraces.headers"),
    example=Example(
        f"monitoring: {{openTelemetry: {{endpoint: {_COLLECTOR}, headers: 'x-api-key: secret'}}}}\n",
        f"monitoring: {{openTelemetry: {{endpoint: {_COLLECTOR}, {_HEADERS}}}}}\n",
        "development",
    ),
    each_alone=True,
)
def no_headers(platform: Platform) -> Findings:
    for path, collector in _collectors(platform.config.monitoring):
        if collector.headers and not all(_HEADER.match(part) for part in collector.headers.get_secret_value().split(",")):
            yield Finding(f"{path}.headers", "is not NAME=VALUE, several separated by commas", "set NAME=VALUE, such as x-api-key=...")


@rule(
    "PK-OTEL-004",
    title="the port of OTLP over gRPC",
    cause="Collectors listen on 4317 for gRPC and on 4318 for HTTP by default, and the gateway uses only HTTP.",
    fix="Use the collector's port for HTTP, usually 4318.",
    settings=("monitoring.openTelemetry.endpoint", "monitoring.genAiTraces.endpoint"),
    severity="warning",
    example=Example(
        "monitoring: {openTelemetry: {endpoint: 'http://collector.observability.svc:4317'}}\n",
        f"monitoring: {{openTelemetry: {{endpoint: {_COLLECTOR}}}}}\n",
    ),
    each_alone=True,
)
def port_of_grpc(platform: Platform) -> Findings:
    for path, collector in _collectors(platform.config.monitoring):
        if collector.endpoint and _GRPC_PORT.match(collector.endpoint):
            yield Finding(f"{path}.endpoint", "has port 4317, on which collectors expect gRPC")


@rule(
    "PK-OTEL-005",
    title="headers that are not sent",
    cause="auth: none means that the gateway sends no headers, so those in headers have no effect.",
    fix="Set auth: headers or remove auth, or remove headers.",
    settings=("monitoring.*.headers", "monitoring.*.auth"),
    example=Example(
        f"monitoring: {{openTelemetry: {{endpoint: {_COLLECTOR}, auth: none, {_HEADERS}}}}}\n",
        f"monitoring: {{openTelemetry: {{endpoint: {_COLLECTOR}, auth: headers, {_HEADERS}}}}}\n",
        "development",
    ),
)
def headers_unused(platform: Platform) -> Findings:
    for path, collector in _collectors(platform.config.monitoring):
        if collector.headers and collector.auth == "none":
            yield Finding(f"{path}.headers", f"is set, but {path}.auth is none")


@rule(
    "PK-OTEL-006",
    title="a variable for GenAI traces that the gateway does not read",
    cause="The README of Portkey's chart spells this name differently from Portkey's documentation, and the gateway's public source reads only the "
    "documented name.",
    fix="Use monitoring.genAiTraces, which sets the documented names.",
    settings=("env", "env.*", "gateway.env", "gateway.env.*"),
    severity="warning",
    example=Example(
        "gateway: {env: {EXPERIMENTAL_GEN_AI_OTEL_PUSH_ENABLED: 'true'}}\n",
        f"monitoring: {{genAiTraces: {{endpoint: {_COLLECTOR}}}}}\n",
    ),
)
def unread_name(platform: Platform) -> Findings:
    for variable in platform.user_environments.get("gateway", ()):
        if variable.name in _UNREAD:
            yield Finding(variable.path, "is a name that the gateway does not read", f"remove it, and set {_UNREAD[variable.name]}")
