"""What null means in YAML for a setting with a default: it switches the setting off, or it is refused.

For any other optional setting, null is the same as leaving the setting out. In Python, None always is.
"""

from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationInfo
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import PydanticCustomError, core_schema

from portkey_constructs.config.base import is_yaml

__all__ = ["NULL", "NullInSecret", "NullIs", "NullRefused"]

NULL = "null"
"""The type of the validation error of a null that is refused."""


@dataclass(frozen=True, eq=False, slots=True)
class NullIs:
    """A setting that null switches off."""

    off: Any
    """The value that stands for a setting that is switched off."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.with_info_before_validator_function(self.replace, handler(source))

    def replace(self, value: Any, info: ValidationInfo) -> Any:
        """The value itself, or the one that stands for null."""
        return self.off if value is None and is_yaml(info) else value


@dataclass(frozen=True, eq=False, slots=True)
class NullRefused:
    """A setting with a default that null does not switch off."""

    instead: str
    """What to write instead, as an imperative."""
    profile: str | None = None
    """The profile in which the setting has a default; in another one, a rule reports that it is missing. None for every profile."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.with_info_before_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        nullable = handler(schema)
        if self.profile:
            return nullable
        [value] = [option for option in nullable["anyOf"] if option != {"type": "null"}]
        return {**value, **{key: keyword for key, keyword in nullable.items() if key != "anyOf"}}

    def check(self, value: Any, info: ValidationInfo) -> Any:
        """Refuses null."""
        if value is None and is_yaml(info) and (self.profile is None or info.data.get("profile") == self.profile):
            raise PydanticCustomError(NULL, "{instead}", {"instead": self.instead})
        return value


@dataclass(frozen=True, eq=False, slots=True)
class NullInSecret:
    """A required setting that only a Secret can contain: None, which stands for that, is not written in YAML."""

    def __get_pydantic_json_schema__(self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        nullable = handler(schema)
        value: JsonSchemaValue = next(option for option in nullable["anyOf"] if option != {"type": "null"})
        return value
