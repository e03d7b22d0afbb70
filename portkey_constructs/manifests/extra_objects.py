"""The additional objects of `extraObjects`, with their stages."""

from collections.abc import Iterator
from typing import Any, Final, cast

from portkey_constructs.kubernetes import KubernetesObject
from portkey_constructs.kubernetes.registry import KINDS, Stage
from portkey_constructs.manifests.fragments import copied
from portkey_constructs.manifests.images import mirrored_images
from portkey_constructs.platform.platform import Platform

__all__ = ["extra_objects"]

_CLUSTER_SCOPED: Final = frozenset(
    {
        "APIService",
        "CiliumClusterwideNetworkPolicy",
        "ClusterIssuer",
        "ClusterPolicy",
        "ClusterRole",
        "ClusterRoleBinding",
        "ClusterSecretStore",
        "CustomResourceDefinition",
        "GatewayClass",
        "IngressClass",
        "MutatingWebhookConfiguration",
        "Namespace",
        "Node",
        "PersistentVolume",
        "PriorityClass",
        "RuntimeClass",
        "StorageClass",
        "ValidatingAdmissionPolicy",
        "ValidatingAdmissionPolicyBinding",
        "ValidatingWebhookConfiguration",
        "VolumeSnapshotClass",
    }
)
"""Usual kinds without a namespace."""
_BEFORE_PODS: Final = frozenset(
    {
        *(_CLUSTER_SCOPED - {"Namespace"}),
        "Certificate",
        "ConfigMap",
        "ExternalSecret",
        "Issuer",
        "LimitRange",
        "NetworkPolicy",
        "PersistentVolumeClaim",
        "ResourceQuota",
        "Role",
        "RoleBinding",
        "SealedSecret",
        "Secret",
        "SecretProviderClass",
        "SecretStore",
        "ServiceAccount",
    }
)
"""Kinds that pods may need when they start."""


def extra_objects(platform: Platform) -> Iterator[tuple[Stage, KubernetesObject]]:
    """Each additional object with its stage: the one that it names, or else the one that suits its kind.

    An object without a namespace gets the platform's, unless its kind is known to have none.
    """
    for extra in platform.config.extra_objects:
        manifest: dict[str, Any] = copied(extra)
        stage = manifest.pop("stage", None)
        kind = manifest["kind"]
        namespaced = KINDS[kind].namespaced if kind in KINDS else kind not in _CLUSTER_SCOPED
        if namespaced:
            metadata = manifest["metadata"]
            manifest["metadata"] = {"name": metadata.pop("name"), "namespace": metadata.pop("namespace", platform.names.namespace), **metadata}
        mirrored_images(manifest, platform.config.image_registry)
        yield Stage(stage) if stage else _stage(kind), cast(KubernetesObject, manifest)


def _stage(kind: str) -> Stage:
    if kind == "Namespace":
        return Stage.NAMESPACE
    if kind == "Job":
        return Stage.MIGRATION
    return Stage.ACCESS if kind in _BEFORE_PODS else (KINDS[kind].stage if kind in KINDS else None) or Stage.SERVICES
