"""The normal form of a manifest: two manifests with the same one are the same object to the API server.

The defaults are those of Kubernetes 1.37 (pkg/apis/*/defaults.go) and of the pinned custom resources.
A default is removed, so that an explicit default equals an absent field.
"""

import base64
import binascii
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from portkey_constructs.config.quantities import amount
from portkey_constructs.plan.custom_resource_defaults import drop_custom_resource_defaults

__all__ = ["Quantity", "normal_form", "replicas", "whole_number"]

Map = dict[str, Any]

_OMITTED_WHEN_EMPTY: Final = frozenset(
    (
        "annotations",
        "binaryData",
        "data",
        "labels",
        "limits",
        "matchLabels",
        "metadata",
        "nodeSelector",
        "requests",
        "resources",
        "rollingUpdate",
        "strategy",
        "stringData",
        "updateStrategy",
    )
)
"""Maps that the API server does not tell apart from absent ones. Others, such as emptyDir, have a meaning when they are empty."""
_OMITTED_WHEN_FALSE: Final = frozenset(
    ("hostIPC", "hostNetwork", "hostPID", "paused", "publishNotReadyAddresses", "readOnly", "stdin", "stdinOnce", "tty", "suspend", "manualSelector")
)
"""Booleans that are false by default. Others, such as optional, are absent by default, which differs from false."""
_FALSE_IS_A_VALUE: Final = (("csi", "readOnly"),)
_OMITTED_WHEN_ZERO: Final = frozenset(("initialDelaySeconds", "minReadySeconds", "hostPort", "nodePort"))
_PROBES: Final = ("startupProbe", "readinessProbe", "livenessProbe")
_PROBE_DEFAULTS: Final = {"timeoutSeconds": 1, "periodSeconds": 10, "successThreshold": 1, "failureThreshold": 3}
_QUANTITY_MAPS: Final = frozenset(("requests", "limits", "capacity"))
_QUANTITIES: Final = frozenset(("sizeLimit", "averageValue", "divisor"))
_SERVER_METADATA: Final = ("creationTimestamp", "generation", "managedFields", "resourceVersion", "selfLink", "uid")
_DEFAULT_MODE: Final = 0o644
_NO_TEXT: Final = frozenset(("value", "namespace", "subPath", "type", "group", "medium"))
"""Texts that the API server does not tell apart from absent ones."""


class Quantity(str):
    """The text of a quantity, which equals another text of the same amount: 1000m equals 1."""

    __slots__ = ("amount",)

    def __new__(cls, value: Any) -> "Quantity":
        quantity = super().__new__(cls, value)
        quantity.amount = amount(str(value))
        return quantity

    amount: Decimal

    def __eq__(self, other: object) -> bool:
        return self.amount == other.amount if isinstance(other, Quantity) else str(self) == other

    def __hash__(self) -> int:
        return hash(self.amount)


def normal_form(manifest: Mapping[str, Any]) -> Map:
    """A copy of a manifest without defaults, empty fields, and fields that only the server writes."""
    result: Map = _clean(manifest, "")
    result.pop("status", None)
    metadata = result.setdefault("metadata", {})
    for field in _SERVER_METADATA:
        metadata.pop(field, None)
    if normalize := _KINDS.get(result.get("kind", "")):
        normalize(result)
    drop_custom_resource_defaults(result)
    return result


def replicas(workload: Mapping[str, Any]) -> int:
    """The number of pods that a workload asks for."""
    return whole_number(workload.get("spec", {}).get("replicas"), 1)


def whole_number(value: Any, default: int) -> int:
    """A whole number, or a default for anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) else default


def _clean(value: Any, field: str) -> Any:
    if isinstance(value, Mapping):
        cleaned = {str(key): _clean(entry, str(key)) for key, entry in value.items() if entry is not None}
        if field in _QUANTITY_MAPS:
            return {key: _quantity(entry) for key, entry in cleaned.items()}
        return {key: entry for key, entry in cleaned.items() if not _omitted(field, key, entry)}
    if isinstance(value, list | tuple):
        return [_clean(entry, "") for entry in value]
    return _quantity(value) if field in _QUANTITIES else value


def _omitted(parent: str, field: str, value: Any) -> bool:
    if value is False:
        return field in _OMITTED_WHEN_FALSE and (parent, field) not in _FALSE_IS_A_VALUE
    if value == 0 and isinstance(value, int):
        return field in _OMITTED_WHEN_ZERO
    if isinstance(value, list) and not value:
        return True
    if value == {}:
        return field in _OMITTED_WHEN_EMPTY
    return value == "" and field in _NO_TEXT


def _quantity(value: Any) -> Any:
    try:
        return Quantity(value)
    except (InvalidOperation, KeyError):
        return value


def _drop(value: Map, defaults: Mapping[str, Any]) -> None:
    for field, default in defaults.items():
        if field in value and value[field] == default and isinstance(value[field], bool) is isinstance(default, bool):
            del value[field]


def _pod_template(template: Map) -> None:
    pod = template.get("spec", {})
    account = pod.pop("serviceAccount", None)
    if account is not None:
        pod.setdefault("serviceAccountName", account)
    _drop(
        pod,
        {
            "dnsPolicy": "ClusterFirst",
            "restartPolicy": "Always",
            "schedulerName": "default-scheduler",
            "securityContext": {},
            "terminationGracePeriodSeconds": 30,
        },
    )
    for container in (*pod.get("containers", ()), *pod.get("initContainers", ())):
        _container(container)
    for volume in pod.get("volumes", ()):
        _volume(volume)


def _container(container: Map) -> None:
    _drop(
        container,
        {
            "terminationMessagePath": "/dev/termination-log",
            "terminationMessagePolicy": "File",
            "imagePullPolicy": _pull_policy(str(container.get("image", ""))),
        },
    )
    for port in container.get("ports", ()):
        _drop(port, {"protocol": "TCP"})
    for variable in container.get("env", ()):
        source = variable.get("valueFrom", {})
        _drop(source.get("fieldRef", {}), {"apiVersion": "v1"})
        _drop(source.get("resourceFieldRef", {}), {"divisor": "0"})
    for name in _PROBES:
        probe = container.get(name, {})
        for field, default in _PROBE_DEFAULTS.items():
            if probe.get(field) in (0, default):
                probe.pop(field, None)
        _http(probe)
        _drop(probe.get("grpc", {}), {"service": ""})
    for handler in container.get("lifecycle", {}).values():
        if isinstance(handler, dict):
            _http(handler)


def _pull_policy(image: str) -> str:
    name, at, _ = image.partition("@")
    _, colon, tag = name.rpartition("/")[2].partition(":")
    return "Always" if (tag == "latest" if colon else not at) else "IfNotPresent"


def _http(handler: Map) -> None:
    _drop(handler.get("httpGet", {}), {"path": "/", "scheme": "HTTP"})


def _volume(volume: Map) -> None:
    if not volume.keys() - {"name"}:
        volume["emptyDir"] = {}
    for source in ("secret", "configMap", "downwardAPI", "projected"):
        _drop(volume.get(source, {}), {"defaultMode": _DEFAULT_MODE})
    _drop(volume.get("hostPath", {}), {"type": ""})
    for source in volume.get("projected", {}).get("sources", ()):
        _drop(source.get("serviceAccountToken", {}), {"expirationSeconds": 3600})
    for items in (volume.get("downwardAPI", {}), *(source.get("downwardAPI", {}) for source in volume.get("projected", {}).get("sources", ()))):
        for item in items.get("items", ()):
            _drop(item.get("fieldRef", {}), {"apiVersion": "v1"})
    _claim(volume.get("ephemeral", {}).get("volumeClaimTemplate", {}))


def _claim(claim: Map) -> None:
    _drop(claim.get("spec", {}), {"volumeMode": "Filesystem"})


def _deployment(manifest: Map) -> None:
    spec = manifest.get("spec", {})
    _pod_template(spec.get("template", {}))
    _drop(spec, {"replicas": 1, "revisionHistoryLimit": 10, "progressDeadlineSeconds": 600})
    strategy = spec.get("strategy", {})
    _drop(strategy, {"type": "RollingUpdate"})
    _drop(strategy.get("rollingUpdate", {}), {"maxSurge": "25%", "maxUnavailable": "25%"})
    _drop(strategy, {"rollingUpdate": {}})
    _drop(spec, {"strategy": {}})


def _stateful_set(manifest: Map) -> None:
    spec = manifest.get("spec", {})
    _pod_template(spec.get("template", {}))
    _drop(spec, {"replicas": 1, "revisionHistoryLimit": 10, "podManagementPolicy": "OrderedReady"})
    strategy = spec.get("updateStrategy", {})
    _drop(strategy.get("rollingUpdate", {}), {"partition": 0, "maxUnavailable": 1})
    _drop(strategy, {"rollingUpdate": {}, "type": "RollingUpdate"})
    _drop(spec, {"updateStrategy": {}})
    _drop(spec.get("persistentVolumeClaimRetentionPolicy", {}), {"whenDeleted": "Retain", "whenScaled": "Retain"})
    _drop(spec, {"persistentVolumeClaimRetentionPolicy": {}})
    for claim in spec.get("volumeClaimTemplates", ()):
        for field in ("apiVersion", "kind", "status"):
            claim.pop(field, None)
        claim.get("metadata", {}).pop("creationTimestamp", None)
        _claim(claim)


def _daemon_set(manifest: Map) -> None:
    spec = manifest.get("spec", {})
    _pod_template(spec.get("template", {}))
    _drop(spec, {"revisionHistoryLimit": 10})


def _job(manifest: Map) -> None:
    spec = manifest.get("spec", {})
    _pod_template(spec.get("template", {}))
    policy = "Failed" if "podFailurePolicy" in spec else "TerminatingOrFailed"
    _drop(spec, {"backoffLimit": 6, "completionMode": "NonIndexed", "podReplacementPolicy": policy})
    if spec.get("completions", 1) == 1 and spec.get("parallelism", 1) == 1:
        spec.pop("completions", None)
    _drop(spec, {"parallelism": 1})


def _cron_job(manifest: Map) -> None:
    spec = manifest.get("spec", {})
    _job(spec.get("jobTemplate", {}))
    _drop(spec, {"concurrencyPolicy": "Allow", "successfulJobsHistoryLimit": 3, "failedJobsHistoryLimit": 1})


def _service(manifest: Map) -> None:
    spec = manifest.get("spec", {})
    kind = spec.get("type", "ClusterIP")
    _drop(spec, {"type": "ClusterIP", "sessionAffinity": "None", "internalTrafficPolicy": "Cluster", "allocateLoadBalancerNodePorts": True})
    if "sessionAffinity" in spec:
        _drop(spec, {"sessionAffinityConfig": {"clientIP": {"timeoutSeconds": 10800}}})
    if kind in ("NodePort", "LoadBalancer"):
        _drop(spec, {"externalTrafficPolicy": "Cluster"})
    for port in spec.get("ports", ()):
        _drop(port, {"protocol": "TCP"})
        if port.get("targetPort") in (0, "", port.get("port")):
            port.pop("targetPort", None)


def _autoscaler(manifest: Map) -> None:
    spec = manifest.get("spec", {})
    _drop(spec, {"minReplicas": 1})
    behavior = spec.get("behavior", {})
    up, down = behavior.get("scaleUp", {}), behavior.get("scaleDown", {})
    pods, percent = ({"type": "Pods", "value": 4, "periodSeconds": 15}, {"type": "Percent", "value": 100, "periodSeconds": 15})
    _drop(up, {"selectPolicy": "Max", "stabilizationWindowSeconds": 0, "policies": [pods, percent]})
    _drop(down, {"selectPolicy": "Max", "policies": [percent]})
    _drop(behavior, {"scaleUp": {}, "scaleDown": {}})
    _drop(spec, {"behavior": {}})


def _namespace(manifest: Map) -> None:
    labels = manifest["metadata"].get("labels", {})
    _drop(labels, {"kubernetes.io/metadata.name": manifest["metadata"].get("name")})
    _drop(manifest["metadata"], {"labels": {}})
    _drop(manifest, {"spec": {"finalizers": ["kubernetes"]}})
    _drop(manifest, {"spec": {}})


def _secret(manifest: Map) -> None:
    """Values as the API server stores them: stringData is encoded into data."""
    texts = manifest.pop("stringData", {})
    encoded = {key: base64.b64encode(str(text).encode()).decode() for key, text in texts.items()}
    data = {key: _canonical_base64(value) for key, value in manifest.get("data", {}).items()}
    if values := {**data, **encoded}:
        manifest["data"] = values
    _drop(manifest, {"type": "Opaque"})
    _drop(manifest, {"immutable": False})


def _canonical_base64(text: Any) -> Any:
    try:
        return base64.b64encode(base64.b64decode(str(text))).decode()
    except (binascii.Error, ValueError):
        return text


def _config_map(manifest: Map) -> None:
    _drop(manifest, {"immutable": False})


def _volume_claim(manifest: Map) -> None:
    _claim(manifest)


_KINDS: Final[Mapping[str, Callable[[Map], None]]] = {
    "ConfigMap": _config_map,
    "CronJob": _cron_job,
    "DaemonSet": _daemon_set,
    "Deployment": _deployment,
    "HorizontalPodAutoscaler": _autoscaler,
    "Job": _job,
    "Namespace": _namespace,
    "PersistentVolumeClaim": _volume_claim,
    "Secret": _secret,
    "Service": _service,
    "StatefulSet": _stateful_set,
}
