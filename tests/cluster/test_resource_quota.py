"""Quotas of the settings on a real API server, whose admission counts pods and claims."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import pytest

from portkey_constructs.errors import ConfigurationError
from tests.cluster.control_plane import Cluster
from tests.cluster.environments import Object, claimed, needed
from tests.cluster.processes import until
from tests.cluster.readiness import settled
from tests.support.examples import development

pytestmark = pytest.mark.cluster

NAMESPACE: Final = "resource-quota"
EXACT: Final = {"kind": "computed", "headroom": 0}
SERVICES: Final[Mapping[str, Any]] = {name: {"replicas": 2} for name in ("gateway", "dataservice", "frontend")}
SIDECAR: Final = {"name": "agent", "image": "agent:1"}


@pytest.fixture
def namespace(cluster: Cluster) -> Iterator[str]:
    """A namespace that is removed after the test, with the volumes that no refused pod has claimed."""
    with cluster.removed(NAMESPACE):
        yield NAMESPACE
    unclaimed = [volume["metadata"]["name"] for volume in cluster.get("persistentvolumes") if volume["status"].get("phase") == "Available"]
    if unclaimed:
        cluster.kubectl("delete", "persistentvolumes", *unclaimed)


def objects(**settings: Any) -> list[Object]:
    """The objects of a platform, as they are in the files."""
    config = development(namespace=NAMESPACE, **settings)
    return [json.loads(json.dumps(staged.manifest)) for staged in config.resolve().objects()]


def with_quota(manifests: Sequence[Object], hard: Mapping[str, str]) -> list[Object]:
    """The objects with a quota of other amounts, which validation would refuse."""
    return [manifest | {"spec": {"hard": dict(hard)}} if manifest["kind"] == "ResourceQuota" else manifest for manifest in manifests]


def install(cluster: Cluster, manifests: list[Object]) -> None:
    # Pods are refused until the quota controller has counted what there is.
    before = [manifest for manifest in manifests if manifest["kind"] in ("Namespace", "ResourceQuota")]
    cluster.apply([*before, *needed(manifests)])
    assert until(lambda: "used" in quota(cluster)["status"], 30, 0.2)
    cluster.volumes(claimed(manifests))
    cluster.apply(manifests)


def quota(cluster: Cluster) -> Object:
    [manifest] = cluster.get("resourcequotas", f"--namespace={NAMESPACE}")
    return {"status": {}, **manifest}


def refusals(cluster: Cluster) -> list[str]:
    events = cluster.get("events", f"--namespace={NAMESPACE}", "--field-selector=reason=FailedCreate")
    return [event["message"] for event in events]


def test_a_computed_quota_admits_every_pod_of_the_platform_and_of_a_rollout(cluster: Cluster, namespace: str) -> None:
    manifests = objects(resourceQuota=EXACT, **SERVICES)
    install(cluster, manifests)
    assert settled(cluster, namespace) == []
    assert refusals(cluster) == []
    status = quota(cluster)["status"]
    assert {"pods", "requests.cpu", "limits.memory", "limits.ephemeral-storage", "persistentvolumeclaims", "requests.storage"} <= status[
        "hard"
    ].keys()
    assert status["used"]["persistentvolumeclaims"] == status["hard"]["persistentvolumeclaims"] == "3"

    changed = objects(resourceQuota=EXACT, env={"EXTRA": "1"}, **SERVICES)
    cluster.apply(changed)
    assert settled(cluster, namespace) == []
    names = {pod["metadata"]["name"] for pod in cluster.get("pods", f"--namespace={namespace}", "--field-selector=status.phase=Running")}
    assert sum("gateway" in name for name in names) == 2


def test_the_server_uses_up_exactly_what_an_exact_quota_counts(cluster: Cluster, namespace: str) -> None:
    surge = {"strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 0, "maxUnavailable": 1}}}
    settings = {name: {"replicas": 2, **surge} for name in ("gateway", "dataservice", "frontend")}
    manifests = objects(resourceQuota=EXACT, backend={"replicas": 1, **surge}, migration={"kind": "inPod"}, **settings)
    install(cluster, manifests)
    assert settled(cluster, namespace) == []

    def status() -> Any:
        return quota(cluster)["status"]

    assert until(lambda: status()["used"] == status()["hard"], 120, 0.3), (status(), refusals(cluster))


@pytest.mark.parametrize(
    ("hard", "settings", "code", "message"),
    [
        ({"requests.cpu": "1m"}, {}, "PK-QUOTA-002", "exceeded quota: portkey"),
        ({"memory": "900Gi"}, {"frontend": {"sidecars": [SIDECAR]}}, "PK-QUOTA-001", "must specify memory for: agent"),
        ({"limits.cpu": "900"}, {"frontend": {"resources": {"requests": {"cpu": "1"}}}}, "PK-QUOTA-001", "must specify limits.cpu for: frontend"),
    ],
)
def test_the_server_refuses_the_pods_of_a_quota_that_validation_refuses(
    cluster: Cluster, namespace: str, hard: Mapping[str, str], settings: Mapping[str, Any], code: str, message: str
) -> None:
    with pytest.raises(ConfigurationError) as error:
        objects(resourceQuota={"kind": "fixed", "hard": hard}, **settings)
    assert [problem.code for problem in error.value.problems] == [code]
    install(cluster, with_quota(objects(resourceQuota=EXACT, **settings), hard))
    assert until(lambda: any(message in text for text in refusals(cluster)), 30, 0.3), refusals(cluster)


@pytest.mark.parametrize(("name", "value"), [("services", "1.5"), ("count/jobs.batch", "500m"), ("cpus", "1")])
def test_the_server_refuses_the_amounts_that_validation_refuses(cluster: Cluster, namespace: str, name: str, value: str) -> None:
    with pytest.raises(ConfigurationError):
        objects(resourceQuota={"kind": "fixed", "hard": {name: value}})
    manifests = with_quota(objects(resourceQuota=EXACT), {name: value})
    cluster.apply([manifest for manifest in manifests if manifest["kind"] == "Namespace"])
    refused = cluster.apply([manifest for manifest in manifests if manifest["kind"] == "ResourceQuota"], "--dry-run=server", check=False)
    assert refused.returncode != 0
    assert "spec.hard" in refused.stderr


@pytest.mark.parametrize(
    "name",
    [
        "cpu",
        "requests.storage",
        "services.nodeports",
        "requests.nvidia.com/gpu",
        "count/jobs.batch",
        "fast.storageclass.storage.k8s.io/requests.storage",
    ],
)
def test_the_server_accepts_the_resources_that_validation_accepts(cluster: Cluster, namespace: str, name: str) -> None:
    manifests = objects(resourceQuota={"kind": "fixed", "hard": {name: "900" if name != "requests.storage" else "900Gi"}})
    cluster.apply([manifest for manifest in manifests if manifest["kind"] == "Namespace"])
    cluster.apply([manifest for manifest in manifests if manifest["kind"] == "ResourceQuota"], "--dry-run=server")
