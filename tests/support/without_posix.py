"""Runs the command line, or a test's code, as if the system were Windows: without the modules, names and behavior of POSIX systems.

    python -m tests.support.without_posix portkey_constructs.cli render -f portkey.yaml

The paths remain those of this system. The file locks of Windows are made from those of this system, so that locking works. What Windows does
differently in other ways is not shown by this.
"""

import asyncio.subprocess  # noqa: F401  the standard library chooses by these modules what it is on Windows
import builtins
import ctypes
import errno
import os
import runpy
import shutil
import sys
from pathlib import Path
from types import ModuleType
from typing import Any, Final

__all__ = ["HIDDEN_MODULES", "HIDDEN_NAMES", "hide"]

HIDDEN_MODULES: Final = ("_posixsubprocess", "crypt", "fcntl", "grp", "pty", "pwd", "readline", "resource", "syslog", "termios", "tty")
HIDDEN_NAMES: Final = (
    *("O_DIRECTORY", "O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "fchmod", "fchown", "chown", "lchown", "fork", "forkpty", "getuid", "geteuid"),
    *("getgid", "getegid", "getpgid", "setuid", "setgid", "setsid", "killpg", "mkfifo", "mknod", "statvfs", "sync", "uname", "wait", "nice"),
)


def hide() -> None:
    """Removes what Windows does not have, and makes system calls fail as there."""
    locks = _locks()
    for name in HIDDEN_MODULES:
        sys.modules[name] = None  # type: ignore[assignment]
    sys.modules["msvcrt"] = locks
    for name in HIDDEN_NAMES:
        if hasattr(os, name):
            delattr(os, name)
    for supported in (os.supports_dir_fd, os.supports_fd, os.supports_follow_symlinks):
        supported.clear()
    shutil._use_fd_functions = False  # type: ignore[attr-defined]
    _refuse_folders()
    _refuse_to_replace()
    library = ctypes.CDLL

    def load(name: Any = None, *arguments: Any, **options: Any) -> Any:
        if name is None:
            raise TypeError("LoadLibrary() argument 1 must be str, not None")
        return library(name, *arguments, **options)

    ctypes.CDLL = load  # type: ignore[assignment,misc]


def _locks() -> ModuleType:
    """The module msvcrt, with locks that end with the process, as on Windows."""
    import fcntl  # before it is hidden

    module = ModuleType("msvcrt")

    def locking(descriptor: int, mode: int, size: int) -> None:
        assert (mode, size) == (2, 1)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise PermissionError(errno.EACCES, "Permission denied") from None

    module.__dict__.update(LK_NBLCK=2, locking=locking)
    return module


def _refuse_folders() -> None:
    """Opening a folder, and flushing a file that is open for reading only, is refused."""
    opened, flushed, modes = os.open, os.fsync, dict[int, int]()

    def open_file(path: Any, flags: int, *arguments: Any, **options: Any) -> int:
        if isinstance(path, str | bytes | os.PathLike) and Path(os.fsdecode(path)).is_dir():
            raise PermissionError(errno.EACCES, "Permission denied", os.fsdecode(path))
        descriptor = opened(path, flags, *arguments, **options)
        modes[descriptor] = flags & (os.O_RDONLY | os.O_WRONLY | os.O_RDWR)
        return descriptor

    def flush(file: Any) -> None:
        descriptor = file if isinstance(file, int) else file.fileno()
        if modes.get(descriptor, os.O_RDWR) == os.O_RDONLY:
            raise OSError(errno.EBADF, "Bad file descriptor")
        flushed(descriptor)

    os.open, os.fsync = open_file, flush  # type: ignore[assignment]

    def open_text(file: Any, mode: str = "r", *arguments: Any, **options: Any) -> Any:
        if isinstance(file, str | os.PathLike) and Path(os.fspath(file)).is_dir():
            raise PermissionError(errno.EACCES, "Permission denied", os.fspath(file))
        return original(file, mode, *arguments, **options)

    original = builtins.open
    builtins.open = open_text
    Path.open = lambda self, mode="r", *arguments, **options: open_text(self, mode, *arguments, **options)  # type: ignore[method-assign]


def _refuse_to_replace() -> None:
    """Renaming to an existing path is refused."""
    renamed = os.rename

    def rename(source: Any, target: Any, **options: Any) -> None:
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, "File exists", os.fspath(source), None, os.fspath(target))
        renamed(source, target, **options)

    os.rename = rename  # type: ignore[assignment]


if __name__ == "__main__":
    hide()
    _, name, *arguments = sys.argv
    sys.argv = [name, *arguments]
    if name.endswith(".py"):
        runpy.run_path(name, run_name="__main__")
    else:
        runpy.run_module(name, run_name="__main__", alter_sys=True)
