"""Reads `environments.yaml`: its structure, the chain of extended environments, and whether every file exists."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from portkey_constructs.config.base import validate
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.environments.definition import Environment, EnvironmentDefinition, Environments, EnvironmentsFile
from portkey_constructs.errors import ConfigurationError, Problem
from portkey_constructs.loading.file_problems import FileProblem
from portkey_constructs.loading.pydantic_errors import value_problems
from portkey_constructs.loading.suggestions import did_you_mean
from portkey_constructs.loading.yaml_composer import compose
from portkey_constructs.loading.yaml_document import Layer
from portkey_constructs.loading.yaml_node import Node
from portkey_constructs.loading.yaml_source import source_name, source_text

__all__ = ["CYCLE", "ENVIRONMENTS_FILE", "NO_SETTINGS", "UNKNOWN_ENVIRONMENT", "load_environments", "read_environments"]

ENVIRONMENTS_FILE: Final = "environments.yaml"
UNKNOWN_ENVIRONMENT: Final = "PK-FLEET-001"
"""Error code of the name of an environment that does not exist."""
CYCLE: Final = "PK-FLEET-002"
"""Error code of environments that extend each other."""
NO_SETTINGS: Final = "PK-FLEET-003"
"""Error code of an environment without files and values."""
_DEPTH_OF_VALUES: Final = 3
"""Number of keys above a setting in `environments.NAME.values`."""


def load_environments(path: str | Path = ENVIRONMENTS_FILE) -> dict[str, PortkeyConfig]:
    """The configuration of every environment by name.

    ```python
    for name, config in load_environments("environments.yaml").items():
        Portkey(Chart(app, name), "Portkey", config=config)
    ```

    Raises:
        ConfigurationError: `environments.yaml` or an environment is invalid; the error contains the problems of all environments.
    """
    configs: dict[str, PortkeyConfig] = {}
    problems: list[Problem] = []
    for name, environment in read_environments(path).items():
        try:
            configs[name] = environment.load()[0]
        except ConfigurationError as error:
            problems += (problem for problem in error.problems if problem.severity == "error" and problem not in problems)
    if problems:
        raise ConfigurationError(problems, source_name(path))
    return configs


def read_environments(path: str | Path = ENVIRONMENTS_FILE) -> Environments:
    """The environments that `environments.yaml` defines; their configurations are not loaded yet.

    Raises:
        ConfigurationError: the file cannot be read or is invalid, a file of an environment does not exist, or environments extend each other.
    """
    name = source_name(path)
    text = source_text(path)
    if isinstance(text, Problem):
        raise ConfigurationError([text], name)
    top, problems = compose(text, name, _DEPTH_OF_VALUES)
    if top is None:
        raise ConfigurationError(problems, name)
    definitions = _validated(top, name)
    problems = [*_invalid_references(definitions, top), *_missing_files(definitions, top, Path(path).parent)]
    if problems:
        raise ConfigurationError(sorted(problems, key=lambda problem: problem.position or ("", 0, 0)), name)
    layers: dict[Path, Layer | list[Problem]] = {}
    environments = {
        environment: Environment(
            environment,
            cluster=_inherited(definitions, environment, "cluster"),
            context=_inherited(definitions, environment, "context") or _inherited(definitions, environment, "cluster"),
            sources=tuple(_sources(definitions, top, environment, Path(path).parent)),
            _layers=layers,
        )
        for environment in definitions
    }
    return Environments(name, environments)


def _validated(top: Node, name: str) -> Mapping[str, EnvironmentDefinition]:
    data = top.data()
    try:
        return validate(EnvironmentsFile, data, yaml=True).environments
    except ValidationError as error:
        invalid = value_problems(EnvironmentsFile, error, data, yaml=True)
    raise ConfigurationError([value.problem.at(top.nearest(value.path).position(key=True)) for value in invalid], name)


def _invalid_references(definitions: Mapping[str, EnvironmentDefinition], top: Node) -> Iterator[Problem]:
    for name, definition in definitions.items():
        where = top.nearest(("environments", name, "extends")).position()
        path = f"environments.{name}.extends"
        if definition.extends is not None and definition.extends not in definitions:
            fix = did_you_mean(definition.extends, definitions) or f"name one of {', '.join(definitions)}"
            yield Problem(path, f"is {definition.extends}, which is not an environment of this file", fix, UNKNOWN_ENVIRONMENT, position=where)
        elif definition.extends is not None and name in _chain(definitions, definition.extends):
            cycle = " extends ".join((name, *_chain(definitions, definition.extends)))
            yield Problem(path, f"closes a cycle: {cycle}", "let one of them extend nothing, and name its files instead", CYCLE, position=where)
        elif not any(definitions[each].files or definitions[each].values for each in _chain(definitions, name)):
            where = top.nearest(("environments", name)).position(key=True)
            yield Problem(f"environments.{name}", "has neither files nor values", "name its configuration files", NO_SETTINGS, position=where)


def _missing_files(definitions: Mapping[str, EnvironmentDefinition], top: Node, folder: Path) -> Iterator[Problem]:
    missing: dict[str, bool] = {}
    for name, definition in definitions.items():
        for index, file in enumerate(definition.files):
            if file not in missing:
                missing[file] = not os.path.lexists(folder / file)
            if missing[file]:
                problem = FileProblem.MISSING.problem(file, path=("environments", name, "files", index))
                fix = "check the path; a relative path starts at the folder of the file that names it"
                yield problem._replace(fix=fix).at(top.nearest(("environments", name, "files", index)).position())


def _chain(definitions: Mapping[str, EnvironmentDefinition], name: str) -> list[str]:
    """The environment and those that it extends, from the specific to the general; the chain ends where it would repeat."""
    chain: list[str] = []
    current: str | None = name
    while current is not None and current in definitions and current not in chain:
        chain.append(current)
        current = definitions[current].extends
    return chain


def _inherited(definitions: Mapping[str, EnvironmentDefinition], name: str, field: str) -> str | None:
    return next((value for each in _chain(definitions, name) if (value := getattr(definitions[each], field))), None)


def _sources(definitions: Mapping[str, EnvironmentDefinition], top: Node, name: str, folder: Path) -> Iterator[Path | Layer]:
    for each in reversed(_chain(definitions, name)):
        definition = definitions[each]
        yield from (folder / file for file in definition.files)
        if definition.values:
            yield Layer(top.nearest(("environments", each, "values")))
