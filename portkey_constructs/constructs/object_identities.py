"""Rejects duplicate objects in a cluster: those of this library when they are created, those of other constructs at synthesis."""

from collections.abc import Iterable, Iterator
from typing import Final
from weakref import WeakKeyDictionary, WeakSet

import jsii
from cdk8s import ApiObject
from constructs import IConstruct, IValidation, Node

from portkey_constructs.errors import IdentityError
from portkey_constructs.manifests.object_identity import ObjectIdentity
from portkey_constructs.platform.argument_types import checked

__all__ = ["ObjectIdentities", "mark_cluster"]

_FIX: Final = (
    "keep one of them, rename one, or, if they belong to different clusters, call mark_cluster(chart) for the chart of each cluster "
    "before you add constructs to it"
)


@jsii.implements(IValidation)
class ObjectIdentities:
    """The objects of this library's constructs in a cluster: below a construct marked with `mark_cluster`, or in the rest of the app."""

    def __init__(self, root: Node) -> None:
        self._root = root
        self._hosts: dict[ObjectIdentity, str] = {}
        self._objects: set[IConstruct] = set()

    @staticmethod
    def of(scope: IConstruct) -> tuple["ObjectIdentities", str]:
        """The identities in the cluster of `scope`, and the path of `scope`."""
        location = _LOCATIONS.get(scope)
        if location is None:
            node = scope.node
            cluster = next((parent for parent in reversed(node.scopes) if parent in _CLUSTERS), None) or node.root
            location = _LOCATIONS[scope] = (_identities(cluster), node.path)
        return location

    def check(self, host: str, identities: Iterable[ObjectIdentity]) -> None:
        """Raises `IdentityError` if the construct at the path `host` would create an object that another construct already contains."""
        for identity in identities:
            other = self._hosts.get(identity)
            if other is not None and self._exists(other):
                raise IdentityError(f"{identity} is rendered by {other} and by {host}: {_FIX}")

    def register(self, host: str, identities: Iterable[ObjectIdentity], objects: Iterable[IConstruct]) -> None:
        """Records the objects of the construct at the path `host`."""
        self._hosts.update(dict.fromkeys(identities, host))
        self._objects.update(objects)

    def validate(self) -> list[str]:
        """Error messages for cdk8s about objects of other constructs that duplicate objects of this library."""
        return [
            f"{identity} is rendered by {self._hosts[identity]} and by {path}: {_FIX}"
            for path, identity in self._other_objects()
            if identity in self._hosts
        ]

    def _other_objects(self) -> Iterator[tuple[str, ObjectIdentity]]:
        for construct in self._root.find_all():
            if not isinstance(construct, ApiObject) or construct in self._objects:
                continue
            node = construct.node
            if node.scope not in self._objects and ObjectIdentities.of(construct)[0] is self:
                yield node.path, ObjectIdentity(construct.api_version, construct.kind, construct.metadata.namespace or "", construct.name)

    def _exists(self, path: str) -> bool:
        node = self._root.root.node
        for part in path.split("/"):
            child = node.try_find_child(part)
            if child is None:
                return False
            node = child.node
        return True


@checked
def mark_cluster(scope: IConstruct) -> None:
    """Marks a chart, or any construct, as a separate cluster: its objects may have the same identities as objects of other clusters.

    Call it before you add constructs of this library.

    Example:
        >>> for region in ("eu-west-1", "us-east-1"):
        ...     chart = Chart(app, region)
        ...     mark_cluster(chart)
        ...     Portkey(chart, "Portkey", config=configs[region])
    """
    _CLUSTERS.add(scope)
    _identities(scope)


def _identities(cluster: IConstruct) -> ObjectIdentities:
    if cluster not in _IDENTITIES:
        _IDENTITIES[cluster] = ObjectIdentities(cluster.node)
        cluster.node.add_validation(_IDENTITIES[cluster])
    return _IDENTITIES[cluster]


_CLUSTERS: Final[WeakSet[IConstruct]] = WeakSet()
_IDENTITIES: Final[WeakKeyDictionary[IConstruct, ObjectIdentities]] = WeakKeyDictionary()
_LOCATIONS: Final[WeakKeyDictionary[IConstruct, tuple[ObjectIdentities, str]]] = WeakKeyDictionary()
