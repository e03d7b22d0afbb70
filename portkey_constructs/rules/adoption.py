"""Rules about the adoption of a Helm release."""

from collections.abc import Iterator
from typing import Final

from portkey_constructs.config.autoscaling import Autoscaling, KedaAutoscaling
from portkey_constructs.platform.adoption import CHARTS, supported
from portkey_constructs.platform.components import MYSQL_USER, Service
from portkey_constructs.platform.platform import Platform
from portkey_constructs.rules.registry import Example, Finding, Findings, rule

__all__: list[str] = []

_RELEASE: Final = "adopt: {release: prod, chart: app"
_DATA_PLANE: Final = (
    "adopt: {release: prod, chart: gateway, version: 1.7.7}\ndeployment: {kind: dataPlane, organisations: [acme]}\n"
    "gateway: {autoscaling: {min: 2, max: 4, cpu: 60}}\n"
)
_SELECTED: Final = (
    "In a release of portkey-gateway, the selector of the gateway also selects the pods of the data service, and Kubernetes does not let it change."
)


@rule(
    "PK-ADOPT-001",
    title="a version of the chart that cannot be adopted",
    cause="The names, selectors and claim templates of a release are known for some versions of its chart. Kubernetes refuses to change them.",
    fix="Upgrade the release to a supported version of its chart with helm upgrade, and set that version.",
    settings=("adopt.chart", "adopt.version"),
    example=Example(f"{_RELEASE}, version: 1.4.3}}\n", f"{_RELEASE}, version: 1.7.6}}\n"),
)
def version(platform: Platform) -> Findings:
    settings = platform.config.adopt
    if settings is not None and not supported(settings):
        chart = CHARTS[settings.chart]
        oldest, newest = (".".join(map(str, number)) for number in (chart.oldest, chart.newest))
        yield Finding("adopt.version", f"is {settings.version}, but only releases of portkey-{chart.chart} {oldest} to {newest} can be adopted")


@rule(
    "PK-ADOPT-002",
    title="a name beside an adopted release",
    cause="The objects of an adopted release keep its names, which follow from adopt.",
    fix="Remove name, or set adopt.fullnameOverride if the release has that value.",
    settings=("name", "adopt", "adopt.*"),
    example=Example(f"name: acme\n{_RELEASE}, version: 1.7.6}}\n", f"{_RELEASE}, version: 1.7.6}}\n"),
)
def name(platform: Platform) -> Findings:
    config = platform.config
    if platform.adoption is not None and "name" in config.model_fields_set and config.name != platform.adoption.full_name:
        yield Finding("name", f"is {config.name}, but the names of the adopted release begin with {platform.adoption.full_name}")


@rule(
    "PK-ADOPT-003",
    title="a chart that has no application",
    cause="portkey-gateway contains the gateway, the data service and Redis. Its releases have no backend, front end, MySQL or ClickHouse.",
    fix="Set adopt.chart to app, or deployment.kind to gateway or dataPlane.",
    settings=("adopt.chart", "deployment", "deployment.kind"),
    example=Example(
        "adopt: {release: prod, chart: gateway, version: 1.7.7}\n",
        "adopt: {release: prod, chart: app, version: 1.7.6}\n",
    ),
)
def application(platform: Platform) -> Findings:
    settings = platform.config.adopt
    if settings is not None and settings.chart == "gateway" and platform.deployment == "platform":
        yield Finding("adopt.chart", "is gateway, but deployment.kind is platform")


@rule(
    "PK-ADOPT-004",
    title="two components with the same adopted name",
    cause="The objects of an adopted component have its name in the release. Two components with the same name would overwrite each other's objects.",
    fix="Set the names that the release has; if its values give two components the same name, change one with helm upgrade first.",
    settings=("adopt.componentNames", "adopt.componentNames.*", "adopt.fullnameOverride", "adopt.release"),
    example=Example(
        f"{_RELEASE}, version: 1.7.6, componentNames: {{gateway: portkey, backend: portkey}}}}\n",
        f"{_RELEASE}, version: 1.7.6, componentNames: {{gateway: portkey}}}}\n",
    ),
)
def same_name(platform: Platform) -> Findings:
    settings = platform.config.adopt
    if settings is None:
        return
    owners: dict[str, str] = {platform.names.component("migration"): "migration"} if platform.migration else {}
    owners |= {platform.mysql_user.service_account: MYSQL_USER} if platform.mysql_user else {}
    for component, resolved in platform.components.items():
        if resolved.name in owners:
            own = f"adopt.componentNames.{component}" if component in settings.component_names else "adopt.componentNames"
            path = own if settings.component_names else "adopt.fullnameOverride" if settings.fullname_override else "adopt.release"
            yield Finding(path, f"gives {component} the name {resolved.name}, which {owners[resolved.name]} has too")
        owners.setdefault(resolved.name, component)


@rule(
    "PK-ADOPT-005",
    title="an autoscaler that measures a container without a request",
    cause=f"{_SELECTED} So the autoscaler of the gateway measures all containers of both, and never scales if one has no request.",
    fix="Set the request that the message names, or gateway.replicas.",
    severity="warning",
    settings=(
        "adopt",
        "adopt.chart",
        "gateway.autoscaling.cpu",
        "gateway.autoscaling.memory",
        "*.resources",
        "*.resources.requests.cpu",
        "*.resources.requests.memory",
        "*.sidecars",
    ),
    example=Example(
        f"{_DATA_PLANE}dataservice: {{resources: null}}\n",
        f"{_DATA_PLANE}dataservice: {{resources: {{requests: {{cpu: 100m, memory: 256Mi}}}}}}\n",
        base="part",
    ),
)
def measured_without_request(platform: Platform) -> Findings:
    for service, scaling, other in _scaled_with_others(platform):
        for metric in ("cpu", "memory"):
            if not getattr(scaling, metric):
                continue
            for path in _without_request(service, other, metric):
                message = f"has no request for {metric}, but the autoscaler of the {service.component} measures it"
                yield Finding(path, message, f"set {path}.requests.{metric}, or {service.component}.replicas")


def _without_request(service: Service, other: Service, metric: str) -> Iterator[str]:
    """The resources without a request, of the other service and of the sidecars of both; PK-SCALE-001 reports those of the service itself."""
    if not (getattr(other.resources.requests, metric) or getattr(other.resources.limits, metric)):
        yield f"{other.component}.resources"
    for component in (service, other):
        for index, sidecar in enumerate(component.settings.sidecars):
            resources = sidecar.get("resources") or {}
            if not any(metric in (resources.get(kind) or {}) for kind in ("requests", "limits")):
                yield f"{component.component}.sidecars.{index}.resources"


@rule(
    "PK-ADOPT-006",
    title="two autoscalers that select the same pods",
    cause=f"{_SELECTED} Kubernetes scales neither of two autoscalers that select the same pods: they report AmbiguousSelector.",
    fix="Set dataservice.replicas, or gateway.replicas.",
    severity="warning",
    settings=("adopt", "adopt.chart", "gateway.autoscaling", "dataservice.autoscaling"),
    example=Example(
        f"{_DATA_PLANE}dataservice: {{autoscaling: {{min: 2, max: 4, cpu: 60}}}}\n",
        f"{_DATA_PLANE}dataservice: {{replicas: 2}}\n",
        base="part",
    ),
)
def two_autoscalers(platform: Platform) -> Findings:
    for service, _, other in _scaled_with_others(platform):
        if isinstance(other.replicas.autoscaling, Autoscaling | KedaAutoscaling):
            message = f"is set, but the autoscaler of the {service.component} also selects these pods: Kubernetes scales neither"
            yield Finding(f"{other.component}.autoscaling", message)


def _scaled_with_others(platform: Platform) -> Iterator[tuple[Service, Autoscaling | KedaAutoscaling, Service]]:
    """Each service with an autoscaler that selects the pods of another service too, and that service."""
    if platform.adoption is None:
        return
    services = {str(name): service for name, service in platform.services.items()}
    for name, service in services.items():
        scaling, other = service.replicas.autoscaling, platform.adoption.also_selected(name, services)
        if other and isinstance(scaling, Autoscaling | KedaAutoscaling):
            yield service, scaling, services[other]
