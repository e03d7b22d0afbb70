"""From pydantic's errors to problems that a person can act on; no secret value ever passes through."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from portkey_constructs.config.hints import hint
from portkey_constructs.config.introspection import KEY, PathParts, is_secret, kinds, models, models_at, spellings, type_at, walk
from portkey_constructs.config.outputs import OUTPUTS
from portkey_constructs.config.platform import PortkeyConfig, Rules
from portkey_constructs.config.shown import shown
from portkey_constructs.errors import ConfigurationError, Problem

__all__ = ["UNKNOWN", "Located", "examine", "refusal", "spelt"]

UNKNOWN = "PK-SETTING-001"
_NO_VARIANT = "PK-SETTING-003"

Located = tuple[PathParts | None, Problem]
_KINDS_OF_THING = {
    "model_type": "a map of settings",
    "model_attributes_type": "a map of settings",
    "dict_type": "a map",
    "tuple_type": "a list",
    "list_type": "a list",
    "string_type": "text; quote a number",
    "too_short": "at least one entry",
}


def examine(data: Any, *, yaml: bool) -> tuple[PortkeyConfig | None, list[Located]]:
    """The configuration in `data`, or None when it is refused, and every problem: of single settings, and of rules across them.

    A problem of a setting comes with its path in `data`. Of what the rules find, only that is told which holds whatever the settings
    should be that are wrong by themselves.
    """
    try:
        config = PortkeyConfig.model_validate(data, by_alias=yaml, by_name=not yaml, context=Rules.LATER)
    except ValidationError as error:
        from portkey_constructs.config.sound import certain

        found: list[Located] = list(_located(PortkeyConfig, error, data, yaml=yaml))
        wrong = [path[:-1] if problem.code == _NO_VARIANT and path[-1:] == ("kind",) else path for path, problem in found if path is not None]
        related = {spelt(path) for path in wrong}
        found += [(None, one) for one in certain(data, wrong, yaml=yaml) if not any(_one_within_other(one.path, path) for path in related)]
        return None, found
    from portkey_constructs.config.rules import check

    found = [(None, problem) for problem in check(config)]
    return (None if any(problem.severity == "error" for _, problem in found) else config), found


def refusal(model: type[BaseModel], error: ValidationError, data: Mapping[str, Any]) -> ConfigurationError:
    """The error that building `model` in Python from `data` raises."""
    from portkey_constructs.config.python_spelling import in_python

    found = examine(data, yaml=False)[1] if model is PortkeyConfig else _located(model, error, data, yaml=False)
    return ConfigurationError((in_python(model, one) for _, one in found if one.severity == "error"), model.__name__)


def spelt(path: Sequence[str | int]) -> str:
    """A path as people write it: `gateway.tolerations.0.key`."""
    return ".".join(str(part) for part in path)


def _one_within_other(one: str, other: str) -> bool:
    return not one or not other or f"{one}.".startswith(f"{other}.") or f"{other}.".startswith(f"{one}.")


def _located(root: type[BaseModel], error: ValidationError, data: Any, *, yaml: bool) -> Iterator[tuple[PathParts, Problem]]:
    for details in error.errors(include_url=False, include_input=False):
        path, value, given = walk(details["loc"], data)
        said, fix, code = _words(root, details["type"], details["msg"], details.get("ctx", {}), path, data, yaml=yaml)
        if code == _NO_VARIANT and isinstance(value, Mapping):
            path, given, value = (*path, "kind"), "kind" in value, value.get("kind")
        if details["loc"][-1:] == (KEY,) and path[-1:] != (KEY,):
            said = "is not a key that fits here"
        if not said:
            secret = is_secret(type_at(root, path, data))
            said = f"is {shown(path, value, secret=secret)}" if given else "is missing"
        yield path, Problem(spelt(path), said, fix, code)


def _words(
    root: type[BaseModel], error: str, said: str, context: Mapping[str, Any], path: PathParts, data: Any, *, yaml: bool
) -> tuple[str, str, str]:
    """Message, fix and code; an empty message stands for "is" and the value."""
    if error == "extra_forbidden":
        allowed = [one for model in models_at(root, path[:-1], data) for one in spellings(model, yaml=yaml)]
        return "is not a setting", hint(path, dict(allowed)), UNKNOWN
    if error == "missing":
        return "is missing", "it has no default", "PK-SETTING-002"
    if error in ("union_tag_invalid", "union_tag_not_found"):
        tags = dict.fromkeys(kind for model in models(type_at(root, path, data)) for kind in kinds(model))
        return "", f"expected one of {', '.join(tags)}", _NO_VARIANT
    if error == "expected":
        return "", f"expected {said}", "PK-SETTING-004"
    if error in ("literal_error", "enum"):
        return "", f"expected one of {context['expected'].replace(chr(39), '').replace(' or ', ', ')}", "PK-SETTING-004"
    if error == OUTPUTS:
        return said, context["fix"], "PK-AWS-001"
    if error == "shape":
        return "", said, "PK-SETTING-005"
    if error in _KINDS_OF_THING:
        thing = "is text or a number" if isinstance(walk(path, data)[1], str | int | float) else ""
        return thing, f"expected {_KINDS_OF_THING[error]}", "PK-SETTING-006"
    return "", said[:1].lower() + said[1:], "PK-SETTING-007"
