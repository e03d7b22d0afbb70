"""Options that several commands have."""

from typing import Annotated, Any, Final

import typer
from typer.core import TyperCommand

__all__ = ["FILES", "FileCommand", "Files", "Strict"]

FILES: Final = ["portkey.yaml"]
"""What is read when no file is named."""

Files = Annotated[
    list[str],
    typer.Option(
        "--file",
        "-f",
        metavar="FILE",
        path_type=str,
        help="A configuration; - is standard input. May be given several times: later ones are merged over earlier ones.",
    ),
]
Strict = Annotated[bool, typer.Option("--strict", help="Refuse what is only warned of.")]


class FileCommand(TyperCommand):
    """A command that reads configurations, and says so to whoever names one without `-f`."""

    allow_extra_args = True

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Reads the arguments, and refuses those that nothing asked for."""
        rest: list[str] = super().parse_args(ctx, args)
        if rest:
            ctx.fail(f"Got unexpected extra argument ({rest[0]}): a configuration is named by -f FILE")
        return rest
