"""Reads and merges the YAML files of a configuration, and records the position of every key and value."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from portkey_constructs.config.introspection import PathParts, field_called, models_at
from portkey_constructs.config.nulls import NullIs
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.errors import ConfigurationError, Position, Problem
from portkey_constructs.loading.file_problems import FileProblem
from portkey_constructs.loading.open_questions import open_questions
from portkey_constructs.loading.yaml_composer import compose
from portkey_constructs.loading.yaml_node import Node
from portkey_constructs.loading.yaml_source import repeated_sources, source_name, source_names, source_text

__all__ = ["Document", "Layer", "merge", "read", "read_layer"]


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


class Layer(NamedTuple):
    """The content of one file, which other layers override; None if the file has no settings."""

    top: Node | None
    open_questions: tuple[Problem, ...] = ()

    def sets(self, *path: str) -> bool:
        """Whether the file has a value at `path`."""
        value: Any = self.top
        for name in path:
            value = value.value.get(name) if value is not None and isinstance(value.value, dict) else None
        return value is not None


def read(sources: Sequence[str | Path]) -> Document:
    """Read `sources` and merge them; later sources override earlier ones, and `-` is standard input.

    Maps are merged deeply; a list or a scalar replaces the earlier value; null removes it, which restores the default, or
    switches the setting off if null does that. A map whose `kind`
    differs from the `kind` of the earlier map replaces that map. A file without settings is allowed beside others.

    Raises:
        ConfigurationError: a file cannot be read or is not valid YAML; the error contains the problems of all files.
    """
    problems = [*repeated_sources(sources)] if sources else [FileProblem.NO_FILES.problem()]
    layers: list[Layer] = []
    for source in () if problems else sources:
        layer = read_layer(source)
        if isinstance(layer, Layer):
            layers.append(layer)
        else:
            problems += layer
    name = source_names(sources)
    if problems:
        raise ConfigurationError(problems, name)
    return merge(layers, name)


def read_layer(source: str | Path) -> Layer | list[Problem]:
    """The content of a file, or the problems that prevent reading it."""
    text = source_text(source)
    if isinstance(text, Problem):
        return [text]
    name = source_name(source)
    top, problems = compose(text, name)
    if top is None and [problem.code for problem in problems] == [FileProblem.EMPTY.code]:
        return Layer(None)
    return problems if top is None else Layer(top, tuple(open_questions(text, name)))


def merge(layers: Iterable[Layer], name: str) -> Document:
    """Merge layers as `read` merges files; `name` is the source in messages.

    Raises:
        ConfigurationError: no layer contains a setting.
    """
    questions: list[Problem] = []
    top: Node | None = None
    for layer in layers:
        questions += layer.open_questions
        if layer.top is not None:
            top = layer.top if top is None else _merged(top, layer.top, ())
    if top is None:
        raise ConfigurationError([FileProblem.EMPTY.problem(name)], name)
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
