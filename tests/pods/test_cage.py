"""The cage ends as a whole, and leaves nothing on the machine."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import pytest

from tests.cluster.processes import until
from tests.pods.cage import Cage, enter_network
from tests.pods.traces import machine, traces

pytestmark = pytest.mark.pods

# Starts a cage with a node, with processes in each and a cgroup below that of the node, and waits.
_HOLD: Final = """
import sys, time
from tests.pods.cage import Cage
cage = Cage()
node = cage.node("node-0", 4)
node.run("mkdir", f"/sys/fs/cgroup/memory/{cage.cgroup}/node-0/pod")
node.run("bash", "-c", "sleep 600 >/dev/null 2>&1 & mount -t tmpfs tmpfs /var/lib; ip link add cni0 type bridge; echo 1 >/proc/sys/vm/panic_on_oom")
print(cage.cgroup, cage.namespace, cage.process, flush=True)
time.sleep(600)
"""


@pytest.fixture
def cage(pods_run: None) -> Iterator[Cage]:
    with Cage() as cage:
        yield cage


def test_machine_cannot_be_changed_from_a_node(cage: Cage) -> None:
    before = machine()
    node = cage.node("node-0", 4)
    assert "Read-only file system" in node.run("bash", "-c", "touch /usr/left /etc/left /tmp/left 2>&1; true")
    node.run("bash", "-c", "echo 1 >/proc/sys/vm/panic_on_oom; hostname changed")
    assert node.run("cat", "/proc/sys/vm/panic_on_oom").strip() == "1"
    assert machine() == before


def test_cage_has_no_way_to_the_outside(cage: Cage) -> None:
    node = cage.node("node-0", 4)
    for namespaces in (cage, node):
        script = "timeout 3 bash -c '</dev/tcp/192.0.2.1/80' 2>/dev/null && echo connected; true"
        assert "connected" not in namespaces.run("bash", "-c", script)


def test_node_reports_more_cpus_than_the_machine_has(cage: Cage) -> None:
    node = cage.node("node-0", 64)
    assert len(node.run("bash", "-c", "ls -d /sys/devices/system/cpu/cpu[0-9]*").split()) == 64


def test_leaving_the_context_leaves_nothing(pods_run: None) -> None:
    before = machine()
    network = os.open("/proc/self/ns/net", os.O_RDONLY)
    with Cage() as cage:
        cage.node("node-0", 4).run("bash", "-c", "sleep 600 >/dev/null 2>&1 &")
        cage.enter_network()
        enter_network(network)
        assert traces(cage.cgroup, cage.namespace)
    os.close(network)
    assert traces(cage.cgroup, cage.namespace) == []
    assert machine() == before


def test_no_later_namespace_has_the_number_of_an_ended_cage(pods_run: None) -> None:
    """Linux gives the numbers of namespaces again after a moment, and `traces` looks for processes by the number."""
    with Cage() as cage:
        pass
    flags = ["--net", "--mount", "--uts", "--ipc", "--pid", "--fork", "--mount-proc", "--propagation=private"]
    later = set()
    for _ in range(20):
        later.add(subprocess.check_output(["unshare", *flags, "readlink", "/proc/self/ns/pid"], text=True).strip())
        time.sleep(0.1)
    assert cage.namespace not in later


@pytest.mark.parametrize("victim", ["the tests", "the first process"])
def test_one_kill_ends_everything(pods_run: None, victim: str) -> None:
    before = machine()
    root = Path(__file__).resolve().parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    with ExitStack() as stack, subprocess.Popen([sys.executable, "-c", _HOLD], stdout=subprocess.PIPE, text=True, env=environment) as holder:
        assert holder.stdout
        try:
            name, namespace, first = holder.stdout.readline().split()
            stack.callback(os.close, os.open(f"/proc/{first}/ns/pid", os.O_RDONLY))  # no other cage gets its number
            assert len([trace for trace in traces(name, namespace) if trace.startswith("process")]) >= 3
            os.kill(holder.pid if victim == "the tests" else int(first), signal.SIGKILL)
            assert until(lambda: not [trace for trace in traces(name, namespace) if trace.startswith("process")], 20)
        finally:
            holder.kill()
        assert until(lambda: not traces(name, namespace), 20), traces(name, namespace)
    assert machine() == before
