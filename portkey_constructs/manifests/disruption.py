"""PodDisruptionBudgets."""

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.kubernetes import PodDisruptionBudget, PodDisruptionBudgetSpec
from portkey_constructs.manifests.metadata import metadata, selector
from portkey_constructs.platform.defaults import ServiceName, replicas, service
from portkey_constructs.platform.names import Names

__all__ = ["pod_disruption_budget"]


def _number_or_share(text: str) -> int | str:
    return int(text) if text.isdigit() else text


def pod_disruption_budget(config: PortkeyConfig, component: ServiceName) -> PodDisruptionBudget | None:
    """The disruption budget of a service, or None when it can have one replica only and nothing was said."""
    said = service(config, component).disruption_budget
    if said is None and replicas(config, component).most < 2:
        return None
    spec = PodDisruptionBudgetSpec(selector=selector(config, component))
    if said and said.min_available is not None:
        spec["minAvailable"] = _number_or_share(said.min_available)
    else:
        spec["maxUnavailable"] = _number_or_share(said.max_unavailable) if said and said.max_unavailable is not None else 1
    spec["unhealthyPodEvictionPolicy"] = "AlwaysAllow"
    return PodDisruptionBudget(
        apiVersion="policy/v1",
        kind="PodDisruptionBudget",
        metadata=metadata(config, component, Names(config).component(component), workload=service(config, component)),
        spec=spec,
    )
