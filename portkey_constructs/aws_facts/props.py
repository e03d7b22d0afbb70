"""The properties of the companion's resources as models: all problems are reported at once."""

from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any, Final, TypeVar

from pydantic import ValidatorFunctionWrapHandler, field_validator

from portkey_constructs.config.base import Model
from portkey_constructs.config.types import Matching
from portkey_constructs.errors import ConfigurationError, Problem

__all__ = ["EntryName", "Props", "prop_problem", "validated"]

_TOKEN: Final = "${Token["

EntryName = Annotated[str, Matching("^[A-Za-z0-9/_+=.@-]{1,512}$", "the name of an entry in Secrets Manager such as portkey/mysql")]


class Props(Model):
    """The props of a construct. Tokens of the CDK, whose values only the deployment resolves, pass unchecked."""

    @field_validator("*", mode="wrap")
    @classmethod
    def _accept_tokens(cls, value: Any, validate_value: ValidatorFunctionWrapHandler) -> Any:
        return value if isinstance(value, str) and _TOKEN in value else validate_value(value)


P = TypeVar("P", bound=Props)


def validated(name: str, model: type[P], values: Mapping[str, Any], rules: Callable[[P], Iterable[Problem]]) -> P:
    """The props of the resource `name`. None stands for the default; values that the model does not have are ignored.

    `rules` check props against each other. They see the default of a prop whose own value is invalid.

    Raises:
        ConfigurationError: with all problems.
    """
    values = {key: values[key] for key in model.model_fields if values.get(key) is not None}
    problems: list[Problem] = []
    try:
        props = model(**values)
    except ConfigurationError as error:
        problems += error.problems
        invalid = {problem.path.partition(".")[0] for problem in problems}
        props = model.model_construct(**{key: value for key, value in values.items() if key not in invalid})
    problems += rules(props)
    if problems:
        raise ConfigurationError(problems, name)
    return props


def prop_problem(name: str, message: str, fix: str) -> Problem:
    """The problem of a prop that conflicts with another prop, or with where the construct is used."""
    return Problem(name, message, fix, "PK-CDK-001")
