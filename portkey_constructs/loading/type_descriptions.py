"""Describes the values that a setting accepts, with examples."""

import re
from collections.abc import Mapping, Sequence
from enum import Enum
from functools import cache
from typing import Any, Final, Literal, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError

from portkey_constructs.config.base import yaml_name
from portkey_constructs.config.introspection import PathParts, all_kinds, field_called, inner, kinds, models, models_at, type_at
from portkey_constructs.config.printable import PRINTABLE
from portkey_constructs.loading.suggestions import table

__all__ = ["accepts", "annotation_at", "example", "expected", "expected_with_example", "map_of_kinds", "quoted_words", "sample", "scalar"]

_SUCH_AS: Final = re.compile(r"\bsuch as ([^\s,;()]*[^\s,;:()])(?=[\s,;)]|$)")
_KIND_IS_OPTIONAL: Final = frozenset(
    ("Autoscaling", "BackendConfig", "CreateServiceAccount", "DataServiceConfig", "FrontendConfig", "GatewayConfig", "Persistence")
)


@cache
def _examples() -> dict[str, dict[str, str]]:
    return table("examples.yaml")


def annotation_at(root: type[BaseModel], path: PathParts, data: object = None) -> Any:
    """The type of the setting at a path with its metadata, or None."""
    for model in models_at(root, path[:-1], data) if path else ():
        if (field := field_called(model, path[-1])) is not None:
            return model.model_fields[field].rebuild_annotation()
    return type_at(root, path, data)


def expected(annotation: Any) -> str:
    """Describes the values that a type accepts, as error messages phrase it: `a port number from 1 to 65535`, `one of v1, v2`."""
    if variants := tuple(models(annotation)):
        return map_of_kinds(all_kinds(variants))
    bare = inner(annotation)
    if get_origin(bare) is tuple:
        return f"a list; each entry: {expected(get_args(bare)[0])}"
    return "a map" if get_origin(bare) is Mapping else scalar(annotation)


def expected_with_example(annotation: Any, path: PathParts, owners: Sequence[type[BaseModel]]) -> str:
    """Describes the values that the setting at `path` in one of `owners` accepts, with a typical example."""
    fields = ((model, field_called(model, path[-1])) for model in owners)
    setting, owner = next(((yaml_name(model, field), model.__name__) for model, field in fields if field), (str(path[-1]), ""))
    text, value = expected(annotation), example(annotation, setting, owner)
    if not value or text.startswith(("one of", "true or")):
        return text
    example_in_text = _SUCH_AS.search(text)
    return f"{text[: example_in_text.start(1)]}{value}{text[example_in_text.end(1) :]}" if example_in_text else f"{text}, such as {value}"


def map_of_kinds(names: Sequence[str]) -> str:
    """Describes a map with one of these kinds."""
    return f"a map of settings; kind is one of {', '.join(names)}" if len(names) > 1 else "a map of settings"


@cache
def scalar(annotation: Any) -> str:
    """Describes a scalar type by the error that it raises for an invalid value."""
    if inner(annotation) is Any:
        return "any value"
    adapter: TypeAdapter[Any] = TypeAdapter(annotation)
    for invalid in (object(), "", "\0"):
        try:
            adapter.validate_python(invalid)
        except ValidationError as error:
            details = error.errors(include_url=False, include_input=False)[0]
            if details["type"] == "expected" and details["msg"] != PRINTABLE:
                return details["msg"]
            if details["type"] in ("literal_error", "enum"):
                return f"one of {', '.join(quoted_words(details['ctx']['expected']))}"
    return "text"


def quoted_words(text: str) -> tuple[str, ...]:
    """The values in pydantic's list of expected values: `'a', 'b' or 'c'`."""
    return tuple(re.findall(r"'([^']*)'", text))


def example(annotation: Any, setting: str = "", model: str = "") -> str:
    """A typical value of a setting in YAML; empty if there is no example."""
    if own := _examples()["settings of models"].get(f"{model}.{setting}"):
        return own
    bare = inner(annotation)
    if variants := tuple(models(annotation)):
        return sample(variants[0])
    if get_origin(bare) is Literal:
        return str(get_args(bare)[0])
    if isinstance(bare, type) and issubclass(bare, Enum):
        return str(next(iter(bare)).value)
    if get_origin(bare) is Mapping:
        key, value = (example(argument) for argument in get_args(bare))
        return f"{{{key}: {value or '...'}}}" if key else ""
    if get_origin(bare) is not tuple and (match := _SUCH_AS.search(expected(annotation))):
        return match[1]
    if own := _examples()["settings"].get(setting):
        return own
    entry = example(get_args(bare)[0]) if get_origin(bare) is tuple else ""
    return f"[{entry}]" if entry else ""


def sample(model: type[BaseModel], kind: str = "") -> str:
    """An example of a model in YAML: its kind, the required settings and the most common optional settings."""
    names = kinds(model)
    settings = [f"kind: {kind or names[0]}"] if names and (kind or model.__name__ not in _KIND_IS_OPTIONAL) else []
    for field, info in model.model_fields.items():
        if info.is_required() and not (field == "kind" and names):
            setting = yaml_name(model, field)
            settings.append(f"{setting}: {example(info.rebuild_annotation(), setting, model.__name__)}")
    optional = _examples()["optional settings"].get(model.__name__)
    return f"{{{', '.join([*settings, *([optional] if optional else [])])}}}"


def accepts(annotation: Any, value: object) -> bool:
    """Whether a type accepts a value."""
    try:
        TypeAdapter(annotation).validate_python(value)
    except ValidationError:
        return False
    return True
