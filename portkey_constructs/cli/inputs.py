"""Detects an output that would overwrite a file that the same command reads, or that another environment writes."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from portkey_constructs.errors import Problem
from portkey_constructs.loading.yaml_source import STANDARD_INPUT
from portkey_constructs.output.marker import MARKER, listed_names

__all__ = ["overlapping_outputs", "overwritten_inputs"]


def overwritten_inputs(output: str, inputs: Iterable[str]) -> Iterator[Problem]:
    """A problem for each input that writing to `output` would destroy: the same file, also through links, or a file of ours in the folder."""
    for name in dict.fromkeys(inputs):
        # A name that is not a path is a problem of its own.
        with suppress(OSError, ValueError, RuntimeError):
            if name in ("", STANDARD_INPUT):
                continue
            if _is_same(output, name):
                yield _problem(f"is {name}, which this command reads and would overwrite", "name another file")
            elif _is_ours(Path(output).resolve(), Path(name).resolve()):
                yield _problem(f"contains {name}, which this command reads and would remove", "name another folder, or move the file out of it")


def overlapping_outputs(outputs: Mapping[str, Path], inputs: Iterable[str]) -> Iterator[Problem]:
    """A problem for each input that an environment's output would destroy, and for each two environments that would write to one place.

    `outputs` are the files or folders in the output folder by environment: links can lead them elsewhere.
    """
    inputs = [*inputs]
    for path in outputs.values():
        for problem in overwritten_inputs(str(path), inputs):
            yield problem._replace(message=f"has {path}, which {problem.message}")
    with suppress(OSError, RuntimeError):
        by_place: dict[Path, str] = {}
        places = {name: path.resolve() for name, path in outputs.items()}
        for name, place in places.items():
            if (other := by_place.setdefault(place, name)) != name:
                yield _overlap(f"has one place for the environments {other} and {name}: {outputs[other]} is {outputs[name]}")
        for name, place in places.items():
            if outer := next((by_place[parent] for parent in place.parents if parent in by_place), None):
                yield _overlap(f"has {outputs[name]} inside {outputs[outer]}")


def _overlap(message: str) -> Problem:
    return Problem("--output", message, "remove the link, or name another folder", "PK-OUTPUT-002")


def _is_same(output: str, name: str) -> bool:
    if Path(output).resolve() == Path(name).resolve():
        return True
    return Path(output).exists() and Path(name).exists() and Path(output).samefile(name)


def _is_ours(folder: Path, path: Path) -> bool:
    """Whether a marker in the folder lists the file, so that a run may replace or remove it."""
    if folder not in path.parents:
        return False
    marker = path.with_name(MARKER)
    return marker.is_file() and path.name in listed_names(marker)


def _problem(message: str, fix: str) -> Problem:
    return Problem("--output", message, fix, "PK-OUTPUT-001")
