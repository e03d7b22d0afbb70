"""Constraints of volumes and their mounts."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from imports.constraint import (
    DNS_LABEL,
    FIELD_REF,
    ITEMS,
    MEDIUM,
    NOT_EMPTY,
    NOT_RESERVED,
    OBJECT,
    PATH,
    RELATIVE,
    RESOURCE,
    SUBSCRIPT,
    Constraint,
    Syntax,
    absent,
    between,
    exactly_one,
    has,
    not_both,
    not_empty,
    one_of,
    required,
    syntax,
    when,
)

__all__ = ["VOLUMES", "VOLUME_CONSTRAINTS"]

_FILE_MODE: Final = 0o777


def _file_modes(types: Iterable[str], field: str) -> Iterable[Constraint]:
    for type in types:
        expected = "a mode from 0 to 511 (octal 0o777); YAML 1.2 writes octal as 0o644"
        yield Constraint(type, field, {"minimum": 0, "maximum": _FILE_MODE}, expected, (0, 0o644, _FILE_MODE), (-1, _FILE_MODE + 1, 777))


VOLUMES: Final[Mapping[str, Any]] = {
    "awsElasticBlockStore": {"volumeID": "a"},
    "azureDisk": {"diskName": "a", "diskURI": "/subscriptions/a", "kind": "Managed"},
    "azureFile": {"secretName": "a", "shareName": "a"},
    "cephfs": {"monitors": ["a"]},
    "cinder": {"volumeID": "a"},
    "configMap": {"name": "a"},
    "csi": {"driver": "a.example.org"},
    "downwardAPI": {"items": [{"path": "a", "fieldRef": FIELD_REF}]},
    "emptyDir": {},
    "ephemeral": {"volumeClaimTemplate": {"spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}}},
    "fc": {"wwids": ["a"]},
    "flexVolume": {"driver": "a/b"},
    "flocker": {"datasetName": "a"},
    "gcePersistentDisk": {"pdName": "a"},
    "gitRepo": {"repository": "https://a"},
    "glusterfs": {"endpoints": "a", "path": "a"},
    "hostPath": {"path": "/a"},
    "image": {"reference": "a"},
    "iscsi": {"iqn": "iqn.2001-04.com.example:a", "lun": 0, "targetPortal": "10.0.0.1"},
    "nfs": {"path": "/a", "server": "a"},
    "persistentVolumeClaim": {"claimName": "a"},
    "photonPersistentDisk": {"pdID": "a"},
    "portworxVolume": {"volumeID": "a"},
    "projected": {"sources": [{"secret": {"name": "a"}}]},
    "quobyte": {"registry": "a:1", "volume": "a"},
    "rbd": {"image": "a", "monitors": ["a"]},
    "scaleIO": {"gateway": "a", "secretRef": {"name": "a"}, "system": "a", "volumeName": "a"},
    "secret": {"secretName": "a"},
    "storageos": {"volumeName": "a"},
    "vsphereVolume": {"volumePath": "a"},
}

VOLUME_CONSTRAINTS: Final[tuple[Constraint, ...]] = (
    # Volumes and their mounts.
    syntax("Volume", "name", DNS_LABEL),
    Constraint(
        "Volume",
        "",
        {"maxProperties": 2},
        "one kind of volume besides the name",
        tuple({"emptyDir": None, kind: value} for kind, value in VOLUMES.items()),
        ({"emptyDir": {}, "secret": {"secretName": "a"}}, {"hostPath": {"path": "/a"}, "emptyDir": {}}),
    ),
    syntax("VolumeMount", "name", NOT_EMPTY._replace(good=("scratch",))),
    syntax("VolumeMount", "mountPath", NOT_EMPTY),
    Constraint(
        "VolumeMount",
        "mountPropagation",
        {"enum": ["None", "HostToContainer", "Bidirectional"]},
        "one of None, HostToContainer, Bidirectional",
        ("None", "HostToContainer"),
        ("Bogus", "none"),
    ),
    syntax("VolumeMount", "subPath", Syntax(f"^$|{RELATIVE.pattern}", RELATIVE.expected, RELATIVE.good, RELATIVE.bad)),
    syntax("VolumeMount", "subPathExpr", Syntax(f"^$|{RELATIVE.pattern}", RELATIVE.expected, RELATIVE.good, RELATIVE.bad)),
    not_both("VolumeMount", {"subPath": "a", "subPathExpr": "a"}),
    when(
        "VolumeMount",
        {"required": ["recursiveReadOnly"]},
        {"properties": {"recursiveReadOnly": {"enum": ["Disabled", "IfPossible", "Enabled"]}}},
        "recursiveReadOnly to be Disabled, IfPossible or Enabled",
        tuple({"recursiveReadOnly": value, "readOnly": True} for value in ("Disabled", "IfPossible", "Enabled")),
        ({"recursiveReadOnly": "enabled", "readOnly": True},),
    ),
    when(
        "VolumeMount",
        has("recursiveReadOnly", "IfPossible", "Enabled"),
        has("readOnly", True),
        "readOnly: true, because recursiveReadOnly is set",
        ({"recursiveReadOnly": "Enabled", "readOnly": True},),
        ({"recursiveReadOnly": "Enabled", "readOnly": None}, {"recursiveReadOnly": "IfPossible", "readOnly": False}),
    ),
    one_of("HostPathVolumeSource", "type", "", "DirectoryOrCreate", "Directory", "FileOrCreate", "File", "Socket", "CharDevice", "BlockDevice"),
    syntax("HostPathVolumeSource", "path", PATH),
    syntax("HostPathVolumeSource", "path", NOT_EMPTY),
    syntax("EmptyDirVolumeSource", "medium", MEDIUM),
    required("SecretVolumeSource", "secretName"),
    required("ConfigMapVolumeSource", "name"),
    required("SecretProjection", "name"),
    required("ConfigMapProjection", "name"),
    required("EphemeralVolumeSource", "volumeClaimTemplate"),
    *_file_modes(("SecretVolumeSource", "ConfigMapVolumeSource", "DownwardAPIVolumeSource", "ProjectedVolumeSource"), "defaultMode"),
    *_file_modes(("KeyToPath", "DownwardAPIVolumeFile"), "mode"),
    *(
        syntax(type, "path", NOT_RESERVED)
        for type in ("KeyToPath", "DownwardAPIVolumeFile", "ServiceAccountTokenProjection", "ClusterTrustBundleProjection")
    ),
    syntax("KeyToPath", "key", NOT_EMPTY),
    Constraint(
        "DownwardAPIVolumeFile",
        "resourceFieldRef",
        {"required": ["containerName"], "properties": {"resource": {"pattern": RESOURCE}}},
        "a resource such as limits.cpu, and containerName, because a volume belongs to no container",
        ({"resource": "limits.cpu", "containerName": "main"},),
        ({"resource": "limits.cpu"}, {"resource": "cpu", "containerName": "main"}),
    ),
    Constraint(
        "DownwardAPIVolumeFile",
        "fieldRef",
        {"properties": {"fieldPath": {"pattern": rf"^(metadata\.(name|namespace|uid|labels|annotations)|{SUBSCRIPT})$"}}},
        "a field of the pod's metadata such as metadata.labels",
        tuple({"fieldPath": f"metadata.{name}"} for name in ("name", "labels", "annotations['a']")),
        tuple({"fieldPath": path} for path in ("", "status.podIP", "metadata.label")),
    ),
    exactly_one("DownwardAPIVolumeFile", {"fieldRef": FIELD_REF, "resourceFieldRef": {"resource": "limits.cpu", "containerName": "main"}}),
    Constraint(
        "VolumeProjection",
        "",
        {"maxProperties": 1},
        "one kind of source",
        (
            {"configMap": {"name": "a"}},
            {"downwardAPI": {"items": [{"path": "a", "fieldRef": FIELD_REF}]}},
            {"secret": {"name": "a"}},
            {"serviceAccountToken": {"path": "a"}},
            {"clusterTrustBundle": {"name": "a", "path": "a"}},
        ),
        ({"configMap": {"name": "a"}, "secret": {"name": "a"}},),
    ),
    required("LocalObjectReference", "name"),
    Constraint(
        "CSIVolumeSource",
        "nodePublishSecretRef",
        {"properties": {"name": {"pattern": OBJECT.pattern, "maxLength": 253}}},
        OBJECT.expected,
        ({"name": "a.b"},),
        ({"name": "A"}, {"name": ""}),
    ),
    Constraint(
        "PersistentVolumeClaimTemplate",
        "metadata",
        absent("name", "generateName", "namespace", "finalizers", "ownerReferences"),
        "only labels and annotations, because the pod names the claim",
        ({"labels": {"a": "b"}},),
        ({"name": "a"}, {"generateName": "a"}),
    ),
    Constraint(
        "PersistentVolumeClaimSpec",
        "resources",
        {
            "properties": {
                "requests": {"properties": {"storage": {"not": {"anyOf": [{"enum": [0]}, {"type": "string", "pattern": r"^\+?0*\.?0*[A-Za-z]*$"}]}}}}
            }
        },
        "storage above 0",
        ({"requests": {"storage": "1Gi"}},),
        ({"requests": {"storage": "0"}}, {"requests": {"storage": "0Gi"}}),
    ),
    syntax(
        "ISCSIVolumeSource",
        "iqn",
        Syntax(
            r"^(iqn\.[0-9]{4}-[0-9]{2}\.([A-Za-z0-9.-]+)(:[^,;*&$|\s]+)?|eui\.[A-Fa-f0-9]{16}|naa\.[A-Fa-f0-9]{32})$",
            "an iSCSI name such as iqn.2001-04.com.example:disk",
            ("iqn.2001-04.com.example:a",),
            ("", "a", "iqn.a"),
        ),
    ),
    syntax("ISCSIVolumeSource", "targetPortal", NOT_EMPTY),
    between("ISCSIVolumeSource", "lun", 0, 255),
    *(
        syntax(type, field, NOT_EMPTY)
        for type, field in (
            ("AWSElasticBlockStoreVolumeSource", "volumeID"),
            ("CinderVolumeSource", "volumeID"),
            ("FlexVolumeSource", "driver"),
            ("GCEPersistentDiskVolumeSource", "pdName"),
            ("GitRepoVolumeSource", "repository"),
            ("GlusterfsVolumeSource", "endpoints"),
            ("GlusterfsVolumeSource", "path"),
            ("PhotonPersistentDiskVolumeSource", "pdID"),
            ("PortworxVolumeSource", "volumeID"),
            ("QuobyteVolumeSource", "volume"),
            ("RBDVolumeSource", "image"),
            ("ScaleIOVolumeSource", "gateway"),
            ("ScaleIOVolumeSource", "system"),
            ("ScaleIOVolumeSource", "volumeName"),
            ("VsphereVirtualDiskVolumeSource", "volumePath"),
        )
    ),
    required("ScaleIOVolumeSource", "volumeName"),
    exactly_one("FlockerVolumeSource", {"datasetName": "a", "datasetUUID": "a"}),
    syntax("FlockerVolumeSource", "datasetName", Syntax("^[^/]*$", "a name without /", ("a",), ("a/b",))),
    syntax("QuobyteVolumeSource", "registry", Syntax("^[^:,]+:[^:,]*(,[^:,]+:[^:,]*)*$", "hosts with their ports", ("a:1", "a:1,b:2"), ("", "a"))),
    required("StorageOSVolumeSource", "volumeName"),
    syntax("StorageOSVolumeSource", "volumeName", DNS_LABEL),
    syntax("StorageOSVolumeSource", "volumeNamespace", DNS_LABEL._replace(bad=("A",))),
    syntax("GitRepoVolumeSource", "directory", Syntax(f"^$|{RELATIVE.pattern}", RELATIVE.expected, RELATIVE.good, RELATIVE.bad)),
    *(syntax("AzureDiskVolumeSource", field, NOT_EMPTY._replace(good=())) for field in ("diskName", "diskURI")),
    Constraint(
        "FCVolumeSource",
        "",
        {
            "anyOf": [
                {"required": ["wwids"], "not": {"required": ["targetWWNs"]}},
                {"required": ["targetWWNs", "lun"], "not": {"required": ["wwids"]}},
            ]
        },
        "either wwids, or targetWWNs and lun",
        ({"wwids": ["a"]}, {"wwids": None, "targetWWNs": ["a"], "lun": 1}),
        ({"wwids": None}, {"wwids": None, "targetWWNs": ["a"]}, {"wwids": ["a"], "targetWWNs": ["a"], "lun": 1}),
    ),
    when(
        "FCVolumeSource",
        {"required": ["targetWWNs"]},
        {"properties": {"lun": {"minimum": 0, "maximum": 255}}},
        "a lun from 0 to 255",
        ({"wwids": None, "targetWWNs": ["a"], "lun": 255},),
        ({"wwids": None, "targetWWNs": ["a"], "lun": 256},),
    ),
    *(between(type, "partition", 0, 255) for type in ("AWSElasticBlockStoreVolumeSource", "GCEPersistentDiskVolumeSource")),
    *(not_empty(type, "monitors", "a") for type in ("CephFSVolumeSource", "RBDVolumeSource")),
    between("ServiceAccountTokenProjection", "expirationSeconds", 600, 2**32),
    syntax("PersistentVolumeClaimVolumeSource", "claimName", NOT_EMPTY),
    syntax(
        "CSIVolumeSource",
        "driver",
        Syntax(r"^[A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?$", "the name of a CSI driver", ("a.example.org", "A"), ("", "a_b", "-a"), 63),
    ),
    one_of("ImageVolumeSource", "pullPolicy", "", "Always", "IfNotPresent", "Never"),
    one_of("AzureDiskVolumeSource", "kind", "Managed"),
    one_of("AzureDiskVolumeSource", "cachingMode", "None", "ReadOnly", "ReadWrite"),
    *(
        syntax(type, field, NOT_EMPTY)
        for type, field in (("NFSVolumeSource", "server"), ("AzureFileVolumeSource", "secretName"), ("AzureFileVolumeSource", "shareName"))
    ),
    syntax("NFSVolumeSource", "path", Syntax("^/", "an absolute path", ("/a",), ("", "a"))),
    not_empty("PersistentVolumeClaimSpec", "accessModes", "ReadWriteOnce"),
    one_of("PersistentVolumeClaimSpec", f"accessModes{ITEMS}", "ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod"),
    one_of("PersistentVolumeClaimSpec", "volumeMode", "Filesystem", "Block"),
    required("PersistentVolumeClaimSpec", "accessModes"),
    Constraint(
        "PersistentVolumeClaimSpec",
        "",
        {"required": ["resources"], "properties": {"resources": {"required": ["requests"], "properties": {"requests": {"required": ["storage"]}}}}},
        "resources.requests.storage",
        ({},),
        ({"resources": None}, {"resources": {}}, {"resources": {"requests": {"cpu": "1"}}}),
    ),
    syntax("PersistentVolumeClaimSpec", "storageClassName", OBJECT._replace(stricter=False)),
    # Names of other objects that only the kubelet looks up.
    *(
        syntax(type, field, OBJECT)
        for type, field in (
            ("SecretVolumeSource", "secretName"),
            ("ConfigMapVolumeSource", "name"),
            ("SecretProjection", "name"),
            ("ConfigMapProjection", "name"),
            ("PersistentVolumeClaimVolumeSource", "claimName"),
        )
    ),
)
"""What the API server checks in volumes and their mounts."""
