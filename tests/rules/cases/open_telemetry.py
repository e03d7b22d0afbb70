"""Cases of spans that the gateway sends to OpenTelemetry collectors."""

import json
from typing import Final

from tests.rules.case import Case, warning

__all__ = ["CASES"]

_COLLECTOR: Final = "'http://collector.observability.svc:4318'"
_ELSEWHERE: Final = "gateway: {kind: external, url: 'https://gateway.example.org'}\n"
_ANALYTICS: Final = f"openTelemetry: {{endpoint: {_COLLECTOR}}}"

CASES: Final = [
    Case(
        "PK-OTEL-001",
        "monitoring: {\n  genAiTraces: {resourceAttributes: {team: a}}}",
        "monitoring.genAiTraces.endpoint",
        "2:3",
        "is missing, and monitoring.openTelemetry is not set",
        "set monitoring.genAiTraces.endpoint, or monitoring.openTelemetry",
        f"monitoring: {{{_ANALYTICS}, genAiTraces: {{}}}}",
    ),
    *(
        Case(
            "PK-OTEL-002",
            f"{_ELSEWHERE}monitoring:\n  {name}: {{endpoint: {_COLLECTOR}}}",
            f"monitoring.{name}",
            "3:3",
            "is set, but the gateway runs elsewhere",
            "move the setting to the configuration of the cluster in which the gateway runs",
            f"monitoring:\n  {name}: {{endpoint: {_COLLECTOR}}}",
        )
        for name in ("openTelemetry", "genAiTraces")
    ),
    *(
        Case(
            "PK-OTEL-003",
            f"monitoring: {{{name}: {{endpoint: {_COLLECTOR},\n  headers: {json.dumps(value)}}}}}",
            f"monitoring.{name}.headers",
            "2:3",
            "is not NAME=VALUE, several separated by commas",
            "set NAME=VALUE, such as x-api-key=...",
            f"monitoring: {{{name}: {{endpoint: {_COLLECTOR}, headers: 'Authorization=Basic dTpw==, x-scope=a'}}}}",
            base="development",
        )
        for name in ("openTelemetry", "genAiTraces")
        for value in ("x-api-key: secret", "secret", "=secret", "x-api-key=", "x-api-key=a,", "x-api-key=a,b", "x api=a", "Bearer abc")
    ),
    *(
        warning(
            "PK-OTEL-004",
            f"monitoring: {{{name}: {{\n  endpoint: {wrong}}}}}",
            f"monitoring.{name}.endpoint",
            "2:3",
            "has port 4317, on which collectors expect gRPC",
            "use the collector's port for HTTP, usually 4318",
            f"monitoring: {{{name}: {{\n  endpoint: {wrong.replace('4317', '4318')}/4317}}}}",
        )
        for name, wrong in (("openTelemetry", "http://collector:4317"), ("genAiTraces", "https://collector.example.org:4317/otel"))
    ),
    *(
        Case(
            "PK-OTEL-005",
            f"monitoring: {{{name}: {{endpoint: {_COLLECTOR}, auth: none,\n  headers: 'x-api-key=secret'}}}}",
            f"monitoring.{name}.headers",
            "2:3",
            f"is set, but monitoring.{name}.auth is none",
            "set auth: headers or remove auth, or remove headers",
            f"monitoring: {{{name}: {{endpoint: {_COLLECTOR}, headers: 'x-api-key=secret'}}}}",
            base="development",
        )
        for name in ("openTelemetry", "genAiTraces")
    ),
    *(
        warning(
            "PK-OTEL-006",
            f"{indent}env: {{EXPERIMENTAL_GEN_AI_OTEL_{name}: a}}",
            f"{path}env.EXPERIMENTAL_GEN_AI_OTEL_{name}",
            line_column,
            "is a name that the gateway does not read",
            f"remove it, and set {setting}",
            "monitoring: {genAiTraces: {endpoint: 'http://collector:4318'}}",
        )
        for name, setting, path, indent, line_column in (
            ("PUSH_ENABLED", "monitoring.genAiTraces", "", "", "1:7"),
            ("OTLP_ENDPOINT", "monitoring.genAiTraces.endpoint", "gateway.", "gateway:\n  ", "2:9"),
            ("OTLP_HEADERS", "monitoring.genAiTraces.auth to headers", "", "", "1:7"),
        )
    ),
]
