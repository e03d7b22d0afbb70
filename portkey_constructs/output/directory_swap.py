"""Replaces a directory atomically, and recovers after an interrupted run."""

import errno
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from itertools import chain, islice
from pathlib import Path

from portkey_constructs.errors import OutputError
from portkey_constructs.output.interrupts import delayed_interrupts
from portkey_constructs.output.locking import directory_lock, is_locked, output_lock

__all__ = [
    "directory_lock",
    "is_leftover",
    "original_name",
    "output_errors",
    "output_lock",
    "recover",
    "remove_directory",
    "swap_directory",
    "swap_name",
    "sync_to_disk",
    "temporary_directory",
]

_NEW = ".portkey-new"
_OLD = ".portkey-old"
_SWAPPED = ".portkey-swap"
_MANY = 1000
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_OPENS_FOLDERS = hasattr(os, "O_DIRECTORY")
"""False on Windows, which opens no folders, and flushes only files that are open for writing."""
_PERMISSIONS = "check the permissions of the folder and of those above it" + ("" if _OPENS_FOLDERS else ", and close programs that use its files")
_NOT_A_FOLDER = "name another folder (a file has the name of the folder)"
_FIXES = {
    errno.ENOSPC: "make room on the disk",
    errno.EDQUOT: "make room in the disk quota",
    errno.EFBIG: "raise the limit on the size of a file",
    errno.EACCES: _PERMISSIONS,
    errno.EPERM: _PERMISSIONS,
    errno.EROFS: "name a folder on a file system that is not read-only",
    errno.EBUSY: "name a folder inside it (the root of a mounted volume cannot be replaced)",
    errno.EXDEV: "name a folder inside it (a folder cannot move from one file system to another)",
    errno.ENOTDIR: _NOT_A_FOLDER,
    errno.EEXIST: _NOT_A_FOLDER,
    errno.ENAMETOOLONG: "name a shorter path",
}


@contextmanager
def output_errors(target: Path) -> Iterator[None]:
    """Converts errors of the operating system to an OutputError about `target`."""
    try:
        yield
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        fix = _FIXES.get(error.errno or 0, "fix the cause, or name another folder")
        raise OutputError(f"{target} was not written ({reason}), the previous files are unchanged: {fix}") from error


@contextmanager
def temporary_directory(target: Path, *, locked: bool = False) -> Iterator[Path]:
    """A hidden folder next to `target`, locked while this process lives and removed at the end.

    With `locked`, the caller has the lock of the folder above.
    """
    with ExitStack() as lock:
        identity = None
        try:
            with nullcontext() if locked else directory_lock(target.parent):
                number = os.getpid()
                while (folder := target.with_name(f".{target.name}.{number}{_NEW}")).exists():
                    number += 1
                with delayed_interrupts():
                    folder.mkdir()
                    identity = folder.lstat()
                lock.enter_context(directory_lock(folder))
            yield folder
        finally:
            # First, because the folder may be the output by now, and a process that waits for it may have the lock of its parent.
            lock.close()
            if identity:
                with suppress(OSError), nullcontext() if locked else directory_lock(target.parent):
                    if os.path.samestat(folder.lstat(), identity):
                        remove_directory(folder)


def recover(target: Path) -> list[Path]:
    """Removes the temporary folders of interrupted runs next to `target`, and restores `target` if a run moved it away; requires the lock.

    Returns the folders that may contain files of somebody else, which the caller removes.
    """
    moved = target.with_name(f".{target.name}{_OLD}")
    if moved.exists() and not target.exists():
        moved.rename(target)
    for leftover in sorted(target.parent.glob(f".{_escaped(target.name)}.*")):
        if leftover.name.endswith(_NEW) and not is_locked(leftover):
            remove_directory(leftover)
    return [folder for folder in (moved, *sorted(target.parent.glob(f".{_escaped(target.name)}{_SWAPPED}*"))) if folder.is_dir()]


def swap_name(target: Path) -> Path:
    """The path of a folder that `swap_directory` exchanges with `target`. A run that is killed leaves it with files of somebody else."""
    number = 0
    while (folder := target.with_name(f".{target.name}{_SWAPPED}{number or ''}")).exists():
        number += 1
    return folder


def is_leftover(name: str) -> bool:
    """Whether a folder with this name is temporary."""
    return name.startswith(".") and (name.endswith((_NEW, _OLD)) or _SWAPPED in name)


def original_name(leftover: str) -> str:
    """The name of the folder that a temporary folder with this name belongs to."""
    name = leftover.removeprefix(".").partition(_SWAPPED)[0].removesuffix(_OLD)
    return name.removesuffix(_NEW).rpartition(".")[0] if name.endswith(_NEW) else name


def remove_directory(folder: Path) -> None:
    """Removes a folder of this library, even if it is read-only. Errors are ignored: the next run tries again."""
    with suppress(OSError):
        folder.chmod(0o700)
        for parent, folders, _ in os.walk(folder):
            for name in folders:
                (Path(parent) / name).chmod(0o700)
    shutil.rmtree(folder, ignore_errors=True)


def sync_to_disk(folder: Path) -> None:
    """Flushes `folder` and everything in it to the disk."""
    paths = (os.path.join(parent, name) for parent, _, files in os.walk(folder, topdown=False) for name in (*files, "."))  # noqa: PTH118
    first = [*islice(paths, _MANY)]
    # Linux flushes a whole file system in less time than many files one by one.
    if len(first) == _MANY and sys.platform == "linux" and _synced_file_system(folder):
        return
    for path in chain(first, paths):
        _sync(Path(path))


def _synced_file_system(folder: Path) -> bool:
    """Flushes the file system of a folder; false if the system does not support it. `os.sync` waits for all file systems."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        code = _system_call("syncfs", descriptor)
    finally:
        os.close(descriptor)
    if code:
        raise OSError(code, os.strerror(code))
    return code == 0


def swap_directory(ready: Path, target: Path) -> None:
    """Moves `ready` to `target`, and the previous contents to `ready`; requires the lock."""
    if not target.exists():
        ready.rename(target)
    else:
        ready.chmod(target.stat().st_mode & 0o7777)
        if not _exchanged(ready, target):
            _swap_in_two_steps(ready, target)
    with suppress(OSError):
        _sync(target.parent)


def _exchanged(ready: Path, target: Path) -> bool:
    """Exchanges the two folders atomically; returns false if the system or the file system does not support it."""
    if not _OPENS_FOLDERS:
        return False
    code = _system_call("renameat2", _AT_FDCWD, os.fsencode(ready), _AT_FDCWD, os.fsencode(target), _RENAME_EXCHANGE)
    if code is None or code in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP):
        return False
    if code:
        raise OSError(code, os.strerror(code))
    return True


def _system_call(name: str, *arguments: int | bytes) -> int | None:
    """The error number of a function of the C library, 0 if it succeeds; None if the library does not have it."""
    import ctypes  # slow to import, and needed only if a file has changed

    function = getattr(ctypes.CDLL(None, use_errno=True), name, None)
    if function is None:
        return None
    return 0 if function(*arguments) == 0 else ctypes.get_errno()


def _swap_in_two_steps(ready: Path, target: Path) -> None:
    """Moves `target` away, then `ready` to its place, then `target` to that of `ready`.

    Undoes the first step if the second fails; `recover` undoes it after a kill.
    """
    old = target.with_name(f".{target.name}{_OLD}")
    target.rename(old)
    try:
        ready.rename(target)
    except BaseException:
        old.rename(target)
        raise
    old.rename(ready)


def _sync(path: Path) -> None:
    if not _OPENS_FOLDERS and path.is_dir():
        return
    descriptor = os.open(path, os.O_RDONLY if _OPENS_FOLDERS else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _escaped(name: str) -> str:
    """A name as a glob pattern that matches only this name."""
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in name)
