"""Replicas, autoscaling, disruption budgets and resources."""

from typing import Final

from portkey_constructs.rules.catalogue.entry import Entry, Example

__all__ = ["SCALING"]

SCALING: Final = (
    Entry(
        "PK-SCALE-001",
        "a utilisation target without a request",
        "A target of cpu or memory is a share of the container's request. Without one the autoscaler reports unknown and never scales. Giving "
        "resources replaces the profile's as a whole, so a request that is not said again is gone, also where the profile scales.",
        "Set the request that the message names (the gateway's own are 200m and 500Mi), or say replicas.",
        ("*.autoscaling.cpu", "*.autoscaling.memory", "*.resources", "*.resources.requests.cpu", "*.resources.requests.memory"),
        example=Example(
            "gateway:\n  resources: {requests: {memory: 1Gi}}\n  autoscaling: {min: 2, max: 4, cpu: 60}\n",
            "gateway:\n  resources: {requests: {memory: 1Gi, cpu: 200m}}\n  autoscaling: {min: 2, max: 4, cpu: 60}\n",
        ),
    ),
    Entry(
        "PK-SCALE-002",
        "a fixed number of replicas beside an autoscaler",
        "Each apply would set the number, and the autoscaler would set it back.",
        "Give replicas or autoscaling, one of them.",
        ("*.replicas", "*.autoscaling"),
        example=Example(
            "gateway: {replicas: 2, autoscaling: {min: 2, max: 4, cpu: 60}}\n",
            "gateway: {autoscaling: {min: 2, max: 4, cpu: 60}}\n",
        ),
    ),
    Entry(
        "PK-SCALE-003",
        "the least replicas are more than the most",
        "The API server refuses a HorizontalPodAutoscaler whose minReplicas exceeds its maxReplicas.",
        "Lower min, or raise max.",
        ("*.autoscaling.min", "*.autoscaling.max"),
        example=Example("gateway: {autoscaling: {min: 5, max: 4, cpu: 60}}\n", "gateway: {autoscaling: {min: 4, max: 5, cpu: 60}}\n"),
    ),
    Entry(
        "PK-SCALE-004",
        "an autoscaler without a target",
        "Nothing says when to scale.",
        "Give cpu or memory, in percent of the request.",
        ("*.autoscaling", "*.autoscaling.cpu", "*.autoscaling.memory"),
        example=Example("gateway: {autoscaling: {min: 2, max: 4}}\n", "gateway: {autoscaling: {min: 2, max: 4, cpu: 60}}\n"),
    ),
    Entry(
        "PK-SCALE-005",
        "several pods would migrate at once",
        "With kind: inPod every backend pod migrates when it starts. Pods that start together race for the same tables, and one of them may be "
        "killed half way.",
        "Say kind: job, or backend.replicas: 1.",
        ("migration.kind", "backend.replicas", "backend.autoscaling"),
        "warning",
        Example("migration: {kind: inPod}\n", "migration: {kind: job}\n"),
    ),
    Entry(
        "PK-SCALE-006",
        "a request that is larger than its limit",
        "The API server refuses a container that asks for more than it may use.",
        "Ask for no more than the limit.",
        ("**.resources.requests.*", "**.resources.limits.*"),
        example=Example(
            "gateway: {resources: {requests: {cpu: 2, memory: 1Gi}, limits: {cpu: 1}}}\n",
            "gateway: {resources: {requests: {cpu: 1, memory: 1Gi}, limits: {cpu: 2}}}\n",
        ),
    ),
    Entry(
        "PK-SCALE-007",
        "one replica in production",
        "While its only pod moves to another node, the service is down.",
        "Say two or more, or leave replicas out.",
        ("*.replicas",),
        "warning",
        Example("dataservice: {replicas: 1}\n", "dataservice: {replicas: 2}\n"),
    ),
    Entry(
        "PK-SCALE-008",
        "a disruption budget without a bound, or with two",
        "A PodDisruptionBudget has minAvailable or maxUnavailable, and the API server refuses both together.",
        "Give one of them.",
        ("*.disruptionBudget", "*.disruptionBudget.minAvailable", "*.disruptionBudget.maxUnavailable"),
        example=Example(
            "gateway: {disruptionBudget: {minAvailable: 1, maxUnavailable: 1}}\n",
            "gateway: {disruptionBudget: {minAvailable: 1}}\n",
        ),
    ),
    Entry(
        "PK-SCALE-009",
        "a disruption budget that lets no pod go",
        "As many pods must stay as there are at the least, so no node with one of them can ever be drained, and upgrades of the cluster stop there.",
        "Leave one pod free to move.",
        ("*.disruptionBudget", "*.disruptionBudget.minAvailable", "*.disruptionBudget.maxUnavailable"),
        "warning",
        Example("gateway: {replicas: 3, disruptionBudget: {minAvailable: 3}}\n", "gateway: {replicas: 3, disruptionBudget: {minAvailable: 2}}\n"),
    ),
)
