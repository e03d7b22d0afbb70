"""Converts problems and paths between camelCase (YAML) and snake_case (Python)."""

import re
from functools import cache

from pydantic import BaseModel

from portkey_constructs.config.base import yaml_name
from portkey_constructs.config.introspection import PathParts, field_called, models, models_at, reachable_models, type_at
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.errors import Problem
from portkey_constructs.loading.pydantic_errors import UNKNOWN

__all__ = ["python_spelling", "yaml_spelling"]


def yaml_spelling(root: type[BaseModel], path: PathParts, data: object) -> str:
    """The path of a setting in YAML spelling, from either spelling."""
    parts = []
    for index, part in enumerate(path):
        owners = models_at(root, path[:index], data)
        parts.append(next((yaml_name(model, field) for model in owners if (field := field_called(model, part))), str(part)))
    return ".".join(parts)


def python_spelling(root: type[BaseModel], problem: Problem) -> Problem:
    """A copy of the problem of `root` in Python spelling; an unknown setting keeps the user's spelling."""
    parts = problem.path.split(".")
    for index, part in enumerate(parts[:-1] if problem.code == UNKNOWN else parts):
        names = {yaml_name(model, field): field for model in models(type_at(root, parts[:index])) for field in model.model_fields}
        parts[index] = names.get(part, part)
    return problem._replace(path=".".join(parts), message=_convert(problem.message), fix=_convert(problem.fix))


@cache
def _fields_by_yaml_name() -> dict[str, str]:
    """The Python name of each setting with a camelCase name in YAML."""
    names = {yaml_name(model, field): field for model in reachable_models(PortkeyConfig) for field in model.model_fields}
    return {alias: field for alias, field in names.items() if alias.lower() != alias}


def _convert(text: str) -> str:
    return re.sub(r"[a-z]+[A-Z][A-Za-z]*", lambda match: _fields_by_yaml_name().get(match[0], match[0]), text)
