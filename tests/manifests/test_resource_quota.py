"""ResourceQuotas: their amounts, and quotas that refuse the platform's pods."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final, cast

import pytest

from portkey_constructs.config import ComputedQuota, PortkeyConfig
from portkey_constructs.config.quantities import amount
from portkey_constructs.errors import ConfigurationError, Problem
from portkey_constructs.kubernetes import ResourceQuota
from portkey_constructs.manifests.stages import Stage
from tests.support.examples import config_from, development

SMALL: Final = {"requests": {"cpu": "500m", "memory": "1Gi"}, "limits": {"cpu": "1", "memory": "2Gi"}}
BASE: Final[Mapping[str, Any]] = {
    "profile": "development",
    "clientAuth": "license",
    "imagePull": {"kind": "none"},
    "logStore": {"kind": "controlPlane"},
    "clickhouse": {"kind": "external", "host": "clickhouse.example.org", "tls": True, "password": "only-for-tests"},
    "gateway": {"resources": SMALL, "replicas": 4},
    "redis": {"kind": "inCluster", "resources": SMALL, "persistence": {"size": "5Gi"}},
    "deployment": {"kind": "gateway", "organisations": ["acme"]},
    "controlPlaneUrl": "https://portkey.example.org",
}
LARGE: Final = {"limits": {"cpu": "3", "memory": "1Gi"}}
COMPUTED: Final = {"kind": "computed", "headroom": 0}
SIDECAR: Final = {"name": "agent", "image": "agent:1", "resources": {"limits": {"cpu": "250m", "memory": "1Gi"}}}


def platform(**settings: Any) -> PortkeyConfig:
    return config_from({**BASE, **settings})


def hard(config: PortkeyConfig) -> dict[str, Any]:
    [(stage, quota)] = [staged for staged in config.resolve().objects() if staged.manifest["kind"] == "ResourceQuota"]
    assert stage == Stage.ACCESS
    assert quota["metadata"]["name"] == "portkey"
    amounts: dict[str, Any] = cast(ResourceQuota, quota)["spec"]["hard"]
    return amounts


def problems(**settings: Any) -> tuple[Problem, ...]:
    """Errors and warnings."""
    try:
        return platform(**settings).warnings()
    except ConfigurationError as error:
        return error.problems


def test_a_platform_has_no_quota_by_default() -> None:
    assert all(staged.manifest["kind"] != "ResourceQuota" for staged in platform().resolve().objects())


def test_a_computed_quota_counts_every_pod_of_a_rollout() -> None:
    # Four pods of the gateway, a quarter more during its rollout, and Redis.
    assert hard(platform(resourceQuota=COMPUTED)) == {
        "pods": "6",
        "requests.cpu": "3",
        "requests.memory": "6Gi",
        "limits.cpu": "6",
        "limits.memory": "12Gi",
        "persistentvolumeclaims": "1",
        "requests.storage": "5Gi",
    }


@pytest.mark.parametrize(
    ("settings", "resource", "value"),
    [
        ({"resourceQuota": {"kind": "computed", "headroom": 50}}, "requests.cpu", "4500m"),
        ({"resourceQuota": {"kind": "computed", "headroom": 50}}, "pods", "9"),
        ({"resourceQuota": {"kind": "computed", "headroom": 7}}, "requests.memory", "6575Mi"),
        ({"gateway": {"resources": SMALL, "autoscaling": {"min": 2, "max": 10, "cpu": 70}}}, "pods", "14"),
        ({"gateway": {"resources": SMALL, "autoscaling": {"kind": "keda", "min": 1, "max": 10, "cpu": 70}}}, "pods", "14"),
        ({"gateway": {"resources": SMALL, "autoscaling": {"kind": "external", "max": 10}}}, "pods", "14"),
        ({"gateway": {"resources": SMALL, "replicas": 4, "strategy": {"type": "Recreate"}}}, "pods", "5"),
        ({"gateway": {"resources": SMALL, "replicas": 4, "strategy": {"rollingUpdate": {"maxSurge": 3}}}}, "pods", "8"),
        ({"gateway": {"resources": SMALL, "sidecars": [SIDECAR]}}, "requests.cpu", "2"),
        ({"gateway": {"resources": SMALL, "initContainers": [SIDECAR]}}, "requests.cpu", "1500m"),
        ({"gateway": {"resources": SMALL, "initContainers": [{**SIDECAR, "restartPolicy": "Always"}]}}, "requests.cpu", "2"),
        ({"patches": [{"target": {"kind": "Deployment"}, "merge": {"spec": {"replicas": 8}}}]}, "pods", "11"),
        ({"patches": [{"target": {"kind": "ResourceQuota"}, "merge": {"spec": {"hard": {"pods": "77"}}}}]}, "pods", "77"),
    ],
)
def test_a_computed_quota_follows_the_settings(settings: Mapping[str, Any], resource: str, value: str) -> None:
    assert hard(platform(**{"resourceQuota": COMPUTED, **settings}))[resource] == value


def test_a_computed_quota_counts_the_additional_pods_and_claims_of_the_namespace() -> None:
    pod: dict[str, Any] = {
        "restartPolicy": "Never",
        "containers": [{"name": "own", "image": "own:1", "resources": {"limits": {"cpu": "3", "memory": "1Gi"}}}],
    }
    claim = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "7Gi"}}}
    pod["volumes"] = [{"name": "scratch", "ephemeral": {"volumeClaimTemplate": {"spec": claim}}}]
    spec = {"parallelism": 2, "template": {"spec": pod}}
    job: dict[str, Any] = {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {"name": "own"},
        "spec": spec,
    }
    elsewhere = {**job, "metadata": {"name": "own", "namespace": "other"}}
    own_claim = {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "own"}, "spec": claim}
    amounts = hard(platform(resourceQuota=COMPUTED, extraObjects=[job, elsewhere, own_claim]))
    assert (amounts["pods"], amounts["requests.cpu"]) == ("8", "9")
    assert (amounts["persistentvolumeclaims"], amounts["requests.storage"]) == ("4", "26Gi")


def test_a_computed_quota_leaves_out_what_a_container_does_not_set() -> None:
    amounts = hard(platform(resourceQuota=COMPUTED, gateway={"resources": {"requests": {"cpu": "1", "memory": "1Gi"}}}))
    assert {"requests.cpu", "requests.memory"} <= amounts.keys()
    assert not {"limits.cpu", "limits.memory", "requests.ephemeral-storage"} & amounts.keys()


def test_a_computed_quota_counts_only_objects_beside_a_service_mesh() -> None:
    amounts = hard(platform(resourceQuota=COMPUTED, namespaceLabels={"istio-injection": "enabled"}))
    assert {*amounts} == {"pods", "persistentvolumeclaims", "requests.storage"}


def test_a_computed_quota_does_not_guess_the_size_of_an_existing_claim() -> None:
    redis = {"kind": "inCluster", "persistence": {"kind": "existingClaim", "name": "redis-data"}}
    amounts = hard(platform(resourceQuota=COMPUTED, redis=redis))
    assert amounts["persistentvolumeclaims"] == "1"
    assert "requests.storage" not in amounts


def test_every_default_pod_sets_all_resources_of_a_quota() -> None:
    amounts = hard(development(resourceQuota=COMPUTED))
    assert {f"{part}.{name}" for part in ("requests", "limits") for name in ("cpu", "memory", "ephemeral-storage")} <= amounts.keys()
    assert all(amount(value) > 0 for value in amounts.values())


def test_a_fixed_quota_has_the_amounts_of_the_settings() -> None:
    amounts = {"requests.cpu": "20", "services.nodeports": "0", "count/jobs.batch": "9"}
    assert hard(platform(resourceQuota={"kind": "fixed", "hard": amounts})) == amounts


@pytest.mark.parametrize(
    ("settings", "path", "code", "severity", "message"),
    [
        ({"resourceQuota": {"kind": "fixed", "hard": {"cpu": "1"}}}, "resourceQuota.hard.cpu", "PK-QUOTA-002", "error", "need 2500m at the smallest"),
        ({"resourceQuota": {"kind": "fixed", "hard": {"pods": "5"}}}, "resourceQuota.hard.pods", "PK-QUOTA-002", "warning", "need up to 6"),
        (
            {"resourceQuota": {"kind": "fixed", "hard": {"requests.storage": "4Gi"}}},
            "resourceQuota.hard.requests.storage",
            "PK-QUOTA-002",
            "error",
            "need 5Gi",
        ),
        (
            {"resourceQuota": {"kind": "fixed", "hard": {"limits.cpu": "99"}}, "gateway": {"resources": {"requests": {"cpu": "1"}}}},
            "resourceQuota.hard.limits.cpu",
            "PK-QUOTA-001",
            "error",
            "gateway of Deployment portkey-gateway",
        ),
        (
            {"resourceQuota": {"kind": "fixed", "hard": {"memory": "99Gi"}}, "gateway": {"sidecars": [{"name": "agent", "image": "agent:1"}]}},
            "resourceQuota.hard.memory",
            "PK-QUOTA-001",
            "error",
            "agent of Deployment portkey-gateway",
        ),
        (
            {"resourceQuota": COMPUTED, "gateway": {"autoscaling": {"kind": "external", "min": 2}}},
            "resourceQuota",
            "PK-QUOTA-003",
            "error",
            "Deployment portkey-gateway",
        ),
        (
            {"resourceQuota": COMPUTED, "patches": [{"target": {"kind": "ResourceQuota"}, "merge": {"spec": {"hard": {"pods": "1"}}}}]},
            "resourceQuota",
            "PK-QUOTA-002",
            "error",
            "is 1, but the pods need 5",
        ),
        (
            {
                "extraObjects": [
                    {"apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": "own"}, "spec": {"hard": {"requests.memory": "1Gi"}}}
                ]
            },
            "extraObjects.0.spec.hard.requests.memory",
            "PK-QUOTA-002",
            "error",
            "is 1Gi",
        ),
    ],
)
def test_a_quota_that_refuses_pods_is_reported(settings: Mapping[str, Any], path: str, code: str, severity: str, message: str) -> None:
    [problem] = problems(**settings)
    assert (problem.path, problem.code, problem.severity) == (path, code, severity)
    assert message in problem.message


@pytest.mark.parametrize(
    "settings",
    [
        {"resourceQuota": COMPUTED},
        {"resourceQuota": {"kind": "fixed", "hard": {"requests.cpu": "3", "pods": "6"}}},
        {"resourceQuota": {"kind": "fixed", "hard": {"requests.ephemeral-storage": "1Gi", "example.org/gpu": "0"}}},
        {
            "extraObjects": [
                {
                    "apiVersion": "v1",
                    "kind": "ResourceQuota",
                    "metadata": {"name": "own"},
                    "spec": {"hard": {"pods": "1"}, "scopes": ["Terminating"]},
                }
            ]
        },
        {
            "extraObjects": [
                {"apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": "own", "namespace": "other"}, "spec": {"hard": {"pods": "1"}}}
            ]
        },
    ],
    ids=["computed", "exact amounts", "amounts without containers", "quota with scopes", "quota of another namespace"],
)
def test_a_quota_that_admits_the_pods_is_valid(settings: Mapping[str, Any]) -> None:
    assert problems(**settings) == ()


def test_a_daemon_set_has_no_computed_quota() -> None:
    pod = {"containers": [{"name": "own", "image": "own:1", "resources": SMALL}]}
    spec = {"selector": {"matchLabels": {"app": "own"}}, "template": {"metadata": {"labels": {"app": "own"}}, "spec": pod}}
    manifest = {"apiVersion": "apps/v1", "kind": "DaemonSet", "metadata": {"name": "own"}, "spec": spec}
    [problem] = problems(resourceQuota=COMPUTED, extraObjects=[manifest])
    assert (problem.code, "DaemonSet own" in problem.message) == ("PK-QUOTA-003", True)


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("pods", "1.5", "PK-QUOTA-004"),
        ("count/jobs.batch", "500m", "PK-QUOTA-004"),
        ("cpus", "1", "PK-SETTING-004"),
        ("pods", "many", "PK-SETTING-004"),
    ],
)
def test_an_amount_that_kubernetes_refuses_is_an_error(name: str, value: str, code: str) -> None:
    [problem] = problems(resourceQuota={"kind": "fixed", "hard": {name: value}})
    assert problem.code == code


def test_the_default_headroom_leaves_room_for_pods_that_are_still_stopping() -> None:
    exact, default = hard(development(resourceQuota=COMPUTED)), hard(development(resourceQuota={"kind": "computed"}))
    assert amount(default["limits.memory"]) >= amount(exact["limits.memory"]) * (1 + Decimal(ComputedQuota().headroom) / 100)
