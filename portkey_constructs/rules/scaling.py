"""Rules about replicas, autoscaling, disruption budgets and resources."""

from collections.abc import Iterator
from typing import Final

from portkey_constructs.config.autoscaling import Autoscaling, ExternalAutoscaling, KedaAutoscaling
from portkey_constructs.config.quantities import amount
from portkey_constructs.config.services import InPodMigration
from portkey_constructs.config.workload import Resources
from portkey_constructs.platform.defaults import default_resources
from portkey_constructs.platform.platform import Platform
from portkey_constructs.rules.added_containers import ADDED_CONTAINERS, all_added_containers
from portkey_constructs.rules.registry import Example, Finding, Findings, rule

__all__: list[str] = []

_REPLICAS: Final = ("*.replicas", "*.autoscaling")
_BUDGET: Final = ("*.disruptionBudget", "*.disruptionBudget.minAvailable", "*.disruptionBudget.maxUnavailable")
_AMOUNTS: Final = (("cpu", "cpu"), ("memory", "memory"), ("ephemeral_storage", "ephemeral-storage"))
"""Fields of resource requests and limits, and their YAML spellings."""


@rule(
    "PK-SCALE-001",
    title="a utilization target without a request",
    cause="A target for cpu or memory is a share of the container's request. Without a request the autoscaler reports unknown and never scales. "
    "resources replaces the profile's default completely, also for a service that the profile scales.",
    fix="Set the request that the message names, or set replicas.",
    settings=("*.autoscaling.cpu", "*.autoscaling.memory", "*.replicas", "*.resources", "*.resources.requests.cpu", "*.resources.requests.memory"),
    example=Example(
        "gateway:\n  resources: {requests: {memory: 1Gi}}\n  autoscaling: {min: 2, max: 4, cpu: 60}\n",
        "gateway:\n  resources: {requests: {memory: 1Gi, cpu: 200m}}\n  autoscaling: {min: 2, max: 4, cpu: 60}\n",
    ),
)
def target_without_request(platform: Platform) -> Findings:
    for name, service in platform.services.items():
        scaling, resources = service.replicas.autoscaling, service.resources
        targets = {"cpu": scaling.cpu, "memory": scaling.memory} if isinstance(scaling, Autoscaling | KedaAutoscaling) else {}
        for metric, target in targets.items():
            if not target or getattr(resources.requests, metric) or getattr(resources.limits, metric):
                continue
            default = getattr(default_resources(platform.profile, name).requests, metric)
            fix = f"set the request (default: {default}): a utilization target is a share of it"
            if service.settings.autoscaling:
                yield Finding(f"{name}.autoscaling.{metric}", f"is {target}, but {name}.resources.requests.{metric} is not set", fix)
            else:
                message = f"does not set requests.{metric}, but {platform.profile} scales the {name} at {target} percent of it"
                yield Finding(f"{name}.resources", message, f"{fix}; or set {name}.replicas")


@rule(
    "PK-SCALE-002",
    title="a fixed number of replicas next to an autoscaler",
    cause="Every apply would reset the number that the autoscaler has set, also one outside the manifests.",
    fix="Remove replicas or autoscaling: every apply would reset the number that the autoscaler has set.",
    settings=_REPLICAS,
    example=Example("gateway: {replicas: 2, autoscaling: {min: 2, max: 4, cpu: 60}}\n", "gateway: {autoscaling: {min: 2, max: 4, cpu: 60}}\n"),
)
def replicas_and_autoscaling(platform: Platform) -> Findings:
    for name, service in platform.services.items():
        if service.settings.autoscaling and service.settings.replicas is not None:
            yield Finding(f"{name}.replicas", f"is {service.settings.replicas}, but {name}.autoscaling is set")


@rule(
    "PK-SCALE-003",
    title="the minimum number of replicas exceeds the maximum",
    cause="The API server refuses a HorizontalPodAutoscaler whose minReplicas exceeds its maxReplicas, and such a ScaledObject of KEDA.",
    fix="Lower min, or raise max.",
    settings=("*.autoscaling.min", "*.autoscaling.max"),
    example=Example("gateway: {autoscaling: {min: 5, max: 4, cpu: 60}}\n", "gateway: {autoscaling: {min: 4, max: 5, cpu: 60}}\n"),
)
def minimum_above_maximum(platform: Platform) -> Findings:
    for name, service in platform.services.items():
        scaling = service.settings.autoscaling
        if scaling and scaling.min is not None and scaling.max is not None and scaling.min > scaling.max:
            yield Finding(f"{name}.autoscaling.min", f"is {scaling.min}, but {name}.autoscaling.max is {scaling.max}")


@rule(
    "PK-SCALE-004",
    title="an autoscaler without a target",
    cause="Without a target the autoscaler has no reason to scale.",
    fix="Set cpu or memory, in percent of the request, or triggers of KEDA.",
    settings=("*.autoscaling", "*.autoscaling.cpu", "*.autoscaling.memory", "*.autoscaling.triggers"),
    example=Example("gateway: {autoscaling: {min: 2, max: 4}}\n", "gateway: {autoscaling: {min: 2, max: 4, cpu: 60}}\n"),
)
def no_target(platform: Platform) -> Findings:
    for name, service in platform.services.items():
        scaling = service.settings.autoscaling
        if scaling is None or isinstance(scaling, ExternalAutoscaling) or scaling.cpu or scaling.memory:
            continue
        if isinstance(scaling, Autoscaling):
            yield Finding(f"{name}.autoscaling", "has no target", "set cpu or memory, in percent of the request")
        elif not scaling.triggers:
            yield Finding(f"{name}.autoscaling", "has no trigger", "set cpu or memory, in percent of the request, or triggers")


@rule(
    "PK-SCALE-005",
    title="several pods would migrate the databases at once",
    cause="With kind: inPod, every backend pod migrates the databases when it starts. Pods that start together race for the same tables, and one of "
    "them may be killed half way.",
    fix="Set kind: job, or backend.replicas: 1.",
    settings=("migration.kind", "backend.replicas", "backend.autoscaling", "backend.autoscaling.max"),
    severity="warning",
    example=Example("migration: {kind: inPod}\n", "migration: {kind: job}\n"),
)
def concurrent_migrations(platform: Platform) -> Findings:
    backend = platform.backend
    if backend and isinstance(platform.config.migration, InPodMigration) and backend.replicas.several:
        yield Finding("migration.kind", "is inPod, but the backend can have several pods, which would migrate at the same time")


@rule(
    "PK-SCALE-006",
    title="a request that is larger than its limit",
    cause="The API server refuses a container that requests more than its limit.",
    fix="Lower the request, or raise the limit.",
    settings=("**.resources.requests.*", "**.resources.limits.*", *ADDED_CONTAINERS),
    example=Example(
        "gateway: {resources: {requests: {cpu: 2, memory: 1Gi}, limits: {cpu: 1}}}\n",
        "gateway: {resources: {requests: {cpu: 1, memory: 1Gi}, limits: {cpu: 2}}}\n",
    ),
)
def request_above_limit(platform: Platform) -> Findings:
    for path, resources in _resources(platform):
        for field, spelling in _AMOUNTS:
            request, limit = getattr(resources.requests, field), getattr(resources.limits, field)
            if request and limit and amount(request) > amount(limit):
                yield Finding(f"{path}.requests.{spelling}", f"is {request}, but the limit is {limit}")
    for path, container in all_added_containers(platform):
        limits = container.get("resources", {}).get("limits", {})
        for name, request in container.get("resources", {}).get("requests", {}).items():
            limit = limits.get(name)
            if limit is not None and amount(str(request)) > amount(str(limit)):
                yield Finding(f"{path}.resources.requests.{name}", f"is {request}, but the limit is {limit}")


def _resources(platform: Platform) -> Iterator[tuple[str, Resources]]:
    """The explicitly configured resources, by path."""
    for component in platform.components.values():
        if component.settings.resources:
            yield f"{component.path}.resources", component.settings.resources
    if platform.migration and platform.migration.settings.resources:
        yield "migration.resources", platform.migration.settings.resources
    if platform.mysql_user and platform.mysql_user.settings.resources:
        yield "mysql.administrator.resources", platform.mysql_user.settings.resources


@rule(
    "PK-SCALE-007",
    title="one replica in production",
    cause="While its only pod is rescheduled to another node, the service is down.",
    fix="Set two or more, or remove replicas: with two, the service survives the loss of a node.",
    settings=("*.replicas", "*.autoscaling"),
    severity="warning",
    example=Example("dataservice: {replicas: 1}\n", "dataservice: {replicas: 2}\n"),
)
def single_replica(platform: Platform) -> Findings:
    if platform.profile == "production":
        for name, service in platform.services.items():
            if service.replicas.fixed == 1:
                yield Finding(f"{name}.replicas", "is 1 in production")


@rule(
    "PK-SCALE-008",
    title="a disruption budget without exactly one bound",
    cause="A PodDisruptionBudget has either minAvailable or maxUnavailable, and the API server refuses both together.",
    fix="Set exactly one of minAvailable and maxUnavailable.",
    settings=_BUDGET,
    example=Example("gateway: {disruptionBudget: {minAvailable: 1, maxUnavailable: 1}}\n", "gateway: {disruptionBudget: {minAvailable: 1}}\n"),
)
def budget_unclear(platform: Platform) -> Findings:
    for name, service in platform.services.items():
        budget = service.settings.disruption_budget
        if budget and (budget.min_available is None) == (budget.max_unavailable is None):
            both = "has both minAvailable and maxUnavailable" if budget.min_available else "has neither minAvailable nor maxUnavailable"
            yield Finding(f"{name}.disruptionBudget", both)


@rule(
    "PK-SCALE-009",
    title="a disruption budget that allows no disruption",
    cause="All the pods that may be running must stay, so no node with one of them can be drained, and upgrades of the cluster stop there.",
    fix="Allow the disruption of one pod: otherwise no node with such a pod can be drained.",
    settings=(*_BUDGET, *_REPLICAS),
    severity="warning",
    example=Example("gateway: {replicas: 3, disruptionBudget: {minAvailable: 3}}\n", "gateway: {replicas: 3, disruptionBudget: {minAvailable: 2}}\n"),
)
def no_disruption_allowed(platform: Platform) -> Findings:
    for name, service in platform.services.items():
        budget, minimum = service.settings.disruption_budget, service.replicas.minimum
        if budget is None or (budget.min_available is None) == (budget.max_unavailable is None):
            continue
        available = budget.min_available or ""
        if budget.max_unavailable in ("0", "0%") or available == "100%" or (available.isdigit() and int(available) >= minimum):
            yield Finding(f"{name}.disruptionBudget", f"allows no disruption while there {'is 1 pod' if minimum == 1 else f'are {minimum} pods'}")
