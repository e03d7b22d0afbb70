"""The text of a configuration file, or of standard input: bounded before it is read, and never anything but text."""

import codecs
import os
import re
import stat
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from portkey_constructs.errors import Position, Problem
from portkey_constructs.loading.yaml_errors import MAX_BYTES, FileFault, fault

__all__ = ["STANDARD_INPUT", "given_twice", "source_name", "source_names", "source_text"]

STANDARD_INPUT = "-"

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
_NO_CHARACTERS = "\ufeff\ufffe\uffff"


def source_name(source: str | Path) -> str:
    """What messages call a source: as the user gave it, `<stdin>` for `-`."""
    return "<stdin>" if str(source) == STANDARD_INPUT else str(source)


def source_names(sources: Iterable[str | Path]) -> str:
    """What messages call several sources together."""
    return ", ".join(map(source_name, sources))


def given_twice(sources: Iterable[str | Path]) -> Iterator[Problem]:
    """A problem for every source that an earlier one is too, under whatever name."""
    seen: set[str] = set()
    for source in sources:
        if not (name := str(source)):
            continue
        known = len(seen)
        seen.add(name if name == STANDARD_INPUT or "\0" in name else os.path.realpath(source))
        if len(seen) == known:
            yield fault(FileFault.STANDARD_INPUT, "is named twice and can be read once") if name == STANDARD_INPUT else fault(FileFault.TWICE, name)


def source_text(source: str | Path) -> str | Problem:
    """The text of `source`, or why there is none."""
    name = source_name(source)
    data = _bytes(source, name)
    if isinstance(data, Problem):
        return data
    encoding, text = "utf-8", data.removeprefix(codecs.BOM_UTF8)
    for mark, name_of_mark in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if data.startswith(mark):
            encoding, text = name_of_mark, data.removeprefix(mark)
    try:
        decoded = text.decode(encoding)
    except UnicodeDecodeError as error:
        return fault(FileFault.ENCODING, position=_place(name, text[: error.start].decode(encoding, "replace")))
    control = _CONTROL.search(decoded)
    places = [control.start()] if control else []
    places += [place for place in map(decoded.find, _NO_CHARACTERS) if place >= 0]
    if places:
        return fault(FileFault.CONTROL_CHARACTER, ord(decoded[min(places)]), position=_place(name, decoded[: min(places)]))
    return decoded


def _bytes(source: str | Path, name: str) -> bytes | Problem:
    if not name:
        return fault(FileFault.NO_NAME)
    try:
        if str(source) == STANDARD_INPUT:
            if sys.stdin is None:
                return fault(FileFault.STANDARD_INPUT, "is closed")
            data = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with Path(source).open("rb") as file:
                status = os.fstat(file.fileno())
                if stat.S_ISREG(status.st_mode) and status.st_size > MAX_BYTES:
                    return fault(FileFault.TOO_LARGE, name, MAX_BYTES >> 10)
                data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return fault(FileFault.MISSING, name)
    except IsADirectoryError:
        return fault(FileFault.DIRECTORY, name)
    except (OSError, ValueError) as error:
        return fault(FileFault.UNREADABLE, name, str(getattr(error, "strerror", None) or "not a path").lower())
    return fault(FileFault.TOO_LARGE, name, MAX_BYTES >> 10) if len(data) > MAX_BYTES else data


def _place(name: str, before: str) -> Position:
    lines = re.split("\r\n|[\r\n\x85\u2028\u2029]", before)
    return Position(name, len(lines), len(lines[-1]) + 1)
