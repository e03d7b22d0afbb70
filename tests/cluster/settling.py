"""When a namespace has come to rest, and what restarted on the way."""

from collections.abc import Mapping
from typing import Any

from tests.cluster.control_plane import Cluster
from tests.cluster.processes import until

__all__ = ["replica_sets", "revisions", "settled", "versions", "warnings"]

_WORKLOADS = "deployments,statefulsets,jobs,horizontalpodautoscalers,persistentvolumeclaims"
# There is no metrics server; a pod may be looked at before its volume is bound; and the server's repair of addresses may see a Service
# of a namespace that came back between its making and its address.
_EXPECTED = {
    *("FailedGetResourceMetric", "FailedGetContainerResourceMetric", "FailedComputeMetricsReplicas"),
    *("FailedScheduling", "ClusterIPNotAllocated"),
}


def settled(cluster: Cluster, namespace: str, seconds: float = 45) -> list[str]:
    """Waits until everything is as it should be; returns what still is not when the time is up, with the events that tell why."""
    left: list[str] = []

    def none() -> bool:
        left[:] = [text for one in cluster.get(_WORKLOADS, f"--namespace={namespace}") if (text := _unsettled(one))]
        return not left

    return [] if until(none, seconds, 0.3) else [*left, *warnings(cluster, namespace, expected=set())]


def warnings(cluster: Cluster, namespace: str, expected: set[str] = _EXPECTED) -> list[str]:
    """The warnings among the events, less those of the expected reasons."""
    events = cluster.get("events", f"--namespace={namespace}", "--field-selector=type=Warning")
    told = ((one["reason"], f"{one['involvedObject']['kind']} {one['involvedObject']['name']}: {one['reason']}: {one['message']}") for one in events)
    return [text for reason, text in told if reason not in expected]


def versions(cluster: Cluster, namespace: str, kinds: str = "all") -> dict[tuple[str, str], str]:
    """The resource version of every object."""
    return {(one["kind"], one["metadata"]["name"]): one["metadata"]["resourceVersion"] for one in cluster.get(kinds, f"--namespace={namespace}")}


def replica_sets(cluster: Cluster, namespace: str) -> dict[str, str]:
    """The name of the ReplicaSet that serves, of each Deployment."""
    sets = cluster.get("replicasets", f"--namespace={namespace}")
    return {one["metadata"]["ownerReferences"][0]["name"]: one["metadata"]["name"] for one in sets if one["spec"]["replicas"]}


def revisions(cluster: Cluster, namespace: str) -> dict[str, str]:
    """The revision that each Deployment and StatefulSet runs."""
    sets = cluster.get("statefulsets", f"--namespace={namespace}")
    return replica_sets(cluster, namespace) | {one["metadata"]["name"]: one["status"]["updateRevision"] for one in sets}


def _unsettled(one: Mapping[str, Any]) -> str:
    kind, name, spec, status = one["kind"], one["metadata"]["name"], one.get("spec", {}), one.get("status", {})
    current = status.get("observedGeneration", 0) >= one["metadata"].get("generation", 0)
    match kind:
        case "Deployment":
            counts = [status.get(field, 0) for field in ("replicas", "updatedReplicas", "readyReplicas", "availableReplicas")]
            return "" if current and counts == [spec["replicas"]] * 4 else f"Deployment {name}: {counts} of {spec['replicas']} replicas"
        case "StatefulSet":
            counts = [status.get(field, 0) for field in ("replicas", "readyReplicas", "availableReplicas")]
            same = status.get("currentRevision") == status.get("updateRevision")
            return "" if current and same and counts == [spec["replicas"]] * 3 else f"StatefulSet {name}: {counts} of {spec['replicas']} replicas"
        case "Job":
            return "" if any(it["type"] == "Complete" and it["status"] == "True" for it in status.get("conditions", ())) else f"Job {name}: {status}"
        case "HorizontalPodAutoscaler":
            enough = status.get("currentReplicas", 0) >= spec["minReplicas"]
            return "" if enough else f"HorizontalPodAutoscaler {name}: {status.get('currentReplicas')} replicas, {spec['minReplicas']} at least"
        case "PersistentVolumeClaim":
            return "" if status.get("phase") == "Bound" else f"PersistentVolumeClaim {name}: {status.get('phase')}"
    raise ValueError(kind)
