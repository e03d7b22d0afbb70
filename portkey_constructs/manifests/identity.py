"""What makes an object the one that it is."""

from typing import NamedTuple

from portkey_constructs.errors import IdentityError
from portkey_constructs.kubernetes import KubernetesObject

__all__ = ["Identity", "identity"]

_LONGEST_NAME = {"Namespace": 63, "Service": 63, "StatefulSet": 52, "Job": 63, "Deployment": 63}


class Identity(NamedTuple):
    """API version, kind, namespace (empty for none) and name."""

    api_version: str
    kind: str
    namespace: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind} {self.namespace + '/' if self.namespace else ''}{self.name}"


def identity(manifest: KubernetesObject) -> Identity:
    """The identity of an object; raises `IdentityError` when its name is longer than Kubernetes takes.

    A StatefulSet's limit is 52, since its name and a hash must fit a label of 63.
    """
    meta = manifest["metadata"]
    found = Identity(manifest["apiVersion"], manifest["kind"], meta.get("namespace", ""), meta["name"])
    longest = _LONGEST_NAME.get(found.kind, 253)
    if len(found.name) > longest:
        raise IdentityError(f"{found} has a name of {len(found.name)} characters, and Kubernetes takes {longest}: choose a shorter name")
    return found
