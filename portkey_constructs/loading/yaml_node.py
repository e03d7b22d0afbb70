"""A value of a YAML file with its position."""

from collections.abc import Sequence
from typing import Any

from portkey_constructs.errors import Position
from portkey_constructs.loading.yaml_scalars import Scalar

__all__ = ["Node", "position"]

_TYPE_NAMES: dict[type, str] = {type(None): "empty", bool: "a boolean", dict: "a map", list: "a list", str: "text"}


class Node:
    """A scalar, a list of nodes or a map of nodes, with the parser's marks of the value and of its key."""

    __slots__ = ("file", "key_mark", "mark", "value")

    def __init__(self, file: str, mark: Any, key_mark: Any) -> None:
        self.value: Scalar | list[Node] | dict[str, Node] = None
        self.file = file
        self.mark = mark
        self.key_mark = key_mark

    def position(self, *, key: bool = False) -> Position:
        """The position of the value, or of its key."""
        return position(self.file, self.key_mark if key else self.mark)

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
        """The value as plain Python data that shares no objects with other values."""
        if isinstance(self.value, dict):
            return {name: node.data() for name, node in self.value.items()}
        return [node.data() for node in self.value] if isinstance(self.value, list) else self.value

    def type_name(self) -> str:
        """Name of the value's type for messages."""
        return _TYPE_NAMES.get(type(self.value), "a number")


def position(file: str, mark: Any) -> Position:
    """Convert a parser mark into a position."""
    return Position(file, mark.line + 1, mark.column + 1)
