"""Writes files so that a reader sees the old ones or the new ones whole, whatever happens in between.

A new folder grows hidden beside the old one, is forced to the disk, and takes its place in one step. A run that was killed leaves at most
a hidden folder, which the next run removes. Only folders that hold nothing but `*.k8s.yaml` files are ever replaced.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from portkey_constructs.errors import OutputError
from portkey_constructs.output.swap import cleared, exchange, locked, recover, refused, scratch, synced
from portkey_constructs.output.text import SUFFIX

__all__ = ["Written", "replace_directory", "staging", "write_directory", "write_file"]


@dataclass(frozen=True, slots=True)
class Written:
    """How many files the output has gained, lost, changed and kept."""

    added: int
    changed: int
    removed: int
    unchanged: int


def write_directory(target: Path, files: Mapping[str, str]) -> Written:
    """Makes `target` hold exactly `files` (relative POSIX paths that end in `.k8s.yaml`, and their texts).

    A symbolic link is followed and kept. When nothing differs, nothing is touched.

    Raises:
        OutputError: `target` holds files that are not this library's, or writing failed; what was there before is whole.
    """
    contents = {_relative(name): text.encode() for name, text in files.items()}
    with staging(target) as ready:
        with refused(target):
            for name, content in contents.items():
                path = ready / name
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("xb") as file:
                    file.write(content)
        return replace_directory(target, ready)


def replace_directory(target: Path, ready: Path) -> Written:
    """Puts the folder `ready` into the place of `target`, in one step; `ready` is gone afterwards.

    `ready` lies on the same file system; `staging` makes such a folder.

    Raises:
        OutputError: as `write_directory`.
    """
    with refused(target):
        real = _real(target)
        made = ready.resolve()
        if made == real or made in real.parents or real in made.parents:
            raise OutputError(f"{target} cannot be replaced by {ready}, which is a part of it or holds it")
        new = _tree(made, ready)
        with locked(real.parent):
            old = _tree(real, target) if real.exists() else None
            written = _compared(old or {}, new)
            if old is None or set(old) != set(new) or written.changed:
                synced(made)
                exchange(made, real)
        cleared(made)
        return written


@contextmanager
def staging(target: Path) -> Iterator[Path]:
    """An empty hidden folder beside `target`, for `replace_directory`; it is removed at the end when it was not used.

    Raises:
        OutputError: `target` may not be replaced, or the folder cannot be made.
    """
    with ExitStack() as stack:
        with refused(target):
            real = _real(target)
            real.parent.mkdir(parents=True, exist_ok=True)
            with locked(real.parent):
                recover(real)
                if real.exists():
                    _tree(real, target)
            ready = stack.enter_context(scratch(real))
        yield ready


def write_file(path: Path, text: str) -> None:
    """Replaces one file by `text`, in one step.

    Raises:
        OutputError: `path` is not a regular file, or writing failed; what was there before is whole.
    """
    with refused(path):
        real = path.resolve()
        if real.exists() and not real.is_file():
            raise OutputError(f"{path} is not a regular file: name another")
        real.parent.mkdir(parents=True, exist_ok=True)
        with locked(real.parent):
            recover(real)
        with scratch(real) as folder:
            new = folder / real.name
            with new.open("xb") as file:
                file.write(text.encode())
                file.flush()
                if real.exists():
                    os.fchmod(file.fileno(), real.stat().st_mode & 0o7777)
                os.fsync(file.fileno())
            new.replace(real)


def _relative(name: str) -> str:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or str(path) != name or "\0" in name or "\\" in name:
        raise OutputError(f"the file name {name!r} does not stay in the output folder: use a relative path")
    if not name.endswith(SUFFIX):
        raise OutputError(f"the file name {name!r} does not end in {SUFFIX}, by which the next run knows its own files")
    return name


def _real(target: Path) -> Path:
    try:
        real = target.resolve()
    except RuntimeError as error:
        raise OutputError(f"{target} is a symbolic link that leads back to itself: remove it, or name another folder") from error
    here = Path.cwd()
    if real == here or real in here.parents:
        raise OutputError(f"{target} is the folder this runs in, or one above it, and the whole of it would be replaced: name a folder in it")
    if real.exists() and not real.is_dir():
        raise OutputError(f"{target} is a file, and the output is a folder: name another")
    return real


def _tree(folder: Path, name: Path) -> dict[str, Path]:
    """Every file and folder below `folder`, all of them known to be ours."""
    found: dict[str, Path] = {}
    for parent, folders, files in os.walk(folder, onerror=_raised):
        for entry in (*folders, *files):
            path = Path(parent) / entry
            if path.is_symlink() or not (path.is_dir() or (path.is_file() and entry.endswith(SUFFIX))):
                inner = path.relative_to(folder)
                raise OutputError(f"{name} holds {inner}, which this library did not write, and would be replaced as a whole: name another folder")
            found[path.relative_to(folder).as_posix()] = path
    return found


def _raised(error: OSError) -> None:
    raise error


def _compared(old: dict[str, Path], new: dict[str, Path]) -> Written:
    before = {name for name, path in old.items() if path.is_file()}
    after = {name for name, path in new.items() if path.is_file()}
    same = sum(old[name].read_bytes() == new[name].read_bytes() for name in before & after)
    return Written(len(after - before), len(before & after) - same, len(before - after), same)
