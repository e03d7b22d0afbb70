"""`validate`: reports all errors and warnings of a configuration."""

import json
from collections.abc import Sequence

import click

from portkey_constructs.cli.command import Command
from portkey_constructs.cli.configuration_files import files_option, refuse_warnings, strict_option
from portkey_constructs.cli.console import REFUSED, delayed_progress, printable, show_problems, write_output
from portkey_constructs.config import load_with_warnings
from portkey_constructs.errors import ConfigurationError, Problem
from portkey_constructs.loading.yaml_source import source_names

__all__ = ["validate"]

_EPILOG = """\
Examples:
  portkey-constructs validate -f portkey.yaml --strict
  portkey-constructs validate -f portkey.yaml --format json | jq '.problems[].message'

Exit status:
  0  the configuration is valid
  1  the output cannot be written
  2  the configuration is invalid
"""


@click.command(cls=Command, epilog=_EPILOG)
@files_option
@strict_option
@click.option("--format", "output_format", type=click.Choice(["text", "json"]), default="text", help="Output format.")
def validate(files: tuple[str, ...], strict: bool, output_format: str) -> None:
    """Check a configuration: report every error and warning at once, with its place in the file."""
    source = source_names(files)
    problems: tuple[Problem, ...]
    try:
        with delayed_progress("checking"):
            _, problems = load_with_warnings(files)
        if strict:
            refuse_warnings(problems, source)
        valid = True
    except ConfigurationError as error:
        problems, valid = error.problems, False
    if output_format == "json":
        write_output(_json(source, valid, problems))
    elif problems:
        show_problems(problems, source, "valid" if valid else "", to_output=True)
    else:
        write_output(f"{printable(source)}: valid\n")
    if not valid:
        raise SystemExit(REFUSED)


def _json(source: str, valid: bool, problems: Sequence[Problem]) -> str:
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
    return json.dumps({"source": source, "valid": valid, "problems": rows}, indent=2) + "\n"
