"""What one of pydantic's errors is in words: what was given, what was expected, and what to write instead."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, get_args, get_origin

from pydantic import BaseModel

from portkey_constructs.config.base import yaml_name
from portkey_constructs.config.introspection import PathParts, inner, is_secret, kinds, models, models_at, spellings, walk
from portkey_constructs.config.outputs import OUTPUTS
from portkey_constructs.config.redaction import shown
from portkey_constructs.loading.suggestions import Hint, Neighbours, guess
from portkey_constructs.loading.synonyms import meant, squeezed, told
from portkey_constructs.loading.type_descriptions import SUCH_AS, annotation_at, example, expected, fits, sample, samples, words

__all__ = ["MISSING", "NO_VARIANT", "UNKNOWN", "Told", "tell"]

UNKNOWN: Final = "PK-SETTING-001"
MISSING: Final = "PK-SETTING-002"
NO_VARIANT: Final = "PK-SETTING-003"
_OF_ANOTHER_SORT: Final = "PK-SETTING-006"
_MAPS: Final = ("model_type", "model_attributes_type")
_SORTS: Final = {"dict_type": "a map", "tuple_type": "a list", "list_type": "a list", "string_type": "text", "too_short": "at least one entry"}
_IMAGE: Final = re.compile(r"(?P<repository>[a-z0-9][a-z0-9./_-]*(?::[0-9]+/[a-z0-9./_-]+)?):(?P<tag>latest|v?[0-9]+(?:\.[0-9]+)*(?:-[a-z]+)?)")
_FALSE: Final = "none"


@dataclass(frozen=True, slots=True)
class Told:
    """An error in words; an empty message stands for "is" and the value."""

    message: str
    fix: str
    code: str
    hint: Hint | None = None
    """More about a setting that does not exist."""


def tell(root: type[BaseModel], details: Mapping[str, Any], path: PathParts, data: Any, *, yaml: bool, of_key: bool = False) -> Told:
    """The error that `details` describe, of what is at `path` in `data`, or of the key there."""
    error, said, context = details["type"], details["msg"], details.get("ctx", {})
    value = path[-1] if of_key else walk(path, data)[1]
    if error == "extra_forbidden":
        found = _unknown(root, path, data, yaml=yaml)
        return Told("is not a setting", found.fix, UNKNOWN, found)
    annotation = annotation_at(root, path, data)
    if error == "missing":
        return Told("is missing", f"it has no default; expected {_with_example(annotation, path, models_at(root, path[:-1], data))}", MISSING)
    if error in ("union_tag_invalid", "union_tag_not_found"):
        return Told("", _variants(tuple(models(annotation)), value, yaml=yaml), NO_VARIANT)
    if error in ("literal_error", "enum"):
        return Told("", _one_of(value, words(context["expected"])), "PK-SETTING-004")
    if error == OUTPUTS:
        return Told(said, context["fix"], "PK-AWS-001")
    if error == "shape":
        return Told("", said, "PK-SETTING-005")
    if error in _MAPS:
        message, fix = _no_map(path, value, annotation)
        return Told(message, fix, _OF_ANOTHER_SORT)
    if error in _SORTS:
        return Told(*_of_another_sort(error, value, annotation, path), _OF_ANOTHER_SORT)
    if error == "expected":
        return Told("", f"{_quoted(value, annotation)}expected {said}", "PK-SETTING-004")
    return Told("", said[:1].lower() + said[1:], "PK-SETTING-007")


def _unknown(root: type[BaseModel], path: PathParts, data: Any, *, yaml: bool) -> Hint:
    chosen = models_at(root, path[:-1], data)
    allowed = {spelling: right for model in chosen for spelling, right in spellings(model, yaml=yaml)}
    of_kinds: dict[str, tuple[str, ...]] = {}
    for model in models(annotation_at(root, path[:-1], data)):
        for name in () if model in chosen else _names(model, yaml=yaml):
            if name not in allowed:
                of_kinds[name] = (*of_kinds.get(name, ()), *kinds(model))
    within: dict[str, tuple[str, ...]] = {}
    for model in chosen:
        for field, info in model.model_fields.items():
            for name in {name for held in models(info.annotation) for name in _names(held, yaml=yaml)} - {"kind"}:
                within[name] = (*within.get(name, ()), yaml_name(model, field) if yaml else field)
    above = [name for model in (models_at(root, path[:-2], data) if len(path) > 1 else ()) for name in _names(model, yaml=yaml)]
    here = walk(path[:-1], data)[1]
    kind = here.get("kind") if isinstance(here, Mapping) else None
    return guess(path, allowed, Neighbours(kind if isinstance(kind, str) else "", of_kinds, within, above))


def _names(model: type[BaseModel], *, yaml: bool) -> Sequence[str]:
    return [yaml_name(model, field) if yaml else field for field in model.model_fields]


def _with_example(annotation: Any, path: PathParts, owners: Sequence[type[BaseModel]]) -> str:
    """What a setting takes, with an example of what is usual there."""
    fields = ((yaml_name(model, field), model.__name__, (field, info.alias)) for model in owners for field, info in model.model_fields.items())
    setting, owner = next(((name, model) for name, model, spelt in fields if path[-1] in spelt), (str(path[-1]), ""))
    said, found = expected(annotation), example(annotation, setting, owner)
    if not found or said.startswith(("one of", "true or")):
        return said
    known = SUCH_AS.search(said)
    return f"{said[: known.start(1)]}{found}{said[known.end(1) :]}" if known else f"{said}, such as {found}"


def _one_of(value: object, accepted: Sequence[str]) -> str:
    """The words that are accepted, after the one that was likely meant."""
    listed = f"expected one of {', '.join(accepted)}"
    given = str(value).lower() if isinstance(value, bool) else value if isinstance(value, str) else ""
    likely = told(given, accepted)
    return f"{likely}{' ' if likely.endswith('?') else '; '}{listed}" if likely else listed


def _variants(found: Sequence[type[BaseModel]], value: object, *, yaml: bool) -> str:
    accepted = tuple(dict.fromkeys(kind for model in found for kind in kinds(model)))
    if not isinstance(value, Mapping):
        return _one_of(value, accepted)
    if "kind" in value:
        return _one_of(value["kind"], accepted)
    given = [name for name in value if isinstance(name, str)]
    instead = next((name for name in given if squeezed(name) in ("kind", "type", "kinds", "knd", "kid", "provider")), None)
    if instead:
        return f"write kind instead of {instead}; {_one_of(value[instead], accepted)}"
    taking = [model for model in found if given and all(name in _names(model, yaml=yaml) for name in given)]
    likely = dict.fromkeys(kind for model in taking for kind in kinds(model))
    if taking and len(taking) < len(found):
        return f"kind {' or '.join(likely)} has {', '.join(given)}; expected one of {', '.join(accepted)}"
    if "external" in given and "external" in accepted:
        return f"what the Helm chart has in external is of kind: external, without that level; expected one of {', '.join(accepted)}"
    return _one_of(None, accepted)


def _sort(value: object) -> str:
    """What stands where something else belongs, without telling a text: it may be a secret that lost its place."""
    if isinstance(value, bool) or value is None:
        return "null" if value is None else str(value).lower()
    words_of: dict[type, str] = {str: "text", int: "a number", float: "a number", dict: "a map", list: "a list", tuple: "a list"}
    return words_of.get(type(value), "an object")


def _no_map(path: PathParts, value: object, annotation: Any) -> tuple[str, str]:
    """What to say where a map of settings belongs and something else stands."""
    found, name = tuple(models(annotation)), str(path[-1]) if path else ""
    accepted = tuple(dict.fromkeys(kind for model in found for kind in kinds(model)))
    listed = f"; kind is one of {', '.join(accepted)}" if len(accepted) > 1 else ""
    if isinstance(value, str) and (likely := meant(value, accepted)):
        return f"is {value}", f"write {' or '.join(f'{name}: {one}' for one in samples(found, likely))}"
    if isinstance(value, bool):
        usual = next((sample(model) for model in found if _FALSE not in kinds(model)), "")
        if value:
            return "is true", f"write {name}: {usual}{listed}"
        return "is false", f"write {name}: {{kind: none}}" if _FALSE in accepted else f"leave it out, or write {name}: {usual}{listed}"
    if isinstance(value, str) and [model.__name__ for model in found] == ["Image"] and (image := _IMAGE.fullmatch(value)):
        return f"is {value}", f"write {name}: {{repository: {image['repository']}, tag: '{image['tag']}'}}"
    shape = next((sample(model) for model in found if _FALSE not in kinds(model)), "")
    return f"is {_sort(value)}", f"expected a map of settings{listed}{f', such as {name}: {shape}' if shape not in ('', '{}') else ''}"


def _of_another_sort(error: str, value: object, annotation: Any, path: PathParts) -> tuple[str, str]:
    """What to say where a list, a map of one's own or a text belongs and something else stands."""
    if error == "string_type":
        scalar = isinstance(value, bool | int | float)
        message = f"is {shown(path, value, secret=is_secret(annotation))}" if scalar else f"is {_sort(value)}"
        return message, "quote it: expected text" if scalar else "expected text"
    if error == "too_short":
        return "is an empty list", f"expected at least one entry{_such_as(example(annotation, str(path[-1])))}"
    message, bare = f"is {_sort(value)}", inner(annotation)
    if get_origin(bare) is Mapping and path[-1:] == ("env",) and isinstance(value, list | tuple):
        return message, "expected a map of names and values, {NAME: value}, not Kubernetes' list of name and value"
    shape = example(annotation, str(path[-1])) if get_origin(bare) in (tuple, Mapping) else ""
    if get_origin(bare) is tuple and get_origin(inner(get_args(bare)[0])) is Mapping and isinstance(value, Mapping):
        return message, "expected a list: put a dash before it, or brackets around it"
    return message, f"expected {_SORTS[error]}{_such_as(shape)}"


def _such_as(shape: str) -> str:
    return f", such as {shape}" if shape else ""


def _quoted(value: object, annotation: Any) -> str:
    """How what is expected begins where a number or a boolean was given, and its text would do."""
    if not isinstance(value, bool | int | float) or is_secret(annotation):
        return ""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return "quote it: " if fits(annotation, text) else ""
