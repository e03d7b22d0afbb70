"""A pod without a cluster: namespaces of its own, a read-only root with the rendered mounts, the rendered user.

The root is this machine's, so its servers stand in for those of the images. Nothing leaves the pod's network: it has a loopback device alone.
"""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, Self, TypeVar

from tests.servers.rendered import Rendered

__all__ = ["ADDRESS", "Pod", "until"]

Result = TypeVar("Result")

ADDRESS = "192.0.2.1"
"""The pod's address, where probes and other pods reach it."""

_ASSIGNED = {"runAsUser": 1000660000, "runAsGroup": 0, "fsGroup": 1000660000}
"""What OpenShift assigns to a pod that fixes none of them: a user and a group of the namespace's range, and the root group of the image."""

_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_NEW_NETWORK = 0x40000000

# Process 1 of the pod: it mounts, says which process it is outside, and lives until its standard input ends, also when the tests are killed.
_INIT = """\
set -eu
mount --make-rprivate /
mount -t tmpfs tmpfs layers
cp -a image layers/image
mkdir layers/root
cd layers
mount -t overlay overlay -o lowerdir=image:/ root
cd ..
mount --rbind /dev layers/root/dev
mount -t proc proc layers/root/proc
while read -r access source target; do
    [ -e "layers/root$target" ] || touch "layers/root$target"
    mount --bind "$source" "layers/root$target"
    [ "$access" = rw ] || mount -o remount,bind,ro "layers/root$target"
done < mounts
ip link set lo up
ip address add %(address)s/32 dev lo
read -r process rest < /proc/self/stat
echo "$process"
while read -r line; do :; done
"""


def until(condition: Callable[[], Any], *, seconds: float = 10, every: float = 0.05) -> bool:
    """Whether `condition` comes true in time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(every)
    return True


class Pod:
    """The pod of `rendered`, with the `files` and symbolic `links` that its image would bring."""

    def __init__(self, rendered: Rendered, folder: Path, *, files: Mapping[str, str] | None = None, links: Mapping[str, str] | None = None) -> None:
        self.rendered = rendered
        self.folder = folder
        self.log = folder / "log"
        self._started: list[subprocess.Popen[bytes]] = []
        security = rendered.pod["securityContext"]
        self.user, self.group, self.owner = (int(security.get(key, assigned)) for key, assigned in _ASSIGNED.items())
        self._image = folder / "image"
        for name in ("layers", "image", "volumes"):
            (folder / name).mkdir()
        for path in ("/dev", "/proc"):
            self._in_image(path).mkdir(parents=True, exist_ok=True)
        for path, content in (files or {}).items():
            self._write(path, content)
        for path, target in (links or {}).items():
            place = self._in_image(path)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.symlink_to(target)
        self.log.touch()
        self.log.chmod(0o666)
        (folder / "mounts").write_text("".join(f"{line}\n" for line in self._mounts()))

    def __enter__(self) -> Self:
        command = ["unshare", "--mount", "--net", "--pid", "--fork", "--kill-child", "sh", "-c", _INIT % {"address": ADDRESS}]
        errors = self.folder / "init.err"
        with errors.open("wb") as sink:
            self._init = subprocess.Popen(command, cwd=self.folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=sink)
        assert self._init.stdout
        line = self._init.stdout.readline()
        if not line:
            self.__exit__()
            raise RuntimeError(f"the pod's namespaces could not be set up: {errors.read_text()}")
        self._process = int(line)
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._started:
            for child in self.children(process):
                os.kill(child, signal.SIGKILL)
            process.send_signal(signal.SIGCONT)  # nsenter stops when its child does, and would not see it end
            process.wait(5)
        assert self._init.stdin
        assert self._init.stdout
        self._init.stdin.close()
        try:
            self._init.wait(5)
        except subprocess.TimeoutExpired:
            self._init.kill()
            self._init.wait()
        self._init.stdout.close()

    def volume(self, name: str) -> Path:
        """Where a volume's files are, seen from outside."""
        return self.folder / "volumes" / name

    def start(self, command: Sequence[str], environment: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
        """Starts the container's process; what it prints goes to `log`."""
        with self.log.open("ab") as sink:
            process = subprocess.Popen(
                self._entered(command), env=self._environment(environment), stdin=subprocess.DEVNULL, stdout=sink, stderr=subprocess.STDOUT
            )
        self._started.append(process)
        return process

    def stop(self, process: subprocess.Popen[bytes], with_signal: signal.Signals = signal.SIGTERM, seconds: float = 10) -> int:
        """Ends the container's process as the kubelet does; returns its exit code, negative for a signal."""
        for child in self.children(process):
            os.kill(child, with_signal)
        return process.wait(seconds)

    def run(
        self, command: Sequence[str], *, environment: Mapping[str, str] | None = None, text: str = "", seconds: float = 30
    ) -> subprocess.CompletedProcess[str]:
        """Runs a command in the container, as `kubectl exec` does; raises `subprocess.TimeoutExpired`."""
        pipe = subprocess.PIPE
        with subprocess.Popen(
            self._entered(command), env=self._environment(environment), stdin=pipe, stdout=pipe, stderr=pipe, text=True, encoding="utf-8"
        ) as process:
            try:
                out, err = process.communicate(text, seconds)
            except subprocess.TimeoutExpired:
                for child in self.children(process):
                    os.kill(child, signal.SIGKILL)
                raise
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def inside(self, work: Callable[[], Result]) -> Result:
        """Runs `work` in the pod's network; sockets made there stay there, and serve outside too."""
        libc = ctypes.CDLL(None, use_errno=True)

        def entered() -> Result:
            with Path(f"/proc/{self._process}/ns/net").open("rb") as namespace:
                if libc.setns(namespace.fileno(), _NEW_NETWORK):
                    raise OSError(ctypes.get_errno(), "cannot enter the pod's network")
            return work()

        with ThreadPoolExecutor(1) as pool:
            return pool.submit(entered).result()

    def printed(self) -> str:
        """What the container printed so far."""
        return self.log.read_text("utf-8", "replace")

    def children(self, process: subprocess.Popen[bytes] | subprocess.Popen[str]) -> list[int]:
        """The container's process behind `process`, by its number outside the pod."""
        with suppress(FileNotFoundError):
            return [int(child) for child in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]
        return []

    def _entered(self, command: Sequence[str]) -> list[str]:
        enter = ["nsenter", f"--target={self._process}", "--mount", "--net", "--pid", "chroot", str(self.folder / "layers/root")]
        bare = ["--bounding-set=-all", "--inh-caps=-all", "--no-new-privs"]
        user = ["setpriv", f"--reuid={self.user}", f"--regid={self.group}", f"--groups={self.owner}", *bare]
        # A container starts with the default signal handlers; a background job inherits an ignored SIGQUIT, which no shell can trap.
        return [*enter, *user, "env", "--default-signal=QUIT", *command]

    def _environment(self, more: Mapping[str, str] | None) -> dict[str, str]:
        return {"PATH": _PATH, "HOME": "/", **self.rendered.environment, **(more or {})}

    def _in_image(self, path: str) -> Path:
        return self._image / os.path.realpath(path).lstrip("/")

    def _write(self, path: str, content: str) -> None:
        place = self._in_image(path)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(content, "utf-8")

    def _mounts(self) -> Iterator[str]:
        """The container's mounts, outer folders first: access, source, place."""
        for mount in sorted(self.rendered.container["volumeMounts"], key=lambda mount: str(mount["mountPath"]).count("/")):
            source, place = self._source(mount), self._in_image(mount["mountPath"])
            place.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                place.mkdir(exist_ok=True)
            else:
                place.touch()
            yield f"{'ro' if mount.get('readOnly') else 'rw'} {source} /{place.relative_to(self._image)}"

    def _source(self, mount: Any) -> Path:
        volume = self.volume(mount["name"])
        if not volume.exists():
            volume.mkdir()
            files = self.rendered.config_map(mount["name"])
            for name, content in (files or {}).items():
                (volume / name).write_text(content, "utf-8")
            if files is None:
                os.chown(volume, 0, self.owner)
                volume.chmod(0o2775 if mount["name"] in self.rendered.claims else 0o2777)
        if "subPath" not in mount:
            return volume
        path: Path = volume / mount["subPath"]
        if not path.exists():
            # As the kubelet does: a folder with the volume's mode, and by the set-group bit its group.
            path.mkdir()
            os.chown(path, 0, self.owner)
            path.chmod(volume.stat().st_mode & 0o7777)
        return path
