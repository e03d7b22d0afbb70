"""Processes that end with this one, however it ends, and a folder that goes with them."""

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Self

__all__ = ["ProcessError", "Processes", "free_ports", "until"]

_PR_SET_PDEATHSIG: Final = 1
_LIBC: Final = ctypes.CDLL(None)
# Waits until its input ends, as it does with the one that holds it, and removes the folder once nobody writes in it any more.
_REMOVE: Final = 'read -r _; for _ in 1 2 3 4 5 6 7 8 9 10; do rm -rf -- "$1" 2>/dev/null && [ ! -e "$1" ] && exit; sleep 0.3; done'


class ProcessError(Exception):
    """A process did not start, or ended before its time; with the end of what it printed."""


class Processes:
    """A folder, and the processes that were started in it; leaving the context stops them, the last first, and removes the folder.

    When this process is killed, the kernel kills them, and a shell that outlives it removes the folder.
    """

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="portkey-cluster-"))
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._remover = subprocess.Popen(["/bin/sh", "-c", _REMOVE, "remover", self.folder], stdin=subprocess.PIPE, start_new_session=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            for name in reversed(list(self._running)):
                self.stop(name)
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)
            assert self._remover.stdin
            self._remover.stdin.close()
            self._remover.wait()

    def start(self, name: str, command: Sequence[str | Path], environment: Mapping[str, str] | None = None) -> None:
        """Starts a program by its full path; what it prints goes to a file."""
        with self.log(name).open("ab") as log:
            self._running[name] = subprocess.Popen(
                [str(part) for part in command],
                cwd=self.folder,
                env={"PATH": os.defpath, "HOME": str(self.folder), "TMPDIR": str(self.folder), **(environment or {})},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_end_with_parent,
            )

    def stop(self, name: str) -> None:
        """Stops one process and waits for its end."""
        process = self._running.pop(name)
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def log(self, name: str) -> Path:
        """Where a process prints to."""
        return self.folder / f"{name}.log"

    def pid(self, name: str) -> int:
        """The id of a running process."""
        return self._running[name].pid

    def check(self) -> None:
        """Raises `ProcessError` when a process has ended."""
        for name, process in self._running.items():
            if process.poll() is not None:
                last_lines = self.log(name).read_text(errors="replace").splitlines()[-25:]
                raise ProcessError("\n".join((f"{name} ended with {process.returncode}:", *last_lines)))

    def wait(self, what: str, ready: Callable[[], bool], seconds: float) -> None:
        """Waits until `ready`; raises `ProcessError` when the time is up or a process ends before."""

        def checked() -> bool:
            self.check()
            return ready()

        if not until(checked, seconds):
            raise ProcessError(f"{what} within {seconds:.0f} s: no; see {', '.join(self._running)} in {self.folder}")


def until(ready: Callable[[], object], seconds: float = 30, pause: float = 0.05) -> bool:
    """Whether `ready` became true in time."""
    end = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > end:
            return False
        time.sleep(pause)
    return True


def free_ports(count: int) -> list[int]:
    """Free ports of the loopback address."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for listener in sockets:
            listener.bind(("127.0.0.1", 0))
        return [listener.getsockname()[1] for listener in sockets]
    finally:
        for listener in sockets:
            listener.close()


def _end_with_parent() -> None:
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
