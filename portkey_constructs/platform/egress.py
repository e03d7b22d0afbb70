"""What the pods connect to besides stores and services: DNS, models and other hosts of users, proxies, and the identities of clouds."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urlsplit

from portkey_constructs.config.identity import AzureWorkloadIdentity, GkeWorkloadIdentity, Identity, Irsa, PodIdentity
from portkey_constructs.config.log_store import AzureBlobLogStore, AzureEntra, AzureManagedIdentity, S3LogStore
from portkey_constructs.config.model_pricing import PortkeyPricing
from portkey_constructs.platform.components import NODE_SERVICES
from portkey_constructs.platform.dependencies import dependencies_of
from portkey_constructs.platform.hosts import endpoint
from portkey_constructs.platform.model_pricing import fetches_prices
from portkey_constructs.platform.network_peers import (
    ANYWHERE,
    INSTANCE_METADATA,
    INTERNET,
    PRIVATE,
    AddressRange,
    Peer,
    PeerPods,
    address_ranges,
    host_peers,
    is_range,
)
from portkey_constructs.platform.proxies import PROXY_ADDRESSES

if TYPE_CHECKING:
    from portkey_constructs.platform.platform import Platform

__all__ = ["Egress", "dns", "infrastructure", "uses_instance_metadata"]

_KUBE_DNS: Final = (PeerPods(("kube-system",), (("k8s-app", "kube-dns"),)), AddressRange("169.254.20.10/32"))
"""CoreDNS and kube-dns, and the address of NodeLocal DNSCache."""
_OPENSHIFT_DNS: Final = (PeerPods(("openshift-dns",), (("dns.operator.openshift.io/daemonset-dns", "default"),)),)
_SILENT: Final = ("redis",)
"""The components that look up no names."""
_POD_IDENTITY_AGENT: Final = (AddressRange("169.254.170.23/32"), AddressRange("fd00:ec2::23/128"))
_GKE_METADATA: Final = (AddressRange("169.254.169.252/32"),)
_HTTPS: Final = (443,)
_WEB: Final = (80, 443)
_UNKNOWN_PROXY: Final = (3128, 8080)
"""The usual ports of proxies, for one whose address only a Secret contains."""


class Egress(NamedTuple):
    """A connection to what is outside the platform."""

    source: str
    target: str
    ports: tuple[int, ...]
    """Ports of the target; empty for every port."""
    reason: str
    title: str
    """The target in words."""
    peers: tuple[Peer, ...]
    dns: bool = False
    hosts: tuple[str, ...] = ()
    """The hosts behind the peers, as the configuration writes them; empty if there are others too."""


def dns(platform: "Platform", component: str) -> Iterator[Egress]:
    """Queries to the cluster's DNS."""
    if component in _SILENT:
        return
    port, peers = ((5353,), _OPENSHIFT_DNS) if platform.config.openshift else ((53,), _KUBE_DNS)
    yield Egress(component, "dns", port, "names of Services and hosts", "the cluster's DNS", peers, dns=True)


def infrastructure(platform: "Platform", component: str) -> Iterator[Egress]:
    """What Portkey's services call because users or requests ask for it, and what gives them credentials."""
    if component not in NODE_SERVICES:
        yield from _former_clickhouse(platform, component)
        return
    yield from _hosts_of_users(platform, component)
    yield from _prices(platform, component)
    yield from _identity(platform, component, platform.components[component].identity)


def _former_clickhouse(platform: "Platform", component: str) -> Iterator[Egress]:
    """The data of the former ClickHouse moves to the other one by a query that one of them runs."""
    clickhouse = platform.clickhouse
    if component == "clickhouse" and clickhouse and clickhouse.former:
        ports, peers = (clickhouse.http_port, clickhouse.native_port), host_peers(clickhouse.host, platform.names)
        yield Egress(
            component, "clickhouse", ports, "moves its data to the new server", clickhouse.host or "ClickHouse", peers, hosts=(clickhouse.host,)
        )


def _hosts_of_users(platform: "Platform", component: str) -> Iterator[Egress]:
    proxies = tuple(_proxies(platform, component))
    yield from proxies
    if not any(proxy.reason == _BY_PROXY["HTTPS_PROXY"] for proxy in proxies):
        yield Egress(component, "models", _HTTPS, "models, guardrails and MCP servers that users configure", "the internet", INTERNET)
    trusted: dict[tuple[Peer, ...], list[str]] = {}
    for host in platform.config.trusted_hosts:
        peers = host_peers(host.removeprefix("*."), platform.names)
        trusted.setdefault(PRIVATE if peers == ANYWHERE else peers, []).append(host)
    for peers, hosts in trusted.items():
        ports = () if isinstance(peers[0], AddressRange) and peers != PRIVATE else _WEB
        # An asterisk of a trusted host stands for several labels, that of a policy for one.
        named = () if "*" in "".join(hosts) else tuple(hosts)
        yield Egress(component, "trusted-hosts", ports, "private models, guardrails and MCP servers", ", ".join(hosts), peers, hosts=named)
    if platform.config.proxy and (entries := platform.config.proxy.no_proxy):
        ranges = [entry for entry in entries if is_range(entry)]
        peers = (*address_ranges(ranges), *(PRIVATE if len(ranges) < len(entries) else ()))
        yield Egress(component, "no-proxy", _WEB, "hosts that are reached without the proxy", ", ".join(entries), peers)


_BY_PROXY: Final = {"HTTPS_PROXY": "models and all other HTTPS addresses", "HTTP_PROXY": "all HTTP addresses"}


def _proxies(platform: "Platform", component: str) -> Iterator[Egress]:
    variables = platform.variables(component)
    for name in PROXY_ADDRESSES:
        source = variables.get(name)
        if source is None:
            continue
        url = urlsplit(source if isinstance(source, str) else "")
        if url.hostname:
            ports = (url.port or (443 if url.scheme == "https" else 80),)
            peers = host_peers(url.hostname, platform.names)
            yield Egress(component, "proxy", ports, _BY_PROXY[name], f"the proxy {url.hostname}", peers, hosts=(url.hostname,))
        else:
            yield Egress(component, "proxy", _UNKNOWN_PROXY, _BY_PROXY[name], "the proxy, whose address is not in the configuration", ANYWHERE)


def _prices(platform: "Platform", component: str) -> Iterator[Egress]:
    pricing = platform.config.model_pricing
    if component == "backend" and isinstance(pricing, PortkeyPricing):
        host, ports = endpoint(pricing.url)
        yield Egress(component, "prices", ports, "published model prices", host, host_peers(host, platform.names), hosts=(host,))
    addresses = platform.addresses
    called: dict[str, tuple[str, ...]] = {
        "backend": tuple(filter(None, (addresses.control_plane, addresses.public_gateway))),
        "gateway": (addresses.control_plane,) if addresses.control_plane and platform.deployment == "platform" and fetches_prices(platform) else (),
    }
    endpoints = [endpoint(url) for url in dict.fromkeys(called.get(component, ())) if "://" in url]
    if endpoints:
        reason = "model prices" if component == "gateway" else "its variables name them; that the backend calls them is not proven"
        numbers = tuple(dict.fromkeys(port for _, ports in endpoints for port in ports))
        hosts = tuple(dict.fromkeys(host for host, _ in endpoints))
        yield Egress(component, "public-addresses", numbers, reason, ", ".join(hosts), ANYWHERE, hosts=hosts)


def _identity(platform: "Platform", component: str, identity: Identity) -> Iterator[Egress]:
    if isinstance(identity, PodIdentity):
        yield Egress(component, "pod-identity", (80,), "credentials of its IAM role", "the EKS Pod Identity agent", _POD_IDENTITY_AGENT)
    if isinstance(identity, GkeWorkloadIdentity):
        metadata = (AddressRange(INSTANCE_METADATA),)
        reason = "tokens of its Google service account"
        yield Egress(component, "metadata", (80,), reason, "the metadata server of GKE", metadata)
        yield Egress(component, "metadata-server", (988,), reason, "the metadata server of GKE, where Dataplane V2 is off", _GKE_METADATA)
    if uses_instance_metadata(platform, component):
        yield Egress(component, "metadata", (80,), "credentials of the nodes' identity", "the instance metadata", (AddressRange(INSTANCE_METADATA),))
    if service := _token_service(platform, component, identity):
        yield Egress(component, "cloud-identity", _HTTPS, "credentials of its identity", service, ANYWHERE)


def _token_service(platform: "Platform", component: str, identity: Identity) -> str:
    log_store, redis = platform.log_store.settings, platform.redis
    assumed = isinstance(log_store, S3LogStore) and log_store.assume_role is not None
    assumed = assumed or (redis.iam is not None and redis.iam.assume_role is not None)
    if component == "gateway" and (settings := platform.config.bedrock):
        assumed = assumed or bool(settings.assume_roles)
    entra = isinstance(log_store, AzureBlobLogStore) and isinstance(log_store.login, AzureEntra)
    if isinstance(identity, AzureWorkloadIdentity) or entra or isinstance(redis.login, AzureEntra):
        return "login.microsoftonline.com"
    return "sts.amazonaws.com or that of the region" if isinstance(identity, Irsa) or assumed else ""


def uses_instance_metadata(platform: "Platform", component: str) -> bool:
    """Whether a component gets credentials of the nodes from the instance metadata service, because it has no identity of its own."""
    names = dependencies_of(platform, component)
    log_store, redis = platform.log_store, platform.redis
    logs, cache = "logs" in names, "redis" in names
    if logs and isinstance(log_store.settings, AzureBlobLogStore) and isinstance(log_store.settings.login, AzureManagedIdentity):
        return True
    if cache and isinstance(redis.login, AzureManagedIdentity):
        return True
    if platform.components[component].identity.kind != "none":
        return False
    login = redis.login is not None and redis.login.kind == "workloadIdentity"
    bedrock = component == "gateway" and platform.bedrock is not None and platform.bedrock.by_identity
    return bedrock or (logs and log_store.by_identity) or (cache and (redis.iam is not None or login))
