"""The tree of settings: each setting with its path, its model, and the kinds of its parent maps."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from portkey_constructs.config.base import yaml_name
from portkey_constructs.config.introspection import inner, kinds, models_within
from portkey_constructs.config.root import PortkeyConfig

__all__ = ["ANY", "Place", "maps", "places", "tree"]

ANY: Final = "*"
"""The part of a path that represents a user-defined key, or the index of an entry."""


@dataclass(frozen=True, slots=True)
class Place:
    """A setting in one variant of its parent maps."""

    parts: tuple[str, ...]
    """The parts of the path in YAML spelling."""
    owners: tuple[type[BaseModel] | None, ...]
    """The model that declares each part; None for a user-defined key."""
    field: str
    """The field's name in Python."""
    variants: tuple[tuple[int, tuple[str, ...]], ...] = ()
    """For each parent map with a `kind`: the number of parts in its path, and the kinds that have this setting."""

    @property
    def path(self) -> str:
        """The path as you write it: `gateway.autoscaling.cpu`."""
        return ".".join(self.parts)

    @property
    def model(self) -> type[BaseModel]:
        """The model that declares the setting."""
        owner = self.owners[-1]
        assert owner is not None
        return owner

    @property
    def info(self) -> FieldInfo:
        """The field of the model."""
        return self.model.model_fields[self.field]

    @property
    def annotation(self) -> Any:
        """The type as the model declares it, with metadata."""
        return _annotation(self.model, self.field)

    @property
    def bare(self) -> Any:
        """The type without metadata and None."""
        return inner(self.annotation)


@cache
def places() -> tuple[Place, ...]:
    """Every setting in every variant, each map before its settings."""
    return tuple(_below(PortkeyConfig, None))


@cache
def tree() -> Mapping[str, tuple[Place, ...]]:
    """The places of every setting by its path."""
    by_path: dict[str, list[Place]] = {}
    for place in places():
        by_path.setdefault(place.path, []).append(place)
    return {path: tuple(variants) for path, variants in by_path.items()}


def maps(annotation: Any) -> tuple[type[BaseModel], ...]:
    """The models that a setting of this type accepts, directly, as values of a map or as entries of a list."""
    return tuple(dict.fromkeys(models_within(inner(annotation))))


@cache
def _annotation(model: type[BaseModel], field: str) -> Any:
    return model.model_fields[field].rebuild_annotation()


@cache
def _fields(model: type[BaseModel]) -> tuple[tuple[str, str, bool, tuple[tuple[type[BaseModel], tuple[str, ...]], ...]], ...]:
    """Every field with its YAML name, whether it has any number of entries, and its nested models with their kinds."""
    return tuple(
        (
            field,
            yaml_name(model, field),
            get_origin(inner(_annotation(model, field))) in (dict, Mapping, tuple),
            tuple((variant, kinds(variant)) for variant in maps(info.annotation)),
        )
        for field, info in model.model_fields.items()
    )


def _below(model: type[BaseModel], above: Place | None) -> Iterator[Place]:
    parts, owners, variants = (above.parts, above.owners, above.variants) if above else ((), (), ())
    for field, name, several, models in _fields(model):
        place = Place((*parts, name), (*owners, model), field, variants)
        yield place
        for variant, names in models:
            within = (*place.parts, ANY) if several else place.parts
            chosen = (*variants, (len(within), names)) if names else variants
            yield from _below(variant, Place(within, (*place.owners, None) if several else place.owners, field, chosen))
