"""Production behind a real controller: Traefik serves its Ingresses, and then its routes of a Gateway.

`make test-pods ALL=1` runs it.
"""

import json
import os
import ssl
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from tests.cluster.environments import Object
from tests.cluster.processes import until
from tests.pods import ingress_controller
from tests.pods.cage import LAN
from tests.pods.cluster import PodCluster
from tests.pods.configured import Configured
from tests.pods.deployment import APPS
from tests.pods.images import PAUSE, local_name
from tests.pods.ingress_controller import Listener
from tests.pods.rolling_update import update_all
from tests.pods.traces import machine, traces
from tests.pods.traffic import Target, send
from tests.support.cache import report_progress

pytestmark = [pytest.mark.pods, pytest.mark.skipif(os.environ.get("ALL") != "1", reason="only ALL=1 builds the ingress controller")]

HOST: Final = "portkey.example.org"
GATEWAY_HOST: Final = "gateway.example.org"
EXPOSURES: Final = {"frontend": HOST, "gateway": GATEWAY_HOST}
STRANGER: Final = "10.10.0.77"
"""An address next to the nodes from which nobody may use the gateway."""
MODELS: Final = "provider.models.svc"


@dataclass(frozen=True)
class Entrance:
    """What passes requests from outside on to the pods."""

    kind: str
    listener: Listener
    pods: tuple[str, dict[str, str]]
    """The namespace and the labels of its pods."""
    is_source: bool
    """Whether the policies expect these pods without being told."""
    timeout: int
    """The timeout of requests, in seconds."""
    refusal: int
    """The status with which it refuses the paths of metrics."""


ENTRANCES: Final = {
    # Traefik closes idle connections after 180 s.
    "traefik-ingress": Entrance("ingress", ingress_controller.LISTENER, (ingress_controller.NAMESPACE, ingress_controller.LABELS), True, 200, 403),
    "traefik-gateway": Entrance("httpRoute", ingress_controller.LISTENER, (ingress_controller.NAMESPACE, ingress_controller.LABELS), False, 80, 500),
}


class Exposed(Configured):
    """Production, which requests enter through one of the entrances."""

    def __init__(self, cluster: PodCluster, folder: Path, name: str) -> None:
        self.name, self.through = name, ENTRANCES[name]
        super().__init__(cluster, folder, config(self.through))

    def enter_through(self, name: str) -> None:
        """Changes the exposures, and waits until `verify` finds no problem and requests pass."""
        self.name, self.through = name, ENTRANCES[name]
        self.config = config(self.through)
        self.step()
        if self.through.kind == "httpRoute":
            self.cluster.kubectl("delete", "ingress,middleware", "--all", f"--namespace={self.namespace}")
        self._expose()
        assert until(lambda: send(self.outside(HOST, "/")).status == 200, 30)

    def completion(self, host: str, prefix: str, *, stream: bool = False, **wishes: float) -> Target:
        """A chat completion of the trusted model server, through the gateway."""
        target = super().completion(host, prefix, stream=stream, **wishes)
        return replace(target, headers={**target.headers, "x-portkey-custom-host": f"http://{MODELS}:8080/v1"})

    def _expose(self) -> None:
        self.hosts = sorted(EXPOSURES.values())
        self.entrance = self.through.listener.address
        self.trust = ssl.create_default_context(cafile=str(self.cluster.credentials.authority))


def config(entrance: Entrance) -> dict[str, Any]:
    """`apps/production_internal.yaml` without autoscaling, with metrics, a trusted model server and the exposures of an entrance."""
    settings: dict[str, Any] = yaml.safe_load((APPS / "production_internal.yaml").read_text())
    sources: dict[str, Any] = {"apiServer": {"cidrs": [f"{LAN}/32"]}}
    if entrance.kind == "httpRoute":
        reference = entrance.listener.reference
        settings["exposure"] = {name: {"kind": "httpRoute", "host": host, "gateway": reference} for name, host in EXPOSURES.items()}
    else:
        settings["exposure"]["gateway"]["allowFrom"] = [f"{LAN}/32"]
    if not entrance.is_source:
        namespace, labels = entrance.pods
        sources |= {name: {"namespace": namespace, "podLabels": labels} for name in EXPOSURES}
    return {
        **settings,
        "backend": {"replicas": 2},
        "gateway": {"replicas": 2, "requestTimeout": f"{entrance.timeout}s"},
        "monitoring": {"serviceMonitor": {}},
        "trustedHosts": [MODELS],
        "networkPolicy": {"kind": "strict", "sources": sources},
    }


@pytest.fixture(scope="module")
def production(pytestconfig: pytest.Config, pods_run: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Exposed]:
    capture = pytestconfig.pluginmanager.getplugin("capturemanager")
    before = machine()
    with ExitStack() as stack:
        with capture.global_and_fixture_disabled():
            cluster = stack.enter_context(PodCluster({**dict.fromkeys(EXPOSURES.values(), LAN), "login.example.org": LAN}))
            cluster.add_node()
            for node in cluster.nodes:
                node.enforce_policies()
            stack.enter_context(ingress_controller.traefik(cluster))
            production = Exposed(cluster, tmp_path_factory.mktemp("production"), "traefik-ingress")
            production.apply()
            report_progress(f"production behind Traefik: {len(production.running())} pods ready after {production.seconds:.1f} s")
        yield production
    assert traces(cluster.cage.cgroup, cluster.cage.namespace) == []
    assert machine() == before


@pytest.fixture(scope="module", params=list(ENTRANCES))
def exposed(request: pytest.FixtureRequest, production: Exposed) -> Exposed:
    if production.name != request.param:
        production.enter_through(request.param)
    return production


def test_verify_reports_no_problem(exposed: Exposed) -> None:
    report = exposed.verify("--wait", "2m")
    assert [finding for finding in report["findings"] if finding["status"] != "ok"] == []
    kind = "HTTPRoute" if exposed.through.kind == "httpRoute" else "Ingress"
    assert {f"{kind} portkey-{name}" for name in EXPOSURES} <= {finding["object"] for finding in report["findings"]}


def test_gateway_is_programmed(exposed: Exposed) -> None:
    if exposed.through.kind != "httpRoute":
        pytest.skip("Ingresses have no Gateway")
    listener = exposed.through.listener
    (gateway,) = exposed.cluster.get(f"gateway/{listener.gateway}", f"--namespace={listener.namespace}")
    assert {it["type"]: it["status"] for it in gateway["status"]["conditions"]} == {"Accepted": "True", "Programmed": "True"}
    assert gateway["status"]["addresses"] == [{"type": "IPAddress", "value": listener.address}]
    for route in exposed.cluster.get("httproutes", f"--namespace={exposed.namespace}"):
        (parent,) = route["status"]["parents"]
        assert {it["type"]: it["status"] for it in parent["conditions"]} == {"Accepted": "True", "ResolvedRefs": "True"}


def test_requests_reach_every_service(exposed: Exposed) -> None:
    assert b"<title>Portkey</title>" in send(exposed.outside(HOST, "/")).body
    encoded = "/a%2Fb/%E2%82%AC/c%20d?q=1%202&r=%2F"
    echo = json.loads(send(exposed.outside(HOST, f"/albus{encoded}")).body)
    assert echo["path"] == encoded
    assert echo["headers"]["x-forwarded-proto"] == "https"
    assert echo["headers"]["x-forwarded-for"].startswith(LAN)
    for host, prefix in ((GATEWAY_HOST, ""), (HOST, "/api")):
        answer = send(exposed.completion(host, prefix, words=3))
        assert json.loads(answer.body)["choices"][0]["message"]["content"] == "word word word "


def test_large_bodies_pass(exposed: Exposed) -> None:
    size = 64 << 20
    assert len(send(exposed.outside(HOST, f"/albus/large?bytes={size}"), timeout=60).body) == size
    assert json.loads(send(exposed.outside(HOST, "/albus/echo", "POST", b"x" * size), timeout=60).body)["bytes"] == size
    assert len(send(exposed.completion(GATEWAY_HOST, "", words=13_500_000), timeout=60).body) > size


def test_streamed_answers_arrive_piece_by_piece(exposed: Exposed) -> None:
    for target in (
        exposed.completion(GATEWAY_HOST, "", stream=True, words=8, pause=0.25),
        exposed.completion(HOST, "/api", stream=True, words=8, pause=0.25),
        exposed.outside(HOST, "/albus/stream?chunks=8&seconds=0.25"),
    ):
        pieces = exposed.pieces(target)
        assert pieces[-1] - pieces[0] > 1.5, pieces


@pytest.mark.parametrize("path", ["/metrics", "/metrics/", "/metrics?x=1", "/%6Detrics", "/v1/../metrics", "/dataservice/metrics"])
def test_metrics_are_refused(exposed: Exposed, path: str) -> None:
    """The public gateway has no metrics: it answers 404 to every path that it does not know."""
    assert send(exposed.outside(GATEWAY_HOST, path)).status == exposed.through.refusal
    assert send(exposed.outside(GATEWAY_HOST, "/unknown")).status == 404
    assert send(exposed.outside(GATEWAY_HOST, "/v1/health")).status == 200


def test_other_addresses_are_refused(exposed: Exposed) -> None:
    if exposed.through.kind == "httpRoute":
        pytest.skip("a route of a Gateway has no allowFrom")
    exposed.cluster.cage.run("ip", "address", "replace", f"{STRANGER}/32", "dev", "lo", path="/usr/sbin:/sbin:/usr/bin:/bin")
    for host, status in ((GATEWAY_HOST, 403), (HOST, 200)):
        assert send(exposed.outside(host, "/")).status == 200
        assert send(replace(exposed.outside(host, "/"), source=STRANGER)).status == status


def test_hosts_with_certificates_are_served_by_tls_only(exposed: Exposed) -> None:
    if exposed.through.kind == "httpRoute":
        pytest.skip("the Gateway has no listener for plain HTTP")
    for host in EXPOSURES.values():
        assert send(Target(host, exposed.entrance, 80, headers={"Host": host})).status == 404


def test_policies_let_the_controller_in_and_nobody_else(exposed: Exposed) -> None:
    exposed_services = {exposed.services[name] for name in EXPOSURES}
    targets = exposed_services | {exposed.services[name] for name in ("backend", "dataservice", "mysql", "redis", "clickhouse")}
    namespace, labels = exposed.through.pods
    (controller,) = exposed.cluster.get("pods", f"--namespace={namespace}", f"--selector={','.join(map('='.join, labels.items()))}")
    assert _reached(exposed, namespace, controller["metadata"]["name"], targets) == exposed_services
    for other, copied in ((namespace, {"app": "other"}), ("default", labels)):
        exposed.cluster.apply([_idle(other, copied)])
        exposed.cluster.kubectl("wait", "pod/stranger", f"--namespace={other}", "--for=condition=Ready", "--timeout=60s")
        assert _reached(exposed, other, "stranger", targets) == set()
        exposed.cluster.kubectl("delete", "pod/stranger", f"--namespace={other}")


def _idle(namespace: str, labels: dict[str, str]) -> Object:
    container = {"name": "main", "image": local_name(PAUSE), "imagePullPolicy": "Never"}
    spec = {"containers": [container], "terminationGracePeriodSeconds": 0}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "stranger", "namespace": namespace, "labels": labels}, "spec": spec}


def _reached(exposed: Exposed, namespace: str, pod: str, targets: set[tuple[str, int]]) -> set[tuple[str, int]]:
    """The targets to which a pod can connect."""
    tried = [f"timeout 3 bash -c ': >/dev/tcp/{address}/{port}' 2>/dev/null && echo {address} {port}" for address, port in sorted(targets)]
    printed = exposed.cluster.kubectl("exec", pod, f"--namespace={namespace}", "--", "bash", "-c", "; ".join([*tried, "true"])).stdout
    return {(address, int(port)) for address, port in map(str.split, printed.splitlines())}


def test_rolling_updates_lose_no_request(exposed: Exposed, capsys: pytest.CaptureFixture[str]) -> None:
    seconds = exposed.through.timeout - 5
    longest = {
        "backend": exposed.outside(HOST, f"/albus/slow?seconds={seconds}"),
        "gateway through the front end": exposed.completion(HOST, "/api", seconds=seconds),
        "gateway": exposed.completion(GATEWAY_HOST, "", seconds=seconds),
    }
    targets = [
        *(exposed.outside(HOST, path) for path in ("/", "/albus/echo", "/api/v1/health")),
        exposed.outside(HOST, "/albus/echo?post", "POST", b"x" * 1000),
        exposed.outside(GATEWAY_HOST, "/v1/health"),
        exposed.completion(GATEWAY_HOST, "", words=5),
        exposed.completion(GATEWAY_HOST, "", stream=True, words=5, pause=0.02),
    ]
    before = ingress_controller.cut_answers(exposed.cluster)
    update = update_all(exposed, targets, longest, exposed.through.timeout)
    cut = ingress_controller.cut_answers(exposed.cluster) - before
    with capsys.disabled():
        report_progress(f"{exposed.name}: rolling updates: {update.load.summary()}, {cut} cut by Traefik, {len(longest)} answers of {seconds} s")
    update.require_no_loss(cut)
