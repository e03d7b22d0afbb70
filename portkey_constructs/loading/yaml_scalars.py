"""Converts YAML scalars into Python values, following the core schema of YAML 1.2.

Only `true` and `false` are booleans (`yes` and `on` are text). Digits with a leading zero are text: an AWS account id keeps its zeros.
"""

import math
import re

__all__ = ["CORE_TAG", "Scalar", "plain", "tagged"]

Scalar = str | int | float | bool | None

CORE_TAG = "tag:yaml.org,2002:"
"""The prefix of YAML's own tags; `!!int` is short for `tag:yaml.org,2002:int`."""
_CONSTANTS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)|0x[0-9a-fA-F]+|0o[0-7]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_MAX_DIGITS = 64
_TYPES: dict[str, tuple[type, ...]] = {"null": (type(None),), "bool": (bool,), "int": (int,), "float": (int, float)}


def plain(text: str) -> Scalar:
    """The value of an unquoted scalar.

    Raises:
        OverflowError: the value is infinite, not a number (NaN), or a number of more than 64 characters.
    """
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text[0] not in "+-.0123456789":
        return text
    integer = _INTEGER.fullmatch(text)
    if not (integer or _FLOAT.fullmatch(text)):
        if _NOT_FINITE.fullmatch(text):
            raise OverflowError
        return text
    if len(text) > _MAX_DIGITS or math.isinf(float(text) if not integer else 0):
        raise OverflowError
    return int(text, 0) if integer else float(text)


def tagged(tag: str, text: str) -> Scalar:
    """The value of a scalar that has a tag (`!!str`, `!!int`, ...).

    Raises:
        KeyError: the core schema has no scalar with this tag.
        ValueError: the value does not have the tag's type.
        OverflowError: as in `plain`.
    """
    name = tag.removeprefix(CORE_TAG)
    if name in ("str", "!"):
        return text
    types = _TYPES[name]
    value = plain(text)
    if not isinstance(value, types) or (isinstance(value, bool) and bool not in types):
        raise ValueError(name)
    return float(value) if name == "float" and isinstance(value, int) else value
