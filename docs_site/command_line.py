"""The reference of the command line: what `--help` says of every command."""

from collections.abc import Iterator
from typing import Final

from typer import Typer
from typer.testing import CliRunner

from docs_site.markdown import fence, page
from portkey_constructs.cli.app import app

__all__ = ["command_line"]

_NAME: Final = "portkey-constructs"
_WIDTH: Final = {"COLUMNS": "100", "TERMINAL_WIDTH": "100", "NO_COLOR": "1"}


def command_line() -> str:
    """A section a command."""
    parts = [part for words in ((), *_commands(app)) for part in (f"## {' '.join((_NAME, *words))}", fence(_help(words), "text"))]
    return page("The command line", "What each command says by `--help`.", *parts)


def _commands(program: Typer, *before: str) -> Iterator[tuple[str, ...]]:
    """The words of every command, those of groups before what is in them."""
    for command in program.registered_commands:
        assert command.callback
        yield (*before, command.name or command.callback.__name__)
    for group in program.registered_groups:
        assert group.name
        assert group.typer_instance
        yield (*before, group.name)
        yield from _commands(group.typer_instance, *before, group.name)


def _help(words: tuple[str, ...]) -> str:
    """The help of a command, as wide as the site shows it."""
    done = CliRunner().invoke(app, [*words, "--help"], prog_name=_NAME, env=_WIDTH)
    assert done.exit_code == 0, done.output
    return done.output
