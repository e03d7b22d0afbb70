"""Values of manifests as text on one line, without those that may be secret."""

import difflib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from portkey_constructs.config.secret_shapes import secret_shape

__all__ = ["HIDDEN", "shown_value"]

HIDDEN: Final = "(hidden)"
_MAX_LENGTH: Final = 160
_SECRET_NAME: Final = re.compile(r"(?i)password|passphrase|secret|(?:token|credentials?|key|keys|pass|pwd|authorization|auth)$")
"""The name of a variable or of a header that holds a secret."""
_SECRET_MAPS: Final = frozenset(("data", "stringData"))
_SECRET_TEXT: Final = re.compile(r"://[^/\s@]*:[^/\s@]+@|-----BEGIN [A-Z ]*PRIVATE KEY|(?i:^bearer |^basic )")
"""A URL with a password, a private key, or an authorization header."""
_ASSIGNMENT: Final = re.compile(r"(?i)((?:password|passwd|passphrase|token|secret|credential|api[-_]?key)\w*[\"']?\s*(?:=|:|>)\s*)(?!\s)\S.*")
"""An assignment of a secret in a configuration file or in an argument."""


def shown_value(kind: str, path: Sequence[str], value: Any, other: Any = None) -> str:
    """A value at a path of an object of a kind; of a text with several lines, only those that `other` lacks."""
    if kind == "Secret" and path and path[0] in _SECRET_MAPS:
        return HIDDEN
    if path and _hidden_name(path):
        return HIDDEN
    if isinstance(value, str) and _is_secret(value):
        return HIDDEN
    if isinstance(value, str) and ("\n" in value or (isinstance(other, str) and "\n" in other)):
        return _shortened(_different_lines(value, other if isinstance(other, str) else ""))
    redacted = _redacted(value)
    if isinstance(redacted, str):
        return _shortened(redacted)
    return _shortened(json.dumps(redacted, separators=(", ", ": "), default=str))


def _is_secret(text: str) -> bool:
    return _SECRET_TEXT.search(text) is not None or bool(secret_shape(text))


def _hidden_name(path: Sequence[str]) -> bool:
    """Whether a path is the value of something with the name of a secret: a variable, or a header."""
    if path[-1] == "value" and len(path) > 1:
        return _SECRET_NAME.search(path[-2].strip("[]")) is not None
    return False


def _redacted(value: Any) -> Any:
    if isinstance(value, str):
        return _redacted_text(value)
    if isinstance(value, Mapping):
        secret = "value" in value and _SECRET_NAME.search(str(value.get("name", ""))) is not None
        return {key: HIDDEN if secret and key == "value" else _redacted(entry) for key, entry in value.items()}
    return list(_redacted_entries(value)) if isinstance(value, list | tuple) else value


def _redacted_entries(values: Sequence[Any]) -> Iterator[Any]:
    """The entries of a list without the value after an argument such as --password."""
    option = False
    for value in values:
        yield HIDDEN if option else _redacted(value)
        option = isinstance(value, str) and value.startswith("-") and _SECRET_NAME.search(value) is not None and "=" not in value


def _redacted_text(text: str) -> str:
    return HIDDEN if _is_secret(text) else _ASSIGNMENT.sub(rf"\1{HIDDEN}", text)


def _different_lines(text: str, other: str) -> str:
    lines = difflib.ndiff(other.splitlines(), text.splitlines())
    changed = [line[2:].strip() for line in lines if line.startswith("+ ") and line[2:].strip()]
    return " / ".join(map(_redacted_text, changed)) or f"{len(text.splitlines())} lines"


def _shortened(text: str) -> str:
    printable = "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in text)
    return printable if len(printable) <= _MAX_LENGTH else f"{printable[: _MAX_LENGTH - 3]}..."
