"""From YAML files to a configuration, with every problem placed."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from portkey_constructs.config.introspection import PathParts
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.errors import ConfigurationError, Problem
from portkey_constructs.loading.document import Document, read
from portkey_constructs.loading.problems import Located, examine
from portkey_constructs.loading.yaml_source import STANDARD_INPUT, source_name
from portkey_constructs.platform.aws_outputs import UNKNOWN_OUTPUT

__all__ = ["load", "load_with_places", "load_with_warnings"]


def load(sources: Sequence[str | Path]) -> PortkeyConfig:
    """The configuration in `sources` ("-" is standard input), later ones going before; raises `ConfigurationError` with every problem."""
    return load_with_warnings(sources)[0]


def load_with_warnings(sources: Sequence[str | Path], *, deployed: bool = False) -> tuple[PortkeyConfig, tuple[Problem, ...]]:
    """As `load`, with what is allowed and yet unwise; `deployed` wants all to be known that the AWS companion's deployment tells."""
    config, _, warnings = load_with_places(sources, deployed=deployed)
    return config, warnings


def load_with_places(sources: Sequence[str | Path], *, deployed: bool = False) -> tuple[PortkeyConfig, Document, tuple[Problem, ...]]:
    """As `load_with_warnings`, with the document that knows where everything stands."""
    document = read(sources)
    _beside(document)
    config, found = examine(document.data, yaml=True)
    problems = tuple(sorted((*document.asked, *(_placed(document, one) for one in found)), key=_order))
    if deployed:
        problems = tuple(replace(one, severity="error") if one.code == UNKNOWN_OUTPUT else one for one in problems)
    if config is None or any(one.severity == "error" for one in problems):
        raise ConfigurationError(problems, document.source)
    return config, document, problems


def _beside(document: Document) -> None:
    """A file of outputs is looked for beside the file that names it."""
    aws = document.data.get("aws")
    place = document.position(("aws", "outputs"))
    if not isinstance(aws, dict) or place is None or place.file == source_name(STANDARD_INPUT):
        return
    if (said := aws.get("outputs")) and isinstance(said, str):
        document.data["aws"] = {**aws, "outputs": str(Path(place.file).parent / said)}


def _parts(document: Document, path: str) -> PathParts:
    """The path of a problem as keys of the document: label keys have dots of their own."""
    parts: list[str | int] = []
    rest, data = path, document.data
    while rest:
        known = [key for key in data if isinstance(key, str) and (rest == key or rest.startswith(f"{key}."))] if isinstance(data, dict) else []
        key = max(known, key=len) if known else rest.split(".")[0]
        rest = rest[len(key) + 1 :]
        index = int(key) if isinstance(data, list) and key.isdigit() else key
        parts.append(index)
        try:
            data = data[index]
        except (KeyError, IndexError, TypeError):
            data = {}
    return tuple(parts)


def _placed(document: Document, located: Located) -> Problem:
    path, problem = located
    return problem.at(document.position(_parts(document, problem.path) if path is None else path, key=True))


def _order(problem: Problem) -> tuple[str, int, int, str]:
    where = problem.position
    return (where.file, where.line, where.column, problem.path) if where else ("", 0, 0, problem.path)
