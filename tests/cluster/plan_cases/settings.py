"""Changes of settings."""

from collections.abc import Mapping
from typing import Any, Final

from tests.cluster.plan_cases.bases import ALONE, CSI, EXTERNAL, INTERNAL, IRSA, OPERATOR, QUICKSTART, REDIS, ROUTES, TLS, UNEXPOSED
from tests.cluster.plan_cases.case import OTHER_NAMESPACE, Case, Edit

__all__ = ["SETTINGS"]


def _gateway(**settings: Any) -> Mapping[str, Any]:
    return {"gateway": settings}


def _redis(**settings: Any) -> Mapping[str, Any]:
    return {"redis": {"kind": "inCluster", **settings}}


_MORE: Final = {"requests": {"cpu": "1", "memory": "3Gi"}, "limits": {"cpu": "2", "memory": "9Gi"}}
_SCALED: Final = {"min": 2, "max": 5, "cpu": 70}
_ACCOUNT: Final = {"kind": "existing", "name": "own-account"}
_CLAIM: Final[Mapping[str, Any]] = {
    "apiVersion": "v1",
    "kind": "PersistentVolumeClaim",
    "metadata": {"name": "own"},
    "spec": {"accessModes": ["ReadWriteOnce"], "storageClassName": "plan-growing", "resources": {"requests": {"storage": "1Gi"}}},
}
_MOUNTED: Final = {
    "volumes": [{"name": "own", "persistentVolumeClaim": {"claimName": "own"}}],
    "volumeMounts": [{"name": "own", "mountPath": "/own"}],
}


def _claim(**spec: Any) -> Mapping[str, Any]:
    return {"gateway": _MOUNTED, "extraObjects": [{**_CLAIM, "spec": {**_CLAIM["spec"], **spec}}]}


def _route(**exposure: Any) -> Mapping[str, Any]:
    return {"exposure": {"gateway": exposure}}


def _ingress(**exposure: Any) -> Mapping[str, Any]:
    return {"exposure": {"frontend": exposure}}


_CONFIG: Final = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "own"}}
_ROLE: Final = {
    "apiVersion": "rbac.authorization.k8s.io/v1",
    "kind": "RoleBinding",
    "metadata": {"name": "own"},
    "subjects": [{"kind": "ServiceAccount", "name": "portkey-gateway"}],
}


def _bound(role: str) -> Mapping[str, Any]:
    return {**_ROLE, "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": role}}


_PLATFORM: Final = (
    Case("image of the backend", QUICKSTART, {"backend": {"image": {"tag": "9.9.9"}}}),
    Case("images from a mirror", QUICKSTART, {"imageRegistry": "registry.example.org/portkey"}),
    Case("environment of every service", QUICKSTART, {"env": {"EXTRA": "1"}}),
    Case("password of a registry", QUICKSTART, {"imagePull": {"password": "another"}}),
    Case("license in the development profile", QUICKSTART, {"clientAuth": "another"}),
    Case("password of MySQL in the development profile", QUICKSTART, {"mysql": {"kind": "inCluster", "password": "another"}}),
    Case("a ConfigMap of the front end", QUICKSTART, {"frontend": {"loginDisclaimer": "Mind the gap"}}),
    Case("a ConfigMap of ClickHouse", QUICKSTART, {"clickhouse": {"kind": "inCluster", "systemLogDays": 3}}),
    Case("labels of everything", INTERNAL, {"labels": {"team": "platform"}}),
    Case("annotations of everything", INTERNAL, {"annotations": {"example.org/owner": "platform"}}),
    Case("another prefix of the names", INTERNAL, {"name": "models"}),
    Case("another namespace", REDIS, {"namespace": OTHER_NAMESPACE}),
    Case("a namespace that somebody else creates", REDIS, {"createNamespace": False}),
    Case("MySQL out of the cluster", INTERNAL, {"mysql": {"kind": "external", "host": "db.example.org", "tls": "required"}}),
    Case("ClickHouse into the cluster", EXTERNAL, {"clickhouse": {"kind": "inCluster"}}),
    Case(
        "a Job that creates the user of MySQL",
        EXTERNAL,
        {"mysql": {"kind": "external", "host": "db.example.org", "tls": "required", "user": "portkey_app", "administrator": {"user": "admin"}}},
    ),
    Case("migration in the pods of the backend", EXTERNAL, {"migration": {"kind": "inPod"}, "backend": {"replicas": 1}}),
    Case("retries and deadline of the migration", EXTERNAL, {"migration": {"kind": "job", "retries": 3, "deadline": "1h"}}),
    Case("annotations of the migration", EXTERNAL, {"migration": {"kind": "job", "annotations": {"example.org/note": "on the Job"}}}),
    Case("pod labels of the migration", EXTERNAL, {"migration": {"kind": "job", "podLabels": {"example.org/pod": "yes"}}}),
    Case("gateway in another cluster", UNEXPOSED, {"gateway": {"kind": "external", "url": "https://gateway.example.org"}}),
    Case("no data service", EXTERNAL, {"dataservice": {"kind": "none"}}),
    Case("identity without a role of its own", IRSA, {"identity": {"kind": "podIdentity"}, "aws": {"cluster": "models"}}),
    Case("role of a component", IRSA, {"gateway": {"identity": {"kind": "irsa", "roleArn": "arn:aws:iam::111122223333:role/own"}}}),
    Case("OpenShift", EXTERNAL, {"openshift": True}),
    Case("pushed metrics of the service monitor", EXTERNAL, {"monitoring": {"serviceMonitor": {"labels": {"release": "other"}}}}),
    Case("no more service monitor", UNEXPOSED, {}, {"monitoring": {"serviceMonitor": {}}}),
    Case("a custom certificate authority", EXTERNAL, {"customCa": {"kind": "configMap", "name": "company-ca"}}),
    Case("TLS between the pods", ALONE, {"podTls": {"kind": "secret", "secretName": "pod-tls", "ca": {"kind": "configMap", "name": "internal-ca"}}}),
    Case("restarts when a certificate is renewed", TLS, {"podTls": {"restartOnRotation": True}}),
    Case("restarts when a Secret is rotated", OPERATOR, {"secrets": {"restartOnRotation": True}}),
    Case("one SecretStore for the cluster", OPERATOR, {"secrets": {"clusterWide": True}}),
    Case("files of the CSI driver", CSI, {"secrets": {"delivery": "files"}}),
    Case("operator instead of Secrets that exist", CSI, {"secrets": OPERATOR["secrets"]}, {"secrets": {"kind": "existing"}}),
)
_SERVICES: Final = (
    Case("image of the gateway", ALONE, _gateway(image={"tag": "9.9.9"})),
    Case("digest of an image", ALONE, _gateway(image={"digest": "sha256:" + "0123456789abcdef" * 4})),
    Case("more replicas", ALONE, _gateway(replicas=3), _gateway(replicas=2)),
    Case("fewer replicas", ALONE, _gateway(replicas=1), _gateway(replicas=3)),
    Case("autoscaling on", ALONE, _gateway(autoscaling=_SCALED), _gateway(replicas=2)),
    Case("autoscaling off", ALONE, _gateway(replicas=3), _gateway(autoscaling=_SCALED)),
    Case("bounds of scaling", ALONE, _gateway(autoscaling={"min": 3, "max": 9, "memory": 60}), _gateway(autoscaling=_SCALED)),
    Case("a new variable", ALONE, _gateway(env={"EXTRA": "1"})),
    Case("value of a variable", ALONE, _gateway(env={"EXTRA": "2"}), _gateway(env={"EXTRA": "1"})),
    Case("a variable less", ALONE, {}, _gateway(env={"EXTRA": "1"})),
    Case("resources", ALONE, _gateway(resources=_MORE)),
    Case(
        "the same memory in another unit",
        ALONE,
        _gateway(resources={"limits": {"memory": "2Gi"}}),
        _gateway(resources={"limits": {"memory": "2048Mi"}}),
    ),
    Case(
        "the same processors in another unit", ALONE, _gateway(resources={"limits": {"cpu": "1"}}), _gateway(resources={"limits": {"cpu": "1000m"}})
    ),
    Case("labels of a component", ALONE, _gateway(labels={"team": "platform"})),
    Case("annotations of a component", ALONE, _gateway(annotations={"example.org/note": "changed"})),
    Case("labels of the pods", ALONE, _gateway(podLabels={"tier": "edge"})),
    Case("annotations of the pods", ALONE, _gateway(podAnnotations={"example.org/note": "changed"})),
    Case("security context of the pods", ALONE, _gateway(podSecurityContext={"runAsUser": 4711, "fsGroup": 4711})),
    Case("security context of the container", ALONE, _gateway(securityContext={"runAsUser": 4711})),
    Case("no startup probe", ALONE, _gateway(probes={"startup": None})),
    Case("other readiness probe", ALONE, _gateway(probes={"readiness": {"tcpSocket": {"port": 8787}}})),
    Case(
        "defaults of a probe",
        ALONE,
        _gateway(probes={"readiness": {"tcpSocket": {"port": 8787}, "periodSeconds": 10, "successThreshold": 1}}),
        _gateway(probes={"readiness": {"tcpSocket": {"port": 8787}}}),
    ),
    Case("own volumes", ALONE, _gateway(volumes=[{"name": "own", "emptyDir": {}}], volumeMounts=[{"name": "own", "mountPath": "/own"}])),
    Case("sidecars", ALONE, _gateway(sidecars=[{"name": "proxy", "image": "registry.example.org/proxy:1"}])),
    Case("init containers", ALONE, _gateway(initContainers=[{"name": "wait", "image": "registry.example.org/wait:1"}])),
    Case("tolerations", ALONE, _gateway(tolerations=[{"key": "spot", "operator": "Exists"}])),
    Case("nodes", ALONE, _gateway(nodeSelector={"kubernetes.io/arch": "amd64"})),
    Case("grace period", ALONE, _gateway(gracePeriod="10m")),
    Case("service account that exists", ALONE, _gateway(serviceAccount=_ACCOUNT)),
    Case("name of the service account", ALONE, _gateway(serviceAccount={"name": "own-account"})),
    Case("annotations of the service account", ALONE, _gateway(serviceAccount={"annotations": {"example.org/role": "reader"}})),
    Case("token of the service account", ALONE, _gateway(serviceAccount={"mountToken": True})),
    Case("a disruption budget", ALONE, _gateway(replicas=2, disruptionBudget={"minAvailable": 1}), _gateway(replicas=2)),
    Case("Service at the nodes", ALONE, _gateway(service={"type": "NodePort"})),
    Case("Service back in the cluster", ALONE, {}, _gateway(service={"type": "NodePort"})),
    Case("Service as a load balancer", ALONE, _gateway(service={"type": "LoadBalancer", "sourceRanges": ["10.0.0.0/8"]})),
    Case("load balancer of the Service removed", ALONE, {}, _gateway(service={"type": "LoadBalancer", "sourceRanges": ["10.0.0.0/8"]})),
    Case("port of the Service", ALONE, _gateway(service={"port": 18080})),
    Case("log level", ALONE, _gateway(logging={"level": "debug"})),
    Case("host of an external store", ALONE, {"clickhouse": {"host": "other.example.org"}}),
    Case("secret value of an external store", ALONE, {"clickhouse": {"password": "another"}}),
)
_STORES: Final = (
    Case("image of a store", REDIS, _redis(image={"tag": "7.4-alpine"})),
    Case("resources of a store", REDIS, _redis(resources=_MORE)),
    Case("labels of a store", REDIS, _redis(labels={"team": "platform"})),
    Case("size of a volume", REDIS, _redis(persistence={"size": "5Gi"})),
    Case("the same size in another unit", REDIS, _redis(persistence={"size": "2048Mi"}), _redis(persistence={"size": "2Gi"})),
    Case("storage class of a volume", REDIS, _redis(persistence={"storageClass": "plan-fast"})),
    Case("folder in a volume", REDIS, _redis(persistence={"subPath": "store"})),
    Case("size of a volume and image of its store", REDIS, _redis(persistence={"size": "5Gi"}, image={"tag": "7.4-alpine"})),
    Case("port of a store's Service", REDIS, _redis(service={"port": 16379})),
    Case("store out of the cluster", REDIS, {"redis": {"kind": "external", "host": "redis.example.org", "auth": "none"}}),
    Case("store into the cluster", ALONE, _redis()),
)
_EXPOSURES: Final = (
    Case("host of an Ingress", EXTERNAL, _ingress(host="other.example.org")),
    Case("TLS of an Ingress", EXTERNAL, _ingress(tls={"kind": "certManager", "issuer": "letsencrypt"})),
    Case("class of an Ingress", EXTERNAL, _ingress(**{"class": "nginx"})),
    Case("Ingress to the Gateway API", EXTERNAL, _ingress(kind="httpRoute", host="portkey.example.org", gateway={"name": "public"})),
    Case("Gateway API to an Ingress", ROUTES, _route(kind="ingress", host="gateway.example.org", tls={"kind": "secret", "secretName": "tls"})),
    Case(
        "Ingress to a load balancer",
        ROUTES,
        _route(kind="loadBalancer", provider={"kind": "aws"}),
        _route(kind="ingress", host="gateway.example.org", tls={"kind": "secret", "secretName": "tls"}),
    ),
    Case("no exposure", ROUTES, _route(kind="none")),
    Case("host of a route", ROUTES, _route(host="other.example.org")),
    Case("timeout of a route", ROUTES, _route(requestTimeout="20m")),
)
_OWN_OBJECTS: Final = (
    Case("a further object", ALONE, {"extraObjects": [{**_CONFIG, "data": {"a": "1"}}]}),
    Case(
        "content of a further ConfigMap that pods read",
        ALONE,
        {"extraObjects": [{**_CONFIG, "data": {"a": "2"}}], **_gateway(env={"A": {"configMapKeyRef": {"name": "own", "key": "a"}}})},
        {"extraObjects": [{**_CONFIG, "data": {"a": "1"}}], **_gateway(env={"A": {"configMapKeyRef": {"name": "own", "key": "a"}}})},
    ),
    Case(
        "content of an immutable ConfigMap",
        ALONE,
        {"extraObjects": [{**_CONFIG, "data": {"a": "2"}, "immutable": True}]},
        {"extraObjects": [{**_CONFIG, "data": {"a": "1"}, "immutable": True}]},
    ),
    Case(
        "an immutable ConfigMap made mutable",
        ALONE,
        {"extraObjects": [{**_CONFIG, "data": {"a": "1"}}]},
        {"extraObjects": [{**_CONFIG, "data": {"a": "1"}, "immutable": True}]},
    ),
    Case("a claim grows", ALONE, _claim(resources={"requests": {"storage": "2Gi"}}), _claim()),
    Case("a claim shrinks", ALONE, _claim(), _claim(resources={"requests": {"storage": "2Gi"}})),
    Case("storage class of a claim", ALONE, _claim(storageClassName="plan-fast"), _claim()),
    Case(
        "storage class of a claim left to Kubernetes",
        ALONE,
        _claim(),
        _claim(),
        edits=(Edit("PersistentVolumeClaim", "own", {"spec": {"storageClassName": None}}),),
    ),
    Case("labels of a claim", ALONE, {**_claim(), "extraObjects": [{**_CLAIM, "metadata": {"name": "own", "labels": {"own": "yes"}}}]}, _claim()),
    Case("access modes of a claim", ALONE, _claim(accessModes=["ReadWriteOncePod"]), _claim()),
    Case("a claim is removed", ALONE, {}, _claim()),
    Case("role of a binding", ALONE, {"extraObjects": [_bound("edit")]}, {"extraObjects": [_bound("view")]}),
    Case(
        "subjects of a binding",
        ALONE,
        {"extraObjects": [{**_bound("view"), "subjects": [{"kind": "ServiceAccount", "name": "other"}]}]},
        {"extraObjects": [_bound("view")]},
    ),
)
SETTINGS: Final = (*_PLATFORM, *_SERVICES, *_STORES, *_EXPOSURES, *_OWN_OBJECTS)
