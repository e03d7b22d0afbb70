"""How a finished folder takes the place of another one in one step, and how what a killed run left is found again."""

import errno
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from portkey_constructs.errors import OutputError

__all__ = ["cleared", "exchange", "locked", "recover", "refused", "scratch", "synced"]

_NEW = ".portkey-new"
_OLD = ".portkey-old"
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_FIXES = {
    errno.ENOSPC: "make room on the disk",
    errno.EDQUOT: "make room in the disk quota",
    errno.EFBIG: "raise the limit on the size of a file",
    errno.EACCES: "check the permissions of the folder and of those above it",
    errno.EPERM: "check the permissions of the folder and of those above it",
    errno.EROFS: "name a folder on a file system that can be written to",
    errno.EBUSY: "name a folder inside it (the root of a mounted volume cannot be replaced)",
    errno.EXDEV: "name a folder inside it (a folder cannot move from one file system to another)",
    errno.ENOTDIR: "name another folder (a file stands where a folder is needed)",
    errno.EEXIST: "name another folder (a file stands where a folder is needed)",
    errno.ENAMETOOLONG: "name a shorter path",
}


@contextmanager
def refused(target: Path) -> Iterator[None]:
    """Turns what the operating system refuses into an OutputError about `target`."""
    try:
        yield
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        fix = _FIXES.get(error.errno or 0, "mend that, or name another folder")
        raise OutputError(f"{target} was not written ({reason}), what was there before is whole: {fix}") from error


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Alone among the processes that write into `folder`; where the file system has no locks, together with them."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def scratch(target: Path) -> Iterator[Path]:
    """A hidden folder beside `target`, held by this process while it lives, and removed at the end."""
    with locked(target.parent):
        number = os.getpid()
        while (folder := target.with_name(f".{target.name}.{number}{_NEW}")).exists():
            number += 1
        folder.mkdir()
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
    try:
        yield folder
    finally:
        with suppress(OSError), locked(target.parent):
            if os.path.samestat(folder.lstat(), os.fstat(descriptor)):
                cleared(folder)
        os.close(descriptor)


def recover(target: Path) -> None:
    """Removes what killed runs left beside `target`, and puts back what one of them had moved away. Call it `locked`."""
    for left in sorted(target.parent.glob(f".{_literal(target.name)}.*")):
        if left.name == f".{target.name}{_OLD}" and not target.exists():
            left.rename(target)
        elif left.name == f".{target.name}{_OLD}" or (left.name.endswith(_NEW) and _abandoned(left)):
            cleared(left)


def cleared(folder: Path) -> None:
    """Removes a folder of this library's, also where it was made read-only; what cannot be removed is left to the next run."""
    with suppress(OSError):
        folder.chmod(0o700)
        for parent, folders, _ in os.walk(folder):
            for name in folders:
                (Path(parent) / name).chmod(0o700)
    shutil.rmtree(folder, ignore_errors=True)


def synced(folder: Path) -> None:
    """Forces every file and folder below `folder` to the disk."""
    for parent, _, files in os.walk(folder, topdown=False):
        for name in (*files, "."):
            _synced(Path(parent) / name)


def exchange(ready: Path, target: Path) -> None:
    """Puts `ready` into the place of `target`, and removes what was there. Call it `locked`."""
    if not target.exists():
        ready.rename(target)
    else:
        ready.chmod(target.stat().st_mode & 0o7777)
        if _exchanged(ready, target):
            cleared(ready)
        else:
            _moved(ready, target)
    with suppress(OSError):
        _synced(target.parent)


def _exchanged(ready: Path, target: Path) -> bool:
    """Whether the two have changed places at once, which Linux does on most file systems."""
    import ctypes

    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    if rename(_AT_FDCWD, os.fsencode(ready), _AT_FDCWD, os.fsencode(target), _RENAME_EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP):
        return False
    raise OSError(code, os.strerror(code))


def _moved(ready: Path, target: Path) -> None:
    """The same in two steps, undone when the second one fails; `recover` undoes it when there is nobody left to."""
    away = target.with_name(f".{target.name}{_OLD}")
    target.rename(away)
    try:
        ready.rename(target)
    except BaseException:
        away.rename(target)
        raise
    cleared(away)


def _synced(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _abandoned(folder: Path) -> bool:
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return True


def _literal(name: str) -> str:
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in name)
