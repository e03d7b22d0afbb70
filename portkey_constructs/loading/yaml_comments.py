"""What the comments of a template still ask: those that begin with `# change:`."""

import re
from collections.abc import Iterator
from typing import Any, Final

import yaml

from portkey_constructs.errors import Position, Problem

__all__ = ["STILL_ASKED", "still_asked"]

STILL_ASKED: Final = "PK-FILE-025"
"""The code of a comment that asks for a change."""
_MARK: Final = "# change:"
_LINE: Final = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_LONGEST: Final = 160
_Parser: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def still_asked(text: str, file: str) -> Iterator[Problem]:
    """A warning for each line of a sound YAML text that is a comment and begins with `# change:`."""
    if _MARK not in text:
        return
    written = [*_texts_of_several_lines(text)]
    for number, line in enumerate(_LINE.split(text)):
        words = line.strip()
        place = (number, len(line) - len(line.lstrip()))
        if not words.startswith(_MARK) or any(start <= place < end for start, end in written):
            continue
        asked = words.removeprefix(_MARK).strip().rstrip(".")
        asked = asked if len(asked) <= _LONGEST else f"{asked[: _LONGEST - 3]}..."
        fix = "change what it names, then take the comment away"
        yield Problem(
            "", f"still asks: {asked}" if asked else "still asks for a change", fix, STILL_ASKED, "warning", Position(file, number + 1, place[1] + 1)
        )


def _texts_of_several_lines(text: str) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Where each scalar of more than one line begins and ends: what looks like a comment in it is text."""
    events: Iterator[Any] = yaml.parse(text, Loader=_Parser)
    for event in events:
        start, end = event.start_mark, event.end_mark
        if isinstance(event, yaml.ScalarEvent) and end.line > start.line:
            yield (start.line, start.column), (end.line, end.column)
