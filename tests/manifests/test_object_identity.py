"""What makes an object the one that it is."""

import pytest

from portkey_constructs.errors import IdentityError
from portkey_constructs.kubernetes import KubernetesObject, ObjectMeta
from portkey_constructs.manifests.object_identity import ObjectIdentity, object_identity


def of(kind: str, name: str, **meta: str) -> KubernetesObject:
    return KubernetesObject(apiVersion="v1", kind=kind, metadata=ObjectMeta(name=name, **meta))  # type: ignore[typeddict-item]


def test_identity_has_four_parts() -> None:
    assert object_identity(of("Service", "a", namespace="b")) == ObjectIdentity("v1", "Service", "b", "a")
    assert str(object_identity(of("Service", "a", namespace="b"))) == "Service b/a"
    assert str(object_identity(of("Namespace", "a"))) == "Namespace a"


@pytest.mark.parametrize(("kind", "longest"), [("Service", 63), ("StatefulSet", 52), ("Job", 63), ("ConfigMap", 253)])
def test_invalid_name_is_refused(kind: str, longest: int) -> None:
    assert object_identity(of(kind, "a" * longest)).name == "a" * longest
    with pytest.raises(IdentityError, match=f"has a name of {longest + 1} characters, but Kubernetes allows {longest}"):
        object_identity(of(kind, "a" * (longest + 1)))
