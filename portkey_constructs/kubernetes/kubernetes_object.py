"""What every Kubernetes object has."""

from typing import TypedDict

from portkey_constructs.kubernetes.api import ObjectMeta

__all__ = ["KubernetesObject"]


class KubernetesObject(TypedDict):
    """Any Kubernetes object: mypy takes a `Deployment`, a `Service`, ... where this is asked for."""

    apiVersion: str
    kind: str
    metadata: ObjectMeta
