"""The boxes of a graph, each as large as what stands in it, before they have a place."""

from typing import Final

from portkey_constructs.diagram.cards import Box, card
from portkey_constructs.diagram.elements import Graph, Held, Node, Place, Source
from portkey_constructs.diagram.text import listed

__all__ = ["COLOURS", "held_box", "hue_of", "node_boxes", "numbered", "source_box"]

_WIDTHS: Final = {Place.WORLD: 140, Place.DOORS: 236, Place.SERVICES: 250, Place.STORES: 226, Place.ELSEWHERE: 312}
_SOURCE_WIDTH: Final = 250
_HELD_WIDTH: Final = 262
COLOURS: Final = 11
"""How many colours there are."""
_HUES: Final = {
    "frontend": 1,
    "gateway": 0,
    "backend": 3,
    "dataservice": 2,
    "mysql": 0,
    "redis": 7,
    "clickhouse": 4,
    "logs": 2,
    "finetunes": 9,
    "exports": 1,
    "bedrock": 3,
    "gateway-elsewhere": 3,
    "control-plane": 8,
    "login": 8,
    "mail": 5,
    "pushgateway": 10,
    "loki": 6,
}


def hue_of(node: str) -> int | None:
    """The colour, by number, of what is called, and of the wires to it; none of what nobody calls."""
    return _HUES.get(node, _HUES.get(node.removesuffix("-elsewhere")))


def numbered(graph: Graph) -> dict[str, str]:
    """The number that stands for each Secret."""
    return {one.id: str(number) for number, one in enumerate(graph.secrets, 1)}


def node_boxes(graph: Graph) -> dict[str, Box]:
    """A box for each node, with its identity and the numbers of the Secrets that it reads."""
    numbers = numbered(graph)
    return {node.id: _node_box(graph, node, [numbers[one.id] for one in graph.secrets if node.id in one.readers]) for node in graph.nodes}


def _node_box(graph: Graph, node: Node, reads: list[str]) -> Box:
    who = graph.who(node.id)
    made = card(
        node.id,
        node.place.value,
        _WIDTHS[node.place],
        node.title,
        node.lines,
        notes=(who.kind, who.name) if who else (),
        badges=reads,
        keeps=node.keeps,
    )
    return made.coloured(hue_of(node.id))


def source_box(graph: Graph, source: Source) -> Box:
    """A box for where Secrets come from, with the identity that they are read as."""
    who = graph.who(source.id)
    return card(source.id, "source", _SOURCE_WIDTH, source.title, source.lines, notes=(f"read as {who.kind}", who.name) if who else ())


def held_box(graph: Graph, held: Held, number: str) -> Box:
    """A box for a Secret, with its readers by name."""
    readers = tuple(dict.fromkeys((*graph.titles(held.readers), *(("the nodes",) if held.pulls else ()))))
    kind = () if held.kind == "Secret" else (f"{held.kind} of certificates" if held.kind == "ConfigMap" else held.kind,)
    by = (f"for {listed(readers)}",) if readers else ()
    return card(held.id, "held", _HELD_WIDTH, held.name, (*kind, *held.lines, *by), number=number)
