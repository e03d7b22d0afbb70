"""A graph as text of Mermaid, which forges and wikis draw: a flowchart from the world to what is elsewhere.

Who reads a Secret stands in the Secret's own node: an arrow to each reader would hide the others.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from portkey_constructs.diagram.elements import Edge, Graph, Held, Node, Place, Source, Who
from portkey_constructs.diagram.story import story
from portkey_constructs.diagram.text import listed

__all__ = ["mermaid"]

_SHAPES: Final = {
    Place.WORLD: ("([", "])"),
    Place.DOORS: ("[/", "/]"),
    Place.SERVICES: ("[", "]"),
    Place.STORES: ("[(", ")]"),
    Place.ELSEWHERE: ("[", "]"),
}
_GROUPS: Final = {Place.DOORS: "Doors", Place.SERVICES: "Services", Place.STORES: "Stores"}
_STEP: Final = "    "


def mermaid(graph: Graph) -> str:
    """The text of a flowchart; the same graph gives the same text."""
    body = [
        f"accTitle: {_plain(graph.title)}",
        f"accDescr: {_plain(story(graph))}",
        *(_node(node) for node in graph.at(Place.WORLD)),
        f"subgraph namespace[{_quoted(f'Namespace {graph.namespace}')}]",
        *(_STEP + line for line in _namespace(graph)),
        "end",
        *_group("elsewhere", "Elsewhere", map(_node, graph.at(Place.ELSEWHERE))),
        *_group("sources", "Where the Secrets come from", map(_source, graph.sources)),
        *_group("identities", "Identities in the cloud", map(_who, graph.identities)),
        *map(_edge, graph.edges),
        *(f"{_id(held.source)} -.-> {_id(held.id)}" for held in graph.secrets),
        *(f"{_id(holder)} -.-|is| {_id(who.id)}" for who in graph.identities for holder in who.holders),
    ]
    return "\n".join(["flowchart LR", *(_STEP + line for line in body)]) + "\n"


def _namespace(graph: Graph) -> Iterator[str]:
    for place, title in _GROUPS.items():
        yield from _group(place.value, title, map(_node, graph.at(place)))
    yield from _group("secrets", "Secrets", (_held(graph, one) for one in graph.secrets))


def _group(name: str, title: str, nodes: Iterable[str]) -> Iterator[str]:
    lines = list(nodes)
    if lines:
        yield f"subgraph {name}[{_quoted(title)}]"
        yield from (_STEP + line for line in lines)
        yield "end"


def _node(node: Node) -> str:
    before, after = _SHAPES[Place.STORES] if node.keeps else _SHAPES[node.place]
    return f"{_id(node.id)}{before}{_quoted(node.title, *node.lines)}{after}"


def _source(source: Source) -> str:
    return f"{_id(source.id)}[[{_quoted(source.title, *source.lines)}]]"


def _held(graph: Graph, held: Held) -> str:
    readers = (*graph.titles(held.readers), *(("the nodes",) if held.pulls else ()))
    return f"{_id(held.id)}{{{{{_quoted(f'{held.kind} {held.name}', *held.lines, f'for {listed(readers)}')}}}}}"


def _who(who: Who) -> str:
    return f"{_id(who.id)}([{_quoted(who.kind, who.name)}])"


def _edge(edge: Edge) -> str:
    return f"{_id(edge.source)} -->|{_quoted(edge.label)}| {_id(edge.target)}"


def _id(name: str) -> str:
    """A name that Mermaid takes for a node; it has words of its own, such as end, and hyphens and dots can be part of an arrow."""
    return "n_" + re.sub("[^A-Za-z0-9]", lambda found: f"_{ord(found[0]):x}_" if found[0] != "-" else "_", name)


def _quoted(*lines: str) -> str:
    return f'"{"<br/>".join([_escaped(line) for line in lines])}"'


def _escaped(text: str) -> str:
    """The text in Mermaid's entities wherever it could be read as more than text."""
    return "".join(letter if letter.isalnum() or letter in " -./:,@()'_+=" else f"#{ord(letter)};" for letter in _plain(text))


def _plain(text: str) -> str:
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)
