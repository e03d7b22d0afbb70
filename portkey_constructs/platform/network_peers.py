"""What is outside the platform, in the terms of network policies: pods of other namespaces, and address ranges."""

from collections.abc import Iterator, Mapping, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Final, NamedTuple

from portkey_constructs.config.network_policy import NetworkPeers
from portkey_constructs.platform.names import Names

__all__ = [
    "ANYWHERE",
    "INSTANCE_METADATA",
    "INTERNET",
    "LINK_LOCAL",
    "METADATA",
    "NAMESPACE_LABEL",
    "PRIVATE",
    "AddressRange",
    "Peer",
    "PeerPods",
    "address_ranges",
    "configured_peers",
    "describe_peers",
    "host_peers",
    "is_range",
]

NAMESPACE_LABEL: Final = "kubernetes.io/metadata.name"
"""The label with the name of a namespace, which Kubernetes sets."""
LINK_LOCAL: Final = "169.254.0.0/16"
INSTANCE_METADATA: Final = "169.254.169.254/32"
_PRIVATE_IPV4: Final = ("10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16")
_PRIVATE_IPV6: Final = "fc00::/7"
_METADATA_IPV6: Final = ("fd00:ec2::/32", "fe80::/10")
"""The metadata addresses of AWS, and link-local addresses."""
METADATA: Final = (LINK_LOCAL, *_METADATA_IPV6)
"""The ranges with the addresses of metadata services."""


class AddressRange(NamedTuple):
    """A range of addresses without parts of it."""

    cidr: str
    excluded: tuple[str, ...] = ()


class PeerPods(NamedTuple):
    """Pods that the platform does not run."""

    namespaces: tuple[str, ...]
    """Names of their namespaces; empty for every namespace."""
    labels: tuple[tuple[str, str], ...] = ()
    """Their labels with the values; empty for all pods."""


Peer = AddressRange | PeerPods

ANYWHERE: Final = (AddressRange("0.0.0.0/0", (LINK_LOCAL,)), AddressRange("::/0", _METADATA_IPV6))
"""Every address but those of metadata services."""
INTERNET: Final = (
    AddressRange("0.0.0.0/0", (_PRIVATE_IPV4[0], _PRIVATE_IPV4[1], LINK_LOCAL, *_PRIVATE_IPV4[2:])),
    AddressRange("::/0", (_PRIVATE_IPV6, "fe80::/10")),
)
"""Every address but private ones and those of metadata services."""
PRIVATE: Final = (*map(AddressRange, _PRIVATE_IPV4), AddressRange(_PRIVATE_IPV6, _METADATA_IPV6[:1]))
"""The private addresses but those of metadata services."""
_WORDS: Final[Mapping[tuple[Peer, ...], str]] = {
    ANYWHERE: "any address but 169.254.0.0/16",
    INTERNET: "public addresses",
    PRIVATE: "private addresses",
}


def address_ranges(cidrs: Sequence[str]) -> tuple[AddressRange, ...]:
    """Address ranges without the addresses of metadata services in them."""
    networks = [_network(cidr) for cidr in cidrs]
    return tuple(AddressRange(str(network), tuple(_metadata_within(network))) for network in networks)


def is_range(text: str) -> bool:
    """Whether an entry that may also be a host is an address range."""
    try:
        return "/" in text and bool(_network(text))
    except ValueError:
        return False


def _network(cidr: str) -> IPv4Network | IPv6Network:
    """The range of an entry that Portkey accepts: its address may be any of the range, and an IPv4 address may be short, such as 10/8."""
    address, slash, length = cidr.partition("/")
    if ":" not in address:
        address = ".".join([*address.split("."), "0", "0", "0"][:4])
    return ip_network(f"{address}{slash}{length}", strict=False)


def _metadata_within(network: IPv4Network | IPv6Network) -> Iterator[str]:
    for text in METADATA:
        part = ip_network(text)
        if part != network and part.version == network.version and part.subnet_of(network):  # type: ignore[arg-type]
            yield text


def configured_peers(settings: NetworkPeers | None) -> tuple[Peer, ...]:
    """The peers that an entry of the configuration names; empty if it names none."""
    if settings is None:
        return ()
    pods: tuple[Peer, ...] = ()
    if settings.namespace or settings.pod_labels:
        pods = (PeerPods((settings.namespace,) if settings.namespace else (), tuple(settings.pod_labels.items())),)
    return (*pods, *address_ranges(settings.cidrs))


def host_peers(host: str, names: Names) -> tuple[Peer, ...]:
    """The peers behind a host: an address, the pods of a namespace behind the name of a Service, or any address behind another name."""
    try:
        address = ip_address(host)
    except ValueError:
        namespace = _namespace(host, names)
        return (PeerPods((namespace,)),) if namespace else ANYWHERE
    return (AddressRange(f"{address}/{address.max_prefixlen}"),)


def _namespace(host: str, names: Names) -> str:
    """The namespace of a Service; empty if the host is no name of a Service."""
    name = host.rstrip(".").removesuffix(f".{names.cluster_domain}")
    if host and "." not in name:
        return names.namespace
    return name.removesuffix(".svc").rpartition(".")[2] if name.endswith(".svc") and name.count(".") > 1 else ""


def describe_peers(peers: tuple[Peer, ...]) -> str:
    """The peers in words: `pods with app=relay in namespace mail`, `10.0.0.0/16`, `public addresses`."""
    if peers in _WORDS:
        return _WORDS[peers]
    return ", ".join(_words(peer) for peer in peers) or "everywhere"


def _words(peer: Peer) -> str:
    if isinstance(peer, AddressRange):
        return peer.cidr.removesuffix("/32")
    labels = f" with {','.join(f'{label}={value}' for label, value in peer.labels)}" if peer.labels else ""
    namespaces = f"namespace {' or '.join(peer.namespaces)}" if peer.namespaces else "every namespace"
    return f"pods{labels} in {namespaces}"
