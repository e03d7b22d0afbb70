"""`validate`: everything that is wrong with a configuration, and everything unwise."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from portkey_constructs.cli.options import FILES, Files, Strict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portkey_constructs.errors import Problem

__all__ = ["Format", "validate"]


class Format(StrEnum):
    """How `validate` answers."""

    TEXT = "text"
    JSON = "json"


def validate(
    files: Files = FILES,
    strict: Strict = False,
    form: Annotated[Format, typer.Option("--format", help="For people, or for programs.")] = Format.TEXT,
) -> None:
    """Check a configuration: every error and warning at once, with its place."""
    from portkey_constructs.cli.ending import ending, printed, refuse

    with ending(""):
        from portkey_constructs.cli.progress import patience
        from portkey_constructs.cli.report import printable, show
        from portkey_constructs.config import load_with_warnings
        from portkey_constructs.errors import ConfigurationError
        from portkey_constructs.loading.yaml_source import source_names

        source = source_names(files)
        problems: tuple[Problem, ...]
        try:
            with patience("checking"):
                _, problems = load_with_warnings(files)
            valid = True
            if strict:
                refuse(problems, source)
        except ConfigurationError as error:
            problems, valid = error.problems, False
        if form is Format.JSON:
            printed(_json(source, valid, problems))
        elif problems:
            show(problems, source, "valid" if valid else "", error=False)
        else:
            printed(f"{printable(source)}: valid\n")
        if not valid:
            raise typer.Exit(2)


def _json(source: str, valid: bool, problems: "Sequence[Problem]") -> str:
    import json

    described = [
        {
            "severity": problem.severity,
            "code": problem.code,
            "path": problem.path,
            "message": problem.message,
            "fix": problem.fix,
            "file": problem.position.file if problem.position else None,
            "line": problem.position.line if problem.position else None,
            "column": problem.position.column if problem.position else None,
        }
        for problem in problems
    ]
    return json.dumps({"source": source, "valid": valid, "problems": described}, indent=2) + "\n"
