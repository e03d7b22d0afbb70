"""The rows of the table of environment variables for the labels and buckets of the gateway's metrics, and for its messages."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final

from portkey_constructs.config.features import Monitoring
from portkey_constructs.config.services import GatewayConfig, GatewayLogging
from portkey_constructs.platform.evidence import ACA, GATEWAY_NOTES, PROMETHEUS, PUBLIC_GATEWAY, Evidence
from portkey_constructs.platform.variable import PlainValue, Variable
from portkey_constructs.platform.variable_rows import GATEWAY

if TYPE_CHECKING:
    from portkey_constructs.platform.platform import Platform

__all__ = ["LOGGING_VARIABLES", "METRIC_VARIABLES"]

_LABELS: Final = "monitoring.metricLabels"
_BUCKETS: Final = "monitoring.buckets"


def _row(name: str, meaning: str, value: Callable[[Monitoring], str | None], since: str, setting: str, evidence: Evidence = PROMETHEUS) -> Variable:
    def of_gateway(platform: "Platform") -> str | None:
        monitoring = platform.config.monitoring
        return value(monitoring) if monitoring and platform.gateway else None

    return Variable(name, meaning, GATEWAY, of_gateway, evidence, since, setting=setting)


def _label(name: str, label: str, value: Callable[[Monitoring], object], since: str, setting: str) -> Variable:
    meaning = f"true: the gateway's metrics have the label {label}"
    return _row(name, meaning, lambda monitoring: "true" if value(monitoring) else None, since, setting)


def _buckets(name: str, content: str, value: Callable[[Monitoring], Iterable[str]], setting: str) -> Variable:
    meaning = f"upper limits of the buckets for {content}, separated by commas"
    return _row(name, meaning, lambda monitoring: _ascending(value(monitoring)), "gateway 2.4.3", setting, GATEWAY_NOTES)


def _ascending(limits: Iterable[str]) -> str | None:
    shortest = {float(limit): limit for limit in sorted(limits, key=len, reverse=True)}
    return ",".join(shortest[limit] for limit in sorted(shortest)) or None


METRIC_VARIABLES: Final = (
    _label("PROMETHEUS_INCLUDE_MODEL_LABEL", "model", lambda m: m.metric_labels.model, "gateway 2.4.3", f"{_LABELS}.model"),
    _label("PROMETHEUS_INCLUDE_CONFIG_NAME_LABEL", "config_name", lambda m: m.metric_labels.config_name, "gateway 2.10.0", f"{_LABELS}.configName"),
    _label(
        "PROMETHEUS_INCLUDE_API_KEY_NAME_LABEL", "api_key_name", lambda m: m.metric_labels.api_key_name, "gateway 2.10.0", f"{_LABELS}.apiKeyName"
    ),
    _label("PROMETHEUS_INCLUDE_METADATA_LABELS", "metadata_KEY", lambda m: m.metric_labels.metadata, "gateway 2.4.3", f"{_LABELS}.metadata"),
    _row(
        "PROMETHEUS_LABELS_METADATA_ALLOWED_KEYS",
        "keys of the request metadata that become labels, separated by commas",
        lambda m: ",".join(dict.fromkeys(m.metric_labels.metadata)) or None,
        "",
        f"{_LABELS}.metadata",
    ),
    _buckets("PROMETHEUS_HISTOGRAM_BUCKETS", "latencies of models in milliseconds", lambda m: m.buckets.llm_latency, f"{_BUCKETS}.llmLatency"),
    _buckets("PROMETHEUS_HTTP_DURATION_BUCKETS", "HTTP requests in seconds", lambda m: m.buckets.http_duration, f"{_BUCKETS}.httpDuration"),
    _buckets("PROMETHEUS_GC_BUCKETS", "garbage collection in seconds", lambda m: m.buckets.gc_duration, f"{_BUCKETS}.gcDuration"),
)


def _logging(value: Callable[[GatewayLogging], str | None]) -> PlainValue:
    def of_gateway(platform: "Platform") -> str | None:
        settings = platform.gateway.settings if platform.gateway else None
        return value(settings.logging) if isinstance(settings, GatewayConfig) else None

    return of_gateway


LOGGING_VARIABLES: Final = (
    Variable(
        "LOG_LEVEL",
        "least severe messages that the gateway prints: error, critical, warn, info or debug",
        GATEWAY,
        _logging(lambda logging: logging.level),
        ACA,
        setting="gateway.logging.level",
    ),
    Variable(
        "LOG_TIMESTAMP",
        "false: messages of the gateway have no timestamp",
        GATEWAY,
        _logging(lambda logging: None if logging.timestamps else "false"),
        PUBLIC_GATEWAY,
        setting="gateway.logging.timestamps",
    ),
)
