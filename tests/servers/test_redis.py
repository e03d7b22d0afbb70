"""The rendered Redis: its arguments and probes, in its pod, with a real server."""

import signal
import subprocess
from collections.abc import Callable, Sequence

import pytest

from portkey_constructs.config.quantities import amount
from tests.servers.conftest import Begin
from tests.servers.pod import ADDRESS, Pod, until
from tests.servers.probing import passes

pytestmark = pytest.mark.slow

SHELLS = [pytest.param({}, id="sh"), pytest.param({"/bin/sh": "/bin/busybox"}, id="busybox")]


@pytest.fixture(autouse=True)
def _programs(need: Callable[..., None]) -> None:
    need("redis-server", "redis-cli", "busybox")


def start(pod: Pod, *more: str) -> subprocess.Popen[bytes]:
    assert not pod.rendered.command
    return pod.start([*pod.rendered.args, *more])


def ask(pod: Pod, *words: str) -> list[str]:
    return pod.run(["redis-cli", *words]).stdout.split("\n")[:-1]


def ready(pod: Pod) -> bool:
    return until(lambda: passes(pod, "readiness"))


def setting(pod: Pod, name: str) -> Sequence[str]:
    return ask(pod, "CONFIG", "GET", name)[1:]


@pytest.mark.parametrize("links", SHELLS)
def test_serves_with_the_rendered_arguments(begin: Begin, links: dict[str, str]) -> None:
    pod = begin("redis", links=links)
    server = start(pod)
    assert ready(pod), pod.printed()
    assert passes(pod, "startup")
    assert passes(pod, "liveness")
    limit = pod.rendered.container["resources"]["limits"]["memory"]
    assert setting(pod, "maxmemory") == [str(int(amount(limit) * 3 / 4))]
    assert setting(pod, "maxmemory-policy") == ["volatile-lru"]
    assert ask(pod, "SET", "kept", "1") == ["OK"]
    assert pod.stop(server) == 0

    assert not passes(pod, "readiness")
    assert not passes(pod, "liveness")

    start(pod)
    assert ready(pod)
    assert ask(pod, "GET", "kept") == ["1"], "a restart keeps what the volume holds"


def test_other_pods_can_connect(begin: Begin) -> None:
    """A Redis built from source refuses other hosts unless it has a password; the official image disables that, other images may not."""
    pod = begin("redis")
    start(pod)
    assert ready(pod), pod.printed()
    assert ask(pod, "-h", ADDRESS, "PING") == ["PONG"]


@pytest.mark.parametrize(("limit", "most"), [("1Gi", 805306368), ("1G", 750000000), ("2000000k", 1500000000), ("0.5Gi", 402653184)])
def test_maxmemory_follows_the_limit(begin: Begin, limit: str, most: int) -> None:
    pod = begin("redis", {"redis": {"kind": "inCluster", "resources": {"limits": {"memory": limit}}}})
    start(pod)
    assert ready(pod), pod.printed()
    assert setting(pod, "maxmemory") == [str(most)]


def test_without_a_limit_there_is_no_maxmemory(begin: Begin) -> None:
    pod = begin("redis", {"redis": {"kind": "inCluster", "resources": {"requests": {"memory": "64Mi"}}}})
    start(pod)
    assert ready(pod), pod.printed()
    assert setting(pod, "maxmemory") == ["0"]


@pytest.mark.parametrize("links", SHELLS)
def test_is_not_ready_if_a_password_is_required(begin: Begin, links: dict[str, str]) -> None:
    pod = begin("redis", links=links)
    start(pod, "--requirepass", "secret")
    assert until(lambda: passes(pod, "liveness")), pod.printed()
    assert pod.run(["redis-cli", "ping"]).returncode == 0, "redis-cli by itself is content with a refusal"
    assert not passes(pod, "readiness")


def test_is_not_ready_while_it_loads(begin: Begin) -> None:
    pod = begin("redis")
    server = start(pod)
    assert ready(pod)
    pod.run(["redis-cli"], text="".join(f"SET key:{number} {number}\n" for number in range(1000)))
    assert ask(pod, "SAVE") == ["OK"]
    assert pod.stop(server) == 0

    start(pod, "--key-load-delay", "2000", "--loading-process-events-interval-bytes", "1024")
    assert until(lambda: "LOADING" in "".join(ask(pod, "PING")), every=0.01), pod.printed()
    assert not passes(pod, "readiness")
    assert passes(pod, "liveness")
    assert ready(pod)


def test_is_not_ready_while_it_hangs(begin: Begin) -> None:
    pod = begin("redis")
    server = start(pod)
    assert ready(pod)
    pod.rendered.container["readinessProbe"]["timeoutSeconds"] = 1
    with pytest.raises(subprocess.TimeoutExpired):
        pod.stop(server, signal.SIGSTOP, seconds=0.1)
    assert not passes(pod, "readiness")
    assert passes(pod, "liveness")


def test_serves_and_keeps_data_as_a_user_that_openshift_assigns(begin: Begin) -> None:
    pod = begin("redis", {"openshift": True})
    assert (pod.user, pod.group) == (1000660000, 0)
    server = start(pod)
    assert ready(pod), pod.printed()
    assert ask(pod, "SET", "kept", "1") == ["OK"]
    assert ask(pod, "SAVE") == ["OK"]
    assert pod.stop(server) == 0
    start(pod)
    assert ready(pod)
    assert ask(pod, "GET", "kept") == ["1"]
