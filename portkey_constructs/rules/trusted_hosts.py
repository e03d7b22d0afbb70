"""Rules about the hosts with private addresses that Portkey's services may call.

The facts are those of Portkey's documentation, product/ai-gateway/custom-hosts.mdx.
"""

from collections.abc import Iterator
from ipaddress import AddressValueError, IPv4Address, IPv6Address, ip_network
from typing import Final, NamedTuple

from portkey_constructs.platform.platform import Platform
from portkey_constructs.rules.registry import Example, Finding, Findings, rule

__all__: list[str] = []

_WILDCARD: Final = "*."


class _Refusal(NamedTuple):
    message: str
    fix: str


_LEAVE_OUT: Final = "leave it out; the services never call it for a request"
_OWN_NAME: Final = "give the server a name in your own DNS and trust that, or trust its IP address"
_CLUSTER_DOMAIN: Final = "cluster.local"
_SHORT_NAMES: Final = ("metadata", "instance-data", "kubernetes")
_METADATA_DOMAINS: Final = (
    "metadata.google.internal",
    "metadata.gce.internal",
    "metadata.goog",
    "metadata.azure.com",
    "metadata.internal",
    "metadata.do.internal",
    "metadata.packet.net",
    "metadata.cloud.ibm.com",
)
_REFUSED_DOMAINS: Final = (
    *_METADATA_DOMAINS,
    "internal.cloudapp.net",
    "ec2.internal",
    "compute.internal",
    "kubernetes.default",
    "kubernetes.default.svc",
    _CLUSTER_DOMAIN,
    "consul",
)
_REBINDING_DOMAINS: Final = ("nip.io", "sslip.io", "xip.io", "localtest.me", "lvh.me", "vcap.me", "traefik.me", "localhost.run")
_METADATA_ADDRESSES: Final = tuple(
    ip_network(text)
    for text in ("169.254.169.0/24", "169.254.170.2", "169.254.170.23", "100.100.100.200", "168.63.129.16", "192.0.0.192", "fd00:ec2::/96")
)
_IPV4_COMPATIBLE: Final = ip_network("::/96")
_NAT64: Final = ip_network("64:ff9b::/96")
_NOT_EMBEDDED: Final = (IPv6Address("::"), IPv6Address("::1"))


@rule(
    "PK-TRUST-001",
    title="a trusted host that the services always refuse",
    cause="Portkey's services refuse addresses and names of metadata services, names of the cluster and of Consul, services that turn any IP address "
    "into a name, and unusual spellings of IP addresses, even if they are trusted. They drop such an entry without a message.",
    fix="Trust a name that they accept, such as vllm.ai.svc for a Service in the cluster, or the IP address, and use the same in the integration.",
    settings=("trustedHosts",),
    example=Example("trustedHosts: [vllm.ai.svc.cluster.local]\n", "trustedHosts: [vllm.ai.svc]\n"),
    each_alone=True,
)
def refused_host(platform: Platform) -> Findings:
    for index, host in enumerate(platform.config.trusted_hosts):
        refusal = _address_refusal(host) or _name_refusal(host)
        if refusal:
            yield Finding(f"trustedHosts.{index}", f"is {host}, {refusal.message}", refusal.fix)


def _address_refusal(host: str) -> _Refusal | None:
    name = host.removeprefix(_WILDCARD)
    if ":" not in name and not _ends_in_number(name):
        return None
    try:
        address = IPv6Address(name) if ":" in name else IPv4Address(name)
    except AddressValueError:
        return _Refusal("which ends in a number but is no IPv4 address of four decimal numbers", "write the address as in 10.1.2.3")
    if name != host:
        return _Refusal("a wildcard for an IP address", f"write {name}, and list each address")
    if any(address in network for network in _METADATA_ADDRESSES):
        return _Refusal("an address of a metadata service, which gives out credentials", _LEAVE_OUT)
    embedded = _embedded(address) if isinstance(address, IPv6Address) else None
    return _Refusal(f"an IPv6 address that contains the IPv4 address {embedded}", f"write {embedded}") if embedded else None


def _ends_in_number(name: str) -> bool:
    """Whether clients read a name as an IPv4 address, possibly in hexadecimal."""
    last = name.rpartition(".")[2]
    return last.isdecimal() or (last.startswith("0x") and all(digit in "0123456789abcdef" for digit in last[2:]))


def _embedded(address: IPv6Address) -> IPv4Address | None:
    last = IPv4Address(int(address) & 0xFFFFFFFF)
    if address in _NAT64 or (address in _IPV4_COMPATIBLE and address not in _NOT_EMBEDDED):
        return last
    return address.ipv4_mapped or address.sixtofour


def _name_refusal(host: str) -> _Refusal | None:
    name = host.removeprefix(_WILDCARD)
    if _is_below(name, _CLUSTER_DOMAIN):
        service = name.removesuffix(f".{_CLUSTER_DOMAIN}")
        short = f"write {service} here and in the integration" if service.endswith(".svc") and name == host else ""
        return _Refusal(f"a name of {_CLUSTER_DOMAIN}", short or _OWN_NAME)
    if domain := next((domain for domain in _REBINDING_DOMAINS if _is_below(name, domain)), ""):
        return _Refusal(f"a name of {domain}, whose names can lead to any IP address", _OWN_NAME)
    if host in _SHORT_NAMES:
        return _Refusal("a short name of a metadata service or of the Kubernetes API", f"if it is a server of yours, {_OWN_NAME}")
    if host.startswith("metadata.") or any(_is_below(name, domain) for domain in _METADATA_DOMAINS):
        return _Refusal("a name of a metadata service, which gives out credentials", f"if it is a server of yours, {_OWN_NAME}")
    if domain := next((domain for domain in _REFUSED_DOMAINS if _is_below(name, domain)), ""):
        return _Refusal(f"a name of {domain}", _OWN_NAME)
    if any(label.startswith("xn--") for label in name.split(".")):
        return _Refusal("a name with a label in Punycode (xn--)", _OWN_NAME)
    return None


def _is_below(name: str, domain: str) -> bool:
    return name == domain or name.endswith(f".{domain}")


@rule(
    "PK-TRUST-002",
    title="a wildcard covers names that the services always refuse",
    cause="Portkey documents that an entry which overlaps with what is always refused is dropped without a message. Whether this concerns a wildcard "
    "such as *.internal, which covers ec2.internal, is not documented.",
    fix="Name the domain of your servers, such as *.ai.internal, or each host.",
    settings=("trustedHosts",),
    severity="warning",
    example=Example("trustedHosts: ['*.internal']\n", "trustedHosts: ['*.ai.internal']\n"),
    each_alone=True,
)
def wide_wildcard(platform: Platform) -> Findings:
    for index, host in enumerate(platform.config.trusted_hosts):
        covered = next(_covered_domains(host), "")
        if covered:
            yield Finding(f"trustedHosts.{index}", f"is {host}, which covers {covered}, and may be dropped because of that")


def _covered_domains(host: str) -> Iterator[str]:
    if host.startswith(_WILDCARD):
        domains = (*_REFUSED_DOMAINS, *_REBINDING_DOMAINS)
        yield from (domain for domain in domains if domain.endswith(host[1:]))
