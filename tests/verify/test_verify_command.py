"""`verify` as a process against servers that break the protocol: the outcome, the time and the peak memory of each."""

import json
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from portkey_constructs.loading.reading import load
from portkey_constructs.verify.connection import connect
from portkey_constructs.verify.findings import Object, Status
from portkey_constructs.verify.kubectl_commands import KubectlCommands
from portkey_constructs.verify.runner import verify
from tests.support.broken_api_server import ANSWERS, Answer, healthy, listening, whole
from tests.support.live_objects import live_object
from tests.verify.test_broken_servers import kubeconfig
from tests.verify.test_shapes import EXTRA, WRONG, mutated, places

pytestmark = pytest.mark.slow
CONFIG: Final = "apps/quickstart.yaml"
RENDERED: Final[list[Object]] = [json.loads(json.dumps(staged.manifest)) for staged in load([CONFIG]).resolve().objects()]
OBJECTS: Final = [*map(live_object, RENDERED), *EXTRA.values()]
TIMEOUT: Final = 2
GRACE: Final = 12.0
"""Seconds to start Python on a busy machine."""
MAX_MIB: Final = 400


_PROGRAM: Final = """
import atexit, runpy, sys
atexit.register(lambda: sys.stderr.write(next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))))
runpy.run_module("portkey_constructs.cli", run_name="__main__", alter_sys=True)
"""
"""The program, which then prints its peak memory: that of a child counts the memory of its parent before the exec."""


class Outcome(NamedTuple):
    status: int
    unknown: int
    ok: int
    seconds: float
    mebibytes: int
    output: str


TABLE: Final[list[tuple[str, str, Outcome]]] = []


@pytest.fixture(scope="module", autouse=True)
def _table() -> Iterator[None]:
    """Prints the outcomes; `pytest -s` shows them."""
    yield
    print(f"\n{'server':<30} {'breaks':<18} {'exit':>4} {'ok':>3} {'unknown':>7} {'seconds':>7} {'MiB':>4}")
    for name, where, result in TABLE:
        print(f"{name:<30} {where:<18} {result.status:>4} {result.ok:>3} {result.unknown:>7} {result.seconds:>7.1f} {result.mebibytes:>4}")


def run(name: str, where: str, path: str, timeout: int = TIMEOUT) -> Outcome:
    options = ["-f", CONFIG, "--kubeconfig", path, "--timeout", f"{timeout}s", "--format", "json"]
    begun = time.monotonic()
    process = subprocess.run([sys.executable, "-c", _PROGRAM, "verify", *options], capture_output=True, text=True, check=False, timeout=300)
    seconds = time.monotonic() - begun
    errors, _, peak = process.stderr.rpartition("VmHWM:")
    statuses = [finding["status"] for finding in json.loads(process.stdout)["findings"]] if process.stdout else []
    result = Outcome(
        process.returncode,
        statuses.count("unknown"),
        statuses.count("ok"),
        seconds,
        int(peak.split()[0]) >> 10,
        process.stdout + errors,
    )
    TABLE.append((name, where, result))
    assert "Traceback" not in result.output
    assert "hunter2" not in result.output
    assert result.seconds < timeout + GRACE
    assert result.mebibytes < MAX_MIB
    return result


@pytest.mark.parametrize("name", ANSWERS)
def test_a_server_that_breaks_from_the_first_answer_ends_with_status_2(name: str, tmp_path: Path) -> None:
    with listening(ANSWERS[name]) as url:
        result = run(name, "first answer", kubeconfig(tmp_path, url))
    assert result.status == 2
    assert "http://127.0.0.1" in result.output


@pytest.mark.parametrize("name", ANSWERS)
def test_a_server_that_breaks_later_leaves_a_report_with_unknown_findings(name: str, tmp_path: Path) -> None:
    with listening(healthy(OBJECTS, ANSWERS[name], "deployments")) as url:
        result = run(name, "one list", kubeconfig(tmp_path, url))
    assert result.status == 1
    assert result.unknown > 0
    assert result.ok > 2


@pytest.mark.parametrize("name", ["hangs before the answer", "endless body", "closed at once", "500"])
def test_a_server_that_breaks_after_its_version_leaves_a_report(name: str, tmp_path: Path) -> None:
    with listening(healthy(OBJECTS, ANSWERS[name])) as url:
        result = run(name, "after the version", kubeconfig(tmp_path, url))
    assert result.status == 1
    assert result.unknown > len(RENDERED)


def test_a_healthy_server_has_no_unknown_finding(tmp_path: Path) -> None:
    with listening(healthy(OBJECTS)) as url:
        result = run("healthy", "", kubeconfig(tmp_path, url))
    assert (result.status, result.unknown) == (1, 0)
    assert result.ok > 10


def test_a_server_that_does_not_accept_connections_ends_with_status_2(tmp_path: Path) -> None:
    with ExitStack() as stack:
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(8):  # fill the queue of connections, so that the kernel drops further ones
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        result = run("hangs at connect", "connect", kubeconfig(tmp_path, f"http://127.0.0.1:{listener.getsockname()[1]}"))
    assert result.status == 2
    assert "does not answer" in result.output


def test_a_closed_port_ends_with_status_2(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    result = run("closed port", "connect", kubeconfig(tmp_path, f"http://127.0.0.1:{port}"))
    assert result.status == 2
    assert "connection refused" in result.output


def test_a_server_without_tls_ends_with_status_2(tmp_path: Path) -> None:
    with listening(healthy(OBJECTS)) as url:
        result = run("no TLS", "connect", kubeconfig(tmp_path, url.replace("http:", "https:")))
    assert result.status == 2


def _sized(bytes_of_answer: int) -> Answer:
    return whole(json.dumps({"metadata": {}, "items": [], "x": "x" * bytes_of_answer}).encode())


def test_all_answers_together_have_a_limit(tmp_path: Path) -> None:
    with listening(healthy(OBJECTS, _sized(15 << 20), "api")) as url:
        result = run("15 MiB for each list", "after the version", kubeconfig(tmp_path, url), timeout=30)
    assert result.status == 1
    assert "all answers are larger than 64 MiB" in result.output


def test_a_list_has_a_limit_of_objects(tmp_path: Path) -> None:
    with listening(healthy(OBJECTS, ANSWERS["endless pages of objects"], "configmaps")) as url:
        result = run("20,000 objects", "one list", kubeconfig(tmp_path, url), timeout=60)
    assert "has more than 20000 objects" in result.output


def test_mutated_objects_of_a_server_are_reported_without_an_error(tmp_path: Path) -> None:
    random_ = random.Random(17)
    config, commands = load([CONFIG]), KubectlCommands("portkey")
    served: list[Object] = [*OBJECTS]
    with listening(lambda connection, path: healthy(served)(connection, path)) as url:
        path = kubeconfig(tmp_path, url)

        def unknown() -> int:
            with connect(path, None, 30) as connection:
                report = verify(config, connection, commands)
            return sum(finding.status is Status.UNKNOWN for finding in report.findings)

        before, more = unknown(), 0
        for _ in range(140):
            served[:] = OBJECTS
            # Three at once, because asking for all objects takes longer than checking them.
            for victim in random_.sample(range(len(OBJECTS)), 3):
                choices = [place for place in places(OBJECTS[victim]) if place not in (("kind",), ("metadata",), ("metadata", "name"))]
                served[victim] = mutated(OBJECTS[victim], random_.choice(choices), random_.choice((*WRONG, "absent")))
            more += unknown() > before
    print(f"\n420 mutated objects: 140 reports, {more} with more than {before} unknown findings, 0 tracebacks")
    assert more > 100
