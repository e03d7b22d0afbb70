"""Deployments of Portkey's services."""

import pytest

from portkey_constructs.config import PortkeyConfig
from portkey_constructs.kubernetes import Deployment, KubernetesObject
from portkey_constructs.manifests.deployment import common_objects, deployment, http_probes
from tests.support.examples import development, production


def service_deployment(config: PortkeyConfig) -> Deployment:
    platform = config.resolve()
    return deployment(platform, platform.services["gateway"], probes={})


def common(config: PortkeyConfig) -> tuple[KubernetesObject, ...]:
    platform = config.resolve()
    return common_objects(platform, platform.services["gateway"])


def test_replicas_are_left_out_with_an_autoscaler() -> None:
    scaled = production(gateway={"autoscaling": {"min": 2, "max": 4, "cpu": 60}})
    assert "replicas" not in service_deployment(scaled)["spec"]
    assert service_deployment(production(gateway={"replicas": 5}))["spec"]["replicas"] == 5
    assert service_deployment(development())["spec"]["replicas"] == 1


def test_rollout_never_reduces_the_number_of_pods() -> None:
    assert service_deployment(production())["spec"]["strategy"]["rollingUpdate"]["maxUnavailable"] == 0


@pytest.mark.parametrize(("grace", "seconds"), [(None, 5), ("60s", 5), ("10s", 5), ("4s", 2), ("1s", None), ("0s", None)])
def test_grace_period_determines_the_drain_time(grace: str | None, seconds: int | None) -> None:
    settings = {"gracePeriod": grace} if grace else {}
    container = service_deployment(development(gateway=settings))["spec"]["template"]["spec"]["containers"][0]
    assert container.get("lifecycle") == ({"preStop": {"sleep": {"seconds": seconds}}} if seconds else None)


def test_probes_use_the_named_port() -> None:
    probes = http_probes(development().resolve().services["gateway"], "/v1/health", start_seconds=60)
    assert {probe["httpGet"]["port"] for probe in probes.values()} == {"gateway"}
    assert probes["startup"]["periodSeconds"] * probes["startup"]["failureThreshold"] == 60


def test_deployment_has_its_related_objects() -> None:
    assert [manifest["kind"] for manifest in common(development())] == ["ServiceAccount", "Service"]
    kinds = [manifest["kind"] for manifest in common(production())]
    assert kinds == ["ServiceAccount", "Service", "HorizontalPodAutoscaler", "PodDisruptionBudget"]
    existing = production(gateway={"serviceAccount": {"kind": "existing", "name": "own"}})
    assert "ServiceAccount" not in [manifest["kind"] for manifest in common(existing)]
