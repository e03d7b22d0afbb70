"""Changes of each field of the other kinds, through patches and, where a patch is refused, through an edited manifest."""

from collections.abc import Mapping
from typing import Any, Final

from tests.cluster.plan_cases.bases import ALONE, APPLICATION, CSI, GKE, OPERATOR, QUICKSTART, REDIS, ROUTES, TLS
from tests.cluster.plan_cases.case import Case, Edit

__all__ = ["FIELDS"]


def _patch(kind: str, merge: Mapping[str, Any], **target: str) -> Mapping[str, Any]:
    return {"patches": [{"target": {"kind": kind, **target}, "merge": merge}]}


def _field(kind: str, base: Mapping[str, Any], field: str, value: Any, **target: str) -> Case:
    return Case(f"{kind}.{field}", base, _patch(kind, {"spec": {field: value}}, **target))


def _edited(name: str, base: Mapping[str, Any], kind: str, name_part: str, merge: Mapping[str, Any], old: Mapping[str, Any] | None = None) -> Case:
    """An edited manifest; `old` edits the manifest of before."""
    return Case(name, base, {}, edits=(Edit(kind, name_part, merge),), old_edits=(Edit(kind, name_part, old),) if old else ())


_LABELS: Final = {"metadata": {"labels": {"example.org/own": "yes"}}}
_ANNOTATIONS: Final = {"metadata": {"annotations": {"example.org/own": "yes"}}}
_KINDS: Final[Mapping[str, Mapping[str, Any]]] = {
    "BackendConfig": GKE,
    "BackendTLSPolicy": TLS,
    "Certificate": TLS,
    "CiliumNetworkPolicy": {**ALONE, "networkPolicy": {"kind": "strict", "engine": "cilium"}, "trustedHosts": ["llm.example.org"]},
    "ClusterSecretStore": {**OPERATOR, "secrets": {**OPERATOR["secrets"], "clusterWide": True}},
    "ConfigMap": APPLICATION,
    "Deployment": ALONE,
    "ExternalSecret": OPERATOR,
    "FQDNNetworkPolicy": {**ALONE, "networkPolicy": {"kind": "strict", "engine": "gke"}, "trustedHosts": ["llm.example.org"]},
    "GCPBackendPolicy": GKE,
    "HTTPRoute": ROUTES,
    "HorizontalPodAutoscaler": {**ALONE, "gateway": {"autoscaling": {"min": 1, "max": 3, "cpu": 70}}},
    "Ingress": GKE,
    "Middleware": TLS,
    "Namespace": ALONE,
    "NetworkPolicy": {**ALONE, "networkPolicy": {"kind": "strict"}},
    "PodDisruptionBudget": {**ALONE, "gateway": {"replicas": 2, "disruptionBudget": {"maxUnavailable": 1}}},
    "ResourceQuota": {**ALONE, "resourceQuota": {"kind": "computed"}},
    "ScaledObject": {**ALONE, "gateway": {"autoscaling": {"kind": "keda", "min": 1, "max": 3, "cpu": 70}}},
    "Secret": ALONE,
    "SecretProviderClass": CSI,
    "SecretStore": OPERATOR,
    "ServersTransport": TLS,
    "Service": REDIS,
    "ServiceAccount": ALONE,
    "ServiceMonitor": TLS,
    "StatefulSet": REDIS,
}
_OWN_CLUSTER_STORE: Final = _KINDS["ClusterSecretStore"]
_SCALER: Final = _KINDS["HorizontalPodAutoscaler"]
_BUDGET: Final = _KINDS["PodDisruptionBudget"]
_POLICY: Final = _KINDS["NetworkPolicy"]
_QUOTA: Final = _KINDS["ResourceQuota"]
_CILIUM: Final = _KINDS["CiliumNetworkPolicy"]
_FQDN: Final = _KINDS["FQDNNetworkPolicy"]
_SCALED: Final = _KINDS["ScaledObject"]
_REFERENCE: Final = {"group": "", "kind": "Service", "name": "own"}
_METRIC: Final = {"type": "Resource", "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 44}}}
_MATCH: Final = {"matchLabels": {"app.kubernetes.io/component": "gateway"}}
_VAULT: Final = {"aws": {"service": "ParameterStore", "region": "us-west-2"}}

_METADATA: Final = tuple(
    Case(f"{kind}: {field}", base, _patch(kind, merge))
    for kind, base in _KINDS.items()
    for field, merge in (("labels", _LABELS), ("annotations", _ANNOTATIONS))
)
_SPECS: Final = (
    _field("BackendConfig", GKE, "connectionDraining", {"drainingTimeoutSec": 77}),
    _field("BackendConfig", GKE, "healthCheck", {"checkIntervalSec": 17}),
    _field("BackendConfig", GKE, "timeoutSec", 77),
    _field("BackendTLSPolicy", TLS, "targetRefs", [_REFERENCE]),
    _field("BackendTLSPolicy", TLS, "validation", {"hostname": "own.example.org"}),
    _field("Certificate", TLS, "dnsNames", ["own.example.org"]),
    _field("Certificate", TLS, "issuerRef", {"name": "other"}),
    _field("Certificate", TLS, "secretName", "own"),
    _field("Certificate", TLS, "usages", ["server auth"]),
    _field("ClusterSecretStore", _OWN_CLUSTER_STORE, "conditions", [{"namespaces": ["own"]}]),
    _field("ClusterSecretStore", _OWN_CLUSTER_STORE, "provider", _VAULT),
    Case("ConfigMap.data", APPLICATION, _patch("ConfigMap", {"data": {"own": "1"}})),
    _field("Deployment", ALONE, "minReadySeconds", 1),
    _field("Deployment", ALONE, "progressDeadlineSeconds", 777),
    _field("Deployment", ALONE, "replicas", 2),
    _field("Deployment", ALONE, "revisionHistoryLimit", 3),
    Case(
        "Deployment.strategy", {**ALONE, "gateway": {"replicas": 2}}, _patch("Deployment", {"spec": {"strategy": {"rollingUpdate": {"maxSurge": 1}}}})
    ),
    Case("Deployment.strategy.type", ALONE, _patch("Deployment", {"spec": {"strategy": {"type": "Recreate", "rollingUpdate": None}}})),
    _field("ExternalSecret", OPERATOR, "data", []),
    _field("CiliumNetworkPolicy", _CILIUM, "egress", [{"toFQDNs": [{"matchName": "own.example.org"}]}]),
    _field("CiliumNetworkPolicy", _CILIUM, "egressDeny", [{"toCIDRSet": [{"cidr": "169.254.0.0/16"}]}]),
    _field("CiliumNetworkPolicy", _CILIUM, "endpointSelector", {"matchLabels": {"own": "yes"}}),
    _field("ExternalSecret", OPERATOR, "refreshInterval", "7m"),
    _field("ExternalSecret", OPERATOR, "secretStoreRef", {"name": "other"}),
    _field("ExternalSecret", OPERATOR, "target", {"deletionPolicy": "Delete"}),
    _field("FQDNNetworkPolicy", _FQDN, "egress", [{"matches": [{"name": "own.example.org"}]}]),
    _field("FQDNNetworkPolicy", _FQDN, "podSelector", {"matchLabels": {"own": "yes"}}),
    _field("GCPBackendPolicy", GKE, "default", {"timeoutSec": 77}),
    _field("GCPBackendPolicy", GKE, "targetRef", {"name": "own"}),
    _field("HTTPRoute", ROUTES, "hostnames", ["own.example.org"]),
    _field("HTTPRoute", ROUTES, "parentRefs", [{"name": "own"}]),
    _field("HTTPRoute", ROUTES, "rules", [{"backendRefs": [{"name": "portkey-gateway", "port": 8787}]}]),
    _field("HorizontalPodAutoscaler", _SCALER, "behavior", {"scaleDown": {"stabilizationWindowSeconds": 77}}),
    _field("HorizontalPodAutoscaler", _SCALER, "maxReplicas", 9),
    _field("HorizontalPodAutoscaler", _SCALER, "metrics", [_METRIC]),
    _field("HorizontalPodAutoscaler", _SCALER, "minReplicas", 2),
    _field("HorizontalPodAutoscaler", _SCALER, "scaleTargetRef", {"name": "own"}),
    _field("Ingress", APPLICATION, "ingressClassName", "own", component="frontend"),
    _field("Ingress", APPLICATION, "rules", [{"host": "own.example.org"}], component="frontend"),
    _field("Ingress", APPLICATION, "tls", [{"hosts": ["own.example.org"], "secretName": "own"}], component="frontend"),
    _field("Middleware", TLS, "ipAllowList", {"sourceRange": ["10.1.0.0/16"]}),
    _field("NetworkPolicy", _POLICY, "egress", [{"to": [{"namespaceSelector": {}}]}]),
    _field("NetworkPolicy", _POLICY, "ingress", [{"ports": [{"port": 8787}]}]),
    _field("NetworkPolicy", _POLICY, "podSelector", {"matchLabels": {"own": "yes"}}),
    _field("NetworkPolicy", _POLICY, "policyTypes", ["Ingress"]),
    _field("PodDisruptionBudget", _BUDGET, "maxUnavailable", 2),
    Case("PodDisruptionBudget.minAvailable", _BUDGET, _patch("PodDisruptionBudget", {"spec": {"minAvailable": 1, "maxUnavailable": None}})),
    _field("PodDisruptionBudget", _BUDGET, "unhealthyPodEvictionPolicy", "IfHealthyBudget"),
    _field("ResourceQuota", _QUOTA, "hard", {"pods": "77"}),
    _edited("ResourceQuota.scopes", _QUOTA, "ResourceQuota", "portkey", {"spec": {"hard": {"pods": "77"}, "scopes": ["NotTerminating"]}}),
    _field("ScaledObject", _SCALED, "advanced", {"restoreToOriginalReplicaCount": True}),
    _field("ScaledObject", _SCALED, "cooldownPeriod", 77),
    _field("ScaledObject", _SCALED, "fallback", {"failureThreshold": 3, "replicas": 2}),
    _field("ScaledObject", _SCALED, "idleReplicaCount", 0),
    _field("ScaledObject", _SCALED, "initialCooldownPeriod", 77),
    _field("ScaledObject", _SCALED, "maxReplicaCount", 9),
    _field("ScaledObject", _SCALED, "minReplicaCount", 2),
    _field("ScaledObject", _SCALED, "pollingInterval", 77),
    _field("ScaledObject", _SCALED, "scaleTargetRef", {"name": "own"}),
    _field("ScaledObject", _SCALED, "triggers", [{"type": "cron", "metadata": {"timezone": "UTC", "start": "0 6 * * *", "end": "0 20 * * *"}}]),
    _field("SecretProviderClass", CSI, "parameters", {"region": "eu-central-1"}),
    _field("SecretProviderClass", CSI, "provider", "own"),
    _field("SecretProviderClass", CSI, "secretObjects", []),
    _field("SecretStore", OPERATOR, "provider", _VAULT),
    _field("ServersTransport", TLS, "rootCAs", [{"secret": "own"}]),
    _field("ServersTransport", TLS, "serverName", "own.example.org"),
    Case("ServiceAccount.automountServiceAccountToken", ALONE, _patch("ServiceAccount", {"automountServiceAccountToken": True})),
    _field("ServiceMonitor", TLS, "endpoints", [{"port": "own"}]),
    _field("ServiceMonitor", TLS, "namespaceSelector", {"any": True, "matchNames": None}),
    _field("Service", ALONE, "internalTrafficPolicy", "Local"),
    _field("Service", ALONE, "ipFamilyPolicy", "PreferDualStack"),
    _field("Service", {**ALONE, "gateway": {"service": {"type": "LoadBalancer"}}}, "loadBalancerIP", "10.0.0.9"),
    _field("Service", ALONE, "ports", [{"name": "own", "port": 9999, "protocol": "TCP", "targetPort": 9999}]),
    _field("Service", ALONE, "publishNotReadyAddresses", True),
    _field("Service", ALONE, "sessionAffinity", "ClientIP"),
    _field("Service", ALONE, "trafficDistribution", "PreferClose"),
    _field("StatefulSet", REDIS, "minReadySeconds", 1),
    _field("StatefulSet", REDIS, "persistentVolumeClaimRetentionPolicy", {"whenDeleted": "Delete"}),
    _field("StatefulSet", REDIS, "podManagementPolicy", "Parallel"),
    _field("StatefulSet", REDIS, "replicas", 2),
    _field("StatefulSet", REDIS, "revisionHistoryLimit", 3),
    _field("StatefulSet", REDIS, "serviceName", "own"),
    _field("StatefulSet", REDIS, "updateStrategy", {"type": "OnDelete"}),
)
_DELETE: Final = {"spec": {"persistentVolumeClaimRetentionPolicy": {"whenDeleted": "Delete"}}}
_COMBINED: Final = (
    Case(
        "StatefulSet that waits for deletions, and an image",
        REDIS,
        {**_patch("StatefulSet", {"spec": {"updateStrategy": {"type": "OnDelete"}}}), "redis": {"kind": "inCluster", "image": {"tag": "7.4-alpine"}}},
    ),
    Case(
        "store out of the cluster with volumes that go with it",
        REDIS,
        {"redis": {"kind": "external", "host": "redis.example.org", "auth": "none"}},
        _patch("StatefulSet", _DELETE),
    ),
    Case("a paused Deployment and an image", ALONE, {**_patch("Deployment", {"spec": {"paused": True}}), "gateway": {"image": {"tag": "9.9.9"}}}),
    Case("no pods of the gateway", ALONE, _patch("Deployment", {"spec": {"replicas": 0}})),
    Case("Service without an address of its own", ALONE, _patch("Service", {"spec": {"clusterIP": "None"}})),
    Case("Service with an address of its own", ALONE, {}, _patch("Service", {"spec": {"clusterIP": "None"}})),
    Case("Service to a name elsewhere", ALONE, _patch("Service", {"spec": {"type": "ExternalName", "externalName": "gateway.example.org"}})),
    Case("keys of a Secret", QUICKSTART, {"jwtPrivateKey": "only-for-tests"}),
    Case("defaults that Kubernetes fills in", ALONE, _patch("Deployment", {"spec": {"progressDeadlineSeconds": 600, "revisionHistoryLimit": 10}})),
)
_EDITED: Final = (
    _edited(
        "selector of a Deployment",
        ALONE,
        "Deployment",
        "gateway",
        {"spec": {"selector": {"matchLabels": {"own": "yes"}}, "template": {"metadata": {"labels": {"own": "yes"}}}}},
    ),
    _edited(
        "selector of a StatefulSet",
        REDIS,
        "StatefulSet",
        "redis",
        {"spec": {"selector": {"matchLabels": {"own": "yes"}}, "template": {"metadata": {"labels": {"own": "yes"}}}}},
    ),
    _edited("selector that the pods lack", ALONE, "Deployment", "gateway", {"spec": {"selector": {"matchLabels": {"own": "yes"}}}}),
    _edited("selector of a Service", ALONE, "Service", "gateway", {"spec": {"selector": {"own": "yes"}}}),
    _edited("selector of a disruption budget", _BUDGET, "PodDisruptionBudget", "gateway", {"spec": {"selector": {"matchLabels": {"own": "yes"}}}}),
    _edited("selector of a service monitor", TLS, "ServiceMonitor", "gateway", {"spec": {"selector": {"matchLabels": {"own": "yes"}}}}),
    _edited("type of a Secret", ALONE, "Secret", "secrets", {"type": "example.org/own"}),
    _edited("type of a Secret that is spelled out", ALONE, "Secret", "secrets", {"type": "Opaque"}, {"type": None}),
    _edited("retries of a Job of the same name", APPLICATION, "Job", "migration", {"spec": {"backoffLimit": 3}}),
    _edited("deadline of a Job of the same name", APPLICATION, "Job", "migration", {"spec": {"activeDeadlineSeconds": 777}}),
    _edited("image of a Job of the same name", APPLICATION, "Job", "migration", {"spec": {"template": {"spec": {"dnsPolicy": "Default"}}}}),
    _edited("labels of a Job of the same name", APPLICATION, "Job", "migration", _LABELS),
    _edited("annotations of a Job of the same name", APPLICATION, "Job", "migration", _ANNOTATIONS),
    _edited(
        "a Job that Flux may recreate",
        APPLICATION,
        "Job",
        "migration",
        {"metadata": {"annotations": {"kustomize.toolkit.fluxcd.io/force": "enabled"}}, "spec": {"template": {"spec": {"dnsPolicy": "Default"}}}},
        {"metadata": {"annotations": {"kustomize.toolkit.fluxcd.io/force": "enabled"}}},
    ),
)
FIELDS: Final = (*_METADATA, *_SPECS, *_COMBINED, *_EDITED)
