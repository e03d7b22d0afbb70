"""The cluster that the tests share, and what they need of it."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import NoReturn

import pytest

from tests.cluster import namespace
from tests.cluster.binaries import MissingGoError, everything, required
from tests.cluster.control_plane import Cluster
from tests.cluster.definitions import defined, pinned


def _cannot(reason: str) -> NoReturn:
    """Skips; fails where everything has to be tested."""
    if required():
        pytest.fail(f"{reason}, and PORTKEY_REQUIRE_CLUSTER=1", pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def cluster(pytestconfig: pytest.Config) -> Iterator[Cluster]:
    """The cluster; this process, and all that it starts from now on, has a network of its own where that is allowed."""
    capture = pytestconfig.pluginmanager.getplugin("capturemanager")
    with ExitStack() as stack:
        with capture.global_and_fixture_disabled():
            try:
                everything()
            except MissingGoError as error:
                _cannot(str(error))
            # After the builds, which may need the network of the machine.
            started = stack.enter_context(Cluster(namespace.enter()))
            where = f"on loopback, without pod addresses: {started.shared_network}" if started.shared_network else "in a network of its own"
            print(f"\n==> Kubernetes {started.version()} {where}; ready after {started.started:.1f} s", flush=True)
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
