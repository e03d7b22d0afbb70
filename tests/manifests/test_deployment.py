"""Deployments of Portkey's services."""

import pytest

from portkey_constructs.manifests.deployment import common_objects, deployment, http_probes
from tests.support.examples import development, production


def test_replicas_are_left_out_where_an_autoscaler_counts() -> None:
    scaled = production(gateway={"autoscaling": {"min": 2, "max": 4, "cpu": 60}})
    assert "replicas" not in deployment(scaled, "gateway", probes={})["spec"]
    assert deployment(production(gateway={"replicas": 5}), "gateway", probes={})["spec"]["replicas"] == 5
    assert deployment(development(), "gateway", probes={})["spec"]["replicas"] == 1


def test_a_roll_out_never_has_fewer_pods_than_wanted() -> None:
    assert deployment(production(), "gateway", probes={})["spec"]["strategy"]["rollingUpdate"]["maxUnavailable"] == 0


@pytest.mark.parametrize(("grace", "seconds"), [(None, 5), ("60s", 5), ("10s", 5), ("4s", 2), ("1s", None), ("0s", None)])
def test_the_drain_is_a_part_of_the_grace_period(grace: str | None, seconds: int | None) -> None:
    said = {"gracePeriod": grace} if grace else {}
    container = deployment(development(gateway=said), "gateway", probes={})["spec"]["template"]["spec"]["containers"][0]
    assert container.get("lifecycle") == ({"preStop": {"sleep": {"seconds": seconds}}} if seconds else None)


def test_probes_ask_the_named_port() -> None:
    probes = http_probes(development(), "gateway", "/v1/health", start_seconds=60)
    assert {probe["httpGet"]["port"] for probe in probes.values()} == {"gateway"}
    assert probes["startup"]["periodSeconds"] * probes["startup"]["failureThreshold"] == 60


def test_what_stands_around_it() -> None:
    assert [one["kind"] for one in common_objects(development(), "gateway")] == ["ServiceAccount", "Service"]
    kinds = [one["kind"] for one in common_objects(production(), "gateway")]
    assert kinds == ["ServiceAccount", "Service", "HorizontalPodAutoscaler", "PodDisruptionBudget"]
    existing = production(gateway={"serviceAccount": {"kind": "existing", "name": "own"}})
    assert "ServiceAccount" not in [one["kind"] for one in common_objects(existing, "gateway")]
