"""Validation of the props of the constructs: all problems are reported at once."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from constructs import Construct

from portkey_constructs.aws_facts.props import Props, validated
from portkey_constructs.errors import Problem

__all__ = ["validate"]

P = TypeVar("P", bound=Props)


def validate(construct: Construct, model: type[P], arguments: Mapping[str, Any], rules: Callable[[P], Iterable[Problem]]) -> P:
    """Validate the props of a construct: the arguments of its constructor that the model has as fields. None stands for the default.

    Raises:
        ConfigurationError: with all problems.
    """
    return validated(type(construct).__name__, model, arguments, rules)
