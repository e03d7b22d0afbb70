"""Writes the text of a command to standard output or to a file."""

from pathlib import Path

from portkey_constructs.cli.console import write_output
from portkey_constructs.output.files import write_file

__all__ = ["write_text"]


def write_text(output: str | Path | None, text: str) -> None:
    """Write `text` to the file `output`, or to standard output without one.

    Raises:
        OutputError: the output cannot be written; the previous file is unchanged.
    """
    if output is None:
        write_output(text)
    else:
        write_file(Path(output), text)
