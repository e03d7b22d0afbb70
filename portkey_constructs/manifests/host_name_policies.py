"""The rules of policies that know host names: for Cilium with the DNS queries that it reads, and for GKE."""

from collections.abc import Iterator
from ipaddress import ip_network
from typing import TYPE_CHECKING, Any, Final

from portkey_constructs.kubernetes import LabelSelector
from portkey_constructs.platform.flows import Flow
from portkey_constructs.platform.network_peers import METADATA, AddressRange, Peer, PeerPods

if TYPE_CHECKING:
    from portkey_constructs.kubernetes.policy_engines import (
        CiliumNetworkPolicySpec,
        CiliumNetworkPolicySpecEgress,
        CiliumNetworkPolicySpecEgressDenyToCIDRSet,
        CiliumNetworkPolicySpecEgressToEndpoints,
        CiliumNetworkPolicySpecEgressToPorts,
        FQDNNetworkPolicySpec,
        FQDNNetworkPolicySpecEgressPorts,
    )

__all__ = ["by_address", "cilium_rules", "cilium_spec", "gke_spec"]

_NAMESPACE: Final = "io.kubernetes.pod.namespace"
"""The label of a pod in Cilium with the name of its namespace."""
_EVERY_PORT: Final = "0"
_MOST_PORTS: Final = 40
"""How many ports a list of Cilium may have."""


def by_address(outgoing: list[Flow], engine: str) -> list[Flow]:
    """The flows of a component that its NetworkPolicy allows, besides the policy that knows names.

    Cilium reads the answers to DNS queries only if no other rule allows the queries.
    """
    read = engine == "cilium" and any(flow.hosts for flow in outgoing)
    return [flow for flow in outgoing if not (flow.hosts and not flow.peers) and not (read and flow.dns)]


def cilium_rules(outgoing: list[Flow]) -> list[tuple[Flow, "CiliumNetworkPolicySpecEgress"]]:
    """The rules of a component's CiliumNetworkPolicy, each with its flow; empty without a host name."""
    if not any(flow.hosts for flow in outgoing):
        return []
    return [(flow, rule) for flow in outgoing if flow.dns or flow.hosts for rule in _cilium_rules(flow)]


def _cilium_rules(flow: Flow) -> Iterator["CiliumNetworkPolicySpecEgress"]:
    if flow.hosts:
        yield {
            "toFQDNs": [{"matchPattern": host} if "*" in host else {"matchName": host} for host in flow.hosts],
            "toPorts": list(_cilium_ports(flow)),
        }
        return
    # Cilium allows one kind of peers in a rule.
    if pods := [_endpoints(peer) for peer in flow.peers if isinstance(peer, PeerPods)]:
        yield {"toEndpoints": pods, "toPorts": list(_cilium_ports(flow))}
    if ranges := [peer for peer in flow.peers if isinstance(peer, AddressRange)]:
        yield {"toCIDRSet": [_range(peer.cidr, peer.excluded) for peer in ranges], "toPorts": list(_cilium_ports(flow))}


def _cilium_ports(flow: Flow) -> Iterator["CiliumNetworkPolicySpecEgressToPorts"]:
    numbers = [str(port) for port in flow.ports] or [_EVERY_PORT]
    protocols = ("UDP", "TCP") if flow.dns else ("TCP",)
    ports = [{"port": number, "protocol": protocol} for number in numbers for protocol in protocols]
    for start in range(0, len(ports), _MOST_PORTS):
        rule: CiliumNetworkPolicySpecEgressToPorts = {"ports": ports[start : start + _MOST_PORTS]}  # type: ignore[typeddict-item]
        if flow.dns:
            rule["rules"] = {"dns": [{"matchPattern": "*"}]}
        yield rule


def _endpoints(pods: PeerPods) -> "CiliumNetworkPolicySpecEgressToEndpoints":
    labels = dict(pods.labels)
    if len(pods.namespaces) == 1:
        return {"matchLabels": {_NAMESPACE: pods.namespaces[0], **labels}}
    endpoints: CiliumNetworkPolicySpecEgressToEndpoints = {
        "matchExpressions": [
            {"key": _NAMESPACE, "operator": "In", "values": [*pods.namespaces]} if pods.namespaces else {"key": _NAMESPACE, "operator": "Exists"}
        ]
    }
    if labels:
        endpoints["matchLabels"] = labels
    return endpoints


def _range(cidr: str, excluded: tuple[str, ...]) -> "CiliumNetworkPolicySpecEgressDenyToCIDRSet":
    return {"cidr": cidr, "except": list(excluded)} if excluded else {"cidr": cidr}


def cilium_spec(selector: LabelSelector, rules: list["CiliumNetworkPolicySpecEgress"], outgoing: list[Flow]) -> "CiliumNetworkPolicySpec":
    """The specification of a CiliumNetworkPolicy; a name whose address is that of a metadata service opens nothing."""
    opened = [peer for flow in outgoing for peer in flow.peers]
    closed = [_range(cidr, _within(cidr, opened)) for cidr in METADATA]
    return {"endpointSelector": {"matchLabels": selector["matchLabels"]}, "egress": rules, "egressDeny": [{"toCIDRSet": closed}]}


def _within(cidr: str, opened: list[Peer]) -> tuple[str, ...]:
    """The opened ranges that are parts of a range."""
    whole = ip_network(cidr)
    ranges: list[Any] = [ip_network(peer.cidr) for peer in opened if isinstance(peer, AddressRange)]
    return tuple(dict.fromkeys(str(part) for part in ranges if part.version == whole.version and part.subnet_of(whole)))


def gke_spec(selector: LabelSelector, named: list[Flow]) -> "FQDNNetworkPolicySpec":
    """The specification of an FQDNNetworkPolicy for flows with host names."""
    return {
        "podSelector": {"matchLabels": selector["matchLabels"]},
        "egress": [
            {"matches": [{"pattern": host} if "*" in host else {"name": host} for host in flow.hosts], "ports": _gke_ports(flow)} for flow in named
        ],
    }


def _gke_ports(flow: Flow) -> list["FQDNNetworkPolicySpecEgressPorts"]:
    return [{"port": port, "protocol": "TCP"} for port in flow.ports] or [{"protocol": "TCP"}]
