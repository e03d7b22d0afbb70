"""Detects an output that would overwrite a file that the same command reads."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from portkey_constructs.errors import OutputError, Problem
from portkey_constructs.loading.yaml_source import STANDARD_INPUT

__all__ = ["overwritten_inputs"]


def overwritten_inputs(output: str, inputs: Iterable[str]) -> Iterator[Problem]:
    """A problem for each input that writing to `output` would destroy: the same file, also through links, or a file of ours in the folder."""
    for name in dict.fromkeys(inputs):
        # A name that is not a path is a problem of its own, and so is a folder that cannot be written.
        with suppress(OSError, ValueError, RuntimeError, OutputError):
            if name in ("", STANDARD_INPUT):
                continue
            if _is_same(output, name):
                yield _problem(f"is {name}, which this command reads and would overwrite", "name another file")
            elif _is_ours(Path(output).resolve(), Path(name).resolve()):
                yield _problem(f"contains {name}, which this command reads and would remove", "name another folder, or move the file out of it")


def _is_same(output: str, name: str) -> bool:
    if Path(output).resolve() == Path(name).resolve():
        return True
    return Path(output).exists() and Path(name).exists() and Path(output).samefile(name)


def _is_ours(folder: Path, path: Path) -> bool:
    """Whether a marker in the folder lists the file, so that a run may replace or remove it."""
    if folder not in path.parents:
        return False
    # Commands that write nothing start faster without it.
    from portkey_constructs.output.ownership import read_contents

    return path.relative_to(folder).as_posix() in read_contents(folder, folder).owned


def _problem(message: str, fix: str) -> Problem:
    return Problem("--output", message, fix, "PK-OUTPUT-001")
