"""Rules about network policies."""

from collections.abc import Iterator
from ipaddress import ip_network
from typing import Final

from portkey_constructs.config.network_policy import NetworkDestination, NetworkDestinationName, NetworkPeers, NoNetworkPolicy, StrictNetworkPolicy
from portkey_constructs.platform.flows import flows
from portkey_constructs.platform.network_peers import LINK_LOCAL
from portkey_constructs.platform.network_sources import knows_source
from portkey_constructs.platform.platform import Platform
from portkey_constructs.rules.registry import Example, Finding, Findings, rule

__all__: list[str] = []

_ENTRIES: Final = ("networkPolicy.sources", "networkPolicy.destinations")
_OPEN: Final = "auth: {kind: none, allowPublic: true}\n"
_STRICT: Final = "networkPolicy: {kind: strict"
_EXPOSURE: Final = f"{_OPEN}exposure: {{gateway: {{kind: ingress, host: gateway.example.org, class: acme"


def _entries(platform: Platform) -> Iterator[tuple[str, NetworkPeers]]:
    policy = platform.network_policy
    if not isinstance(policy, NoNetworkPolicy):
        yield from ((f"networkPolicy.sources.{name}", peers) for name, peers in policy.sources.items())
    if isinstance(policy, StrictNetworkPolicy):
        yield from ((f"networkPolicy.destinations.{name}", peers) for name, peers in policy.destinations.items())


@rule(
    "PK-NETPOL-001",
    title="a network policy for a connection that the platform does not have",
    cause="An entry of sources or destinations replaces the peers of a connection. Without that connection it has no effect, although it looks like "
    "a restriction.",
    fix="Remove the entry, or use the name of a connection that the platform has: explain networkPolicy lists them.",
    settings=_ENTRIES,
    example=Example("networkPolicy: {kind: strict, destinations: {mail: {cidrs: [10.1.0.0/16]}}}\n", "networkPolicy: {kind: strict}\n"),
)
def unused_entry(platform: Platform) -> Findings:
    entries = dict(_entries(platform))
    if not entries:
        return
    used = {flow.setting for flow in flows(platform)}
    for path in entries:
        if path not in used:
            group, _, _ = path.rpartition(".")
            names = ", ".join(sorted(setting.rpartition(".")[2] for setting in used if setting.startswith(f"{group}.")))
            yield Finding(path, "is set, but the platform has no such connection", f"remove it, or use one of {names}")


@rule(
    "PK-NETPOL-002",
    title="a destination with metadata addresses",
    cause="The addresses in 169.254.0.0/16 belong to metadata services, which give out the credentials of the nodes. The policies open one of them "
    "only for pods whose cloud identity comes from there.",
    fix="Remove the address range, and set identity if the pods need a cloud identity.",
    settings=("networkPolicy.destinations", "networkPolicy.destinations.**"),
    example=Example(
        "networkPolicy: {kind: strict, destinations: {models: {cidrs: [169.254.169.254/32]}}}\n",
        "networkPolicy: {kind: strict, destinations: {models: {cidrs: [203.0.113.0/24]}}}\n",
    ),
)
def metadata_destination(platform: Platform) -> Findings:
    policy = platform.network_policy
    if not isinstance(policy, StrictNetworkPolicy):
        return
    link_local = ip_network(LINK_LOCAL)
    for name, destination in policy.destinations.items():
        for index, cidr in enumerate(destination.cidrs):
            network = ip_network(cidr)
            if name != NetworkDestinationName.DNS and network.version == link_local.version and network.subnet_of(link_local):  # type: ignore[arg-type]
                path = f"networkPolicy.destinations.{name}.cidrs.{index}"
                yield Finding(
                    path, f"is {cidr}, which contains addresses of metadata services", "remove it, and set identity if the pods need a cloud identity"
                )


@rule(
    "PK-NETPOL-003",
    title="an ingress controller of an unknown kind, so that every pod may connect",
    cause="It is not known in which namespace the controller of this class runs and which labels its pods have. The policy therefore lets every pod "
    "of the cluster connect to the exposed port. This is reported if networkPolicy is set.",
    fix="Set networkPolicy.sources for the exposure to the namespace and the labels of the controller's pods, or to their addresses; or set "
    "controller, if the class belongs to a known one.",
    settings=("exposure.*", "exposure.*.class", "exposure.*.controller", "networkPolicy", "networkPolicy.sources"),
    severity="warning",
    example=Example(f"{_EXPOSURE}}}}}\n{_STRICT}}}\n", f"{_EXPOSURE}}}}}\n{_STRICT}, sources: {{gateway: {{namespace: ingress}}}}}}\n"),
)
def unknown_controller(platform: Platform) -> Findings:
    policy = platform.config.network_policy
    if policy is None or isinstance(policy, NoNetworkPolicy):
        return
    for name, exposure in platform.exposures.items():
        if not knows_source(exposure) and not policy.sources.get(name):  # type: ignore[call-overload]
            fix = f"set networkPolicy.sources.{name} to the namespace of the controller, or exposure.{name}.controller"
            yield Finding(f"exposure.{name}", "has an ingress controller of an unknown kind, so that the policy lets every pod connect", fix)


@rule(
    "PK-NETPOL-004",
    title="an entry of a network policy without content",
    cause="An entry of sources or destinations without pods, address ranges and ports changes nothing.",
    fix="Set namespace, podLabels or cidrs, and for a destination also hosts or ports; or remove the entry.",
    settings=_ENTRIES,
    example=Example(
        "networkPolicy: {kind: strict, destinations: {models: {}}}\n",
        "networkPolicy: {kind: strict, destinations: {models: {cidrs: [203.0.113.0/24]}}}\n",
    ),
)
def empty_entry(platform: Platform) -> Findings:
    for path, peers in _entries(platform):
        further = (*peers.hosts, *peers.ports) if isinstance(peers, NetworkDestination) else ()
        if not (peers.namespace or peers.pod_labels or peers.cidrs or further):
            yield Finding(path, "is empty", f"set {path}.namespace, podLabels or cidrs, or remove the entry")


@rule(
    "PK-NETPOL-005",
    title="host names that no policy can allow",
    cause="A NetworkPolicy knows no host names: only the policies of Cilium and of GKE do. The cluster's DNS cannot be named either, because names "
    "are looked up there.",
    fix="Set networkPolicy.engine to cilium or gke, if your cluster has one of them; or write cidrs instead of hosts.",
    settings=("networkPolicy.engine", "networkPolicy.destinations.*.hosts"),
    example=Example(
        "networkPolicy: {kind: strict, destinations: {models: {hosts: [api.openai.com]}}}\n",
        "networkPolicy: {kind: strict, engine: cilium, destinations: {models: {hosts: [api.openai.com]}}}\n",
    ),
)
def hosts_without_engine(platform: Platform) -> Findings:
    policy = platform.network_policy
    if not isinstance(policy, StrictNetworkPolicy):
        return
    for name, destination in policy.destinations.items():
        path = f"networkPolicy.destinations.{name}.hosts"
        if destination.hosts and name == NetworkDestinationName.DNS:
            yield Finding(path, "names the DNS, which no policy can allow by name", "write namespace and podLabels, or cidrs")
        elif destination.hosts and not policy.engine:
            yield Finding(
                path, "is set, but no policy engine that knows host names", "set networkPolicy.engine to cilium or gke, or write cidrs instead"
            )
