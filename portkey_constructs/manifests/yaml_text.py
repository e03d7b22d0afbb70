"""Kubernetes objects as YAML text, as PyYAML writes it.

PyYAML quotes strings that YAML 1.1 would read as another type. The patterns here also make it quote those that YAML 1.2 and Kubernetes
tools would misread.

PyYAML creates a node for every value, which would take most of the rendering time. So this module writes maps, lists and ordinary strings
itself. It uses PyYAML only to quote other strings, and for documents with other types of values.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, Final

import yaml

__all__ = ["ambiguous", "embedded_yaml", "to_yaml"]

_NEVER_FOLD = 2**31 - 1

_LINE_BREAKS: Final = re.compile("[\x85\u2028\u2029]")
"""Characters that YAML 1.1 reads as line breaks, and YAML 1.2 as text: they have to be escaped."""
_AMBIGUOUS = {
    "bool": (r"^[yYnN]$", "yYnN"),
    "int": (r"^[-+]?(0[oO][0-7_]+|[0-9_]+)$", "-+0123456789"),
    "float": (r"^[-+]?(\.[0-9_]+|[0-9][0-9_]*(\.[0-9_]*)?)([eE][-+]?[0-9]+)?$", "-+.0123456789"),
}


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """Keeps the order of keys, writes multi-line strings as blocks, and has no aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _string(dumper: Any, value: str) -> yaml.ScalarNode:
    # Converts a subclass such as StrEnum to a plain string.
    plain = str.__str__(value)
    style = '"' if _LINE_BREAKS.search(plain) else "|" if "\n" in plain else None
    node: yaml.ScalarNode = dumper.represent_scalar("tag:yaml.org,2002:str", plain, style=style)
    return node


_Dumper.add_multi_representer(str, _string)
_Dumper.add_representer(str, _string)
_Dumper.add_representer(tuple, _Dumper.represent_list)
for _tag, (_pattern, _first) in _AMBIGUOUS.items():
    _Dumper.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), list(_first))


_PLAIN: Final = re.compile(r"""[A-Za-z0-9/](?:[!"$-9;-~]|:(?=[!-~])|\ (?=[!"$-~]))*""")
"""ASCII text that needs no quotes, unless it would be read as another type."""
_NEXT_LINE: Final = re.compile(r"\n(?=[^\n])")
_KEEPS_LINE_BREAKS: Final = re.compile(r"\|\d?\+")
_LONGEST_KEY: Final = 100
_LITERALS: Final = {True: "true", False: "false", None: "null"}


class _UnrecognizedError(Exception):
    """A document has a value that this module leaves to PyYAML."""


def to_yaml(objects: Iterable[Mapping[str, Any]]) -> str:
    """The objects as YAML documents that begin with `---`, with their keys in the original order."""
    documents = list(objects)
    pieces: list[str] = []
    try:
        for document in documents:
            if type(document) is not dict or not document:
                raise _UnrecognizedError
            pieces.append("---")
            _write(document, "\n", "\n", pieces.append)
            pieces.append("\n")
    except _UnrecognizedError:
        return _dump(documents, explicit_start=True)
    return "".join(pieces)


def embedded_yaml(value: object) -> str:
    """A value as YAML text without a document marker, for a field that contains YAML."""
    return _dump([value])


def ambiguous(text: str) -> bool:
    """Whether a tool reads the text as another type than a string unless it is quoted."""
    return any(pattern.match(text) for _, pattern in _Dumper.yaml_implicit_resolvers.get(text[:1], ()))


def _dump(documents: Iterable[Any], *, explicit_start: bool = False) -> str:
    text: str = yaml.dump_all(documents, Dumper=_Dumper, sort_keys=False, explicit_start=explicit_start, allow_unicode=True, width=_NEVER_FOLD)
    return text


def _write(collection: Any, lead: str, margin: str, write: Callable[[str], object]) -> None:
    """Writes a map or a list that is not empty: `lead` precedes its first line, and `margin` (a line break and spaces) each other line."""
    mapping = type(collection) is dict
    for entry in collection:
        if not mapping:
            value = entry
            start = f"{lead}-"
        elif type(entry) is str:
            value = collection[entry]
            start = f"{lead}{_key(entry)}"
        else:
            raise _UnrecognizedError
        lead = margin
        kind = type(value)
        if kind is dict or kind is list or kind is tuple:
            if not value:
                write(f"{start} {{}}" if kind is dict else f"{start} []")
                continue
            write(start)
            if mapping:
                indented = f"{margin}  " if kind is dict else margin
                _write(value, indented, indented, write)
            else:
                _write(value, " ", f"{margin}  ", write)
        elif isinstance(value, str):
            # Converts a subclass such as StrEnum to a plain string.
            text = _scalar(value if kind is str else str.__str__(value))
            write(f"{start} {_NEXT_LINE.sub(margin, text)}" if "\n" in text else f"{start} {text}")
        elif kind is int:
            write(f"{start} {value}")
        elif kind is bool or value is None:
            write(f"{start} {_LITERALS[value]}")
        else:
            raise _UnrecognizedError


@lru_cache(maxsize=4096)
def _key(text: str) -> str:
    """The string as a key, with its colon."""
    if not text.isprintable() or len(key := _scalar(text)) > _LONGEST_KEY:
        raise _UnrecognizedError
    return f"{key}:"


@lru_cache(maxsize=4096)
def _scalar(text: str) -> str:
    """The string as the YAML value of a top-level key."""
    if _PLAIN.fullmatch(text):
        return f"'{text}'" if ambiguous(text) else text
    written = _dump([{"key": text}]).removeprefix("key: ").removesuffix("\n")
    if _KEEPS_LINE_BREAKS.match(written):
        # PyYAML ends a block that keeps its trailing line breaks with a document marker.
        raise _UnrecognizedError
    return written
