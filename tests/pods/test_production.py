"""`dist/production-internal`, unchanged, with real pods on two nodes: it starts, is confined and answers, and draining a node loses no request."""

import json
import subprocess
import threading
import time
from collections.abc import Iterator
from typing import Final

import pytest

from tests.cluster.binaries import program
from tests.cluster.control_plane import WAIT_LIMIT
from tests.cluster.environments import Object
from tests.cluster.processes import until
from tests.pods.deployment import Deployment
from tests.pods.inside import Confinement, addresses, confinement, unreachable
from tests.pods.traffic import Load, Target, send
from tests.support.cache import report_progress

pytestmark = pytest.mark.pods

HOST: Final = "portkey.example.org"
GATEWAY: Final = "gateway.example.org"
COMPONENTS: Final = ("backend", "clickhouse", "dataservice", "frontend", "gateway", "mysql", "redis")
DRAINED: Final = "node-1"
# A pod stays for as long as an answer may take, and one of a component goes after the other.
DRAINING: Final = 400


def test_every_pod_is_ready(production: Deployment) -> None:
    counts = {component: len(production.running(component)) for component in production.components()}
    assert counts == {"backend": 2, "clickhouse": 1, "dataservice": 2, "frontend": 2, "gateway": 3, "mysql": 1, "redis": 1}


def test_replicas_are_spread_over_the_nodes(production: Deployment) -> None:
    for component in ("backend", "dataservice", "frontend", "gateway"):
        assert {pod["spec"]["nodeName"] for pod in production.running(component)} == {"node-0", "node-1"}


def test_verify_reports_nothing_but_the_missing_metrics(production: Deployment) -> None:
    report = production.verify()
    wrong = [finding for finding in report["findings"] if finding["status"] != "ok"]
    assert {(finding["check"], finding["object"]) for finding in wrong} <= {
        *(("pods", f"HorizontalPodAutoscaler portkey-{name}") for name in ("backend", "gateway")),
        *(("events", f"HorizontalPodAutoscaler portkey-{name}") for name in ("backend", "gateway")),
    }, wrong
    assert {finding["object"] for finding in report["findings"] if finding["check"] == "health"} == {
        f"Service portkey-{name}" for name in ("gateway", "backend", "dataservice", "frontend", "clickhouse")
    }


@pytest.mark.parametrize("component", COMPONENTS)
def test_container_is_confined_as_the_manifest_says(production: Deployment, component: str) -> None:
    for pod in production.running(component):
        seen = confinement(production, pod)
        assert seen == Confinement.expected(pod)
        assert (seen.capabilities, seen.new_privileges, seen.seccomp_filter, seen.token) == (0, False, True, False)


@pytest.mark.parametrize("component", COMPONENTS)
def test_every_address_in_the_environment_is_reachable(production: Deployment, component: str) -> None:
    pod = production.running(component)[0]
    assert unreachable(production, pod, addresses(production, pod)) == set()


def test_requests_from_outside_reach_every_exposure(production: Deployment) -> None:
    assert production.hosts == [GATEWAY, HOST]
    assert b"<title>Portkey</title>" in send(production.outside(HOST, "/")).body
    assert json.loads(send(production.outside(HOST, "/albus/echo?q=1")).body)["headers"]["x-forwarded-proto"] == "https"
    answer = send(production.completion(GATEWAY, "", words=3))
    assert json.loads(answer.body)["choices"][0]["message"]["content"] == "word word word "
    pieces = production.pieces(production.completion(GATEWAY, "", stream=True, words=8, pause=0.25))
    assert pieces[-1] - pieces[0] > 1.5, pieces
    assert len(send(production.completion(GATEWAY, "", words=500_000), timeout=60).body) > 2_500_000


def _targets(production: Deployment) -> Iterator[Target]:
    for component, path in {"gateway": "/v1/health", "backend": "/echo", "dataservice": "/echo", "frontend": "/"}.items():
        yield Target(component, *production.services[component], path)
    yield production.outside(HOST, "/albus/echo")
    yield production.outside(GATEWAY, "/v1/health")
    yield production.completion(GATEWAY, "", stream=True, words=5, pause=0.02)


def test_drained_node_respects_the_budgets_and_loses_no_request(production: Deployment, capsys: pytest.CaptureFixture[str]) -> None:
    """Those that wait for the pods to go, wait for the longest answer."""
    cluster = production.cluster
    moved = [pod["metadata"]["name"] for pod in production.running() if pod["spec"]["nodeName"] == DRAINED]
    assert len(moved) >= 4
    broken: list[str] = []
    arguments = ("drain", DRAINED, "--delete-emptydir-data", "--ignore-daemonsets", "--pod-selector=app.kubernetes.io/name=portkey")
    command = [str(program("kubectl")), f"--kubeconfig={cluster.kubeconfig}", *arguments, f"--timeout={DRAINING}s"]
    with Load(list(_targets(production))) as load:
        threading.Event().wait(2)
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as drain:
            while drain.poll() is None:
                for budget in cluster.get("poddisruptionbudgets", f"--namespace={production.namespace}"):
                    status = budget["status"]
                    if status["currentHealthy"] < status["desiredHealthy"]:
                        broken.append(f"{budget['metadata']['name']}: {status['currentHealthy']} of {status['desiredHealthy']} healthy")
                threading.Event().wait(1)
            assert drain.stdout
            printed = drain.stdout.read()
        assert drain.returncode == 0, printed
        production.ready()
    with capsys.disabled():
        report_progress(f"draining {DRAINED} with {len(moved)} pods: {load.summary()}")
    assert all(f"pod/{name} evicted" in printed for name in moved), printed
    assert not broken, "\n".join(broken)
    assert not load.failures, "\n".join(load.failures)
    assert {pod["spec"]["nodeName"] for pod in production.running()} == {"node-0"}


def test_uncordoned_node_takes_pods_again(production: Deployment) -> None:
    cluster = production.cluster
    cluster.kubectl("uncordon", DRAINED)
    cluster.kubectl("scale", "deployment/portkey-frontend", f"--namespace={production.namespace}", "--replicas=3")
    production.ready()
    assert {pod["spec"]["nodeName"] for pod in production.running("frontend")} == {"node-0", "node-1"}


def test_passwords_are_rotated_as_the_page_says(production: Deployment) -> None:
    """docs/how-to/rotate.md; MariaDB spells the second password of a user differently than MySQL."""
    mysql, clickhouse = production.running("mysql")[0], production.running("clickhouse")[0]
    old = production.secret("portkey-mysql")["mysql_password"]
    _mysql(production, mysql, f"ALTER USER portkey IDENTIFIED VIA {_PASSWORD.format(old)} OR {_PASSWORD.format('new-mysql')}")
    with Load([Target("backend", *production.services["backend"], "/notes")], pause=0.1) as load:
        _change_secret(production, "portkey-mysql", mysql_password="new-mysql")
        production.restart("deployment", "backend", "dataservice")
    assert not load.failures, "\n".join(load.failures)
    production.restart("statefulset", "mysql")
    mysql = production.running("mysql")[0]
    _mysql(production, mysql, "ALTER USER portkey IDENTIFIED BY 'new-mysql'")
    discarded = time.monotonic()
    assert _logs_in(production, mysql, f"mysql --host=127.0.0.1 --user=portkey --password={old} --execute='SELECT 1'") is False

    old = production.secret("portkey-clickhouse")["clickhouse_password"]
    _change_secret(production, "portkey-clickhouse", clickhouse_password="new-clickhouse")
    production.restart("statefulset", "clickhouse")
    production.restart("deployment", "gateway", "backend", "dataservice")
    clickhouse = production.running("clickhouse")[0]
    client = "clickhouse-client --host=127.0.0.1 --user=portkey --query='SELECT 1' --password="
    assert (_logs_in(production, clickhouse, client + old), _logs_in(production, clickhouse, f"{client}new-clickhouse")) == (False, True)
    assert production.reaches_stores()
    # The probes of MySQL log in as well; three failures in a row take the pod out of its Service.
    threading.Event().wait(max(0.0, discarded + 35 - time.monotonic()))
    assert mysql["metadata"]["uid"] == production.running("mysql")[0]["metadata"]["uid"]
    production.ready()


def test_migration_waits_for_a_broken_database(production: Deployment) -> None:
    cluster, namespace = production.cluster, f"--namespace={production.namespace}"
    cluster.kubectl("scale", "statefulset/portkey-mysql", namespace, "--replicas=0")
    cluster.kubectl("wait", "pod/portkey-mysql-0", namespace, "--for=delete", WAIT_LIMIT)
    (manifest,) = production.environment.of("Job")
    cluster.kubectl("replace", "--force", "--filename=-", input=json.dumps(manifest))
    job = f"job/{manifest['metadata']['name']}"

    def restarts() -> int:
        pods = cluster.get("pods", namespace, "--selector=app.kubernetes.io/component=migration")
        return max((status["restartCount"] for pod in pods for status in pod["status"].get("containerStatuses", ())), default=0)

    assert until(lambda: restarts() >= 1, 60, 0.5)
    cluster.kubectl("scale", "statefulset/portkey-mysql", namespace, "--replicas=1")
    cluster.kubectl("wait", job, namespace, "--for=condition=Complete", WAIT_LIMIT)
    production.ready()
    assert "seed" in json.loads(production.ask("backend", "/notes").body)["mysql"]


_PASSWORD: Final = "mysql_native_password USING PASSWORD('{}')"


def _mysql(production: Deployment, pod: Object, statement: str) -> None:
    production.shell(pod, f'MYSQL_PWD="$MYSQL_ROOT_PASSWORD" mysql --host=127.0.0.1 --user=root --execute="{statement}"')


def _logs_in(production: Deployment, pod: Object, command: str) -> bool:
    return "yes" in production.shell(pod, f"{command} >/dev/null 2>&1 && echo yes; true")


def _change_secret(production: Deployment, name: str, **values: str) -> None:
    patch = json.dumps({"stringData": values})
    production.cluster.kubectl("patch", "secret", name, f"--namespace={production.namespace}", "--type=merge", f"--patch={patch}")
