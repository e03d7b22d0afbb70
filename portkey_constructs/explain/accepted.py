"""Describes the values that a setting accepts, with the phrases of its error messages."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal, get_args, get_origin

from portkey_constructs.config.fragments import Shape
from portkey_constructs.config.introspection import all_kinds, inner
from portkey_constructs.explain.tree import maps
from portkey_constructs.loading.type_descriptions import map_of_kinds, scalar

__all__ = ["accepted"]


def accepted(annotation: Any) -> str:
    """Describe the values that a type accepts: `a port number from 1 to 65535`, `one of v1, v2`, `a list; each entry: ...`."""
    bare = inner(annotation)
    origin, arguments = get_origin(bare), get_args(bare)
    if models := maps(bare):
        values = map_of_kinds(all_kinds(models))
        if origin is tuple:
            return f"a list; each entry: {values}"
        return f"a map; its keys: {accepted(arguments[0])}; its values: {values}" if origin in (dict, Mapping) else values
    if fragment := next((item.title for item in _metadata(annotation) if isinstance(item, Shape)), ""):
        return f"a map, {fragment}"
    if origin is tuple:
        return f"a list; each entry: {accepted(arguments[0])}"
    if origin in (dict, Mapping):
        if arguments[1] is Any:
            return "a map"
        return f"a map; its keys: {accepted(arguments[0])}; its values: {accepted(arguments[1])}"
    return scalar(annotation)


def _metadata(annotation: Any) -> Iterator[Any]:
    """The metadata of a type; for an optional type, also of the type without None."""
    while hasattr(annotation, "__metadata__"):
        yield from annotation.__metadata__
        annotation = annotation.__origin__
    annotated = [part for part in get_args(annotation) if hasattr(part, "__metadata__")]
    if get_origin(annotation) not in (dict, Mapping, tuple, Literal) and len(annotated) == 1:
        yield from _metadata(annotated[0])
