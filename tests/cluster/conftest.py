"""The cluster that the tests of a process share, and what they need of it."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from typing import NoReturn

import pytest

from tests.cluster import namespace
from tests.cluster.binaries import MissingGoError, everything, required
from tests.cluster.control_plane import WAIT_LIMIT, Cluster
from tests.cluster.definitions import defined, pinned
from tests.cluster.enforcement.engine import PROGRAMS
from tests.cluster.enforcement.network import PATH
from tests.cluster.enforcement.site import Site
from tests.support.cache import report_progress


def _cannot(reason: str) -> NoReturn:
    """Skips; fails where everything has to be tested."""
    if required():
        pytest.fail(f"{reason}, and PORTKEY_REQUIRE_CLUSTER=1", pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def network(pytestconfig: pytest.Config) -> str:
    """Builds the programs, and moves this process and all that it starts from now on into a network of its own; returns why that is not allowed."""
    with pytestconfig.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        try:
            everything()
        except MissingGoError as error:
            _cannot(str(error))
        # After the builds, which may need the network of the machine.
        return namespace.enter()


@contextmanager
def _started(pytestconfig: pytest.Config, network: str) -> Iterator[Cluster]:
    capture = pytestconfig.pluginmanager.getplugin("capturemanager")
    with ExitStack() as stack:
        with capture.global_and_fixture_disabled():
            started = stack.enter_context(Cluster(network))
            where = f"on loopback, without pod addresses: {network}" if network else "in a network of its own"
            report_progress(f"Kubernetes {started.version()} {where}; ready after {started.started:.1f} s")
        yield started


@pytest.fixture(scope="session")
def cluster(pytestconfig: pytest.Config, network: str) -> Iterator[Cluster]:
    """The cluster that the tests of this process share; each process is in a network of its own."""
    with _started(pytestconfig, network) as started:
        yield started


@pytest.fixture(scope="module")
def own_cluster(pytestconfig: pytest.Config, network: str) -> Iterator[Cluster]:
    """A cluster of the module's own with the pinned definitions: whatever is in it goes with it."""
    with _started(pytestconfig, network) as started:
        files = [argument for path in pinned() for argument in ("--filename", path)]
        started.kubectl("apply", "--server-side", *files)
        started.kubectl("wait", "--for=condition=Established", WAIT_LIMIT, *files)
        yield started


@pytest.fixture(scope="module")
def definitions(cluster: Cluster) -> Iterator[None]:
    """The definitions that are pinned, for the tests of a module alone: others bring their own, or begin without."""
    with defined(cluster, pinned()):
        yield


@pytest.fixture
def pod_addresses(cluster: Cluster) -> None:
    """Makes sure that pods can be reached."""
    if cluster.shared_network:
        _cannot(f"pods cannot be reached here: {cluster.shared_network}")


@pytest.fixture(scope="module")
def site(pytestconfig: pytest.Config, network: str) -> Iterator[Site]:
    """A cluster with a policy engine, and a network in which pods send real packets."""
    if os.geteuid() != 0:
        _cannot("only root can give pods networks of their own")
    if missing := [name for name in PROGRAMS if not shutil.which(name, path=PATH)]:
        _cannot(f"not installed: {', '.join(missing)}")
    with pytestconfig.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        site = Site()
    with closing(site):
        yield site


@pytest.fixture
def report(pytestconfig: pytest.Config) -> Callable[[str], None]:
    """Prints a line, also if the test passes."""
    capture = pytestconfig.pluginmanager.getplugin("capturemanager")

    def report(text: str) -> None:
        with capture.global_and_fixture_disabled():
            report_progress(text)

    return report
