"""Cases of scaling by KEDA, and by something outside the manifests."""

from typing import Final

from tests.rules.case import Case, warning

__all__ = ["CASES"]

_QUERY: Final = "{type: prometheus, metadata: {serverAddress: 'http://prometheus:9090', query: 'sum(up)', threshold: '100'}}"

CASES: Final = [
    Case(
        "PK-SCALE-001",
        "gateway:\n  autoscaling: {kind: keda, min: 2, max: 4, memory: 60}\n  resources: {requests: {cpu: 1}}",
        "gateway.autoscaling.memory",
        "2:45",
        "is 60, but gateway.resources.requests.memory is not set",
        "set the request (default: 1Gi): a utilization target is a share of it",
        "gateway:\n  autoscaling: {kind: external}\n  resources: {requests: {cpu: 1}}",
    ),
    Case(
        "PK-SCALE-002",
        "gateway:\n  replicas: 2\n  autoscaling: {kind: external}",
        "gateway.replicas",
        "2:3",
        "is 2, but gateway.autoscaling is set",
        "remove replicas or autoscaling",
        "gateway: {autoscaling: {kind: external}}",
    ),
    Case(
        "PK-SCALE-003",
        "gateway: {autoscaling: {kind: keda, min: 5, max: 4, cpu: 60}}",
        "gateway.autoscaling.min",
        "1:37",
        "is 5, but gateway.autoscaling.max is 4",
        "lower min, or raise max",
        "gateway: {autoscaling: {kind: external, min: 5}}",
    ),
    Case(
        "PK-SCALE-004",
        "gateway: {autoscaling: {kind: keda, min: 2, max: 4}}",
        "gateway.autoscaling",
        "1:11",
        "has no trigger",
        "set cpu or memory, in percent of the request, or triggers",
        f"gateway: {{autoscaling: {{kind: keda, min: 2, max: 4, triggers: [{_QUERY}]}}}}",
    ),
    Case(
        "PK-SCALE-010",
        "dataservice: {autoscaling: {kind: keda, min: 2, max: 4, cpu: 60, idle: 0}}",
        "dataservice.autoscaling.idle",
        "1:66",
        "is 0, but there are only triggers for CPU and memory",
        "or add a trigger of another type",
        "dataservice: {autoscaling: {kind: keda, min: 2, max: 4, cpu: 60}}",
    ),
    warning(
        "PK-SCALE-011",
        f"frontend: {{autoscaling: {{kind: keda, min: 0, max: 4, triggers: [{_QUERY}]}}}}",
        "frontend.autoscaling.min",
        "1:38",
        "is 0, so requests to the frontend fail while it has no pods",
        "set min to 1 or more",
        f"frontend: {{autoscaling: {{kind: keda, min: 1, max: 4, triggers: [{_QUERY}]}}}}",
    ),
    Case(
        "PK-SCALE-012",
        "gateway: {autoscaling: {kind: keda, min: 2, max: 4, cpu: 60, fallback: {failureThreshold: 3, replicas: 4}}}",
        "gateway.autoscaling.fallback",
        "1:62",
        "is set, but there are only triggers for CPU and memory",
        "add a trigger of another type, or remove fallback",
        f"gateway: {{autoscaling: {{kind: keda, min: 2, max: 4, triggers: [{_QUERY}], fallback: {{failureThreshold: 3, replicas: 4}}}}}}",
    ),
    Case(
        "PK-SCALE-013",
        "frontend:\n  resources: {requests: {cpu: 1}}\n"
        "  autoscaling: {kind: keda, min: 2, max: 4, triggers: [{type: memory, metricType: AverageValue, metadata: {value: 64Mi}}]}",
        "frontend.autoscaling.triggers.0.type",
        "3:57",
        "is memory, but frontend.resources.requests.memory is not set",
        "set frontend.resources.requests.memory",
        "frontend:\n  resources: {limits: {memory: 1Gi}}\n"
        "  autoscaling: {kind: keda, min: 2, max: 4, triggers: [{type: memory, metricType: AverageValue, metadata: {value: 64Mi}}]}",
    ),
]
