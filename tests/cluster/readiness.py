"""When a namespace has come to rest, and what restarted on the way."""

import re
from collections.abc import Mapping
from typing import Any

from tests.cluster.control_plane import Cluster
from tests.cluster.processes import until

__all__ = ["replica_sets", "revisions", "settled", "unexplained", "unsettled", "versions", "warnings"]

_WORKLOADS = "deployments,statefulsets,jobs,horizontalpodautoscalers,persistentvolumeclaims"
# There is no metrics server; a pod may be looked at before its volume is bound; and the server's repair of addresses may see a Service
# of a namespace that came back between its making and its address.
_EXPECTED = {
    *("FailedGetResourceMetric", "FailedGetContainerResourceMetric", "FailedComputeMetricsReplicas"),
    *("FailedScheduling", "ClusterIPNotAllocated"),
}


# The Namespace asks for warnings at the level restricted, and the backend's image has no documented user.
_USER = re.compile(
    r'Warning: would violate PodSecurity "restricted:latest": '
    r'runAsNonRoot != true \(pod or container "(backend|migration)" must set .*\)'
)


def unexplained(errors: str) -> list[str]:
    """What kubectl prints on standard error, less the warnings about the user of the backend's image."""
    return [line for line in errors.splitlines() if not _USER.fullmatch(line)]


def settled(cluster: Cluster, namespace: str, seconds: float = 45) -> list[str]:
    """Waits until everything is as it should be; returns what still is not when the time is up, with the events that tell why."""
    left: list[str] = []

    def none() -> bool:
        left[:] = [text for workload in cluster.get(_WORKLOADS, f"--namespace={namespace}") if (text := unsettled(workload))]
        return not left

    return [] if until(none, seconds, 0.3) else [*left, *warnings(cluster, namespace, expected=set())]


def warnings(cluster: Cluster, namespace: str, expected: set[str] = _EXPECTED) -> list[str]:
    """The warnings among the events, less those of the expected reasons."""
    events = cluster.get("events", f"--namespace={namespace}", "--field-selector=type=Warning")
    messages = (
        (event["reason"], f"{event['involvedObject']['kind']} {event['involvedObject']['name']}: {event['reason']}: {event['message']}")
        for event in events
    )
    return [text for reason, text in messages if reason not in expected]


def versions(cluster: Cluster, namespace: str, kinds: str = "all") -> dict[tuple[str, str], str]:
    """The resource version of every object."""
    return {
        (manifest["kind"], manifest["metadata"]["name"]): manifest["metadata"]["resourceVersion"]
        for manifest in cluster.get(kinds, f"--namespace={namespace}")
    }


def replica_sets(cluster: Cluster, namespace: str) -> dict[str, str]:
    """The name of the ReplicaSet that serves, of each Deployment."""
    sets = cluster.get("replicasets", f"--namespace={namespace}")
    return {
        replica_set["metadata"]["ownerReferences"][0]["name"]: replica_set["metadata"]["name"]
        for replica_set in sets
        if replica_set["spec"]["replicas"]
    }


def revisions(cluster: Cluster, namespace: str) -> dict[str, str]:
    """The revision that each Deployment and StatefulSet runs."""
    sets = cluster.get("statefulsets", f"--namespace={namespace}")
    return replica_sets(cluster, namespace) | {stateful_set["metadata"]["name"]: stateful_set["status"]["updateRevision"] for stateful_set in sets}


def unsettled(workload: Mapping[str, Any]) -> str:
    """What a workload, a scaler or a claim still lacks; empty if it is as it should be."""
    kind, name, spec, status = workload["kind"], workload["metadata"]["name"], workload.get("spec", {}), workload.get("status", {})
    current = status.get("observedGeneration", 0) >= workload["metadata"].get("generation", 0)
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
