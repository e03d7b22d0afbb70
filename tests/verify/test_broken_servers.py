"""A connection to servers on sockets that break the protocol, and to credential plugins that hang or flood."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import pytest

from portkey_constructs.errors import ClusterError
from portkey_constructs.kubernetes.registry import KINDS
from portkey_constructs.verify.cluster_state import Unreadable
from portkey_constructs.verify.connection import connect

pytestmark = pytest.mark.slow
HEAD: Final = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@contextmanager
def server(answer: Callable[[socket.socket, bytes], None]) -> Iterator[str]:
    """A server that reads the head of each request and answers anything."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve(connection: socket.socket) -> None:
            with connection, suppress(OSError):
                answer(connection, connection.recv(65536))

        def accept() -> None:
            with suppress(OSError):
                while True:
                    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


def kubeconfig(folder: Path, url: str, user: object = None, **cluster: str) -> str:
    path = folder / "kubeconfig"
    config = {
        "clusters": [{"name": "c", "cluster": {"server": url, **cluster}}],
        "users": [{"name": "u", "user": user or {"token": "hunter2"}}],
        "contexts": [{"name": "c", "context": {"cluster": "c", "user": "u"}}],
        "current-context": "c",
    }
    path.write_text(json.dumps(config))
    return str(path)


def whole(body: bytes, head: bytes = HEAD) -> Callable[[socket.socket, bytes], None]:
    return lambda connection, _: connection.sendall(head + b"Content-Length: %d\r\nConnection: close\r\n\r\n" % len(body) + body)


def drip(connection: socket.socket, _: bytes) -> None:
    connection.sendall(HEAD)
    while True:
        connection.sendall(b"X: y\r\n")
        time.sleep(0.1)


def endless(connection: socket.socket, _: bytes) -> None:
    connection.sendall(HEAD + b"\r\n")
    while True:
        connection.sendall(b"[" * 65536)


ANSWERS: Final = {
    "endless body": endless,
    "endless pages": whole(b'{"metadata": {"continue": "x"}, "items": []}'),
    "many values": whole(b"[" + b"[]," * 2_000_000 + b"[]]"),
    "deep nesting": whole(b"[" * 100_000),
    "wrong types": whole(b'{"metadata": 7, "items": "x"}'),
    "wrong objects": whole(b'{"metadata": {}, "items": [7]}'),
    "closed in the body": lambda connection, _: connection.sendall(HEAD + b"Content-Length: 100\r\n\r\n{"),
    "gzip": whole(b"\x1f\x8b", HEAD + b"Content-Encoding: gzip\r\n"),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_a_broken_list_is_unreadable_or_an_error(name: str, tmp_path: Path) -> None:
    with server(ANSWERS[name]) as url, connect(kubeconfig(tmp_path, url), None, 10) as connection:
        result: object = None
        with suppress(ClusterError):
            result = connection.list_objects(KINDS["Pod"], "n")
        assert result is None or isinstance(result, Unreadable)


def test_a_server_that_drips_headers_is_stopped_at_the_deadline(tmp_path: Path) -> None:
    begun = time.monotonic()
    with server(drip) as url, connect(kubeconfig(tmp_path, url), None, 1) as connection, pytest.raises(ClusterError, match="within 1 s"):
        connection.server_version()
    assert time.monotonic() - begun < 3


@pytest.mark.parametrize("status", ["429 Too Many Requests", "500 Internal Server Error", "503 Service Unavailable"])
def test_a_server_that_answers_no_request_now_is_named_as_such(status: str, tmp_path: Path) -> None:
    answer = whole(b"{}", f"HTTP/1.1 {status}\r\n".encode())
    with server(answer) as url, connect(kubeconfig(tmp_path, url), None, 5) as connection, pytest.raises(ClusterError) as caught:
        connection.server_version()
    assert str(caught.value).startswith(f"{url} answers with status {status[:3]}: try again")


def test_the_token_does_not_follow_a_redirect(tmp_path: Path) -> None:
    seen: list[bytes] = []
    with server(lambda _, head: seen.append(head)) as other:
        answer = whole(b"", b"HTTP/1.1 302 Found\r\nLocation: " + other.encode() + b"/version\r\n")
        with server(answer) as url, connect(kubeconfig(tmp_path, url), None, 5) as connection, pytest.raises(ClusterError):
            connection.server_version()
    assert seen == []


def test_the_proxy_of_the_kubeconfig_is_used(tmp_path: Path) -> None:
    seen: list[bytes] = []

    def proxy(connection: socket.socket, head: bytes) -> None:
        seen.append(head)
        connection.sendall(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")

    with server(proxy) as url:
        path = kubeconfig(tmp_path, "https://cluster.invalid:6443", **{"proxy-url": url})
        with connect(path, None, 5) as connection, pytest.raises(ClusterError):
            connection.server_version()
    assert seen[0].startswith(b"CONNECT cluster.invalid:6443 ")
    assert b"hunter2" not in seen[0]


def test_the_tls_server_name_of_the_kubeconfig_is_sent(tmp_path: Path) -> None:
    seen: list[bytes] = []
    with server(lambda _, hello: seen.append(hello)) as url:
        path = kubeconfig(tmp_path, url.replace("http:", "https:"), **{"tls-server-name": "inner.example.org"})
        with connect(path, None, 5) as connection, pytest.raises(ClusterError):
            connection.server_version()
    assert b"inner.example.org" in seen[0]


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("sleep 60 & sleep 60", "does not end in time"),
        ("yes hunter2", "prints more than 1 MiB"),
        ("yes hunter2 >&2", "prints more than 1 MiB"),
        ("echo hunter2", "prints no token"),
        ("""echo '{"status": {"clientKeyData": "hunter2"}}'""", "prints no token and no client certificate"),
        ("""echo '{"status": {"clientCertificateData": "hunter2"}}'""", "without its key"),
        ("""echo '{"status": {"clientCertificateData": "hunter2", "clientKeyData": "hunter2"}}'""", "is invalid"),
        ("""echo '{"status": []}'""", "prints no token"),
        ("echo 'password: hunter2, log in' >&2; exit 3", r"password: \.\.\. log in"),
        ("echo AWS_SECRET_ACCESS_KEY=hunter2 >&2; exit 3", "an assignment of a secret, and is not shown"),
        ("echo 'POST https://me:hunter2@example.org fails' >&2; exit 3", "a URL with a password, and is not shown"),
        ("echo 'Bearer xyzxyzxyz-hunter2-xyzxyzxyz' >&2; exit 3", "an authorization header, and is not shown"),
        ("echo 'cannot use wJalrXUtnFEMI/K7MDENG/bPxRfiCYhunter2' >&2; exit 3", r"cannot use \.\.\."),
        ("echo log in first >&2; exit 3", "returned 3: log in first"),
    ],
)
def test_a_plugin_that_hangs_floods_or_fails_is_an_error(script: str, message: str, tmp_path: Path) -> None:
    plugin = {"exec": {"apiVersion": "client.authentication.k8s.io/v1", "command": "/bin/sh", "args": ["-c", script]}}
    begun = time.monotonic()
    with connect(kubeconfig(tmp_path, "http://127.0.0.1:9", plugin), None, 2) as connection, pytest.raises(ClusterError, match=message) as error:
        connection.server_version()
    assert time.monotonic() - begun < 4
    assert "hunter2" not in str(error.value)


def test_a_plugin_gets_its_version_and_gives_the_token(tmp_path: Path) -> None:
    seen: list[bytes] = []

    def answer(connection: socket.socket, head: bytes) -> None:
        seen.append(head)
        whole(b'{"gitVersion": "v1.34.1"}')(connection, head)

    script = """case $KUBERNETES_EXEC_INFO in *authentication.k8s.io/v1\\"*) echo '{"status": {"token": "hunter2"}}';; esac"""
    plugin = {"exec": {"apiVersion": "client.authentication.k8s.io/v1", "command": "/bin/sh", "args": ["-c", script]}}
    with server(answer) as url, connect(kubeconfig(tmp_path, url, plugin), None, 5) as connection:
        assert connection.server_version() == "v1.34.1"
    assert b"Bearer hunter2" in seen[0]
