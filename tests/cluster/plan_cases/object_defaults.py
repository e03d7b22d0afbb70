"""Values of objects that Kubernetes fills in, keeps or never changes: manifests differ, and the objects may be the same."""

from collections.abc import Mapping
from typing import Any, Final

from tests.cluster.plan_cases.bases import ALONE, OPERATOR, QUICKSTART, REDIS, ROUTES, TLS
from tests.cluster.plan_cases.case import Case, Edit, edited

__all__ = ["OBJECT_DEFAULTS"]

_CLAIM: Final[Mapping[str, Any]] = {
    "metadata": {"name": "data"},
    "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}},
}
_FORCE: Final = {"kustomize.toolkit.fluxcd.io/force": "enabled"}
_WORKLOADS: Final = (
    edited(
        "strategy that is spelled out",
        ALONE,
        "Deployment",
        {"spec": {"strategy": None}},
        {"spec": {"strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": "25%", "maxUnavailable": "25%"}}}},
    ),
    edited(
        "Recreate after the default strategy",
        ALONE,
        "Deployment",
        {"spec": {"strategy": None}},
        {"spec": {"strategy": {"type": "Recreate", "rollingUpdate": None}}},
    ),
    edited(
        "Recreate after a part of the default strategy",
        ALONE,
        "Deployment",
        {"spec": {"strategy": {"rollingUpdate": {"maxUnavailable": None}}}},
        {"spec": {"strategy": {"type": "Recreate", "rollingUpdate": None}}},
    ),
    edited(
        "a rolling update after Recreate",
        ALONE,
        "Deployment",
        {"spec": {"strategy": {"type": "Recreate", "rollingUpdate": None}}},
        {"spec": {"strategy": None}},
    ),
    edited(
        "OnDelete after an explicit rolling update",
        REDIS,
        "StatefulSet",
        {"spec": {"updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"partition": 0}}}},
        {"spec": {"updateStrategy": {"type": "OnDelete", "rollingUpdate": None}}},
    ),
    edited(
        "a rolling update after OnDelete",
        REDIS,
        "StatefulSet",
        {"spec": {"updateStrategy": {"type": "OnDelete"}}},
        {"spec": {"updateStrategy": None}},
    ),
    edited(
        "a partition, and another template",
        REDIS,
        "StatefulSet",
        {},
        {"spec": {"updateStrategy": {"rollingUpdate": {"partition": 1}}, "template": {"spec": {"dnsPolicy": "Default"}}}},
    ),
    edited(
        "defaults of a StatefulSet",
        REDIS,
        "StatefulSet",
        {},
        {
            "spec": {
                "podManagementPolicy": "OrderedReady",
                "updateStrategy": {"type": "RollingUpdate"},
                "revisionHistoryLimit": 10,
                "persistentVolumeClaimRetentionPolicy": {"whenDeleted": "Retain", "whenScaled": "Retain"},
            }
        },
    ),
    edited(
        "mode of a claim that is spelled out",
        REDIS,
        "StatefulSet",
        {"spec": {"volumeClaimTemplates": [_CLAIM]}},
        {"spec": {"volumeClaimTemplates": [{**_CLAIM, "spec": {**_CLAIM["spec"], "volumeMode": "Filesystem"}}]}},
    ),
    edited(
        "version of a claim that is spelled out",
        REDIS,
        "StatefulSet",
        {"spec": {"volumeClaimTemplates": [_CLAIM]}},
        {"spec": {"volumeClaimTemplates": [{**_CLAIM, "apiVersion": "v1", "kind": "PersistentVolumeClaim"}]}},
    ),
    edited(
        "labels of a claim template",
        REDIS,
        "StatefulSet",
        {"spec": {"volumeClaimTemplates": [_CLAIM]}},
        {"spec": {"volumeClaimTemplates": [{**_CLAIM, "metadata": {"name": "data", "labels": {"own": "yes"}}}]}},
    ),
    edited(
        "storage class of a claim template left to Kubernetes",
        REDIS,
        "StatefulSet",
        {"spec": {"volumeClaimTemplates": [{**_CLAIM, "spec": {**_CLAIM["spec"], "storageClassName": "plan-fast"}}]}},
        {"spec": {"volumeClaimTemplates": [_CLAIM]}},
    ),
    edited(
        "selector of a Deployment that Flux may recreate",
        ALONE,
        "Deployment",
        {"metadata": {"annotations": _FORCE}},
        {
            "metadata": {"annotations": _FORCE},
            "spec": {"selector": {"matchLabels": {"own": "yes"}}, "template": {"metadata": {"labels": {"own": "yes"}}}},
        },
    ),
    edited(
        "name of the Service of a StatefulSet that Flux may recreate",
        REDIS,
        "StatefulSet",
        {"metadata": {"annotations": _FORCE}},
        {"metadata": {"annotations": _FORCE}, "spec": {"serviceName": "own"}},
    ),
    edited(
        "a StatefulSet that Flux may recreate, whose claims go with it",
        REDIS,
        "StatefulSet",
        {"metadata": {"annotations": _FORCE}, "spec": {"persistentVolumeClaimRetentionPolicy": {"whenDeleted": "Delete"}}},
        {"metadata": {"annotations": _FORCE}, "spec": {"persistentVolumeClaimRetentionPolicy": {"whenDeleted": "Delete"}, "serviceName": "own"}},
    ),
    edited("fewer pods of a store", REDIS, "StatefulSet", {"spec": {"replicas": 2}}, {"spec": {"replicas": 1}}),
    edited(
        "fewer pods of a store whose claims go with them",
        REDIS,
        "StatefulSet",
        {"spec": {"replicas": 2, "persistentVolumeClaimRetentionPolicy": {"whenScaled": "Delete"}}},
        {"spec": {"replicas": 1, "persistentVolumeClaimRetentionPolicy": {"whenScaled": "Delete"}}},
    ),
    edited(
        "no pods, and another template",
        ALONE,
        "Deployment",
        {"spec": {"replicas": 0}},
        {"spec": {"replicas": 0, "template": {"spec": {"dnsPolicy": "Default"}}}},
    ),
    edited(
        "pods again, and another template",
        ALONE,
        "Deployment",
        {"spec": {"replicas": 0}},
        {"spec": {"replicas": 1, "template": {"spec": {"dnsPolicy": "Default"}}}},
    ),
    edited(
        "more pods, and another template",
        ALONE,
        "Deployment",
        {"spec": {"replicas": 1}},
        {"spec": {"replicas": 2, "template": {"spec": {"dnsPolicy": "Default"}}}},
    ),
    edited("a count that is left out", ALONE, "Deployment", {"spec": {"replicas": 3}}, {"spec": {"replicas": None}}),
    edited("a count of one that is left out", ALONE, "Deployment", {"spec": {"replicas": 1}}, {"spec": {"replicas": None}}),
)
_PORT: Final[Mapping[str, Any]] = {"name": "http", "port": 8787, "targetPort": 8787}
_SERVICES: Final = (
    edited(
        "defaults of a Service",
        ALONE,
        "Service",
        {"spec": {"ports": [{**_PORT, "protocol": "TCP"}]}},
        {"spec": {"sessionAffinity": "None", "internalTrafficPolicy": "Cluster", "ports": [{"name": "http", "port": 8787, "protocol": "TCP"}]}},
    ),
    edited(
        "traffic policy of a Service at the nodes",
        ALONE,
        "Service",
        {"spec": {"type": "NodePort"}},
        {"spec": {"type": "NodePort", "externalTrafficPolicy": "Local"}},
    ),
    edited(
        "port of the nodes",
        ALONE,
        "Service",
        {"spec": {"type": "NodePort", "ports": [{**_PORT, "protocol": "TCP", "nodePort": 30060}]}},
        {"spec": {"type": "NodePort", "ports": [{**_PORT, "protocol": "TCP", "nodePort": 30061}]}},
    ),
    edited(
        "class of a load balancer",
        ALONE,
        "Service",
        {"spec": {"type": "LoadBalancer", "loadBalancerClass": "example.org/a"}},
        {"spec": {"type": "LoadBalancer", "loadBalancerClass": "example.org/b"}},
    ),
    edited(
        "class for a load balancer without one",
        ALONE,
        "Service",
        {"spec": {"type": "LoadBalancer"}},
        {"spec": {"type": "LoadBalancer", "loadBalancerClass": "example.org/b"}},
    ),
    edited(
        "class of a load balancer left out",
        ALONE,
        "Service",
        {"spec": {"type": "LoadBalancer", "loadBalancerClass": "example.org/a"}},
        {"spec": {"type": "LoadBalancer"}},
    ),
    edited("another address", ALONE, "Service", {"spec": {"clusterIP": "10.0.0.77"}}, {"spec": {"clusterIP": "10.0.0.78"}}),
    edited("an address left to Kubernetes", ALONE, "Service", {"spec": {"clusterIP": "10.0.0.79"}}, {}),
    edited(
        "a port of the nodes left to Kubernetes",
        ALONE,
        "Service",
        {"spec": {"type": "NodePort", "ports": [{**_PORT, "protocol": "TCP", "nodePort": 30062}]}},
        {"spec": {"type": "NodePort", "ports": [{**_PORT, "protocol": "TCP"}]}},
    ),
    edited("family of the address left to Kubernetes", ALONE, "Service", {"spec": {"ipFamilies": ["IPv4"], "ipFamilyPolicy": "SingleStack"}}, {}),
    edited("both families of addresses left to Kubernetes", ALONE, "Service", {"spec": {"ipFamilyPolicy": "PreferDualStack"}}, {}),
    edited(
        "traffic policy left to Kubernetes",
        ALONE,
        "Service",
        {"spec": {"type": "LoadBalancer", "externalTrafficPolicy": "Local"}},
        {"spec": {"type": "LoadBalancer"}},
    ),
    edited("a headless Service at the nodes", ALONE, "Service", {"spec": {"clusterIP": "None"}}, {"spec": {"type": "NodePort"}}),
    edited("a name elsewhere becomes a Service", ALONE, "Service", {"spec": {"type": "ExternalName", "externalName": "a.example.org"}}, {}),
    edited(
        "sticky sessions",
        ALONE,
        "Service",
        {"spec": {"sessionAffinity": "ClientIP"}},
        {"spec": {"sessionAffinity": "ClientIP", "sessionAffinityConfig": {"clientIP": {"timeoutSeconds": 10800}}}},
    ),
    edited("no sticky sessions", ALONE, "Service", {"spec": {"sessionAffinity": "ClientIP"}}, {}),
)
_OTHERS: Final = (
    Case("a key less in a Secret", QUICKSTART, {}, {"jwtPrivateKey": "only-for-tests"}),
    Case(
        "a key less in a Secret of values in base64",
        ALONE,
        {},
        edits=(Edit("Secret", "secrets", {"stringData": None, "data": {"a": "YQ=="}}),),
        old_edits=(Edit("Secret", "secrets", {"stringData": None, "data": {"a": "YQ==", "b": "Yg=="}}),),
    ),
    Case(
        "a value in base64",
        ALONE,
        {},
        edits=(Edit("Secret", "secrets", {"stringData": None, "data": {"a": "YQ=="}}),),
        old_edits=(Edit("Secret", "secrets", {"stringData": None, "data": None}), Edit("Secret", "secrets", {"stringData": {"a": "a"}})),
    ),
    Case(
        "an immutable Secret",
        ALONE,
        {},
        edits=(Edit("Secret", "secrets", {"immutable": True, "stringData": {"own": "b"}}),),
        old_edits=(Edit("Secret", "secrets", {"immutable": True, "stringData": {"own": "a"}}),),
    ),
    Case("a Secret made immutable", ALONE, {}, edits=(Edit("Secret", "secrets", {"immutable": True}),)),
    edited(
        "bounds of an autoscaler that are spelled out",
        {**ALONE, "gateway": {"autoscaling": {"min": 1, "max": 3, "cpu": 70}}},
        "HorizontalPodAutoscaler",
        {"spec": {"minReplicas": None, "behavior": None}},
        {"spec": {"minReplicas": 1, "behavior": None}},
    ),
    edited(
        "defaults of a route",
        ROUTES,
        "HTTPRoute",
        {"spec": {"rules": [{"backendRefs": [{"name": "a", "port": 80}]}], "parentRefs": [{"name": "a"}]}},
        {
            "spec": {
                "rules": [
                    {
                        "backendRefs": [{"group": "", "kind": "Service", "name": "a", "port": 80, "weight": 1}],
                        "matches": [{"path": {"type": "PathPrefix", "value": "/"}}],
                    }
                ],
                "parentRefs": [{"group": "gateway.networking.k8s.io", "kind": "Gateway", "name": "a"}],
            }
        },
    ),
    edited(
        "defaults of the target of an ExternalSecret",
        OPERATOR,
        "ExternalSecret",
        {"spec": {"target": {"creationPolicy": None, "deletionPolicy": None}}},
        {"spec": {"target": {"creationPolicy": "Owner", "deletionPolicy": "Retain"}}},
    ),
    edited(
        "action of a relabeling",
        TLS,
        "ServiceMonitor",
        {"spec": {"endpoints": [{"port": "http", "metricRelabelings": [{"targetLabel": "own"}]}]}},
        {"spec": {"endpoints": [{"port": "http", "metricRelabelings": [{"targetLabel": "own", "action": "replace"}]}]}},
    ),
    edited(
        "defaults of a SecretStore reference",
        OPERATOR,
        "ExternalSecret",
        {"spec": {"secretStoreRef": {"kind": None}}},
        {"spec": {"secretStoreRef": {"kind": "SecretStore"}}},
    ),
)
OBJECT_DEFAULTS: Final = (*_WORKLOADS, *_SERVICES, *_OTHERS)
