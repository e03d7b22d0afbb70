"""The architecture graph of a configuration: plain data that every output format draws."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

__all__ = ["Edge", "Graph", "Group", "Identity", "Node", "Secret"]


class Group(StrEnum):
    """The type of a node, which decides its place in the diagram."""

    CLIENTS = "clients"
    EXPOSURES = "exposures"
    SERVICES = "services"
    STORES = "stores"
    EXTERNAL = "external"
    SECRET_SOURCES = "sources"


class Identity(NamedTuple):
    """An identity in a cloud, such as an IAM role."""

    kind: str
    name: str


class Node(NamedTuple):
    """A workload, an exposure, a system outside the namespace, or a source of Secrets."""

    id: str
    group: Group
    title: str
    lines: tuple[str, ...] = ()
    stores_data: bool = False
    identity: Identity | None = None


class Edge(NamedTuple):
    """A connection from one node to another. `ports` is its label, such as `443 TLS`."""

    source: str
    target: str
    ports: str


class Secret(NamedTuple):
    """A Secret, a ConfigMap of certificates, or a mounted SecretProviderClass, without its values.

    `source` is the id of the node that provides it; `readers` are the ids of the nodes that read it.
    """

    kind: str
    name: str
    source: str
    readers: tuple[str, ...]
    lines: tuple[str, ...] = ()
    pulls_images: bool = False

    @property
    def id(self) -> str:
        """An id that is different from the ids of all nodes."""
        return f"{self.kind}-{self.name}".lower()


@dataclass(frozen=True, slots=True)
class Graph:
    """Everything that a diagram shows, in the order in which it is drawn."""

    title: str
    namespace: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    secrets: tuple[Secret, ...]

    @property
    def identities(self) -> dict[Identity, list[str]]:
        """The identities, each with the ids of the nodes that have it."""
        identities: dict[Identity, list[str]] = {}
        for node in self.nodes:
            if node.identity:
                identities.setdefault(node.identity, []).append(node.id)
        return identities

    def nodes_in(self, group: Group) -> tuple[Node, ...]:
        """Return the nodes of a group."""
        return tuple(node for node in self.nodes if node.group is group)

    def titles(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Return the titles of nodes."""
        titles = {node.id: node.title for node in self.nodes}
        return tuple(titles[id] for id in ids)

    def readers(self, secret: Secret) -> tuple[str, ...]:
        """Return the titles of everything that reads a Secret."""
        return tuple(dict.fromkeys((*self.titles(secret.readers), *(["the nodes"] if secret.pulls_images else []))))
