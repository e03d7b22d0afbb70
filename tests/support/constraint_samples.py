"""Examples of the constraints of Kubernetes types, each in a whole object."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from imports.constraint import Constraint
from imports.volume_constraints import VOLUMES
from tests.support.object_samples import PLACES, object_sample

__all__ = ["fragment", "outermost", "sample"]

Object = dict[str, Any]

_HTTP: Final = {"httpGet": {"port": 80}}
_VOLUME: Final[Object] = {"emptyDir": {}}
_NODE_TERM: Final = {"matchExpressions": [{"key": "a", "operator": "Exists"}]}
_CLAIM: Final = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}

_VOLUME_TYPES: Final[Mapping[str, str]] = {
    "AWSElasticBlockStoreVolumeSource": "awsElasticBlockStore",
    "CephFSVolumeSource": "cephfs",
    "CinderVolumeSource": "cinder",
    "FCVolumeSource": "fc",
    "FlexVolumeSource": "flexVolume",
    "FlockerVolumeSource": "flocker",
    "GCEPersistentDiskVolumeSource": "gcePersistentDisk",
    "GitRepoVolumeSource": "gitRepo",
    "GlusterfsVolumeSource": "glusterfs",
    "ISCSIVolumeSource": "iscsi",
    "PhotonPersistentDiskVolumeSource": "photonPersistentDisk",
    "PortworxVolumeSource": "portworxVolume",
    "QuobyteVolumeSource": "quobyte",
    "RBDVolumeSource": "rbd",
    "ScaleIOVolumeSource": "scaleIO",
    "StorageOSVolumeSource": "storageos",
    "VsphereVirtualDiskVolumeSource": "vsphereVolume",
}
"""The types of volumes that have no other examples, with their fields."""
_BASES: Final[Mapping[str, Any]] = {
    **{type: VOLUMES[kind] for type, kind in _VOLUME_TYPES.items()},
    "AzureDiskVolumeSource": {"diskName": "a", "diskURI": "/subscriptions/a", "kind": "Managed"},
    "AzureFileVolumeSource": {"secretName": "a", "shareName": "a"},
    "CSIVolumeSource": {"driver": "a.example.org"},
    "ClusterTrustBundleProjection": {"name": "a", "path": "a"},
    "ConfigMapEnvSource": {"name": "a"},
    "ConfigMapKeySelector": {"name": "a", "key": "a"},
    "ConfigMapProjection": {"name": "a"},
    "ConfigMapVolumeSource": {"name": "a"},
    "Container": {"name": "side", "image": "a"},
    "Container.init": {"name": "first", "image": "a"},
    "ContainerPort": {"containerPort": 80},
    "ContainerResizePolicy": {"resourceName": "cpu", "restartPolicy": "NotRequired"},
    "ContainerRestartRule": {"action": "Restart", "exitCodes": {"operator": "In", "values": [1]}},
    "ContainerRestartRuleOnExitCodes": {"operator": "In", "values": [1]},
    "DownwardAPIVolumeFile": {"path": "a"},
    "DownwardAPIVolumeSource": {"items": [{"path": "a", "fieldRef": {"fieldPath": "metadata.name"}}]},
    "EnvVar": {"name": "A"},
    "EnvFromSource": {"secretRef": {"name": "a"}},
    "EphemeralVolumeSource": {"volumeClaimTemplate": {"spec": _CLAIM}},
    "ExecAction": {"command": ["true"]},
    "GRPCAction": {"port": 80},
    "HPAScalingPolicy": {"type": "Pods", "value": 1, "periodSeconds": 60},
    "HTTPGetAction": {"port": 80},
    "HTTPHeader": {"name": "A", "value": "a"},
    "HostPathVolumeSource": {"path": "/a"},
    "ImageVolumeSource": {"reference": "a"},
    "KeyToPath": {"key": "a", "path": "a"},
    "LabelSelectorRequirement": {"key": "a", "operator": "Exists"},
    "NodeSelectorTerm": {},
    "PersistentVolumeClaimTemplate": {"spec": _CLAIM},
    "ResourceFieldSelector": {"resource": "limits.cpu"},
    "NFSVolumeSource": {"server": "a", "path": "/a"},
    "NodeSelectorRequirement": {"key": "a", "operator": "Exists"},
    "PersistentVolumeClaimSpec": _CLAIM,
    "PersistentVolumeClaimVolumeSource": {"claimName": "a"},
    "PodAffinityTerm": {"topologyKey": "a", "labelSelector": {"matchLabels": {"b": "c"}}},
    "PodDNSConfigOption": {"name": "ndots"},
    "PreferredSchedulingTerm": {"weight": 1, "preference": _NODE_TERM},
    "Probe": _HTTP,
    "Probe.liveness": _HTTP,
    "Probe.readiness": _HTTP,
    "ProjectedVolumeSource": {"sources": [{"secret": {"name": "a"}}]},
    "LocalObjectReference": {"name": "a"},
    "SecretEnvSource": {"name": "a"},
    "SecretKeySelector": {"name": "a", "key": "a"},
    "SecretProjection": {"name": "a"},
    "SecretVolumeSource": {"secretName": "a"},
    "ServiceAccountTokenProjection": {"path": "a"},
    "SleepAction": {"seconds": 1},
    "HostAlias": {"ip": "10.0.0.1"},
    "TypedLocalObjectReference.claim": {"kind": "PersistentVolumeClaim", "name": "a"},
    "FileKeySelector": {"volumeName": "scratch", "path": "a", "key": "A"},
    "ObjectFieldSelector": {"fieldPath": "metadata.name"},
    "AppArmorProfile": {"type": "Localhost", "localhostProfile": "a"},
    "SeccompProfile": {"type": "Localhost", "localhostProfile": "a"},
    "Sysctl": {"name": "net.ipv4.a", "value": "1"},
    "TCPSocketAction": {"port": 80},
    "Toleration": {"key": "a", "operator": "Exists"},
    "TopologySpreadConstraint": {
        "maxSkew": 1,
        "topologyKey": "a",
        "whenUnsatisfiable": "DoNotSchedule",
        "labelSelector": {"matchLabels": {"b": "c"}},
    },
    "Volume": {"name": "a", **_VOLUME},
    "VolumeMount": {"name": "scratch", "mountPath": "/a"},
    "WeightedPodAffinityTerm": {"weight": 1, "podAffinityTerm": {"topologyKey": "a"}},
}
"""What a type requires."""


def _volume(kind: str) -> Callable[[Any], tuple[str, Any]]:
    return lambda value: ("Volume", {"name": "a", kind: value})


def _required(term: str, value: Any) -> tuple[str, Any]:
    return "Affinity", {term: {"requiredDuringSchedulingIgnoredDuringExecution": value}}


_PARENTS: Final[Mapping[str, Callable[[Any], tuple[str, Any]]]] = {
    **{type: _volume(kind) for type, kind in _VOLUME_TYPES.items()},
    "NodeSelectorTerm": lambda value: ("NodeSelector", {"nodeSelectorTerms": [value]}),
    "PersistentVolumeClaimTemplate": lambda value: ("EphemeralVolumeSource", {"volumeClaimTemplate": value}),
    "ResourceFieldSelector": lambda value: ("EnvVarSource", {"resourceFieldRef": value}),
    "AppArmorProfile": lambda value: ("PodSecurityContext", {"appArmorProfile": value}),
    "AzureDiskVolumeSource": _volume("azureDisk"),
    "AzureFileVolumeSource": _volume("azureFile"),
    "CSIVolumeSource": _volume("csi"),
    "ClusterTrustBundleProjection": lambda value: ("VolumeProjection", {"clusterTrustBundle": value}),
    "ContainerRestartRule": lambda value: ("Container", {**_BASES["Container"], "restartPolicy": "Never", "restartPolicyRules": [value]}),
    "ContainerRestartRuleOnExitCodes": lambda value: ("ContainerRestartRule", {"action": "Restart", "exitCodes": value}),
    "ConfigMapEnvSource": lambda value: ("EnvFromSource", {"configMapRef": value}),
    "ConfigMapKeySelector": lambda value: ("EnvVarSource", {"configMapKeyRef": value}),
    "ConfigMapProjection": lambda value: ("VolumeProjection", {"configMap": value}),
    "ConfigMapVolumeSource": _volume("configMap"),
    "ContainerPort": lambda value: ("Container", {**_BASES["Container"], "ports": [value]}),
    "ContainerResizePolicy": lambda value: ("Container", {**_BASES["Container"], "resizePolicy": [value]}),
    "DownwardAPIVolumeFile": lambda value: ("DownwardAPIVolumeSource", {"items": [value]}),
    "DownwardAPIVolumeSource": _volume("downwardAPI"),
    "EmptyDirVolumeSource": _volume("emptyDir"),
    "EnvFromSource": lambda value: ("Container", {**_BASES["Container"], "envFrom": [value]}),
    "EnvVar": lambda value: ("Container", {**_BASES["Container"], "env": [value]}),
    "EnvVarSource": lambda value: ("EnvVar", {"name": "A", "valueFrom": value}),
    "EphemeralVolumeSource": _volume("ephemeral"),
    "ExecAction": lambda value: ("Probe", {"exec": value}),
    "FileKeySelector": lambda value: ("EnvVarSource", {"fileKeyRef": value}),
    "LocalObjectReference": lambda value: ("CSIVolumeSource", {"driver": "a", "nodePublishSecretRef": value}),
    "ObjectFieldSelector": lambda value: ("EnvVarSource", {"fieldRef": value}),
    "ResourceRequirements": lambda value: ("Container", {**_BASES["Container"], "resources": value}),
    "GRPCAction": lambda value: ("Probe", {"grpc": value}),
    "HPAScalingPolicy": lambda value: ("HPAScalingRules", {"policies": [value]}),
    "HPAScalingRules": lambda value: ("HorizontalPodAutoscalerBehavior", {"scaleUp": value}),
    "HTTPGetAction": lambda value: ("Probe", {"httpGet": value}),
    "HTTPHeader": lambda value: ("HTTPGetAction", {"port": 80, "httpHeaders": [value]}),
    "HostPathVolumeSource": _volume("hostPath"),
    "ImageVolumeSource": _volume("image"),
    "KeyToPath": lambda value: ("SecretVolumeSource", {"secretName": "a", "items": [value]}),
    "LabelSelector": lambda value: ("PodAffinityTerm", {"topologyKey": "a", "labelSelector": value}),
    "LabelSelectorRequirement": lambda value: ("LabelSelector", {"matchExpressions": [value]}),
    "Lifecycle": lambda value: ("Container", {**_BASES["Container"], "lifecycle": value}),
    "LifecycleHandler": lambda value: ("Container", {**_BASES["Container"], "lifecycle": {"preStop": value}}),
    "NFSVolumeSource": _volume("nfs"),
    "NodeSelector": lambda value: _required("nodeAffinity", value),
    "NodeSelectorRequirement": lambda value: ("NodeSelector", {"nodeSelectorTerms": [{"matchExpressions": [value]}]}),
    "PersistentVolumeClaimSpec": lambda value: ("EphemeralVolumeSource", {"volumeClaimTemplate": {"spec": value}}),
    "PersistentVolumeClaimVolumeSource": _volume("persistentVolumeClaim"),
    "PodAffinityTerm": lambda value: _required("podAffinity", [value]),
    "PodDNSConfigOption": lambda value: ("PodDNSConfig", {"options": [value]}),
    "PreferredSchedulingTerm": lambda value: ("Affinity", {"nodeAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": [value]}}),
    "Probe": lambda value: ("Probe.readiness", value),
    "Probe.liveness": lambda value: ("Container", {**_BASES["Container"], "livenessProbe": value}),
    "Probe.readiness": lambda value: ("Container", {**_BASES["Container"], "readinessProbe": value}),
    "ProjectedVolumeSource": _volume("projected"),
    "Quantity": lambda value: ("EmptyDirVolumeSource", {"sizeLimit": value}),
    "RollingUpdateDeployment": lambda value: ("DeploymentStrategy", {"type": "RollingUpdate", "rollingUpdate": value}),
    "RollingUpdateStatefulSetStrategy": lambda value: ("StatefulSetUpdateStrategy", {"type": "RollingUpdate", "rollingUpdate": value}),
    "SeccompProfile": lambda value: ("PodSecurityContext", {"seccompProfile": value}),
    "SecretEnvSource": lambda value: ("EnvFromSource", {"secretRef": value}),
    "SecretKeySelector": lambda value: ("EnvVarSource", {"secretKeyRef": value}),
    "SecretProjection": lambda value: ("VolumeProjection", {"secret": value}),
    "SecretVolumeSource": _volume("secret"),
    "SecurityContext": lambda value: ("Container", {**_BASES["Container"], "securityContext": value}),
    "ServiceAccountTokenProjection": lambda value: ("VolumeProjection", {"serviceAccountToken": value}),
    "SleepAction": lambda value: ("LifecycleHandler", {"sleep": value}),
    "Sysctl": lambda value: ("PodSecurityContext", {"sysctls": [value]}),
    "TCPSocketAction": lambda value: ("Probe", {"tcpSocket": value}),
    "VolumeMount": lambda value: ("Container", {**_BASES["Container"], "volumeMounts": [value]}),
    "VolumeProjection": lambda value: ("ProjectedVolumeSource", {"sources": [value]}),
    "WeightedPodAffinityTerm": lambda value: ("Affinity", {"podAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": [value]}}),
}
"""The type that contains a type, with a value in it."""
_SCRATCH: Final[Object] = {"name": "scratch", **_VOLUME}
_MAIN: Final[Object] = {"name": "main", "image": "a", "resources": {"limits": {"cpu": "1", "memory": "1Gi"}}}
_IN_PODS: Final[Mapping[str, Callable[[Any], Object]]] = {
    "Affinity": lambda value: {"affinity": value},
    "Container": lambda value: {"containers": [_MAIN, value]},
    "Container.init": lambda value: {"initContainers": [value]},
    "HostAlias": lambda value: {"hostAliases": [value]},
    "PodDNSConfig": lambda value: {"dnsConfig": value},
    "PodSecurityContext": lambda value: {"securityContext": value},
    "Toleration": lambda value: {"tolerations": [value]},
    "TopologySpreadConstraint": lambda value: {"topologySpreadConstraints": [value]},
    "TypedLocalObjectReference.claim": lambda value: {
        "volumes": [{"name": "a", "ephemeral": {"volumeClaimTemplate": {"spec": {**_CLAIM, "dataSource": value}}}}]
    },
    "Volume": lambda value: {"volumes": [_SCRATCH, value]},
}


_OF_CONTROLLERS: Final = {"DeploymentStrategy": ("Deployment", "strategy"), "StatefulSetUpdateStrategy": ("StatefulSet", "updateStrategy")}
"""The types in the spec of a Deployment or a StatefulSet, each with its field."""

_BESIDE: Final[Mapping[tuple[str, ...], Any]] = {
    ("LabelSelectorRequirement", "values[]"): {"operator": "In"},
    ("NodeSelectorRequirement", "values[]"): {"operator": "In"},
    ("Toleration", "value"): {"operator": "Equal"},
    **{("DownwardAPIVolumeFile", field): {"fieldRef": {"fieldPath": "metadata.name"}} for field in ("mode", "path")},
}
"""What a field needs beside it."""


def fragment(constraint: Constraint, example: Any) -> Any:
    """The example as a value of the constraint's type."""
    if constraint.type == "Quantity":
        return example
    base = _BASES.get(constraint.type, {})
    if constraint.field:
        name = constraint.field.removesuffix("[]")
        return {**base, **_BESIDE.get(constraint[:2], {}), name: example if name == constraint.field else [example]}
    return {name: value for name, value in {**base, **example}.items() if value is not None}


def outermost(constraint: Constraint, example: Any) -> tuple[str, Any]:
    """The type of the setting of `portkey.yaml` that contains the example, and its value."""
    type, value = constraint.type, fragment(constraint, example)
    while type in _PARENTS:
        type, value = _PARENTS[type](value)
    return type, value


def _controller(kind: str, field: str, value: Any) -> Object:
    labels = {"a": "b"}
    template = {"metadata": {"labels": labels}, "spec": {"containers": [_MAIN]}}
    spec = {"selector": {"matchLabels": labels}, "template": template, **({"serviceName": "a"} if kind == "StatefulSet" else {}), field: value}
    return {"apiVersion": "apps/v1", "kind": kind, "metadata": {"name": "sample", "namespace": "default"}, "spec": spec}


def sample(constraint: Constraint, example: Any) -> Object:
    """The example in a Pod, in a HorizontalPodAutoscaler, or in a Deployment or StatefulSet."""
    if constraint.type in PLACES:
        return object_sample(constraint, example)
    type, value = outermost(constraint, example)
    if type in _OF_CONTROLLERS:
        return _controller(*_OF_CONTROLLERS[type], value)
    if type == "HorizontalPodAutoscalerBehavior":
        target = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "a"}
        spec = {"scaleTargetRef": target, "maxReplicas": 2, "behavior": value}
        return {
            "apiVersion": "autoscaling/v2",
            "kind": "HorizontalPodAutoscaler",
            "metadata": {"name": "sample", "namespace": "default"},
            "spec": spec,
        }
    pod = {"containers": [_MAIN], "volumes": [_SCRATCH], **_IN_PODS[type](value)}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "sample", "namespace": "default"}, "spec": pod}
