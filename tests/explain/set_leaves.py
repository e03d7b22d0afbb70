"""The configurations of `tests.support.all_settings` as data, and every setting that one of them says."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from portkey_constructs.config.base import yaml_name

__all__ = ["data", "said", "without"]


def data(value: Any) -> Any:
    """A configuration as a YAML file would say it; secret values stay hidden in their objects."""
    if isinstance(value, BaseModel):
        model = type(value)
        return {yaml_name(model, name): data(getattr(value, name)) for name in model.model_fields if name in value.model_fields_set or name == "kind"}
    if isinstance(value, Mapping):
        return {str(key): data(inner) for key, inner in value.items()}
    return [data(inner) for inner in value] if isinstance(value, tuple) else value


def said(found: Mapping[str, Any], above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The path of everything that is said."""
    for name, value in found.items():
        yield (*above, name)
        if isinstance(value, Mapping):
            yield from said(value, (*above, name))


def without(found: Mapping[str, Any], path: tuple[str, ...]) -> dict[str, Any]:
    """The same with one thing left out."""
    first, *rest = path
    return {name: without(value, tuple(rest)) if name == first else value for name, value in found.items() if name != first or rest}
