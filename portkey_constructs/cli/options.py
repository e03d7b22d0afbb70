"""Options that several commands have."""

from typing import Annotated

import typer

__all__ = ["Files", "Strict"]

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
