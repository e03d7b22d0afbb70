"""Rules about scaling by KEDA: what its admission webhook refuses, and what it cannot do."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from portkey_constructs.config.autoscaling import KedaAutoscaling
from portkey_constructs.platform.components import Service
from portkey_constructs.platform.platform import Platform
from portkey_constructs.rules.registry import Example, Finding, Findings, rule

__all__: list[str] = []

_RESOURCES: Final = ("cpu", "memory")
_QUERY: Final = "{type: prometheus, metadata: {serverAddress: 'http://prometheus:9090', query: 'sum(up)', threshold: '100'}}"
_ZERO: Final = ("*.autoscaling.min", "*.autoscaling.idle")


def _scaled(platform: Platform) -> Iterator[tuple[str, Service, KedaAutoscaling]]:
    """The services that KEDA scales, each with the path of its setting."""
    for name, service in platform.services.items():
        if isinstance(service.settings.autoscaling, KedaAutoscaling):
            yield f"{name}.autoscaling", service, service.settings.autoscaling


def _events(scaling: KedaAutoscaling) -> list[Mapping[str, Any]]:
    """The triggers other than CPU and memory."""
    return [trigger for trigger in scaling.triggers if trigger["type"] not in _RESOURCES]


def _zero(scaling: KedaAutoscaling) -> str:
    """The setting that lets KEDA remove the last pod; empty without one."""
    if scaling.min == 0:
        return "min"
    return "idle" if scaling.idle is not None else ""


@rule(
    "PK-SCALE-010",
    title="KEDA cannot scale to zero by CPU and memory",
    cause="A service without pods uses neither CPU nor memory, so only another trigger can start its first pod. KEDA refuses a ScaledObject with "
    "minReplicaCount 0 that has no other trigger.",
    fix="Set min to 1 or more and remove idle, or add a trigger of another type.",
    settings=(*_ZERO, "*.autoscaling.triggers", "*.autoscaling.cpu", "*.autoscaling.memory"),
    example=Example(
        "dataservice: {autoscaling: {kind: keda, min: 0, max: 4, cpu: 60}}\n", "dataservice: {autoscaling: {kind: keda, min: 2, max: 4, cpu: 60}}\n"
    ),
)
def zero_by_resources(platform: Platform) -> Findings:
    for path, _, scaling in _scaled(platform):
        has_trigger = bool(scaling.cpu or scaling.memory or scaling.triggers)
        if (setting := _zero(scaling)) and has_trigger and not _events(scaling):
            yield Finding(f"{path}.{setting}", "is 0, but there are only triggers for CPU and memory")


@rule(
    "PK-SCALE-011",
    title="a service that KEDA may scale to zero",
    cause="Kubernetes does not hold requests while a Service has no pods: they fail until KEDA has started one. Portkey's services answer requests, "
    "so a trigger must become active before the first one arrives.",
    fix="Set min to 1 or more, in production to 2 or more, and remove idle.",
    settings=_ZERO,
    severity="warning",
    example=Example(
        f"dataservice: {{autoscaling: {{kind: keda, min: 0, max: 4, triggers: [{_QUERY}]}}}}\n",
        f"dataservice: {{autoscaling: {{kind: keda, min: 2, max: 4, triggers: [{_QUERY}]}}}}\n",
    ),
)
def may_be_zero(platform: Platform) -> Findings:
    for path, service, scaling in _scaled(platform):
        if (setting := _zero(scaling)) and _events(scaling):
            yield Finding(f"{path}.{setting}", f"is 0, so requests to the {service.component} fail while it has no pods")


@rule(
    "PK-SCALE-012",
    title="a fallback that no trigger can use",
    cause="KEDA computes the fallback in place of a metric that it reads itself. It does not read CPU and memory, and refuses a ScaledObject whose "
    "fallback applies to no other trigger.",
    fix="Add a trigger of another type, or remove fallback.",
    settings=("*.autoscaling.fallback", "*.autoscaling.triggers"),
    example=Example(
        "gateway: {autoscaling: {kind: keda, min: 2, max: 4, cpu: 60, fallback: {failureThreshold: 3, replicas: 4}}}\n",
        f"gateway: {{autoscaling: {{kind: keda, min: 2, max: 4, triggers: [{_QUERY}], fallback: {{failureThreshold: 3, replicas: 4}}}}}}\n",
    ),
)
def unused_fallback(platform: Platform) -> Findings:
    for path, _, scaling in _scaled(platform):
        modified = scaling.advanced is not None and scaling.advanced.get("scalingModifiers")
        if scaling.fallback is not None and not _events(scaling) and not modified:
            yield Finding(f"{path}.fallback", "is set, but there are only triggers for CPU and memory")


@rule(
    "PK-SCALE-013",
    title="a trigger for a resource without a request",
    cause="KEDA refuses a trigger for CPU or memory if a container that it measures has neither a request nor a limit.",
    fix="Set the request that the message names.",
    settings=("*.autoscaling.triggers", "*.resources", "*.resources.requests.cpu", "*.resources.requests.memory"),
    example=Example(
        "gateway:\n  resources: {requests: {memory: 1Gi}}\n"
        "  autoscaling: {kind: keda, min: 2, max: 4, triggers: [{type: cpu, metricType: AverageValue, metadata: {value: 500m}}]}\n",
        "gateway:\n  resources: {requests: {memory: 1Gi, cpu: 200m}}\n"
        "  autoscaling: {kind: keda, min: 2, max: 4, triggers: [{type: cpu, metricType: AverageValue, metadata: {value: 500m}}]}\n",
    ),
)
def trigger_without_request(platform: Platform) -> Findings:
    for path, service, scaling in _scaled(platform):
        for index, trigger in enumerate(scaling.triggers):
            resource, container = trigger["type"], trigger["metadata"].get("containerName")
            if resource not in _RESOURCES or container not in (None, platform.names.container(service.component)):
                continue
            if not (getattr(service.resources.requests, resource) or getattr(service.resources.limits, resource)):
                request = f"{service.component}.resources.requests.{resource}"
                yield Finding(f"{path}.triggers.{index}.type", f"is {resource}, but {request} is not set", f"set {request}")
