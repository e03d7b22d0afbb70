"""`explain`: what a setting, a variable, a key, a port, a component or a code is."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from portkey_constructs.reference import Answer

__all__ = ["ExplainFormat", "explain"]

_UNKNOWN = 2


class ExplainFormat(StrEnum):
    """How `explain` answers."""

    TEXT = "text"
    JSON = "json"


def explain(
    name: Annotated[str, typer.Argument(metavar="[PATH|NAME|CODE]", help="What to explain; the settings at the top when left out.")] = "",
    form: Annotated[ExplainFormat, typer.Option("--format", help="For people, or for programs.")] = ExplainFormat.TEXT,
) -> None:
    """Explain a setting by its path, a variable, a Secret key, a port or a component by its name, or an error by its code."""
    from portkey_constructs.cli.ending import ending, printed

    with ending(""):
        if not name:
            from portkey_constructs.cli.pages import top, top_data

            printed(_json(top_data()) if form is ExplainFormat.JSON else top())
            return
        from portkey_constructs.cli.progress import patience
        from portkey_constructs.reference.lookup import find

        with patience("looking it up"):
            answer = find(name.strip())
        if not answer.pages:
            _refuse(answer)
        if form is ExplainFormat.JSON:
            from portkey_constructs.cli.pages import answer_data

            printed(_json(answer_data(answer)))
        else:
            from portkey_constructs.cli.pages import text

            printed(text(answer))


def _refuse(answer: "Answer") -> None:
    from portkey_constructs.cli.report import printable

    lines = [f"{printable(answer.asked)}: nothing is called so"]
    lines += [f"  {answer.hint}"] if answer.hint else []
    lines += [f"  did you mean {', '.join(answer.nearest)}?"] if answer.nearest else []
    lines += ["  `portkey-constructs explain` lists the settings at the top"] if len(lines) == 1 else []
    typer.echo("\n".join(lines), err=True)
    raise typer.Exit(_UNKNOWN)


def _json(data: object) -> str:
    import json

    return json.dumps(data, indent=2) + "\n"
