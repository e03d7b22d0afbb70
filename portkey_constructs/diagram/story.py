"""A graph in sentences, for whoever does not see it."""

from collections.abc import Iterator

from portkey_constructs.diagram.doors import WORLD
from portkey_constructs.diagram.elements import Graph, Held
from portkey_constructs.diagram.text import listed

__all__ = ["calling", "story"]


def story(graph: Graph) -> str:
    """Everything that the picture shows, in sentences."""
    return " ".join([*_calls(graph), *(_held(graph, one) for one in graph.secrets), *_identities(graph)])


def calling(graph: Graph, callers: tuple[str, ...], target: str, label: str) -> str:
    """Who calls something, and at which port."""
    many = "calls" if len(callers) == 1 and callers != (WORLD,) else "call"
    (called,) = graph.titles([target])
    return f"{listed(graph.titles(callers))} {many} {called} at {label}"


def _calls(graph: Graph) -> Iterator[str]:
    found: dict[tuple[str, str], list[str]] = {}
    for edge in graph.edges:
        found.setdefault((edge.target, edge.label), []).append(edge.source)
    yield from (f"{calling(graph, tuple(callers), target, label)}." for (target, label), callers in found.items())


def _held(graph: Graph, one: Held) -> str:
    source = next(source for source in graph.sources if source.id == one.source)
    readers = (*graph.titles(one.readers), *(("the nodes",) if one.pulls else ()))
    read = f", read by {listed(readers)}" if readers else ""
    return f"{one.kind} {one.name}: {', '.join((source.title, *source.lines))}{read}."


def _identities(graph: Graph) -> Iterator[str]:
    known = {source.id: source.title for source in graph.sources} | {node.id: node.title for node in graph.nodes}
    yield from (f"{listed(tuple(known[one] for one in who.holders))}: {who.kind}, {who.name}." for who in graph.identities)
