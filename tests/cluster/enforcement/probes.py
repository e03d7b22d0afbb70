"""Real connections between hosts: who answers, and who is refused."""

import errno
import itertools
import os
import resource
import selectors
import socket
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Final, NamedTuple

from tests.cluster.enforcement.network import Host

__all__ = ["ANSWERED", "REFUSED", "SILENT", "Port", "Probe", "Probes", "connecting"]

ANSWERED: Final = "answered"
REFUSED: Final = "refused"
SILENT: Final = "silent"
"""No answer and no refusal in time: the packets are dropped."""

_SECONDS: Final = 15.0
_AT_ONCE: Final = 500
_IP_PKTINFO: Final = 8


class Port(NamedTuple):
    """A port by its number and protocol."""

    number: int
    protocol: str = "TCP"

    def __str__(self) -> str:
        return f"{self.number}/{self.protocol}"


class Probe(NamedTuple):
    """A connection: from an address of a host to an address of a host."""

    source: Host
    target: Host
    port: Port
    address: str
    source_address: str


class Probes:
    """Programs that listen on ports of hosts and answer with the name of their host, and the connections to them."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._udp_ports = itertools.count(20000)
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = 8192 if hard == resource.RLIM_INFINITY else min(hard, 8192)
        if soft < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))

    def close(self) -> None:
        """Ends the selector."""
        self._selector.close()

    @contextmanager
    def listening(self, hosts: Mapping[Host, Iterable[Port]]) -> Iterator[None]:
        """Listens on these ports of the hosts, on all of their addresses."""
        with ExitStack() as stack:
            for host, ports in hosts.items():
                with host.namespace.entered():
                    for port in ports:
                        listener = _listener(port)
                        stack.callback(listener.close)
                        self._selector.register(listener, selectors.EVENT_READ, (host, port))
                        stack.callback(self._selector.unregister, listener)
            yield

    def outcomes(self, probes: Sequence[Probe]) -> dict[Probe, str]:
        """Makes all these connections, and says what became of each."""
        # The kernel takes a datagram between the same ports as before for the same connection, which policies allowed then.
        udp_port = next(self._udp_ports)
        outcomes: dict[Probe, str] = {}
        for first in range(0, len(probes), _AT_ONCE):
            outcomes |= self._batch(probes[first : first + _AT_ONCE], udp_port)
        return outcomes

    def _batch(self, probes: Sequence[Probe], udp_port: int) -> dict[Probe, str]:
        outcomes: dict[Probe, str] = {}
        opened: dict[socket.socket, Probe] = {}
        try:
            for source in dict.fromkeys(probe.source for probe in probes):
                with source.namespace.entered():
                    for probe in probes:
                        if probe.source is source:
                            client, failure = _client(probe, udp_port)
                            opened[client] = probe
                            if failure:
                                outcomes[probe] = failure
                            else:
                                self._selector.register(client, selectors.EVENT_READ, None)
            end = time.monotonic() + _SECONDS
            while len(outcomes) < len(opened) and (left := end - time.monotonic()) > 0:
                for key, _ in self._selector.select(left):
                    if key.data:
                        _answer(key.fileobj, *key.data)
                    elif isinstance(key.fileobj, socket.socket):
                        probe = opened[key.fileobj]
                        if outcome := _outcome(key.fileobj, probe):
                            outcomes[probe] = outcome
                            self._selector.unregister(key.fileobj)
            return {probe: outcomes.get(probe, SILENT) for probe in probes}
        finally:
            for client, probe in opened.items():
                if probe not in outcomes:
                    self._selector.unregister(client)
                client.close()


def _listener(port: Port) -> socket.socket:
    kind = socket.SOCK_STREAM if port.protocol == "TCP" else socket.SOCK_DGRAM
    listener = socket.socket(socket.AF_INET, kind)
    listener.setblocking(False)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("0.0.0.0", port.number))
    if kind == socket.SOCK_STREAM:
        listener.listen(_AT_ONCE)
    else:
        listener.setsockopt(socket.IPPROTO_IP, _IP_PKTINFO, 1)
    return listener


def _client(probe: Probe, udp_port: int) -> tuple[socket.socket, str]:
    """A socket that connects, and why it cannot, where the refusal arrives at once."""
    client, error = connecting(probe, udp_port, b"who is there?")
    return client, "" if error in (0, errno.EINPROGRESS) else _failure(error)


def connecting(probe: Probe, udp_port: int, query: bytes) -> tuple[socket.socket, int]:
    """A socket that connects, over UDP from a port and with a query, and the error of the attempt; 0 or EINPROGRESS if it goes on."""
    udp = probe.port.protocol == "UDP"
    client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM if udp else socket.SOCK_STREAM)
    client.setblocking(False)
    if udp:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    client.bind((probe.source_address, udp_port if udp else 0))
    error = client.connect_ex((probe.address, probe.port.number))
    if udp:
        client.send(query)
    return client, error


def _answer(listener: object, host: Host, port: Port) -> None:
    assert isinstance(listener, socket.socket)
    name = host.name.encode()
    try:
        if port.protocol == "TCP":
            connection, _ = listener.accept()
            with connection:
                connection.send(name)
        else:
            # The answer has to come from the address that was asked, which the packet's information keeps.
            _, information, _, peer = listener.recvmsg(64, 128)
            listener.sendmsg([name], information, 0, peer)
    except OSError:
        # Whoever asked is gone, or an earlier refusal is reported to this socket.
        return


def _outcome(client: socket.socket, probe: Probe) -> str:
    """What became of a connection; empty if that is not known yet."""
    if error := client.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
        return _failure(error)
    try:
        answer = client.recv(256)
    except BlockingIOError:
        return ""
    except OSError as failure:
        return _failure(failure.errno or 0)
    assert answer.decode() == probe.target.name, f"{answer.decode()} answers for {probe.target}"
    return ANSWERED


def _failure(error: int) -> str:
    return REFUSED if error == errno.ECONNREFUSED else f"{REFUSED}: {os.strerror(error)}"
