"""Annotations of objects."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

from pydantic import GetCoreSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

from portkey_constructs.config.frozen import FrozenMap
from portkey_constructs.config.types import EXPECTED, AnnotationKey, Text

__all__ = ["Annotations"]

_MAX_KIBIBYTES: Final = 126
"""The largest map. Kubernetes allows 256 KiB for an object: two such maps, the platform's and its own, and 4 KiB for generated annotations."""


class _TotalSize:
    """A map of annotations that fits into an object."""

    @staticmethod
    def __get_pydantic_core_schema__(source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_after_validator_function(_fitting, handler(source))


def _fitting(annotations: Mapping[str, str]) -> Mapping[str, str]:
    if sum(len(key.encode()) + len(value.encode()) for key, value in annotations.items()) > _MAX_KIBIBYTES << 10:
        raise PydanticCustomError(EXPECTED, f"at most {_MAX_KIBIBYTES} KiB of annotations; move long values into a ConfigMap")
    return annotations


Annotations = Annotated[FrozenMap[AnnotationKey, Text], _TotalSize]
