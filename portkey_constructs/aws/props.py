"""What the constructs of the AWS companion are told, checked: every problem at once."""

from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any, Final, TypeVar

from pydantic import ValidatorFunctionWrapHandler, field_validator

from portkey_constructs.config.base import Model
from portkey_constructs.config.types import Matching, Whole
from portkey_constructs.errors import ConfigurationError, Problem

__all__ = ["DailyWindow", "Days", "EntryName", "Props", "WeeklyWindow", "apart", "check"]

_TIME: Final = "([01][0-9]|2[0-3]):[0-5][0-9]"
_DAY: Final = "(mon|tue|wed|thu|fri|sat|sun)"
_TOKEN: Final = "${Token["

Days = Annotated[int, Whole(1, 36500, "a number of days from 1")]
DailyWindow = Annotated[str, Matching(f"^{_TIME}-{_TIME}$", "a time of day in UTC such as 02:00-03:00")]
WeeklyWindow = Annotated[str, Matching(f"^{_DAY}:{_TIME}-{_DAY}:{_TIME}$", "a time of the week in UTC such as sun:03:00-sun:04:00")]
EntryName = Annotated[str, Matching("^[A-Za-z0-9/_+=.@-]{1,512}$", "the name of an entry in Secrets Manager such as portkey/mysql")]


class Props(Model):
    """What a construct is told; what is known only when the stack is deployed (a token of the CDK) is taken as it is."""

    @field_validator("*", mode="wrap")
    @classmethod
    def _known(cls, value: Any, check: ValidatorFunctionWrapHandler) -> Any:
        return value if isinstance(value, str) and _TOKEN in value else check(value)


P = TypeVar("P", bound=Props)


def check(construct: str, props: type[P], said: Mapping[str, Any], rules: Callable[[P], Iterable[Problem]]) -> P:
    """What `construct` is told as `props`, with defaults for what is None or missing; `rules` look across what is sound by itself.

    Raises:
        ConfigurationError: with every problem.
    """
    given = {name: value for name, value in said.items() if value is not None}
    found: list[Problem] = []
    try:
        known = props(**given)
    except ConfigurationError as refused:
        found += refused.problems
        wrong = {problem.path.partition(".")[0] for problem in found}
        known = props.model_construct(**{name: value for name, value in given.items() if name not in wrong})
    found += rules(known)
    if found:
        raise ConfigurationError(found, construct)
    return known


def apart(name: str, message: str, fix: str) -> Problem:
    """The problem of a prop that does not go with another, or with the place that it is used in."""
    return Problem(name, message, fix, "PK-CDK-001")
