"""Every setting of the configuration: where it stands, and in which variants of the maps above it."""

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
"""The part of a path that stands for a key of one's own choice."""


@dataclass(frozen=True, slots=True)
class Place:
    """A setting in one variant of the maps above it."""

    parts: tuple[str, ...]
    """Its path, part by part, as YAML spells it."""
    owners: tuple[type[BaseModel] | None, ...]
    """The model that has each of these parts; None for a key of one's own choice."""
    field: str
    """Its name in Python."""
    variants: tuple[tuple[int, tuple[str, ...]], ...] = ()
    """How many parts lead to a map with a `kind`, and its kinds that have this setting."""

    @property
    def path(self) -> str:
        """The path as people write it: `gateway.autoscaling.cpu`."""
        return ".".join(self.parts)

    @property
    def model(self) -> type[BaseModel]:
        """The model that has it."""
        found = self.owners[-1]
        assert found is not None
        return found

    @property
    def info(self) -> FieldInfo:
        """What pydantic knows of it."""
        return self.model.model_fields[self.field]

    @property
    def annotation(self) -> Any:
        """Its type, as in the model, without pydantic's own unwrapping."""
        return _annotation(self.model, self.field)

    @property
    def bare(self) -> Any:
        """Its type without what is told beside it, and without None."""
        return _bare(self.model, self.field)


@cache
def places() -> tuple[Place, ...]:
    """Every setting in every variant, each map before what is in it."""
    return tuple(_below(PortkeyConfig, None))


@cache
def tree() -> Mapping[str, tuple[Place, ...]]:
    """The places of every setting by its path."""
    found: dict[str, list[Place]] = {}
    for place in places():
        found.setdefault(place.path, []).append(place)
    return {path: tuple(here) for path, here in found.items()}


def maps(annotation: Any) -> tuple[type[BaseModel], ...]:
    """The models that a setting of this type may hold, itself or by keys of one's own choice."""
    return tuple(dict.fromkeys(models_within(inner(annotation))))


@cache
def _annotation(model: type[BaseModel], field: str) -> Any:
    return model.model_fields[field].rebuild_annotation()


@cache
def _bare(model: type[BaseModel], field: str) -> Any:
    return inner(_annotation(model, field))


@cache
def _fields(model: type[BaseModel]) -> tuple[tuple[str, str, bool, tuple[tuple[type[BaseModel], tuple[str, ...]], ...]], ...]:
    """Every field with its name in YAML, whether it is a map by keys of one's own, and the models that it may hold, each with its kinds.

    The same models stand at many places.
    """
    return tuple(
        (field, yaml_name(model, field), get_origin(_bare(model, field)) is Mapping, tuple((one, kinds(one)) for one in maps(info.annotation)))
        for field, info in model.model_fields.items()
    )


def _below(model: type[BaseModel], above: Place | None) -> Iterator[Place]:
    parts, owners, variants = (above.parts, above.owners, above.variants) if above else ((), (), ())
    for field, name, by_key, held in _fields(model):
        here = Place((*parts, name), (*owners, model), field, variants)
        yield here
        for one, chosen in held:
            within = (*here.parts, ANY) if by_key else here.parts
            below = Place(within, (*here.owners, None) if by_key else here.owners, field, (*variants, (len(within), chosen)) if chosen else variants)
            yield from _below(one, below)
