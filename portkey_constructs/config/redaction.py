"""How a value is named in a problem: never one that may be a secret."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["HIDDEN", "may_hold_secrets", "shown"]

HIDDEN = "a value that is not shown"

_SECRET_NAME = re.compile(r"(?i:password|passphrase|token|credential|secret$)|[Kk]ey$|[a-z]Auth$|_auth$")
_FREE = frozenset(("env", "annotations", "podAnnotations", "pod_annotations", "sidecars", "initContainers", "init_containers", "probes", "volumes"))
_SECRET_FORM = re.compile(r"@|\?|^-----|[\r\n]")
_LONGEST = 60


def may_hold_secrets(path: Sequence[str | int]) -> bool:
    """Whether a value at `path` may be a secret by the name of the setting, or because anything may stand there."""
    names = [part for part in path if isinstance(part, str)]
    return bool(names) and (not _FREE.isdisjoint(names) or _SECRET_NAME.search(names[-1]) is not None)


def shown(path: Sequence[str | int], value: Any, *, secret: bool = False) -> str:
    """The value in words: itself where it is short and harmless, or else what sort of thing it is."""
    if isinstance(value, Mapping | list | tuple):
        return "a map" if isinstance(value, Mapping) else "a list"
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str | int | float):
        return "an object"
    text = str(value)
    if not text:
        return "empty"
    if secret or may_hold_secrets(path) or _SECRET_FORM.search(text):
        return HIDDEN
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."
