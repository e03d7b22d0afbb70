"""The options that select configurations: files, or environments of `environments.yaml`."""

import json
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from shlex import quote
from typing import TYPE_CHECKING, Any, Final, Union

import click
from click.core import ParameterSource

from portkey_constructs.cli.configuration_files import files_option, load_configuration
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.loading.yaml_source import source_names

if TYPE_CHECKING:
    from portkey_constructs.cli.environment_selection import EnvironmentSelection

__all__ = ["Files", "Selection", "by_environment", "jobs_option", "json_by_environment", "selection_options"]

_FILE_NAME: Final = "environments.yaml"
_ALL: Final = click.option("--all", "every", is_flag=True, help=f"Select all environments of {_FILE_NAME}.")
_ENVIRONMENT: Final = click.option(
    "--environment", "-e", "names", multiple=True, metavar="NAME", help=f"Select an environment of {_FILE_NAME}. Repeat it for several."
)
_DEFINITIONS: Final = click.option(
    "--environments", "definitions", default=_FILE_NAME, metavar="FILE", help="File that defines the environments of --all and -e."
)
jobs_option = click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    metavar="N",
    help="Number of processes for --all and -e [default: one for each processor and 50 environments].",
)


class Files:
    """One configuration that is merged from files; it has no names of environments."""

    names: tuple[()] = ()

    def __init__(self, files: tuple[str, ...]) -> None:
        self.files = files
        self.source = source_names(files)

    @property
    def arguments(self) -> str:
        """The options that select the configuration, quoted for a shell."""
        return " ".join(f"-f {quote(file)}" for file in self.files)

    def cluster(self, name: str) -> str | None:
        """No cluster: the files do not name one."""

    def context(self, name: str) -> str | None:
        """No context: the files do not name one."""

    def folder(self, parent: str, name: str) -> str:
        """The folder with the manifests: the one that the command line names."""
        return parent

    def load(
        self, activity: str, *, deployed: bool = False, strict: bool = False, warn: bool = True, output: str | None = None, layout: str = ""
    ) -> list[tuple[str, PortkeyConfig]]:
        """The configuration with an empty name; reports its warnings on standard error, and shows `activity` if loading takes long.

        `layout` matters only for several environments.

        Raises:
            ConfigurationError: the configuration is invalid, it has warnings and `strict` is set, or `output` would overwrite a file that it reads.
        """
        return [("", load_configuration(self.files, activity, deployed=deployed, strict=strict, warn=warn, output=output))]


Selection = Union[Files, "EnvironmentSelection"]
"""The configurations that the command line selects: one from files, or some or all environments."""


def selection_options(function: Callable[..., None]) -> Callable[..., None]:
    """Adds the options that select configurations to a command, whose function gets them as `selection`."""

    @files_option
    @_ENVIRONMENT
    @_ALL
    @_DEFINITIONS
    @wraps(function)
    def command(*arguments: Any, files: tuple[str, ...], names: tuple[str, ...], every: bool, definitions: str, **options: Any) -> None:
        context = click.get_current_context()
        explicit = {name for name in ("files", "definitions") if context.get_parameter_source(name) is ParameterSource.COMMANDLINE}
        if every and names:
            raise click.UsageError("--all selects every environment: leave out -e or --all")
        if not every and not names:
            if "definitions" in explicit:
                raise click.UsageError("--environments defines environments, and none is selected: add --all or -e NAME")
            function(*arguments, selection=Files(files), **options)
            return
        if "files" in explicit:
            raise click.UsageError("-f selects files, and an environment has its own: leave out -f, or --all and -e")
        # Commands for a single configuration start faster without it.
        from portkey_constructs.cli.environment_selection import select

        function(*arguments, selection=select(definitions, names), **options)

    return command


def by_environment(texts: Iterable[tuple[str, str]], *, comment: bool = False) -> str:
    """The texts of several environments below each other, each below a line with its name, which is a comment in YAML."""
    mark = "# " if comment else ""
    return ("" if comment else "\n").join(f"{mark}environment {name}\n{text}" if name else text for name, text in texts)


def json_by_environment(answers: Sequence[tuple[str, object]]) -> str:
    """The answers as JSON: a map by name for environments, the only answer for files."""
    answer = {"environments": dict(answers)} if answers[0][0] else answers[0][1]
    return json.dumps(answer, indent=2) + "\n"
