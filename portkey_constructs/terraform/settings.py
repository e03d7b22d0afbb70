"""The properties of a resource from the configuration, whose problems name its settings."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from portkey_constructs.aws_facts.props import Props, validated
from portkey_constructs.errors import ConfigurationError, Problem

__all__ = ["configured"]

P = TypeVar("P", bound=Props)


def configured(model: type[P], values: Mapping[str, Any], rules: Callable[[P], Iterable[Problem]], settings: Mapping[str, str]) -> P:
    """The props of a resource; `settings` are the settings from which props come.

    Raises:
        ConfigurationError: with all problems.
    """
    try:
        return validated("", model, values, rules)
    except ConfigurationError as error:
        raise ConfigurationError(problem._replace(path=settings.get(problem.path, problem.path)) for problem in error.problems) from None
