"""Carries files of somebody else over when a folder is replaced, without losing what another program changes meanwhile."""

import os
import shutil
import stat
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

from portkey_constructs.errors import OutputError
from portkey_constructs.output.ownership import Contents, read_contents

__all__ = ["Carried", "carry_over", "reclaim"]

_ATTEMPTS: Final = 20


class _Version(NamedTuple):
    """Identifies one version of a file."""

    device: int
    inode: int
    size: int
    changed: int


class Carried(NamedTuple):
    """The version of a file in the previous folder, and of its twin in the new one; both are the same file if the system supports links."""

    previous: _Version
    new: _Version


def carry_over(contents: Contents, new: Path) -> dict[str, Carried]:
    """Adds every file and folder of somebody else to the folder `new`: files by a hard link if possible, otherwise as a copy."""
    folders = contents.foreign_folders()
    for name in folders:
        (new / name).mkdir(parents=True, exist_ok=True)
    carried: dict[str, Carried] = {}
    for name, path in contents.foreign.items():
        with suppress(FileNotFoundError):  # another program has removed it
            before = _version(path)
            _link(path, new / name)
            carried[name] = Carried(before, _version(new / name))
    for name in reversed(folders):
        with suppress(FileNotFoundError):
            shutil.copystat(contents.folders[name], new / name)
        _sync(new / name)
    if folders or carried:
        _sync(new)
    return carried


def reclaim(previous: Path, target: Path, owned: frozenset[str] | None = None, carried: dict[str, Carried] | None = None) -> None:
    """Removes the folder `previous`, which `target` has replaced, and moves what another program has changed in it meanwhile to `target`.

    `owned` are the paths of our files in it, by default those in its markers. Nothing else is deleted unless `target` has it.

    Raises:
        OutputError: a file cannot be moved; it stays in `previous`, and the next run tries again.
    """
    carried = carried or {}
    if owned is None:
        owned = frozenset(read_contents(previous, previous).owned)
    for name in carried:
        if not os.path.lexists(previous / name) and _version_or_none(target / name) == carried[name].new:
            (target / name).unlink()
    for _ in range(_ATTEMPTS):
        try:
            _empty(previous, target, owned, carried)
            previous.rmdir()
        except FileNotFoundError:
            return
        except OSError as error:
            problem = error
        else:
            return
    left = sorted(path.relative_to(previous).as_posix() for path in previous.rglob("*") if not path.is_dir())
    if foreign := [name for name in left if name not in owned and name not in carried]:
        reason = (problem.strerror or type(problem).__name__).lower()
        raise OutputError(f"{target} is written, but {foreign[0]}, which another program added meanwhile, is in {previous} ({reason}): move it back")


def _empty(previous: Path, target: Path, owned: frozenset[str], carried: dict[str, Carried]) -> None:
    """Removes everything in `previous` that is ours or that `target` has, and moves the rest to `target`."""
    for parent, folders, files in os.walk(previous):
        with suppress(OSError):
            Path(parent).chmod(0o700)
        for name in (*files, *(folder for folder in folders if (Path(parent) / folder).is_symlink())):
            path = Path(parent) / name
            inner = path.relative_to(previous).as_posix()
            with suppress(FileNotFoundError):
                if inner not in owned and not (inner in carried and _version(path) == carried[inner].previous):
                    _keep_newer(path, target / inner)
                path.unlink()
    for parent, folders, _ in os.walk(previous, topdown=False):
        for name in folders:
            folder = Path(parent) / name
            if not folder.is_symlink():
                folder.rmdir()


def _keep_newer(path: Path, destination: Path) -> None:
    """Makes `destination` the newer of the two files, if they differ."""
    destination.parent.mkdir(parents=True, exist_ok=True)
    try:
        _link(path, destination)
    except FileExistsError:
        old, new = path.lstat(), destination.lstat()
        if not os.path.samestat(old, new) and old.st_mtime_ns > new.st_mtime_ns and not stat.S_ISDIR(new.st_mode):
            path.replace(destination)


def _link(path: Path, destination: Path) -> None:
    """A second name of a file, or a copy if the file system or its protection does not allow one."""
    if path.is_symlink():
        destination.symlink_to(path.readlink())
        with suppress(OSError):
            shutil.copystat(path, destination, follow_symlinks=False)
        return
    try:
        os.link(path, destination)
    except (FileExistsError, FileNotFoundError):
        raise
    except OSError:
        if not path.is_file() or path.stat().st_dev != destination.parent.stat().st_dev:
            raise
        with path.open("rb") as source, destination.open("xb") as copy:
            shutil.copyfileobj(source, copy)
            copy.flush()
            os.fsync(copy.fileno())
        shutil.copystat(path, destination)


def _version(path: Path) -> _Version:
    status = path.lstat()
    return _Version(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)


def _version_or_none(path: Path) -> _Version | None:
    with suppress(OSError):
        return _version(path)
    return None


def _sync(folder: Path) -> None:
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
