"""What a picture is made of: plain data, the same for every way to draw it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Edge", "Graph", "Held", "Node", "Place", "Source", "Who"]


class Place(StrEnum):
    """Where a node stands, from the world through the cluster to what is elsewhere."""

    WORLD = "world"
    DOORS = "doors"
    SERVICES = "services"
    STORES = "stores"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Node:
    """Something that calls or is called; `keeps` when data is kept there."""

    id: str
    place: Place
    title: str
    lines: tuple[str, ...] = ()
    keeps: bool = False


@dataclass(frozen=True, slots=True)
class Edge:
    """One node calls another; `label` is the port, or the ports, that it calls there."""

    source: str
    target: str
    label: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where Secrets come from."""

    id: str
    title: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """A Secret, a ConfigMap of certificates, or a SecretProviderClass whose files are read; never with a value.

    `source` is the id of a source, `readers` are the ids of the nodes that read it; images are pulled with it when `pulls`.
    """

    id: str
    kind: str
    name: str
    source: str
    readers: tuple[str, ...]
    lines: tuple[str, ...] = ()
    pulls: bool = False


@dataclass(frozen=True, slots=True)
class Who:
    """An identity in a cloud, and the ids of the nodes and sources that have it."""

    id: str
    kind: str
    name: str
    holders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Graph:
    """The picture of a configuration; every order in it is the order to draw in."""

    title: str
    namespace: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    sources: tuple[Source, ...]
    secrets: tuple[Held, ...]
    identities: tuple[Who, ...]

    def at(self, place: Place) -> tuple[Node, ...]:
        """The nodes of a place."""
        return tuple(node for node in self.nodes if node.place is place)

    def titles(self, ids: Iterable[str]) -> tuple[str, ...]:
        """The titles of nodes, as they stand in a sentence."""
        known = {node.id: node.title for node in self.nodes}
        return tuple(known[one] for one in ids)

    def who(self, holder: str) -> Who | None:
        """The identity of a node or source."""
        return next((one for one in self.identities if holder in one.holders), None)
