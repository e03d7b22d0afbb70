"""What the tests with real pods share."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from tests.cluster.environments import environments
from tests.pods.cage import LAN
from tests.pods.cluster import PodCluster
from tests.pods.deployment import Deployment
from tests.pods.programs import make, required
from tests.pods.traces import machine, traces
from tests.support.cache import report_progress


@pytest.fixture(scope="session")
def pods_run(pytestconfig: pytest.Config) -> None:
    """Makes what is missing; skips where pods cannot run, and fails there if they have to."""
    with pytestconfig.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        reason = make()
    if reason and required():
        pytest.fail(f"{reason}, and PORTKEY_REQUIRE_PODS=1", pytrace=False)
    if reason:
        pytest.skip(reason)


@contextmanager
def deployed(pytestconfig: pytest.Config, name: str, hosts: tuple[str, ...], nodes: int) -> Iterator[Deployment]:
    """An environment of `dist/` in a cluster of its own."""
    capture = pytestconfig.pluginmanager.getplugin("capturemanager")
    (environment,) = (it for it in environments() if it.name == name)
    before = machine()
    with ExitStack() as stack:
        with capture.global_and_fixture_disabled():
            cluster = stack.enter_context(PodCluster(dict.fromkeys(hosts, LAN)))
            for _ in range(nodes - 1):
                cluster.add_node()
            report_progress(f"Kubernetes {cluster.version()} with {nodes} node(s), ready after {cluster.started:.1f} s")
            deployment = Deployment(cluster, environment)
            deployment.apply()
            report_progress(f"{name}: {len(deployment.running())} pods ready after {deployment.seconds:.1f} s")
        yield deployment
    assert traces(cluster.cage.cgroup, cluster.cage.namespace) == []
    assert machine() == before


@pytest.fixture(scope="module")
def quickstart(pytestconfig: pytest.Config, pods_run: None) -> Iterator[Deployment]:
    """The quick start, on one node."""
    with deployed(pytestconfig, "quickstart", ("portkey-dev.example.org",), 1) as deployment:
        yield deployment


@pytest.fixture(scope="module")
def production(pytestconfig: pytest.Config, pods_run: None) -> Iterator[Deployment]:
    """Production with its stores in the cluster, on two nodes; whoever signs users in is played next to the nodes."""
    hosts = ("portkey.example.org", "gateway.example.org", "login.example.org")
    with deployed(pytestconfig, "production-internal", hosts, 2) as deployment:
        yield deployment
