"""The rendered nginx between browsers and the two services: paths, headers, bodies, streams."""

import base64
import hashlib
from collections.abc import Iterable
from contextlib import suppress
from urllib.parse import unquote

import pytest

from tests.servers.frontend import PAGE, PORT, Site
from tests.servers.pod import ADDRESS
from tests.servers.web import connected, head, received, upgraded

pytestmark = pytest.mark.slow

MEGABYTE = 1 << 20


@pytest.mark.parametrize("name", ["albus", "api"])
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/v1/chat/completions",
        "/x?y=1%2F2",
        "/x?",
        "/x?next=/a/../b&then=/..",
        "/x?q=a+b&q=%26&r[]=1&u=https://example.org/a?b",
        "/prompts/a%2Fb",
        "/a%20b%25c",
        "/a+b;c=d,e/@f:g!$&'()*",
        "/%E2%9C%93/%C3%A9",
        "/a%2E%2Eb/..c/c..",
        "/albus/albus",
        "/api/api",
        "//double//slash",
        "/trailing/",
        "/a%0d%0aX-Evil:%20y",
        "/" + "l" * 6000,
    ],
)
def test_request_is_proxied_unchanged_without_the_prefix(site: Site, name: str, path: str) -> None:
    answer = site.ask(f"/{name}{path}")
    assert answer.status == 200
    assert answer.echo["upstream"] == name
    assert answer.echo["target"] == path
    assert answer.echo["protocol"] == "HTTP/1.1"


@pytest.mark.parametrize(
    "target",
    [
        "/api/metrics",
        "/api/metrics/",
        "/api/metrics?x=1",
        "/api/%6Detrics",
        "/api//metrics",
        "/api/./metrics",
        "/api/METRICS",
        "/api/dataservice/metrics",
        "/api/dataservice%2Fmetrics",
        "/api/metrics/x",
    ],
)
def test_metrics_are_refused(site: Site, target: str) -> None:
    assert site.ask(target).status == 403


@pytest.mark.parametrize("path", ["/v1/metrics", "/metricsx", "/x?next=/metrics", "/dataservice/metric"])
def test_paths_like_those_of_metrics_are_proxied(site: Site, path: str) -> None:
    assert site.ask(f"/api{path}").echo["target"] == path


@pytest.mark.parametrize("path", ["/é/✓", "/x?q=é"])
def test_unencoded_unicode_is_proxied(site: Site, path: str) -> None:
    assert site.ask(f"/albus{path}").echo["target"].encode("latin-1").decode() == path


@pytest.mark.parametrize(
    "target",
    [
        "/albus/../api/..",
        "/albus/../api/x",
        "/albus/x/../../api/x",
        "/albus/%2e%2e/",
        "/albus/%2e%2e/api/secret",
        "/api/%2E%2E/albus/secret",
        "/albus/..%2fapi/x",
        "/albus/%2e%2e%2fapi%2fx",
        "/api/..;/albus/x",
        "/x/../albus/y",
        "/albus/..",
        "/albus/a/..?x=1",
        "/albus/a/../b",
        "/albus/%2e%2e/albus/y",
        "/albus/a/.%2E/b",
        "/api/a/%2e%2e%2fb",
        "/api/a/%2e.",
        "/albus/%2e%2e/%2e%2e/etc/passwd",
        "/../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/assets/../../../../../etc/passwd",
        "/config.js/../../../../etc/passwd",
    ],
)
def test_no_path_escapes_its_prefix(site: Site, target: str) -> None:
    """Either the page, or a refusal, or the service that the written prefix names, without a climb in what it gets."""
    answer = site.ask(target)
    if answer.status == 200 and answer.body != PAGE.encode():
        echo = answer.echo
        assert target.startswith(f"/{echo['upstream']}/")
        assert target == f"/{echo['upstream']}{echo['target']}"
        assert ".." not in unquote(echo["target"].partition("?")[0]).split("/")
    else:
        assert answer.status in (200, 400, 404)


def test_prefix_without_slash_redirects_to_the_same_host(site: Site) -> None:
    answer = site.ask("/albus")
    assert answer.status == 301
    assert answer.headers["Location"] == "/albus/"


def test_headers_of_a_direct_request(site: Site) -> None:
    passed = site.ask("/albus/x", headers={"Host": "portkey.example.org:8443", "Authorization": "Bearer a.b-c", "X-Portkey-Trace-Id": "1"}).passed
    assert passed["host"] == "portkey.example.org:8443"
    assert passed["x-forwarded-host"] == "portkey.example.org:8443"
    assert passed["x-forwarded-proto"] == "http"
    assert passed["x-forwarded-for"] == passed["x-real-ip"] == ADDRESS
    assert passed["authorization"] == "Bearer a.b-c"
    assert passed["x-portkey-trace-id"] == "1"
    assert "upgrade" not in passed
    assert passed.get("connection", "") in ("", "keep-alive")


def test_headers_behind_another_proxy(site: Site) -> None:
    passed = site.ask("/api/x", headers={"X-Forwarded-Proto": "https", "X-Forwarded-For": "198.51.100.7"}).passed
    assert passed["x-forwarded-proto"] == "https"
    assert passed["x-forwarded-for"] == f"198.51.100.7, {ADDRESS}"


KIBIBYTE = 1 << 10


@pytest.mark.parametrize("name", ["albus", "api"])
@pytest.mark.parametrize("length", [4000, 4096, 8 * KIBIBYTE, 16 * KIBIBYTE, 60 * KIBIBYTE])
def test_long_response_header_passes(site: Site, name: str, length: int) -> None:
    site.upstreams[name].headers = {"X-Portkey-Trace": "t" * length}
    try:
        answer = site.ask(f"/{name}/x")
        assert answer.status == 200
        assert answer.headers["X-Portkey-Trace"] == "t" * length
    finally:
        site.upstreams[name].headers = {}


@pytest.mark.parametrize("name", ["albus", "api"])
@pytest.mark.parametrize("length", [4 * KIBIBYTE, 16 * KIBIBYTE, 60 * KIBIBYTE])
def test_long_cookie_passes(site: Site, name: str, length: int) -> None:
    cookie = f"session={'c' * length}"
    assert site.ask(f"/{name}/x", headers={"Cookie": cookie}).passed["cookie"] == cookie
    assert site.ask("/", headers={"Cookie": cookie}).status == 200


def test_many_cookies_and_tokens_pass_together(site: Site) -> None:
    headers = {"Cookie": "c" * 40 * KIBIBYTE, "Authorization": "a" * 40 * KIBIBYTE, "X-Portkey-Config": "x" * 40 * KIBIBYTE}
    passed = site.ask("/albus/x", headers=headers).passed
    assert (passed["cookie"], passed["authorization"], passed["x-portkey-config"]) == tuple(headers.values())


@pytest.mark.parametrize("length", [16 * KIBIBYTE, 60 * KIBIBYTE])
def test_long_address_passes(site: Site, length: int) -> None:
    """Such as the one that a login returns to; each service may refuse it, but nginx does not."""
    assert site.ask(f"/login?state={'s' * length}").status == 200
    assert site.ask(f"/albus/v2/auth/callback?code={'s' * (length - 100)}").echo["target"].endswith("s" * 100)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS"])
def test_methods_are_proxied(site: Site, method: str) -> None:
    """A stub that does not know a method says 501 itself: so nginx did not refuse it."""
    assert site.ask("/api/x", method=method).status == 501


def pieces(megabytes: int) -> Iterable[bytes]:
    return (bytes([number % 251]) * MEGABYTE for number in range(megabytes))


@pytest.mark.parametrize("sized", [True, False], ids=["length", "chunked"])
def test_large_body_passes(site: Site, sized: bool) -> None:
    headers = {"Content-Length": str(90 * MEGABYTE)} if sized else {}
    echo = site.ask("/albus/upload", method="POST", headers=headers, body=pieces(90)).echo
    digest = hashlib.sha256()
    for piece in pieces(90):
        digest.update(piece)
    assert (echo["body"], echo["sha256"]) == (90 * MEGABYTE, digest.hexdigest())


@pytest.mark.parametrize("name", ["albus", "api"])
@pytest.mark.parametrize("sized", [True, False], ids=["length", "chunked"])
def test_larger_body_is_refused(site: Site, name: str, sized: bool) -> None:
    if sized:
        assert site.ask(f"/{name}/upload", method="POST", headers={"Content-Length": str(101 * MEGABYTE)}, body=()).status == 413
        return
    with suppress(ConnectionResetError):  # the end of the connection may overtake the refusal
        assert site.ask(f"/{name}/upload", method="POST", body=pieces(101)).status == 413


@pytest.mark.parametrize("name", ["albus", "api"])
def test_body_is_streamed(site: Site, name: str) -> None:
    site.upstreams[name].forget()
    with connected(site.pod, PORT) as connection:
        connection.sendall(head("POST", f"/{name}/upload", {"Content-Length": "11"}) + b"first")
        assert site.upstreams[name].arrived.get(timeout=5) == b"first"
        connection.sendall(b" last!")
        assert received(connection).echo["body"] == 11


@pytest.mark.parametrize("name", ["albus", "api"])
def test_answer_is_streamed(site: Site, name: str) -> None:
    site.upstreams[name].more.clear()
    with connected(site.pod, PORT) as connection:
        connection.sendall(head("GET", f"/{name}/stream", {"Accept": "text/event-stream"}))
        got = b""
        while b"one" not in got and (data := connection.recv(4096)):
            got += data
        assert b"data: one" in got
        assert b"data: two" not in got
        site.upstreams[name].more.set()
        while b"two" not in got and (data := connection.recv(4096)):
            got += data
        assert b"data: two" in got


@pytest.mark.parametrize("name", ["albus", "api"])
def test_websocket_passes(site: Site, name: str) -> None:
    key = base64.b64encode(bytes(16)).decode()
    with connected(site.pod, PORT) as connection:
        response = upgraded(connection, f"/{name}/socket", {"Sec-WebSocket-Key": key, "Sec-WebSocket-Version": "13"})
        assert b"upgrade: websocket" in response.lower()
