"""Hosts and ports of the addresses that a configuration contains."""

import re
from typing import Final, NamedTuple

__all__ = ["Endpoint", "address", "endpoint"]

_DEFAULT_PORTS: Final = {"http": "80", "https": "443", "redis": "6379", "rediss": "6379"}
_URL: Final = re.compile(r"(?P<scheme>[a-z]+)://(?:[^@/]*@)?(?P<host>\[[^]/]*\]|[^:/@?#]*)(?::(?P<port>[0-9]+))?(?=[/?#]|$)")


class Endpoint(NamedTuple):
    """Where a system listens."""

    host: str
    """Name or IP address; empty if the configuration does not contain it."""
    ports: tuple[int, ...]


def address(url: str) -> tuple[str, str]:
    """Return the host of a URL, without any credentials, and its port as an edge label, such as `443 TLS`."""
    match = _URL.match(url)
    assert match is not None, "a URL without a scheme"
    tls = " TLS" if match["scheme"] in ("https", "rediss") else ""
    return match["host"], (match["port"] or _DEFAULT_PORTS[match["scheme"]]) + tls


def endpoint(url: str) -> Endpoint:
    """Return the host and the port of a URL.

    Example:
        >>> endpoint("https://user:password@[2001:db8::1]:8443/path")
        Endpoint(host='2001:db8::1', ports=(8443,))
    """
    host, label = address(url)
    return Endpoint(host.strip("[]"), (int(label.partition(" ")[0]),))
