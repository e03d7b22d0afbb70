"""Click classes for the commands: help layout, error handling and lazy loading."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

from portkey_constructs.cli.console import exit_on_error, write_output

__all__ = ["Command", "Group", "LazyGroup", "utf8"]


class _HelpLayout(click.Command):
    """Prints the epilog (examples and exit statuses) without reflowing it, and writes help like any other output."""

    def __init__(self, *args: Any, **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self._help_flag = click.Option(
            ["-h", "--help"], is_flag=True, is_eager=True, expose_value=False, callback=_show_help, help="Show this message and exit."
        )

    def get_help_option(self, ctx: click.Context) -> click.Option:
        return self._help_flag

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        if self.epilog:
            formatter.write_paragraph()
            formatter.write(self.epilog)


class Command(_HelpLayout):
    """A command that exits with a message and a status on an error; `outcome` ends the heading of a problem report ("nothing written")."""

    allow_extra_args = True

    def __init__(self, *args: Any, outcome: str = "", **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self.outcome = outcome

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        extra = super().parse_args(ctx, args)
        if extra and not ctx.resilient_parsing:
            reads_files = any(parameter.name == "files" for parameter in self.params)
            ctx.fail(f"Got unexpected extra argument ({extra[0]}){': name a configuration with -f FILE' if reads_files else ''}")
        return extra

    def invoke(self, ctx: click.Context) -> Any:
        with exit_on_error(self.outcome):
            return super().invoke(ctx)


class Group(_HelpLayout, click.Group):
    """A command with subcommands."""


class LazyGroup(Group):
    """A group that imports a command when it is used: command `a-name` is the object `a_name` of the module `a_name` in `package`.

    `summaries` maps each name to its line in the help of the group.
    """

    def __init__(self, *args: Any, package: str, summaries: Mapping[str, str], **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self._package, self._summaries = package, summaries

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self._summaries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self._summaries:
            return None
        module = cmd_name.replace("-", "_")
        command: click.Command = getattr(import_module(f"{self._package}.{module}"), module)
        command.short_help = self._summaries[cmd_name]
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(self._summaries.items()))


def _show_help(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        write_output(f"{context.get_help()}\n")
        context.exit()


def utf8(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    """The callback of an option whose value becomes part of a document: refuses bytes that are not UTF-8."""
    try:
        (value or "").encode()
    except UnicodeEncodeError:
        raise click.BadParameter(f"{value!r} is not UTF-8 text") from None
    return value
