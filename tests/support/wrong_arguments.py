"""Calls of public constructs with one argument of another type, for every parameter of every signature."""

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import FunctionType
from typing import Any, Final, NamedTuple

import pytest

from portkey_constructs import ConfigurationError

__all__ = ["Call", "assert_refused", "public_methods", "wrong_calls"]


class Unrelated:
    """An object that no parameter accepts."""


_WRONG: Final[Sequence[object]] = (Unrelated(), Unrelated, [Unrelated()], {"name": Unrelated()})
_SCALARS: Final[Sequence[object]] = ("text", 5, True)


class Call(NamedTuple):
    """A call with one wrong argument."""

    function: Callable[..., object]
    arguments: Mapping[str, Any]
    parameter: str


def wrong_calls(function: Callable[..., object], valid: Mapping[str, Any]) -> Iterator[Call]:
    """A call for each parameter and wrong value; the other arguments are the valid ones."""
    signature = inspect.signature(vars(function)["__init__"] if isinstance(function, type) else function)
    for name, parameter in signature.parameters.items():
        if name == "self" or parameter.kind in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL):
            continue
        expected = str(parameter.annotation)
        objects = not any(builtin in expected for builtin in ("str", "int", "bool", "Literal", "float", "Mapping"))
        for value in (*_WRONG, *(_SCALARS if objects else ())):
            yield Call(function, {**valid, name: value}, name)


def public_methods(construct: type) -> Iterator[str]:
    """The public methods of a class that this library defines, and that take arguments."""
    for base in construct.__mro__:
        for name, member in vars(base).items():
            public = base.__module__.startswith("portkey_constructs.") and not name.startswith("_")
            if public and isinstance(member, FunctionType) and len(inspect.signature(member).parameters) > 1:
                yield name


def assert_refused(call: Call) -> None:
    """Fail unless the call raises an error that names the parameter, what it expects, and how to fix it."""
    with pytest.raises(ConfigurationError) as caught:
        call.function(**call.arguments)
    problem = next(problem for problem in caught.value.problems if problem.path.partition(".")[0] == call.parameter)
    assert problem.message.startswith("is ")
    assert problem.fix
    assert "Unrelated object" not in str(caught.value)
