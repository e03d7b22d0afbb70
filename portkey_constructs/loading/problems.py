"""Reports the problems of a configuration with invalid values: each invalid value, then rules across settings with valid values."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from portkey_constructs.config.base import validate
from portkey_constructs.config.introspection import PathParts, field_called, models_at, walk
from portkey_constructs.config.root import RULES, PortkeyConfig, Rules
from portkey_constructs.errors import ConfigurationError, Problem
from portkey_constructs.loading.pydantic_errors import UNKNOWN, ValueProblem, value_problems
from portkey_constructs.loading.python_names import python_spelling, yaml_spelling
from portkey_constructs.loading.suggestions import keys_of_chart
from portkey_constructs.rules import check

__all__ = ["Located", "configuration_error", "examine_invalid"]

Located = tuple[PathParts | None, Problem]
"""A problem with its path in the data; the path is None for a problem that a rule reports."""
_MINIMUM_CHART_KEYS: Final = 3
_CHART_VALUES: Final = "these are values of the Helm chart; portkey.yaml has its own settings (see portkey-constructs init --list)"


def configuration_error(model: type[BaseModel], error: ValidationError, data: Any, *, yaml: bool, source: str = "") -> ConfigurationError:
    """The error to raise when `data` is not valid for `model`."""
    details = error.errors(include_url=False, include_input=False)[0]
    if details["type"] == RULES:
        problems = details["ctx"]["problems"]
    elif issubclass(model, PortkeyConfig):
        problems = [problem for _, problem in examine_invalid(error, data, yaml=yaml) if problem.severity == "error"]
    else:
        problems = [value.problem for value in value_problems(model, error, data, yaml=yaml)]
    return ConfigurationError(problems if yaml else [python_spelling(model, problem) for problem in problems], source or model.__name__)


def examine_invalid(error: ValidationError, data: Any, *, yaml: bool) -> list[Located]:
    """The problems of `data`: one for each invalid value, and those of the rules whose settings are valid.

    The rules check the configuration without the invalid settings, provided that the rest is valid.
    """
    values = value_problems(PortkeyConfig, error, data, yaml=yaml)
    meant = [path for value in values if value.suggestion for path in value.suggestion.meant if walk(path, data)[1] is None]
    problems: list[Located] = [(value.path, value.problem) for value in _recognize_chart(values)]
    removed = [_removable(value.invalid, data) for value in values]
    if not isinstance(data, Mapping) or not all(removed):
        return problems
    try:
        config = validate(PortkeyConfig, _without(data, removed), yaml=yaml, context=Rules.LATER)
    except ValidationError:
        return problems
    invalid = frozenset(yaml_spelling(PortkeyConfig, path, data) for path in (*(value.invalid for value in values), *removed, *meant))
    return [*problems, *((None, problem) for problem in check(config.resolve(), invalid))]


def _removable(path: PathParts, data: Any) -> PathParts:
    """The path itself or its nearest ancestor that is optional; the empty path if none is."""
    path = next((path[:index] for index, part in enumerate(path) if isinstance(part, int)), path)
    while path:
        owners = models_at(PortkeyConfig, path[:-1], data)
        fields = [model.model_fields[field] for model in owners if (field := field_called(model, path[-1]))]
        if not any(field.is_required() for field in fields) and not (fields and path[-1] == "kind"):
            break
        path = path[:-1]
    return path


def _without(data: Any, paths: Sequence[PathParts]) -> Any:
    """A copy of `data` without the values at `paths`."""
    if not isinstance(data, Mapping) or not paths:
        return data
    return {name: _without(value, [path[1:] for path in paths if path[0] == name]) for name, value in data.items() if (name,) not in paths}


def _recognize_chart(problems: Sequence[ValueProblem]) -> Iterable[ValueProblem]:
    """The problems; if the file contains values of the Helm chart, the first problem reports that."""
    foreign = [value for value in problems if value.problem.code == UNKNOWN and len(value.path) == 1 and str(value.path[0]) in keys_of_chart()]
    if len(foreign) < _MINIMUM_CHART_KEYS:
        return problems
    first = replace(foreign[0], problem=foreign[0].problem._replace(fix=f"{_CHART_VALUES}; {foreign[0].problem.fix}"))
    return [first if value is foreign[0] else value for value in problems]
