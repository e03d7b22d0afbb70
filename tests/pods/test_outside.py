"""Environments of `dist/` whose stores are outside the cluster, unchanged, with real pods and their policies enforced.

`make test-pods ALL=1` runs them.
"""

import json
import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from portkey_constructs.config.log_store import AzureBlobLogStore
from tests.cluster.control_plane import WAIT_LIMIT
from tests.cluster.environments import DIST, environments
from tests.cluster.external_secrets import OWN_ACCOUNT
from tests.cluster.processes import until
from tests.pods import outside
from tests.pods.cluster import PodCluster
from tests.pods.google import METADATA, METADATA_OF_NODES, accounts
from tests.pods.inside import Confinement, addresses, confinement, unreachable
from tests.pods.outside_deployment import MODELS, OutsideDeployment, cloud_hosts, hosts
from tests.pods.pod_identity import AGENT, associations
from tests.pods.traces import machine, traces
from tests.pods.traffic import Load, Target, send
from tests.pods.web_identity import roles
from tests.support.cache import report_progress

pytestmark = [pytest.mark.pods, pytest.mark.skipif(os.environ.get("ALL") != "1", reason="only ALL=1 runs every environment that can run")]

ENVIRONMENTS: Final = (
    "irsa-secrets-manager",
    "azure",
    "production-external",
    "aws",
    "irsa",
    "hybrid",
    "gke",
    "multi-gateway-application",
    "ap-production-acme",
    "eu-production-acme",
    "us-production-acme",
)
LOGS: Final = Path(__file__).with_name("write_log.js")
GATEWAY_ELSEWHERE: Final = "gateway.example.org"


@pytest.fixture(scope="module", params=ENVIRONMENTS)
def deployment(request: pytest.FixtureRequest, pytestconfig: pytest.Config, pods_run: None) -> Iterator[OutsideDeployment]:
    capture = pytestconfig.pluginmanager.getplugin("capturemanager")
    (environment,) = (it for it in (*environments(), *environments(DIST / "fleet")) if it.name == request.param)
    before = machine()
    with ExitStack() as stack:
        with capture.global_and_fixture_disabled():
            cluster = stack.enter_context(PodCluster(hosts(environment)))
            deployment = OutsideDeployment(cluster, environment, stack)
            deployment.apply()
            report_progress(f"{environment.name}: {len(deployment.running())} pods ready after {deployment.seconds:.1f} s")
        yield deployment
    assert traces(cluster.cage.cgroup, cluster.cage.namespace) == []
    assert machine() == before


def test_every_pod_is_ready_and_confined(deployment: OutsideDeployment) -> None:
    assert set(deployment.components()) == set(deployment.platform.components)
    for pod in deployment.running():
        assert confinement(deployment, pod) == Confinement.expected(pod)


def test_secrets_are_read_with_the_role_of_the_store(deployment: OutsideDeployment) -> None:
    """Google's Secret Manager lets nobody else read its entries, so that the pods would not be ready."""
    stores = [store for store in deployment.environment.of("SecretStore") if "aws" in store["spec"]["provider"]]
    if not stores or not deployment.aws:
        pytest.skip("no Secret of this environment comes from AWS")
    (store,) = stores
    if auth := store["spec"]["provider"]["aws"].get("auth"):
        assert roles(deployment.environment)[auth["jwt"]["serviceAccountRef"]["name"]] in deployment.aws.assumed()
    else:
        assert deployment.aws.assumed() == set()


def test_every_address_in_the_environment_is_reachable(deployment: OutsideDeployment) -> None:
    for component in deployment.components():
        pod = deployment.running(component)[0]
        # Browsers call the gateway; the front end has its address to tell them, and passes requests on to one in another cluster.
        for_browsers = {(deployment.host("gateway") or GATEWAY_ELSEWHERE, 443)} if component == "frontend" and deployment.platform.gateway else set()
        assert unreachable(deployment, pod, addresses(deployment, pod)) == for_browsers, component


def test_rows_are_written_to_every_store(deployment: OutsideDeployment) -> None:
    """By TLS to the stores outside the cluster."""
    writers = [component for component in ("backend", "dataservice") if component in deployment.components()]
    for component in writers:
        assert _ask(deployment, component, "/notes", f", {{method: 'POST', body: '{component}'}}") == {"text": component}
    rows = _ask(deployment, writers[0], "/notes")
    platform = deployment.platform
    assert set(rows) == {"redis", *(["mysql"] if platform.mysql else []), *(["clickhouse"] if platform.clickhouse else [])}
    for store, texts in rows.items():
        assert set(writers) <= set(texts), store


def _ask(deployment: OutsideDeployment, component: str, path: str, options: str = "") -> dict[str, Any]:
    """Sends a request from a pod to itself: the policies let nobody else ask."""
    port = deployment.services[component][1]
    script = f"fetch('http://127.0.0.1:{port}{path}'{options}).then((answer) => answer.text()).then(console.log)"
    answer: dict[str, Any] = json.loads(deployment.shell(deployment.running(component)[0], f'node -e "{script}"'))
    return answer


def test_logs_are_written_with_the_identity_or_the_keys_of_each_pod(deployment: OutsideDeployment) -> None:
    aws, access = deployment.aws, deployment.platform.log_store
    by_identity = {**roles(deployment.environment), **associations(deployment.platform)}
    emails = accounts(deployment.environment)
    if aws:
        # The keys of a pod without an identity are those of no account that moto knows.
        aws.make_bucket(deployment.platform.aws.account_id or OWN_ACCOUNT, access.region, access.bucket)
    for component in sorted({"gateway", "backend", "dataservice"} & set(deployment.components())):
        name = deployment.running(component)[0]["metadata"]["name"]
        written = deployment.cluster.kubectl("exec", name, f"--namespace={deployment.namespace}", "--", "node", "-e", LOGS.read_text(), component)
        account = deployment.platform.components[component].service_account
        owner = f"user-{emails[account]} " if emails else ""
        assert written.stdout == f"{owner}{component}\n", written.stderr
        if aws and by_identity:
            assert by_identity[account] in aws.assumed()


def test_requests_from_outside_reach_every_exposure(deployment: OutsideDeployment) -> None:
    exposed = {exposure.component for exposure in deployment.platform.exposures.values()}
    assert set(deployment.hosts) == {exposure.settings.host for exposure in deployment.platform.exposures.values()}
    frontend, gateway = deployment.host("frontend"), deployment.host("gateway")
    through = {}
    if "frontend" in exposed:
        assert b"<title>Portkey</title>" in send(deployment.outside(frontend, "/")).body
        assert json.loads(send(deployment.outside(frontend, "/albus/echo?q=1")).body)["headers"]["x-forwarded-proto"] == "https"
        through = {frontend: "/api"}
    for host, prefix in {**({gateway: ""} if "gateway" in exposed else {}), **through}.items():
        answer = send(deployment.completion(host, prefix, words=3))
        assert json.loads(answer.body)["choices"][0]["message"]["content"] == "word word word "
        pieces = deployment.pieces(deployment.completion(host, prefix, stream=True, words=8, pause=0.25))
        assert pieces[-1] - pieces[0] > 1.5, pieces


def test_mcp_clients_connect_through_their_own_host(deployment: OutsideDeployment) -> None:
    host = deployment.host("mcp")
    if not host:
        pytest.skip("this environment has no MCP gateway")
    request = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"protocolVersion": "2025-06-18"}}
    answer = send(deployment.outside(host, "/server/mcp", "POST", json.dumps(request).encode(), content_type="application/json"))
    assert json.loads(answer.body.decode().partition("data: ")[2])["result"]["serverInfo"]["name"] == host


def test_policies_refuse_what_no_component_needs(deployment: OutsideDeployment) -> None:
    """What the components need passes in the other tests."""
    platform = deployment.platform
    stores = {(store.host, port) for store in outside.stores(platform) for port in store.ports}
    everywhere = {(METADATA, 443), ("kubernetes.default.svc.cluster.local", 443), (MODELS, 80)}
    logs = platform.log_store.settings
    by_metadata = deployment.googles or (isinstance(logs, AzureBlobLogStore) and logs.login.kind == "managedIdentity")
    identities = {(METADATA, 80), *([(METADATA_OF_NODES, 988)] if deployment.googles else [])}
    agents = {(AGENT, 80)} if associations(platform) else set()
    # The identity of the node, or on GKE of the pod, comes from the metadata address.
    elsewhere = everywhere | (set() if by_metadata else identities)
    nothing = {*stores, *everywhere, *identities, *agents, (MODELS, 443), (cloud_hosts(platform)[0], 443)}
    # A front end that passes requests on to another cluster may reach port 443 at any address but those of metadata.
    https = set() if platform.gateway else {(MODELS, 443), (cloud_hosts(platform)[0], 443)}
    refused = {
        "frontend": nothing - https,
        "gateway": {*elsewhere, *((store.host, store.ports[0]) for store in outside.stores(platform) if store.image == "mysql")},
        "backend": elsewhere,
        "dataservice": elsewhere,
        "redis": nothing,
    }
    pods = [component for component in deployment.components() if component in refused]
    services = {deployment.services[component] for component in pods}
    # What load balancers connect to accepts private addresses, which pods have as well.
    closed = {deployment.services[component] for component in _behind_policies(deployment)}
    closed |= {deployment.services[component] for component in pods if component == "redis"}
    assert closed
    assert _refused(deployment, "models", "deployment/provider", {named for component in pods for named in refused[component]} | services) == closed
    for component in pods:
        workload = f"{'statefulset' if component == 'redis' else 'deployment'}/{platform.names.component(component)}"
        assert _refused(deployment, deployment.namespace, workload, refused[component]) == refused[component], component


def _refused(deployment: OutsideDeployment, namespace: str, workload: str, named: set[tuple[str, int]]) -> set[tuple[str, int]]:
    script = "".join(f"timeout 3 bash -c '</dev/tcp/{host}/{port}' 2>/dev/null || echo {host} {port}\n" for host, port in sorted(named))
    printed = deployment.cluster.kubectl("exec", workload, f"--namespace={namespace}", "--", "bash", "-c", f"{script}true").stdout
    return {(host, int(port)) for host, port in (line.split() for line in printed.splitlines())}


def test_verify_reports_only_the_health_behind_the_policies(deployment: OutsideDeployment, tmp_path: Path) -> None:
    """Without agents in the cluster, the API server connects from its own address: docs/how-to/network-policies.md says how to let it in."""
    # The definitions of Gateway API that the tests have contain no status.
    routes = {("addresses", f"HTTPRoute {route['metadata']['name']}") for route in deployment.environment.of("HTTPRoute")}
    unhealthy = {("health", f"Service {deployment.platform.names.component(name)}") for name in _behind_policies(deployment)}
    assert _wrong(deployment.verify()) == unhealthy | routes
    settings = tmp_path / "api-server.yaml"
    settings.write_text(yaml.safe_dump({"networkPolicy": {"kind": "strict", "sources": {"apiServer": {"cidrs": ["10.10.0.0/24"]}}}}))
    rendered = deployment.program("render", "--file", str(deployment.file), "--file", str(settings), "--output", str(tmp_path / "out"))
    assert rendered.returncode == 0, rendered.stderr
    policies = [argument for path in (tmp_path / "out").rglob("NetworkPolicy.*.yaml") for argument in ("--filename", path)]
    assert policies
    deployment.cluster.kubectl("apply", *policies)
    report = deployment.verify("--file", str(settings), "--wait", "30s")
    assert _wrong(report) == routes


def _behind_policies(deployment: OutsideDeployment) -> list[str]:
    """The services to which the policies let nothing in from the network next to the nodes."""
    exposed = {exposure.component for exposure in deployment.platform.exposures.values()} if deployment.entered_directly else set()
    return [name for name in ("backend", "dataservice", "frontend", "gateway") if name in deployment.components() and name not in exposed]


def _wrong(report: dict[str, Any]) -> set[tuple[str, str]]:
    """What `verify` reports, but for the autoscalers: there is no metrics server."""
    findings = [finding for finding in report["findings"] if finding["status"] != "ok"]
    return {(finding["check"], finding["object"]) for finding in findings if not finding["object"].startswith("HorizontalPodAutoscaler")}


def test_rolling_update_loses_no_request(deployment: OutsideDeployment, capsys: pytest.CaptureFixture[str]) -> None:
    """Until every new pod is ready; the old ones stay for as long as an answer may take."""
    if deployment.environment.name != ENVIRONMENTS[0]:
        pytest.skip("one environment is updated under load: the Deployments of the others are the same but for variables")
    cluster, namespace = deployment.cluster, f"--namespace={deployment.namespace}"
    targets: list[Target] = []
    if host := deployment.host("frontend"):
        targets += [deployment.outside(host, "/"), deployment.outside(host, "/albus/notes")]
    if host := deployment.host("gateway"):
        targets += [deployment.outside(host, "/v1/health"), deployment.completion(host, "", stream=True, words=5, pause=0.02)]
    with Load(targets) as load:
        cluster.kubectl("rollout", "restart", "deployment", namespace)
        for name in cluster.get("deployments", namespace):
            cluster.kubectl("rollout", "status", f"deployment/{name['metadata']['name']}", namespace, WAIT_LIMIT)
        assert until(lambda: load.total() > 400, 60, 1)
    with capsys.disabled():
        report_progress(f"{deployment.environment.name}: updating all Deployments: {load.summary()}")
    assert not load.failures, "\n".join(load.failures)
