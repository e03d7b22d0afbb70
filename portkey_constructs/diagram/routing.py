"""Routing of wires in the gap between two columns: horizontal at the boxes, with one vertical rail for each target."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from portkey_constructs.diagram.boxes import Text

__all__ = ["RAIL_DISTANCE", "Net", "Point", "Segment", "Wire", "route"]

RAIL_DISTANCE: Final = 13
"""Distance between rails in pixels."""


class Point(NamedTuple):
    """A point where a wire touches a box or branches."""

    x: int
    y: int


class Segment(NamedTuple):
    """A horizontal or vertical line, from its left or upper end."""

    x1: int
    y1: int
    x2: int
    y2: int


@dataclass(frozen=True, slots=True)
class Net:
    """All connections to the same target and ports, which share a wire from the points `starts` to the point `end`.

    A wire that passes behind a column has a net on each side of the column; only the second net has a label and an arrow.
    """

    sources: tuple[str, ...]
    target: str
    ports: str
    starts: tuple[Point, ...]
    end: Point
    label: Text | None = None
    arrow: bool = True

    @property
    def y_positions(self) -> list[int]:
        """The heights of the horizontal segments."""
        return [point.y for point in (*self.starts, self.end)]


@dataclass(frozen=True, slots=True)
class Wire:
    """A routed net. `branches` are the points where three segments meet."""

    net: Net
    segments: tuple[Segment, ...]
    branches: tuple[Point, ...] = ()


def route(nets: Sequence[Net], left: int) -> list[Wire]:
    """Return the wires of the nets. Their rails start at `left`, in an order with few crossings."""
    order: list[Net] = []
    for net in nets:
        costs = [
            sum(_crossings(other, net, left) for other in order[:place]) + sum(_crossings(net, other, left) for other in order[place:])
            for place in range(len(order) + 1)
        ]
        order.insert(costs.index(min(costs)), net)
    return [_wire(net, left + RAIL_DISTANCE * place) for place, net in enumerate(order)]


def _crossings(first: Net, second: Net, left: int) -> int:
    """Return how often two nets cross if the rail of `first` is to the left of the rail of `second`."""
    across_first = [point.y for point in (*second.starts, second.end) if point.x < left]
    across_second = [point.y for point in (*first.starts, first.end) if point.x >= left]
    return sum(
        min(net.y_positions) < y < max(net.y_positions) for net, y_positions in ((first, across_first), (second, across_second)) for y in y_positions
    )


def _wire(net: Net, rail: int) -> Wire:
    top, bottom = min(net.y_positions), max(net.y_positions)
    points = (*net.starts, net.end)
    if top == bottom:
        return Wire(net, (Segment(min(points).x, top, max(points).x, top),))
    lines = [Segment(min(x, rail), y, max(x, rail), y) for x, y in points]
    branches = sorted({y for y in net.y_positions if net.y_positions.count(y) + (y > top) + (y < bottom) >= 3})
    return Wire(net, (*lines, Segment(rail, top, rail, bottom)), tuple(Point(rail, y) for y in branches))
