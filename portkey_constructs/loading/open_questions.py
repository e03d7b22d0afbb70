"""Finds the `# change:` comments of a template that you have not removed yet."""

import re
from collections.abc import Iterator
from typing import Any, Final

import yaml

from portkey_constructs.errors import Position, Problem

__all__ = ["OPEN_QUESTION", "open_questions"]

OPEN_QUESTION: Final = "PK-FILE-025"
"""Error code for a remaining `# change:` comment."""
_MARK: Final = "# change:"
_LINE_BREAK: Final = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_MAX_LENGTH: Final = 156
_Parser: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def open_questions(text: str, file: str) -> Iterator[Problem]:
    """A warning for each comment in valid YAML text that begins with `# change:`."""
    if _MARK not in text:
        return
    scalars = [*_multiline_scalars(text)]
    for number, line in enumerate(_LINE_BREAK.split(text)):
        comment = line.strip()
        place = (number, len(line) - len(line.lstrip()))
        if comment.startswith(_MARK) and not any(start <= place < end for start, end in scalars):
            question = comment.removeprefix(_MARK).strip().rstrip(".")
            question = question if len(question) <= _MAX_LENGTH else f"{question[: _MAX_LENGTH - 3]}..."
            message = f"not done yet: {question}" if question else "not done yet"
            fix = "make the change, then delete the comment"
            yield Problem("", message, fix, OPEN_QUESTION, "warning", Position(file, number + 1, place[1] + 1))


def _multiline_scalars(text: str) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Start and end of each multi-line scalar, in which `#` does not start a comment."""
    events: Iterator[Any] = yaml.parse(text, Loader=_Parser)
    for event in events:
        start, end = event.start_mark, event.end_mark
        if isinstance(event, yaml.ScalarEvent) and end.line > start.line:
            yield (start.line, start.column), (end.line, end.column)
