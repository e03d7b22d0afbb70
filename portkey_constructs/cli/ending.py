"""How a command ends: its text on standard output, or a message and a status."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace

import typer

from portkey_constructs.errors import ClusterError, ConfigurationError, IdentityError, OutputError, Problem

__all__ = ["ending", "helped", "noted", "printed", "refuse"]

_NOT_WRITTEN = 1
_REFUSED = 2
_CLOSED_PIPE = 128 + 13  # what a shell sees of a program that SIGPIPE ended


@contextmanager
def ending(outcome: str) -> Iterator[None]:
    """Turns what this library raises on purpose into a message on standard error and an exit status."""
    try:
        yield
    except ConfigurationError as error:
        from portkey_constructs.cli.report import show

        show(error.problems, error.source, outcome)
        raise typer.Exit(_REFUSED) from None
    except (ClusterError, IdentityError) as error:
        noted(str(error))
        raise typer.Exit(_REFUSED) from None
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        raise typer.Exit(_CLOSED_PIPE) from None
    except OutputError as error:
        noted(str(error))
        raise typer.Exit(_NOT_WRITTEN) from None


@contextmanager
def helped() -> Iterator[None]:
    """Turns what keeps help and version from being written into a message and a status; a command has its own `ending`."""
    try:
        yield
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        noted(str(_unwritten(error)))
        raise SystemExit(_NOT_WRITTEN) from None


def noted(text: str) -> None:
    """Tells something on standard error, where there is something to tell; that nobody reads it changes nothing of how the command ends."""
    if not text:
        return
    from portkey_constructs.cli.report import printable

    with suppress(OSError):
        typer.echo("\n".join(map(printable, text.split("\n"))), err=True)


def refuse(warnings: Sequence[Problem], source: str) -> None:
    """Raises ConfigurationError with the warnings as errors, when there are any."""
    if warnings:
        raise ConfigurationError([replace(warning, severity="error") for warning in warnings], source)


def printed(text: str) -> None:
    """Writes all of `text` to standard output, as UTF-8 whatever the locale, and bytes of file names that are not as they were.

    Raises:
        OutputError: standard output is closed or full.
        BrokenPipeError: nobody reads any more.
    """
    if sys.stdout is None:
        raise OutputError("standard output is closed")
    try:
        sys.stdout.flush()
        rest = memoryview(text.encode(errors="surrogateescape"))
        while rest:  # under PYTHONUNBUFFERED the stream is raw, and takes a part at a time
            rest = rest[sys.stdout.buffer.write(rest) :]
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        raise _unwritten(error) from error


def _unwritten(error: OSError) -> OutputError:
    return OutputError(f"standard output was not written to its end ({(error.strerror or '').lower()})")
