"""Which connections an environment needs, from its settings and from what Portkey's components do; no NetworkPolicy is read for it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import Final

from tests.cluster.enforcement.actors import ADDRESSES, NODE, Actor
from tests.cluster.enforcement.probes import Port

__all__ = ["ENVIRONMENTS", "NARROWED", "QUICKSTART", "WITH_A_CLIENT", "Needs"]

ANYWHERE: Final = "anywhere"
"""A server whose address is a name: any address could be its own, but those of the link, where clouds have their metadata."""
PUBLIC: Final = "public"
"""Any address of the Internet."""
PRIVATE: Final = "private"
"""Any address of a private network; load balancers of AWS forward to pods from such addresses."""
EVERY_POD: Final = "every pod"
"""Any pod, also of another namespace."""
EVERYBODY: Final = "0.0.0.0/0"

_LINK: Final = ip_network("169.254.0.0/16")
_PRIVATE: Final = tuple(map(ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")))

# What the components call, whatever the environment; the stores and the other components only where they run beside them.
_CALLS: Final[Mapping[tuple[str, str], tuple[int, ...]]] = {
    ("frontend", "backend"): (8080,),
    ("frontend", "gateway"): (8787,),
    ("gateway", "backend"): (8080,),
    ("gateway", "dataservice"): (8081,),
    ("gateway", "redis"): (6379,),
    ("gateway", "clickhouse"): (8123, 9000),
    ("backend", "gateway"): (8787,),
    ("backend", "dataservice"): (8081,),
    ("backend", "mysql"): (3306,),
    ("backend", "redis"): (6379,),
    ("backend", "clickhouse"): (8123, 9000),
    ("dataservice", "gateway"): (8787,),
    ("dataservice", "backend"): (8080,),
    ("dataservice", "redis"): (6379,),
    # It gets the credentials, and what it does with them is not documented.
    ("dataservice", "mysql"): (3306,),
    ("dataservice", "clickhouse"): (8123, 9000),
    ("migration", "mysql"): (3306,),
    ("migration", "clickhouse"): (8123, 9000),
}
_SILENT: Final = "redis"
"""The component that looks up no names; MySQL and ClickHouse look up those of their clients."""
_DNS_SERVERS: Final = ("dns", "node-local-dns")
_DNS: Final = (Port(53), Port(53, "UDP"))

Ends = Mapping[str, Mapping[str, tuple[int, ...]]]
"""For each component, peers with the ports at which connections pass: a role, a range of addresses, or one of the words above."""


@dataclass(frozen=True)
class Needs:
    """The connections that an environment needs beyond those among its components."""

    calls: Ends
    """What the components call outside."""
    callers: Ends
    """Who calls the components from outside, with the ports of the components."""
    restricts_egress: bool = True
    """Whether outgoing connections are restricted, too."""

    def allows(self, source: Actor, target: Actor, port: Port) -> bool:
        """Whether a connection has to pass; every other one has to be refused."""
        # The kubelet probes every pod of its node, which policies do not concern.
        if source.role == NODE:
            return True
        sends = not source.ours or not self.restricts_egress or self._sends(source, target, port)
        return sends and (not target.ours or self._accepts(source, target, port))

    def passes(self, source: Actor, target: Actor, port: Port) -> bool:
        """Whether kube-router lets a connection pass if the policy of a component is for both directions.

        It checks the rules of both directions at either end, so that pods of one component reach each other at the ports of any of its rules.
        """
        if source.ours and source.role == target.role:
            return self._sends(source, target, port) or self._accepts(source, target, port)
        return self.allows(source, target, port)

    def _sends(self, source: Actor, target: Actor, port: Port) -> bool:
        if target.role in _DNS_SERVERS and source.role != _SILENT and port in _DNS:
            return True
        return _inside(source, target, port) or _listed(self.calls.get(source.role, {}), target, port)

    def _accepts(self, source: Actor, target: Actor, port: Port) -> bool:
        return _inside(source, target, port) or _listed(self.callers.get(target.role, {}), source, port)


def _inside(source: Actor, target: Actor, port: Port) -> bool:
    numbers = _CALLS.get((source.role, target.role), ())
    return source.ours and target.ours and port.protocol == "TCP" and port.number in numbers


def _listed(peers: Mapping[str, Iterable[int]], peer: Actor, port: Port) -> bool:
    return port.protocol == "TCP" and any(port.number in ports and _is(peer, name) for name, ports in peers.items())


def _is(actor: Actor, name: str) -> bool:
    address = ip_address(actor.address)
    match name:
        case "anywhere":
            return address not in _LINK
        case "private":
            return any(address in network for network in _PRIVATE)
        case "public":
            return address not in _LINK and not any(address in network for network in _PRIVATE)
        case "every pod":
            return actor.role not in (NODE, *ADDRESSES)
    return address in ip_network(name) if "/" in name else actor.role == name and not actor.ours


def _needs(calls: Ends, callers: Ends) -> Needs:
    """Adds the API server, through which `verify` asks for the health of the components."""
    health = {"frontend": 8080, "gateway": 8787, "backend": 8080, "dataservice": 8081, "clickhouse": 8123}
    return Needs(calls, {component: {**callers.get(component, {}), "konnectivity": (port,)} for component, port in health.items()})


def _same(peers: Mapping[str, tuple[int, ...]], *components: str) -> Ends:
    return dict.fromkeys(components, peers)


_TRAEFIK: Final[Ends] = {"frontend": {"traefik": (8080,)}, "gateway": {"traefik": (8787,)}}
_ALB: Final[Ends] = {"frontend": {PRIVATE: (8080,)}, "gateway": {PRIVATE: (8787,)}}
# Log stores, models, logins and tokens at 443; MySQL, Redis and ClickHouse elsewhere.
_AWS: Final[Ends] = {
    "gateway": {ANYWHERE: (443, 6379, 8443, 9440)},
    "backend": {ANYWHERE: (443, 3306, 6379, 8443, 9440)},
    "dataservice": {ANYWHERE: (443, 3306, 6379, 8443, 9440)},
    "migration": {ANYWHERE: (3306, 8443, 9440)},
}

ENVIRONMENTS: Final[Mapping[str, Needs | None]] = {
    # Development: no policies.
    "quickstart": None,
    "production-internal": _needs(_same({ANYWHERE: (443,)}, "gateway", "backend", "dataservice"), _TRAEFIK),
    # With monitoring, the gateway and the data service have metrics.
    "production-external": _needs(_AWS, {**_TRAEFIK, "gateway": {"traefik": (8787,), "prometheus": (8787,)}, "dataservice": {"prometheus": (8081,)}}),
    "irsa": _needs(_AWS, _ALB),
    "irsa-secrets-manager": _needs(_AWS, _ALB),
    "aws": _needs(_AWS, _ALB),
    "ap-production-acme": _needs(_AWS, _ALB),
    "eu-production-acme": _needs(_AWS, _ALB),
    "us-production-acme": _needs(_AWS, _ALB),
    "azure": _needs(
        {
            # The nodes' managed identity is at the metadata address.
            "gateway": {ANYWHERE: (443, 6380, 8443, 9440), "metadata": (80,)},
            "backend": {ANYWHERE: (443, 3306, 6380, 8443, 9440), "metadata": (80,)},
            "dataservice": {ANYWHERE: (443, 3306, 6380, 8443, 9440), "metadata": (80,)},
            "migration": {ANYWHERE: (3306, 8443, 9440)},
        },
        {"frontend": {"gateway-api": (8080,)}, "gateway": {"gateway-api": (8787,)}},
    ),
    "gke": _needs(
        {
            # The stores have addresses, so that nothing else is reachable at their ports.
            "gateway": {ANYWHERE: (443, 8443, 9440), "10.20.0.4/32": (6378,), "metadata": (80,), "gke-metadata": (988,)},
            "backend": {ANYWHERE: (443, 8443, 9440), "10.20.0.3/32": (3306,), "10.20.0.4/32": (6378,), "metadata": (80,), "gke-metadata": (988,)},
            "dataservice": {ANYWHERE: (443, 8443, 9440), "10.20.0.3/32": (3306,), "10.20.0.4/32": (6378,), "metadata": (80,), "gke-metadata": (988,)},
            "migration": {ANYWHERE: (8443, 9440), "10.20.0.3/32": (3306,)},
        },
        {"frontend": {"google-load-balancer": (8080,)}, "gateway": {"google-load-balancer": (8787,)}},
    ),
    "hybrid": _needs(
        _same({ANYWHERE: (443,), "pod-identity": (80,)}, "gateway", "dataservice"),
        {"gateway": {PRIVATE: (8787, 8788)}},
    ),
    # The front end forwards to the gateway elsewhere.
    "multi-gateway-application": _needs({**_AWS, "frontend": {ANYWHERE: (443,)}}, {"frontend": {"traefik": (8080,)}}),
    "multi-gateway-gateway": _needs({"gateway": {ANYWHERE: (443, 8443, 9440)}}, {"gateway": {EVERYBODY: (8787,)}}),
}
"""None for an environment without policies, in which every connection passes."""

NARROWED: Final = _needs(
    {
        "gateway": {PUBLIC: (443,), "10.20.0.4/32": (6379,), "stranger": (8443, 9440)},
        "backend": {PUBLIC: (443,), "192.168.7.0/24": (443,), "10.20.0.3/32": (3306,), "10.20.0.4/32": (6379,), "stranger": (8443, 9440)},
        "dataservice": {PUBLIC: (443,), "10.20.0.3/32": (3306,), "10.20.0.4/32": (6379,), "stranger": (8443, 9440)},
        "migration": {"10.20.0.3/32": (3306,), "stranger": (8443, 9440)},
    },
    {"frontend": {"nginx": (8080,)}, "gateway": {"traefik": (8787,), "172.20.0.0/16": (8787,)}, "dataservice": {"172.20.0.0/16": (8081,)}},
)
"""Production with external stores at addresses that its settings name."""

WITH_A_CLIENT: Final = _needs(
    _same({ANYWHERE: (443,)}, "gateway", "backend", "dataservice"), {**_TRAEFIK, "gateway": {"traefik": (8787,), "stranger": (8787,)}}
)
"""Production with stores in the cluster, and with another application that calls the gateway."""

QUICKSTART: Final = _needs(
    {"gateway": {PUBLIC: (443,)}, "backend": {PUBLIC: (443,), ANYWHERE: (80,)}, "dataservice": {PUBLIC: (443,)}},
    {"frontend": {EVERY_POD: (8080,)}},
)
"""Quickstart with policies: models at public addresses, and the public address of the platform itself, without TLS.

The class of its Ingress is the cluster's default, so that any pod may be its controller.
"""
