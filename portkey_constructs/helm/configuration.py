"""The configuration that an import and the answers to its open questions make together."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import yaml

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.errors import ConfigurationError, Problem
from portkey_constructs.helm.importing import Imported
from portkey_constructs.helm.report import Entry, Outcome
from portkey_constructs.loading.reading import check_document
from portkey_constructs.loading.yaml_composer import compose
from portkey_constructs.loading.yaml_document import Document, Layer, merge, read_layer
from portkey_constructs.loading.yaml_source import source_names

__all__ = ["answer_layers", "check_import", "complete_configuration", "imported_document", "open_entries"]

_IMPORT: Final = "(import)"


def imported_document(imported: Imported, values: Sequence[str | Path], answers: Iterable[Layer] = ()) -> Document:
    """The document of an import with answers on top of it. Its Secrets are those of the release in every profile."""
    data = {"secrets": {"kind": "existing"}} | yaml.safe_load(imported.text)
    node, problems = compose(yaml.safe_dump(data, sort_keys=False, allow_unicode=True), _IMPORT)
    if problems:
        raise ConfigurationError(problems, _IMPORT)
    return merge([Layer(node), *answers], f"the import of {source_names(values)}")


def complete_configuration(imported: Imported, values: Sequence[str | Path], files: Sequence[str]) -> PortkeyConfig:
    """The configuration of the files, on top of the import if they are only a part of one; the import if there are no files.

    Raises:
        ConfigurationError: a file cannot be read, or the configuration is invalid or lacks an answer.
    """
    layers = answer_layers(files)
    document = merge(layers, source_names(files)) if files else None
    # The profile is the only setting that every configuration has.
    if document is None or "profile" not in document.data:
        return check_import(imported, imported_document(imported, values, layers))[0]
    return check_document(document)[0]


def answer_layers(files: Sequence[str]) -> list[Layer]:
    """The content of files with answers.

    Raises:
        ConfigurationError: a file cannot be read; with the problems of all files.
    """
    read = [read_layer(file) for file in files]
    if problems := [problem for layer in read if not isinstance(layer, Layer) for problem in layer]:
        raise ConfigurationError(problems, source_names(files))
    return [layer for layer in read if isinstance(layer, Layer)]


def check_import(imported: Imported, document: Document, *, deployed: bool = False) -> tuple[PortkeyConfig, tuple[Problem, ...]]:
    """The configuration in the document of an import, and its warnings; `deployed` requires all outputs of the AWS companion.

    Raises:
        ConfigurationError: the configuration is invalid or lacks an answer; the fix of a missing answer is the line to fill in.
    """
    try:
        config, warnings = check_document(document, deployed=deployed)
    except ConfigurationError as error:
        raise ConfigurationError([_answerable(problem, imported.entries) for problem in error.problems], error.source) from None
    return config, tuple(_placed(problem) for problem in warnings)


def open_entries(imported: Imported, document: Document, problems: Iterable[Problem]) -> tuple[Entry, ...]:
    """What becomes of each key, without the questions that the answers in the document answer."""
    missing = {problem.path for problem in problems if problem.severity == "error"}
    former = {problem.path for problem in imported.problems if problem.severity == "error"}
    before = yaml.safe_load(imported.text)

    def is_open(entry: Entry) -> bool:
        if entry.outcome is not Outcome.NEEDS_YOU or not entry.key.startswith("("):
            return True
        if entry.target in former:
            return entry.target in missing
        return bool(_at(document.data, entry.target) == _at(before, entry.target))

    return tuple(filter(is_open, imported.entries))


def _at(data: Any, path: str) -> Any:
    for part in path.split("."):
        data = data.get(part) if isinstance(data, Mapping) else None
    return data


def _answerable(problem: Problem, entries: Iterable[Entry]) -> Problem:
    """A problem whose fix is the line to fill in, if the report of the import has it."""
    remark = next((entry.remark for entry in entries if entry.outcome is Outcome.NEEDS_YOU and entry.target == problem.path), "")
    return _placed(problem._replace(fix=remark) if remark and problem.code not in remark else problem)


def _placed(problem: Problem) -> Problem:
    """A problem without a position in the import, which is no file."""
    return problem.at(None) if problem.position and problem.position.file == _IMPORT else problem
