"""From pydantic's errors to problems that a person can act on; no secret value ever passes through."""

import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any

from pydantic import BaseModel, ValidationError

from portkey_constructs.config.hints import hint
from portkey_constructs.config.introspection import PathParts, is_secret, kinds, models, models_at, settings, type_at
from portkey_constructs.config.platform import PortkeyConfig, Rules
from portkey_constructs.errors import ConfigurationError, Problem

__all__ = ["UNKNOWN", "Located", "examine", "refusal", "spelt"]

UNKNOWN = "PK-SETTING-001"

Located = tuple[PathParts, Problem]
_SECRET_NAME = re.compile("password|secret|token|key$|auth$|credential", re.IGNORECASE)
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
    """The configuration in `data`, or None, with every error: of single settings, and of rules across those that are sound.

    Warnings are not among them. Each problem comes with its path in `data`.
    """
    config: PortkeyConfig | None
    try:
        config = PortkeyConfig.model_validate(data, by_alias=True, by_name=not yaml, context=Rules.LATER)
        found: list[Located] = []
    except ValidationError as error:
        found = list(_located(PortkeyConfig, error, data))
        config = _sound_part(data, found, yaml=yaml)
    if config is not None:
        from portkey_constructs.config.rules import check

        bad = [path for path, _ in found]
        for problem in check(config):
            path = tuple(int(part) if part.isdigit() else part for part in problem.path.split(".")) if problem.path else ()
            if problem.severity == "error" and not any(path[: len(other)] == other or other[: len(path)] == path for other in bad):
                found.append((path, problem))
    return (None if found else config), found


def refusal(model: type[BaseModel], error: ValidationError, data: Mapping[str, Any]) -> ConfigurationError:
    """The error that building `model` in Python from `data` raises."""
    found = examine(data, yaml=False)[1] if model is PortkeyConfig else list(_located(model, error, data))
    return ConfigurationError(
        [Problem(_snake(one.path), one.message, _snake(one.fix) if one.code == UNKNOWN else one.fix, one.code) for _, one in found],
        model.__name__,
    )


def spelt(path: Sequence[str | int]) -> str:
    """A path as people write it: `gateway.tolerations.0.key`."""
    return ".".join(str(part) for part in path)


def _snake(path: str) -> str:
    return re.sub(r"(?<=[a-z0-9])([A-Z])", lambda letter: f"_{letter[1].lower()}", path)


def _sound_part(data: Any, found: Sequence[Located], *, yaml: bool) -> PortkeyConfig | None:
    """The configuration without the settings that are wrong by themselves, so that rules can look at the rest."""
    if not isinstance(data, Mapping):
        return None
    rest: Any = {"profile": "production", **{name: deepcopy(value) for name, value in data.items() if isinstance(name, str)}}
    doomed = [path for path, _ in found]
    for _ in range(8):
        for path in doomed:
            _remove(rest, path)
        try:
            return PortkeyConfig.model_validate(rest, by_alias=True, by_name=not yaml, context=Rules.LATER)
        except ValidationError as error:
            doomed = [path[:-1] if problem.message == "is missing" else path for path, problem in _located(PortkeyConfig, error, rest)]
    return None


def _remove(data: Any, path: PathParts) -> None:
    for part in path[:-1]:
        if (isinstance(data, dict) and part in data) or (isinstance(data, list) and isinstance(part, int) and part < len(data)):
            data = data[part]  # type: ignore[index]
    if path and isinstance(data, dict):
        if path[-1] == "profile":
            data["profile"] = "production"
        else:
            data.pop(path[-1], None)
    elif path and isinstance(data, list) and isinstance(path[-1], int) and path[-1] < len(data):
        data[path[-1]] = {}


def _located(root: type[BaseModel], error: ValidationError, data: Any) -> Iterator[Located]:
    for details in error.errors(include_url=False, include_input=False):
        context: Mapping[str, Any] = details.get("ctx", {})
        if details["type"] == "rules":
            yield from (((), problem) for problem in context["problems"])
            continue
        path, value, given = _walk(details["loc"], data)
        tag_wanted = details["type"] in ("union_tag_invalid", "union_tag_not_found")
        shown = _shown(root, path, data, value) if given else "missing"
        message, fix, code = _words(root, details["type"], details["msg"], context, path, data, shown)
        if tag_wanted:
            path = (*path, "kind")
        yield path, Problem(spelt(path), message, fix, code)


def _walk(loc: Sequence[str | int], data: Any) -> tuple[PathParts, Any, bool]:
    """The path in `data` that pydantic's location means: without the tags of unions."""
    path: list[str | int] = []
    given, tagged = True, False
    for index, part in enumerate(loc):
        is_tag = isinstance(data, Mapping) and not tagged and (part == data.get("kind") or (part not in data and index < len(loc) - 1))
        if is_tag:
            tagged = True
            continue
        present = (isinstance(data, Mapping) and part in data) or (isinstance(data, Sequence) and isinstance(part, int) and part < len(data))
        path.append(part)
        given, tagged = present, False
        data = data[part] if present else None
    return tuple(path), data, given


def _shown(root: type[BaseModel], path: PathParts, data: Any, value: Any) -> str:
    names = [part for part in path if isinstance(part, str)]
    if isinstance(value, Mapping | list | tuple):
        return "a map" if isinstance(value, Mapping) else "a list"
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    hidden = is_secret(type_at(root, path, data)) or any(_SECRET_NAME.search(name) or name in ("env", "annotations") for name in names)
    text = str(value)
    if not text:
        return "empty"
    if hidden or ("@" in text and "://" in text):
        return "a value that is not shown"
    return text if len(text) <= 60 else f"{text[:57]}..."


def _words(root: type[BaseModel], error: str, said: str, context: Mapping[str, Any], path: PathParts, data: Any, given: str) -> tuple[str, str, str]:
    if error == "extra_forbidden":
        here = models_at(root, path[:-1], data)
        return "is not a setting", hint(path, dict.fromkeys(setting for model in here for setting in settings(model))), UNKNOWN
    if error == "missing":
        return "is missing", "it has no default", "PK-SETTING-002"
    if error in ("union_tag_invalid", "union_tag_not_found"):
        tags = dict.fromkeys(kind for model in models(type_at(root, path, data)) for kind in kinds(model))
        told = context.get("tag")
        return (f"is {told}" if told else "is missing"), f"expected one of {', '.join(tags)}", "PK-SETTING-003"
    if error == "expected":
        return f"is {given}", f"expected {said}", "PK-SETTING-004"
    if error == "literal_error":
        return f"is {given}", f"expected one of {context['expected'].replace(chr(39), '').replace(' or ', ', ')}", "PK-SETTING-004"
    if error == "shape":
        return f"is {given}", said, "PK-SETTING-005"
    if error in _KINDS_OF_THING:
        kind = given if given in ("a map", "a list", "null", "missing") else "text or a number"
        return f"is {kind}", f"expected {_KINDS_OF_THING[error]}", "PK-SETTING-006"
    return f"is {given}", said[:1].lower() + said[1:], "PK-SETTING-007"
