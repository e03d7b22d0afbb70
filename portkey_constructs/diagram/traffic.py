"""Who calls whom, sorted by the channel that the wire runs in."""

from collections.abc import Iterable
from functools import cached_property
from typing import Final, NamedTuple

from portkey_constructs.diagram.elements import Edge, Graph, Place

__all__ = ["PASSAGE", "Call", "Traffic"]

PASSAGE: Final = "passage-"
"""What the way of a wire below the services is called, before the id of the store that it leads to."""


class Call(NamedTuple):
    """What is called, and at which port."""

    target: str
    label: str


class Traffic:
    """The edges of a graph: from the world, to the services (left of them), and to everything else (right of them)."""

    def __init__(self, graph: Graph) -> None:
        self._places = {node.id: node.place for node in graph.nodes}
        self._rows = {node.id: row for row, node in enumerate(graph.nodes)}
        self.from_world = [edge for edge in graph.edges if self._places[edge.source] is Place.WORLD]
        self.to_services: dict[Call, list[str]] = {}
        self.to_others: dict[Call, list[str]] = {}
        self.passages: list[str] = []
        for edge in graph.edges:
            if edge not in self.from_world:
                self._sort(edge)

    def _sort(self, edge: Edge) -> None:
        call = Call(edge.target, edge.label)
        if self._places[edge.target] is Place.SERVICES:
            self.to_services.setdefault(call, []).append(edge.source)
        elif self._places[edge.source] is Place.DOORS:
            passage = PASSAGE + edge.target
            self.passages.append(passage)
            self._rows[passage] = len(self._rows)
            self.to_services.setdefault(Call(passage, ""), []).append(edge.source)
            self.to_others.setdefault(call, []).append(passage)
        else:
            self.to_others.setdefault(call, []).append(edge.source)

    @cached_property
    def doors(self) -> dict[str, Call]:
        """What each door leads to."""
        return {source: call for call, sources in self.to_services.items() for source in sources if self._places.get(source) is Place.DOORS}

    def left(self, service: str) -> list[Call]:
        """The wires at the left of a service from top to bottom: to services above it, from its callers, to services below it."""
        calls = [call for call, sources in self.to_services.items() if call.target == service or service in sources]
        return sorted(calls, key=lambda call: self._rows[call.target])

    def right(self, service: str) -> list[Call]:
        """The wires at the right of a service, in the order of what they lead to."""
        calls = [call for call, sources in self.to_others.items() if service in sources]
        return sorted(calls, key=lambda call: self._rows[call.target])

    def entries(self, target: str) -> list[Call]:
        """The wires that come to something else than a service."""
        return [call for call in self.to_others if call.target == target]

    def origins(self, callers: Iterable[str]) -> tuple[str, ...]:
        """The nodes that call, those behind a passage in its place."""
        return tuple(one for caller in callers for one in self.to_services.get(Call(caller, ""), [caller]))
