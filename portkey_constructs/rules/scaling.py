"""Replicas, autoscaling, disruption budgets and resources."""

from collections.abc import Iterator

from portkey_constructs.config.quantities import amount
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.services import InPodMigration, JobMigration, ServiceConfig
from portkey_constructs.config.workload import Resources
from portkey_constructs.errors import Problem
from portkey_constructs.platform.defaults import ServiceName, deployed, migrates, replicas, resources, service, services

__all__ = ["check"]

_OWN_REQUEST = {"cpu": "200m", "memory": "500Mi"}


def check(config: PortkeyConfig) -> Iterator[Problem]:
    """Scaling that can work."""
    for name in services(config):
        said = service(config, name)
        yield from _scaling(config, name, said)
        yield from _targets(config, name)
        yield from _budget(config, name, said)
        if config.profile == "production" and said.replicas == 1 and said.autoscaling is None:
            fix = "with two the service outlives the loss of a node"
            yield Problem(f"{name}.replicas", "is 1 in production", fix, "PK-SCALE-007", "warning")
    for one in deployed(config).values():
        if one.workload.resources:
            yield from _ordered(f"{one.path}.resources", one.workload.resources)
    if migrates(config) and isinstance(config.migration, JobMigration) and config.migration.resources:
        yield from _ordered("migration.resources", config.migration.resources)
    if isinstance(config.migration, InPodMigration) and "backend" in services(config) and replicas(config, "backend").most > 1:
        fix = "say kind: job, or backend.replicas: 1; pods that start together would migrate together"
        yield Problem("migration.kind", "is inPod, and the backend can have several pods", fix, "PK-SCALE-005", "warning")


def _scaling(config: PortkeyConfig, name: str, said: ServiceConfig) -> Iterator[Problem]:
    scaling, path = said.autoscaling, f"{name}.autoscaling"
    if scaling is None:
        return
    if said.replicas is not None:
        yield Problem(f"{name}.replicas", "is given beside autoscaling", "give one of them; a fixed number fights the autoscaler", "PK-SCALE-002")
    if scaling.min > scaling.max:
        yield Problem(f"{path}.min", f"is {scaling.min}, and {path}.max is {scaling.max}", "the least cannot be more than the most", "PK-SCALE-003")
    if scaling.cpu is None and scaling.memory is None:
        yield Problem(path, "has no target", "give cpu or memory, in percent of the request", "PK-SCALE-004")


def _targets(config: PortkeyConfig, name: ServiceName) -> Iterator[Problem]:
    """A target needs a request, also where the profile scales."""
    scaling = replicas(config, name).scaled
    if scaling is None:
        return
    given = resources(config, name, service(config, name))
    for metric in ("cpu", "memory"):
        target = getattr(scaling, metric)
        if not target or getattr(given.requests, metric) or getattr(given.limits, metric):
            continue
        own = f" ({_OWN_REQUEST[metric]} is Portkey's own)" if name == "gateway" else ""
        fix = f"a utilisation target is a share of the request; set the request{own}"
        if service(config, name).autoscaling:
            yield Problem(f"{name}.autoscaling.{metric}", f"is {target}, and {name}.resources.requests.{metric} is not set", fix, "PK-SCALE-001")
        else:
            message = f"does not set requests.{metric}, and {config.profile} scales the {name} at {target} percent of it"
            yield Problem(f"{name}.resources", message, f"{fix}, or say {name}.replicas", "PK-SCALE-001")


def _ordered(path: str, said: Resources) -> Iterator[Problem]:
    for field, spelling in (("cpu", "cpu"), ("memory", "memory"), ("ephemeral_storage", "ephemeral-storage")):
        request, limit = getattr(said.requests, field), getattr(said.limits, field)
        if request and limit and amount(request) > amount(limit):
            yield Problem(f"{path}.requests.{spelling}", f"is {request}, and the limit is {limit}", "ask for no more than the limit", "PK-SCALE-006")


def _budget(config: PortkeyConfig, name: ServiceName, said: ServiceConfig) -> Iterator[Problem]:
    budget, path = said.disruption_budget, f"{name}.disruptionBudget"
    if budget is None:
        return
    if (budget.min_available is None) == (budget.max_unavailable is None):
        yield Problem(path, "has not one setting", "give minAvailable or maxUnavailable, one of them", "PK-SCALE-008")
        return
    least = replicas(config, name).least
    stuck = budget.max_unavailable in ("0", "0%") or budget.min_available == "100%"
    if stuck or (budget.min_available and budget.min_available.isdigit() and int(budget.min_available) >= least):
        message = f"lets no pod go while there are {least}"
        yield Problem(path, message, "a node could never be drained; leave one pod free to move", "PK-SCALE-009", "warning")
