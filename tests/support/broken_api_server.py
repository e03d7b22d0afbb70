"""An API server on a real socket that serves objects, and that can break the protocol from any request on."""

import json
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Final

from portkey_constructs.kubernetes.registry import KINDS

__all__ = ["ANSWERS", "Answer", "healthy", "listening", "whole"]

Answer = Callable[[socket.socket, str], None]
"""Writes the answer to the request of a path."""

_JSON: Final = b"Content-Type: application/json\r\n"
_HEAD: Final = b"HTTP/1.1 200 OK\r\n" + _JSON
_PLURALS: Final = {kind.plural: kind for kind in KINDS.values()}
_PATH: Final = re.compile(r"/apis?/[^?]*?(?:namespaces/[^/?]+/)?(?P<plural>[a-z]+)(?:/(?P<name>[^/?]+))?(?:\?.*)?")


@contextmanager
def listening(answer: Answer, *, tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """The URL of a server that reads the head of each request, answers, and closes the connection."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:

        def serve(plain: socket.socket) -> None:
            # The client closes the connection, or does not speak HTTP.
            with suppress(OSError, ValueError, IndexError), plain, tls.wrap_socket(plain, server_side=True) if tls else plain as connection:
                head = b""
                while b"\r\n\r\n" not in head and (part := connection.recv(65536)):
                    head += part
                if head:
                    answer(connection, head.split(b" ", 2)[1].decode())

        def accept() -> None:
            with suppress(OSError):
                while True:
                    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield f"http{'s' if tls else ''}://127.0.0.1:{listener.getsockname()[1]}"


def whole(body: bytes, status: str = "200 OK", headers: bytes = _JSON) -> Answer:
    """An answer with a length."""
    head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n".encode()
    return lambda connection, _: connection.sendall(head + headers + b"\r\n" + body)


def healthy(objects: Sequence[Mapping[str, Any]], broken: Answer | None = None, path: str = "") -> Answer:
    """Answers like an API server that has these objects; requests whose path contains `path` get the broken answer."""

    def answer(connection: socket.socket, requested: str) -> None:
        if broken and path in requested and not requested.startswith("/version"):
            broken(connection, requested)
            return
        status, content = _content(objects, requested)
        whole(json.dumps(content).encode(), status)(connection, requested)

    return answer


def _content(objects: Sequence[Mapping[str, Any]], path: str) -> tuple[str, Any]:
    if path.startswith("/version"):
        return "200 OK", {"gitVersion": "v1.36.0"}
    match = _PATH.fullmatch(path)
    kind = _PLURALS.get(match["plural"]) if match else None
    if match is None or kind is None or "/proxy" in path:
        return "404 Not Found", {"kind": "Status", "apiVersion": "v1", "message": "not found"}
    every = [manifest for manifest in objects if manifest["kind"] == kind.kind]
    if not match["name"]:
        return "200 OK", {"kind": f"{kind.kind}List", "metadata": {}, "items": every}
    named = next((manifest for manifest in every if manifest["metadata"]["name"] == match["name"]), None)
    return ("200 OK", named) if named else ("404 Not Found", {"kind": "Status", "apiVersion": "v1"})


def _hang(_: socket.socket, __: str) -> None:
    time.sleep(60)


def _after_headers(connection: socket.socket, _: str) -> None:
    connection.sendall(_HEAD + b"Content-Length: 100\r\n\r\n")
    time.sleep(60)


def _drip(head: bytes, part: bytes) -> Answer:
    def answer(connection: socket.socket, _: str) -> None:
        connection.sendall(head)
        while True:
            connection.sendall(part)
            time.sleep(0.05)

    return answer


def _endless(head: bytes, part: bytes) -> Answer:
    def answer(connection: socket.socket, _: str) -> None:
        connection.sendall(head)
        while True:
            connection.sendall(part)

    return answer


def _pages(items: int) -> Answer:
    body = json.dumps({"metadata": {"continue": "next"}, "items": [{"metadata": {"name": f"o{number}"}} for number in range(items)]}).encode()
    return whole(body)


def _redirect(connection: socket.socket, path: str) -> None:
    whole(b"", "302 Found", f"Location: {path}\r\n".encode())(connection, path)


def _closed(connection: socket.socket, _: str) -> None:
    connection.sendall(_HEAD + b"Content-Length: 100\r\n\r\n{")


def _raw(data: bytes) -> Answer:
    return lambda connection, _: connection.sendall(data)


def _then_hang(data: bytes) -> Answer:
    def answer(connection: socket.socket, _: str) -> None:
        connection.sendall(data)
        time.sleep(60)

    return answer


def _growing_token(connection: socket.socket, path: str) -> None:
    token = "x" * (2 * len(path))
    whole(json.dumps({"metadata": {"continue": token}, "items": []}).encode())(connection, path)


def _status(code: int, reason: str) -> Answer:
    return whole(json.dumps({"kind": "Status", "apiVersion": "v1", "code": code, "message": reason}).encode(), f"{code} {reason}")


ANSWERS: Final[Mapping[str, Answer]] = {
    "hangs before the answer": _hang,
    "hangs after the headers": _after_headers,
    "sends a header now and then": _drip(_HEAD, b"X: y\r\n"),
    "sends a byte now and then": _drip(_HEAD + b"\r\n", b" "),
    "endless headers": _endless(_HEAD, b"X: y\r\n" * 10_000),
    "endless body": _endless(_HEAD + b"\r\n", b"[" * 65536),
    "endless chunks": _endless(_HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"10000\r\n" + b" " * 65536 + b"\r\n"),
    "endless pages": _pages(0),
    "endless pages of objects": _pages(500),
    "large list": whole(json.dumps({"metadata": {}, "items": [{"metadata": {"name": "x" * 250}}] * 50_000}).encode()),
    "many small values": whole(b"[" + b"[]," * 2_000_000 + b"[]]"),
    "login page": whole(b"<!DOCTYPE html><title>Log in</title>", headers=b"Content-Type: text/html\r\n"),
    "no JSON": whole(b"{"),
    "no UTF-8": whole(b'{"gitVersion": "\xff", "items": ["\xff"]}'),
    "JSON of another kind": whole(b"[7]"),
    "wrong types": whole(b'{"gitVersion": 7, "metadata": 7, "items": "x", "preferredVersion": 7}'),
    "items that are no objects": whole(b'{"metadata": {}, "items": [7, null, []]}'),
    "deep JSON": whole(b"[" * 100_000),
    "deep objects": whole(b'{"metadata": {}, "items": [' + b'{"a":' * 500 + b"1" + b"}" * 500 + b"]}"),
    "gzip bomb": whole(b"\x1f\x8b\x08" + b"\0" * 1000, headers=_JSON + b"Content-Encoding: gzip\r\n"),
    "no HTTP": lambda connection, _: connection.sendall(b"SSH-2.0-OpenSSH_9.6\r\n"),
    "closed at once": lambda connection, _: None,
    "closed in the body": _closed,
    "redirect to itself": _redirect,
    "401": _status(401, "Unauthorized"),
    "403": _status(403, "Forbidden"),
    "410": _status(410, "Gone"),
    "429": _status(429, "Too Many Requests"),
    "500": _status(500, "Internal Server Error"),
    "no length and no end": _then_hang(b"HTTP/1.0 200 OK\r\n" + _JSON + b'\r\n{"items": ['),
    "negative length": _raw(b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n{}"),
    "two lengths": _raw(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 200\r\n\r\n{}"),
    "length of 20 digits": _then_hang(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n{}"),
    "chunk of 2^63 bytes": _then_hang(_HEAD + b"Transfer-Encoding: chunked\r\n\r\n7FFFFFFFFFFFFFFF\r\n{}"),
    "endless early hints": _endless(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 1000),
    "switched protocol": _then_hang(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n"),
    "protobuf": whole(b"k8s\0\n\x07\x01\xff", headers=b"Content-Type: application/vnd.kubernetes.protobuf\r\n"),
    "try again in 32 years": whole(b"{}", "429 Too Many Requests", b"Retry-After: 1000000000\r\n"),
    "numbers that are none": whole(b'{"gitVersion": NaN, "metadata": NaN, "items": [Infinity, {"metadata": {"generation": -Infinity}}]}'),
    "integer of 5000 digits": whole(b'{"gitVersion": "v1.36.0", "metadata": {}, "items": [{"metadata": {"generation": ' + b"1" * 5000 + b"}}]}"),
    "growing pages": _growing_token,
    "page token with a header": whole(b'{"metadata": {"continue": "a\\r\\nX-Injected: 1"}, "items": []}'),
    "page token that is no text": whole(b'{"metadata": {"continue": {"a": 7}}, "items": []}'),
    "lone surrogates": whole(b'{"metadata": {}, "items": [{"metadata": {"name": "\\ud800", "labels": {"\\udfff": "\\ud800"}}}]}'),
}
