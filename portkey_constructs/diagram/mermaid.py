"""A graph as a Mermaid flowchart, which Git forges and wikis draw.

Each Secret lists its readers in its own node, because arrows to all readers would hide the connections.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from portkey_constructs.diagram.description import describe, join, printable
from portkey_constructs.diagram.graph import Graph, Group, Node, Secret

__all__ = ["mermaid"]

_SHAPES: Final = {
    Group.CLIENTS: ("([", "])"),
    Group.EXPOSURES: ("[/", "/]"),
    Group.SERVICES: ("[", "]"),
    Group.EXTERNAL: ("[", "]"),
    Group.SECRET_SOURCES: ("[[", "]]"),
}
_DATABASE: Final = ("[(", ")]")
_INDENT: Final = "    "


def mermaid(graph: Graph) -> str:
    """Return the text of a flowchart. The same graph always gives the same text."""
    identities = {f"n_identity_{number}": identity for number, identity in enumerate(graph.identities, 1)}
    body = [
        f"accTitle: {_escaped(graph.title)}",
        f"accDescr: {_escaped(describe(graph))}",
        *map(_node, graph.nodes_in(Group.CLIENTS)),
        *_subgraph("namespace", f"Namespace {graph.namespace}", _namespace(graph)),
        *_subgraph("external", "External systems", map(_node, graph.nodes_in(Group.EXTERNAL))),
        *_subgraph("sources", "Sources of Secrets", map(_node, graph.nodes_in(Group.SECRET_SOURCES))),
        *_subgraph("identities", "Cloud identities", (f"{id}([{_quoted(*identity)}])" for id, identity in identities.items())),
        *(f"{_id(edge.source)} -->|{_quoted(edge.ports)}| {_id(edge.target)}" for edge in graph.edges),
        *(f"{_id(secret.source)} -.-> {_id(secret.id)}" for secret in graph.secrets),
        *(f"{_id(holder)} -.-|has| {id}" for id, identity in identities.items() for holder in graph.identities[identity]),
    ]
    return "\n".join(["flowchart LR", *(_INDENT + line for line in body)]) + "\n"


def _namespace(graph: Graph) -> Iterator[str]:
    for group in (Group.EXPOSURES, Group.SERVICES, Group.STORES):
        yield from _subgraph(group, group.capitalize(), map(_node, graph.nodes_in(group)))
    yield from _subgraph("secrets", "Secrets", (_secret(graph, secret) for secret in graph.secrets))


def _subgraph(id: str, title: str, lines: Iterable[str]) -> Iterator[str]:
    if body := [_INDENT + line for line in lines]:
        yield from (f"subgraph {id}[{_quoted(title)}]", *body, "end")


def _node(node: Node) -> str:
    start, end = _DATABASE if node.stores_data else _SHAPES[node.group]
    return f"{_id(node.id)}{start}{_quoted(node.title, *node.lines)}{end}"


def _secret(graph: Graph, secret: Secret) -> str:
    return f"{_id(secret.id)}{{{{{_quoted(f'{secret.kind} {secret.name}', *secret.lines, f'for {join(graph.readers(secret))}')}}}}}"


def _id(id: str) -> str:
    """Return an id that Mermaid cannot read as a keyword, such as `end`, or as part of an arrow."""
    return "n_" + re.sub("[^A-Za-z0-9]", lambda letter: "_" if letter[0] == "-" else f"_{ord(letter[0]):x}_", id)


def _quoted(*lines: str) -> str:
    return f'"{"<br/>".join(map(_escaped, lines))}"'


def _escaped(text: str) -> str:
    """Replace characters that Mermaid could read as syntax with entities."""
    return "".join(letter if letter.isalnum() or letter in " -./:,@()'_+=" else f"#{ord(letter)};" for letter in printable(text))
