"""Writes files atomically: a reader sees all old files or all new ones, even if the process is killed.

A new folder is written next to the old one under a hidden name, flushed to disk, and moved into place in one step. An interrupted run
leaves at most a hidden folder, which the next run removes. Only folders that contain nothing but `*.k8s.yaml` files are ever replaced.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from portkey_constructs.errors import OutputError
from portkey_constructs.output.directory_swap import (
    directory_lock,
    output_errors,
    recover,
    remove_directory,
    swap_directory,
    sync_to_disk,
    temporary_directory,
)
from portkey_constructs.output.yaml_text import SUFFIX

__all__ = ["Written", "replace_directory", "staging", "write_directory", "write_file"]


class Written(NamedTuple):
    """How many files were added, changed, removed and left unchanged."""

    added: int
    changed: int
    removed: int
    unchanged: int


def write_directory(target: Path, files: Mapping[str, str]) -> Written:
    """Replaces the contents of `target` with `files`, which maps relative POSIX paths that end in `.k8s.yaml` to texts.

    A symbolic link is followed and kept. If nothing differs, nothing is written.

    Raises:
        OutputError: `target` contains files that this library did not write, or writing failed; the previous files are unchanged.
    """
    contents = {_relative(name): text.encode() for name, text in files.items()}
    with staging(target) as ready:
        with output_errors(target):
            for name, content in contents.items():
                path = ready / name
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("xb") as file:
                    file.write(content)
        return replace_directory(target, ready)


def replace_directory(target: Path, ready: Path) -> Written:
    """Replaces the folder `target` with the folder `ready` in one step; `ready` no longer exists afterwards.

    `ready` must be on the same file system, such as a folder from `staging`.

    Raises:
        OutputError: as `write_directory`.
    """
    with output_errors(target):
        real = _real(target)
        new_folder = ready.resolve()
        if new_folder == real or new_folder in real.parents or real in new_folder.parents:
            raise OutputError(f"{target} cannot be replaced by {ready}: one of them contains the other")
        new = _tree(new_folder, ready)
        with directory_lock(real.parent):
            old = _tree(real, target) if real.exists() else None
            written = _compared(old or {}, new)
            if old is None or set(old) != set(new) or written.changed:
                sync_to_disk(new_folder)
                swap_directory(new_folder, real)
        remove_directory(new_folder)
        return written


@contextmanager
def staging(target: Path) -> Iterator[Path]:
    """An empty hidden folder next to `target`, for `replace_directory`; it is removed at the end if it was not used.

    Raises:
        OutputError: `target` must not be replaced, or the folder cannot be created.
    """
    with ExitStack() as stack:
        with output_errors(target):
            real = _real(target)
            real.parent.mkdir(parents=True, exist_ok=True)
            with directory_lock(real.parent):
                recover(real)
                if real.exists():
                    _tree(real, target)
            ready = stack.enter_context(temporary_directory(real))
        yield ready


def write_file(path: Path, text: str) -> None:
    """Replaces the contents of a file with `text` in one step.

    Raises:
        OutputError: `path` is not a regular file, or writing failed; the previous file is unchanged.
    """
    with output_errors(path):
        real = path.resolve()
        if real.exists() and not real.is_file():
            raise OutputError(f"{path} is not a regular file: name another file")
        real.parent.mkdir(parents=True, exist_ok=True)
        with directory_lock(real.parent):
            recover(real)
        with temporary_directory(real) as folder:
            new = folder / real.name
            with new.open("xb") as file:
                file.write(text.encode())
                file.flush()
                if real.exists():
                    new.chmod(real.stat().st_mode & 0o7777)
                os.fsync(file.fileno())
            new.replace(real)


def _relative(name: str) -> str:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or str(path) != name or "\0" in name or "\\" in name:
        raise OutputError(f"the file name {name!r} leaves the output folder: use a relative path")
    if not name.endswith(SUFFIX):
        raise OutputError(f"the file name {name!r} does not end in {SUFFIX}, by which the next run recognizes its own files")
    return name


def _real(target: Path) -> Path:
    try:
        real = target.resolve()
    except RuntimeError as error:
        raise OutputError(f"{target} is a symbolic link to itself: remove it, or name another folder") from error
    current = Path.cwd()
    if real == current or real in current.parents:
        raise OutputError(f"{target} is the current folder or one above it, and would be replaced as a whole: name a folder inside it")
    if real.exists() and not real.is_dir():
        raise OutputError(f"{target} is a file, but the output is a folder: name another folder")
    return real


def _tree(folder: Path, name: Path) -> dict[str, Path]:
    """Every file and folder below `folder`; raises `OutputError` for one that this library did not write."""
    entries: dict[str, Path] = {}
    for parent, folders, files in os.walk(folder, onerror=_raise):
        for entry in (*folders, *files):
            path = Path(parent) / entry
            if path.is_symlink() or not (path.is_dir() or (path.is_file() and entry.endswith(SUFFIX))):
                inner = path.relative_to(folder).as_posix()
                raise OutputError(
                    f"{name} contains {inner}, which this library did not write: name another folder, because this one would be replaced as a whole"
                )
            entries[path.relative_to(folder).as_posix()] = path
    return entries


def _raise(error: OSError) -> None:
    raise error


def _compared(old: dict[str, Path], new: dict[str, Path]) -> Written:
    before = {name for name, path in old.items() if path.is_file()}
    after = {name for name, path in new.items() if path.is_file()}
    same = sum(old[name].read_bytes() == new[name].read_bytes() for name in before & after)
    return Written(len(after - before), len(before & after) - same, len(before - after), same)
