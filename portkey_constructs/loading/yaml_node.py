"""A value of a YAML file with its position."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from portkey_constructs.errors import Position
from portkey_constructs.loading.yaml_scalars import Scalar

__all__ = ["Node"]

_TYPE_NAMES: dict[type, str] = {type(None): "empty", bool: "a boolean", dict: "a map", list: "a list", str: "text"}


@dataclass(slots=True)
class Node:
    """A scalar, a list of nodes or a map of nodes, with the positions of the value and of its key."""

    value: "Scalar | list[Node] | dict[str, Node]"
    position: Position
    key: Position

    def nearest(self, path: Sequence[str | int]) -> "Node":
        """The node at `path`, or its nearest existing ancestor."""
        node = self
        for part in path:
            inner: Any = node.value
            if isinstance(inner, dict):
                inner = inner.get(part)
            else:
                inner = inner[part] if isinstance(inner, list) and isinstance(part, int) and 0 <= part < len(inner) else None
            if inner is None:
                break
            node = inner
        return node

    def data(self) -> Any:
        """The value as plain Python that shares nothing with other values."""
        if isinstance(self.value, dict):
            return {name: node.data() for name, node in self.value.items()}
        return [node.data() for node in self.value] if isinstance(self.value, list) else self.value

    def type_name(self) -> str:
        """The type of the value in words."""
        return _TYPE_NAMES.get(type(self.value), "a number")
