"""The reference of the command line: the `--help` of every command."""

from collections.abc import Iterator
from typing import Final

import click
from click.testing import CliRunner

from docs_site.markdown import fence, page
from portkey_constructs.cli.app import program
from portkey_constructs.cli.console import PROGRAM

__all__ = ["command_line"]

_WIDTH: Final = 98


def command_line() -> str:
    """A page with a section for each command."""
    sections = [part for names in ((), *_commands(program)) for part in (f"## {' '.join((PROGRAM, *names))}", fence(_help(names), "text"))]
    return page("The command line", "The output of `--help` for each command.", *sections)


def _commands(group: click.Group, *parents: str) -> Iterator[tuple[str, ...]]:
    """The names that lead to each command, groups before their commands."""
    context = click.Context(group)
    for name in group.list_commands(context):
        yield (*parents, name)
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from _commands(command, *parents, name)


def _help(names: tuple[str, ...]) -> str:
    """The help of a command, as wide as the site shows it."""
    result = CliRunner().invoke(program, [*names, "--help"], prog_name=PROGRAM, terminal_width=_WIDTH)
    assert result.exit_code == 0, result.output
    return result.output
