"""PodDisruptionBudgets."""

from typing import Any

import pytest

from portkey_constructs.config import PortkeyConfig
from portkey_constructs.kubernetes import PodDisruptionBudget
from portkey_constructs.manifests.disruption_budget import pod_disruption_budget
from tests.support.examples import DEVELOPMENT, PRODUCTION, config_from, production


def gateway_budget(config: PortkeyConfig) -> PodDisruptionBudget | None:
    platform = config.resolve()
    return pod_disruption_budget(platform, platform.services["gateway"])


@pytest.mark.parametrize(
    ("base", "settings", "expected"),
    [
        (DEVELOPMENT, {}, None),
        (PRODUCTION, {"replicas": 1}, None),
        (PRODUCTION, {"autoscaling": {"min": 1, "max": 1, "cpu": 50}}, None),
        (PRODUCTION, {"autoscaling": {"min": 1, "max": 2, "cpu": 50}}, {"maxUnavailable": 1}),
        (PRODUCTION, {"replicas": 2}, {"maxUnavailable": 1}),
        (PRODUCTION, {"replicas": 3, "disruptionBudget": {"minAvailable": 2}}, {"minAvailable": 2}),
        (PRODUCTION, {"replicas": 3, "disruptionBudget": {"maxUnavailable": "50%"}}, {"maxUnavailable": "50%"}),
        (DEVELOPMENT, {"disruptionBudget": {"maxUnavailable": 1}}, {"maxUnavailable": 1}),
    ],
)
def test_budget_allows_one_unavailable_pod_if_there_can_be_two(base: Any, settings: dict[str, Any], expected: dict[str, Any] | None) -> None:
    budget = gateway_budget(config_from({**base, "gateway": settings}))
    if expected is None:
        assert budget is None
    else:
        assert budget is not None
        assert {key: value for key, value in budget["spec"].items() if key.endswith("vailable")} == expected


def test_unready_pods_do_not_block_a_drain() -> None:
    budget = gateway_budget(production())
    assert budget is not None
    assert budget["spec"]["unhealthyPodEvictionPolicy"] == "AlwaysAllow"
