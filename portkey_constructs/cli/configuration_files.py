"""The options that select the configuration of a command, and the function that loads it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click

from portkey_constructs.cli.console import delayed_progress, show_problems, write_message
from portkey_constructs.config import load_with_warnings
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.errors import ConfigurationError, Problem
from portkey_constructs.loading.reading import is_complete
from portkey_constructs.loading.yaml_source import source_names

__all__ = ["files_option", "load_configuration", "optional_files_option", "refuse_warnings", "report_merge", "strict_option"]

_FILES_HELP: Final = "Configuration to read; - reads standard input. Repeat it to merge several: later files override earlier ones."

files_option = click.option("--file", "-f", "files", multiple=True, default=("portkey.yaml",), metavar="FILE", help=_FILES_HELP)
optional_files_option = click.option("--file", "-f", "files", multiple=True, metavar="FILE", help=_FILES_HELP)
strict_option = click.option("--strict", is_flag=True, help="Treat warnings as errors.")


def load_configuration(files: Sequence[str], activity: str, *, deployed: bool = False, strict: bool = False, warn: bool = True) -> PortkeyConfig:
    """Load the configuration and, with `warn`, report its warnings on standard error; shows `activity` if loading takes long.

    Raises:
        ConfigurationError: the configuration is invalid, or it has warnings and `strict` is set.
    """
    source = source_names(files)
    report_merge(files)
    with delayed_progress(activity):
        config, warnings = load_with_warnings(files, deployed=deployed)
    if strict:
        refuse_warnings(warnings, source)
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
        raise ConfigurationError([warning._replace(severity="error") for warning in warnings], source)
