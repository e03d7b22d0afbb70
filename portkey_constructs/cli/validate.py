"""`validate`: reports all errors and warnings of a configuration."""

import json
from collections.abc import Sequence
from typing import Any

import click

from portkey_constructs.cli.command import Command
from portkey_constructs.cli.configuration_files import refuse_warnings, report_merge, strict_option
from portkey_constructs.cli.console import REFUSED, delayed_progress, printable, show_problems, write_output
from portkey_constructs.cli.selection import Files, Selection, jobs_option, selection_options
from portkey_constructs.config import load_with_warnings
from portkey_constructs.errors import ConfigurationError, Problem

__all__ = ["validate"]

_EPILOG = """\
Examples:
  portkey-constructs validate -f portkey.yaml --strict
  portkey-constructs validate --all
  portkey-constructs validate -f portkey.yaml --format json | jq '.problems[].message'

Exit status:
  0  the configuration is valid
  1  the output cannot be written
  2  the configuration is invalid
"""


@click.command(cls=Command, epilog=_EPILOG)
@selection_options
@strict_option
@click.option("--format", "output_format", type=click.Choice(["text", "json"]), default="text", help="Output format.")
@jobs_option
def validate(selection: Selection, strict: bool, output_format: str, jobs: int | None) -> None:
    """Check a configuration, or environments and what they share: report every error and warning at once, with its place in the file."""
    reports: Sequence[tuple[str, Sequence[Problem], bool]]
    reports = [_validated(selection, strict=strict)] if isinstance(selection, Files) else selection.validate(strict=strict, jobs=jobs)
    if output_format == "json":
        answers = {report[0]: _answer(*report) for report in reports}
        # The report between environments has the name of the file that defines them.
        answer = answers.pop(selection.source, {"source": selection.source, "problems": []})
        if not isinstance(selection, Files):
            answer |= {"valid": all(report[2] for report in reports), "environments": answers}
        write_output(json.dumps(answer, indent=2) + "\n")
    else:
        for source, problems, valid in reports:
            if problems:
                show_problems(problems, source, "valid" if valid else "", to_output=True)
            else:
                write_output(f"{printable(source)}: valid\n")
    if not all(valid for *_, valid in reports):
        raise SystemExit(REFUSED)


def _validated(selection: Files, *, strict: bool) -> tuple[str, Sequence[Problem], bool]:
    """The files with their problems, and whether the configuration is valid."""
    report_merge(selection.files)
    try:
        with delayed_progress("checking"):
            _, problems = load_with_warnings(selection.files)
        if strict:
            refuse_warnings(problems, selection.source)
    except ConfigurationError as error:
        return selection.source, error.problems, False
    return selection.source, problems, True


def _answer(source: str, problems: Sequence[Problem], valid: bool) -> dict[str, Any]:
    rows = [
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
    return {"source": source, "valid": valid, "problems": rows}
