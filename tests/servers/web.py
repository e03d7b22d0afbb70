"""What the front end's nginx talks to: name servers, the two services behind it, and browsers."""

import hashlib
import http.client
import ipaddress
import json
import socket
import ssl
import struct
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Thread
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.servers.pod import ADDRESS, Pod

__all__ = ["Answer", "NameServer", "SecureUpstream", "Upstream", "ask", "certificate", "connected", "upgraded"]

_ADDRESS_RECORD, _NO_SUCH_NAME = 1, 3


class NameServer:
    """Answers for the names that it knows, over UDP on the pod's loopback device; asked for others, it says that there are none.

    The next `lost` queries get no answer.
    """

    def __init__(self, pod: Pod, address: str = "127.0.0.1") -> None:
        self.known: dict[str, str] = {}
        self.asked: list[str] = []
        self.lost = 0
        self._socket = pod.inside(lambda: socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_DGRAM))
        self._socket.bind((address, 53))
        self._thread = Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            query, sender = self._socket.recvfrom(1500)
            if not query:
                return
            answer = self._answer(query)
            if self.lost > 0:
                self.lost -= 1
            else:
                self._socket.sendto(answer, sender)

    def _answer(self, query: bytes) -> bytes:
        labels, at = list[str](), 12
        while length := query[at]:
            labels.append(query[at + 1 : at + 1 + length].decode())
            at += 1 + length
        name, kind = ".".join(labels), struct.unpack("!H", query[at + 1 : at + 3])[0]
        self.asked.append(name)
        address = self.known.get(name)
        known_address = address and kind == _ADDRESS_RECORD
        head = query[:2] + struct.pack("!HHHHH", 0x8180 | (0 if address else _NO_SUCH_NAME), 1, 1 if known_address else 0, 0, 0)
        record = struct.pack("!HHHIH", 0xC00C, kind, 1, 1, 4) + ipaddress.IPv4Address(address).packed if known_address else b""
        return head + query[12 : at + 5] + record

    def close(self) -> None:
        self._socket.sendto(b"", self._socket.getsockname())
        self._thread.join(5)
        self._socket.close()


@dataclass
class Upstream:
    """A service behind nginx at an address of the pod: it says what it was asked, byte for byte.

    It waits for `more` before the second half of `/stream`, puts the first bytes of every body into `arrived`, and adds `headers` to what
    it says.
    """

    name: str
    headers: dict[str, str] = field(default_factory=dict)
    arrived: SimpleQueue[bytes] = field(default_factory=SimpleQueue)
    more: Event = field(default_factory=Event)
    closed: bool = False

    def forget(self) -> None:
        """Makes nothing of the bodies so far."""
        while not self.arrived.empty():
            self.arrived.get()

    def serve(self, pod: Pod, address: str, port: int) -> None:
        self._listener = pod.inside(lambda: socket.create_server((address, port), backlog=64))
        self._thread = Thread(target=self._accept)
        self._thread.start()

    def _accept(self) -> None:
        handler = type("Handler", (_Handler,), {"upstream": self})
        while not self.closed:
            try:
                connection, sender = self._listener.accept()
            except OSError:
                return
            Thread(target=self._handle, args=(handler, connection, sender), daemon=True).start()

    def _handle(self, handler: Callable[..., object], connection: socket.socket, sender: object) -> None:
        with connection:
            connection.settimeout(10)
            try:
                handler(connection, sender, None)
            except OSError:
                return

    def close(self) -> None:
        self.closed = True
        self.more.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)


class SecureUpstream(Upstream):
    """The same by TLS, with a certificate of its own: it answers to its name alone, and refuses a handshake that has no name or another."""

    def __init__(self, name: str, host: str, folder: Path) -> None:
        super().__init__(name)
        self.called: list[str | None] = []
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificate(host, folder))

        def named(_: object, server_name: str | None, __: object) -> int | None:
            self.called.append(server_name)
            return None if server_name == host else int(ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME)

        self._context.sni_callback = named

    def accept_any_name(self) -> None:
        """Presents the certificate whatever name is asked for."""

        def named(_: object, server_name: str | None, __: object) -> None:
            self.called.append(server_name)

        self._context.sni_callback = named

    def _handle(self, handler: Callable[..., object], connection: socket.socket, sender: object) -> None:
        connection.settimeout(10)
        try:
            secured = self._context.wrap_socket(connection, server_side=True)
        except OSError:
            connection.close()
            return
        super()._handle(handler, secured, sender)


def certificate(host: str, folder: Path) -> Path:
    """A key and a certificate that it signs itself, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)]), datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now - timedelta(days=1), now + timedelta(days=1))
    signed = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False).sign(key, hashes.SHA256())
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file = folder / f"{host}.pem"
    file.write_bytes(private + signed.public_bytes(Encoding.PEM))
    return file


class _Handler(BaseHTTPRequestHandler):
    upstream: Upstream
    raw_requestline: bytes
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        return

    @property
    def target(self) -> str:
        return self.raw_requestline.decode("latin-1").split(" ", 1)[1].rsplit(" ", 1)[0]

    def do_GET(self) -> None:
        if self.headers.get("Upgrade"):
            self._upgrade()
        elif self.target == "/stream":
            self._stream()
        else:
            self._say(body=0)

    def do_POST(self) -> None:
        length, digest = 0, hashlib.sha256()
        for chunk in self._body():
            if not length:
                self.upstream.arrived.put(chunk)
            length += len(chunk)
            digest.update(chunk)
        self._say(body=length, sha256=digest.hexdigest())

    def _body(self) -> Iterator[bytes]:
        if self.headers.get("Transfer-Encoding") != "chunked":
            left = int(self.headers.get("Content-Length", 0))
            while left and (chunk := self.rfile.read1(min(left, 1 << 16))):
                left -= len(chunk)
                yield chunk
            return
        while size := int(self.rfile.readline() or b"0", 16):
            yield self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()

    def _say(self, **more: Any) -> None:
        echo = {
            "upstream": self.upstream.name,
            "protocol": self.request_version,
            "method": self.command,
            "target": self.target,
            "headers": self.headers.items(),
            **more,
        }
        content = json.dumps(echo).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        for name, value in self.upstream.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def _stream(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(b"data: one\n\n")
        self.wfile.flush()
        self.upstream.more.wait(10)
        self.wfile.write(b"data: two\n\n")

    def _upgrade(self) -> None:
        self.send_response(101)
        self.send_header("Upgrade", self.headers["Upgrade"])
        self.send_header("Connection", self.headers["Connection"])
        self.end_headers()
        while data := self.connection.recv(1 << 16):
            self.connection.sendall(data.upper())


@dataclass(frozen=True)
class Answer:
    """An answer as a browser gets it."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def echo(self) -> dict[str, Any]:
        """The request as the `Upstream` received it."""
        echo: dict[str, Any] = json.loads(self.body)
        return echo

    @property
    def passed(self) -> dict[str, str]:
        """The headers that reached an `Upstream`, by their small names."""
        return {name.lower(): value for name, value in self.echo["headers"]}


@contextmanager
def connected(pod: Pod, port: int, address: str = ADDRESS) -> Iterator[socket.socket]:
    """A browser's connection."""
    with pod.inside(lambda: socket.create_connection((address, port), 15)) as connection:
        yield connection


def upgraded(connection: socket.socket, target: str, headers: Mapping[str, str] | None = None) -> bytes:
    """Upgrades a connection to WebSocket, and sends a text both ways; the head of the response."""
    connection.sendall(head("GET", target, {"Upgrade": "websocket", "Connection": "Upgrade", **(headers or {})}))
    response = b""
    while not response.endswith(b"\r\n\r\n"):
        response += connection.recv(1)
    assert response.startswith(b"HTTP/1.1 101 ")
    connection.sendall(b"both ways")
    assert connection.recv(100) == b"BOTH WAYS"
    return response


def head(method: str, target: str, headers: Mapping[str, str]) -> bytes:
    """The beginning of a request, with the target unchanged."""
    lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in {"Host": "portkey.example.org", **headers}.items())]
    return "".join(f"{line}\r\n" for line in lines).encode() + b"\r\n"


def received(connection: socket.socket, method: str = "GET") -> Answer:
    """The whole answer on a connection."""
    response = http.client.HTTPResponse(connection, method=method)
    response.begin()
    return Answer(response.status, dict(response.getheaders()), response.read())


def ask(
    pod: Pod, port: int, target: str, *, method: str = "GET", headers: Mapping[str, str] | None = None, body: Iterable[bytes] | None = None
) -> Answer:
    """Requests `target` unchanged; the body is chunked unless the headers contain its length."""
    sent = dict(headers or {})
    with connected(pod, port) as connection:
        chunked = body is not None and "Content-Length" not in sent
        if chunked:
            sent["Transfer-Encoding"] = "chunked"
        try:
            connection.sendall(head(method, target, sent))
            for chunk in body or ():
                connection.sendall(b"%x\r\n%b\r\n" % (len(chunk), chunk) if chunked else chunk)
            if chunked:
                connection.sendall(b"0\r\n\r\n")
        except (BrokenPipeError, ConnectionResetError):
            pass  # an answer came before the whole request was out
        return received(connection, method)
