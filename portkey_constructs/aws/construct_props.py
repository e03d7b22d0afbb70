"""Validation of the props of the constructs: all problems are reported at once."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from constructs import Construct

from portkey_constructs.aws_facts.props import Props, validated
from portkey_constructs.errors import Problem
from portkey_constructs.platform.argument_types import argument_problems

__all__ = ["validate"]

P = TypeVar("P", bound=Props)


def validate(
    construct: Construct,
    constructor: Callable[..., None],
    model: type[P],
    arguments: Mapping[str, Any],
    rules: Callable[[P], Iterable[Problem]],
    **converted: Any,
) -> P:
    """Validate the arguments of a construct: objects by the annotations of its constructor, all others by the fields of the model.

    None stands for the default. `converted` are arguments whose values differ from the fields. Without the right objects, `rules` do not run.

    Raises:
        ConfigurationError: with all problems.
    """
    problems = list(argument_problems(constructor, arguments, validated=model.model_fields))
    wrong = {problem.path for problem in problems}
    values = {name: value for name, value in {**arguments, **converted}.items() if name not in wrong}
    return validated(type(construct).__name__, model, values, lambda props: problems or rules(props))
