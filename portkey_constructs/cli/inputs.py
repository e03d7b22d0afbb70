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
    with suppress(OSError, ValueError, RuntimeError):
        yield from _Inputs(inputs).overwritten(Path(output).resolve())


def overlapping_outputs(outputs: Mapping[str, Path], inputs: Iterable[str]) -> Iterator[Problem]:
    """A problem for each input that an environment's output would destroy, and for each two environments that would write to one place.

    `outputs` are the files or folders in the output folder by environment: links can lead them elsewhere.
    """
    read = _Inputs(inputs)
    places: dict[str, Path] = {}
    for name, path in outputs.items():
        with suppress(OSError, ValueError, RuntimeError):
            places[name] = path.resolve()
            for problem in read.overwritten(places[name]):
                yield problem._replace(message=f"has {path}, which {problem.message}")
    by_place: dict[Path, str] = {}
    for name, place in places.items():
        if (other := by_place.setdefault(place, name)) != name:
            yield _overlap(f"has one place for the environments {other} and {name}: {outputs[other]} is {outputs[name]}")
    for name, place in places.items():
        if outer := next((by_place[parent] for parent in place.parents if parent in by_place), None):
            yield _overlap(f"has {outputs[name]} inside {outputs[outer]}")


def _overlap(message: str) -> Problem:
    return Problem("--output", message, "remove the link, or name another folder", "PK-OUTPUT-002")


class _Inputs:
    """The files that a command reads, by where they are, so that each of many outputs is compared with all of them at once."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_path: dict[Path, list[str]] = {}
        self._by_identity: dict[tuple[int, int], list[str]] = {}
        self._ours: dict[Path, list[str]] = {}
        """The files that a marker beside them lists, so that a run may replace or remove them, by each folder above."""
        listed: dict[Path, frozenset[str]] = {}
        for name in dict.fromkeys(names):
            # A name that is not a path is a problem of its own.
            with suppress(OSError, ValueError, RuntimeError):
                if name in ("", STANDARD_INPUT):
                    continue
                path = Path(name).resolve()
                self._by_path.setdefault(path, []).append(name)
                if path.parent not in listed:
                    marker = path.with_name(MARKER)
                    listed[path.parent] = listed_names(marker) if marker.is_file() else frozenset()
                if path.name in listed[path.parent]:
                    for folder in path.parents:
                        self._ours.setdefault(folder, []).append(name)
                status = path.stat()
                self._by_identity.setdefault((status.st_dev, status.st_ino), []).append(name)

    def overwritten(self, output: Path) -> Iterator[Problem]:
        """A problem for each file that writing to the path `output`, without links, would destroy."""
        same = self._by_path.get(output, [])
        with suppress(OSError):
            status = output.stat()
            same = [*dict.fromkeys((*same, *self._by_identity.get((status.st_dev, status.st_ino), ())))]
        for name in same:
            yield _problem(f"is {name}, which this command reads and would overwrite", "name another file")
        for name in self._ours.get(output, ()):
            if name not in same:
                yield _problem(f"contains {name}, which this command reads and would remove", "name another folder, or move the file out of it")


def _problem(message: str, fix: str) -> Problem:
    return Problem("--output", message, fix, "PK-OUTPUT-001")
