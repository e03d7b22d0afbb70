"""Text of a graph: sentences for screen readers and tooltips, and the helpers that format lists."""

from collections.abc import Iterator, Sequence

from portkey_constructs.diagram.graph import Graph, Group

__all__ = ["connection", "describe", "join", "printable"]


def join(words: Sequence[str]) -> str:
    """Return `a`, `a and b`, or `a, b and c`."""
    return " and ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


def printable(text: str) -> str:
    """Return the text with a replacement character for everything that cannot be printed."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)


def connection(graph: Graph, sources: Sequence[str], target: str, ports: str) -> str:
    """Return a sentence, without a full stop, about who connects to a node."""
    clients = {node.id for node in graph.nodes_in(Group.CLIENTS)}
    verb = "calls" if len(sources) == 1 and sources[0] not in clients else "call"
    return f"{join(graph.titles(sources))} {verb} {graph.titles([target])[0]} at {ports}"


def describe(graph: Graph) -> str:
    """Return everything that the diagram shows, in sentences."""
    return " ".join([*_connections(graph), *_secrets(graph), *_identities(graph)])


def _connections(graph: Graph) -> Iterator[str]:
    for target, ports in dict.fromkeys((edge.target, edge.ports) for edge in graph.edges):
        sources = [edge.source for edge in graph.edges if (edge.target, edge.ports) == (target, ports)]
        yield f"{connection(graph, sources, target, ports)}."


def _secrets(graph: Graph) -> Iterator[str]:
    sources = {source.id: ", ".join((source.title, *source.lines)) for source in graph.nodes_in(Group.SECRET_SOURCES)}
    for secret in graph.secrets:
        readers = join(graph.readers(secret))
        yield f"{secret.kind} {secret.name}: {sources[secret.source]}{f', read by {readers}' if readers else ''}."


def _identities(graph: Graph) -> Iterator[str]:
    yield from (f"{join(graph.titles(holders))}: {identity.kind}, {identity.name}." for identity, holders in graph.identities.items())
