"""The rows of the table of environment variables for spans that the gateway sends to OpenTelemetry collectors."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from portkey_constructs.config.features import Monitoring
from portkey_constructs.config.telemetry import OpenTelemetry
from portkey_constructs.platform import secret_keys as keys
from portkey_constructs.platform.evidence import OTEL
from portkey_constructs.platform.telemetry_values import (
    analytics_endpoint,
    attributes,
    gen_ai_attributes,
    gen_ai_endpoint,
    monitoring_of,
)
from portkey_constructs.platform.variable import PlainValue, Variable, from_secret
from portkey_constructs.platform.variable_rows import GATEWAY

if TYPE_CHECKING:
    from portkey_constructs.platform.platform import Platform

__all__ = ["TELEMETRY_VARIABLES"]

_OTEL: Final = "monitoring.openTelemetry"
_GEN_AI: Final = "monitoring.genAiTraces"


def _monitoring(value: Callable[[Monitoring], str | None]) -> PlainValue:
    def of_gateway(platform: "Platform") -> str | None:
        monitoring = monitoring_of(platform)
        return value(monitoring) if monitoring else None

    return of_gateway


def _analytics(value: Callable[[OpenTelemetry], str | None]) -> PlainValue:
    return _monitoring(lambda monitoring: value(monitoring.open_telemetry) if monitoring.open_telemetry else None)


def _service_name(platform: "Platform") -> str | None:
    monitoring = monitoring_of(platform)
    if monitoring is None or monitoring.open_telemetry is None:
        return None
    return monitoring.open_telemetry.service_name or platform.names.component("gateway")


def _row(name: str, meaning: str, value: PlainValue, since: str, setting: str, image_default: str | None = None) -> Variable:
    return Variable(name, meaning, GATEWAY, value, OTEL, f"gateway {since}", setting=setting, image_default=image_default)


TELEMETRY_VARIABLES: Final = (
    _row("OTEL_PUSH_ENABLED", "true: analytics are sent to an OpenTelemetry collector", _analytics(lambda _: "true"), "1.10.19", _OTEL),
    _row(
        "OTEL_ENDPOINT",
        "base address of the collector of analytics, to which the gateway appends /v1/traces",
        lambda p: analytics_endpoint(p) if monitoring_of(p) else None,
        "1.10.19",
        f"{_OTEL}.endpoint",
    ),
    _row("OTEL_SERVICE_NAME", "attribute service.name of the analytics", _service_name, "1.10.22", f"{_OTEL}.serviceName"),
    _row(
        "OTEL_RESOURCE_ATTRIBUTES",
        "attributes of the analytics, as NAME=VALUE separated by commas",
        _analytics(lambda otel: attributes(otel.resource_attributes)),
        "1.10.22",
        f"{_OTEL}.resourceAttributes",
    ),
    from_secret(
        "OTEL_EXPORTER_OTLP_HEADERS",
        GATEWAY,
        keys.OTEL_HEADERS,
        OTEL,
        since="gateway 1.15.2",
        setting=f"{_OTEL}.headers",
    ),
    _row(
        "OTEL_EXPORTER_OTLP_PROTOCOL",
        "encoding of the analytics: http/json or http/protobuf",
        _analytics(lambda otel: otel.protocol),
        "1.15.5",
        f"{_OTEL}.protocol",
        image_default="http/json",
    ),
    _row(
        "EXPERIMENTAL_GEN_AI_OTEL_TRACES_ENABLED",
        "true: requests with prompts and answers are sent to an OpenTelemetry collector",
        _monitoring(lambda monitoring: "true" if monitoring.gen_ai_traces else None),
        "1.16.5",
        _GEN_AI,
    ),
    _row(
        "EXPERIMENTAL_GEN_AI_OTEL_EXPORTER_OTLP_ENDPOINT",
        "base address of the collector of GenAI traces, to which the gateway appends /v1/traces",
        lambda p: gen_ai_endpoint(p) if monitoring_of(p) else None,
        "1.16.5",
        f"{_GEN_AI}.endpoint",
    ),
    from_secret(
        "EXPERIMENTAL_GEN_AI_OTEL_EXPORTER_OTLP_HEADERS",
        GATEWAY,
        keys.GEN_AI_OTEL_HEADERS,
        OTEL,
        since="gateway 1.16.5",
        setting=f"{_GEN_AI}.headers",
    ),
    _row(
        "EXPERIMENTAL_GEN_AI_OTEL_RESOURCE_ATTRIBUTES",
        "attributes of GenAI traces, as NAME=VALUE separated by commas",
        _monitoring(gen_ai_attributes),
        "2.4.4",
        f"{_GEN_AI}.resourceAttributes",
    ),
)
