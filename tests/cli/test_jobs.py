"""Several processes for many environments: they end with the command, and leave nothing behind."""

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from tests.environments.test_reading import BASE

ENVIRONMENTS = 200
PROGRAM = (sys.executable, "-m", "portkey_constructs.cli")
RENDER = (*PROGRAM, "render", "--all", "-o", "dist")
SECONDS = 60

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "base.yaml").write_text(BASE)
    names = [f"e{number}" for number in range(ENVIRONMENTS)]
    definitions = "".join(f"  {name}: {{files: [base.yaml], cluster: {name}, values: {{namespace: {name}}}}}\n" for name in names)
    (tmp_path / "environments.yaml").write_text(f"environments:\n{definitions}")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def wait_for(condition: Callable[[], object]) -> None:
    end = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def started(jobs: int, *, environment: str = "") -> "subprocess.Popen[str]":
    """A command in a process group of its own, when it has created its temporary folder, or the folder of an environment in it."""
    process = subprocess.Popen((*RENDER, "--jobs", str(jobs)), start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    wait_for(lambda: [*Path().glob(f".dist*/{environment}")] or process.poll() is not None)
    return process


def members(group: int) -> list[int]:
    """The processes of a group that have not ended."""
    running: list[int] = []
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            state, _, process_group = (entry / "stat").read_text().rpartition(")")[2].split()[:3]
            running += [int(entry.name)] * (int(process_group) == group and state != "Z")
    return running


def names() -> list[str]:
    return sorted(path.name for path in Path().iterdir())


@pytest.mark.parametrize("environment", ["", "e100"], ids=["at the start", "in the middle"])
@pytest.mark.parametrize("send", [os.kill, os.killpg], ids=["to the parent", "to all"])
@pytest.mark.parametrize("jobs", [1, 2])
def test_interrupt_ends_every_process_and_leaves_nothing(jobs: int, send: Callable[[int, int], None], environment: str) -> None:
    process = started(jobs, environment=environment)
    send(process.pid, signal.SIGINT)
    output, errors = process.communicate(timeout=SECONDS)

    assert (process.returncode, output, errors) == (130, "", "\nAborted.\n")
    assert names() == ["base.yaml", "environments.yaml"]
    assert members(process.pid) == []


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_interrupt_that_python_ignores_ends_the_command(jobs: str) -> None:
    """Exceptions in the callback of a weak reference are ignored, and each import has such a callback."""
    code = (
        "import signal, sys, weakref\n"
        "from portkey_constructs.cli import main\n"
        "class Referent: pass\n"
        "def interrupted_callback(event, arguments):\n"
        "    if event == 'open' and '.portkey-new' in str(arguments[0]) and not calls:\n"
        "        calls.append(event)\n"
        "        referent = Referent()\n"
        "        reference = weakref.ref(referent, lambda _: signal.raise_signal(signal.SIGINT))\n"
        "        del referent\n"
        "calls = []\n"
        "sys.addaudithook(interrupted_callback)\n"
        f"sys.argv = ['portkey-constructs', 'render', '--all', '-o', 'dist', '--jobs', '{jobs}']\n"
        "main()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)

    assert (done.returncode, done.stdout, done.stderr) == (130, "", "\nAborted.\n"), done.stderr
    assert names() == ["base.yaml", "environments.yaml"]


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_processes_end_when_their_parent_is_killed() -> None:
    process = started(2, environment="e100")
    assert len(members(process.pid)) == 3
    process.kill()
    process.communicate()

    wait_for(lambda: not members(process.pid))
    subprocess.run((*RENDER, "--jobs", "1"), check=True, stdout=subprocess.DEVNULL)
    assert names() == ["base.yaml", "dist", "environments.yaml"]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_full_disk_is_reported_once_and_leaves_nothing(jobs: str) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))

    done = subprocess.run((*RENDER, "--jobs", jobs), capture_output=True, text=True, preexec_fn=limit)

    message = "dist was not written (file too large), the previous files are unchanged: raise the limit on the size of a file\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", message)
    assert names() == ["base.yaml", "environments.yaml"]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere, processes are always spawned")
def test_spawned_processes_write_the_same_bytes() -> None:
    """As on Windows and macOS, where a process does not have the environments of its parent."""
    subprocess.run((*RENDER, "--jobs", "1"), check=True, stdout=subprocess.DEVNULL)
    code = (
        "import sys, types\n"
        "from portkey_constructs.cli import batch, main\n"
        "batch.sys = types.SimpleNamespace(platform='darwin')\n"
        "sys.argv = ['portkey-constructs', 'render', '--all', '-o', 'spawned', '--jobs', '2']\n"
        "main()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)

    assert (done.returncode, done.stderr) == (0, "")
    assert files(Path("spawned")) == files(Path("dist"))


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
