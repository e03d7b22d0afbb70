"""Connections from inside the networks of real pods, and listeners at every port at which nothing else answers."""

import ctypes
import errno
import itertools
import os
import selectors
import socket
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Final

from tests.cluster.enforcement.network import Host
from tests.cluster.enforcement.probes import Port, Probe, connecting
from tests.cluster.namespace import Namespace

__all__ = ["JoinedNamespace", "answered", "listening"]

_SECONDS: Final = 15.0
_AT_ONCE: Final = 500
# A DNS query for the address of kubernetes.default.svc.cluster.local, since servers ignore anything else.
_QUERY: Final = b"\0\1\1\0\0\1\0\0\0\0\0\0\x0akubernetes\7default\3svc\7cluster\5local\0\0\1\0\1"
# The kernel takes a datagram between the same ports as before for the same connection, which was allowed then.
_UDP_PORTS: Final = itertools.count(20000)


class JoinedNamespace(Namespace):
    """The network namespace of a process."""

    def __init__(self, process: int) -> None:
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._file = os.open(f"/proc/{process}/ns/net", os.O_RDONLY | os.O_CLOEXEC)


@contextmanager
def listening(hosts: Mapping[Host, Iterable[Port]]) -> Iterator[list[socket.socket]]:
    """Listens on these ports of the hosts, except where a program of the host does; `answered` needs the sockets."""
    with ExitStack() as stack:
        listeners = []
        for host, ports in hosts.items():
            with host.namespace.entered():
                for port in ports:
                    udp = port.protocol == "UDP"
                    listener = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM if udp else socket.SOCK_STREAM))
                    listener.setblocking(False)
                    try:
                        listener.bind((host.address, port.number))
                    except OSError as error:
                        if error.errno != errno.EADDRINUSE:
                            raise
                        continue
                    if not udp:
                        # The kernel accepts connections up to this number.
                        listener.listen(4096)
                    listeners.append(listener)
        yield listeners


def answered(listeners: Sequence[socket.socket], probes: Sequence[Probe]) -> dict[Probe, bool]:
    """Makes all these connections, and says for each whether it is answered; the others are refused, and none may stay without an answer."""
    outcomes: dict[Probe, bool] = {}
    port = next(_UDP_PORTS)
    with selectors.DefaultSelector() as selector:
        for listener in listeners:
            if listener.type == socket.SOCK_DGRAM:
                selector.register(listener, selectors.EVENT_READ, None)
        for first in range(0, len(probes), _AT_ONCE):
            outcomes |= _batch(selector, probes[first : first + _AT_ONCE], port)
    return outcomes


def _batch(selector: selectors.BaseSelector, probes: Sequence[Probe], port: int) -> dict[Probe, bool]:
    outcomes: dict[Probe, bool] = {}
    with ExitStack() as stack:
        for source in dict.fromkeys(probe.source for probe in probes):
            with source.namespace.entered():
                for probe in probes:
                    if probe.source is source:
                        client, event = stack.enter_context(_client(probe, port)), selectors.EVENT_WRITE
                        if probe.port.protocol == "UDP":
                            event = selectors.EVENT_READ
                        selector.register(client, event, probe)
                        stack.callback(selector.unregister, client)
        end = time.monotonic() + _SECONDS
        while len(outcomes) < len(probes) and (left := end - time.monotonic()) > 0:
            for key, _ in selector.select(left):
                assert isinstance(key.fileobj, socket.socket)
                if key.data is None:
                    data, peer = key.fileobj.recvfrom(512)
                    key.fileobj.sendto(data, peer)
                elif key.data not in outcomes:
                    outcomes[key.data] = _passed(key.fileobj, key.data)
    silent = [probe for probe in probes if probe not in outcomes]
    assert not silent, f"{len(silent)} connections have no answer and are not refused, the first is {silent[0]}"
    return outcomes


def _client(probe: Probe, port: int) -> socket.socket:
    client, error = connecting(probe, port, _QUERY)
    assert error in (0, errno.EINPROGRESS, errno.ECONNREFUSED), f"{probe}: {os.strerror(error)}"
    return client


def _passed(client: socket.socket, probe: Probe) -> bool:
    error = client.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    if not error and probe.port.protocol == "UDP":
        try:
            client.recv(512)
        except ConnectionRefusedError:
            error = errno.ECONNREFUSED
    assert error in (0, errno.ECONNREFUSED), f"{probe}: {os.strerror(error)}"
    return not error
