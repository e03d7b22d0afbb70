"""What makes an object the one that it is."""

from typing import NamedTuple

from portkey_constructs.errors import IdentityError
from portkey_constructs.kubernetes import KubernetesObject
from portkey_constructs.kubernetes.registry import KINDS

__all__ = ["Identity", "identity"]

_MAX_NAME_LENGTH = 253


class Identity(NamedTuple):
    """API version, kind, namespace (empty for none) and name."""

    api_version: str
    kind: str
    namespace: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind} {self.namespace + '/' if self.namespace else ''}{self.name}"


def identity(manifest: KubernetesObject) -> Identity:
    """The identity of an object; raises `IdentityError` when its name is longer than Kubernetes takes."""
    meta = manifest["metadata"]
    found = Identity(manifest["apiVersion"], manifest["kind"], meta.get("namespace", ""), meta["name"])
    longest = KINDS[found.kind].max_name_length if found.kind in KINDS else _MAX_NAME_LENGTH
    if len(found.name) > longest:
        raise IdentityError(f"{found} has a name of {len(found.name)} characters, and Kubernetes takes {longest}: choose a shorter name")
    return found
