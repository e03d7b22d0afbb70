"""The kubelet's part: one try of a rendered probe."""

import http.client
import socket
import subprocess
from typing import Any

from tests.servers.pod import ADDRESS, Pod

__all__ = ["passes"]


def passes(pod: Pod, kind: str) -> bool:
    """Whether one try of the container's probe succeeds: `startup`, `readiness` or `liveness`."""
    probe = pod.rendered.container[f"{kind}Probe"]
    seconds = float(probe.get("timeoutSeconds", 1))
    if "exec" in probe:
        return _command(pod, probe["exec"]["command"], seconds)
    if "httpGet" in probe:
        return _page(pod, probe["httpGet"], seconds)
    return _port(pod, probe["tcpSocket"], seconds)


def _command(pod: Pod, command: list[str], seconds: float) -> bool:
    try:
        return pod.run(command, seconds=seconds).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def _port(pod: Pod, action: Any, seconds: float) -> bool:
    try:
        pod.inside(lambda: socket.create_connection((ADDRESS, pod.rendered.port(action["port"])), seconds)).close()
    except OSError:
        return False
    return True


def _page(pod: Pod, action: Any, seconds: float) -> bool:
    try:
        with pod.inside(lambda: socket.create_connection((ADDRESS, pod.rendered.port(action["port"])), seconds)) as connection:
            asked = http.client.HTTPConnection(ADDRESS)
            asked.sock = connection
            asked.request("GET", action["path"])
            return 200 <= asked.getresponse().status < 400
    except (OSError, http.client.HTTPException):
        return False
