"""Converts YAML text into nodes with positions.

Events come from PyYAML's C parser if it is available. The composer is always PyYAML's Python composer, with a depth limit: the C composer
recurses without a limit and crashes the process on deeply nested input.
"""

import re
from itertools import repeat
from typing import Any

import yaml
from yaml.composer import Composer

from portkey_constructs.config.fragments import EnvironmentValue
from portkey_constructs.config.introspection import PathParts, type_at
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.errors import Position, Problem
from portkey_constructs.loading.file_problems import MAX_DEPTH, MAX_NODES, FileProblem
from portkey_constructs.loading.yaml_node import Node, position
from portkey_constructs.loading.yaml_scalars import CORE_TAG, Scalar, plain, tagged

__all__ = ["compose"]

_Parser: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PLAIN = ""
"""The implicit tag of an unquoted scalar without a tag."""
_FIXES = (
    ("mapping values are not allowed", "quote text that contains a colon and a space; otherwise check the indentation of this line"),
    ("cannot start any token", "indent with spaces, not tabs; quote text that begins with @, ` or %"),
    ("unexpected end of stream", "close the quote that is open"),
    ("could not find expected ':'", "add a space after the colon, or indent this line further"),
    ("',' or", "close the bracket or brace, or add the missing comma"),
)
_FIX = "check the indentation and the quotes in this line and in the line above"


def compose(text: str, file: str, settings_from: int = 0) -> tuple[Node | None, list[Problem]]:
    """The root node of the single document in `text`, or None if the document is unusable, and all problems of the file.

    `settings_from` is the depth at which the settings of a configuration begin.
    """
    reader = _Reader(file, settings_from)
    composer = _Composer(text)
    try:
        top = reader.document(composer)
    except _StopReading as stop:
        reader.report(*stop.args)
    except yaml.YAMLError as error:
        return None, [_syntax(error, file)]
    else:
        if not reader.problems:
            return top, []
    finally:
        composer.dispose()
    return None, sorted(
        reader.problems.values(), key=lambda problem: (problem.position.line, problem.position.column) if problem.position else (0, 0)
    )


class _StopReading(Exception):  # noqa: N818
    """The rest of the document cannot be read; its arguments are those of `_Reader.report`."""


class _Alias(yaml.Node):
    """An alias with its own position; the node that it repeats has the position of the anchor."""

    def __init__(self, target: yaml.Node | None, start_mark: Any) -> None:
        super().__init__("", target, start_mark, None)


class _Composer(Composer):
    """PyYAML's composer with a depth limit."""

    def __init__(self, text: str) -> None:
        super().__init__()
        parser = _Parser(text)
        self.check_event, self.get_event, self.peek_event, self.dispose = parser.check_event, parser.get_event, parser.peek_event, parser.dispose
        self.depth = 0

    def compose_node(self, parent: Any, index: Any) -> yaml.Node:
        event = self.peek_event()
        mark: Any = event.start_mark
        if isinstance(event, yaml.AliasEvent):
            return _Alias(self.anchors.get(self.get_event().anchor), mark)
        if self.depth == MAX_DEPTH:
            raise _StopReading(FileProblem.TOO_DEEP, mark, (), MAX_DEPTH)
        self.depth += 1
        anchor: Any = event.anchor
        node: yaml.Node
        if isinstance(event, yaml.ScalarEvent):
            self.get_event()
            node = yaml.ScalarNode(event.tag or (_PLAIN if event.implicit[0] else f"{CORE_TAG}str"), event.value, mark)
            if anchor is not None:
                self.anchors[anchor] = node
        elif isinstance(event, yaml.SequenceStartEvent):
            node = self.compose_sequence_node(anchor)
        else:
            node = self.compose_mapping_node(anchor)
        self.depth -= 1
        return node

    def resolve(self, kind: Any, value: Any, implicit: Any) -> str:
        return _PLAIN


class _Reader:
    """Converts PyYAML's nodes into `Node`s, resolves aliases and merge keys, and collects the problems."""

    def __init__(self, file: str, settings_from: int) -> None:
        self.file = file
        self.settings_from = settings_from
        self.problems: dict[tuple[FileProblem, Position | None], Problem] = {}
        self.size = 0
        self.open: list[yaml.Node] = []

    def document(self, composer: Any) -> Node:
        composer.get_event()
        if composer.check_event(yaml.StreamEndEvent):
            raise _StopReading(FileProblem.EMPTY, None, (), self.file)
        top = composer.compose_document()
        node = self.node(top, top.start_mark, ())
        if isinstance(node.value, dict) and all(name in node.value and isinstance(node.value[name].value, str) for name in ("apiVersion", "kind")):
            self.problems.clear()
            self.report(FileProblem.MANIFEST, top.start_mark)
        elif not composer.check_event(yaml.StreamEndEvent):
            self.report(FileProblem.SEVERAL_DOCUMENTS, composer.peek_event().start_mark)
        elif not self.problems and node.value is None:
            self.report(FileProblem.EMPTY, None, (), self.file)
        elif not self.problems and not isinstance(node.value, dict):
            self.report(FileProblem.NOT_A_MAP, top.start_mark, (), node.type_name())
        return node

    def node(self, source: Any, key_mark: Any, path: PathParts) -> Node:
        """Converts the value at `path`, whose key is at `key_mark`."""
        self.size += 1
        if self.size > MAX_NODES or len(self.open) >= MAX_DEPTH:
            limit = (FileProblem.TOO_MANY_NODES, MAX_NODES) if self.size > MAX_NODES else (FileProblem.TOO_DEEP, MAX_DEPTH)
            raise _StopReading(limit[0], source.start_mark, (), limit[1])
        node = Node(self.file, source.start_mark, key_mark)
        target = self.target(source, path)
        if isinstance(target, yaml.ScalarNode):
            node.value = self.scalar(target, path)
        elif target is not None:
            is_list = isinstance(target, yaml.SequenceNode)
            if target.tag not in (_PLAIN, f"{CORE_TAG}{'seq' if is_list else 'map'}"):
                self.report(FileProblem.TAG, target.start_mark, path)
            self.open.append(target)
            if is_list:
                node.value = [self.node(item, item.start_mark, (*path, index)) for index, item in enumerate(target.value)]
            else:
                pairs = self.pairs(target, path)
                node.value = {name: self.node(value, key.start_mark, (*path, name)) for name, (key, value) in pairs.items()}
            self.open.pop()
        return node

    def target(self, source: Any, path: PathParts) -> Any:
        """The node itself, or the target of an alias."""
        if not isinstance(source, _Alias):
            return source
        if source.value is None or source.value in self.open:
            self.report(FileProblem.RECURSIVE_ALIAS if source.value else FileProblem.UNDEFINED_ALIAS, source.start_mark, path)
            return None
        return source.value

    def scalar(self, source: yaml.ScalarNode, path: PathParts) -> Scalar:
        try:
            value = plain(source.value) if source.tag == _PLAIN else tagged(source.tag, source.value)
        except OverflowError:
            self.report(FileProblem.NUMBER, source.start_mark, path)
        except ValueError:
            self.report(FileProblem.TAGGED_VALUE, source.start_mark, path, source.tag.replace(CORE_TAG, "!!"))
        except KeyError:
            self.report(FileProblem.TAG, source.start_mark, path)
        else:
            return source.value if isinstance(value, bool | int | float) and _takes_scalars_as_text(path[self.settings_from :]) else value
        return None

    def pairs(self, source: yaml.MappingNode, path: PathParts) -> dict[str, tuple[Any, Any]]:
        """The keys and values of a map by name, including merged maps."""
        pairs: dict[str, tuple[Any, Any]] = {}
        merge: dict[str, tuple[Any, Any]] = {}
        for key, value in source.value:
            merging = isinstance(key, yaml.ScalarNode) and key.tag == _PLAIN and key.value == "<<"
            problems_before, node = len(self.problems), self.node(key, key.start_mark, path)
            name, into = node.value if isinstance(node.value, str) else "?", merge if merging else pairs
            if name in into:
                self.report(FileProblem.DUPLICATE_KEY, key.start_mark, (*path, name), into[name][0].start_mark.line + 1)
            elif isinstance(node.value, str):
                into[name] = key, value
                continue
            elif len(self.problems) == problems_before:
                self.report(FileProblem.KEY_NOT_TEXT, key.start_mark, path, node.type_name())
            self.node(value, key.start_mark, (*path, name))
        for key, value in merge.values():
            target = self.target(value, path)
            for merged in map(self.target, target.value, repeat(path)) if isinstance(target, yaml.SequenceNode) else [target]:
                if isinstance(merged, yaml.MappingNode):
                    self.open.append(merged)
                    pairs = {**self.pairs(merged, path), **pairs}
                    self.open.pop()
                elif merged is not None:
                    type_name = self.node(merged, key.start_mark, path).type_name()
                    self.report(FileProblem.MERGE_KEY, value.start_mark, (*path, "<<"), type_name)
        return pairs

    def report(self, problem: FileProblem, mark: Any, path: PathParts = (), *details: object) -> None:
        place = position(self.file, mark) if mark else None
        self.problems.setdefault((problem, place), problem.problem(*details, path=path, position=place))


def _takes_scalars_as_text(path: PathParts) -> bool:
    """Whether the value at `path` is the text of a scalar, as you write it: `1.10` and `TRUE` are not `1.1` and `true`."""
    return any(isinstance(item, EnvironmentValue) for item in getattr(type_at(PortkeyConfig, path), "__metadata__", ()))


def _syntax(error: yaml.YAMLError, file: str) -> Problem:
    """The parser's message without quotes from the file."""
    if not isinstance(error, yaml.MarkedYAMLError):
        return FileProblem.SYNTAX.problem("it cannot be decoded", _FIX, position=Position(file, 1, 1))
    mark = error.problem_mark or error.context_mark
    message = _without_content(error.problem or "it ends too early")
    context = f" {_without_content(error.context)}" if error.context else ""
    if context and error.context_mark and mark and error.context_mark.line != mark.line:
        context += f" that begins in line {error.context_mark.line + 1}"
    fix = next((fix for words, fix in _FIXES if words in message), _FIX)
    return FileProblem.SYNTAX.problem(message + context, fix, position=position(file, mark) if mark else None)


def _without_content(message: str) -> str:
    return re.sub(r""",? but (?:found|got) .*| (?:'[^']{3,}'|"[^"]{3,}")(?= |$)""", "", message, flags=re.DOTALL)
