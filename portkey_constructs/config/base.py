"""The base of every configuration model."""

from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel

__all__ = ["Model", "yaml_name"]


class Model(BaseModel):
    """A part of the configuration: immutable, closed, camelCase in YAML and snake_case in Python."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
        hide_input_in_errors=True,
        allow_inf_nan=False,
        defer_build=True,
    )

    if not TYPE_CHECKING:

        def __init__(self, **data: Any) -> None:
            """Raises `ConfigurationError` with every problem."""
            try:
                super().__init__(**data)
            except ValidationError as error:
                from portkey_constructs.config.report import refusal

                raise refusal(type(self), error, data) from None

        __init__.__pydantic_base_init__ = True


def yaml_name(model: type[BaseModel], field: str) -> str:
    """The spelling in YAML of a field of `model`."""
    return model.model_fields[field].alias or field
