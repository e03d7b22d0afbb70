"""The front end's nginx stops without cutting answers, whichever stop signal its image has."""

import os
import signal
from collections.abc import Callable
from threading import Timer

import pytest

from tests.servers.frontend import ADDRESSES, PORT, Site
from tests.servers.pod import until
from tests.servers.web import connected, head

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("links", [pytest.param({}, id="sh"), pytest.param({"/bin/sh": "/bin/busybox"}, id="busybox")])
@pytest.mark.parametrize("stop_signal", [signal.SIGTERM, signal.SIGQUIT])
def test_answer_in_flight_is_complete(fresh: Callable[..., Site], links: dict[str, str], stop_signal: signal.Signals) -> None:
    site = fresh(links=links)
    gateway = site.serve("api", ADDRESSES["api"])
    process = site.start()
    with connected(site.pod, PORT) as connection:
        connection.sendall(head("GET", "/api/stream", {}))
        answer = b""
        while b"data: one" not in answer:
            answer += connection.recv(4096)
        for child in site.pod.children(process):
            os.kill(child, stop_signal)
        assert until(lambda: refused(site)), "nginx still accepts connections"
        assert process.poll() is None
        Timer(1, gateway.more.set).start()
        while data := connection.recv(4096):
            answer += data
    assert answer.count(b"data: two\n\n") == 1
    assert process.wait(10) == 0


def refused(site: Site) -> bool:
    try:
        with connected(site.pod, PORT):
            return False
    except ConnectionResetError:
        # nginx closes the port while the connection waits for it.
        return False
    except ConnectionRefusedError:
        return True
