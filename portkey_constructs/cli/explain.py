"""`explain`: what a setting, a variable, a Secret, an object, a component or a code is, at all or in a configuration."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Final

import typer

from portkey_constructs.cli.options import Files

if TYPE_CHECKING:
    from portkey_constructs.explain.here import HerePage
    from portkey_constructs.explain.lookup import Answer

__all__ = ["ExplainFormat", "explain"]

_UNKNOWN = 2
_NOTHING: Final[list[str]] = []


class ExplainFormat(StrEnum):
    """How `explain` answers."""

    TEXT = "text"
    JSON = "json"


def explain(
    name: Annotated[str, typer.Argument(metavar="[PATH|NAME|CODE]", help="What to explain; the settings at the top when left out.")] = "",
    rest: Annotated[
        list[str], typer.Argument(metavar="WORD", hidden=True, help="The rest of a name of two words: deployment portkey-backend.")
    ] = _NOTHING,
    files: Files = _NOTHING,
    form: Annotated[ExplainFormat, typer.Option("--format", help="For people, or for programs.")] = ExplainFormat.TEXT,
    long: Annotated[bool, typer.Option("--long", help="All of it, however long.")] = False,
) -> None:
    """Explain a setting by its path, a variable, a Secret, an object or a component by its name, or an error by its code; or what it is in a FILE."""
    from portkey_constructs.cli.ending import ending, printed

    asked = " ".join((name, *rest)).strip()
    with ending(""):
        if not asked and not files:
            from portkey_constructs.cli.top import top, top_data

            printed(_json(top_data()) if form is ExplainFormat.JSON else top())
            return
        answer, here = _answer(asked, files)
        if not answer.pages and not here:
            _refuse(answer)
        if form is ExplainFormat.JSON:
            from portkey_constructs.cli.pages import answer_data

            printed(_json(answer_data(answer, here)))
        else:
            from portkey_constructs.cli.pages import text

            printed(text(answer, here, long=long))


def _answer(name: str, files: list[str]) -> "tuple[Answer, tuple[HerePage, ...]]":
    """The pages of a name, and what they come to in the configuration that was named."""
    from portkey_constructs.cli.progress import patience
    from portkey_constructs.explain.lookup import Answer, find

    with patience("looking it up"):
        if not files:
            return find(name), ()
        from portkey_constructs.explain.here import by_default_names
        from portkey_constructs.explain.here_setting import answer_here, top_here
        from portkey_constructs.loading.reading import load_with_places

        config, document, _ = load_with_places(files)
        if not name:
            return Answer(name), (top_here(config, document),)
        answer = find(by_default_names(config, name))
        return answer, answer_here(config, document, answer)


def _refuse(answer: "Answer") -> None:
    from portkey_constructs.cli.report import printable

    lines = [f"{printable(answer.asked)}: nothing is called so"]
    lines += [f"  {answer.hint}"] if answer.hint else []
    lines += ["  a configuration is named by -f FILE"] if answer.asked.endswith((".yaml", ".yml")) else []
    lines += [f"  did you mean {', '.join(answer.nearest)}?"] if answer.nearest else []
    lines += ["  `portkey-constructs explain` lists the settings at the top"] if len(lines) == 1 else []
    typer.echo("\n".join(lines), err=True)
    raise typer.Exit(_UNKNOWN)


def _json(data: object) -> str:
    import json

    return json.dumps(data, indent=2) + "\n"
