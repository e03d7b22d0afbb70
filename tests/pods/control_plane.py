"""Portkey's control plane, as far as a data plane needs an answer of it."""

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

from tests.cluster.environments import Environment, pods
from tests.pods.cluster import PodCluster

__all__ = ["CONTROL_PLANE", "control_plane", "control_plane_url"]

CONTROL_PLANE: Final = "203.0.113.10"
"""An address of the internet, which the machine next to the nodes has."""


def control_plane_url(environment: Environment) -> str:
    """The address of the control plane outside the cluster; empty where the backend is in the cluster."""
    variables = (it for _, template in pods(environment.objects) for it in template["spec"]["containers"][0]["env"])
    return next((it["value"] for it in variables if it["name"] == "ALBUS_ENDPOINT" and it["value"].startswith("https://")), "")


@contextmanager
def control_plane(cluster: PodCluster) -> Iterator[None]:
    """Answers to whoever sends a license credential."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps({}).encode()
            self.send_response(200 if self.headers["Authorization"] else 401)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *values: object) -> None:
            """Tests say what they ask."""

    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(cluster.credentials.certificate, cluster.credentials.key)
    with ThreadingHTTPServer((CONTROL_PLANE, 443), Handler) as server:
        # The thread of a connection shakes hands, so that a client that is slow holds up no other.
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield
        finally:
            server.shutdown()
