"""What an unquoted YAML value means: the core schema of YAML 1.2.

Only `true` and `false` are booleans (`yes` and `on` are text), and digits with a leading zero are text: an AWS account id keeps its zeros.
"""

import math
import re

__all__ = ["TAG_PREFIX", "Scalar", "plain", "tagged"]

Scalar = str | int | float | bool | None

TAG_PREFIX = "tag:yaml.org,2002:"

_WORDS: dict[str, bool | None] = {
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
        OverflowError: it is infinite, not a number, or a number of more than 64 characters.
    """
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in "+-.0123456789":
        return text
    integer = _INTEGER.fullmatch(text)
    if not (integer or _FLOAT.fullmatch(text)):
        if _NOT_FINITE.fullmatch(text):
            raise OverflowError
        return text
    if len(text) > _MAX_DIGITS:
        raise OverflowError
    if integer:
        return int(text, 0)
    number = float(text)
    if math.isinf(number):
        raise OverflowError
    return number


def tagged(tag: str, text: str) -> Scalar:
    """The value of a scalar under a tag of YAML's own (`!!str`, `!!int`, ...).

    Raises:
        KeyError: the tag is not one of a scalar of the core schema.
        ValueError: the value is none of that type.
        OverflowError: as in `plain`.
    """
    name = tag.removeprefix(TAG_PREFIX)
    if name == "str" or tag == "!":
        return text
    types = _TYPES[name]
    value = plain(text)
    if not isinstance(value, types) or (isinstance(value, bool) and bool not in types):
        raise ValueError(name)
    return float(value) if name == "float" and isinstance(value, int) else value
