"""The autoscaler of the gateway in `dist/production-internal`, with metrics of real containers: load adds pods, and its end removes them."""

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from tests.cluster.binaries import program
from tests.cluster.environments import Object
from tests.cluster.processes import until
from tests.pods.deployment import Deployment
from tests.pods.metrics import measure, measured
from tests.support.cache import report_progress

pytestmark = pytest.mark.pods

_ALL: Final = os.environ.get("ALL") == "1"
_LEAST: Final = 3
# As rendered, the autoscaler looks back five minutes before it removes a pod, and removes one each minute.
_QUICK: Final = {"scaleDown": {"stabilizationWindowSeconds": 0, "policies": [{"type": "Percent", "value": 100, "periodSeconds": 15}]}}


@pytest.fixture(scope="module")
def scaled(production: Deployment) -> Deployment:
    """Production with metrics-server."""
    # The machine is shared: the pods get CPU time before the tests of others, so that load is load.
    shares = Path("/sys/fs/cgroup/cpu", production.cluster.cage.cgroup, "cpu.shares")
    shares.write_text("16384")
    measure(production.cluster)
    return production


@pytest.fixture
def report(capsys: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    """Prints what happened."""

    def report(text: str) -> None:
        with capsys.disabled():
            report_progress(text)

    return report


def _autoscaler(deployment: Deployment, component: str = "gateway") -> Object:
    (autoscaler,) = deployment.cluster.get(f"hpa/portkey-{component}", f"--namespace={deployment.namespace}")
    return autoscaler


def _replicas(deployment: Deployment) -> int:
    return int(_autoscaler(deployment)["status"].get("desiredReplicas", 0))


def _utilization(deployment: Deployment, component: str) -> int | None:
    metrics = _autoscaler(deployment, component)["status"].get("currentMetrics") or [{}]
    utilization: int | None = metrics[0].get("containerResource", {}).get("current", {}).get("averageUtilization")
    return utilization


@contextmanager
def _busy(deployment: Deployment, pod: Object) -> Iterator[None]:
    """Keeps one CPU busy in the container of a pod."""
    loop = ["bash", "-c", "echo $$; while ((SECONDS < 300)); do :; done"]
    name = pod["metadata"]["name"]
    command = [str(program("kubectl")), f"--kubeconfig={deployment.cluster.kubeconfig}", "exec", name, f"--namespace={deployment.namespace}", "--"]
    with subprocess.Popen([*command, *loop], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        busy = process.stdout.readline().strip()
        assert busy.isdigit()
        yield
        # What runs in a container does not end with the client that started it.
        deployment.shell(pod, f"kill {busy}")
        process.wait(30)


def test_top_measures_nodes_and_pods(scaled: Deployment) -> None:
    assert set(measured(scaled.cluster, "nodes")) == {node.name for node in scaled.cluster.nodes}
    running = {pod["metadata"]["name"] for pod in scaled.running()}
    assert until(lambda: set(measured(scaled.cluster, "pods", f"--namespace={scaled.namespace}")) >= running, 60, 2)


def test_verify_reports_no_problem_with_metrics(scaled: Deployment) -> None:
    """The events of the time before metrics-server stay for an hour."""
    assert until(lambda: all(_utilization(scaled, name) is not None for name in ("gateway", "backend")), 90, 2)
    report = scaled.verify()
    wrong = [finding for finding in report["findings"] if finding["status"] != "ok"]
    assert {finding["check"] for finding in wrong} <= {"events"}, wrong


def test_load_adds_pods_and_its_end_removes_them(scaled: Deployment, report: Callable[[str], None], tmp_path: Path) -> None:
    assert until(lambda: _utilization(scaled, "gateway") is not None and _replicas(scaled) == _LEAST, 90, 1), _autoscaler(scaled)
    (pod, *_) = scaled.running("gateway")
    begun = time.monotonic()
    with _busy(scaled, pod):
        assert until(lambda: _replicas(scaled) > _LEAST, 120, 1), _autoscaler(scaled)["status"]
        seconds, used, most = time.monotonic() - begun, _utilization(scaled, "gateway"), _replicas(scaled)
        scaled.ready()
        assert len(scaled.running("gateway")) > _LEAST
    report(f"gateway: {most} pods instead of {_LEAST} after {seconds:.0f} s of load, at {used}% of the requested CPU time, target 60%")
    begun = time.monotonic()
    if not _ALL:
        _scale_down_quickly(scaled, tmp_path)
    most = max(most, len(scaled.running("gateway")))
    assert until(lambda: len(scaled.running("gateway")) == _LEAST, 400 + 75 * most if _ALL else 180, 2), _autoscaler(scaled)["status"]
    report(f"gateway: {_LEAST} pods again after {time.monotonic() - begun:.0f} s without load")
    scaled.ready()


def _scale_down_quickly(deployment: Deployment, folder: Path) -> None:
    """Applies what the settings render with another behavior, which `dist/` has not."""
    file, new = folder / "change.yaml", folder / "new"
    file.write_text(json.dumps({"gateway": {"autoscaling": {"behavior": _QUICK}}}))
    rendered = deployment.program("render", "--file", str(deployment.file), "--file", str(file), "--output", str(new))
    assert rendered.returncode == 0, rendered.stderr
    assert "horizontalpodautoscaler.autoscaling/portkey-gateway configured" in (
        deployment.cluster.kubectl("apply", "--recursive", f"--filename={new}").stdout
    )
