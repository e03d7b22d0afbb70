"""Reads the text of a configuration file or of standard input, up to a maximum size."""

import codecs
import os
import re
import stat
import sys
from collections.abc import Iterable, Iterator, Sequence, Set
from pathlib import Path
from typing import Any

from portkey_constructs.errors import Position, Problem
from portkey_constructs.loading.file_problems import MAX_BYTES, FileProblem

__all__ = ["STANDARD_INPUT", "files_in", "repeated_sources", "source_name", "source_names", "source_text"]

STANDARD_INPUT = "-"
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff]")
_LINE_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_ENCODINGS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def files_in(arguments: Iterable[Any]) -> list[Any]:
    """The files in arguments that each are a file or several files. `source_text` refuses what is no path."""
    files: list[Any] = []
    for argument in arguments:
        single = isinstance(argument, str | Path | bytes | bytearray)
        # A check against an abstract class is slow, so the usual types come first.
        if isinstance(argument, list | tuple) or (not single and isinstance(argument, Sequence | Set | Iterator)):
            files += argument
        else:
            files.append(argument)
    return files


def source_name(source: str | Path) -> str:
    """The name of a source in messages: as the user wrote it, `<stdin>` for `-`."""
    if not isinstance(source, str | Path):
        return f"<{type(source).__name__}>"
    return "<stdin>" if str(source) == STANDARD_INPUT else str(source)


def source_names(sources: Iterable[str | Path]) -> str:
    """The names of several sources in messages."""
    return ", ".join(map(source_name, sources))


def repeated_sources(sources: Iterable[str | Path]) -> Iterator[Problem]:
    """A problem for every source that is the same file as an earlier source, even under another path."""
    seen: set[str] = set()
    for name in filter(None, [str(source) for source in sources if isinstance(source, str | Path)]):
        identity = _identity(name)
        if identity in seen and name == STANDARD_INPUT:
            yield FileProblem.STANDARD_INPUT.problem("is named twice and can be read once")
        elif identity in seen:
            yield FileProblem.REPEATED.problem(name)
        seen.add(identity)


def _identity(name: str) -> str:
    try:
        return name if name == STANDARD_INPUT else os.path.realpath(name)
    except ValueError:
        # A null character or a lone surrogate: reading the file reports it.
        return name


def source_text(source: str | Path) -> str | Problem:
    """The text of `source`, or the problem that prevents reading it."""
    name = source_name(source)
    if not isinstance(source, str | Path):
        return FileProblem.NOT_A_PATH.problem(type(source).__name__)
    data = _bytes(source, name)
    if isinstance(data, Problem):
        return data
    mark, encoding = next(((mark, encoding) for mark, encoding in _ENCODINGS if data.startswith(mark)), (b"", "utf-8"))
    data = data.removeprefix(mark)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        return FileProblem.ENCODING.problem(position=_end(name, data[: error.start].decode(encoding, "replace")))
    if character := _FORBIDDEN.search(text):
        return FileProblem.CONTROL_CHARACTER.problem(ord(character[0]), position=_end(name, text[: character.start()]))
    return text


def _bytes(source: str | Path, name: str) -> bytes | Problem:
    if not name:
        return FileProblem.NO_NAME.problem()
    too_large = FileProblem.TOO_LARGE.problem(name, MAX_BYTES >> 10)
    try:
        if str(source) == STANDARD_INPUT:
            if sys.stdin is None:
                return FileProblem.STANDARD_INPUT.problem("is closed")
            data = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with Path(source).open("rb") as file:
                status = os.fstat(file.fileno())
                if stat.S_ISREG(status.st_mode) and status.st_size > MAX_BYTES:
                    return too_large
                data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return FileProblem.MISSING.problem(name)
    except IsADirectoryError:
        return FileProblem.DIRECTORY.problem(name)
    except (OSError, ValueError) as error:
        # Windows refuses to open a folder as if its permissions were missing.
        if isinstance(error, PermissionError) and Path(source).is_dir():
            return FileProblem.DIRECTORY.problem(name)
        return FileProblem.UNREADABLE.problem(name, str(getattr(error, "strerror", None) or "not a path").lower())
    return too_large if len(data) > MAX_BYTES else data


def _end(name: str, text: str) -> Position:
    """The position after `text`, which is the beginning of the file."""
    lines = _LINE_BREAK.split(text)
    return Position(name, len(lines), len(lines[-1]) + 1)
