"""`dist/quickstart`, unchanged, with real pods: it starts, is confined, answers, keeps its rows and is updated without a lost request."""

import json
import re
import threading
from collections.abc import Iterator
from typing import Final

import pytest

from tests.cluster.environments import Object
from tests.cluster.processes import until
from tests.pods.deployment import Deployment
from tests.pods.inside import Confinement, addresses, confinement, unreachable
from tests.pods.rolling_update import DEPLOYMENTS, update_all
from tests.pods.traffic import Load, Target, send
from tests.support.cache import report_progress

pytestmark = pytest.mark.pods

HOST: Final = "portkey-dev.example.org"
COMPONENTS: Final = ("backend", "clickhouse", "dataservice", "frontend", "gateway", "mysql", "redis")
STORES: Final = {"mysql": "mysqld", "redis": "redis-server", "clickhouse": "clickhouse-serv"}
REQUEST_TIMEOUT: Final = 300
# The connection needs a moment before the update begins, and the answer one to arrive.
LONGEST_ANSWER: Final = REQUEST_TIMEOUT - 5


def test_every_pod_is_ready(quickstart: Deployment) -> None:
    assert quickstart.components() == list(COMPONENTS)
    restarts = {pod["metadata"]["name"]: status["restartCount"] for pod in quickstart.running() for status in pod["status"]["containerStatuses"]}
    assert set(restarts.values()) == {0}, restarts


def test_migration_completes(quickstart: Deployment) -> None:
    (job,) = quickstart.cluster.get("jobs", f"--namespace={quickstart.namespace}")
    assert job["status"]["succeeded"] == 1
    assert "seed" in json.loads(quickstart.ask("backend", "/notes").body)["mysql"]


def test_verify_reports_no_problem(quickstart: Deployment) -> None:
    report = quickstart.verify("--wait", "30s")
    assert [finding for finding in report["findings"] if finding["status"] != "ok"] == []
    assert {finding["object"] for finding in report["findings"] if finding["check"] == "health"} == {
        f"Service portkey-{name}" for name in ("gateway", "backend", "dataservice", "frontend", "clickhouse")
    }


@pytest.mark.parametrize("component", COMPONENTS)
def test_container_is_confined_as_the_manifest_says(quickstart: Deployment, component: str) -> None:
    (pod,) = quickstart.running(component)
    seen, expected = confinement(quickstart, pod), Confinement.expected(pod)
    assert seen == expected
    assert seen.capabilities == 0
    assert seen.new_privileges is False
    assert seen.seccomp_filter
    assert not seen.token


@pytest.mark.parametrize("component", COMPONENTS)
def test_every_address_in_the_environment_is_reachable(quickstart: Deployment, component: str) -> None:
    (pod,) = quickstart.running(component)
    named = addresses(quickstart, pod)
    if component in ("backend", "dataservice", "gateway"):
        assert {port for _, port in named} >= {6379, 8123}, named
    assert unreachable(quickstart, pod, named) == set()


def test_requests_from_outside_reach_frontend_gateway_and_backend(quickstart: Deployment) -> None:
    page = send(quickstart.outside(HOST, "/"))
    assert (page.status, b"<title>Portkey</title>" in page.body) == (200, True)
    assert b"VITE_AUTH_MODE" in send(quickstart.outside(HOST, "/config.js")).body
    assert send(quickstart.outside(HOST, "/api/v1/health")).status == 200
    echo = json.loads(send(quickstart.outside(HOST, "/albus/a%2Fb/%E2%82%AC?q=1%202")).body)
    assert echo["path"] == "/a%2Fb/%E2%82%AC?q=1%202"
    assert echo["headers"]["host"] == HOST
    assert send(quickstart.outside(HOST, "/api/metrics")).status == 403


def test_completion_passes_through_the_gateway(quickstart: Deployment) -> None:
    answer = send(quickstart.completion(HOST, "/api", words=3))
    assert answer.status == 200, answer.body
    assert json.loads(answer.body)["choices"][0]["message"]["content"] == "word word word "


def test_large_answers_and_requests_pass_whole(quickstart: Deployment) -> None:
    large = send(quickstart.outside(HOST, f"/albus/large?bytes={64 << 20}"), timeout=60)
    assert (large.status, len(large.body)) == (200, 64 << 20)
    echo = json.loads(send(quickstart.outside(HOST, "/albus/echo", "POST", b"y" * (32 << 20)), timeout=60).body)
    assert echo["bytes"] == 32 << 20
    completion = send(quickstart.completion(HOST, "/api", words=500_000), timeout=60)
    assert len(completion.body) > 2_500_000


def test_streamed_answers_arrive_piece_by_piece(quickstart: Deployment) -> None:
    for target in (
        quickstart.completion(HOST, "/api", stream=True, words=8, pause=0.25),
        quickstart.outside(HOST, "/albus/stream?chunks=8&seconds=0.25"),
    ):
        pieces = quickstart.pieces(target)
        assert pieces[-1] - pieces[0] > 1.5, pieces


@pytest.mark.parametrize("store", STORES)
@pytest.mark.parametrize("way", ["killed", "deleted"])
def test_no_committed_row_is_lost(quickstart: Deployment, store: str, way: str) -> None:
    (pod,) = quickstart.running(store)
    stop = threading.Event()
    committed: list[str] = []

    def write() -> None:
        while not stop.is_set():
            text = f"{store}-{way}-{len(committed)}"
            try:
                if quickstart.ask("backend", "/notes", "POST", text.encode()).status == 201:
                    committed.append(text)
            except OSError:
                pass
            stop.wait(0.02)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert until(lambda: len(committed) >= 20, 30)
        if way == "killed":
            quickstart.kill(STORES[store])
        else:
            quickstart.cluster.kubectl("delete", "pod", pod["metadata"]["name"], f"--namespace={quickstart.namespace}", "--wait=false")
        assert until(lambda: _restarted(quickstart, store, pod), 60, 0.2)
    finally:
        stop.set()
        writer.join()
    quickstart.ready()
    stored = json.loads(quickstart.ask("backend", "/notes").body)
    assert {name: sorted(set(committed) - set(rows)) for name, rows in stored.items()} == {"mysql": [], "redis": [], "clickhouse": []}


def _restarted(quickstart: Deployment, store: str, before: Object) -> bool:
    for pod in quickstart.running(store):
        (status,) = pod["status"].get("containerStatuses") or [{"ready": False, "restartCount": 0}]
        if status["ready"] and (pod["metadata"]["uid"] != before["metadata"]["uid"] or status["restartCount"]):
            return True
    return False


def _targets(quickstart: Deployment) -> Iterator[Target]:
    for component, path in {"gateway": "/v1/health", "backend": "/echo", "dataservice": "/echo", "frontend": "/"}.items():
        yield Target(component, *quickstart.services[component], path)
    for path in ("/", "/api/v1/health", "/albus/echo"):
        yield quickstart.outside(HOST, path)
    yield quickstart.completion(HOST, "/api", stream=True, words=5, pause=0.02)


def test_rolling_updates_lose_no_request(quickstart: Deployment, capsys: pytest.CaptureFixture[str]) -> None:
    longest = {
        "frontend and backend": quickstart.outside(HOST, f"/albus/slow?seconds={LONGEST_ANSWER}"),
        "frontend and gateway": quickstart.completion(HOST, "/api", seconds=LONGEST_ANSWER),
        "gateway": _directly(quickstart, "gateway", quickstart.completion(HOST, "", seconds=LONGEST_ANSWER)),
        "backend": Target("backend", *quickstart.services["backend"], f"/slow?seconds={LONGEST_ANSWER}"),
        "dataservice": Target("dataservice", *quickstart.services["dataservice"], f"/slow?seconds={LONGEST_ANSWER}"),
    }
    update = update_all(quickstart, list(_targets(quickstart)), longest, REQUEST_TIMEOUT)
    with capsys.disabled():
        report_progress(f"rolling updates of {', '.join(DEPLOYMENTS)}: {update.load.summary()}, {len(longest)} answers of {LONGEST_ANSWER} s")
    update.require_no_loss()


def _directly(quickstart: Deployment, component: str, target: Target) -> Target:
    address, port = quickstart.services[component]
    return Target(target.name, address, port, target.path, target.method, target.body, target.headers)


def test_update_without_prestop_loses_requests(quickstart: Deployment) -> None:
    """The load finds what the rendered manifests prevent."""
    name = "deployment/portkey-dataservice"
    patch = [{"op": "remove", "path": "/spec/template/spec/containers/0/lifecycle"}]
    arguments = ("patch", name, f"--namespace={quickstart.namespace}", "--type=json", f"--patch={json.dumps(patch)}")
    quickstart.cluster.kubectl(*arguments)
    quickstart.ready()
    target = Target("dataservice", *quickstart.services["dataservice"], "/echo")
    with Load([target] * 4, pause=0.01) as load:
        for _ in range(5):
            old = {pod["metadata"]["name"] for pod in quickstart.running("dataservice")}
            quickstart.cluster.kubectl("rollout", "restart", name, f"--namespace={quickstart.namespace}")
            quickstart.ready()
            quickstart.gone(old, 30)
            if load.failures:
                break
    assert load.failures, load.summary()
    assert re.search("refused|reset|RemoteDisconnected|timed out", load.failures[0], re.IGNORECASE), load.failures[0]
