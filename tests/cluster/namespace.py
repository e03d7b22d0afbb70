"""A network of this process's own, unprivileged: nothing that is sent in it leaves it, and every pod address leads back here."""

import ctypes
import fcntl
import os
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

__all__ = ["PODS", "Namespace", "enter"]

PODS: Final = "10.244.0.0/16"
"""The addresses of pods; each of them is this machine's own inside the namespace."""

_OWN: Final = "/proc/thread-self/ns/net"
_NEWUSER, _NEWNET = 0x10000000, 0x40000000
_SIOCGIFFLAGS, _SIOCSIFFLAGS, _SIOCSIFADDR, _SIOCSIFNETMASK = 0x8913, 0x8914, 0x8916, 0x891C
_IFF_UP = 0x1


def enter() -> str:
    """Moves this process, and those that it starts from now on, into a network namespace of its own; returns why not, or nothing.

    Root needs no user namespace for it. Anybody else gets one, in which they stay who they are.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    user, group = os.getuid(), os.getgid()
    if libc.unshare(_NEWNET):
        if libc.unshare(_NEWUSER | _NEWNET):
            return f"no network namespace can be made here: {os.strerror(ctypes.get_errno())}"
        own = Path("/proc/self")
        (own / "setgroups").write_text("deny")
        (own / "uid_map").write_text(f"{user} {user} 1")
        (own / "gid_map").write_text(f"{group} {group} 1")
    _loopback()
    return ""


def _loopback() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        answer = fcntl.ioctl(asked, _SIOCGIFFLAGS, struct.pack("16sh14x", b"lo", 0))
        flags = struct.unpack("16sh14x", answer)[1]
        fcntl.ioctl(asked, _SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", flags | _IFF_UP))
        # The kernel takes the whole range of a loopback address as its own, as it does with 127.0.0.0/8.
        network, length = PODS.split("/")
        first = socket.inet_ntoa(struct.pack(">I", struct.unpack(">I", socket.inet_aton(network))[0] + 1))
        mask = socket.inet_ntoa(struct.pack(">I", (0xFFFFFFFF << (32 - int(length))) & 0xFFFFFFFF))
        for request, address in ((_SIOCSIFADDR, first), (_SIOCSIFNETMASK, mask)):
            fcntl.ioctl(asked, request, struct.pack("16sHH4s8x", b"lo:pods", socket.AF_INET, 0, socket.inet_aton(address)))


class Namespace:
    """A further network namespace, with no addresses of pods; it ends with the last process or socket in it once it is closed. Needs root."""

    def __init__(self) -> None:
        self._libc = ctypes.CDLL(None, use_errno=True)
        before = os.open(_OWN, os.O_RDONLY | os.O_CLOEXEC)
        try:
            self._check(self._libc.unshare(_NEWNET))
            self._file = os.open(_OWN, os.O_RDONLY | os.O_CLOEXEC)
            self._check(self._libc.setns(before, _NEWNET))
        finally:
            os.close(before)

    @property
    def path(self) -> str:
        """A path by which other processes can name it."""
        return f"/proc/{os.getpid()}/fd/{self._file}"

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Moves this thread, the processes that it starts and the sockets that it opens into the namespace."""
        before = os.open(_OWN, os.O_RDONLY | os.O_CLOEXEC)
        try:
            self._check(self._libc.setns(self._file, _NEWNET))
            yield
        finally:
            self._check(self._libc.setns(before, _NEWNET))
            os.close(before)

    def close(self) -> None:
        """Lets go of the namespace."""
        os.close(self._file)

    def _check(self, failed: int) -> None:
        if failed:
            error = ctypes.get_errno()
            raise OSError(error, os.strerror(error))
