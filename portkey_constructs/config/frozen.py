"""Immutable maps and lists for the configuration models, of a limited size."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Annotated, Any, Final, TypeVar

from pydantic import GetCoreSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

__all__ = ["MAX_DEPTH", "MAX_NODES", "FrozenMap", "check_size", "freeze", "thaw"]

MAX_DEPTH: Final = 64
"""Levels of maps and lists in a configuration file, and in a value that accepts any structure."""
MAX_NODES: Final = 50_000
"""Values in a configuration file, and in a value that accepts any structure."""

Key = TypeVar("Key")
Value = TypeVar("Value")


def _dump(value: Mapping[Any, Any], dump: Callable[[Any], Any]) -> Any:
    return dump(dict(value))


class _ReadOnly:
    """Turns a validated dict into a `MappingProxyType`, and back in a dump."""

    @staticmethod
    def __get_pydantic_core_schema__(source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        dumped = core_schema.wrap_serializer_function_ser_schema(_dump)
        return core_schema.no_info_after_validator_function(MappingProxyType, handler(source), serialization=dumped)


FrozenMap = Annotated[Mapping[Key, Value], _ReadOnly]
"""A field of this type accepts any mapping and holds a read-only copy of it."""


def check_size(value: Any) -> None:
    """Raises pydantic's error if JSON-like data is nested too deep, such as a map that contains itself, or has too many values.

    It neither recurses nor calls a function for each value: it runs for every fragment of a configuration.
    """
    level, nodes = [value], 0
    for _ in range(MAX_DEPTH + 1):
        below: list[Any] = []
        for outer in level:
            if isinstance(outer, list | tuple):
                below += outer
            elif isinstance(outer, dict | MappingProxyType) or (not isinstance(outer, str | int | float | None) and isinstance(outer, Mapping)):
                below += outer.values()
            if nodes + len(below) > MAX_NODES:
                raise PydanticCustomError("expected", f"at most {MAX_NODES} values")
        if not below:
            return
        nodes += len(below)
        level = below
    raise PydanticCustomError("expected", f"at most {MAX_DEPTH} levels of maps and lists, and none that contains itself")


def freeze(value: Any) -> Any:
    """A read-only copy of JSON-like data: maps become `MappingProxyType`, lists become tuples."""
    if isinstance(value, Mapping):
        return MappingProxyType({key: freeze(inner) for key, inner in value.items()})
    return tuple(freeze(inner) for inner in value) if isinstance(value, list | tuple) else value


def thaw(value: Any) -> Any:
    """A mutable copy of JSON-like data: maps become `dict`, sequences become `list`."""
    if isinstance(value, Mapping):
        return {key: thaw(inner) for key, inner in value.items()}
    return [thaw(inner) for inner in value] if isinstance(value, list | tuple) else value
