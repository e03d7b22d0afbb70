"""A release of a chart with real pods, adopted under load as the page says: the rows stay, and only the announced pods restart."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from tests.cluster.helm_adoption import AdoptedRelease
from tests.cluster.helm_cases import CASES
from tests.cluster.helm_release import RELEASE
from tests.pods.cage import LAN
from tests.pods.cluster import PodCluster
from tests.pods.helm_release import LiveRelease
from tests.pods.traffic import Load, Target, send
from tests.support.cache import report_progress

pytestmark = pytest.mark.pods

HOST: Final = "portkey.example.org"
GATEWAY: Final = "api.example.org"
ROWS: Final = 50
# The chart allows one second for a probe, which a busy machine does not keep.
PATIENT: Final = {f"{probe}Probe": {"timeoutSeconds": 10} for probe in ("startup", "liveness", "readiness")}
# No image can be pulled, and nothing measures what an autoscaler needs.
VALUES: Final[dict[str, Any]] = {
    "images": {f"{name}Image": {"pullPolicy": "IfNotPresent"} for name in ("backend", "dataservice", "frontend", "gateway")},
    "frontend": {"service": {"type": "ClusterIP"}},
    "backend": {"autoscaling": {"enabled": False}, "deployment": PATIENT},
    "dataservice": {"deployment": PATIENT},
    "gateway": {"autoscaling": {"enabled": False}, "deployment": {"replicas": 2, **PATIENT}},
    **{store: {"statefulSet": PATIENT} for store in ("redis", "clickhouse")},
}


@pytest.fixture
def adopted(pytestconfig: pytest.Config, pods_run: None, tmp_path: Path) -> Iterator[AdoptedRelease]:
    """The release with rows in its stores."""
    case = CASES["stores with volumes"].with_values(VALUES)
    chart, files = case.folder(), case.files(tmp_path)
    (tmp_path / "chart").mkdir()
    with PodCluster({HOST: LAN, GATEWAY: LAN}) as cluster:
        release = LiveRelease(cluster, chart, "portkey", files, tmp_path / "chart")
        release.install()
        for number in range(ROWS):
            assert release.ask("backend", "/notes", "POST", f"row-{number}".encode()).status == 201
        yield AdoptedRelease(release, case, tmp_path, live=True)


def test_adopted_release_keeps_rows_and_loses_no_request(adopted: AdoptedRelease, capsys: pytest.CaptureFixture[str]) -> None:
    release = adopted.release
    assert isinstance(release, LiveRelease)
    rows = _rows(release)
    assert {store: len([text for text in texts if text.startswith("row-")]) for store, texts in rows.items()} == {
        "mysql": ROWS,
        "redis": ROWS,
        "clickhouse": ROWS,
    }
    adopted.configure()
    adopted.create_missing_secrets()
    report = adopted.check()
    assert report["problems"] == []
    release.provide(adopted.rendered())
    before = release.snapshot()

    with Load(list(_targets(release)), repeat=True) as load:
        threading.Event().wait(2)
        printed = adopted.adopt()
    release.settle()
    after = release.snapshot()
    announced = {item["name"] for item in report["objects"] if item["action"] == "restarted"}
    with capsys.disabled():
        report_progress(f"adoption: {load.summary()}, {len(announced)} workloads announced, {len(after.restarted(before))} restarted")
    assert "all is well" in printed
    assert _rows(release) == rows
    assert after.restarted(before) == announced
    assert {name: after.uids.get(name) for name in before.uids} == before.uids
    assert not load.failures, "\n".join(load.failures)
    assert min(load.sent.values()) > 100, load.sent

    assert release.helm("list", "--short").stdout == ""
    adopted.undo()
    release.settle()
    assert release.helm("list", "--short").stdout.split() == [RELEASE]
    assert _rows(release) == rows


def _rows(release: LiveRelease) -> dict[str, list[str]]:
    return {store: sorted(texts) for store, texts in json.loads(release.ask("backend", "/notes").body).items()}


def _targets(release: LiveRelease) -> Iterator[Target]:
    """Requests that need no store: each store has one pod, which restarts."""
    for component, path in {"gateway": "/v1/health", "backend": "/echo", "dataservice": "/echo", "frontend": "/"}.items():
        yield release.target(component, path)
    for path in ("/", "/api/v1/health", "/albus/echo"):
        yield release.deployment.outside(HOST, path)
    assert send(release.deployment.completion(GATEWAY, "", words=3)).status == 200
    yield release.deployment.completion(GATEWAY, "", stream=True, words=5, pause=0.02)
