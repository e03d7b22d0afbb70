"""Loads a configuration from YAML files or from a mapping, and reports every problem with its position."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from portkey_constructs.config.base import validate
from portkey_constructs.config.introspection import PathParts
from portkey_constructs.config.root import PortkeyConfig, Rules
from portkey_constructs.errors import ConfigurationError, Problem
from portkey_constructs.loading.yaml_document import Document, read
from portkey_constructs.loading.yaml_source import STANDARD_INPUT, files_in, source_name
from portkey_constructs.platform.aws_outputs import UNKNOWN_OUTPUT
from portkey_constructs.rules import check

if TYPE_CHECKING:
    from portkey_constructs.loading.problems import Located

__all__ = ["check_document", "examine", "from_mapping", "is_complete", "load", "load_with_places", "load_with_warnings", "outputs_path"]

_Sources = str | Path | Sequence[str | Path]


def load(*sources: _Sources) -> PortkeyConfig:
    """The configuration in YAML files (`-` is standard input); later files override earlier ones.

    ```python
    config = load("portkey.yaml", "production.yaml")
    ```

    Raises:
        ConfigurationError: the configuration is invalid; the error contains every problem with its position.
    """
    return load_with_warnings(*sources)[0]


def load_with_warnings(*sources: _Sources, deployed: bool = False) -> tuple[PortkeyConfig, tuple[Problem, ...]]:
    """Like `load`, but also returns the warnings; `deployed` requires all outputs of the AWS companion."""
    config, _, warnings = load_with_places(*sources, deployed=deployed)
    return config, warnings


def load_with_places(*sources: _Sources, deployed: bool = False) -> tuple[PortkeyConfig, Document, tuple[Problem, ...]]:
    """Like `load_with_warnings`, but also returns the document with the position of every setting."""
    document = read(files_in(sources))
    config, warnings = check_document(document, deployed=deployed)
    return config, document, warnings


def check_document(document: Document, *, deployed: bool = False) -> tuple[PortkeyConfig, tuple[Problem, ...]]:
    """The configuration in a document, and its warnings; `deployed` requires all outputs of the AWS companion.

    Raises:
        ConfigurationError: the configuration is invalid; the error contains every problem with its position.
    """
    _resolve_outputs_path(document)
    config, located = examine(document.data)
    problems = sorted((*document.open_questions, *(_with_position(document, *place) for place in located)), key=_order)
    if deployed:
        problems = [problem._replace(severity="error") if problem.code == UNKNOWN_OUTPUT else problem for problem in problems]
    if config is None or any(problem.severity == "error" for problem in problems):
        raise ConfigurationError(problems, document.source)
    return config, tuple(problems)


def is_complete(source: str | Path) -> bool:
    """Whether a file is a valid configuration on its own, and not only a part of one."""
    try:
        document = read([source])
        _resolve_outputs_path(document)
        config = validate(PortkeyConfig, document.data, yaml=True, context=Rules.LATER)
    except (ConfigurationError, ValidationError):
        return False
    return all(problem.severity == "warning" for problem in check(config.resolve()))


def from_mapping(data: Mapping[str, Any], source: str) -> PortkeyConfig:
    """Load a configuration from a mapping in YAML spelling; raises `ConfigurationError` with every problem."""
    config, located = examine(data)
    if config is None:
        raise ConfigurationError([problem for _, problem in located], source)
    return config


def examine(data: Any, *, yaml: bool = True) -> tuple[PortkeyConfig | None, "list[Located]"]:
    """The configuration in `data`, or None if it is invalid, and every problem with its path in `data`.

    `yaml` is the spelling of the settings: camelCase, or snake_case as in Python.
    """
    try:
        config = validate(PortkeyConfig, data, yaml=yaml, context=Rules.LATER)
    except ValidationError as error:
        # Imported only for an invalid configuration: suggestions and type descriptions take time to load.
        from portkey_constructs.loading.problems import examine_invalid

        return None, examine_invalid(error, data, yaml=yaml)
    problems = [*check(config.resolve())]
    return None if any(problem.severity == "error" for problem in problems) else config, [(None, problem) for problem in problems]


def outputs_path(document: Document) -> str | None:
    """The path of the outputs file that a document names before `check_document`; None without one."""
    aws = document.data.get("aws")
    position = document.position(("aws", "outputs"))
    if isinstance(aws, dict) and position and position.file != source_name(STANDARD_INPUT) and aws.get("outputs") and isinstance(aws["outputs"], str):
        return str(Path(position.file).parent / aws["outputs"])
    return None


def _resolve_outputs_path(document: Document) -> None:
    """Makes the path of an outputs file relative to the file that names it."""
    if (path := outputs_path(document)) is not None:
        document.data["aws"] = {**document.data["aws"], "outputs": path}


def _with_position(document: Document, path: PathParts | None, problem: Problem) -> Problem:
    return problem.at(document.position(_parts(document.data, problem.path) if path is None else path, key=True))


def _parts(data: Any, path: str) -> PathParts:
    """Splits the dotted path of a problem into keys of the data; keys such as label names contain dots themselves."""
    parts: list[str | int] = []
    while path:
        names: Iterable[str] = data if isinstance(data, dict) else ()
        name = max((key for key in names if path == key or path.startswith(f"{key}.")), key=len, default=path.partition(".")[0])
        path = path[len(name) + 1 :]
        part = int(name) if isinstance(data, list) and name.isdigit() else name
        parts.append(part)
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            data = None
    return tuple(parts)


def _order(problem: Problem) -> tuple[str, int, int, str]:
    where = problem.position
    return (where.file, where.line, where.column, problem.path) if where else ("", 0, 0, problem.path)
