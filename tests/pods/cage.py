"""A cage of namespaces, in which a whole cluster runs: when its first process ends, everything in it ends."""

import ctypes
import os
import shutil
import signal
import subprocess
import tempfile
import weakref
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from tests.cluster.processes import until

__all__ = ["LAN", "Cage", "CageError", "Namespaces", "obstacle"]

LAN: Final = "10.10.0.1"
"""The address of the machine next to the nodes, where the control plane runs and from where clients send requests."""

_CGROUPS: Final = Path("/sys/fs/cgroup")
_CONTROLLERS: Final = {"cpu", "cpuacct", "cpuset", "memory", "devices", "freezer", "blkio", "pids"}
_NEWNET: Final = 0x40000000
_PR_SET_PDEATHSIG: Final = 1
_LIBC: Final = ctypes.CDLL(None, use_errno=True)
_HERE: Final = Path(__file__).parent
# Waits until its input ends, as it does with the process that holds it; then no process of the cage is left.
_CLEAN: Final = """
read -r _
# On a busy machine, killed processes keep their cgroups for some seconds.
for _ in $(seq 100); do
    find /sys/fs/cgroup/*/"$1" -depth -type d -exec rmdir {} + 2>/dev/null
    rm -rf -- "$2" 2>/dev/null && [ ! -e "$2" ] && [ -z "$(ls -d /sys/fs/cgroup/*/"$1" 2>/dev/null)" ] && exit
    sleep 0.3
done
"""


class CageError(Exception):
    """The cage does not start; with what its programs printed."""


class Namespaces:
    """The namespaces of a process in the cage."""

    def __init__(self, process: int) -> None:
        self.process = process

    def command(self, command: Sequence[str | Path]) -> list[str]:
        """The command that runs a program in these namespaces."""
        return ["nsenter", f"--target={self.process}", "--mount", "--net", "--uts", "--ipc", "--pid", "--", *map(str, command)]

    def run(self, *command: str | Path, path: str = os.defpath, check: bool = True) -> str:
        """Runs a program to its end, and returns what it prints."""
        process = subprocess.run(self.command(command), capture_output=True, text=True, stdin=subprocess.DEVNULL, env={"PATH": path}, timeout=120)
        if check and process.returncode:
            raise CageError(f"{' '.join(map(str, command))} ended with {process.returncode}: {process.stdout}{process.stderr}")
        return process.stdout

    def inner_process(self) -> int:
        """The id that the process has inside the cage."""
        return int(_status(self.process, "NSpid").split()[-1])

    def enter_network(self) -> None:
        """Moves this process, and what it starts from now on, into the network."""
        with Path(f"/proc/{self.process}/ns/net").open() as file:
            enter_network(file.fileno())


class Cage(Namespaces):
    """The machine next to the nodes: a network of its own, process ids of its own, and a folder for everything that is written."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="portkey-pods-"))
        self.cgroup = self.folder.name
        self._cleaner = subprocess.Popen(
            ["/bin/sh", "-c", _CLEAN, "cleaner", self.cgroup, self.folder],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        flags = ["--net", "--mount", "--uts", "--ipc", "--pid", "--fork", "--kill-child", "--mount-proc", "--propagation=private"]
        self._nodes: list[subprocess.Popen[bytes]] = []
        self._process = self._start(["unshare", *flags, "bash", str(_HERE / "init.sh")], "cage")
        try:
            super().__init__(_child(self._process.pid))
        except BaseException:
            self.__exit__(None, None, None)
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.kill()
        assert self._cleaner.stdin
        self._cleaner.stdin.close()
        self._cleaner.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def kill(self) -> None:
        """Ends every process in the cage; its folder stays until the context is left."""
        # The child of this process is the first process of the cage, and is killed with it.
        self._process.kill()
        self._process.wait()
        for node in self._nodes:
            node.wait()
        until(lambda: not self.processes(), 20, 0.1)

    def node(self, name: str, cpus: int) -> Namespaces:
        """Makes the namespaces of a node."""
        folder = self.folder / name
        folder.mkdir()
        flags = ["--net", "--mount", "--uts", "--propagation=private"]
        script = ["bash", str(_HERE / "node.sh"), f"{self.cgroup}/{name}", str(folder), str(cpus)]
        process = self._start(self.command(["unshare", *flags, *script]), name)
        self._nodes.append(process)
        node = Namespaces(_child(process.pid))
        node.run("hostname", name)
        return node

    def processes(self) -> list[int]:
        """The ids of all processes in the cage, as seen from outside."""
        own = self.namespace
        found = []
        for process in _processes():
            with suppress(OSError):
                if str(Path(f"/proc/{process}/ns/pid").readlink()) == own:
                    found.append(process)
        return found

    def _start(self, command: list[str], name: str) -> subprocess.Popen[bytes]:
        log = self.folder / f"{name}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={"PATH": f"{os.defpath}:/usr/sbin:/sbin"},
                start_new_session=True,
                preexec_fn=_end_with_parent,
            )
        until(lambda: process.poll() is not None or b"ready" in log.read_bytes(), 20)
        if process.poll() is not None or b"ready" not in log.read_bytes():
            process.kill()
            raise CageError(f"{name} does not start: {log.read_text()}")
        if name == "cage":
            namespace = Path(f"/proc/{_child(process.pid)}/ns/pid")
            # While the namespace is open, no later one gets its number: `traces` would report the processes of another cluster's pod.
            weakref.finalize(self, os.close, os.open(namespace, os.O_RDONLY | os.O_CLOEXEC))
            self.namespace = str(namespace.readlink())
        return process


def obstacle() -> str:
    """Why pods cannot run on this machine, or nothing."""
    if os.getuid():
        return "pods can be run by root alone"
    for tool in ("unshare", "nsenter", "ip"):
        if not shutil.which(tool, path=f"{os.defpath}:/usr/sbin:/sbin"):
            return f"{tool} is not on PATH"
    controllers = {name for line in Path("/proc/self/cgroup").read_text().splitlines() for name in line.split(":")[1].split(",")}
    if missing := sorted(_CONTROLLERS - controllers):
        return f"cgroup v1 has no {', '.join(missing)} on this machine; with cgroup v2 the suite was not tried"
    tried = subprocess.run(["unshare", "--net", "--mount", "--pid", "--fork", "true"], capture_output=True, text=True)
    return f"namespaces cannot be made: {tried.stderr.strip()}" if tried.returncode else ""


def enter_network(descriptor: int) -> None:
    """Moves this process into a network namespace, by an open file of it."""
    if _LIBC.setns(descriptor, _NEWNET):
        raise OSError(ctypes.get_errno(), "cannot enter the network namespace")


def _processes() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]


def _status(process: int, name: str) -> str:
    return next(line.split(":", 1)[1].strip() for line in Path(f"/proc/{process}/status").read_text().splitlines() if line.startswith(f"{name}:"))


def _child(parent: int) -> int:
    for process in _processes():
        with suppress(OSError, StopIteration):
            if int(_status(process, "PPid")) == parent:
                return process
    raise CageError(f"process {parent} has no child")


def _end_with_parent() -> None:
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
