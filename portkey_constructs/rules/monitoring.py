"""Rules about metrics."""

from portkey_constructs.platform.platform import Platform
from portkey_constructs.rules.registry import Example, Finding, Findings, rule

__all__: list[str] = []


@rule(
    "PK-MONITORING-001",
    title="a ServiceMonitor for metrics that are off",
    cause="monitoring.prometheus is false, so the gateway does not serve /metrics.",
    fix="Set prometheus: true, or remove serviceMonitor.",
    settings=("monitoring.serviceMonitor", "monitoring.prometheus"),
    example=Example("monitoring: {prometheus: false, serviceMonitor: {}}\n", "monitoring: {serviceMonitor: {}}\n"),
)
def metrics_off(platform: Platform) -> Findings:
    monitoring = platform.config.monitoring
    if monitoring and monitoring.service_monitor and not monitoring.prometheus:
        yield Finding("monitoring.serviceMonitor", "is set, but monitoring.prometheus is false")


@rule(
    "PK-MONITORING-002",
    title="a ServiceMonitor for a gateway that runs elsewhere",
    cause="A ServiceMonitor finds only Services of the same cluster, and the gateway's Service is in another one.",
    fix="Move serviceMonitor to the configuration of the cluster in which the gateway runs.",
    settings=("monitoring.serviceMonitor", "gateway.kind"),
    example=Example(
        "gateway: {kind: external, url: 'https://gateway.example.org'}\nmonitoring: {serviceMonitor: {}}\n",
        "gateway: {kind: external, url: 'https://gateway.example.org'}\nmonitoring: {}\n",
    ),
)
def gateway_elsewhere(platform: Platform) -> Findings:
    monitoring = platform.config.monitoring
    if monitoring and monitoring.service_monitor and platform.gateway is None:
        yield Finding("monitoring.serviceMonitor", "is set, but the gateway runs elsewhere")
