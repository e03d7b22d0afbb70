"""Converts pydantic's errors into problems with the current value, the expected value, and a fix."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, get_args, get_origin

from pydantic import BaseModel, ValidationError

from portkey_constructs.config.fragments import HARMLESS
from portkey_constructs.config.introspection import (
    KEY,
    PathParts,
    all_kinds,
    field_names,
    inner,
    is_secret,
    kinds,
    models,
    models_at,
    type_at,
    walk,
)
from portkey_constructs.config.nulls import NULL
from portkey_constructs.config.outputs import OUTPUTS
from portkey_constructs.config.redaction import is_huge, shown
from portkey_constructs.config.secret_shapes import masked
from portkey_constructs.errors import Problem
from portkey_constructs.loading.patch_suggestions import patch_for
from portkey_constructs.loading.suggestions import did_you_mean, likely_values, squeezed
from portkey_constructs.loading.type_descriptions import accepts, annotation_at, example, expected_with_example, quoted_words, sample
from portkey_constructs.loading.unknown_settings import Suggestion, suggest

__all__ = ["MISSING", "NO_VARIANT", "UNKNOWN", "ValueProblem", "value_problems"]

UNKNOWN: Final = "PK-SETTING-001"
MISSING: Final = "PK-SETTING-002"
NO_VARIANT: Final = "PK-SETTING-003"
_INVALID: Final = "PK-SETTING-004"
_SHAPE: Final = "PK-SETTING-005"
_WRONG_TYPE: Final = "PK-SETTING-006"
_REFUSED: Final = "PK-SETTING-007"
_CONTAINERS: Final = {"dict_type": "a map", "tuple_type": "a list", "list_type": "a list"}
_IMAGE: Final = re.compile(r"(?P<repository>[a-z0-9][a-z0-9./_-]*(?::[0-9]+/[a-z0-9./_-]+)?):(?P<tag>latest|v?[0-9]+(?:\.[0-9]+)*(?:-[a-z]+)?)")
_SIMILAR_TO_KIND: Final = ("kind", "type", "kinds", "knd", "kid", "provider")


@dataclass(frozen=True, slots=True)
class ValueProblem:
    """A problem of a single setting, with its path in the data."""

    path: PathParts
    problem: Problem
    suggestion: Suggestion | None = None
    """Suggested replacement for an unknown setting; None for other problems."""

    @property
    def invalid(self) -> PathParts:
        """The path of the invalid value: the whole map if its kind is, or may be, wrong."""
        of_map = self.suggestion.of_another_kind if self.suggestion else self.problem.code == NO_VARIANT and self.path[-1:] == ("kind",)
        return self.path[:-1] if of_map else self.path


def value_problems(root: type[BaseModel], error: ValidationError, data: Any, *, yaml: bool) -> list[ValueProblem]:
    """A problem for each of pydantic's errors about `data`, except missing settings that are only misspelled."""
    # Pydantic does not count invalid entries, so that a list without any other seems to be empty.
    every = error.errors(include_url=False, include_input=False)
    errors = [details for details in every if not (details["type"] == "too_short" and walk(details["loc"], data)[1])] or every
    problems = [_problem(root, details, data, yaml=yaml) for details in errors]
    meant = {path for value in problems if value.suggestion for path in value.suggestion.meant}
    return [value for value in problems if not (value.problem.code == MISSING and value.path in meant)]


def _problem(root: type[BaseModel], details: Mapping[str, Any], data: Any, *, yaml: bool) -> ValueProblem:
    path, value, present = walk(details["loc"], data)
    is_key = details["loc"][-1:] == (KEY,) and path[-1:] != (KEY,)
    if details["type"] == "extra_forbidden":
        suggestion = suggest(root, path, data, yaml=yaml)
        patch = "" if suggestion.meant else patch_for(path, data)
        fix = f"{suggestion.fix}; this patch sets the field: {patch}" if patch else suggestion.fix
        return ValueProblem(path, Problem(_dotted(path), "is not a setting", masked(fix), UNKNOWN), suggestion)
    code, message, fix = _describe(details, _Setting(root, path, data, path[-1] if is_key else value, yaml))
    if code == NO_VARIANT and isinstance(value, Mapping):
        path, present, value = (*path, "kind"), "kind" in value, value.get("kind")
    if is_key:
        message = "is not a valid key"
    elif not message:
        message = f"is {_visible(details, root, path, data, value)}" if present else "is missing"
    return ValueProblem(path, Problem(_dotted(path), masked(message), masked(fix), code))


def _visible(details: Mapping[str, Any], root: type[BaseModel], path: PathParts, data: Any, value: Any) -> str:
    """The value as messages show it; the path does not matter to a value that can be no secret."""
    if details.get("ctx", {}).get(HARMLESS):
        return shown((), value)
    return shown(path, value, secret=is_secret(type_at(root, path, data)))


def _dotted(path: PathParts) -> str:
    return masked(".".join(map(str, path)))


@dataclass(frozen=True, slots=True)
class _Setting:
    """The setting to which an error refers."""

    root: type[BaseModel]
    path: PathParts
    data: Any
    value: Any
    yaml: bool

    @property
    def annotation(self) -> Any:
        return annotation_at(self.root, self.path, self.data)

    @property
    def name(self) -> str:
        return str(self.path[-1]) if self.path else ""


def _describe(details: Mapping[str, Any], setting: _Setting) -> tuple[str, str, str]:
    """Code, message and fix of an error; an empty message means "is" followed by the value."""
    error, text, context = details["type"], details["msg"], details.get("ctx", {})
    if error == "missing":
        owners = models_at(setting.root, setting.path[:-1], setting.data)
        return MISSING, "is missing", f"it has no default; expected {expected_with_example(setting.annotation, setting.path, owners)}"
    if error in ("union_tag_invalid", "union_tag_not_found"):
        return NO_VARIANT, "", _no_variant(setting)
    if error in ("literal_error", "enum"):
        return _INVALID, "", _one_of(setting.value, quoted_words(context["expected"]))
    if error == OUTPUTS:
        return "PK-AWS-001", text, context["fix"]
    if error == NULL:
        return _INVALID, "", text
    if error == "shape":
        return _SHAPE, "", text
    describe_type = _WRONG_TYPES.get(error)
    if describe_type:
        return _WRONG_TYPE, *describe_type(setting)
    if error in _CONTAINERS:
        return _WRONG_TYPE, f"is {_type_name(setting.value)}", _no_container(setting, _CONTAINERS[error])
    if error == "expected":
        return _INVALID, "", f"{'quote it: ' if _needs_quotes(setting) else ''}expected {text}"
    return _REFUSED, "", text[:1].lower() + text[1:]


def _one_of(value: object, accepted: Sequence[str]) -> str:
    """Lists the accepted values, after a question that suggests the most similar one."""
    listed = f"expected one of {', '.join(accepted)}"
    word = str(value).lower() if isinstance(value, bool) else value if isinstance(value, str) else ""
    question = did_you_mean(word, accepted)
    return f"{question}{' ' if question.endswith('?') else '; '}{listed}" if question else listed


def _no_variant(setting: _Setting) -> str:
    """The fix for a map with a missing or unknown kind."""
    variants, value = tuple(models(setting.annotation)), setting.value
    accepted = all_kinds(variants)
    if not isinstance(value, Mapping) or "kind" in value:
        return _one_of(value["kind"] if isinstance(value, Mapping) else value, accepted)
    names = [name for name in value if isinstance(name, str)]
    if instead := next((name for name in names if squeezed(name) in _SIMILAR_TO_KIND), None):
        return f"write kind instead of {instead}; {_one_of(value[instead], accepted)}"
    fitting = [model for model in variants if names and {*names} <= {*field_names(model, yaml=setting.yaml)}]
    if fitting and len(fitting) < len(variants):
        return f"kind {' or '.join(all_kinds(fitting))} has {', '.join(names)}; {_one_of(None, accepted)}"
    if "external" in names and "external" in accepted:
        return f"what the Helm chart has in external goes into kind: external, without that level; {_one_of(None, accepted)}"
    return _one_of(None, accepted)


def _type_name(value: object) -> str:
    """Names the type of a value that must not be quoted, because it may be a misplaced secret."""
    if isinstance(value, bool) or value is None:
        return "null" if value is None else str(value).lower()
    names: dict[type, str] = {str: "text", int: "a number", float: "a number", dict: "a map", list: "a list", tuple: "a list"}
    return names.get(type(value), "an object")


def _no_map(setting: _Setting) -> tuple[str, str]:
    """The problem of a value in place of a map of settings, with a suggested map."""
    variants, value, key = tuple(models(setting.annotation)), setting.value, f"{setting.name}: " if setting.name else ""
    accepted = all_kinds(variants)
    listed = f"; kind is one of {', '.join(accepted)}" if len(accepted) > 1 else ""
    typical = next((f"{key}{sample(model)}" for model in variants if "none" not in kinds(model)), "")
    if isinstance(value, str) and (likely := likely_values(value, accepted)):
        maps = [f"{key}{sample(model, kind)}" for kind in likely for model in variants if kind in kinds(model)]
        return f"is {value}", f"write {' or '.join(maps)}"
    if value is True:
        return "is true", f"write {typical}{listed}"
    if value is False:
        return "is false", f"write {key}{{kind: none}}" if "none" in accepted else f"leave it out, or write {typical}{listed}"
    if isinstance(value, str) and [model.__name__ for model in variants] == ["Image"] and (image := _IMAGE.fullmatch(value)):
        return f"is {value}", f"write {key}{{repository: {image['repository']}, tag: '{image['tag']}'}}"
    return f"is {_type_name(value)}", f"expected a map of settings{listed}{_such_as(typical.removesuffix(f'{key}{{}}'))}"


def _no_text(setting: _Setting) -> tuple[str, str]:
    if isinstance(setting.value, bool | int | float):
        return f"is {shown(setting.path, setting.value, secret=is_secret(setting.annotation))}", "quote it: expected text"
    return f"is {_type_name(setting.value)}", "expected text"


def _too_short(setting: _Setting) -> tuple[str, str]:
    return "is an empty list", f"expected at least one entry{_such_as(example(setting.annotation, setting.name))}"


def _no_container(setting: _Setting, container: str) -> str:
    """The fix for a value in place of a list or of a map with user-defined keys."""
    bare = inner(setting.annotation)
    if get_origin(bare) is Mapping and setting.name == "env" and isinstance(setting.value, list | tuple):
        return "expected a map of names and values, {NAME: value}, not Kubernetes' list of name and value"
    if get_origin(bare) is tuple and get_origin(inner(get_args(bare)[0])) is Mapping and isinstance(setting.value, Mapping):
        return "expected a list: put a dash before it, or brackets around it"
    return f"expected {container}{_such_as(example(setting.annotation, setting.name) if get_origin(bare) in (tuple, Mapping) else '')}"


def _such_as(text: str) -> str:
    return f", such as {text}" if text else ""


def _needs_quotes(setting: _Setting) -> bool:
    """Whether a number or a boolean would be valid if you quoted it."""
    value = setting.value
    if not isinstance(value, bool | int | float) or is_huge(value) or is_secret(setting.annotation):
        return False
    return accepts(setting.annotation, str(value).lower() if isinstance(value, bool) else str(value))


_WRONG_TYPES: Final[Mapping[str, Callable[[_Setting], tuple[str, str]]]] = {
    "model_type": _no_map,
    "model_attributes_type": _no_map,
    "string_type": _no_text,
    "too_short": _too_short,
}
