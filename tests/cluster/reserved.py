"""The node ports and Service addresses that the API server gives to no object by itself, so that an object of a test can ask for them.

It gives away the upper band of each range first: https://kubernetes.io/docs/concepts/services-networking/service/#avoid-nodeport-collisions
"""

from collections.abc import Iterable, Iterator, Mapping
from ipaddress import ip_address, ip_network
from typing import Any, Final

__all__ = ["require_reserved"]

_NODE_PORTS: Final = range(30000, 30086)
"""The lower band of 30000 to 32767."""
_ADDRESSES: Final = ip_network("10.0.0.0/24")
"""The lower band of 10.0.0.0/16."""


def require_reserved(manifests: Iterable[Mapping[str, Any]]) -> None:
    """Raises `AssertionError` when a Service asks for a port or an address that another Service may have been given."""
    taken = [text for manifest in manifests if manifest.get("kind") == "Service" for text in _unreserved(manifest.get("spec") or {})]
    assert not taken, f"the API server may have given these to another Service: {', '.join(taken)}; see {__name__}"


def _unreserved(spec: Mapping[str, Any]) -> Iterator[str]:
    for port in spec.get("ports") or ():
        number = port.get("nodePort")
        if isinstance(number, int) and number and number not in _NODE_PORTS:
            yield f"node port {number}"
    address = spec.get("clusterIP")
    if address and address != "None" and ip_address(address) not in _ADDRESSES:
        yield f"address {address}"
