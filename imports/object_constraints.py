"""Constraints of whole objects and their specifications, for `extraObjects` and the results of `patches`."""

from collections.abc import Iterable
from typing import Any, Final

from imports.constraint import (
    CONFIG_KEY,
    DNS_LABEL,
    IP,
    ITEMS,
    LABEL_KEY,
    LABEL_VALUE,
    NOT_EMPTY,
    OBJECT,
    PORT_NAME,
    SUBDOMAIN,
    Constraint,
    Syntax,
    absent,
    at_least,
    between,
    exactly_one,
    has,
    not_both,
    not_empty,
    one_of,
    syntax,
    when,
)
from imports.kubernetes_schema import Schema

__all__ = ["OBJECT_CONSTRAINTS"]

_ANNOTATION_KEY: Final = Syntax(
    LABEL_KEY.pattern.replace("[a-z0-9]", "[A-Za-z0-9]").replace("[-a-z0-9]", "[-A-Za-z0-9]"), LABEL_KEY.expected, LABEL_KEY.good, LABEL_KEY.bad
)
"""The server ignores the case of the domain."""
_SUBDOMAIN_KINDS: Final = (
    "ConfigMap",
    "Deployment",
    "HorizontalPodAutoscaler",
    "Ingress",
    "PersistentVolumeClaim",
    "ResourceQuota",
    "Secret",
    "ServiceAccount",
)
_LABEL_KINDS: Final = ("Namespace", "Service", "StatefulSet")
_HOST: Final = Syntax(
    r"^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$",
    "a host name of lowercase letters, digits, hyphens and dots, which may begin with *.",
    ("a", "*.a.b"),
    ("A", "a_b", "*", "a.*"),
    253,
)


def _name(kind: str, text: Syntax) -> Constraint:
    schema: Schema = {"properties": {"name": {"pattern": text.pattern, "maxLength": text.max_length}}}
    good, bad = (tuple({"name": name} for name in names if name) for names in (text.good, text.bad))
    return Constraint(kind, "metadata", schema, text.expected, good, bad)


def _keys(type: str, field: str, text: Syntax, value: Any) -> Constraint:
    schema: Schema = {"propertyNames": {"pattern": text.pattern, **({"maxLength": text.max_length} if text.max_length else {})}}
    good, bad = (tuple({key: value} for key in keys) for keys in (text.good, text.bad))
    return Constraint(type, field, schema, text.expected, good, bad)


def _values(type: str, field: str, key: str, text: Syntax) -> Constraint:
    schema: Schema = {"additionalProperties": {"type": "string", "pattern": text.pattern}}
    good, bad = (tuple({key: value} for value in values) for values in (text.good, text.bad))
    return Constraint(type, field, schema, text.expected, good, bad)


def _number_or_percentage(type: str, field: str) -> Constraint:
    schema: Schema = {"anyOf": [{"type": "integer", "minimum": 0, "maximum": 2**31 - 1}, {"type": "string", "pattern": "^(0*(100|[1-9]?[0-9]))%$"}]}
    return Constraint(type, field, schema, "a number of pods from 0, or a percentage of at most 100% such as 25%", (0, 5, "25%"), (-1, "101%", "25"))


def _counts(type: str, *fields: str) -> Iterable[Constraint]:
    return (at_least(type, field, 0) for field in fields)


_BASE64: Final = Syntax(
    "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$", "base64, as of printf %s TEXT | base64", ("", "AAAA", "AAA="), ("A", "a b")
)
_PATH: Final = Syntax("^(/.*)?$", "a path that begins with /", ("/", "/a"), ("a",))

OBJECT_CONSTRAINTS: Final[tuple[Constraint, ...]] = (
    # Metadata.
    *(_name(kind, OBJECT) for kind in _SUBDOMAIN_KINDS),
    *(_name(kind, DNS_LABEL) for kind in _LABEL_KINDS),
    # Its name becomes a label of its pods.
    _name(
        "Job", OBJECT._replace(max_length=63, expected=f"{OBJECT.expected}, at most 63", good=("a", "a.b-c", "a" * 63), bad=("A", "a_b", "a" * 64))
    ),
    _keys("ObjectMeta", "labels", LABEL_KEY, "a"),
    _values("ObjectMeta", "labels", "a", LABEL_VALUE),
    _keys("ObjectMeta", "annotations", _ANNOTATION_KEY, "a"),
    syntax(
        "ObjectMeta",
        f"finalizers{ITEMS}",
        Syntax(
            rf"^(kubernetes|orphan|foregroundDeletion|(?=[^/]{{1,253}}/){SUBDOMAIN}/[A-Za-z0-9]([-A-Za-z0-9_.]{{0,61}}[A-Za-z0-9])?)$",
            "a finalizer with its domain, such as example.org/own",
            ("example.org/a",),
            ("a", "a b"),
        ),
    ),
    *(syntax("OwnerReference", field, NOT_EMPTY) for field in ("apiVersion", "kind", "name", "uid")),
    # Workloads.
    *_counts("DeploymentSpec", "replicas", "minReadySeconds", "revisionHistoryLimit"),
    at_least("DeploymentSpec", "progressDeadlineSeconds", 0)._replace(good=(1,)),
    *_counts("StatefulSetSpec", "replicas", "minReadySeconds"),
    one_of("StatefulSetSpec", "podManagementPolicy", "", "OrderedReady", "Parallel"),
    syntax("StatefulSetSpec", "serviceName", Syntax(f"^$|{DNS_LABEL.pattern}", DNS_LABEL.expected, ("", "a"), ("A", "a.b", "-a"), 63)),
    one_of("StatefulSetPersistentVolumeClaimRetentionPolicy", "whenDeleted", "Retain", "Delete"),
    one_of("StatefulSetPersistentVolumeClaimRetentionPolicy", "whenScaled", "Retain", "Delete"),
    at_least("StatefulSetOrdinals", "start", 0),
    *_counts("JobSpec", "backoffLimit", "activeDeadlineSeconds", "ttlSecondsAfterFinished", "completions", "parallelism"),
    one_of("JobSpec", "completionMode", "NonIndexed", "Indexed"),
    when(
        "JobSpec",
        has("completionMode", "Indexed"),
        {"dependencies": {"parallelism": ["completions"]}},
        "completions, because completionMode is Indexed",
        ({"completionMode": "Indexed", "completions": 1, "parallelism": 1}, {"completionMode": "Indexed", "completions": None}),
        ({"completionMode": "Indexed", "completions": None, "parallelism": 1},),
    ),
    when(
        "JobSpec",
        {"not": has("completionMode", "Indexed")},
        absent("backoffLimitPerIndex", "maxFailedIndexes", "successPolicy"),
        "no backoffLimitPerIndex, maxFailedIndexes and successPolicy, unless completionMode is Indexed",
        ({"completionMode": "NonIndexed"},),
        ({"backoffLimitPerIndex": 1}, {"maxFailedIndexes": 1, "backoffLimitPerIndex": 1}),
    ),
    syntax(
        "JobSpec",
        "managedBy",
        Syntax(
            rf"^{SUBDOMAIN}/[A-Za-z0-9/_.~!$&'()*+,;=:@%-]+$", "a domain and a path such as example.org/queue", ("example.org/a",), ("a", "/a"), 63
        ),
    ),
    one_of("PodFailurePolicyRule", "action", "Ignore", "FailIndex", "FailJob", "Count")._replace(good=("Ignore", "FailJob", "Count")),
    Constraint(
        "PodFailurePolicyRule",
        "",
        {"oneOf": [{"required": ["onExitCodes"]}, {"required": ["onPodConditions"], "properties": {"onPodConditions": {"minItems": 1}}}]},
        "either onExitCodes or onPodConditions",
        ({"onExitCodes": {"operator": "In", "values": [1]}},),
        ({"onExitCodes": None},),
    ),
    one_of("PodFailurePolicyOnExitCodesRequirement", "operator", "In", "NotIn"),
    not_empty("PodFailurePolicyOnExitCodesRequirement", "values", 1),
    one_of("JobSpec", "podReplacementPolicy", "TerminatingOrFailed", "Failed")._replace(good=("Failed",)),
    one_of("PodSpec", "restartPolicy", "Always", "OnFailure", "Never")._replace(good=("Never",)),
    one_of("PodSpec", "dnsPolicy", "ClusterFirst", "ClusterFirstWithHostNet", "Default"),
    one_of("PodSpec", "preemptionPolicy", "PreemptLowerPriority", "Never"),
    between("PodSpec", "activeDeadlineSeconds", 1, 2**31 - 1),
    Constraint(
        "PodSpec",
        "ephemeralContainers",
        {"maxItems": 0},
        "no ephemeral containers, which only a running pod has",
        ([],),
        ([{"name": "a", "image": "a"}],),
    ),
    not_empty("PodSpec", "containers", {"name": "main", "image": "a"}),
    *(
        syntax("PodSpec", field, Syntax(f"^$|{DNS_LABEL.pattern}", DNS_LABEL.expected, ("a",), ("A", "a.b"), 63))
        for field in ("hostname", "subdomain")
    ),
    *(
        syntax("PodSpec", field, Syntax(f"^$|{OBJECT.pattern}", OBJECT.expected, ("", "a.b"), ("A", "a_b"), 253))
        for field in ("priorityClassName", "nodeName", "serviceAccountName")
    ),
    syntax("PodSpec", "runtimeClassName", OBJECT._replace(stricter=False)),
    _keys("PodSpec", "nodeSelector", LABEL_KEY, "a"),
    _values("PodSpec", "nodeSelector", "a", LABEL_VALUE),
    one_of("PodOS", "name", "linux", "windows"),
    syntax("PodResourceClaim", "name", DNS_LABEL),
    exactly_one("PodResourceClaim", {"resourceClaimName": "a", "resourceClaimTemplateName": "a"}),
    # Services.
    # An ExternalName needs a further field, so it is no example.
    Constraint(
        "ServiceSpec",
        "type",
        {"enum": ["", "ClusterIP", "NodePort", "LoadBalancer", "ExternalName"]},
        "one of ClusterIP, NodePort, LoadBalancer, ExternalName",
        ("", "ClusterIP", "NodePort", "LoadBalancer"),
        ("Bogus", "clusterip"),
    ),
    one_of("ServiceSpec", "sessionAffinity", "", "None", "ClientIP"),
    one_of("ServiceSpec", "internalTrafficPolicy", "Cluster", "Local"),
    one_of("ServiceSpec", "ipFamilyPolicy", "SingleStack", "PreferDualStack"),
    one_of("ServiceSpec", "trafficDistribution", "PreferClose", "PreferSameZone", "PreferSameNode"),
    _keys("ServiceSpec", "selector", LABEL_KEY, "a"),
    _values("ServiceSpec", "selector", "a", LABEL_VALUE),
    syntax("ServiceSpec", "clusterIP", Syntax(rf"^(None)?$|{IP.pattern}", "an IP address, or None", ("", "None", "10.0.0.77"), ("none", "a"))),
    syntax("ServiceSpec", f"externalIPs{ITEMS}", IP._replace(good=("10.0.0.1",))),
    between("ServicePort", "port", 1, 65535),
    one_of("ServicePort", "protocol", "", "TCP", "UDP", "SCTP"),
    syntax("ServicePort", "name", DNS_LABEL._replace(good=("a", "a-1"), bad=("A", "a_b", "-a", "a.b"))),
    Constraint(
        "ServicePort",
        "targetPort",
        {"anyOf": [{"type": "integer", "minimum": 0, "maximum": 65535}, {"type": "string", "pattern": f"^({PORT_NAME})?$", "maxLength": 15}]},
        "a port number from 1 to 65535, or the name of a port",
        (1, 65535, "http", 0, ""),
        (65536, -1, "HTTP", "80", "a" * 16),
    ),
    syntax("ServicePort", "appProtocol", LABEL_KEY),
    between("ClientIPConfig", "timeoutSeconds", 1, 86400),
    # Ingresses.
    Constraint(
        "IngressSpec",
        "",
        {"anyOf": [{"properties": {"rules": {"minItems": 1}}, "required": ["rules"]}, {"required": ["defaultBackend"]}]},
        "rules or defaultBackend",
        ({"rules": None, "defaultBackend": {"service": {"name": "a", "port": {"number": 80}}}},),
        ({"rules": None, "defaultBackend": None}, {"rules": [], "defaultBackend": None}),
    ),
    syntax("IngressSpec", "ingressClassName", OBJECT._replace(stricter=False)),
    syntax(
        "IngressRule",
        "host",
        _HOST._replace(pattern=rf"^$|(?!^[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+$){_HOST.pattern}", good=("", *_HOST.good), bad=(*_HOST.bad, "10.0.0.1")),
    ),
    syntax("IngressTLS", f"hosts{ITEMS}", _HOST),
    syntax("IngressTLS", "secretName", Syntax(f"^$|{OBJECT.pattern}", OBJECT.expected, ("", "a.b"), ("A", " "), 253)),
    not_empty("HTTPIngressRuleValue", "paths", {"path": "/", "pathType": "Prefix", "backend": {"service": {"name": "a", "port": {"number": 80}}}}),
    one_of("HTTPIngressPath", "pathType", "Exact", "Prefix", "ImplementationSpecific"),
    syntax("HTTPIngressPath", "path", _PATH),
    when(
        "HTTPIngressPath",
        has("pathType", "Exact", "Prefix"),
        {
            "required": ["path"],
            "properties": {"path": {"pattern": r"^/(?!.*(//|/\./|/\.\./|%2f|%2F))(?!\.\.?/)(?!\.\.?$)(?!/)(?!.*/\.\.?$)"}},
        },
        "a path that begins with / and has no //, /./, /../ and %2f",
        ({"pathType": "Exact", "path": "/a"}, {"pathType": "Prefix", "path": "/"}),
        ({"pathType": "Exact", "path": None}, {"pathType": "Prefix", "path": "/a//b"}, {"pathType": "Prefix", "path": "/a/../b"}),
    ),
    not_both("IngressBackend", {"service": {"name": "a", "port": {"number": 80}}, "resource": {"kind": "A", "name": "a"}})._replace(good=({},)),
    Constraint(
        "IngressBackend",
        "",
        {"anyOf": [{"required": ["service"]}, {"required": ["resource"]}]},
        "service or resource",
        ({"service": {"name": "a", "port": {"number": 80}}},),
        ({"service": None},),
    ),
    syntax("IngressServiceBackend", "name", DNS_LABEL._replace(bad=("", "A", "a_b", "-a"))),
    Constraint("IngressServiceBackend", "", {"required": ["port"]}, "port, which is missing", ({},), ({"port": None},)),
    Constraint(
        "ServiceBackendPort",
        "",
        {
            "oneOf": [
                {"required": ["name"], "properties": {"name": {"pattern": f"^{PORT_NAME}$", "maxLength": 15}, "number": {"enum": [0]}}},
                {"required": ["number"], "properties": {"number": {"minimum": 1, "maximum": 65535}, "name": {"enum": [""]}}},
            ]
        },
        "a name of at most 15 lowercase letters, digits and hyphens, or a number from 1 to 65535",
        ({"number": 1}, {"number": None, "name": "http"}),
        ({"number": 0}, {"number": 65536}, {"number": None}, {"number": 80, "name": "http"}, {"number": None, "name": "HTTP"}),
    ),
    # Disruption budgets and autoscalers.
    *(_number_or_percentage("PodDisruptionBudgetSpec", field) for field in ("maxUnavailable", "minAvailable")),
    not_both("PodDisruptionBudgetSpec", {"maxUnavailable": 1, "minAvailable": 1}),
    one_of("PodDisruptionBudgetSpec", "unhealthyPodEvictionPolicy", "IfHealthyBudget", "AlwaysAllow"),
    at_least("HorizontalPodAutoscalerSpec", "minReplicas", 1),
    Constraint(
        "HorizontalPodAutoscalerSpec",
        "scaleTargetRef",
        {"required": ["apiVersion"]},
        "apiVersion, which is missing",
        ({"apiVersion": "apps/v1", "kind": "Deployment", "name": "a"},),
        ({"kind": "Deployment", "name": "a"},),
    ),
    at_least("HorizontalPodAutoscalerSpec", "maxReplicas", 1)._replace(good=(1, 3)),
    syntax("CrossVersionObjectReference", "kind", NOT_EMPTY),
    syntax("CrossVersionObjectReference", "name", NOT_EMPTY),
    syntax(
        "CrossVersionObjectReference",
        "apiVersion",
        Syntax("^[^/]+/[^/]+$", "an API group with its version such as apps/v1", ("apps/v1",), ("v1", "a/b/c")),
    ),
    *(
        when(
            "MetricSpec",
            {"not": has("type", kind)},
            absent(field),
            f"no {field}, because the type is not {kind}",
            ({},),
            ({"type": other, field: value},),
        )
        for kind, field, other, value in (
            ("Pods", "pods", "Resource", {"metric": {"name": "a"}, "target": {"type": "AverageValue", "averageValue": "1"}}),
            ("External", "external", "Resource", {"metric": {"name": "a"}, "target": {"type": "Value", "value": "1"}}),
        )
    ),
    Constraint(
        "MetricSpec",
        "",
        {
            "oneOf": [
                {"properties": {"type": {"enum": [kind]}}, "required": [field]}
                for kind, field in (
                    ("Resource", "resource"),
                    ("ContainerResource", "containerResource"),
                    ("Pods", "pods"),
                    ("Object", "object"),
                    ("External", "external"),
                )
            ]
        },
        "a type of Resource, ContainerResource, Pods, Object and External, and the field of this type",
        ({"type": "Resource"},),
        ({"type": "resource"}, {"type": "Pods", "resource": None}),
    ),
    syntax("ResourceMetricSource", "name", NOT_EMPTY),
    Constraint(
        "ResourceMetricSource",
        "target",
        {"oneOf": [{"required": ["averageUtilization"]}, {"required": ["averageValue"]}]},
        "either averageUtilization or averageValue",
        ({"type": "Utilization", "averageUtilization": 80}, {"type": "AverageValue", "averageValue": "1"}),
        ({"type": "Utilization"}, {"type": "Utilization", "averageUtilization": 80, "averageValue": "1"}),
    ),
    one_of("MetricTarget", "type", "Utilization", "Value", "AverageValue"),
    at_least("MetricTarget", "averageUtilization", 1),
    # Data.
    *(_keys(type, "data", CONFIG_KEY._replace(bad=("a/b", "..", "")), "AAAA") for type in ("ConfigMap", "Secret")),
    _keys("ConfigMap", "binaryData", CONFIG_KEY._replace(bad=("a/b", "..", "")), "AAAA"),
    _keys("Secret", "stringData", CONFIG_KEY._replace(bad=("a/b", "..", "")), "AAAA"),
    _values("ConfigMap", "binaryData", "b", _BASE64),
    _values("Secret", "data", "a", _BASE64),
    when(
        "PersistentVolumeClaimSpec",
        {"properties": {"accessModes": {"contains": {"enum": ["ReadWriteOncePod"]}}}, "required": ["accessModes"]},
        {"properties": {"accessModes": {"maxItems": 1}}},
        "no other access mode beside ReadWriteOncePod",
        ({"accessModes": ["ReadWriteOncePod"]},),
        ({"accessModes": ["ReadWriteOncePod", "ReadWriteOnce"]},),
    ),
    *(
        Constraint(
            "PersistentVolumeClaimSpec",
            field,
            {"anyOf": [{"properties": {"kind": {"enum": ["PersistentVolumeClaim"]}}}, {"required": ["apiGroup"]}]},
            "apiGroup, unless the kind is PersistentVolumeClaim",
            ({"kind": "PersistentVolumeClaim", "name": "a"}, {"kind": "VolumeSnapshot", "apiGroup": "snapshot.storage.k8s.io", "name": "a"}),
            ({"kind": "Backup", "name": "a"},),
        )
        for field in ("dataSource", "dataSourceRef")
    ),
    syntax("TypedObjectReference", "apiGroup", OBJECT._replace(stricter=False)),
    *(syntax("TypedObjectReference", field, NOT_EMPTY) for field in ("kind", "name")),
    syntax("TypedLocalObjectReference", "apiGroup", OBJECT._replace(stricter=False)),
    syntax("TypedLocalObjectReference", "name", NOT_EMPTY),
    syntax("TypedLocalObjectReference", "kind", NOT_EMPTY),
)
"""What the API server checks in whole objects."""
