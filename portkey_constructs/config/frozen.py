"""Immutable maps and lists for the configuration models."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, SerializerFunctionWrapHandler, WrapSerializer

__all__ = ["FrozenMap", "freeze", "thaw"]

Key = TypeVar("Key")
Value = TypeVar("Value")


def _dump(value: Mapping[Any, Any], dump: SerializerFunctionWrapHandler) -> Any:
    return dump(dict(value))


FrozenMap = Annotated[Mapping[Key, Value], AfterValidator(MappingProxyType), WrapSerializer(_dump)]
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
