"""Console output of the commands: results, messages, problem reports, progress and exit statuses.

Output goes to standard output, everything else to standard error. On a terminal, rich formats the text; in a pipe, it is plain.
"""

import codecs
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from threading import Event, Thread
from types import ModuleType
from typing import Final, NamedTuple, TextIO

from portkey_constructs.errors import ClusterError, ConfigurationError, IdentityError, OutputError, Problem

__all__ = [
    "FAILED",
    "INTERRUPTED",
    "MORE_ABOUT_CODES",
    "PROGRAM",
    "REFUSED",
    "ProblemRow",
    "delayed_progress",
    "exit_on_error",
    "printable",
    "progress",
    "rich_output",
    "show_problems",
    "supports_color",
    "write_message",
    "write_output",
]

PROGRAM: Final = "portkey-constructs"
MORE_ABOUT_CODES: Final = f"For the cause and the fix, run: {PROGRAM} explain CODE"

FAILED: Final = 1
"""Exit status if the command failed or the cluster is not healthy."""
REFUSED: Final = 2
"""Exit status if the configuration or the command line is invalid."""
INTERRUPTED: Final = 128 + 2
"""Exit status after Ctrl-C: the status that a shell reports for SIGINT."""
_BROKEN_PIPE: Final = 128 + 13  # the status that a shell reports for SIGPIPE
_PROGRESS_DELAY: Final = 1.0


class ProblemRow(NamedTuple):
    """The parts of a problem as printable text; parts that do not apply are empty."""

    place: str
    path: str
    message: str
    fix: str
    code: str


@contextmanager
def exit_on_error(outcome: str = "") -> Iterator[None]:
    """Convert an error of this library into a message on standard error and an exit status.

    `outcome` is appended to the heading of a problem report, such as "nothing written".
    """
    try:
        yield
    except ConfigurationError as error:
        show_problems(error.problems, error.source, outcome)
        raise SystemExit(REFUSED) from None
    except (ClusterError, IdentityError) as error:
        write_message(str(error))
        raise SystemExit(REFUSED) from None
    except BrokenPipeError:
        _discard_output()
        raise SystemExit(_BROKEN_PIPE) from None
    except OutputError as error:
        write_message(str(error))
        raise SystemExit(FAILED) from None


def write_output(text: str) -> None:
    """Write all of `text` to standard output, as UTF-8 in every locale and with the bytes of file names unchanged.

    Raises:
        OutputError: standard output is closed or full.
        BrokenPipeError: the reader closed the pipe.
    """
    if sys.stdout is None:
        raise OutputError("standard output is closed")
    try:
        sys.stdout.flush()
        rest = memoryview(text.encode(errors="surrogateescape"))
        while rest:  # with PYTHONUNBUFFERED the stream is raw and may write only a part
            rest = rest[sys.stdout.buffer.write(rest) :]
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        _discard_output()
        raise OutputError(f"standard output is incomplete ({(error.strerror or '').lower()})") from error


def _discard_output() -> None:
    """Redirect standard output so that the interpreter can flush its buffer at exit without another error."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def write_message(text: str) -> None:
    """Write a message to standard error; the command continues if standard error is closed."""
    lines = "".join(f"{printable(line)}\n" for line in text.split("\n"))
    with suppress(OSError):
        if sys.stderr is not None:
            sys.stderr.write(lines)


def printable(text: str) -> str:
    """Escape the characters that a terminal would interpret."""
    return "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in text)


def supports_color(stream: TextIO) -> bool:
    """Whether a stream is a UTF-8 terminal and the environment does not disable colors."""
    wanted = stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return wanted and codecs.lookup(stream.encoding).name == "utf-8"


def rich_output() -> ModuleType:
    """The module `rich_output`, which draws on a terminal."""
    from portkey_constructs.cli import rich_output  # rich takes longer to import than most commands to run

    return rich_output


def show_problems(problems: Sequence[Problem], source: str, outcome: str = "", *, to_output: bool = False) -> None:
    """Write a report of the problems to standard error or standard output."""
    if not problems:
        return
    heading = _heading(problems, source, outcome)
    rows = [_row(problem, source) for problem in problems]
    stream = sys.stdout if to_output else sys.stderr
    if stream is not None and supports_color(stream):
        rich_output().draw_problems(stream, heading, rows)
        return
    text = _plain_report(heading, rows)
    if to_output:
        write_output(text)
    elif stream is not None:
        with suppress(OSError):  # a closed stream does not change the exit status
            stream.write(text)


def _heading(problems: Sequence[Problem], source: str, outcome: str) -> str:
    errors = sum(problem.severity == "error" for problem in problems)
    counts = [f"{count} {noun}{'s' * (count != 1)}" for count, noun in ((errors, "problem"), (len(problems) - errors, "warning")) if count]
    outcomes = [outcome] if outcome else []
    parts = [" and ".join(counts), *outcomes] if errors else [*outcomes, *counts]
    return printable(f"{source or 'configuration'}: {', '.join(parts)}")


def _row(problem: Problem, source: str) -> ProblemRow:
    place = ""
    if problem.position:
        file = "" if problem.position.file == source else f"{problem.position.file}:"
        place = f"{file}{problem.position.line}:{problem.position.column}"
    message = f"warning: {problem.message}" if problem.severity == "warning" else problem.message
    return ProblemRow(printable(place), printable(problem.path), printable(message), printable(problem.fix), problem.code)


def _plain_report(heading: str, rows: Iterable[ProblemRow]) -> str:
    rows = list(rows)
    width = max(len(row.place) for row in rows)
    margin = f"  {'':{width}}  " if width else "  "
    lines = [heading, ""]
    for row in rows:
        start = f"  {row.place:>{width}}  " if width else "  "
        lines.append(start + (f"{row.path}  {row.message}" if row.path else row.message) + f"  [{row.code}]")
        lines.extend([margin + row.fix] if row.fix else [])
    return "\n".join((*lines, "", f"  {MORE_ABOUT_CODES}")) + "\n"


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """Yield a function that shows a status text on a terminal until the block ends; without a terminal it does nothing."""
    stream = sys.stderr
    if stream is None or not supports_color(stream):
        yield lambda _: None
        return
    with rich_output().status(stream) as update:
        yield update


@contextmanager
def delayed_progress(text: str) -> Iterator[None]:
    """Show `text` on a terminal if the block takes longer than a second. Do not print within the block."""
    if sys.stderr is None or not supports_color(sys.stderr):
        yield
        return
    done = Event()

    def show_when_due() -> None:
        if not done.wait(_PROGRESS_DELAY):
            with progress() as update:
                update(text)
                done.wait()

    thread = Thread(target=show_when_due, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
