"""Changes of each field of a pod template, one at a time, of a Deployment and of a StatefulSet."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from tests.cluster.plan_cases.bases import ALONE, APPLICATION, REDIS
from tests.cluster.plan_cases.case import Case

__all__ = ["TEMPLATES"]

_PORT: Final = {"Deployment": 8787, "StatefulSet": 6379, "Job": 1}
_CONTAINER: Final = {"Deployment": "gateway", "StatefulSet": "redis"}


def _pod_fields() -> Mapping[str, Any]:
    """Fields of the pods with a value of their own."""
    term = {"matchExpressions": [{"key": "kubernetes.io/os", "operator": "In", "values": ["linux"]}]}
    return {
        "affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [term]}}},
        "automountServiceAccountToken": True,
        "dnsConfig": {"options": [{"name": "ndots", "value": "2"}]},
        "dnsPolicy": "Default",
        "enableServiceLinks": True,
        "hostAliases": [{"ip": "10.0.0.9", "hostnames": ["own.example.org"]}],
        "imagePullSecrets": [{"name": "own-registry"}],
        "initContainers": [{"name": "wait", "image": "registry.example.org/wait:1"}],
        "nodeSelector": {"kubernetes.io/os": "linux"},
        "priorityClassName": "plan-high",
        "runtimeClassName": "plan-runtime",
        "schedulerName": "default-scheduler",
        "securityContext": {"runAsUser": 4711},
        "serviceAccountName": "own-account",
        "terminationGracePeriodSeconds": 777,
        "tolerations": [{"key": "spot", "operator": "Exists"}],
        "topologySpreadConstraints": [
            {
                "maxSkew": 3,
                "topologyKey": "kubernetes.io/hostname",
                "whenUnsatisfiable": "ScheduleAnyway",
                "labelSelector": {"matchLabels": {"app.kubernetes.io/name": "portkey"}},
            }
        ],
        "volumes": [{"name": "own", "emptyDir": {}}],
        "restartPolicy": "Always",
        "hostNetwork": False,
    }


def _container_fields(kind: str) -> Mapping[str, Any]:
    probe = {"tcpSocket": {"port": _PORT[kind]}, "httpGet": None, "exec": None, "periodSeconds": 17}
    return {
        "args": ["--verbose"],
        "command": ["/bin/own"],
        "env": [{"name": "OWN", "value": "1"}],
        "envFrom": [{"configMapRef": {"name": "own", "optional": True}}],
        "image": "registry.example.org/own:1",
        "imagePullPolicy": "Always",
        "lifecycle": {"preStop": {"sleep": {"seconds": 3}}},
        "livenessProbe": probe,
        "ports": [{"name": "own", "containerPort": 9999, "protocol": "TCP"}],
        "readinessProbe": probe,
        "resources": {"limits": {"cpu": "777m"}},
        "securityContext": {"runAsUser": 4711},
        "startupProbe": probe,
        "terminationMessagePolicy": "FallbackToLogsOnError",
        "tty": True,
        "volumeMounts": [{"name": "tmp", "mountPath": "/own"}],
        "workingDir": "/tmp",
        # The defaults of Kubernetes: the object does not change.
        "stdin": False,
        "terminationMessagePath": "/dev/termination-log",
    }


def _cases(kind: str, base: Mapping[str, Any]) -> Iterator[Case]:
    def case(name: str, template: Mapping[str, Any]) -> Case:
        return Case(f"{kind}: {name}", base, {"patches": [{"target": {"kind": kind}, "merge": {"spec": {"template": template}}}]})

    yield case("labels of the pods", {"metadata": {"labels": {"example.org/own": "yes"}}})
    yield case("annotations of the pods", {"metadata": {"annotations": {"example.org/own": "yes"}}})
    for field, value in _pod_fields().items():
        yield case(field, {"spec": {field: value}})
    # A pod may have no other policy than its class.
    old, new = ({"spec": {"priorityClassName": "plan-patient", **policy}} for policy in ({}, {"preemptionPolicy": "Never"}))
    yield Case(f"{kind}: preemptionPolicy", base, case("", new).new, case("", old).new)
    for field, value in _container_fields(kind).items():
        yield case(f"{field} of the container", {"spec": {"containers": [{"name": _CONTAINER[kind], field: value}]}})


def _migration() -> Case:
    """All fields of the migration at once: it gets another name for each of them."""
    # A Job restarts its containers only after a failure, if at all.
    pods = {**_pod_fields(), "restartPolicy": "Never"}
    container = {field: value for field, value in _container_fields("Job").items() if not field.endswith("Probe")}
    template = {"spec": {**pods, "containers": [{"name": "migration", **container}]}}
    return Case("Job: every field", APPLICATION, {"patches": [{"target": {"kind": "Job"}, "merge": {"spec": {"template": template}}}]})


def _variables(*names: str) -> Mapping[str, Any]:
    return {"gateway": {"sidecars": [{"name": "proxy", "image": "registry.example.org/proxy:1", "env": [{"name": n, "value": "1"} for n in names]}]}}


TEMPLATES: Final = (
    *_cases("Deployment", ALONE),
    *_cases("StatefulSet", REDIS),
    _migration(),
    Case("order of the variables", ALONE, _variables("B", "A"), _variables("A", "B")),
)
