"""Values of pods that Kubernetes fills in or writes in another form: manifests differ, and the pods may be the same."""

from collections.abc import Mapping
from typing import Any, Final

from tests.cluster.plan_cases.bases import ALONE
from tests.cluster.plan_cases.case import Case

__all__ = ["POD_DEFAULTS"]


def _containers(name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Case:
    """Sidecars of the gateway before and after the change."""
    old, new = ({"gateway": {"sidecars": [{"name": "proxy", "image": "registry.example.org/proxy:1", **fields}]}} for fields in (old, new))
    return Case(name, ALONE, new, old)


def _volumes(name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Case:
    before, after = ({"gateway": {"volumes": [{"name": "own", **volume}]}} for volume in (old, new))
    return Case(name, ALONE, after, before)


def _pods(name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Case:
    templates = ({"spec": {"template": {"spec": spec}}} for spec in (old, new))
    before, after = ({"patches": [{"target": {"kind": "Deployment"}, "merge": template}]} for template in templates)
    return Case(name, ALONE, after, before)


def _variable(name: str) -> Mapping[str, Any]:
    return {"name": name, "value": "1"}


_HTTP: Final = {"port": 80}
_ONE: Final = {"requests": {"cpu": "1"}, "limits": {"cpu": "1"}}
POD_DEFAULTS: Final = (
    _containers("requests that follow from limits", {"resources": {"limits": {"cpu": "1"}}}, {"resources": _ONE}),
    _containers("requests below limits", {"resources": {"limits": {"cpu": "1"}}}, {"resources": {**_ONE, "requests": {"cpu": "500m"}}}),
    _containers("empty resources", {}, {"resources": {}}),
    _containers("pull policy of a tag", {}, {"imagePullPolicy": "IfNotPresent"}),
    _containers(
        "pull policy of latest",
        {"image": "registry.example.org/proxy:latest"},
        {"image": "registry.example.org/proxy:latest", "imagePullPolicy": "Always"},
    ),
    _containers(
        "pull policy without a tag", {"image": "registry.example.org/proxy"}, {"image": "registry.example.org/proxy", "imagePullPolicy": "Always"}
    ),
    _containers(
        "pull policy of a digest",
        {"image": f"registry.example.org/proxy@sha256:{'0' * 64}"},
        {"image": f"registry.example.org/proxy@sha256:{'0' * 64}", "imagePullPolicy": "IfNotPresent"},
    ),
    _containers("tag that is left out", {"image": "registry.example.org/proxy:latest"}, {"image": "registry.example.org/proxy"}),
    _containers("protocol of a port", {"ports": [{"containerPort": 80}]}, {"ports": [{"containerPort": 80, "protocol": "TCP"}]}),
    _containers(
        "order of ports", {"ports": [{"containerPort": 80}, {"containerPort": 81}]}, {"ports": [{"containerPort": 81}, {"containerPort": 80}]}
    ),
    _containers(
        "defaults of an HTTP probe",
        {"readinessProbe": {"httpGet": _HTTP}},
        {
            "readinessProbe": {
                "httpGet": {**_HTTP, "path": "/", "scheme": "HTTP"},
                "timeoutSeconds": 1,
                "failureThreshold": 3,
                "initialDelaySeconds": 0,
            }
        },
    ),
    _containers("kind of a probe", {"readinessProbe": {"httpGet": _HTTP}}, {"readinessProbe": {"tcpSocket": {"port": 80}}}),
    _containers("port of a probe as text", {"readinessProbe": {"httpGet": {"port": 80}}}, {"readinessProbe": {"httpGet": {"port": "http"}}}),
    _containers("empty security context", {}, {"securityContext": {}}),
    _containers("empty value of a variable", {"env": [{"name": "A"}]}, {"env": [{"name": "A", "value": ""}]}),
    _containers(
        "source of a variable", {"env": [_variable("A")]}, {"env": [{"name": "A", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}]}
    ),
    _containers(
        "version of a field reference",
        {"env": [{"name": "A", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}]},
        {"env": [{"name": "A", "valueFrom": {"fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.name"}}}]},
    ),
    _containers(
        "optional reference",
        {"env": [{"name": "A", "valueFrom": {"secretKeyRef": {"name": "own", "key": "a"}}}]},
        {"env": [{"name": "A", "valueFrom": {"secretKeyRef": {"name": "own", "key": "a", "optional": False}}}]},
    ),
    _containers("order of arguments", {"args": ["a", "b"]}, {"args": ["b", "a"]}),
    _containers("empty arguments", {}, {"args": []}),
    _containers("a variable in the middle", {"env": [_variable("A"), _variable("C")]}, {"env": [_variable("A"), _variable("B"), _variable("C")]}),
    _volumes(
        "mode of a volume", {"configMap": {"name": "own", "optional": True}}, {"configMap": {"name": "own", "optional": True, "defaultMode": 420}}
    ),
    _volumes(
        "other mode of a volume",
        {"configMap": {"name": "own", "optional": True}},
        {"configMap": {"name": "own", "optional": True, "defaultMode": 256}},
    ),
    _volumes("size of a volume in another unit", {"emptyDir": {"sizeLimit": "1Gi"}}, {"emptyDir": {"sizeLimit": "1024Mi"}}),
    _volumes("medium of a volume", {"emptyDir": {}}, {"emptyDir": {"medium": "Memory"}}),
    _volumes("kind of a volume", {"emptyDir": {}}, {"configMap": {"name": "own", "optional": True}}),
    _volumes(
        "lifetime of a token",
        {"projected": {"sources": [{"serviceAccountToken": {"path": "token"}}]}},
        {"projected": {"defaultMode": 420, "sources": [{"serviceAccountToken": {"path": "token", "expirationSeconds": 3600}}]}},
    ),
    _pods(
        "order of tolerations",
        {"tolerations": [{"key": "a", "operator": "Exists"}, {"key": "b", "operator": "Exists"}]},
        {"tolerations": [{"key": "b", "operator": "Exists"}, {"key": "a", "operator": "Exists"}]},
    ),
    _pods(
        "operator of a toleration", {"tolerations": [{"key": "a", "value": "b"}]}, {"tolerations": [{"key": "a", "operator": "Equal", "value": "b"}]}
    ),
    _pods(
        "order of host aliases",
        {"hostAliases": [{"ip": "10.0.0.8", "hostnames": ["a"]}, {"ip": "10.0.0.9", "hostnames": ["b"]}]},
        {"hostAliases": [{"ip": "10.0.0.9", "hostnames": ["b"]}, {"ip": "10.0.0.8", "hostnames": ["a"]}]},
    ),
    _pods("a grace period of thirty seconds", {"terminationGracePeriodSeconds": 330}, {"terminationGracePeriodSeconds": 331}),
)
