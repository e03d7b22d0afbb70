"""Problems as Python spells the settings: snake_case, where YAML has camelCase."""

import re
from dataclasses import replace
from functools import cache

from pydantic import BaseModel

from portkey_constructs.config.base import yaml_name
from portkey_constructs.config.introspection import models, type_at
from portkey_constructs.errors import Problem
from portkey_constructs.loading.json_schema import all_models
from portkey_constructs.loading.pydantic_errors import UNKNOWN

__all__ = ["in_python"]


def in_python(root: type[BaseModel], problem: Problem) -> Problem:
    """The problem of a configuration, or of `root` alone, in Python's spelling; an unknown setting stays as it was written."""
    return replace(problem, path=_path(root, problem.path.split("."), problem.code), message=_text(problem.message), fix=_text(problem.fix))


def _path(root: type[BaseModel], parts: list[str], code: str) -> str:
    for index, part in enumerate(parts[:-1] if code == UNKNOWN else parts):
        names = {yaml_name(model, field): field for model in models(type_at(root, parts[:index])) for field in model.model_fields}
        parts[index] = names.get(part, part)
    return ".".join(parts)


@cache
def _camel() -> dict[str, str]:
    """The settings whose YAML spelling cannot be mistaken for a word."""
    names = {yaml_name(model, field): field for model in all_models() for field in model.model_fields}
    return {alias: field for alias, field in names.items() if alias.lower() != alias}


def _text(text: str) -> str:
    return re.sub(r"[a-z]+[A-Z][A-Za-z]*", lambda word: _camel().get(word[0], word[0]), text)
