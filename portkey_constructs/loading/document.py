"""Reads the YAML files of one configuration: merged, with the place of every value; it knows no models."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from portkey_constructs.errors import ConfigurationError, Position, Problem
from portkey_constructs.loading.yaml_comments import still_asked
from portkey_constructs.loading.yaml_node import Node
from portkey_constructs.loading.yaml_source import given_twice, source_name, source_names, source_text
from portkey_constructs.loading.yaml_tree import tree

__all__ = ["Document", "read"]


@dataclass(frozen=True)
class Document:
    """What the files say together: `data` is plain Python, `source` their names as the user gave them, `asked` what their templates still ask."""

    data: dict[str, Any]
    source: str
    asked: tuple[Problem, ...]
    _top: Node = field(repr=False, compare=False)

    def position(self, path: tuple[str | int, ...], *, key: bool = False) -> Position | None:
        """Where the value at `path` stands, or its key; of a path that is not there, the nearest one above it that is."""
        node = self._top.nearest(path)
        return node.key if key else node.position


def read(sources: Sequence[str | Path]) -> Document:
    """The settings of `sources`, each merged over those before it; `-` is standard input.

    Maps are merged deep; a list or a scalar replaces what was there, and a null takes it away, back to the default. A map whose `kind`
    differs from the `kind` of the map below it replaces that map wholly.

    Raises:
        ConfigurationError: with everything that is wrong with the files, before any setting is looked at.
    """
    if isinstance(sources, str | Path) or not sources:
        raise TypeError("read() takes a sequence of at least one file")
    problems = [*given_twice(sources)]
    nodes: list[Node] = []
    asked: list[Problem] = []
    for source in () if problems else sources:
        text = source_text(source)
        if isinstance(text, Problem):
            problems.append(text)
            continue
        node, found = tree(text, source_name(source))
        problems.extend(found)
        nodes.extend([node] if node else ())
        asked.extend(still_asked(text, source_name(source)) if node else ())
    name = source_names(sources)
    if problems:
        raise ConfigurationError(problems, name)
    top = nodes[0]
    for node in nodes[1:]:
        top = _merged(top, node)
    return Document(top.data(), name, tuple(asked), top)


def _merged(below: Node, above: Node) -> Node:
    lower, upper = below.value, above.value
    if not (isinstance(lower, dict) and isinstance(upper, dict)) or _kinds_differ(lower, upper):
        return above
    entries = dict(lower)
    for key, node in upper.items():
        if key not in lower:
            entries[key] = node
        elif node.value is None:
            del entries[key]
        else:
            entries[key] = _merged(lower[key], node)
    merged = Node(entries, above.position)
    merged.key = above.key
    return merged


def _kinds_differ(lower: dict[str, Node], upper: dict[str, Node]) -> bool:
    if "kind" not in lower or "kind" not in upper:
        return False
    return lower["kind"].value != upper["kind"].value and upper["kind"].value is not None
