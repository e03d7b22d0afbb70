"""The base of every configuration model: immutable, strict about names, and built on first use."""

from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self, TypeVar, get_args

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    SerializationInfo,
    SerializerFunctionWrapHandler,
    ValidationError,
    ValidationInfo,
    model_serializer,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import core_schema

from portkey_constructs.config.frozen import freeze, thaw
from portkey_constructs.config.hidden_text import HiddenText, concealed, masked_in_json, revealed

__all__ = ["MAPS_OF_KEYS", "ByKind", "Model", "Validation", "default", "is_yaml", "validate", "yaml_name"]

M = TypeVar("M", bound=BaseModel)


_SPECIAL_NAMES: Final = {
    "ingress_class": "class",
    "ephemeral_storage": "ephemeral-storage",
    "json_patch": "json",
    "from_path": "from",
    "load_balancer_ip": "loadBalancerIP",
}


@cache
def _camel_case(field: str) -> str:
    first, *rest = field.split("_")
    return _SPECIAL_NAMES.get(field) or first + "".join(word.capitalize() for word in rest)


MAPS_OF_KEYS: Final = ("keys", "properties")
"""Settings that map the keys of Secrets to other names of these keys."""

_building: Final[ContextVar[type[BaseModel] | None]] = ContextVar("_building", default=None)
"""The model whose validator pydantic is building."""


class Validation(NamedTuple):
    """The context of a validation, which passes the arguments of `model_validate` on to nested models."""

    by_alias: bool | None = None
    by_name: bool | None = None
    context: Any = None


def is_yaml(info: ValidationInfo) -> bool:
    """Whether the value that is validated comes from YAML; otherwise it comes from Python."""
    return isinstance(info.context, Validation) and bool(info.context.by_alias)


class Model(BaseModel):
    """A part of the configuration: immutable, closed, camelCase in YAML and snake_case in Python.

    Pydantic would build the validators of all nested models with that of the root, although a configuration uses a fraction of them.
    Here a nested model is validated by its own validator, which is built on first use.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=_camel_case,
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
                super().__init__(**revealed(data))
                return
            except ValidationError as error:
                refusal = _refusal(type(self), error, data, yaml=False)
            # Outside the handler, so that pydantic's error, which may contain a secret, is not chained to this one.
            raise refusal

        __init__.__pydantic_base_init__ = True

        @classmethod
        def model_validate(cls, obj: Any, *, by_alias: bool | None = None, by_name: bool | None = None, context: Any = None, **options: Any) -> Self:
            """As pydantic's, but raises `ConfigurationError` with every problem, and passes the arguments on to nested models."""
            try:
                return super().model_validate(
                    revealed(obj), by_alias=by_alias, by_name=by_name, context=Validation(by_alias, by_name, context), **options
                )
            except ValidationError as error:
                refusal = _refusal(cls, error, obj, yaml=bool(by_alias))
            raise refusal

        @classmethod
        def model_validate_json(cls, json_data: str | bytes | bytearray, **options: Any) -> Self:
            """As `model_validate` for a JSON text: raises `ConfigurationError`, also if the text is no JSON."""
            try:
                return super().model_validate_json(json_data, **options)
            except ValidationError as error:
                refusal = _refusal(cls, error, {}, yaml=bool(options.get("by_alias")))
            raise refusal

        @classmethod
        def model_validate_strings(cls, obj: Any, **options: Any) -> Self:
            """As `model_validate` for a mapping with texts only: raises `ConfigurationError`."""
            try:
                return super().model_validate_strings(obj, **options)
            except ValidationError as error:
                refusal = _refusal(cls, error, obj, yaml=bool(options.get("by_alias")))
            raise refusal

    @classmethod
    def __get_pydantic_core_schema__(cls, source: type[BaseModel], handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        if _building.get() is cls:
            return handler(source)
        # The reference that pydantic gives a model: JSON Schema names its definitions by it.
        reference = f"{cls.__module__}.{cls.__qualname__}:{id(cls)}"
        return core_schema.with_info_plain_validator_function(cls._validate_nested, ref=reference)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        if schema["type"] != "function-plain":
            return handler(schema)
        cls.model_rebuild()
        return handler(cls.__pydantic_core_schema__)

    @classmethod
    def _validate_nested(cls, value: Any, info: ValidationInfo) -> Self:
        context: Validation = info.context or Validation()
        validator = cls.__pydantic_validator__
        model: Self = validator.validate_python(value, by_alias=context.by_alias, by_name=context.by_name, context=info.context)
        return model

    @classmethod
    def model_rebuild(cls, **options: Any) -> bool | None:
        """Builds the validator of this model, if it is not built yet."""
        token = _building.set(cls)
        try:
            return super().model_rebuild(**options)
        finally:
            _building.reset(token)

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        for name, value in super().__repr_args__():
            yield name, concealed(value, *self.naming(name or ""))

    def naming(self, field: str) -> tuple[str, bool]:
        """The name of the value of a field, where another setting names it, and whether the keys of a map are the names of its values."""
        return "", field not in MAPS_OF_KEYS

    @model_serializer(mode="wrap")
    def _dump_without_secrets(self, dump: SerializerFunctionWrapHandler, info: SerializationInfo) -> dict[str, Any]:
        """Hides the secrets in free text, as the type of a setting for secrets hides its value. Python's dump still is what the model accepts."""
        dumped: dict[str, Any] = dump(self)
        hide = masked_in_json if info.mode_is_json() else HiddenText
        for field in self.model_fields_set:
            name = yaml_name(type(self), field) if info.by_alias else field
            value = getattr(self, field)
            if name in dumped and not _holds_models(value):
                dumped[name] = concealed(dumped[name], *self.naming(field), hide)
        return dumped

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Self:
        """A shallow copy: every value is immutable."""
        return self.__copy__()

    def __getstate__(self) -> dict[Any, Any]:
        state = super().__getstate__()
        settings = {name: value for name, value in state["__dict__"].items() if name in type(self).model_fields}
        return {**state, "__dict__": thaw(settings)}

    def __setstate__(self, state: dict[Any, Any]) -> None:
        super().__setstate__({**state, "__dict__": dict(freeze(state["__dict__"]))})

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy; with `update`, a validated one, which raises `ConfigurationError` with every problem."""
        if not update:
            return super().model_copy(deep=deep)
        return type(self)(**{**{field: getattr(self, field) for field in self.model_fields_set}, **update})


def _holds_models(value: Any) -> bool:
    """Whether a setting contains models, which hide their own secrets."""
    entries = value.values() if isinstance(value, Mapping) else value if isinstance(value, tuple) else (value,)
    return any(isinstance(entry, BaseModel) for entry in entries)


def _refusal(model: type[BaseModel], error: ValidationError, data: Any, *, yaml: bool) -> Exception:
    """The error to raise outside of the handler of pydantic's own, which may contain a secret and must not be its context."""
    # A layer above, and needed only when a configuration is invalid.
    from portkey_constructs.loading.problems import configuration_error

    return configuration_error(model, error, data, yaml=yaml)


def validate(model: type[M], data: Any, *, yaml: bool, context: object = None) -> M:
    """The model of `data`, which is spelled as in YAML or as in Python; raises pydantic's `ValidationError`."""
    validated: M = model.__pydantic_validator__.validate_python(data, by_alias=yaml, by_name=not yaml, context=Validation(yaml, not yaml, context))
    return validated


class ByKind(NamedTuple):
    """Selects the model of a union by its `kind`; a union with a `default` may leave `kind` out."""

    default: str | None = None

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        choices = {kind: handler.generate_schema(model) for model in get_args(source) for kind in get_args(model.model_fields["kind"].annotation)}
        return core_schema.tagged_union_schema(choices, self._kind if self.default else "kind")

    def _kind(self, value: Any) -> str:
        kind = value.get("kind", self.default) if isinstance(value, Mapping) else getattr(value, "kind", self.default)
        return kind if isinstance(kind, str) else ""


def default(**settings: str) -> Any:
    """The default of a setting that is a map or a model: `settings`, as its type validates them.

    Validation freezes the map or builds the model: pydantic copies defaults, and cannot copy a `MappingProxyType`.
    """
    return Field(default=settings, validate_default=True)


def yaml_name(model: type[BaseModel], field: str) -> str:
    """Key in YAML of a field of `model`."""
    return model.__pydantic_fields__[field].alias or field
