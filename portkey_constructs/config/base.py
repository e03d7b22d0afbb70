"""The base of every configuration model."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

__all__ = ["Model", "default", "validate", "yaml_name"]

M = TypeVar("M", bound=BaseModel)


_OWN_SPELLINGS = {"ingress_class": "class", "ephemeral_storage": "ephemeral-storage"}


def _spelt_in_yaml(field: str) -> str:
    return _OWN_SPELLINGS.get(field) or to_camel(field)


class Model(BaseModel):
    """A part of the configuration: immutable, closed, camelCase in YAML and snake_case in Python."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=_spelt_in_yaml,
        validate_by_name=True,
        validate_by_alias=False,
        hide_input_in_errors=True,
        allow_inf_nan=False,
        defer_build=True,
    )

    if not TYPE_CHECKING:

        def __init__(self, **data: Any) -> None:
            """Raises `ConfigurationError` with every problem."""
            try:
                super().__init__(**data)
                return
            except ValidationError as error:
                refusal = _refusal(type(self), error, data, yaml=False)
            raise refusal

        __init__.__pydantic_base_init__ = True

        @classmethod
        def model_validate(cls, obj: Any, **options: Any) -> Self:
            """As pydantic's, but raises `ConfigurationError` with every problem."""
            try:
                return super().model_validate(obj, **options)
            except ValidationError as error:
                refusal = _refusal(cls, error, obj, yaml=bool(options.get("by_alias")))
            raise refusal

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy; with `update` it is checked as anything that is built, and raises `ConfigurationError`."""
        if not update:
            return super().model_copy(deep=deep)
        return type(self)(**{**{field: getattr(self, field) for field in self.model_fields_set}, **update})


def _refusal(model: type[BaseModel], error: ValidationError, data: Any, *, yaml: bool) -> Exception:
    """The error to raise outside of the handler of pydantic's own, which may contain a secret and must not be its context."""
    # A layer above, and needed only when a configuration is invalid.
    from portkey_constructs.loading.problems import configuration_error

    return configuration_error(model, error, data, yaml=yaml)


def validate(model: type[M], data: Any, *, yaml: bool, context: object = None) -> M:
    """The model of `data`, which is spelled as in YAML or as in Python; raises pydantic's `ValidationError`."""
    validated: M = model.__pydantic_validator__.validate_python(data, by_alias=yaml, by_name=not yaml, context=context)
    return validated


def default(**settings: str) -> Any:
    """The default of a setting that is a map: what its own type makes of `settings`.

    The type of the whole configuration makes it; a default that is built here would cost each of these types a validator of its own.
    """
    return Field(default=settings, validate_default=True)


def yaml_name(model: type[BaseModel], field: str) -> str:
    """The spelling in YAML of a field of `model`."""
    return model.model_fields[field].alias or field
