"""What the gateway sends to OpenTelemetry collectors, and with which headers."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from portkey_constructs.config.features import Monitoring
from portkey_constructs.config.telemetry import GenAiTraces, OpenTelemetry

if TYPE_CHECKING:
    from portkey_constructs.platform.platform import Platform

__all__ = ["analytics_endpoint", "attributes", "gen_ai_attributes", "gen_ai_endpoint", "inherits_headers", "monitoring_of", "sends_headers"]


def sends_headers(collector: OpenTelemetry | GenAiTraces | None) -> bool:
    """Whether the gateway sends headers that the settings of this collector ask for."""
    return collector is not None and (collector.auth == "headers" or (collector.auth is None and collector.headers is not None))


def inherits_headers(monitoring: Monitoring) -> bool:
    """Whether GenAI traces are sent with the same headers as the analytics: to the same collector, and without headers of their own."""
    traces = monitoring.gen_ai_traces
    if traces is None or traces.endpoint or traces.auth or traces.headers:
        return False
    return sends_headers(monitoring.open_telemetry)


def monitoring_of(platform: "Platform") -> Monitoring | None:
    """The settings about metrics and spans of a gateway in this cluster."""
    monitoring = platform.config.monitoring
    return monitoring if monitoring and platform.gateway else None


def analytics_endpoint(platform: "Platform") -> str | None:
    """Base address of the collector of analytics."""
    monitoring = platform.config.monitoring
    return monitoring.open_telemetry.endpoint.rstrip("/") if monitoring and monitoring.open_telemetry else None


def gen_ai_endpoint(platform: "Platform") -> str | None:
    """Base address of the collector of GenAI traces."""
    monitoring = platform.config.monitoring
    if monitoring is None or monitoring.gen_ai_traces is None:
        return None
    own = monitoring.gen_ai_traces.endpoint
    return own.rstrip("/") if own else analytics_endpoint(platform)


def attributes(settings: Mapping[str, str]) -> str | None:
    """Attributes as the images read them."""
    return ",".join(f"{name}={value}" for name, value in settings.items()) or None


def gen_ai_attributes(monitoring: Monitoring) -> str | None:
    """Attributes of GenAI traces: those of the analytics, and their own."""
    if monitoring.gen_ai_traces is None:
        return None
    inherited = monitoring.open_telemetry.resource_attributes if monitoring.open_telemetry else {}
    return attributes({**inherited, **monitoring.gen_ai_traces.resource_attributes})
