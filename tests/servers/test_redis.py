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
    assert setting(pod, "appendonly") == ["yes"]
    assert ask(pod, "SET", "kept", "1") == ["OK"]
    assert pod.stop(server) == 0

    assert not passes(pod, "readiness")
    assert not passes(pod, "liveness")

    start(pod)
    assert ready(pod)
    assert ask(pod, "GET", "kept") == ["1"], "a restart keeps what the volume holds"


def rendered(begin: Begin, links: dict[str, str], *, append_only: bool, volume: Pod | None = None) -> Pod:
    """A pod with this setting, and with the volume of another pod as it is now."""
    pod = begin("redis", {"redis": {"kind": "inCluster", "append_only": append_only}}, links=links)
    if volume:
        subprocess.run(["cp", "-a", f"{volume.volume('data')}/.", pod.volume("data")], check=True)
    return pod


@pytest.mark.parametrize("links", SHELLS)
def test_data_survive_a_crash(begin: Begin, links: dict[str, str]) -> None:
    pod = begin("redis", links=links)
    server = start(pod)
    assert ready(pod), pod.printed()
    assert ask(pod, "SET", "queued", "1") == ["OK"]
    pod.stop(server, signal.SIGKILL)
    assert not (pod.volume("data") / "dump.rdb").exists()

    start(pod)
    assert ready(pod), pod.printed()
    assert ask(pod, "GET", "queued") == ["1"]


def test_without_append_only_a_crash_loses_recent_changes(begin: Begin) -> None:
    pod = rendered(begin, {}, append_only=False)
    server = start(pod)
    assert ready(pod), pod.printed()
    assert setting(pod, "appendonly") == ["no"]
    ask(pod, "SET", "queued", "1")
    pod.stop(server, signal.SIGKILL)

    start(pod)
    assert ready(pod)
    assert ask(pod, "GET", "queued") == [""]


@pytest.mark.parametrize("links", SHELLS)
def test_a_volume_with_a_snapshot_is_loaded(begin: Begin, links: dict[str, str]) -> None:
    """The manifests of earlier versions start a server that writes snapshots only."""
    pod = begin("redis", links=links)
    earlier = pod.start(["redis-server", "--dir", "/data", "--protected-mode", "no"])
    assert ready(pod), pod.printed()
    assert ask(pod, "SET", "kept", "1") == ["OK"]
    assert pod.stop(earlier) == 0
    assert sorted(path.name for path in pod.volume("data").iterdir()) == ["dump.rdb"]

    server = start(pod)
    assert ready(pod), pod.printed()
    assert ask(pod, "GET", "kept") == ["1"]
    assert ask(pod, "SET", "kept", "2") == ["OK"]
    pod.stop(server, signal.SIGKILL)

    start(pod)
    assert ready(pod), pod.printed()
    assert ask(pod, "GET", "kept") == ["2"], "the snapshot is copied once"


def test_redis_alone_ignores_the_snapshot(begin: Begin) -> None:
    """Why the container does not start the server directly: this fails when Redis loads the snapshot by itself."""
    pod = begin("redis")
    earlier = pod.start(["redis-server", "--dir", "/data", "--protected-mode", "no"])
    assert ready(pod), pod.printed()
    assert ask(pod, "SET", "kept", "1") == ["OK"]
    assert pod.stop(earlier) == 0

    pod.start(["redis-server", "--dir", "/data", "--protected-mode", "no", "--appendonly", "yes"])
    assert ready(pod), pod.printed()
    assert ask(pod, "GET", "kept") == [""]


def test_an_interrupted_copy_of_the_snapshot_is_repeated(begin: Begin) -> None:
    pod = begin("redis")
    earlier = pod.start(["redis-server", "--dir", "/data", "--protected-mode", "no"])
    assert ready(pod), pod.printed()
    assert ask(pod, "SET", "kept", "1") == ["OK"]
    assert pod.stop(earlier) == 0
    copy = pod.volume("data") / "appendonly.aof.copy"
    copy.write_bytes(b"REDIS")
    copy.chmod(0o666)

    start(pod)
    assert ready(pod), pod.printed()
    assert ask(pod, "GET", "kept") == ["1"]


@pytest.mark.parametrize("links", SHELLS)
def test_append_only_can_be_switched_off_and_on(begin: Begin, links: dict[str, str]) -> None:
    first = begin("redis", links=links)
    server = start(first)
    assert ready(first), first.printed()
    assert ask(first, "SET", "kept", "1") == ["OK"]
    assert first.stop(server) == 0

    second = rendered(begin, links, append_only=False, volume=first)
    server = start(second)
    assert ready(second), second.printed()
    assert setting(second, "appendonly") == ["no"]
    assert ask(second, "GET", "kept") == ["1"]
    assert ask(second, "SET", "kept", "2") == ["OK"]
    assert second.stop(server) == 0

    third = rendered(begin, links, append_only=True, volume=second)
    start(third)
    assert ready(third), third.printed()
    assert setting(third, "appendonly") == ["yes"]
    assert ask(third, "GET", "kept") == ["2"], "the former append-only file is not loaded again"


@pytest.mark.parametrize("links", SHELLS)
def test_switched_off_after_a_crash_redis_loads_the_append_only_file_once_more(begin: Begin, links: dict[str, str]) -> None:
    first = begin("redis", links=links)
    server = start(first)
    assert ready(first), first.printed()
    assert ask(first, "SAVE") == ["OK"]
    assert ask(first, "SET", "kept", "1") == ["OK"]
    first.stop(server, signal.SIGKILL)

    second = rendered(begin, links, append_only=False, volume=first)
    server = start(second)
    assert ready(second), second.printed()
    assert ask(second, "GET", "kept") == ["1"]
    assert setting(second, "appendonly") == ["yes"]
    assert "stays in use until the server stops regularly" in second.printed()
    assert second.stop(server) == 0

    start(second)
    assert ready(second), second.printed()
    assert setting(second, "appendonly") == ["no"]
    assert ask(second, "GET", "kept") == ["1"]


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
    ask(pod, "BGREWRITEAOF")
    assert until(lambda: "Background AOF rewrite finished successfully" in pod.printed())
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


PASSWORDS = ["a1b2", 'a"b\\c', "$HOME `id` $(id) %40 'x'", "p@ss:word/#?&"]


@pytest.mark.parametrize("append_only", [True, False])
@pytest.mark.parametrize("links", SHELLS)
@pytest.mark.parametrize("password", PASSWORDS)
def test_redis_requires_its_password_and_does_not_show_it(begin: Begin, links: dict[str, str], password: str, append_only: bool) -> None:
    pod = begin("redis", {"redis": {"kind": "inCluster", "password": password, "append_only": append_only}}, links=links)
    server = start(pod)
    assert ready(pod), pod.printed()
    assert ask(pod, "PING") == ["PONG"], "redis-cli in the pod has the password"
    assert pod.run(["env", "REDISCLI_AUTH=", "redis-cli", "PING"]).stdout.startswith("NOAUTH")
    assert "WRONGPASS" in pod.run(["env", "REDISCLI_AUTH=other", "redis-cli", "PING"]).stderr
    assert setting(pod, "appendonly") == ["yes" if append_only else "no"]
    processes = pod.run(["sh", "-c", "cat /proc/[0-9]*/cmdline | tr '\\0' ' '"]).stdout
    assert "redis-server" in processes
    assert password not in processes.replace("sh -c cat", "")
    assert pod.stop(server) == 0


def test_a_restart_with_another_password_keeps_the_data_and_refuses_the_old_one(begin: Begin) -> None:
    pod = begin("redis", {"redis": {"kind": "inCluster", "password": "a1b2"}})
    server = start(pod)
    assert ready(pod), pod.printed()
    assert ask(pod, "SET", "kept", "1") == ["OK"]
    assert pod.stop(server) == 0

    new = ["env", "REDISCLI_AUTH=c3d4"]
    pod.start([*new, *pod.rendered.args])
    assert until(lambda: pod.run([*new, "redis-cli", "GET", "kept"]).stdout == "1\n"), pod.printed()
    assert pod.run(["redis-cli", "GET", "kept"]).stdout.startswith("NOAUTH")


def test_redis_does_not_start_with_an_empty_password(begin: Begin) -> None:
    pod = begin("redis", {"redis": {"kind": "inCluster", "password": "a1b2"}})
    server = pod.start(["env", "REDISCLI_AUTH=", *pod.rendered.args])
    assert server.wait(10) == 1
    assert "no password" in pod.printed()
