"""The identity of an object: API version, kind, namespace and name."""

from typing import Final, NamedTuple

from portkey_constructs.errors import IdentityError
from portkey_constructs.kubernetes import KubernetesObject

__all__ = ["ObjectIdentity", "object_identity"]

_LONGEST_NAMES: Final = {"Namespace": 63, "Service": 63, "StatefulSet": 52, "Job": 63, "Deployment": 63}


class ObjectIdentity(NamedTuple):
    """API version, kind, namespace (empty for none) and name."""

    api_version: str
    kind: str
    namespace: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind} {self.namespace + '/' if self.namespace else ''}{self.name}"


def object_identity(manifest: KubernetesObject) -> ObjectIdentity:
    """The identity of an object; raises `IdentityError` when its name is longer than Kubernetes allows.

    A StatefulSet's limit is 52, since its name and a hash must fit a label of 63.
    """
    meta = manifest["metadata"]
    identity = ObjectIdentity(manifest["apiVersion"], manifest["kind"], meta.get("namespace", ""), meta["name"])
    longest = _LONGEST_NAMES.get(identity.kind, 253)
    if len(identity.name) > longest:
        raise IdentityError(f"{identity} has a name of {len(identity.name)} characters, but Kubernetes allows {longest}: choose a shorter name")
    return identity
