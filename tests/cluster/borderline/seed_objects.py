"""Valid objects and patches from which the borderline configurations differ in one place."""

from typing import Final

from tests.cluster.borderline.seeds import BEHAVIOR, Settings

__all__ = ["OBJECTS", "PATCHES"]

_META: Final = {"name": "own", "labels": {"team": "ai"}, "annotations": {"example.org/note": "a"}}
_POD: Final = {
    "containers": [
        {
            "name": "main",
            "image": "a:1",
            "ports": [{"name": "http", "containerPort": 80}],
            "env": [{"name": "A", "value": "b"}],
            "volumeMounts": [{"name": "scratch", "mountPath": "/scratch"}],
            "readinessProbe": {"httpGet": {"port": "http"}},
        },
        {"name": "side", "image": "b:1"},
    ],
    "initContainers": [{"name": "first", "image": "c:1", "volumeMounts": [{"name": "scratch", "mountPath": "/scratch"}]}],
    "volumes": [{"name": "scratch", "emptyDir": {}}],
    "serviceAccountName": "own",
    "terminationGracePeriodSeconds": 30,
    "imagePullSecrets": [{"name": "pull"}],
}
_TEMPLATE: Final = {"metadata": {"labels": {"app": "own"}, "annotations": {"a": "b"}}, "spec": _POD}
_SELECTOR: Final = {"matchLabels": {"app": "own"}}
_CLAIM: Final = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}, "storageClassName": "fast"}

OBJECTS: Final[tuple[Settings, ...]] = (
    {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": _META,
        "spec": {"replicas": 1, "selector": _SELECTOR, "strategy": {"type": "Recreate"}, "template": _TEMPLATE, "progressDeadlineSeconds": 700},
    },
    {
        "apiVersion": "apps/v1",
        "kind": "StatefulSet",
        "metadata": _META,
        "spec": {
            "replicas": 1,
            "serviceName": "own",
            "selector": _SELECTOR,
            "template": _TEMPLATE,
            "podManagementPolicy": "Parallel",
            "volumeClaimTemplates": [{"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "data"}, "spec": _CLAIM}],
        },
    },
    {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": _META,
        "spec": {
            "backoffLimit": 2,
            "activeDeadlineSeconds": 600,
            "ttlSecondsAfterFinished": 60,
            "completions": 1,
            "parallelism": 1,
            "template": {"metadata": {"labels": {"app": "own"}}, "spec": {**_POD, "restartPolicy": "Never"}},
        },
    },
    {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": _META,
        "spec": {
            "type": "ClusterIP",
            "selector": {"app": "own"},
            "ports": [{"name": "http", "port": 80, "targetPort": "http"}, {"name": "admin", "port": 81, "targetPort": 9901, "protocol": "TCP"}],
            "sessionAffinity": "None",
        },
    },
    {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "Ingress",
        "metadata": _META,
        "spec": {
            "ingressClassName": "nginx",
            "tls": [{"hosts": ["a.example.org"], "secretName": "tls"}],
            "rules": [
                {
                    "host": "a.example.org",
                    "http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": {"service": {"name": "own", "port": {"number": 80}}}}]},
                }
            ],
        },
    },
    {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": _META,
        "spec": {"maxUnavailable": 1, "selector": _SELECTOR, "unhealthyPodEvictionPolicy": "AlwaysAllow"},
    },
    {
        "apiVersion": "autoscaling/v2",
        "kind": "HorizontalPodAutoscaler",
        "metadata": _META,
        "spec": {
            "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "own"},
            "minReplicas": 1,
            "maxReplicas": 3,
            "metrics": [{"type": "Resource", "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 80}}}],
            "behavior": BEHAVIOR,
        },
    },
    {"apiVersion": "v1", "kind": "ConfigMap", "metadata": _META, "data": {"a": "b", "c.txt": "d"}, "binaryData": {"e": "AAAA"}},
    {"apiVersion": "v1", "kind": "Secret", "metadata": _META, "type": "Opaque", "stringData": {"a": "b"}, "data": {"e": "AAAA"}},
    {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": _META, "automountServiceAccountToken": False, "imagePullSecrets": [{"name": "a"}]},
    {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": _META, "spec": _CLAIM},
    {"apiVersion": "v1", "kind": "Namespace", "metadata": _META},
)
"""Objects for `extraObjects`."""

PATCHES: Final[tuple[Settings, ...]] = (
    {"target": {"kind": "Deployment", "component": "gateway"}, "merge": {"spec": {"template": {"spec": {"schedulerName": "own"}}}}},
    {
        "target": {"kind": "Deployment", "component": "backend"},
        "merge": {
            "spec": {
                "progressDeadlineSeconds": 900,
                "template": {
                    "spec": {
                        "containers": [{"name": "helper", "image": "a:1", "volumeMounts": [{"name": "extra", "mountPath": "/extra"}]}],
                        "volumes": [{"name": "extra", "emptyDir": {"sizeLimit": "1Gi"}}],
                        "hostAliases": [{"ip": "10.0.0.1", "hostnames": ["a"]}],
                    }
                },
            }
        },
    },
    {
        "target": {"kind": "Service", "component": "gateway"},
        "merge": {"spec": {"type": "NodePort", "externalTrafficPolicy": "Cluster", "ports": [{"port": 9999, "name": "extra", "targetPort": 9999}]}},
    },
    {
        "target": {"kind": "StatefulSet", "component": "redis"},
        "merge": {"spec": {"podManagementPolicy": "Parallel", "persistentVolumeClaimRetentionPolicy": {"whenDeleted": "Retain"}}},
    },
    {"target": {"kind": "Job"}, "merge": {"spec": {"ttlSecondsAfterFinished": 600, "backoffLimit": 3}}},
    {"target": {"kind": "ConfigMap"}, "merge": {"data": {"extra.txt": "a"}, "metadata": {"annotations": {"a": "b"}, "labels": {"c": "d"}}}},
    {"target": {"kind": "ServiceAccount", "component": "gateway"}, "merge": {"automountServiceAccountToken": True}},
)
"""Patches of rendered objects."""
