"""The cache folder for tools that tests build, with a lock so that only one run builds each."""

import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["build_lock", "cache_path", "report_progress"]


def cache_path(name: str) -> Path:
    """The path of a cached item; its name must depend on everything that the item depends on."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "portkey-constructs" / "tools" / name


@contextmanager
def build_lock(ready: Path, what: str) -> Iterator[int]:
    """Ensures that only one process builds `ready`; the lock ends with the last process that has the file descriptor."""
    lock = ready.with_name(f".{ready.name}.lock")
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            report_progress(f"{what}: another run is building it, waiting")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield file.fileno()


def report_progress(text: str) -> None:
    """A line of progress."""
    print(f"==> {text}", file=sys.stderr, flush=True)
