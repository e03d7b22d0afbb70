"""A YAML text as a tree that knows where everything stands.

Nodes are built straight from the parser's events, so that depth and size are bounded before anything is expanded, and every mistake but a
syntax error is noted without stopping.
"""

import re
from typing import Any, NoReturn

import yaml

from portkey_constructs.errors import Position, Problem
from portkey_constructs.loading.yaml_errors import MAX_DEPTH, MAX_NODES, FileFault, fault
from portkey_constructs.loading.yaml_node import Node
from portkey_constructs.loading.yaml_scalars import TAG_PREFIX, Scalar, plain, tagged

__all__ = ["tree"]

_Parser: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_HINTS = (
    ("mapping values are not allowed", "a text that holds a colon and a blank needs quotes; otherwise check the indentation of this line"),
    ("cannot start any token", "indent with blanks, not tabs; a text that begins with @, ` or % needs quotes"),
    ("unexpected end of stream", "a quote that was opened is not closed"),
    ("could not find expected ':'", "a blank is missing after a colon, or this line is indented too little"),
    ("',' or", "a bracket or brace is not closed, or a comma is missing"),
)
_HINT = "check the indentation and the quotes here and in the line above"


def tree(text: str, file: str) -> tuple[Node | None, list[Problem]]:
    """The top node of the one document in `text` (None when it cannot be used), and everything that is wrong with it."""
    builder = _Builder(text, file)
    try:
        return builder.document(), builder.problems
    except _HopelessError:
        return None, builder.problems
    except yaml.MarkedYAMLError as error:
        return None, [*builder.problems, _syntax(error, file)]
    except yaml.YAMLError:
        return None, [*builder.problems, fault(FileFault.SYNTAX, "it cannot be decoded", _HINT, position=Position(file, 1, 1))]
    finally:
        builder.parser.dispose()


class _HopelessError(Exception):
    """Reading on makes no sense."""


class _Builder:
    def __init__(self, text: str, file: str) -> None:
        self.parser = _Parser(text)
        self.file = file
        self.problems: list[Problem] = []
        self.path: list[str | int] = []
        self.anchors: dict[str, Node | None] = {}
        self.nodes = 0

    def document(self) -> Node | None:
        self.parser.get_event()
        if isinstance(self.parser.get_event(), yaml.StreamEndEvent):
            return self.stop(FileFault.EMPTY, self.file)
        top = self.node(self.parser.get_event(), 1)
        if isinstance(top.value, dict) and all(name in top.value and isinstance(top.value[name].value, str) for name in ("apiVersion", "kind")):
            self.problems.clear()
            return self.stop(FileFault.MANIFEST, at=top.position)
        self.parser.get_event()
        following = self.parser.get_event()
        if not isinstance(following, yaml.StreamEndEvent):
            self.report(FileFault.SEVERAL_DOCUMENTS, at=self.position(following))
        if self.problems:
            return None
        if top.value is None:
            return self.stop(FileFault.EMPTY, self.file)
        if not isinstance(top.value, dict):
            return self.stop(FileFault.NOT_A_MAP, top.kind(), at=top.position)
        return top

    def node(self, event: Any, depth: int) -> Node:
        position = self.position(event)
        if isinstance(event, yaml.AliasEvent):
            return self.alias(event, position, depth)
        self.spend(1, depth, position)
        if event.anchor is not None:
            self.anchors[event.anchor] = None
        if isinstance(event, yaml.ScalarEvent):
            node = Node(self.scalar(event, position), position)
        elif isinstance(event, yaml.SequenceStartEvent):
            node = self.sequence(event, position, depth)
        else:
            node = self.mapping(event, position, depth)
        if event.anchor is not None:
            self.anchors[event.anchor] = node
        return node

    def alias(self, event: Any, position: Position, depth: int) -> Node:
        target = self.anchors.get(event.anchor)
        if target is None:
            self.report(FileFault.RECURSIVE_ALIAS if event.anchor in self.anchors else FileFault.UNDEFINED_ALIAS, at=position)
            return Node(None, position)
        self.spend(target.size, depth + target.height - 1, position)
        return target.placed(position, position)

    def spend(self, nodes: int, depth: int, position: Position) -> None:
        self.nodes += nodes
        if self.nodes > MAX_NODES:
            self.stop(FileFault.TOO_MANY_NODES, MAX_NODES, at=position)
        if depth > MAX_DEPTH:
            self.path.clear()
            self.stop(FileFault.TOO_DEEP, MAX_DEPTH, at=position)

    def scalar(self, event: Any, position: Position) -> Scalar:
        text: str = event.value
        try:
            if event.tag is None:
                return plain(text) if event.implicit[0] else text
            return tagged(event.tag, text)
        except OverflowError:
            self.report(FileFault.NUMBER, at=position)
        except ValueError:
            self.report(FileFault.TAGGED_VALUE, event.tag.replace(TAG_PREFIX, "!!"), at=position)
        except KeyError:
            self.report(FileFault.TAG, at=position)
        return None

    def sequence(self, event: Any, position: Position, depth: int) -> Node:
        self.untagged(event, "seq", position)
        items: list[Node] = []
        node = Node(items, position)
        while not isinstance(event := self.parser.get_event(), yaml.SequenceEndEvent):
            self.path.append(len(items))
            items.append(_counted(node, self.node(event, depth + 1)))
            self.path.pop()
        return node

    def mapping(self, event: Any, position: Position, depth: int) -> Node:
        self.untagged(event, "map", position)
        entries: dict[str, Node] = {}
        merged: list[Node] | None = None
        node = Node(entries, position)
        while not isinstance(event := self.parser.get_event(), yaml.MappingEndEvent):
            merging = isinstance(event, yaml.ScalarEvent) and event.tag is None and event.implicit[0] and event.value == "<<"
            known = len(self.problems)
            key = self.node(event, depth + 1)
            name = key.value if isinstance(key.value, str) else None
            if name is None and len(self.problems) == known:
                self.report(FileFault.KEY_NOT_TEXT, key.kind(), at=key.position)
            self.path.append("?" if name is None else name)
            value = self.node(self.parser.get_event(), depth + 1)
            value.key = key.position
            if merging:
                self.unique(merged[0].key if merged else None, key.position)
                merged = self.merged(value)
            elif name is not None and self.unique(entries[name].key if name in entries else None, key.position):
                entries[name] = _counted(node, value)
            self.path.pop()
        for source in merged or ():
            for name, value in source.value.items() if isinstance(source.value, dict) else ():
                if name not in entries:
                    entries[name] = _counted(node, value)
        return node

    def merged(self, value: Node) -> list[Node]:
        sources = value.value if isinstance(value.value, list) else [value]
        for source in sources:
            if not isinstance(source.value, dict):
                self.report(FileFault.MERGE_KEY, source.kind(), at=value.position)
                break
        return [source.placed(source.position, value.key) for source in sources]

    def unique(self, first: Position | None, position: Position) -> bool:
        if first is not None:
            self.report(FileFault.DUPLICATE_KEY, first.line, at=position)
        return first is None

    def untagged(self, event: Any, name: str, position: Position) -> None:
        if event.tag not in (None, "!", TAG_PREFIX + name):
            self.report(FileFault.TAG, at=position)

    def position(self, event: Any) -> Position:
        return Position(self.file, event.start_mark.line + 1, event.start_mark.column + 1)

    def report(self, code: FileFault, *details: object, at: Position | None = None) -> None:
        self.problems.append(fault(code, *details, path=self.path, position=at))

    def stop(self, code: FileFault, *details: object, at: Position | None = None) -> NoReturn:
        self.report(code, *details, at=at)
        raise _HopelessError


def _counted(parent: Node, child: Node) -> Node:
    parent.size += child.size
    parent.height = max(parent.height, child.height + 1)
    return child


def _syntax(error: yaml.MarkedYAMLError, file: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    problem = _without_content(error.problem or "it ends too early")
    context = f" {_without_content(error.context)}" if error.context else ""
    if context and error.context_mark and mark and error.context_mark.line != mark.line:
        context += f" that begins in line {error.context_mark.line + 1}"
    hint = next((hint for words, hint in _HINTS if words in problem), _HINT)
    return fault(FileFault.SYNTAX, problem + context, hint, position=Position(file, mark.line + 1, mark.column + 1) if mark else None)


def _without_content(words: str) -> str:
    """The parser's words without what it found in the file."""
    return re.sub(r""",? but (?:found|got) .*| (?:'[^']{3,}'|"[^"]{3,}")(?= |$)""", "", words, flags=re.DOTALL)
