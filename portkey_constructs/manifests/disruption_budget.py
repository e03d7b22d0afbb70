"""PodDisruptionBudgets."""

from portkey_constructs.kubernetes import PodDisruptionBudget, PodDisruptionBudgetSpec
from portkey_constructs.manifests.metadata import metadata, pod_selector
from portkey_constructs.platform.components import Service
from portkey_constructs.platform.platform import Platform

__all__ = ["pod_disruption_budget"]


def _number_or_share(text: str) -> int | str:
    return int(text) if text.isdigit() else text


def pod_disruption_budget(platform: Platform, service: Service) -> PodDisruptionBudget | None:
    """The disruption budget of a service; None if the service has a single replica and no budget is configured."""
    budget = service.settings.disruption_budget
    if budget is None and not service.replicas.several:
        return None
    spec = PodDisruptionBudgetSpec(selector=pod_selector(platform, service.component))
    if budget and budget.min_available is not None:
        spec["minAvailable"] = _number_or_share(budget.min_available)
    else:
        spec["maxUnavailable"] = _number_or_share(budget.max_unavailable) if budget and budget.max_unavailable is not None else 1
    spec["unhealthyPodEvictionPolicy"] = "AlwaysAllow"
    meta = metadata(platform, service.component, service.name, settings=service.settings)
    return PodDisruptionBudget(apiVersion="policy/v1", kind="PodDisruptionBudget", metadata=meta, spec=spec)
