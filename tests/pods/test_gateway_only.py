"""`dist/multi-gateway-gateway`, unchanged, with real pods: a gateway whose application runs elsewhere. `make test-pods ALL=1` runs it."""

import json
import os
import sys
from collections.abc import Iterator
from typing import Final

import pytest

from tests.pods.cage import LAN
from tests.pods.conftest import deployed
from tests.pods.deployment import Deployment
from tests.pods.inside import Confinement, addresses, confinement, unreachable
from tests.pods.traffic import Target, send

pytestmark = [pytest.mark.pods, pytest.mark.skipif(os.environ.get("ALL") != "1", reason="only ALL=1 runs every environment that can run")]

_ELSEWHERE: Final = ("portkey.example.org", "clickhouse.example.org", "gateway.example.org")
# Accepts connections and says nothing: what runs elsewhere is not tested.
_ACCEPT: Final = f"""
import socket, threading
def accept(port):
    with socket.create_server(({LAN!r}, port)) as server:
        while True:
            server.accept()[0].close()
for port in (443, 8443):
    threading.Thread(target=accept, args=(port,)).start()
"""


@pytest.fixture(scope="module")
def gateway(pytestconfig: pytest.Config, pods_run: None) -> Iterator[Deployment]:
    with deployed(pytestconfig, "multi-gateway-gateway", _ELSEWHERE, 1) as deployment:
        cluster = deployment.cluster
        cluster.processes.start("elsewhere", cluster.cage.command([sys.executable, "-c", _ACCEPT]))
        status = json.dumps({"status": {"loadBalancer": {"ingress": [{"ip": LAN}]}}})
        service = "service/portkey-gateway-public"
        cluster.kubectl("patch", service, f"--namespace={deployment.namespace}", "--subresource=status", "--type=merge", f"--patch={status}")
        yield deployment


def test_every_pod_is_ready_and_confined(gateway: Deployment) -> None:
    assert gateway.components() == ["gateway", "redis"]
    for pod in gateway.running():
        assert confinement(gateway, pod) == Confinement.expected(pod)


def test_every_address_in_the_environment_is_reachable(gateway: Deployment) -> None:
    for pod in gateway.running():
        named = addresses(gateway, pod)
        assert unreachable(gateway, pod, named) == set()


def test_verify_reports_nothing_but_the_missing_metrics(gateway: Deployment) -> None:
    report = gateway.verify("--wait", "20s")
    wrong = {finding["object"] for finding in report["findings"] if finding["status"] != "ok"}
    assert wrong <= {"HorizontalPodAutoscaler portkey-gateway"}, report["findings"]


def test_completion_passes_through_the_load_balancer(gateway: Deployment) -> None:
    (service,) = gateway.cluster.get("service/portkey-gateway-public", f"--namespace={gateway.namespace}")
    target = gateway.completion("gateway.example.org", "", words=3)
    port = service["spec"]["ports"][0]
    answer = send(Target(target.name, "10.10.0.10", port["nodePort"], target.path, target.method, target.body, target.headers))
    assert json.loads(answer.body)["choices"][0]["message"]["content"] == "word word word "
