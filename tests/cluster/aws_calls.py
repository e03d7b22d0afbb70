"""A proxy to AWS on the loopback interface that records the calls and their callers, but no values."""

import threading
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qs, urlsplit

__all__ = ["Call", "Overheard", "overheard"]

_STS: Final = "{https://sts.amazonaws.com/doc/2011-06-15/}"
_ENDS: Final = frozenset({"connection", "content-length", "date", "server", "transfer-encoding"})


class Call(NamedTuple):
    """A call: the operation, the role whose credentials sign it, the role that is asked for, and the answer's status."""

    operation: str
    role: str | None
    asked_for: str | None
    status: int


class Overheard:
    """The address, and the calls so far."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.calls: list[Call] = []
        self._roles: dict[str, str] = {}

    def note(self, headers: Any, body: bytes, status: int, answer: bytes) -> None:
        """Remembers a call, and whose the credentials are that it hands out."""
        key = str(headers.get("Authorization", "")).partition("Credential=")[2].partition("/")[0]
        asked = parse_qs(body.decode()) if "X-Amz-Target" not in headers else {}
        operation = str(headers.get("X-Amz-Target", "")).rpartition(".")[2] or asked.get("Action", ["?"])[0]
        expected = asked.get("RoleArn", [None])[0]
        if expected and status == 200:
            key_id = ElementTree.fromstring(answer).find(f".//{_STS}AccessKeyId")
            if key_id is not None and key_id.text:
                self._roles[key_id.text] = expected
        self.calls.append(Call(operation, self._roles.get(key), expected, status))


@contextmanager
def overheard(endpoint: str) -> Iterator[Overheard]:
    """Hands every call on to an endpoint on loopback."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            with closing(HTTPConnection(urlsplit(endpoint).netloc, timeout=30)) as connection:
                connection.request("POST", self.path, body, dict(self.headers))
                response = connection.getresponse()
                answer = response.read()
            noted.note(self.headers, body, response.status, answer)
            self.send_response(response.status)
            for name, value in response.getheaders():
                if name.lower() not in _ENDS:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *arguments: Any) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    noted = Overheard(f"http://127.0.0.1:{server.server_address[1]}")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield noted
    finally:
        server.shutdown()
        server.server_close()
