"""NetworkPolicies: each component's pods accept and open only the connections that they need."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, cast

from portkey_constructs.kubernetes import (
    IPBlock,
    KubernetesObject,
    LabelSelector,
    NetworkPolicy,
    NetworkPolicyEgressRule,
    NetworkPolicyIngressRule,
    NetworkPolicyPeer,
    NetworkPolicyPort,
    NetworkPolicySpec,
    ObjectMeta,
)
from portkey_constructs.manifests.host_name_policies import by_address, cilium_rules, cilium_spec, gke_spec
from portkey_constructs.manifests.metadata import metadata, pod_selector
from portkey_constructs.platform.flows import COMPONENT_TITLES, Flow, flows, flows_into, pods_with_policies
from portkey_constructs.platform.network_peers import NAMESPACE_LABEL, AddressRange, Peer
from portkey_constructs.platform.platform import Platform

__all__ = ["EGRESS_PREFIX", "INGRESS_PREFIX", "network_policies"]

INGRESS_PREFIX: Final = "ingress.portkey-constructs/"
EGRESS_PREFIX: Final = "egress.portkey-constructs/"
"""The prefixes of the annotations with the reasons of the rules, in the order of the rules."""


def network_policies(platform: Platform) -> tuple[KubernetesObject, ...]:
    """A policy for the pods of each component, and one by name if its engine knows names; none if the configuration turns them off.

    A policy selects its pods in one direction or both, and so denies what none of its rules allows.
    """
    policy = platform.network_policy
    if policy.kind == "none":
        return ()
    all_flows, components = flows(platform), pods_with_policies(platform)
    engine = policy.engine if policy.kind == "strict" else None
    policies = tuple(_policy(platform, component, all_flows, egress=policy.kind == "strict", engine=engine) for component in components)
    return (*policies, *_named_policies(platform, components, all_flows, engine)) if engine else policies


def _named_policies(platform: Platform, components: Iterable[str], all_flows: tuple[Flow, ...], engine: str) -> Iterator[KubernetesObject]:
    """The policies by name of the components that connect to a server whose name is known."""
    for component in components:
        selector, outgoing = pod_selector(platform, component), [flow for flow in all_flows if flow.source == component]
        if engine == "cilium":
            rules = cilium_rules(outgoing)
            allowed = [flow for flow, _ in rules]
            named: dict[str, Any] = {"apiVersion": "cilium.io/v2", "kind": "CiliumNetworkPolicy"}
            spec: Any = cilium_spec(selector, [rule for _, rule in rules], outgoing)
        else:
            allowed = [flow for flow in outgoing if flow.hosts]
            named = {"apiVersion": "networking.gke.io/v1alpha1", "kind": "FQDNNetworkPolicy"}
            spec = gke_spec(selector, allowed)
        if allowed:
            annotations = _reasons(EGRESS_PREFIX, [(flow.target, f"to {flow.outside}", flow) for flow in allowed])
            yield cast(KubernetesObject, {**named, "metadata": _metadata(platform, component, annotations), "spec": spec})


def _policy(platform: Platform, component: str, all_flows: tuple[Flow, ...], *, egress: bool, engine: str | None) -> NetworkPolicy:
    incoming = flows_into(platform, component, all_flows)
    outgoing = [flow for flow in all_flows if flow.source == component] if egress else []
    if engine:
        outgoing = by_address(outgoing, engine)
    spec = NetworkPolicySpec(podSelector=pod_selector(platform, component), policyTypes=["Ingress", *(["Egress"] if egress else [])])
    # The API server removes empty lists.
    if incoming:
        spec["ingress"] = [_ingress(platform, flow) for flow in incoming]
    if outgoing:
        spec["egress"] = [_egress(platform, flow) for flow in outgoing]
    annotations = {
        **_reasons(INGRESS_PREFIX, [(flow.source, f"from {flow.outside or _pods(flow.source)}", flow) for flow in incoming]),
        **_reasons(EGRESS_PREFIX, [(flow.target, f"to {flow.outside or _pods(flow.target)}", flow) for flow in outgoing]),
    }
    meta = _metadata(platform, component, annotations)
    return NetworkPolicy(apiVersion="networking.k8s.io/v1", kind="NetworkPolicy", metadata=meta, spec=spec)


def _metadata(platform: Platform, component: str, annotations: Mapping[str, str]) -> ObjectMeta:
    settings = platform.components[component].settings if component in platform.components else None
    return metadata(platform, component, platform.names.component(component), settings=settings, annotations=annotations)


def _pods(component: str) -> str:
    return f"the pods of {COMPONENT_TITLES[component]}"


def _reasons(prefix: str, rules: list[tuple[str, str, Flow]]) -> dict[str, str]:
    """An annotation for each rule: its number and the other end, and what it allows and why."""
    return {
        f"{prefix}{number:02}-{name.removeprefix('exposure-')}": f"{flow.transport} {where}: {flow.reason}"
        for number, (name, where, flow) in enumerate(rules, 1)
    }


def _ingress(platform: Platform, flow: Flow) -> NetworkPolicyIngressRule:
    ports = _ports(flow)
    if not flow.outside:
        return {"from": [NetworkPolicyPeer(podSelector=pod_selector(platform, flow.source))], "ports": ports}
    return {"from": [_peer(peer) for peer in flow.peers], "ports": ports} if flow.peers else {"ports": ports}


def _egress(platform: Platform, flow: Flow) -> NetworkPolicyEgressRule:
    peers = [_peer(peer) for peer in flow.peers] if flow.outside else [NetworkPolicyPeer(podSelector=pod_selector(platform, flow.target))]
    return NetworkPolicyEgressRule(to=peers, ports=_ports(flow))


def _ports(flow: Flow) -> list[NetworkPolicyPort]:
    if not flow.ports:
        return [NetworkPolicyPort(protocol="TCP")]
    protocols = ("UDP", "TCP") if flow.dns else ("TCP",)
    return [NetworkPolicyPort(port=port, protocol=protocol) for port in flow.ports for protocol in protocols]


def _peer(peer: Peer) -> NetworkPolicyPeer:
    if isinstance(peer, AddressRange):
        block = IPBlock(cidr=peer.cidr)
        if peer.excluded:
            block["except"] = list(peer.excluded)
        return NetworkPolicyPeer(ipBlock=block)
    rule = NetworkPolicyPeer(namespaceSelector=_namespaces(peer.namespaces))
    if peer.labels:
        rule["podSelector"] = LabelSelector(matchLabels=dict(peer.labels))
    return rule


def _namespaces(names: tuple[str, ...]) -> LabelSelector:
    if not names:
        return LabelSelector()
    if len(names) == 1:
        return LabelSelector(matchLabels={NAMESPACE_LABEL: names[0]})
    return LabelSelector(matchExpressions=[{"key": NAMESPACE_LABEL, "operator": "In", "values": list(names)}])
