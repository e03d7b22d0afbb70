"""Locks on folders, against other processes of this library on the same machine.

On POSIX systems, the folder itself is locked. Windows locks only files, so a file stands for the folder there: it is in the user's folder for
temporary files, which leaves the output folders as they are. A lock ends with its process, even if that is killed.
"""

import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import Any, Final

__all__ = ["directory_lock", "is_locked", "output_lock"]


def _system_module(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError:
        return None


_fcntl: Final[Any] = _system_module("fcntl")
_msvcrt: Final[Any] = None if _fcntl else _system_module("msvcrt")
_RETRY_SECONDS: Final = 0.02


@contextmanager
def directory_lock(folder: Path) -> Iterator[None]:
    """Locks `folder`, if the system and the file system support locks; waits while another process has the lock.

    Raises:
        OSError: `folder` does not exist, or is not a folder.
    """
    if _fcntl:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            with suppress(OSError):
                _fcntl.flock(descriptor, _fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)
        return
    # The same error as that of os.open above, if there is no such folder.
    with os.scandir(folder):
        pass
    if not _msvcrt:
        yield
        return
    path = _lock_path(folder)
    while (lock := _locked_file(path)) is None:
        time.sleep(_RETRY_SECONDS)
    try:
        yield
    finally:
        _release(lock, path)


@contextmanager
def output_lock(target: Path) -> Iterator[None]:
    """Locks the folder of `target` and the two above: a run for a folder above may replace it with everything in it.

    Two are enough for a file in the folder of an environment, in the folder of all environments.

    Raises:
        OSError: the folder of `target` does not exist, or is not a folder.
    """
    folder, *above = target.parents[:3]
    with ExitStack() as locks:
        for parent in reversed(above):
            with suppress(PermissionError):  # nobody who runs here can replace what is in it
                locks.enter_context(directory_lock(parent))
        locks.enter_context(directory_lock(folder))
        yield


def is_locked(folder: Path) -> bool:
    """Whether another process has the lock of `folder`, or `folder` cannot be opened; false if locks are not supported."""
    if _fcntl:
        try:
            descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        except OSError:
            return True
        try:
            _fcntl.flock(descriptor, _fcntl.LOCK_EX | _fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError:
            return False
        finally:
            os.close(descriptor)
        return False
    if not _msvcrt:
        return False
    path = _lock_path(folder)
    lock = _locked_file(path)
    if lock is None:
        return True
    _release(lock, path)
    return False


def _lock_path(folder: Path) -> Path:
    """The file that stands for a folder: the same for every spelling of its path."""
    identity = hashlib.sha256(os.path.normcase(folder.resolve()).encode(errors="surrogateescape")).hexdigest()
    return Path(tempfile.gettempdir()) / f"portkey-constructs-{identity[:32]}.lock"


def _locked_file(path: Path) -> int | None:
    """The descriptor of the file at `path` with its lock, or None if another process has it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT)
    with suppress(OSError):
        _msvcrt.locking(descriptor, _msvcrt.LK_NBLCK, 1)
        # The process that had the lock before may have removed the file since it was opened here.
        if os.path.samestat(os.fstat(descriptor), path.stat()):
            return descriptor
    os.close(descriptor)
    return None


def _release(descriptor: int, path: Path) -> None:
    """Ends a lock and removes its file, unless another process has opened it: Windows removes no open file."""
    removed = False
    with suppress(OSError):
        path.unlink()
        removed = True
    os.close(descriptor)
    if not removed:
        with suppress(OSError):
            path.unlink()
