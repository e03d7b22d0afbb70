"""The reference of the command line, from the `--help` of each command."""

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
    """The page, with one section per command."""
    commands = [(), *_commands(app)]
    parts = [part for command in commands for part in (f"## {' '.join((_NAME, *command))}", fence(_help(command), "text"))]
    return page("The command line", "The `--help` text of each command.", *parts)


def _commands(program: Typer, *groups: str) -> Iterator[tuple[str, ...]]:
    """The name of every command, preceded by the names of its groups."""
    for command in program.registered_commands:
        assert command.callback
        yield (*groups, command.name or command.callback.__name__)
    for group in program.registered_groups:
        assert group.name
        assert group.typer_instance
        yield (*groups, group.name)
        yield from _commands(group.typer_instance, *groups, group.name)


def _help(command: tuple[str, ...]) -> str:
    """The help text of a command, wrapped for the width of the site."""
    result = CliRunner().invoke(app, [*command, "--help"], prog_name=_NAME, env=_WIDTH)
    assert result.exit_code == 0, result.output
    return result.output
