"""Values of manifests as text on one line, without those that may be secret."""

import difflib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from portkey_constructs.config.secret_shapes import FORMS, HIDDEN, NAMED, SECRET_DATA, secret_in, secret_shape

__all__ = ["HIDDEN", "shown_value"]

_MAX_LENGTH: Final = 160
_AS_A_WHOLE: Final = (NAMED, FORMS["pem"])
"""Secrets of several lines; another secret is in one of the lines."""


def shown_value(kind: str, path: Sequence[str], value: Any, other: Any = None) -> str:
    """A value at a path of an object of a kind; of a text with several lines, only those that `other` lacks."""
    if path and (path[0] == "binaryData" or (kind == "Secret" and path[0] in SECRET_DATA)):
        return HIDDEN
    if isinstance(value, str) and (secret := secret_in(_name(path), value)) and (secret in _AS_A_WHOLE or "\n" not in value):
        return HIDDEN
    if isinstance(value, str) and ("\n" in value or (isinstance(other, str) and "\n" in other)):
        return _shortened(_different_lines(value, other if isinstance(other, str) else ""))
    redacted = _redacted(value)
    if isinstance(redacted, str):
        return _shortened(redacted)
    return _shortened(json.dumps(redacted, separators=(", ", ": "), default=str))


def _name(path: Sequence[str]) -> str:
    """The name of the value at a path: that of a variable, of a header, or of the field."""
    *_, owner, field = "", "", *path
    return owner.strip("[]") if field == "value" else field


def _redacted(value: Any) -> Any:
    if isinstance(value, str):
        return HIDDEN if secret_shape(value) else value
    if isinstance(value, Mapping):
        beside = str(value.get("name", ""))
        return {key: _redacted_entry(beside if key == "value" else str(key), entry) for key, entry in value.items()}
    return list(_redacted_entries(value)) if isinstance(value, list | tuple) else value


def _redacted_entry(name: str, value: Any) -> Any:
    return HIDDEN if isinstance(value, str) and secret_in(name, value) else _redacted(value)


def _redacted_entries(values: Sequence[Any]) -> Iterator[Any]:
    """The entries of a list without the value after an argument such as --password."""
    option = ""
    for value in values:
        yield _redacted_entry(option, value)
        option = value if isinstance(value, str) and value.startswith("-") else ""


def _different_lines(text: str, other: str) -> str:
    lines = difflib.ndiff(other.splitlines(), text.splitlines())
    changed = [line[2:].strip() for line in lines if line.startswith("+ ") and line[2:].strip()]
    return " / ".join(map(_redacted, changed)) or f"{len(text.splitlines())} lines"


def _shortened(text: str) -> str:
    printable = "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in text)
    return printable if len(printable) <= _MAX_LENGTH else f"{printable[: _MAX_LENGTH - 3]}..."
