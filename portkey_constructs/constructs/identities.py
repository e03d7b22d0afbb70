"""No two objects of one app with one identity: known when the second one is made, or at synthesis when it is somebody else's."""

from collections.abc import Iterable, Iterator
from typing import Final
from weakref import WeakKeyDictionary

import jsii
from cdk8s import ApiObject
from constructs import IConstruct, IValidation, Node

from portkey_constructs.errors import IdentityError
from portkey_constructs.manifests.identity import Identity

__all__ = ["Identities"]

_FIX: Final = "keep one of them, or give one another name or namespace"


@jsii.implements(IValidation)
class Identities:
    """The objects that this library's constructs host in one construct tree."""

    def __init__(self, root: Node) -> None:
        self._root = root
        self._hosts: dict[Identity, str] = {}
        self._objects: set[IConstruct] = set()

    @staticmethod
    def of(scope: IConstruct) -> tuple["Identities", str]:
        """Those of the tree that `scope` is in, and its path; they are looked at again before that tree is synthesised."""
        known = _PLACES.get(scope)
        if known is None:
            node = scope.node
            root = node.root
            if root not in _TREES:
                _TREES[root] = Identities(root.node)
                root.node.add_validation(_TREES[root])
            known = _PLACES[scope] = (_TREES[root], node.path)
        return known

    def check(self, host: str, wanted: Iterable[Identity]) -> None:
        """Raises `IdentityError` when the construct at the path `host` would make an object that another construct hosts."""
        for identity in wanted:
            other = self._hosts.get(identity)
            if other is not None and self._is_there(other):
                raise IdentityError(f"{identity} is made by {other} and by {host}: {_FIX}")

    def take(self, host: str, identities: Iterable[Identity], objects: Iterable[IConstruct]) -> None:
        """Notes what the construct at the path `host` hosts."""
        self._hosts.update(dict.fromkeys(identities, host))
        self._objects.update(objects)

    def validate(self) -> list[str]:
        """The objects of others that are ours too, as cdk8s wants to hear it."""
        return [
            f"{identity} is made by {self._hosts[identity]} and by {path}: {_FIX}" for path, identity in self._others() if identity in self._hosts
        ]

    def _others(self) -> Iterator[tuple[str, Identity]]:
        for found in self._root.find_all():
            if isinstance(found, ApiObject) and found not in self._objects and (node := found.node).scope not in self._objects:
                yield node.path, Identity(found.api_version, found.kind, found.metadata.namespace or "", found.name)

    def _is_there(self, path: str) -> bool:
        node = self._root
        for part in path.split("/"):
            child = node.try_find_child(part)
            if child is None:
                return False
            node = child.node
        return True


_TREES: Final[WeakKeyDictionary[IConstruct, Identities]] = WeakKeyDictionary()
_PLACES: Final[WeakKeyDictionary[IConstruct, tuple[Identities, str]]] = WeakKeyDictionary()
