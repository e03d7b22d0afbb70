"""What a setting takes, in the words of the errors."""

from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin

from portkey_constructs.config.fragments import Shape
from portkey_constructs.config.introspection import inner, kinds
from portkey_constructs.explain.tree import maps
from portkey_constructs.loading.type_descriptions import map_of_kinds, scalar

__all__ = ["accepted", "shape"]


def accepted(annotation: Any) -> str:
    """What values a type takes, as its error says it: `a port number from 1 to 65535`, `one of v1, v2`, `a list; each entry: ...`."""
    bare = inner(annotation)
    if models := maps(bare):
        said = map_of_kinds(tuple(dict.fromkeys(kind for model in models for kind in kinds(model))))
        return f"a map; its keys: {accepted(get_args(bare)[0])}; its values: {said}" if get_origin(bare) is Mapping else said
    fragment = shape(annotation)
    if fragment:
        return f"a map, Kubernetes' {fragment}"
    if get_origin(bare) is tuple:
        return f"a list; each entry: {accepted(get_args(bare)[0])}"
    if get_origin(bare) is Mapping and get_args(bare)[1] is not Any:
        key, value = get_args(bare)
        return f"a map; its keys: {accepted(key)}; its values: {accepted(value)}"
    return scalar(annotation)


def shape(annotation: Any) -> str:
    """The Kubernetes type that a fragment is of, empty for everything else."""
    return next((one.name for one in _told(annotation) if isinstance(one, Shape)), "")


def _told(annotation: Any) -> Iterator[Any]:
    """What is told beside a type, and beside the one type that it is next to None."""
    yield from getattr(annotation, "__metadata__", ())
    within = [one for one in get_args(annotation) if hasattr(one, "__metadata__")]
    if get_origin(annotation) not in (dict, tuple, Literal) and len(within) == 1:
        yield from _told(within[0])
