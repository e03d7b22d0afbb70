"""Short names of the types of settings, for tables; the full description is in each setting's own section."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from docs_site.markdown import code
from portkey_constructs.config.fragments import Shape
from portkey_constructs.config.introspection import inner
from portkey_constructs.config.types import Seconds

__all__ = ["short_types"]


def short_types(annotations: Iterable[Any]) -> str:
    """The types of a setting as Markdown, each in a word or two: `integer`, `list of map`, or the values to choose from."""
    names = list(dict.fromkeys(name for annotation in annotations for name in _names(annotation)))
    return ", ".join(name for name in names if name.startswith("`")) or " or ".join(names)


def _names(annotation: Any) -> Iterator[str]:
    if any(isinstance(part, Seconds) for part in _metadata(annotation)):
        yield "duration"
        return
    bare = inner(annotation)
    origin = get_origin(bare)
    if origin is Literal:
        yield from (code(str(value)) for value in get_args(bare))
    elif origin is tuple:
        yield f"list of {' or '.join(dict.fromkeys(_names(get_args(bare)[0])))}s"
    elif origin in (dict, Mapping) or any(isinstance(part, Shape) for part in _metadata(annotation)):
        yield "map"
    elif isinstance(bare, type):
        yield _of_class(bare)
    else:
        for part in get_args(bare):
            yield from _names(part)


def _metadata(annotation: Any) -> Iterator[Any]:
    """The metadata of `Annotated`, also within a union with None."""
    yield from getattr(annotation, "__metadata__", ())
    for part in get_args(annotation):
        yield from getattr(part, "__metadata__", ())


def _of_class(python: type) -> str:
    if issubclass(python, BaseModel):
        return "map"
    if issubclass(python, bool):
        return "boolean"
    if issubclass(python, int):
        return "integer"
    return "string"
