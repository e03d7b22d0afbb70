"""ScaledObjects, and services whose number of pods something outside the manifests decides."""

from typing import Any

import pytest

from portkey_constructs.config import PortkeyConfig
from portkey_constructs.errors import ConfigurationError
from portkey_constructs.manifests.autoscaling import default_behavior
from portkey_constructs.manifests.stages import Stage
from tests.support.examples import production

Object = dict[str, Any]

KEDA = {"kind": "keda", "min": 2, "max": 9}
PROMETHEUS = {"type": "prometheus", "metadata": {"serverAddress": "http://prometheus:9090", "query": "sum(up)", "threshold": "100"}}


def objects(config: PortkeyConfig) -> dict[str, Any]:
    """The objects of the gateway by kind."""
    return {
        staged.manifest["kind"]: staged.manifest for staged in config.resolve().objects() if staged.manifest["metadata"]["name"] == "portkey-gateway"
    }


def scaled(**scaling: Any) -> Object:
    """The spec of the gateway's ScaledObject."""
    spec: Object = objects(production(gateway={"autoscaling": {**KEDA, **scaling}}))["ScaledObject"]["spec"]
    return spec


def test_keda_scales_the_deployment_by_its_main_container() -> None:
    spec = scaled(cpu=60, memory=80, triggers=[PROMETHEUS])
    assert spec["scaleTargetRef"] == {"apiVersion": "apps/v1", "kind": "Deployment", "name": "portkey-gateway"}
    assert (spec["minReplicaCount"], spec["maxReplicaCount"]) == (2, 9)
    assert spec["triggers"] == [
        {"type": "cpu", "metricType": "Utilization", "metadata": {"value": "60", "containerName": "gateway"}},
        {"type": "memory", "metricType": "Utilization", "metadata": {"value": "80", "containerName": "gateway"}},
        PROMETHEUS,
    ]
    assert spec.keys() == {"scaleTargetRef", "minReplicaCount", "maxReplicaCount", "triggers", "advanced"}


def test_keda_keeps_the_behavior_of_portkey_beside_other_advanced_settings() -> None:
    advanced = scaled(cpu=60, advanced={"restoreToOriginalReplicaCount": True, "horizontalPodAutoscalerConfig": {"name": "own"}})["advanced"]
    assert advanced == {"restoreToOriginalReplicaCount": True, "horizontalPodAutoscalerConfig": {"name": "own", "behavior": default_behavior()}}
    behavior = {"scaleDown": {"selectPolicy": "Disabled"}}
    own = scaled(cpu=60, advanced={"horizontalPodAutoscalerConfig": {"behavior": behavior}})["advanced"]
    assert own == {"horizontalPodAutoscalerConfig": {"behavior": behavior}}


def test_times_are_seconds() -> None:
    spec = scaled(triggers=[PROMETHEUS], min=1, idle=0, pollingInterval="15s", cooldownPeriod="10m", initialCooldownPeriod="1m")
    assert [spec[name] for name in ("idleReplicaCount", "pollingInterval", "cooldownPeriod", "initialCooldownPeriod")] == [0, 15, 600, 60]


@pytest.mark.parametrize("scaling", [{**KEDA, "cpu": 60}, {"kind": "external"}], ids=["keda", "external"])
def test_the_deployment_has_no_number_of_replicas_and_no_other_autoscaler(scaling: Object) -> None:
    config = production(gateway={"autoscaling": scaling})
    gateway = objects(config)
    assert "replicas" not in gateway["Deployment"]["spec"]
    assert "HorizontalPodAutoscaler" not in gateway
    assert ("ScaledObject" in gateway) == (scaling["kind"] == "keda")
    assert {staged.stage for staged in config.resolve().objects() if staged.manifest["kind"] == "ScaledObject"} <= {Stage.SERVICES}


@pytest.mark.parametrize(
    ("scaling", "text", "budget"),
    [
        ({"kind": "external"}, "1 or more", True),
        ({"kind": "external", "min": 0}, "0 or more", True),
        ({"kind": "external", "min": 3, "max": 6}, "3 to 6", True),
        ({"kind": "external", "max": 1}, "1", False),
        ({"kind": "keda", "min": 0, "max": 5, "triggers": [PROMETHEUS]}, "0 to 5", True),
        ({"kind": "keda", "min": 2, "max": 5, "idle": 0, "triggers": [PROMETHEUS]}, "0 to 5", True),
    ],
)
def test_an_unknown_maximum_counts_as_several_pods(scaling: Object, text: str, budget: bool) -> None:
    config = production(gateway={"autoscaling": scaling})
    replicas = config.resolve().services["gateway"].replicas
    assert (replicas.range, replicas.several, "PodDisruptionBudget" in objects(config)) == (text, budget, budget)


@pytest.mark.parametrize(
    ("scaling", "path", "message"),
    [
        ({"triggers": [{"type": "cron"}]}, "triggers.0", "a trigger of KEDA needs metadata"),
        ({"triggers": [{"type": "cron", "metadata": {"start": 0}}]}, "triggers.0.metadata.start", "quote it: expected text"),
        ({"triggers": [{"type": "cron", "metadata": {}, "metric": "a"}]}, "triggers.0", "a trigger of KEDA has no field metric"),
        ({"triggers": [{"type": "cron", "metadata": {}, "metricType": "Average"}]}, "triggers.0.metricType", "expected one of AverageValue"),
        ({"triggers": [{"type": "cron", "name": "a", "metadata": {}}] * 2}, "triggers.1", "expected a different name for each entry"),
        ({"cpu": 60, "fallback": {"failureThreshold": 3, "replicas": -1}}, "fallback.replicas", "expected a number from 0"),
        ({"cpu": 60, "fallback": {"failureThreshold": 3, "replicas": 1, "behavior": "x"}}, "fallback.behavior", "expected one of static"),
        (
            {"cpu": 60, "advanced": {"horizontalPodAutoscalerConfig": {"behavior": {"scaleUp": {"selectPolicy": "Most"}}}}},
            "advanced.horizontalPodAutoscalerConfig.behavior.scaleUp.selectPolicy",
            "expected one of Max, Min, Disabled",
        ),
        ({"cpu": 60, "idle": 1}, "idle", "0, the only number that KEDA supports"),
    ],
)
def test_fields_of_keda_are_checked_where_they_are(scaling: Object, path: str, message: str) -> None:
    with pytest.raises(ConfigurationError) as error:
        production(gateway={"autoscaling": {**KEDA, **scaling}})
    [problem] = error.value.problems
    assert problem.path == f"gateway.autoscaling.{path}"
    assert message in problem.message + problem.fix
