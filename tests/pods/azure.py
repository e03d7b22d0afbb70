"""The storage of Azure, and the metadata address at which a node's managed identity gets tokens for it."""

import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final
from urllib.parse import parse_qs, urlsplit

__all__ = ["azure_storage"]

_TOKENS: Final = "/metadata/identity/oauth2/token"
_RESOURCE: Final = "https://storage.azure.com/"


@contextmanager
def azure_storage(container: str) -> Iterator[int]:
    """Serves the tokens and the blobs of a container on loopback, and yields the port."""
    token = secrets.token_hex(16)
    blobs: dict[str, bytes] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            url = urlsplit(self.path)
            if url.path == _TOKENS:
                allowed = self.headers["Metadata"] == "true" and parse_qs(url.query).get("resource") == [_RESOURCE]
                issued = {"access_token": token, "expires_in": "3600", "resource": _RESOURCE, "token_type": "Bearer"}
                self._answer(200 if allowed else 400, json.dumps(issued).encode() if allowed else b"")
            else:
                known = self._authorized and url.path in blobs
                self._answer(200 if known else 404, blobs[url.path] if known else b"")

        def do_PUT(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            path = urlsplit(self.path).path
            allowed = self._authorized and path.startswith(f"/{container}/") and self.headers["x-ms-blob-type"] == "BlockBlob"
            if allowed:
                blobs[path] = body
            self._answer(201 if allowed else 403, b"")

        @property
        def _authorized(self) -> bool:
            return self.headers["Authorization"] == f"Bearer {token}" and bool(self.headers["x-ms-version"])

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *values: object) -> None:
            """Tests say what they ask."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
