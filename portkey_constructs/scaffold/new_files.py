"""Writes new files to a folder without changing existing files.

A new folder is created with all its files in one atomic step. In an existing folder, each file is created atomically, and a run that fails
removes the files that it wrote. Partial files never exist.
"""

import errno
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from portkey_constructs.errors import OutputError
from portkey_constructs.output.directory_swap import directory_lock, output_errors, recover, sync_to_disk, temporary_directory

__all__ = ["write_new_files"]

_SCRATCH_NAME: Final = "init"
_NO_HARD_LINKS: Final = (errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK)
_IGNORED: Final = frozenset({".git"})
_LISTED: Final = 3


def write_new_files(folder: Path, files: Mapping[str, str], *, alone: bool = False) -> tuple[str, ...]:
    """Write `files` (relative POSIX path -> text) to `folder`; returns the paths of the new files.

    An existing file with the same content is kept. With `alone`, nothing is written to a folder that contains other files.

    Raises:
        OutputError: a file exists with other content, the folder is in use, or writing failed. Existing files are unchanged.
    """
    contents = {name: text.encode() for name, text in files.items()}
    with output_errors(folder):
        try:
            real = folder.resolve()
        except RuntimeError as error:
            raise OutputError(f"{folder} is a symbolic link to itself: remove it, or name another folder") from error
        if real.is_dir():
            return _add_to_folder(folder, real, contents, alone=alone)
        if real.exists():
            raise OutputError(f"{folder} is a file, not a folder: name another folder")
        real.parent.mkdir(parents=True, exist_ok=True)
        with directory_lock(real.parent):
            recover(real)
        with temporary_directory(real) as ready:
            _fill(ready, contents)
            # Fails if another process has created a non-empty folder at this path in the meantime.
            ready.rename(real)
        return tuple(contents)


def _add_to_folder(folder: Path, real: Path, contents: Mapping[str, bytes], *, alone: bool) -> tuple[str, ...]:
    with directory_lock(real):
        recover(real / _SCRATCH_NAME)
    missing = _missing(folder, real, contents, alone=alone)
    if not missing:
        return ()
    with temporary_directory(real / _SCRATCH_NAME) as ready:
        _fill(ready, {name: contents[name] for name in missing})
        with directory_lock(real), _removed_on_error() as created:
            for name in _missing(folder, real, contents, alone=alone, scratch_name=ready.name):
                for parent in reversed(Path(name).parents[:-1]):
                    if not (real / parent).is_dir():
                        (real / parent).mkdir()
                        created.append(real / parent)
                _put(ready / name, real / name)
                created.append(real / name)
    return missing


def _missing(folder: Path, real: Path, contents: Mapping[str, bytes], *, alone: bool, scratch_name: str = "") -> tuple[str, ...]:
    """The files that do not exist yet. Raises OutputError if they must not be added."""
    existing = [name for name in contents if os.path.lexists(real / name)]
    different = [name for name in existing if not _has_content(real / name, contents[name])]
    if different:
        raise OutputError(
            f"{_listed(different)} in {folder} {'exists' if len(different) == 1 else 'exist'} with other content, and nothing was overwritten: "
            "move the existing files, or name another folder with -o"
        )
    missing = tuple(name for name in contents if name not in existing)
    expected = {Path(name).parts[0] for name in contents} | _IGNORED | {scratch_name}
    if alone and missing and (others := sorted(entry.name for entry in real.iterdir() if entry.name not in expected)):
        raise OutputError(f"{folder} is in use (it contains {_listed(others)}), and a project needs a separate folder: name a new one with -o")
    return missing


def _has_content(path: Path, content: bytes) -> bool:
    return path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content


def _listed(names: Sequence[str]) -> str:
    further = len(names) - _LISTED
    return ", ".join(names[:_LISTED]) + (f" and {further} more" if further > 0 else "")


def _fill(folder: Path, contents: Mapping[str, bytes]) -> None:
    for name, content in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    sync_to_disk(folder)


def _put(source: Path, target: Path) -> None:
    """Move a complete file to its path; fails if the path exists."""
    try:
        os.link(source, target)
    except OSError as error:
        if error.errno not in _NO_HARD_LINKS:
            raise
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST)) from None
        source.rename(target)


@contextmanager
def _removed_on_error() -> Iterator[list[Path]]:
    """Yield a list to which the block adds the files and folders that it creates; they are removed if the block fails."""
    created: list[Path] = []
    try:
        yield created
    except BaseException:
        for path in reversed(created):
            if path.is_dir():
                path.rmdir()
            else:
                path.unlink()
        raise
