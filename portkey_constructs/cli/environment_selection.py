"""The environments that `--all` or `-e` selects."""

from collections.abc import Sequence
from pathlib import Path
from shlex import quote

import click

from portkey_constructs.cli.console import REFUSED, delayed_progress, show_problems
from portkey_constructs.cli.environment_output import Rendering, Validated, check_environments, render_environments, validate_environments
from portkey_constructs.cli.inputs import overlapping_outputs, overwritten_inputs
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.environments import ENVIRONMENTS_FILE, Environments, read_environments
from portkey_constructs.environments.reading import UNKNOWN_ENVIRONMENT
from portkey_constructs.errors import ConfigurationError, Problem
from portkey_constructs.loading.suggestions import did_you_mean

__all__ = ["EnvironmentSelection", "select"]


class EnvironmentSelection:
    """Some or all environments of a file that defines them."""

    def __init__(self, environments: Environments, names: tuple[str, ...], *, every: bool) -> None:
        self.environments = environments
        self.names = names
        self.every = every
        self.source = environments.source

    @property
    def files(self) -> tuple[str, ...]:
        """The file with the environments, and every file of the selected ones."""
        return (self.source, *dict.fromkeys(file for name in self.names for file in self.environments[name].files))

    @property
    def arguments(self) -> str:
        """The options that select the environments, quoted for a shell."""
        options = [] if self.source == ENVIRONMENTS_FILE else [f"--environments {quote(self.source)}"]
        return " ".join([*options, *(["--all"] if self.every else [f"-e {name}" for name in self.names])])

    def load(
        self, activity: str, *, deployed: bool = False, strict: bool = False, warn: bool = True, output: str | None = None, layout: str = ""
    ) -> list[tuple[str, PortkeyConfig]]:
        """Each configuration with the name of its environment; exits with status 2 and a report for each invalid one."""
        self._refuse_outputs(output, layout if len(self.names) > 1 else "")
        configs: list[tuple[str, PortkeyConfig]] = []
        reports: list[tuple[str, tuple[Problem, ...], str]] = []
        refused = getattr(click.get_current_context().command, "outcome", "")
        with delayed_progress(activity):
            for name in self.names:
                config, problems = self.environments[name].examine(deployed=deployed, strict=strict)
                configs += [(name, config)] if config else []
                reports.append((name, problems, "" if config else refused))
        valid = {name for name, _ in configs}
        for name, problems, outcome in reports:
            if warn or name not in valid:
                show_problems(problems, name, outcome)
        if len(valid) < len(self.names):
            raise SystemExit(REFUSED)
        return configs

    def cluster(self, name: str) -> str | None:
        """The name of the cluster of an environment."""
        return self.environments[name].cluster

    def context(self, name: str) -> str | None:
        """The context of an environment in the kubeconfig."""
        return self.environments[name].context

    def folder(self, parent: str, name: str) -> str:
        """The folder with the manifests of an environment, in the folder that the command line names."""
        return f"{parent.rstrip('/')}/{name}"

    @property
    def all_files(self) -> tuple[str, ...]:
        """The file with the environments, and every file of all of them, selected or not."""
        return (self.source, *dict.fromkeys(file for environment in self.environments.values() for file in environment.files))

    def load_copies(self, name: str, copies: Sequence[Path]) -> PortkeyConfig:
        """The configuration of an environment from copies of `all_files`, such as those of another revision."""
        return read_environments(copies[0])[name].load()[0]

    def render(self, output: Path, *, kustomization: bool, check: bool, strict: bool, jobs: int | None) -> None:
        """Write each environment to the folder of its name in `output`; with `check`, only compare."""
        self._refuse_outputs(str(output), "{}")
        work = Rendering(output, kustomization=kustomization, strict=strict)
        (check_environments if check else render_environments)(self.environments, self.names, work, every=self.every, jobs=jobs)

    def _refuse_outputs(self, output: str | None, layout: str) -> None:
        """Raise ConfigurationError if writing to `output` would overwrite a file that an environment reads, or that another one writes.

        `layout` is the path of an environment in `output`, with `{}` for its name; without it, `output` is a file.
        """
        if output is None:
            return
        outputs_of_aws = (self.environments[name].outputs_path() for name in self.names)
        inputs = (*self.files, *(path for path in outputs_of_aws if path))
        problems = [*overwritten_inputs(output, inputs)]
        if layout and not problems:
            problems += overlapping_outputs({name: Path(output, layout.format(name)) for name in self.names}, inputs)
        if problems:
            raise ConfigurationError(problems, self.source)

    def validate(self, *, strict: bool, jobs: int | None) -> list[Validated]:
        """Each environment with its problems."""
        return validate_environments(self.environments, self.names, strict=strict, jobs=jobs)


def select(definitions: str, names: Sequence[str]) -> EnvironmentSelection:
    """The environments with these names, or all without names.

    Raises:
        ConfigurationError: the file that defines the environments is invalid, or does not define one of these names.
    """
    environments = read_environments(definitions)
    unknown = [name for name in dict.fromkeys(names) if name not in environments]
    if unknown:
        raise ConfigurationError([_unknown(name, environments) for name in unknown], environments.source)
    return EnvironmentSelection(environments, tuple(dict.fromkeys(names)) or tuple(environments), every=not names)


def _unknown(name: str, environments: Environments) -> Problem:
    fix = did_you_mean(name, environments) or f"name one of {', '.join(environments)}"
    return Problem("", f"{name} is not an environment", fix, UNKNOWN_ENVIRONMENT)
