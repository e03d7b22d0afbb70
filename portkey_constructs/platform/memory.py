"""Remembering what follows from a configuration, for as long as that configuration object lives."""

from collections.abc import Callable
from typing import TypeVar
from weakref import ReferenceType, ref

from portkey_constructs.config.root import PortkeyConfig

__all__ = ["once"]

Result = TypeVar("Result")


def once(function: Callable[[PortkeyConfig], Result]) -> Callable[[PortkeyConfig], Result]:
    """A pure function of a configuration that computes its result once for each configuration object."""
    results: dict[int, tuple[ReferenceType[PortkeyConfig], Result]] = {}

    def remembered(config: PortkeyConfig) -> Result:
        key = id(config)
        held = results.get(key)
        if held is not None and held[0]() is config:
            return held[1]
        result = function(config)
        results[key] = (ref(config, lambda _: results.pop(key, None)), result)
        return result

    remembered.__doc__ = function.__doc__
    remembered.__name__ = function.__name__
    return remembered
