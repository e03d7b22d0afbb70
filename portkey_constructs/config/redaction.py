"""Shows values in messages, except those that may be secrets."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from portkey_constructs.config.secret_shapes import is_secret_name, secret_shape

__all__ = ["HIDDEN", "is_huge", "may_hold_secrets", "shown"]

HIDDEN = "a value that is not shown"

_ACCEPT_ANYTHING = frozenset(
    ("env", "annotations", "podAnnotations", "pod_annotations", "sidecars", "initContainers", "init_containers", "probes", "volumes")
)
_LOOKS_SECRET = re.compile(r"@|\?|^-----|[\r\n]")
_MAX_LENGTH = 60
_MAX_BITS = 1000
"""Python refuses to write integers with more than 4300 digits."""


def is_huge(value: Any) -> bool:
    """Whether a value is an integer that is too long for a text."""
    return isinstance(value, int) and value.bit_length() > _MAX_BITS


def may_hold_secrets(path: Sequence[str | int]) -> bool:
    """Whether a value at `path` may be a secret: by the name of the setting, or because the setting accepts anything."""
    names = [part for part in path if isinstance(part, str)]
    return bool(names) and (not _ACCEPT_ANYTHING.isdisjoint(names) or is_secret_name(names[-1]))


def shown(path: Sequence[str | int], value: Any, *, secret: bool = False) -> str:
    """The value as messages show it: short scalars as they are, anything else by its type."""
    if isinstance(value, Mapping | list | tuple):
        return "a map" if isinstance(value, Mapping) else "a list"
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str | int | float):
        return "an object"
    if is_huge(value):
        return "a huge number"
    text = str(value)
    if not text:
        return "empty"
    if secret or may_hold_secrets(path) or _LOOKS_SECRET.search(text) or secret_shape(text):
        return HIDDEN
    return text if len(text) <= _MAX_LENGTH else f"{text[: _MAX_LENGTH - 3]}..."
