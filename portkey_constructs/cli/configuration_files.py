"""The options that select the configuration of a command, and the function that loads it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click

from portkey_constructs.cli.console import delayed_progress, show_problems, write_message
from portkey_constructs.cli.inputs import overwritten_inputs
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.errors import ConfigurationError, Problem, as_errors
from portkey_constructs.loading.reading import is_complete, load_with_places
from portkey_constructs.loading.yaml_source import source_names

__all__ = ["files_option", "load_configuration", "optional_files_option", "refuse_warnings", "report_merge", "strict_option"]

_FILES_HELP: Final = "Configuration to read; - reads standard input. Repeat it to merge several: later files override earlier ones."

files_option = click.option("--file", "-f", "files", multiple=True, default=("portkey.yaml",), metavar="FILE", help=_FILES_HELP)
optional_files_option = click.option("--file", "-f", "files", multiple=True, metavar="FILE", help=_FILES_HELP)
strict_option = click.option("--strict", is_flag=True, help="Treat warnings as errors.")


def load_configuration(
    files: Sequence[str], activity: str, *, deployed: bool = False, strict: bool = False, warn: bool = True, output: str | None = None
) -> PortkeyConfig:
    """Load the configuration and, with `warn`, report its warnings on standard error; shows `activity` if loading takes long.

    `output` is the file or folder that the command writes, and must not be one of the files that it reads.

    Raises:
        ConfigurationError: the configuration is invalid, it has warnings and `strict` is set, or `output` would overwrite a file.
    """
    source = source_names(files)
    report_merge(files)
    overwritten = [*overwritten_inputs(output, files)] if output is not None else []
    try:
        with delayed_progress(activity):
            config, document, warnings = load_with_places(files, deployed=deployed)
    except ConfigurationError as error:
        raise ConfigurationError([*overwritten, *error.problems], error.source) from None
    if output is not None and config.aws.outputs is not None:
        overwritten += overwritten_inputs(output, [str(document.data["aws"]["outputs"])])
    if strict:
        overwritten += as_errors(warnings)
    if overwritten:
        raise ConfigurationError(overwritten, source)
    if warn:
        show_problems(warnings, source)
    return config


def report_merge(files: Sequence[str]) -> None:
    """Say on standard error that files are merged into one configuration, if several of them are complete configurations."""
    if len(files) == 1:
        return
    # A pipe can be read only once.
    complete = [file for file in files if Path(file).is_file() and is_complete(file)]
    if len(complete) > 1:
        write_message(
            f"{', '.join(complete[:-1])} and {complete[-1]} are complete configurations, and are merged into one, in which "
            f"{complete[-1]} overrides the others: for several environments, name them in environments.yaml and use --all"
        )


def refuse_warnings(warnings: Sequence[Problem], source: str) -> None:
    """Raise ConfigurationError with the warnings as errors, if there are any."""
    if warnings:
        raise ConfigurationError(as_errors(warnings), source)
