"""Where everything of a picture stands, in whole pixels: columns from the world to what is elsewhere, and below them the Secrets.

The shape is known, so the layout is too. Wires run in the channels between the columns alone; what is elsewhere stands lower than what is
here, so that a wire to it passes below the stores of the cluster; and a wire from a door to a store passes below the services.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from portkey_constructs.diagram.cards import SIZES, Box, Style, Text
from portkey_constructs.diagram.channel import PITCH, Net, Pin, Segment, Wire, routed
from portkey_constructs.diagram.elements import Graph, Place
from portkey_constructs.diagram.heights import Heights, heights
from portkey_constructs.diagram.measure import width
from portkey_constructs.diagram.panel import Frame, panel
from portkey_constructs.diagram.stock import COLOURS, hue_of, node_boxes
from portkey_constructs.diagram.traffic import Call, Traffic

__all__ = ["Layout", "layout"]

_MARGIN: Final = 24
_TOP: Final = 112
_FRAME: Final = 18
_HEADER: Final = 34
_CHANNEL: Final = 22
_ARROW: Final = 12
_SECOND: Final = 5


@dataclass(frozen=True, slots=True)
class Layout:
    """A picture in pixels; a wire ends with an arrow where it is called at a box."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    frames: tuple[Frame, ...]
    wires: tuple[Wire, ...]
    texts: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class _Columns:
    """Left edges; `inner` and `outer` are those of the rails, left and right of the services."""

    doors: int
    inner: int
    services: int
    outer: int
    stores: int
    elsewhere: int
    frame: tuple[int, int]


def layout(graph: Graph) -> Layout:
    """The picture of a graph."""
    stock, traffic = node_boxes(graph), Traffic(graph)
    world, doors, services, here, elsewhere = ([stock[node.id] for node in graph.at(place)] for place in Place)
    high = heights(traffic, doors, services, [*here, *elsewhere])
    columns = _columns(traffic, [world, doors, services, here])
    placed: list[Box] = []
    for lefts, boxes in ((columns.doors, doors), (columns.services, services), (columns.stores, here), (columns.elsewhere, elsewhere)):
        placed += [high.boxes[box.id].at(lefts, high.boxes[box.id].y + _TOP) for box in boxes]
    known = {box.id: box for box in placed}
    outside = [_world(box, [known[edge.target] for edge in traffic.from_world]) for box in world]
    inner, outer = _nets(traffic, high, known, columns.services + (services[0].width if services else 0))
    beyond = _coloured(routed(outer, columns.outer))
    wires = [*_from_world(traffic, outside, known), *_coloured(routed(inner, columns.inner), beyond), *beyond]
    bottom = _TOP + high.bottom + _FRAME
    left, right = columns.frame
    frame = Frame("namespace", left, _TOP - _HEADER, right - left, bottom - _TOP + _HEADER)
    far = max([right, *(box.right for box in placed)])
    secrets = panel(graph, _MARGIN, bottom + 36, far - _MARGIN)
    texts = [
        Text(_MARGIN, 44, graph.title, Style.HEADING),
        Text(left + _FRAME, _TOP - _HEADER + 22, f"Namespace {graph.namespace}", Style.GROUP),
        *([Text(columns.elsewhere, _TOP - _HEADER + 22, "Elsewhere", Style.GROUP)] if elsewhere else []),
        *secrets.texts,
    ]
    return Layout(
        width=max(far, secrets.width) + _MARGIN,
        height=max(bottom, secrets.bottom) + _MARGIN,
        boxes=(*outside, *placed, *secrets.boxes),
        frames=(frame, *secrets.frames),
        wires=(*(_labelled(wire, left) for wire in wires), *secrets.wires),
        texts=tuple(texts),
    )


def _room(labels: Iterable[str]) -> int:
    """What labels at arrows take, with the arrows."""
    return max([width(label, SIZES[Style.LABEL]) for label in labels], default=0) + _ARROW + 8


def _columns(traffic: Traffic, boxes: Sequence[Sequence[Box]]) -> _Columns:
    world, doors, services, here = ([box.width for box in column[:1]] for column in boxes)
    x = _MARGIN
    if world:
        x += world[0] + _room(edge.label for edge in traffic.from_world) + _FRAME
    left = x - _FRAME if world else x
    at_doors = left + _FRAME
    x = at_doors + (doors[0] + _CHANNEL if doors else 0)
    inner = x
    x += (len(traffic.to_services) - 1) * PITCH + 14 + _room(call.label for call in traffic.to_services) if traffic.to_services else 0
    at_services = x
    outer = x = at_services + (services[0] if services else 0) + _CHANNEL
    x += (len(traffic.to_others) - 1) * PITCH + 14 if traffic.to_others else 0
    ids = {box.id for box in boxes[3]}
    x += _room(call.label for call in traffic.to_others if call.target in ids) if here else 0
    right = x + (here[0] if here else 0) + _FRAME
    elsewhere = right + _room(call.label for call in traffic.to_others if call.target not in ids) + 8
    return _Columns(at_doors, inner, at_services, outer, x, elsewhere, (left, right))


def _world(box: Box, doors: Sequence[Box]) -> Box:
    """The world, as high as its doors."""
    top, bottom = min(door.y for door in doors), max(door.bottom for door in doors)
    return box.at_least(bottom - top).at(_MARGIN, top)


def _from_world(traffic: Traffic, world: Sequence[Box], known: dict[str, Box]) -> list[Wire]:
    found = []
    for edge in traffic.from_world:
        door = known[edge.target]
        start, end = Pin(world[0].right, door.y + door.height // 2), Pin(door.x, door.y + door.height // 2)
        found.append(Wire(Net(edge.target, edge.label, (edge.source,), (start,), end), (Segment(*start, *end),)))
    return found


def _nets(traffic: Traffic, high: Heights, known: dict[str, Box], beyond: int) -> tuple[list[Net], list[Net]]:
    """What is called left of the services, and right of them; `beyond` is the right edge of their column."""

    def pin(caller: str, call: Call) -> Pin:
        if (caller, call) in high.doors:
            return Pin(known[caller].right, high.doors[caller, call] + _TOP)
        return Pin(known[caller].x, high.left[caller, call] + _TOP)

    inner, outer = [], []
    for call, callers in traffic.to_services.items():
        entry = Pin(known[call.target].x if call.target in known else beyond, high.left[call.target, call] + _TOP)
        inner.append(Net(call.target, call.label, tuple(callers), tuple(pin(caller, call) for caller in callers), entry))
    for call, callers in traffic.to_others.items():
        entry = Pin(known[call.target].x, high.entries[call.target, call] + _TOP)
        pins = tuple(Pin(beyond, high.right[caller, call] + _TOP) for caller in callers)
        outer.append(Net(call.target, call.label, traffic.origins(callers), pins, entry))
    return inner, outer


def _coloured(wires: Sequence[Wire], beyond: Sequence[Wire] = ()) -> list[Wire]:
    """Each wire in the colour of what it leads to; of several ports of one thing, the one that most call has it.

    A wire to a passage has the colour of the one that goes on from there, among those `beyond`.
    """
    most: dict[str, Wire] = {}
    for wire in wires:
        target = wire.net.target
        if target not in most or len(wire.net.pins) > len(most[target].net.pins):
            most[target] = wire
    onward = {pin: wire.hue for wire in beyond for pin in wire.net.pins}
    return [replace(wire, hue=onward.get(wire.net.entry, _hue(wire, second=most[wire.net.target] is not wire))) for wire in wires]


def _hue(wire: Wire, *, second: bool) -> int | None:
    hue = hue_of(wire.net.target)
    return (hue + _SECOND) % COLOURS if second and hue is not None else hue


def _labelled(wire: Wire, frame: int) -> Wire:
    """The wire with its label before its arrow, or before the namespace where it comes from outside."""
    end = wire.net.entry
    x = frame - 6 if min(pin.x for pin in wire.net.pins) < frame else end.x - _ARROW
    return replace(wire, text=Text(x, end.y - 5, wire.net.label, Style.LABEL, "end")) if wire.net.label else wire
