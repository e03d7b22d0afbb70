"""The cache folder for tools that tests build, with a lock so that only one run builds each."""

import fcntl
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["build_folder", "build_lock", "cache_path", "report_progress"]


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


@contextmanager
def build_folder(ready: Path) -> Iterator[Path]:
    """A folder beside `ready` to build in, under its `build_lock`. The caller renames what is complete to `ready`; the rest is removed."""
    # Left by a run that was killed: the lock is ours, so nobody works in them.
    for old in ready.parent.glob(f".{ready.name}.new-*"):
        shutil.rmtree(old, ignore_errors=True)
    new = Path(tempfile.mkdtemp(prefix=f".{ready.name}.new-", dir=ready.parent))
    try:
        yield new
    finally:
        shutil.rmtree(new, ignore_errors=True)


def report_progress(text: str) -> None:
    """A line of progress."""
    print(f"==> {text}", file=sys.stderr, flush=True)
