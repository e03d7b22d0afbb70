"""The rendered nginx in front of an external gateway over TLS: the name in the handshake, the Host header, the path."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.servers.frontend import ADDRESSES, PAGE, PORT, Site
from tests.servers.web import SecureUpstream, connected, head, received, upgraded

pytestmark = pytest.mark.slow

HOST = "ai.example.org"
Elsewhere = tuple[Site, SecureUpstream]


@pytest.fixture
def elsewhere(fresh: Callable[..., Site], tmp_path: Path) -> Callable[..., Elsewhere]:
    """A front end whose gateway is at this address, and that gateway: one that answers to its own name alone."""

    def elsewhere(url: str = f"https://{HOST}", port: int = 443) -> Elsewhere:
        site, upstream = fresh(gateway={"kind": "external", "url": url}), SecureUpstream("gateway", HOST, tmp_path)
        site.serve("albus", ADDRESSES["albus"])
        site.serve_at(upstream, HOST, ADDRESSES["api"], port)
        site.start()
        return site, upstream

    return elsewhere


def test_external_gateway_gets_its_own_host_name(elsewhere: Callable[..., Elsewhere]) -> None:
    site, upstream = elsewhere()
    answer = site.ask("/api/v1/models?limit=1%2F2", headers={"Host": "portkey.example.org", "X-Portkey-Trace-Id": "1"})
    assert answer.status == 200, site.pod.printed()
    assert upstream.called == [HOST]
    assert (answer.echo["upstream"], answer.echo["target"]) == ("gateway", "/v1/models?limit=1%2F2")
    passed = answer.passed
    assert passed["host"] == HOST
    assert passed["x-forwarded-host"] == "portkey.example.org"
    assert passed["x-portkey-trace-id"] == "1"


def test_backend_gets_the_requested_host_name(elsewhere: Callable[..., Elsewhere]) -> None:
    site, upstream = elsewhere()
    answer = site.ask("/albus/x", headers={"Host": "portkey.example.org"})
    assert (answer.echo["upstream"], answer.passed["host"]) == ("albus", "portkey.example.org")
    assert upstream.called == []


@pytest.mark.parametrize(
    ("url", "port", "host", "target"),
    [
        (f"https://{HOST}:8443/", 8443, f"{HOST}:8443", "/v1/models"),
        (f"https://{HOST}/gateway/", 443, HOST, "/gateway/v1/models"),
    ],
    ids=["port", "path"],
)
def test_port_and_path_of_the_address_are_used(elsewhere: Callable[..., Elsewhere], url: str, port: int, host: str, target: str) -> None:
    site, upstream = elsewhere(url, port)
    answer = site.ask("/api/v1/models")
    assert answer.status == 200, site.pod.printed()
    assert (answer.passed["host"], answer.echo["target"], upstream.called) == (host, target, [HOST])


@pytest.mark.parametrize("path", ["/a$host", "/$uri/${args}", '/a";}', "/a;deny", "/a'b", "/{a}", "/a\\b", "/a\\", "/é", "/$", "/~!@&*(),=+%41"])
def test_any_path_of_the_address_is_literal(elsewhere: Callable[..., Elsewhere], path: str) -> None:
    site, _ = elsewhere(f"https://{HOST}{path}")
    answer = site.ask("/api/v1/models")
    assert answer.status == 200, site.pod.printed()
    assert answer.echo["target"].encode("latin-1").decode() == f"{path}/v1/models"


def test_certificate_for_another_name_is_refused(elsewhere: Callable[..., Elsewhere]) -> None:
    """So that the others show that the name is sent: the stub closes a handshake that has another."""
    site, upstream = elsewhere("https://other.example.org")
    site.names.known["other.example.org"] = ADDRESSES["api"]
    assert site.ask("/api/x").status == 502
    assert upstream.called == ["other.example.org"]
    assert site.ask("/").body.decode() == PAGE


def test_responses_and_upgrades_pass_over_tls(elsewhere: Callable[..., Elsewhere]) -> None:
    site, upstream = elsewhere()
    with connected(site.pod, PORT) as connection:
        connection.sendall(head("GET", "/api/stream", {"Accept": "text/event-stream"}))
        got = b""
        while b"one" not in got and (data := connection.recv(4096)):
            got += data
        assert b"data: two" not in got
        upstream.more.set()
        while b"two" not in got and (data := connection.recv(4096)):
            got += data
        assert b"data: two" in got
    with connected(site.pod, PORT) as connection:
        upgraded(connection, "/api/socket")


def test_configuration_is_valid(elsewhere: Callable[..., Elsewhere]) -> None:
    tried = elsewhere()[0].pod.run(["nginx", "-t"])
    assert tried.returncode == 0, tried.stderr
    assert "[warn]" not in tried.stderr


CERTIFICATE = "arn:aws:acm:eu-west-1:111122223333:certificate/0f4d"


@pytest.mark.parametrize(
    ("provider", "expected"),
    [({"kind": "aws", "certificate_arn": CERTIFICATE}, "https"), ({"kind": "aws"}, "http")],
    ids=["ends TLS", "passes on"],
)
def test_tls_at_the_load_balancer_sets_the_forwarded_protocol(fresh: Callable[..., Site], provider: dict[str, str], expected: str) -> None:
    """A Network Load Balancer adds no header: the browser's scheme is known from the configuration alone."""
    site = fresh(exposure={"frontend": {"kind": "loadBalancer", "host": "portkey.example.org", "provider": provider}})
    site.serve("albus", ADDRESSES["albus"])
    site.start()
    assert site.ask("/albus/x").passed["x-forwarded-proto"] == expected
    assert site.ask("/albus/x", headers={"X-Forwarded-Proto": "http"}).passed["x-forwarded-proto"] == "http"
    with connected(site.pod, PORT) as connection:
        connection.sendall(head("GET", "/", {}))
        assert received(connection).status == 200
