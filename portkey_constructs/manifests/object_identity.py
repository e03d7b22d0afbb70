"""The identity of an object: API version, kind, namespace and name."""

from typing import Final, NamedTuple

from portkey_constructs.errors import IdentityError
from portkey_constructs.kubernetes import KubernetesObject
from portkey_constructs.kubernetes.registry import KINDS

__all__ = ["ObjectIdentity", "object_identity"]


_LONGEST_NAME: Final = 253


class ObjectIdentity(NamedTuple):
    """API version, kind, namespace (empty for a cluster-scoped object) and name."""

    api_version: str
    kind: str
    namespace: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind} {self.namespace + '/' if self.namespace else ''}{self.name}"


def object_identity(manifest: KubernetesObject) -> ObjectIdentity:
    """The identity of an object; raises `IdentityError` if its name is longer than Kubernetes allows.

    A StatefulSet's name is limited to 52 characters, because the name and a hash must fit in a label of 63 characters.
    """
    meta = manifest["metadata"]
    identity = ObjectIdentity(manifest["apiVersion"], manifest["kind"], meta.get("namespace", ""), meta["name"])
    longest = KINDS[identity.kind].max_name_length if identity.kind in KINDS else _LONGEST_NAME
    if len(identity.name) > longest:
        raise IdentityError(f"{identity} has a name of {len(identity.name)} characters, but Kubernetes allows {longest}: choose a shorter name")
    return identity
