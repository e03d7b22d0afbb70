"""Functions that make rows of the table in `variables` that are alike."""

from collections.abc import Callable
from typing import Final

from portkey_constructs.config.features import Monitoring
from portkey_constructs.platform.components import NODE_SERVICES
from portkey_constructs.platform.evidence import CHART, GATEWAY_CHART, Evidence
from portkey_constructs.platform.ports import PORTS
from portkey_constructs.platform.variable import Owned, PlainValue, Variable
from portkey_constructs.platform.variable_values import clickhouse, reference

__all__ = [
    "DATASERVICE",
    "GATEWAY",
    "data_plane",
    "monitoring",
    "port",
    "request_timeout",
    "service_name",
    "table",
    "trusted_hosts",
]

GATEWAY: Final = ("gateway",)
DATASERVICE: Final = ("dataservice",)


def table(variable: str, content: str, table: str, evidence: Evidence = CHART) -> Variable:
    """A table of ClickHouse; the gateway looks for an unqualified one in the database default."""
    name = reference("ANALYTICS_DB", f".{table}")
    return Variable(variable, f"table of {content}, qualified by ANALYTICS_DB", GATEWAY, clickhouse(lambda _: name), evidence)


def data_plane(name: str, meaning: str, value: PlainValue, setting: str = "") -> Variable:
    """A variable of the data service that the chart of the data plane sets."""
    return Variable(name, meaning, DATASERVICE, value, GATEWAY_CHART, setting=setting)


def monitoring(name: str, meaning: str, value: Callable[[Monitoring], str | None], setting: str) -> Variable:
    """A variable about metrics and logs that is set only where monitoring is configured."""
    return Variable(
        name, meaning, NODE_SERVICES, lambda p: value(p.config.monitoring) if p.config.monitoring else None, serving_only=True, setting=setting
    )


def request_timeout(readers: tuple[str, ...], evidence: Evidence, since: str) -> Variable:
    return Variable(
        "REQUEST_TIMEOUT",
        "milliseconds that a request may take",
        readers,
        lambda p: f"{p.request_timeout}000",
        evidence,
        since,
        owned=Owned("proxies, load balancers and pods that stop wait as long as the setting says", "set gateway.requestTimeout instead"),
        serving_only=True,
        image_default="300000",
        setting="gateway.requestTimeout",
    )


def trusted_hosts(component: str, evidence: Evidence, since: str) -> Variable:
    meaning = "hosts that the service may call although their addresses are private, separated by commas"
    return Variable(
        "TRUSTED_CUSTOM_HOSTS", meaning, (component,), lambda p: p.trusted_hosts, evidence, since, serving_only=True, setting="trustedHosts"
    )


def port(component: str) -> Variable:
    owned = Owned(
        "the image listens on it, and the probes and the Service use this port",
        "leave it out; service.port of a component sets the port of its Service",
    )
    return Variable("PORT", "port the server listens on", (component,), lambda _: str(PORTS[component][0].container), owned=owned)


def service_name(component: str) -> Variable:
    return Variable("SERVICE_NAME", "name of the service in logs and metrics", (component,), lambda p: p.names.component(component))
