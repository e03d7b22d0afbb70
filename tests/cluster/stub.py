"""Answers of what pods would run: one server on every address for each port, whose answers can be set."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

__all__ = ["Stub", "serving"]


class Stub:
    """The status of each path; 200 if it has none."""

    def __init__(self) -> None:
        self.statuses: dict[str, int] = {}
        self.text = "fine"
        self.content_type = "text/plain"


def _server(port: int, stub: Stub, address: str) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = stub.text.encode()
            self.send_response(stub.statuses.get(self.path, 200))
            self.send_header("Content-Type", stub.content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    return ThreadingHTTPServer((address, port), Handler)


@contextmanager
def serving(ports: Sequence[int], stub: Stub, address: str = "0.0.0.0") -> Iterator[list[int]]:
    """Listens on these ports, 0 for any; gives those that it listens on."""
    with ExitStack() as stack:
        matches = []
        for port in ports:
            server = stack.enter_context(_server(port, stub, address))
            Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
            stack.callback(server.shutdown)
            matches.append(server.server_address[1])
        yield matches
