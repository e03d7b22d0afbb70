"""The type of the registry that images come from: of Portkey's images, or for each prefix of image names."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, Final

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationError
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import InitErrorDetails, PydanticCustomError, core_schema

from portkey_constructs.config.introspection import KEY
from portkey_constructs.config.types import EXPECTED, PORT

__all__ = ["ALL_REGISTRIES", "ImageRegistry"]

ALL_REGISTRIES: Final = "*"
"""A key that stands for every registry without a key of its own."""
_SERVER: Final = rf"([A-Za-z0-9-]+\.[A-Za-z0-9.-]+(:{PORT})?|[A-Za-z0-9.-]+:{PORT}|localhost)"
_PATH: Final = r"(/[a-z0-9]+([._-]+[a-z0-9]+)*)*"
_REGISTRY: Final = rf"[A-Za-z0-9.-]+(:{PORT})?{_PATH}"
_SCHEMELESS: Final = "a registry without a scheme, such as registry.example.org/portkey"
_EXPECTED_REGISTRY: Final = (
    "a registry with the path to the images if there is one, without tag and trailing slash, such as registry.example.org/portkey"
)
_EXPECTED_KEY: Final = "a registry, with the beginning of a path if there is one, such as docker.io or docker.io/library; or * for all others"
_EXPECTED: Final = f"{_EXPECTED_REGISTRY}; or a map of such prefixes"


class _RegistryOrPrefixes:
    """A registry, or a read-only map of prefixes of image names and what replaces them."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        plain = core_schema.plain_serializer_function_ser_schema(lambda value: value if isinstance(value, str) else dict(value))
        return core_schema.no_info_plain_validator_function(self.check, serialization=plain)

    def __get_pydantic_json_schema__(self, schema: Any, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        target = {"type": "string", "pattern": f"^{_REGISTRY}$"}
        prefixes = {"type": "object", "propertyNames": {"pattern": rf"^({_SERVER}{_PATH}|\*)$"}, "additionalProperties": target, "minProperties": 1}
        return {"anyOf": [target, prefixes], "errorMessage": f"expected {_EXPECTED}"}

    def check(self, value: Any) -> str | Mapping[str, str]:
        """The value; raises every problem of a map at its key."""
        if not isinstance(value, Mapping) or not value:
            return _registry(value, _EXPECTED)
        problems: list[InitErrorDetails] = []
        for key, target in value.items():
            if not isinstance(key, str) or not re.fullmatch(rf"{_SERVER}{_PATH}|\*", key):
                problems.append(InitErrorDetails(type=PydanticCustomError(EXPECTED, _EXPECTED_KEY), loc=(str(key), KEY), input=None))
            try:
                _registry(target, _EXPECTED_REGISTRY)
            except PydanticCustomError as error:
                problems.append(InitErrorDetails(type=error, loc=(str(key),), input=None))
        if problems:
            raise ValidationError.from_exception_data("map", problems, hide_input=True)
        return MappingProxyType(dict(value))


def _registry(value: Any, expected: str) -> str:
    if isinstance(value, str) and "://" in value:
        raise PydanticCustomError(EXPECTED, _SCHEMELESS)
    if not isinstance(value, str) or not re.fullmatch(_REGISTRY, value):
        raise PydanticCustomError(EXPECTED, expected)
    return value


ImageRegistry = Annotated[str | Mapping[str, str], _RegistryOrPrefixes()]
