"""Immutable maps and lists for the configuration models."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Annotated, Any, TypeVar

from pydantic import GetCoreSchemaHandler
from pydantic_core import core_schema

__all__ = ["FrozenMap", "freeze", "thaw"]

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
