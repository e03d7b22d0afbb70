"""Requests that are sent all the time, on new and on kept connections, and what became of them."""

import select
import socket
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection, RemoteDisconnected
from types import TracebackType
from typing import Final, Self

__all__ = ["Answer", "Load", "Target", "connect", "send"]

_TIMEOUT: Final = 20.0


@dataclass(frozen=True)
class Target:
    """Where requests go, and what is expected of the answer."""

    name: str
    address: str
    port: int
    path: str = "/"
    method: str = "GET"
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    trust: ssl.SSLContext | None = None
    """For a connection by TLS to the host in the headers."""
    source: str = ""
    """The address from which a connection by TLS comes, where it is not the usual one."""
    accept: Callable[["Answer"], bool] = lambda answer: answer.status == 200


@dataclass(frozen=True)
class Answer:
    """An answer, read to its end."""

    status: int
    body: bytes
    headers: Mapping[str, str]
    seconds: float


def connect(target: Target, timeout: float = _TIMEOUT) -> HTTPConnection:
    """A connection for requests to a target."""
    if not target.trust:
        return HTTPConnection(target.address, target.port, timeout=timeout)
    return _Tls(target, timeout)


class _Tls(HTTPSConnection):
    """A connection to an address that expects the certificate of the host in the headers, as a client does that looks the host up."""

    def __init__(self, target: Target, timeout: float) -> None:
        super().__init__(target.address, target.port, timeout=timeout, context=target.trust)
        self._target = target

    def connect(self) -> None:
        """Connects, and checks the certificate."""
        assert self._target.trust
        plain = socket.create_connection((self.host, self.port), self.timeout, (self._target.source, 0) if self._target.source else None)
        # As other clients do: otherwise, the body of a request waits 40 ms until the headers are acknowledged.
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sock = self._target.trust.wrap_socket(plain, server_hostname=self._target.headers["Host"])


def send(target: Target, timeout: float = _TIMEOUT, connection: HTTPConnection | None = None) -> Answer:
    """Sends one request, on a new connection unless there is one; raises `OSError` and `HTTPException`."""
    own = connection or connect(target, timeout)
    started = time.monotonic()
    try:
        own.request(target.method, target.path, target.body or None, dict(target.headers))
        response = own.getresponse()
        body = response.read()
        return Answer(response.status, body, dict(response.getheaders()), time.monotonic() - started)
    finally:
        if connection is None:
            own.close()


class Load:
    """Sends requests to each target until the context is left: on a new connection each, and on one that is kept.

    With `repeat`, a GET whose kept connection the server closes at that moment is sent again on a new one, as HTTP clients do.
    """

    def __init__(self, targets: Sequence[Target], pause: float = 0.25, *, repeat: bool = False) -> None:
        self.sent: Counter[str] = Counter()
        self.failures: list[str] = []
        self.repeated: list[str] = []
        self._pause, self._repeat = pause, repeat
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._began = time.monotonic()
        self._threads = [threading.Thread(target=self._work, args=(target, keep), daemon=True) for target in targets for keep in (False, True)]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(_TIMEOUT + 5)

    def total(self) -> int:
        """How many requests were sent."""
        return sum(self.sent.values())

    def summary(self) -> str:
        """How many requests were sent and failed."""
        repeated = f", {len(self.repeated)} sent again on a new connection" if self._repeat else ""
        return f"{self.total()} requests, {len(self.failures)} failed{repeated}"

    def _work(self, target: Target, keep: bool) -> None:
        connection: HTTPConnection | None = None
        name = f"{target.name}, {'kept' if keep else 'new'}"
        while not self._stop.is_set():
            if keep and (connection is None or _closed(connection)):
                if connection:
                    connection.close()
                connection = connect(target)
            failure = ""
            try:
                answer = self._send(target, connection, name)
                if not target.accept(answer):
                    failure = f"{answer.status} {answer.body[:200]!r}"
            except (OSError, HTTPException) as error:
                failure = repr(error)
                if connection:
                    connection.close()
                    connection = None
            with self._lock:
                self.sent[name] += 1
                if failure:
                    self.failures.append(f"{time.monotonic() - self._began:.1f} s: {name}: {failure}")
            self._stop.wait(self._pause)
        if connection:
            connection.close()

    def _send(self, target: Target, connection: HTTPConnection | None, name: str) -> Answer:
        try:
            return send(target, connection=connection)
        except (ConnectionError, RemoteDisconnected):
            if not (self._repeat and connection and target.method == "GET"):
                raise
        connection.close()
        with self._lock:
            self.repeated.append(name)
        return send(target)


def _closed(connection: HTTPConnection) -> bool:
    """Whether the server has closed a kept connection, as every pool of connections finds out before it uses one."""
    return connection.sock is not None and bool(select.select([connection.sock], [], [], 0)[0])
