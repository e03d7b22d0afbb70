"""Deployments of Portkey's services."""

from typing import Any

import pytest

from portkey_constructs.config import PortkeyConfig
from portkey_constructs.kubernetes import Deployment, KubernetesObject
from portkey_constructs.manifests.deployment import common_objects, deployment, http_probes
from portkey_constructs.platform.components import ServiceName
from tests.support.examples import development, production
from tests.support.objects import rendered, variables


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


@pytest.mark.parametrize("component", ["gateway", "backend", "dataservice", "frontend"])
@pytest.mark.parametrize(
    ("gateway", "longest"),
    [({}, 300), ({"requestTimeout": "10m"}, 600), ({"requestTimeout": 20}, 20), ({"kind": "external", "url": "https://ai.example.org"}, 300)],
)
def test_longest_request_determines_how_pods_stop(component: ServiceName, gateway: dict[str, Any], longest: int) -> None:
    """The gateway ends at its stop signal, so its pods serve that long before; nginx finishes its requests after the signal."""
    platform = development(gateway=gateway).resolve()
    if component not in platform.services:
        return
    pod = deployment(platform, platform.services[component], probes={})["spec"]["template"]["spec"]
    assert pod["terminationGracePeriodSeconds"] == longest + 15
    assert pod["containers"][0]["lifecycle"] == {"preStop": {"sleep": {"seconds": 15 if component == "frontend" else longest}}}


@pytest.mark.parametrize(
    ("grace", "seconds", "frontend"),
    [("20m", 300, 15), ("60s", 45, 15), ("30s", 15, 15), ("20s", 10, 10), ("4s", 2, 2), ("1s", None, None), ("0s", None, None)],
)
def test_configured_grace_period_limits_the_drain(grace: str, seconds: int | None, frontend: int | None) -> None:
    platform = development(gateway={"gracePeriod": grace}, frontend={"gracePeriod": grace}).resolve()
    for component, drain in (("gateway", seconds), ("frontend", frontend)):
        pod = deployment(platform, platform.components[component], probes={})["spec"]["template"]["spec"]  # type: ignore[arg-type]
        assert pod["containers"][0].get("lifecycle") == ({"preStop": {"sleep": {"seconds": drain}}} if drain else None)
        assert pod["terminationGracePeriodSeconds"] == platform.components[component].settings.grace_period


@pytest.mark.parametrize(
    ("settings", "milliseconds"),
    [
        ({}, "14000"),
        ({"gracePeriod": "6m"}, "59000"),
        ({"gracePeriod": "60s"}, "14000"),
        ({"gracePeriod": "4s"}, "1000"),
        ({"gracePeriod": 0}, "1000"),
    ],
)
def test_process_manager_leaves_the_backend_the_rest_of_the_grace_period(settings: dict[str, Any], milliseconds: str) -> None:
    """By default pm2 kills the server 1.6 seconds after the stop signal."""
    assert variables(development(backend=settings), "backend")["PM2_KILL_TIMEOUT"] == milliseconds


def test_stores_and_the_migration_keep_the_default_of_kubernetes() -> None:
    manifests = [manifest for manifest in rendered(development(backend={"gracePeriod": "90s"})) if manifest["kind"] in ("StatefulSet", "Job")]
    assert len(manifests) == 4
    for manifest in manifests:
        assert "terminationGracePeriodSeconds" not in manifest["spec"]["template"]["spec"]


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


@pytest.mark.parametrize("strategy", [{"type": "Recreate"}, {"rollingUpdate": {"maxUnavailable": "10%"}}])
def test_rollout_is_configurable(strategy: dict[str, Any]) -> None:
    spec = service_deployment(development(gateway={"strategy": strategy, "minReadySeconds": 0, "revisionHistoryLimit": 0}))["spec"]
    assert (spec["strategy"], spec["minReadySeconds"], spec["revisionHistoryLimit"]) == (strategy, 0, 0)
    assert {"minReadySeconds", "revisionHistoryLimit"}.isdisjoint(service_deployment(development())["spec"])


@pytest.mark.parametrize(
    ("lifecycle", "milliseconds"),
    [
        ({"preStop": {"sleep": {"seconds": 100}}}, "214000"),
        ({"postStart": {"exec": {"command": ["true"]}}}, "314000"),
        ({"preStop": {"exec": {"command": ["/bin/sh", "-c", "sleep 15"]}}}, "299000"),
        ({"preStop": {"exec": {"command": ["/bin/drain"]}}}, "314000"),
        ({}, "314000"),
    ],
)
def test_lifecycle_replaces_the_hooks_and_the_process_manager_gets_the_rest(lifecycle: dict[str, Any], milliseconds: str) -> None:
    config = development(backend={"lifecycle": lifecycle})
    platform = config.resolve()
    [container] = deployment(platform, platform.services["backend"], probes={})["spec"]["template"]["spec"]["containers"]
    assert container.get("lifecycle", {}) == lifecycle
    assert variables(config, "backend")["PM2_KILL_TIMEOUT"] == milliseconds
