"""Rules about metrics and logs."""

from typing import Final

from portkey_constructs.config.exposure import IngressExposure
from portkey_constructs.platform.platform import Exposure, Platform
from portkey_constructs.rules.basic_auth import decoded, is_login
from portkey_constructs.rules.registry import Example, Finding, Findings, rule

__all__: list[str] = []

_PUSH: Final = "monitoring: {prometheusPush: {url: 'https://push.example.org', credential: "
_BASE64: Final = "dXNlcjpwYXNzd29yZA=="
_OPEN: Final = "auth: {kind: none, allowPublic: true}\n"


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


@rule(
    "PK-EXPOSURE-021",
    title="metrics that are reachable from outside the cluster",
    cause="The gateway serves /metrics and /dataservice/metrics on the port for models. An ALB, nginx, Traefik and a route of the Gateway API "
    "refuse these paths. A load balancer for a Service, GKE's ingress controller and unknown controllers do not.",
    fix="Use an exposure that can refuse paths, limit who may connect with allowFrom, set controller: other if you configure the controller to "
    "refuse them, or set monitoring.prometheus: false.",
    settings=("exposure.gateway", "gateway.service.type", "gateway.service.sourceRanges", "monitoring.prometheus"),
    severity="warning",
    example=Example(
        f"{_OPEN}exposure: {{gateway: {{kind: loadBalancer}}}}\nmonitoring: {{}}\n",
        f"{_OPEN}exposure: {{gateway: {{kind: httpRoute, host: gateway.example.org, gateway: {{name: public}}}}}}\nmonitoring: {{}}\n",
    ),
)
def metrics_exposed(platform: Platform) -> Findings:
    if platform.profile != "production" or not platform.serves_metrics:
        return
    exposure, gateway = platform.exposures.get("gateway"), platform.gateway
    if exposure and not exposure.refuses and not _limited(exposure):
        yield Finding("exposure.gateway", "does not refuse /metrics and /dataservice/metrics")
    if gateway and gateway.service.type == "LoadBalancer" and not gateway.service.source_ranges:
        yield Finding("gateway.service.type", "is LoadBalancer, which does not refuse /metrics and /dataservice/metrics")


def _limited(exposure: Exposure) -> bool:
    """Whether the user limits who reaches the exposure, or configures its controller."""
    settings = exposure.settings
    return bool(exposure.allowed_sources) or (isinstance(settings, IngressExposure) and settings.controller == "other")


@rule(
    "PK-MONITORING-003",
    title="a push credential in another form than the images read",
    cause="The gateway writes Basic and a space before PROMETHEUS_GATEWAY_AUTH, so the value is USER:PASSWORD in base64 alone. LOKI_AUTH is "
    "USER:PASSWORD as plain text. Both endpoints are called with basic authentication only: a bearer token cannot work.",
    fix="Set the base64 of USER:PASSWORD for prometheusPush, and USER:PASSWORD itself for lokiPush.",
    settings=("monitoring.*.credential",),
    example=Example(f"{_PUSH}Basic {_BASE64}}}}}\n", f"{_PUSH}{_BASE64}}}}}\n", "development"),
    each_alone=True,
)
def push_credential(platform: Platform) -> Findings:
    monitoring = platform.config.monitoring
    if monitoring is None:
        return
    prometheus, loki = monitoring.prometheus_push, monitoring.loki_push
    if prometheus and prometheus.credential and not is_login(decoded(prometheus.credential)):
        fix = "set the base64 of USER:PASSWORD, without Basic or Bearer: `printf %s USER:PASSWORD | base64`"
        yield Finding("monitoring.prometheusPush.credential", "is not USER:PASSWORD in base64", fix)
    if loki and loki.credential and not is_login(loki.credential.get_secret_value()):
        yield Finding("monitoring.lokiPush.credential", "is not USER:PASSWORD", "set USER:PASSWORD as plain text, without Basic or Bearer")


@rule(
    "PK-MONITORING-004",
    title="labels or buckets of metrics that the gateway does not have",
    cause="monitoring.prometheus is false, or the gateway runs elsewhere. Labels and buckets shape only the gateway's metrics.",
    fix="Set prometheus: true, move the setting to the configuration of the gateway, or remove it.",
    settings=("monitoring.metricLabels.**", "monitoring.buckets.**", "monitoring.prometheus", "gateway.kind"),
    example=Example(
        "monitoring: {prometheus: false, metricLabels: {model: true}}\n",
        "monitoring: {metricLabels: {model: true}}\n",
    ),
)
def shape_of_nothing(platform: Platform) -> Findings:
    monitoring = platform.config.monitoring
    if monitoring is None:
        return
    for path, settings in (("monitoring.metricLabels", monitoring.metric_labels), ("monitoring.buckets", monitoring.buckets)):
        if not any(value for _, value in settings):
            continue
        if platform.gateway is None:
            yield Finding(path, "is set, but the gateway runs elsewhere", "move it to the configuration of the cluster in which the gateway runs")
        elif not monitoring.prometheus:
            yield Finding(path, "is set, but monitoring.prometheus is false", "set prometheus: true, or remove it")
