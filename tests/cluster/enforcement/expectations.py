"""Which connections an environment needs, from its settings and from what Portkey's components do; no NetworkPolicy is read for it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import Final

from tests.cluster.enforcement.actors import NODE, Actor
from tests.cluster.enforcement.probes import Port

__all__ = ["ENVIRONMENTS", "Needs"]

ANYWHERE: Final = "anywhere"
"""A server whose address is a name: any address could be its own, but those of the link, where clouds have their metadata."""
PUBLIC: Final = "public"
"""Any address of the Internet."""

_LINK: Final = ip_network("169.254.0.0/16")
_NOT_PUBLIC: Final = tuple(map(ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16")))

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
    ("dataservice", "clickhouse"): (8123, 9000),
    ("migration", "mysql"): (3306,),
    ("migration", "clickhouse"): (8123, 9000),
}
_RESOLVERS: Final = ("frontend", "gateway", "backend", "dataservice", "migration")
_DNS: Final = (Port(53), Port(53, "UDP"))

Ends = Mapping[str, Mapping[str, tuple[int, ...]]]
"""For each component, the peers outside of the platform with their ports: a role, a range of addresses, `ANYWHERE` or `PUBLIC`."""


@dataclass(frozen=True)
class Needs:
    """The connections that an environment needs beyond those among its components."""

    calls: Ends
    """What the components call outside."""
    callers: Ends
    """Who calls the components from outside, with the ports of the components."""

    def allows(self, source: Actor, target: Actor, port: Port) -> bool:
        """Whether a connection has to pass; every other one has to be refused."""
        # The kubelet probes every pod of its node, which policies do not concern.
        if source.role == NODE:
            return True
        return (not source.ours or self._sends(source, target, port)) and (not target.ours or self._accepts(source, target, port))

    def _sends(self, source: Actor, target: Actor, port: Port) -> bool:
        if target.role == "dns" and source.role in _RESOLVERS and port in _DNS:
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
    if name == ANYWHERE:
        return address not in _LINK
    if name == PUBLIC:
        return not any(address in network for network in _NOT_PUBLIC)
    return address in ip_network(name) if "/" in name else actor.role == name and not actor.ours


ENVIRONMENTS: Final[Mapping[str, Needs]] = {}
