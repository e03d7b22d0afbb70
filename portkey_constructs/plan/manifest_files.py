"""Reads rendered manifests: bounded, and only those of this library."""

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import yaml

from portkey_constructs.config.object_schema import has_schema, part_problems
from portkey_constructs.errors import ConfigurationError, Problem
from portkey_constructs.kubernetes.registry import Stage
from portkey_constructs.platform.labels import MANAGED_BY_LABEL

__all__ = ["SUFFIX", "environments", "folder_files", "manifests", "too_many"]

SUFFIX: Final = ".k8s.yaml"
_MAX_FILES: Final = 5_000
_MAX_BYTES: Final = 4 << 20
_MAX_TOTAL: Final = 64 << 20
_MAX_VALUES: Final = 200_000
_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FOREIGN: Final = "PK-PLAN-003"
_UNREADABLE: Final = "PK-PLAN-004"
_FIX: Final = "restore the file from git, or render the folder again from the configuration that is deployed"

Object = dict[str, Any]


def folder_files(folder: Path) -> dict[str, bytes]:
    """The manifest files of a folder by their path in it; other files and symbolic links are left out.

    Raises:
        ConfigurationError: a file cannot be read, or there are too many.
    """
    files: dict[str, bytes] = {}
    problems: list[Problem] = []
    size = 0
    for parent, folders, names in os.walk(folder, onerror=lambda error: problems.append(_problem(str(error.filename), _reason(error)))):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(parent) / name
            if not name.endswith(SUFFIX) or path.is_symlink() or not path.is_file():
                continue
            try:
                with path.open("rb") as file:
                    content = file.read(_MAX_BYTES + 1)
            except OSError as error:
                problems.append(_problem(str(path), _reason(error)))
                continue
            size += len(content)
            if len(files) == _MAX_FILES or size > _MAX_TOTAL:
                raise too_many(str(folder))
            files[path.relative_to(folder).as_posix()] = content
    if problems:
        raise ConfigurationError(problems, str(folder))
    return files


def too_many(source: str) -> ConfigurationError:
    """The error for a folder that is no folder of one platform."""
    return ConfigurationError(
        [
            Problem(
                "",
                f"has more than {_MAX_FILES} manifests, or more than {_MAX_TOTAL >> 20} MiB of them",
                "name the folder of one environment",
                _FOREIGN,
            )
        ],
        source,
    )


def environments(paths: Iterable[str]) -> list[str]:
    """The folders that contain stages, if the files are those of several environments."""
    stages = {str(stage) for stage in Stage}
    parents = {path.split("/")[0] for path in paths if len(path.split("/")) > 2 and path.split("/")[1] in stages}
    return sorted(parents)


def manifests(files: Mapping[str, bytes], source: str) -> list[Object]:
    """The objects in files.

    Raises:
        ConfigurationError: a file is not a manifest, or no object is of this library; the error names every file.
    """
    problems: list[Problem] = []
    objects: list[Object] = []
    places: dict[tuple[str, str, str, str], str] = {}
    for name, content in files.items():
        try:
            documents = _documents(content)
        except ValueError as error:
            problems.append(_problem(name, str(error)))
            continue
        for document in documents:
            if reason := next(_object_problems(document), None):
                problems.append(_problem(name, reason))
                continue
            identity = _identity(document)
            if identity in places:
                problems.append(_problem(name, f"contains {identity[1]} {identity[3]}, as {places[identity]} does"))
            places[identity] = name
            objects.append(document)
    if problems:
        raise ConfigurationError(problems, source)
    if not any(_is_ours(manifest) for manifest in objects):
        what = f"none of its {len(objects)} objects has the label {MANAGED_BY_LABEL}: portkey-constructs" if objects else f"has no {SUFFIX} files"
        raise ConfigurationError([Problem("", what, "name the folder that render -o wrote", _FOREIGN)], source)
    return objects


def _documents(content: bytes) -> list[Any]:
    if len(content) > _MAX_BYTES:
        raise ValueError(f"is larger than {_MAX_BYTES >> 20} MiB")
    try:
        documents = [document for document in yaml.load_all(content.decode(), Loader=_LOADER) if document is not None]
    except UnicodeDecodeError:
        raise ValueError("is not UTF-8 text") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise ValueError(f"is not YAML{f' (line {mark.line + 1})' if mark else ''}") from None
    except (RecursionError, ValueError):
        raise ValueError("is not a manifest") from None
    if sum(1 for _ in _values(documents)) > _MAX_VALUES:
        raise ValueError(f"has more than {_MAX_VALUES} values")
    return documents


def _values(documents: list[Any]) -> Iterator[Any]:
    """Every value, with what aliases repeat, up to one more than is allowed."""
    stack, count = list(documents), 0
    while stack and count <= _MAX_VALUES:
        value = stack.pop()
        count += 1
        yield value
        if isinstance(value, dict):
            stack.extend(value.values())
        elif isinstance(value, list):
            stack.extend(value)


def _object_problems(document: Any) -> Iterator[str]:
    if not isinstance(document, dict) or not all(isinstance(document.get(field), str) for field in ("apiVersion", "kind")):
        yield "is not a Kubernetes object: apiVersion or kind is missing"
        return
    metadata = document.get("metadata")
    if not isinstance(metadata, dict) or not isinstance(metadata.get("name"), str):
        yield f"has a {document['kind']} without a name"
        return
    if has_schema(document["kind"]):
        for problem in part_problems(document["kind"], document):
            place = ".".join(map(str, problem.path))
            yield f"has a {document['kind']} whose {place or 'content'} does not fit: {problem.message}"


def _identity(manifest: Object) -> tuple[str, str, str, str]:
    metadata = manifest["metadata"]
    return manifest["apiVersion"], manifest["kind"], str(metadata.get("namespace", "")), metadata["name"]


def _is_ours(manifest: Object) -> bool:
    return bool((manifest["metadata"].get("labels") or {}).get(MANAGED_BY_LABEL) == "portkey-constructs")


def _problem(name: str, reason: str) -> Problem:
    return Problem(name, reason, _FIX, _UNREADABLE)


def _reason(error: OSError) -> str:
    return f"cannot be read ({(error.strerror or type(error).__name__).lower()})"
