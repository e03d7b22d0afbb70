"""The base of every configuration model."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from portkey_constructs.config.frozen import freeze, thaw

__all__ = ["Model", "default", "yaml_name"]


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
                from portkey_constructs.loading.problems import refusal

                refused = refusal(type(self), error, data)
            # Out of the handler: pydantic's own error, which may hold a secret, is not to hang on to this one.
            raise refused

        __init__.__pydantic_base_init__ = True

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Self:
        """A shallow copy: every value is immutable."""
        return self.__copy__()

    def __getstate__(self) -> dict[Any, Any]:
        state = super().__getstate__()
        return {**state, "__dict__": thaw(state["__dict__"])}

    def __setstate__(self, state: dict[Any, Any]) -> None:
        super().__setstate__({**state, "__dict__": dict(freeze(state["__dict__"]))})

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy; with `update` it is checked as anything that is built, and raises `ConfigurationError`."""
        if not update:
            return super().model_copy(deep=deep)
        return type(self)(**{**{field: getattr(self, field) for field in self.model_fields_set}, **update})


def default(**settings: str) -> Any:
    """The default of a setting that is a map or a model: `settings`, as its type validates them.

    Validation freezes the map or builds the model: pydantic copies defaults, and cannot copy a `MappingProxyType`.
    """
    return Field(default=settings, validate_default=True)


def yaml_name(model: type[BaseModel], field: str) -> str:
    """The spelling in YAML of a field of `model`."""
    return model.model_fields[field].alias or field
