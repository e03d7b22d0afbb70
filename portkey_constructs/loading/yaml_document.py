"""Reads and merges the YAML files of a configuration, and records the position of every key and value."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from portkey_constructs.config.introspection import PathParts, field_called, models_at
from portkey_constructs.config.nulls import NullIs
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.errors import ConfigurationError, Position, Problem
from portkey_constructs.loading.open_questions import open_questions
from portkey_constructs.loading.yaml_composer import compose
from portkey_constructs.loading.yaml_node import Node
from portkey_constructs.loading.yaml_source import repeated_sources, source_name, source_names, source_text

__all__ = ["Document", "read"]


@dataclass(frozen=True)
class Document:
    """The merged content of the files of a configuration.

    `data` is plain Python, `source` the names of the files as the user wrote them, `open_questions` a warning for each `# change:` comment.
    """

    data: dict[str, Any]
    source: str
    open_questions: tuple[Problem, ...]
    _top: Node = field(repr=False, compare=False)

    def position(self, path: tuple[str | int, ...], *, key: bool = False) -> Position:
        """The position of the value at `path`, or of its key; the nearest existing ancestor's position if the path does not exist."""
        return self._top.nearest(path).position(key=key)


def read(sources: Sequence[str | Path]) -> Document:
    """Read `sources` and merge them; later sources override earlier ones, and `-` is standard input.

    Maps are merged deeply; a list or a scalar replaces the earlier value; null removes it, which restores the default, or
    switches the setting off if null does that. A map whose `kind`
    differs from the `kind` of the earlier map replaces that map.

    Raises:
        ConfigurationError: a file cannot be read or is not valid YAML; the error contains the problems of all files.
    """
    if isinstance(sources, str | Path) or not sources:
        raise TypeError("read() takes a sequence of at least one file")
    problems = [*repeated_sources(sources)]
    nodes: list[Node] = []
    questions: list[Problem] = []
    for source in () if problems else sources:
        text = source_text(source)
        if isinstance(text, Problem):
            problems.append(text)
            continue
        node, file_problems = compose(text, source_name(source))
        problems += file_problems
        if node is not None:
            nodes.append(node)
            questions += open_questions(text, source_name(source))
    name = source_names(sources)
    if problems:
        raise ConfigurationError(problems, name)
    top = nodes[0]
    for node in nodes[1:]:
        top = _merged(top, node, ())
    return Document(top.data(), name, tuple(questions), top)


def _merged(lower: Node, upper: Node, path: PathParts) -> Node:
    below, above = lower.value, upper.value
    if not (isinstance(below, dict) and isinstance(above, dict)) or _kinds_differ(below, above):
        return upper
    entries = dict(below)
    for name, node in above.items():
        if name not in below:
            entries[name] = node
        elif node.value is not None:
            entries[name] = _merged(below[name], node, (*path, name))
        elif _null_switches_off((*path, name)):
            entries[name] = node
        else:
            del entries[name]
    merged = Node(upper.file, upper.mark, upper.key_mark)
    merged.value = entries
    return merged


def _null_switches_off(path: PathParts) -> bool:
    """Whether null is a value of the setting at `path`."""
    fields = ((model, field_called(model, path[-1])) for model in models_at(PortkeyConfig, path[:-1]))
    return any(isinstance(item, NullIs) for model, field in fields if field for item in model.model_fields[field].metadata)


def _kinds_differ(lower: dict[str, Node], upper: dict[str, Node]) -> bool:
    return "kind" in lower and "kind" in upper and upper["kind"].value not in (lower["kind"].value, None)
