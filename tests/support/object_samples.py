"""Examples of the constraints of whole objects, each in an object that is valid otherwise."""

import copy
from collections.abc import Mapping
from typing import Any, Final

from imports.constraint import ITEMS, Constraint

__all__ = ["PLACES", "object_sample"]

Object = dict[str, Any]

_META: Final = {"name": "sample", "namespace": "default"}
_LABELS: Final = {"a": "b"}
_POD: Final = {
    "containers": [{"name": "main", "image": "a"}],
    "os": {"name": "linux"},
    "resourceClaims": [{"name": "a", "resourceClaimName": "a"}],
}
_TEMPLATE: Final = {"metadata": {"labels": _LABELS}, "spec": _POD}
_SELECTOR: Final = {"matchLabels": _LABELS}
_PATH: Final = {"path": "/", "pathType": "Prefix", "backend": {"service": {"name": "a", "port": {"number": 80}}}}
_OWNER: Final = {"apiVersion": "v1", "kind": "ConfigMap", "name": "a", "uid": "a"}
_BASES: Final[Mapping[str, Object]] = {
    "ConfigMap": {"apiVersion": "v1", "metadata": {**_META, "ownerReferences": [_OWNER]}, "data": {"a": "b"}},
    "Deployment": {"apiVersion": "apps/v1", "metadata": _META, "spec": {"selector": _SELECTOR, "template": _TEMPLATE, "progressDeadlineSeconds": 60}},
    "HorizontalPodAutoscaler": {
        "apiVersion": "autoscaling/v2",
        "metadata": _META,
        "spec": {
            "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "a"},
            "maxReplicas": 3,
            "metrics": [{"type": "Resource", "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 80}}}],
        },
    },
    "Ingress": {
        "apiVersion": "networking.k8s.io/v1",
        "metadata": _META,
        "spec": {
            "rules": [{"host": "a", "http": {"paths": [_PATH]}}],
            "tls": [{"hosts": ["a"], "secretName": "a"}],
            "defaultBackend": {"resource": {"apiGroup": "example.org", "kind": "A", "name": "a"}},
        },
    },
    "Job": {
        "apiVersion": "batch/v1",
        "metadata": _META,
        "spec": {
            "template": {"spec": {"containers": [{"name": "main", "image": "a"}], "restartPolicy": "Never"}},
            "podFailurePolicy": {"rules": [{"action": "Ignore", "onExitCodes": {"operator": "In", "values": [1]}}]},
        },
    },
    "Namespace": {"apiVersion": "v1", "metadata": {"name": "sample"}},
    "PersistentVolumeClaim": {
        "apiVersion": "v1",
        "metadata": _META,
        "spec": {
            "accessModes": ["ReadWriteOnce"],
            "resources": {"requests": {"storage": "1Gi"}},
            "dataSourceRef": {"apiGroup": "snapshot.storage.k8s.io", "kind": "VolumeSnapshot", "name": "a"},
        },
    },
    "PodDisruptionBudget": {"apiVersion": "policy/v1", "metadata": _META, "spec": {"selector": _SELECTOR}},
    "ResourceQuota": {"apiVersion": "v1", "metadata": _META, "spec": {"hard": {"pods": "1"}}},
    "Secret": {"apiVersion": "v1", "metadata": _META, "stringData": {"x": "y"}},
    "Service": {
        "apiVersion": "v1",
        "metadata": _META,
        "spec": {"ports": [{"name": "a", "port": 80}], "sessionAffinity": "ClientIP", "sessionAffinityConfig": {"clientIP": {"timeoutSeconds": 60}}},
    },
    "ServiceAccount": {"apiVersion": "v1", "metadata": _META},
    "StatefulSet": {
        "apiVersion": "apps/v1",
        "metadata": _META,
        "spec": {
            "selector": _SELECTOR,
            "template": _TEMPLATE,
            "serviceName": "a",
            "ordinals": {"start": 1},
            "persistentVolumeClaimRetentionPolicy": {"whenDeleted": "Retain"},
        },
    },
}
_POD_PATH: Final = ("spec", "template", "spec")
_METRIC: Final = ("spec", "metrics", 0)
_RULE: Final = ("spec", "rules", 0, "http", "paths", 0)
PLACES: Final[Mapping[str, tuple[str, tuple[str | int, ...]]]] = {
    **{kind: (kind, ()) for kind in _BASES},
    "ClientIPConfig": ("Service", ("spec", "sessionAffinityConfig", "clientIP")),
    "CrossVersionObjectReference": ("HorizontalPodAutoscaler", ("spec", "scaleTargetRef")),
    "DeploymentSpec": ("Deployment", ("spec",)),
    "HTTPIngressPath": ("Ingress", _RULE),
    "HTTPIngressRuleValue": ("Ingress", _RULE[:4]),
    "HorizontalPodAutoscalerSpec": ("HorizontalPodAutoscaler", ("spec",)),
    "IngressBackend": ("Ingress", (*_RULE, "backend")),
    "IngressRule": ("Ingress", _RULE[:3]),
    "IngressServiceBackend": ("Ingress", (*_RULE, "backend", "service")),
    "IngressSpec": ("Ingress", ("spec",)),
    "IngressTLS": ("Ingress", ("spec", "tls", 0)),
    "JobSpec": ("Job", ("spec",)),
    "MetricSpec": ("HorizontalPodAutoscaler", _METRIC),
    "MetricTarget": ("HorizontalPodAutoscaler", (*_METRIC, "resource", "target")),
    "ObjectMeta": ("ConfigMap", ("metadata",)),
    "OwnerReference": ("ConfigMap", ("metadata", "ownerReferences", 0)),
    "PodDisruptionBudgetSpec": ("PodDisruptionBudget", ("spec",)),
    "PodFailurePolicyOnExitCodesRequirement": ("Job", ("spec", "podFailurePolicy", "rules", 0, "onExitCodes")),
    "PodFailurePolicyRule": ("Job", ("spec", "podFailurePolicy", "rules", 0)),
    "PodOS": ("Deployment", (*_POD_PATH, "os")),
    "PodResourceClaim": ("Deployment", (*_POD_PATH, "resourceClaims", 0)),
    "PodSpec": ("Deployment", _POD_PATH),
    "ResourceMetricSource": ("HorizontalPodAutoscaler", (*_METRIC, "resource")),
    "ServiceBackendPort": ("Ingress", (*_RULE, "backend", "service", "port")),
    "ServicePort": ("Service", ("spec", "ports", 0)),
    "ServiceSpec": ("Service", ("spec",)),
    "StatefulSetOrdinals": ("StatefulSet", ("spec", "ordinals")),
    "StatefulSetPersistentVolumeClaimRetentionPolicy": ("StatefulSet", ("spec", "persistentVolumeClaimRetentionPolicy")),
    "StatefulSetSpec": ("StatefulSet", ("spec",)),
    "TypedLocalObjectReference": ("Ingress", ("spec", "defaultBackend", "resource")),
    "TypedObjectReference": ("PersistentVolumeClaim", ("spec", "dataSourceRef")),
}
"""Where a type is in an object."""
_BESIDE: Final[Mapping[tuple[str, str], Object]] = {
    ("ServiceSpec", "sessionAffinity"): {"sessionAffinityConfig": None},
    ("ServiceSpec", "type"): {"sessionAffinityConfig": None, "sessionAffinity": None},
}
"""Fields that a field cannot have beside it, as None, or needs."""


def object_sample(constraint: Constraint, example: Any) -> Object:
    """The example in a whole object; a value of None leaves a field out."""
    kind, path = PLACES[constraint.type]
    if constraint[:2] == ("PodSpec", "activeDeadlineSeconds") or constraint[:2] == ("PodSpec", "restartPolicy"):
        kind = "Job"
    manifest: Object = {"kind": kind, **copy.deepcopy(_BASES[kind])}
    place: Any = manifest
    for part in path:
        place = place[part]
    if not constraint.field:
        fields = {**place, **example}
    else:
        name = constraint.field.removesuffix(ITEMS)
        value = example if name == constraint.field else [example]
        if isinstance(place.get(name), dict) and isinstance(value, dict) and not path:
            value = {**place[name], **value}
        fields = {**place, **_BESIDE.get(constraint[:2], {}), name: value}
    place.clear()
    place.update({name: value for name, value in fields.items() if value is not None})
    return manifest
