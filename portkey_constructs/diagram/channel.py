"""Wires in the channel between two columns of boxes: horizontal at the boxes, with one vertical rail for each thing that is called."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from portkey_constructs.diagram.cards import Text

__all__ = ["PITCH", "Net", "Pin", "Segment", "Wire", "routed"]

PITCH: Final = 13
"""Distance of two rails in pixels."""


class Pin(NamedTuple):
    """Where a wire meets the edge of a box."""

    x: int
    y: int


class Segment(NamedTuple):
    """A straight piece of a wire, horizontal or vertical, from the lesser end to the greater."""

    x1: int
    y1: int
    x2: int
    y2: int


@dataclass(frozen=True, slots=True)
class Net:
    """Everything that calls one thing at one port: pins of the callers, and the pin that is called."""

    target: str
    label: str
    callers: tuple[str, ...]
    pins: tuple[Pin, ...]
    entry: Pin

    @property
    def heights(self) -> list[int]:
        """Where it is horizontal."""
        return [pin.y for pin in (*self.pins, self.entry)]


@dataclass(frozen=True, slots=True)
class Wire:
    """A net with its way: pieces, dots where three pieces meet, the label at its end, its colour by number."""

    net: Net
    segments: tuple[Segment, ...]
    dots: tuple[Pin, ...] = ()
    text: Text | None = None
    hue: int | None = None


def routed(nets: Sequence[Net], left: int) -> list[Wire]:
    """The nets as wires whose rails stand from `left` on, in an order in which few of them cross."""
    order = list(range(len(nets)))
    least = _crossings(nets, order, left)
    improved = True
    while improved and least:
        improved = False
        for place in range(len(order)):
            for other in range(len(order)):
                moved = [one for one in order if one != order[place]]
                moved.insert(other, order[place])
                found = _crossings(nets, moved, left)
                if found < least:
                    order, least, improved = moved, found, True
    return [_wire(net, left + PITCH * order.index(index)) for index, net in enumerate(nets)]


def _crossings(nets: Sequence[Net], order: Sequence[int], left: int) -> int:
    """How often a horizontal piece of one net crosses the rail of another."""
    places = {index: place for place, index in enumerate(order)}
    spans = [(min(net.heights), max(net.heights)) for net in nets]
    count = 0
    for index, net in enumerate(nets):
        for pin in (*net.pins, net.entry):
            for other, (top, bottom) in enumerate(spans):
                between = places[other] < places[index] if pin.x < left else places[other] > places[index]
                count += other != index and between and top < pin.y < bottom
    return count


def _wire(net: Net, rail: int) -> Wire:
    top, bottom = min(net.heights), max(net.heights)
    across = [Segment(min(pin.x, rail), pin.y, max(pin.x, rail), pin.y) for pin in (*net.pins, net.entry)]
    if top == bottom:
        start, end = min(one.x1 for one in across), max(one.x2 for one in across)
        return Wire(net, (Segment(start, top, end, top),))
    dots = {y for y in net.heights if net.heights.count(y) + (y > top) + (y < bottom) >= 3}
    return Wire(net, (*across, Segment(rail, top, rail, bottom)), tuple(Pin(rail, y) for y in sorted(dots)))
