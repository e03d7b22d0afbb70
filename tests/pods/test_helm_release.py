"""Releases of Portkey's charts with real pods, adopted under load as the page says: the rows stay, and only the announced pods restart."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest

from tests.cluster.helm_adoption import AdoptedRelease
from tests.cluster.helm_cases import CASES, Case
from tests.cluster.helm_release import RELEASE, Snapshot
from tests.pods.cage import LAN
from tests.pods.cluster import PodCluster
from tests.pods.control_plane import CONTROL_PLANE, control_plane
from tests.pods.helm_release import LiveRelease
from tests.pods.metrics import measure
from tests.pods.outside import own_addresses
from tests.pods.traffic import Load, Target, send
from tests.pods.web_identity import inject
from tests.support.cache import report_progress

pytestmark = pytest.mark.pods

HOST: Final = "portkey.example.org"
GATEWAY: Final = "api.example.org"
ROWS: Final = 50
SERVICES: Final = ("backend", "dataservice", "frontend", "gateway")
# The chart allows one second for a probe, which a busy machine does not keep.
PATIENT: Final = {f"{probe}Probe": {"timeoutSeconds": 10} for probe in ("startup", "liveness", "readiness")}
# No image can be pulled.
APP: Final[Mapping[str, Any]] = {
    "images": {f"{name}Image": {"pullPolicy": "IfNotPresent"} for name in SERVICES},
    "frontend": {"service": {"type": "ClusterIP"}},
    "backend": {"deployment": PATIENT},
    "dataservice": {"deployment": PATIENT},
    "gateway": {"deployment": {"replicas": 2, **PATIENT}},
    **{store: {"statefulSet": PATIENT} for store in ("redis", "clickhouse")},
}
FIXED: Final = {name: {"autoscaling": {"enabled": False}} for name in ("backend", "gateway")}
SCALED: Final = {name: {"autoscaling": {"enabled": True, "createHpa": True, "minReplicas": 2}} for name in SERVICES}
# A pod of the chart's data service is not asked whether it is ready in its first minute.
DATA_PLANE: Final[Mapping[str, Any]] = {
    "readinessProbe": {"timeoutSeconds": 10, "periodSeconds": 5},
    "livenessProbe": {"timeoutSeconds": 10},
    "ingress": {"enabled": True, "hostname": GATEWAY},
    "dataservice": {"deployment": {**PATIENT, "startupProbe": {"timeoutSeconds": 10, "initialDelaySeconds": 5, "failureThreshold": 30}}},
}


class Trial(NamedTuple):
    """A release whose pods run."""

    case: Case
    components: Mapping[str, str]
    """Paths that need no store, by component: each store has one pod, which restarts."""
    hosts: Mapping[str, tuple[str, ...]]
    """Paths at each host of the Ingresses."""
    kept: tuple[str, ...] = ()
    """The stores whose rows outlive the adoption."""
    autoscalers: int = 0
    control_plane: str = ""
    """The host of the control plane that the release calls."""


_PATHS: Final = {"gateway": "/v1/health", "backend": "/echo", "dataservice": "/echo", "frontend": "/"}
_STORES: Final = ("mysql", "redis", "clickhouse")
_WEB: Final[Mapping[str, tuple[str, ...]]] = {HOST: ("/", "/api/v1/health", "/albus/echo"), GATEWAY: ()}
TRIALS: Final = {
    "volumes": Trial(CASES["stores with volumes"].with_values(APP).with_values(FIXED), _PATHS, _WEB, _STORES),
    "autoscalers": Trial(CASES["stores with volumes"].with_values(APP).with_values(SCALED), _PATHS, _WEB, _STORES, 4),
    "gateway chart": Trial(
        CASES["gateway chart with data service and scaling"].with_values(DATA_PLANE),
        {"gateway": "/v1/health", "dataservice": "/echo"},
        {GATEWAY: ("/v1/health",)},
        autoscalers=1,
        control_plane="albus.portkey.ai",
    ),
}


@pytest.fixture(params=TRIALS)
def trial(request: pytest.FixtureRequest) -> Trial:
    """Each release in turn."""
    return TRIALS[request.param]


@pytest.fixture
def adopted(pods_run: None, trial: Trial, tmp_path: Path) -> Iterator[AdoptedRelease]:
    """The release, with rows in the stores that keep them."""
    chart, files = trial.case.folder(), trial.case.files(tmp_path)
    (tmp_path / "chart").mkdir()
    elsewhere = {trial.control_plane: CONTROL_PLANE} if trial.control_plane else {}
    with PodCluster({HOST: LAN, GATEWAY: LAN, **elsewhere}) as cluster, ExitStack() as stack:
        if elsewhere:
            own_addresses(cluster, CONTROL_PLANE)
            stack.enter_context(control_plane(cluster))
        if trial.autoscalers:
            measure(cluster)
        release = LiveRelease(cluster, chart, "portkey", files, tmp_path / "chart")
        inject(cluster, release.deployment.environment)
        release.install()
        for number in range(ROWS if trial.kept else 0):
            assert release.ask("backend", "/notes", "POST", f"row-{number}".encode()).status == 201
        yield AdoptedRelease(release, trial.case, tmp_path, live=True)


def test_adopted_release_keeps_rows_and_loses_no_request(adopted: AdoptedRelease, trial: Trial, capsys: pytest.CaptureFixture[str]) -> None:
    release = adopted.release
    assert isinstance(release, LiveRelease)
    rows = _rows(release, trial)
    assert {store: len([text for text in texts if text.startswith("row-")]) for store, texts in rows.items()} == dict.fromkeys(trial.kept, ROWS)
    adopted.configure()
    adopted.create_missing_secrets()
    report = adopted.check()
    assert report["problems"] == []
    assert {item["name"] for item in report["objects"] if item.get("dataAtRisk")} == (set() if trial.kept else {"redis"})
    release.provide(adopted.rendered())
    before = release.snapshot()
    assert len(_autoscalers(before)) == trial.autoscalers

    with Load(list(_targets(release, trial)), repeat=True) as load:
        threading.Event().wait(2)
        printed = adopted.adopt()
    release.settle()
    after = release.snapshot()
    announced = {item["name"] for item in report["objects"] if item["action"] == "restarted"}
    with capsys.disabled():
        report_progress(f"adoption: {load.summary()}, {len(announced)} workloads announced, {len(after.restarted(before))} restarted")
    assert "all is well" in printed
    assert _rows(release, trial) == rows
    assert after.restarted(before) == announced
    assert {name: after.uids.get(name) for name in before.uids} == before.uids
    for name in _autoscalers(before):
        assert len(after.pods[name]) >= len(before.pods[name]), f"the autoscaler of {name} keeps its pods"
    assert not load.failures, "\n".join(load.failures)
    assert min(load.sent.values()) > 100, load.sent

    assert release.helm("list", "--short").stdout == ""
    adopted.undo()
    release.settle()
    assert release.helm("list", "--short").stdout.split() == [RELEASE]
    assert _rows(release, trial) == rows


def _autoscalers(snapshot: Snapshot) -> set[str]:
    """The Deployments of a release that an autoscaler of the same name scales."""
    return {identity.name for identity in snapshot.uids if identity.kind == "HorizontalPodAutoscaler"}


def _rows(release: LiveRelease, trial: Trial) -> dict[str, list[str]]:
    if not trial.kept:
        return {}
    return {store: sorted(texts) for store, texts in json.loads(release.ask("backend", "/notes").body).items()}


def _targets(release: LiveRelease, trial: Trial) -> Iterator[Target]:
    for component, path in trial.components.items():
        yield release.target(component, path)
    for host, paths in trial.hosts.items():
        for path in paths:
            yield release.deployment.outside(host, path)
    assert send(release.deployment.completion(GATEWAY, "", words=3)).status == 200
    yield release.deployment.completion(GATEWAY, "", stream=True, words=5, pause=0.02)
