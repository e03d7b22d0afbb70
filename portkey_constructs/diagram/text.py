"""Small pieces of text: hosts and ports of addresses, counts."""

import re
from typing import Final

__all__ = ["counted", "host_of", "listed", "port_of"]

_USUAL: Final = {"http": 80, "https": 443, "redis": 6379, "rediss": 6379}
_ADDRESS: Final = re.compile(r"(?P<scheme>[a-z]+)://(?:[^@/]*@)?(?P<host>[^:/@?#]*)(?::(?P<port>[0-9]+))?(?=[/?#]|$)")


def host_of(url: str) -> str:
    """The host of an address, never what stands before an @; empty where there is none."""
    found = _ADDRESS.match(url)
    return found["host"] if found else ""


def port_of(url: str) -> int:
    """The port of an address, its scheme's usual one when it says none."""
    found = _ADDRESS.match(url)
    assert found is not None, "an address without a scheme"
    return int(found["port"]) if found["port"] else _USUAL[found["scheme"]]


def counted(number: int, noun: str) -> str:
    """`1 pod`, `2 pods`."""
    return f"{number} {noun}{'s' * (number != 1)}"


def listed(words: tuple[str, ...]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join([part for part in (", ".join(words[:-1]), *words[-1:]) if part])
