"""The Namespace."""

from portkey_constructs.kubernetes import KubernetesObject, Namespace
from portkey_constructs.manifests.metadata import constant_labels, metadata
from portkey_constructs.platform.platform import Platform

__all__ = ["namespace"]


def namespace(platform: Platform) -> tuple[KubernetesObject, ...]:
    """The Namespace; empty if the platform uses an existing namespace."""
    if not platform.config.create_namespace:
        return ()
    config = platform.config
    meta = metadata(platform, "namespace", platform.names.namespace, annotations=config.namespace_annotations, namespaced=False)
    meta["labels"] = {**config.labels, **config.namespace_labels, **constant_labels(platform, "namespace")}
    return (Namespace(apiVersion="v1", kind="Namespace", metadata=meta),)
