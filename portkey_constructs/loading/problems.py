"""From pydantic's errors to problems that a person can act on; no secret value ever passes through."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from pydantic import BaseModel, ValidationError

from portkey_constructs.config.introspection import KEY, PathParts, is_secret, type_at, walk
from portkey_constructs.config.redaction import shown
from portkey_constructs.config.root import PortkeyConfig, Rules
from portkey_constructs.errors import ConfigurationError, Problem

if TYPE_CHECKING:
    from portkey_constructs.loading.suggestions import Hint

__all__ = ["Located", "examine", "refusal", "spelt"]

Located = tuple[PathParts | None, Problem]
_ENOUGH: Final = 3
_OF_THE_CHART: Final = "these are values of the Helm chart; portkey.yaml has settings of its own (see portkey-constructs init --list)"


@dataclass(frozen=True, slots=True)
class _Found:
    """An error of a single setting: where, what, and of an unknown setting what else is known."""

    path: PathParts
    problem: Problem
    hint: "Hint | None" = None


def examine(data: Any, *, yaml: bool) -> tuple[PortkeyConfig | None, list[Located]]:
    """The configuration in `data`, or None when it is refused, and every problem: of single settings, and of rules across them.

    A problem of a setting comes with its path in `data`. What only follows from a misspelt setting is not told: that the right one is
    missing, and what rules say of it. Of what the rules find, only that is told which holds whatever the settings should be that are wrong
    by themselves.
    """
    try:
        config = PortkeyConfig.model_validate(data, by_alias=yaml, by_name=not yaml, context=Rules.LATER)
    except ValidationError as error:
        from portkey_constructs.rules.partial import certain

        errors = _located(PortkeyConfig, error, data, yaml=yaml)
        wrong = [*(_wrong(one) for one in errors), *_meant(errors, data)]
        related = {spelt(path) for path in wrong}
        found: list[Located] = [(one.path, one.problem) for one in _of_another_program(errors)]
        found += [(None, one) for one in certain(data, wrong, yaml=yaml) if not any(_one_within_other(one.path, path) for path in related)]
        return None, found
    from portkey_constructs.rules import check

    found = [(None, problem) for problem in check(config.resolve())]
    return (None if any(problem.severity == "error" for _, problem in found) else config), found


def refusal(model: type[BaseModel], error: ValidationError, data: Mapping[str, Any]) -> ConfigurationError:
    """The error that building `model` in Python from `data` raises."""
    from portkey_constructs.loading.python_names import in_python

    if model is PortkeyConfig:
        found = [problem for _, problem in examine(data, yaml=False)[1]]
    else:
        found = [one.problem for one in _located(model, error, data, yaml=False)]
    return ConfigurationError((in_python(model, one) for one in found if one.severity == "error"), model.__name__)


def spelt(path: Sequence[str | int]) -> str:
    """A path as people write it: `gateway.tolerations.0.key`."""
    return ".".join(str(part) for part in path)


def _wrong(one: _Found) -> PathParts:
    """What is wrong by itself: the map as a whole where its kind is, or may be."""
    from portkey_constructs.loading.pydantic_errors import NO_VARIANT

    of_map = one.hint.of_another_kind if one.hint else one.problem.code == NO_VARIANT and one.path[-1:] == ("kind",)
    return one.path[:-1] if of_map else one.path


def _one_within_other(one: str, other: str) -> bool:
    return not one or not other or f"{one}.".startswith(f"{other}.") or f"{other}.".startswith(f"{one}.")


def _of_another_program(errors: Sequence[_Found]) -> Iterable[_Found]:
    """The errors, the first of which says so when the file is one of values for the Helm chart."""
    from portkey_constructs.loading.helm_chart_keys import TOP_LEVEL
    from portkey_constructs.loading.pydantic_errors import UNKNOWN

    theirs = [one for one in errors if one.problem.code == UNKNOWN and one.path[0] in TOP_LEVEL and len(one.path) == 1]
    if len(theirs) < _ENOUGH:
        return errors
    first = replace(theirs[0], problem=replace(theirs[0].problem, fix=f"{_OF_THE_CHART}; {theirs[0].problem.fix}"))
    return [first if one is theirs[0] else one for one in errors]


def _located(root: type[BaseModel], error: ValidationError, data: Any, *, yaml: bool) -> list[_Found]:
    """The errors of single settings, without those of a setting that is missing because it is misspelt."""
    from portkey_constructs.loading.pydantic_errors import MISSING

    found = list(_each(root, error, data, yaml=yaml))
    meant = _meant(found, data)
    return [one for one in found if not (one.problem.code == MISSING and one.path in meant)]


def _meant(errors: Iterable[_Found], data: Any) -> list[PathParts]:
    """The settings that unknown ones are likely to be, and that are not given."""
    return list(dict.fromkeys(path for one in errors if one.hint for path in one.hint.meant if walk(path, data)[1] is None))


def _each(root: type[BaseModel], error: ValidationError, data: Any, *, yaml: bool) -> Iterator[_Found]:
    from portkey_constructs.loading.pydantic_errors import NO_VARIANT, tell

    for details in error.errors(include_url=False, include_input=False):
        path, value, given = walk(details["loc"], data)
        of_key = details["loc"][-1:] == (KEY,) and path[-1:] != (KEY,)
        found = tell(root, details, path, data, yaml=yaml, of_key=of_key)
        if found.code == NO_VARIANT and isinstance(value, Mapping):
            path, given, value = (*path, "kind"), "kind" in value, value.get("kind")
        said = "is not a key that fits here" if of_key else found.message
        if not said:
            secret = is_secret(type_at(root, path, data))
            said = f"is {shown(path, value, secret=secret)}" if given else "is missing"
        yield _Found(path, Problem(spelt(path), said, found.fix, found.code), found.hint)
