"""One value of a YAML file and its place."""

from collections.abc import Sequence
from typing import Any

from portkey_constructs.errors import Position
from portkey_constructs.loading.yaml_scalars import Scalar

__all__ = ["Node"]


class Node:
    """A value and its place; `value` is a scalar, a list of nodes, or a map from key to node; `key` is where the key of the value stands."""

    __slots__ = ("height", "key", "position", "size", "value")

    def __init__(self, value: "Scalar | list[Node] | dict[str, Node]", position: Position, size: int = 1, height: int = 1) -> None:
        self.value = value
        self.position = position
        self.key = position
        self.size = size
        self.height = height

    def placed(self, position: Position, key: Position) -> "Node":
        """The same value standing somewhere else."""
        node = Node(self.value, position, self.size, self.height)
        node.key = key
        return node

    def nearest(self, path: Sequence[str | int]) -> "Node":
        """The node at `path`, or the deepest one above it that is there."""
        node = self
        for part in path:
            inner = node.value
            if isinstance(inner, dict) and isinstance(part, str):
                found = inner.get(part)
            else:
                found = inner[part] if isinstance(inner, list) and isinstance(part, int) and 0 <= part < len(inner) else None
            if found is None:
                break
            node = found
        return node

    def data(self) -> Any:
        """The value as plain Python; nothing in it is shared."""
        if isinstance(self.value, dict):
            return {key: node.data() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.data() for node in self.value]
        return self.value

    def kind(self) -> str:
        """What the value is, in words."""
        if self.value is None:
            return "empty"
        if isinstance(self.value, bool):
            return "a boolean"
        words: dict[type, str] = {dict: "a map", list: "a list", str: "a text"}
        return words.get(type(self.value), "a number")
