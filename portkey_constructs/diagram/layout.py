"""The position of everything in a diagram, in whole pixels. docs/project/diagram.md explains the algorithm."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from portkey_constructs.diagram.boxes import FONT_SIZES, Box, Style, Text, node_box, secret_box
from portkey_constructs.diagram.graph import Graph, Group
from portkey_constructs.diagram.routing import RAIL_DISTANCE, Net, Point, Segment, Wire, route
from portkey_constructs.diagram.text_metrics import text_width

__all__ = ["Layout", "layout"]

_COLUMNS: Final = (Group.CLIENTS, Group.EXPOSURES, Group.SERVICES, Group.STORES, Group.EXTERNAL)
_GRID: Final = 16
_TOP: Final = 112
_FRAME_TOP: Final = 72
_MARGIN: Final = 24
_PADDING: Final = 18
_BOX_GAP: Final = 20
_RAIL_GAP: Final = 22
_ARROW: Final = 12
_SOURCE_GAP: Final = 44
_SECRET_GAP: Final = 12
_SECRETS_IN_A_ROW: Final = 3


@dataclass(frozen=True, slots=True)
class Layout:
    """A diagram in pixels."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    frames: tuple[Box, ...]
    wires: tuple[Wire, ...]
    headings: tuple[Text, ...]


class _Call(NamedTuple):
    """A target and its ports. All callers of the same target and ports share a wire."""

    target: str
    ports: str


_Gap = dict[_Call, list[str]]
"""The calls whose wires have their rails between the same two columns, each with the ids of its sources."""
_Columns = dict[Group, list[Box]]
_Pins = dict[tuple[str, _Call], int]
"""The heights at which wires touch boxes, by the id of the box and the call."""


class _Gaps(NamedTuple):
    """The gaps with rails, named after the targets. `passages` are the ids of invisible boxes among the services, with their calls."""

    exposures: _Gap
    services: _Gap
    others: _Gap
    passages: dict[str, _Call]


class _Lefts(NamedTuple):
    """The left edges of the columns, of the rails of each gap, and of the namespace's frame, which ends at `frame_right`."""

    columns: dict[Group, int]
    rails: tuple[int, int, int]
    frame: int
    frame_right: int


def layout(graph: Graph) -> Layout:
    """Return the layout of a graph."""
    columns = {group: [node_box(graph, node) for node in graph.nodes_in(group)] for group in _COLUMNS}
    gaps = _gaps(graph)
    columns[Group.SERVICES] += [Box(passage, Group.SERVICES, columns[Group.SERVICES][0].width, 0) for passage in gaps.passages]
    rows, pins = _rows(columns, gaps)
    lefts = _lefts(columns, gaps)
    placed = {box.id: box.at(lefts.columns[Group(box.group)], box.y) for box in rows}
    wires = list(_wires(gaps, placed, pins, lefts))
    boxes = [box for id, box in placed.items() if id not in gaps.passages]
    bottom = max(box.bottom for box in rows) + _PADDING
    frames = [Box("namespace", "frame", lefts.frame_right - lefts.frame, bottom - _FRAME_TOP, lefts.frame, _FRAME_TOP)]
    for source_boxes, frame, wire in _secrets(graph, bottom + 66, max(box.right for box in (*frames, *boxes))):
        boxes += source_boxes
        frames.append(frame)
        wires.append(wire)
    everything = (*boxes, *frames)
    width, height = max(box.right for box in everything) + _MARGIN, max(box.bottom for box in everything) + _MARGIN
    return Layout(width, height, tuple(boxes), tuple(frames), tuple(wires), tuple(_headings(graph, lefts, bottom)))


def _gaps(graph: Graph) -> _Gaps:
    """Sort the edges by gap. An edge that passes the column of services is split into two at an invisible box."""
    groups = {node.id: node.group for node in graph.nodes}
    gaps = _Gaps({}, {}, {}, {})
    for source, target, ports in graph.edges:
        call = _Call(target, ports)
        gap = {Group.EXPOSURES: gaps.exposures, Group.SERVICES: gaps.services}.get(groups[target], gaps.others)
        if groups[source] is Group.EXPOSURES and gap is gaps.others:
            passage = f"passage to {target} at {ports}"
            gaps.passages[passage] = call
            gaps.services.setdefault(_Call(passage, ""), []).append(source)
            source = passage
        gap.setdefault(call, []).append(source)
    return gaps


def _rows(columns: _Columns, gaps: _Gaps) -> tuple[list[Box], _Pins]:
    """Return all boxes at their heights, and the heights of the wires."""
    order = [box.id for boxes in columns.values() for box in boxes]

    def calls(box: Box, gap: _Gap) -> list[_Call]:
        touching = [call for call, sources in gap.items() if box.id in (call.target, *sources)]
        return sorted(touching, key=lambda call: order.index(call.target))

    services = [_with_room(box, calls(box, gaps.services), calls(box, gaps.others)) for box in columns[Group.SERVICES]]
    others = [_with_room(box, calls(box, gaps.others)) for box in (*columns[Group.STORES], *columns[Group.EXTERNAL])]
    height = max(_height(services), _height(others))
    rows: list[Box] = []
    pins: _Pins = {}
    y = _TOP + (height - _height(services)) // 2
    for box in services:
        rows.append(box.at(0, y))
        for side in (calls(box, gaps.services), calls(box, gaps.others)):
            pins |= _pins(box, side, round(_first_pin(rows[-1], len(side)) / _GRID) * _GRID)
        y = rows[-1].bottom + _BOX_GAP
    y = _TOP + (height - _height(others)) // 2
    for box in others:
        entries = calls(box, gaps.others)
        rows.append(_settled(box.at(0, y), entries, pins))
        pins |= _pins(box, entries, _first_pin(rows[-1], len(entries)))
        y = rows[-1].bottom + _BOX_GAP
    exposures = _exposures(columns[Group.EXPOSURES], gaps, pins)
    clients = [box.at(0, exposures[0].y).at_least(exposures[-1].bottom - exposures[0].y) for box in columns[Group.CLIENTS]]
    return [*clients, *exposures, *rows], pins


def _exposures(boxes: Sequence[Box], gaps: _Gaps, pins: _Pins) -> list[Box]:
    """Return the exposures, each at the height of its workload or as near as possible, and add their wires to the pins."""
    exits = {source: call for call, sources in gaps.services.items() for source in sources}
    placed: list[Box] = []
    y = _TOP
    for box in sorted(boxes, key=lambda box: pins[exits[box.id].target, exits[box.id]]):
        call = exits[box.id]
        straight = pins[call.target, call] - box.height // 2
        placed.append(_settled(box.at(0, max(y, straight)), [call], pins))
        middle = _first_pin(placed[-1], 1)
        pins |= _pins(box, [call], middle)
        pins |= {(id, entry): middle for entry, clients in gaps.exposures.items() if entry.target == box.id for id in (box.id, *clients)}
        y = placed[-1].bottom + _BOX_GAP
    return placed


def _with_room(box: Box, *sides: Sequence[_Call]) -> Box:
    return box.at_least(_GRID * max(map(len, sides)) + 12)


def _height(boxes: Iterable[Box]) -> int:
    return sum(box.height + _BOX_GAP for box in boxes)


def _first_pin(box: Box, count: int) -> int:
    """Return the height of the first of `count` wires that are centred on a side of the box."""
    return box.y + box.height // 2 - (count - 1) * _GRID // 2


def _pins(box: Box, calls: Sequence[_Call], first: int) -> _Pins:
    return {(box.id, call): first + _GRID * place for place, call in enumerate(calls)}


def _settled(box: Box, calls: Sequence[_Call], pins: _Pins) -> Box:
    """Move a box a few pixels: in line with a wire that continues its only wire, otherwise half-way between lines of the grid."""
    first = _first_pin(box, len(calls))
    straight = [y - first for (_, call), y in pins.items() if [call] == list(calls) and -_GRID // 2 <= y - first <= _GRID]
    return box.at(box.x, box.y + min(straight, key=abs, default=_GRID // 2 - first % _GRID))


def _lefts(columns: _Columns, gaps: _Gaps) -> _Lefts:
    """Return the left edges: each column is as wide as its boxes, each gap as wide as its rails and labels."""
    width = {group: boxes[0].width if boxes else 0 for group, boxes in columns.items()}
    to_stores = [call for call in gaps.others if call.target in [box.id for box in columns[Group.STORES]]]
    frame = _MARGIN + (width[Group.CLIENTS] + _label_room(gaps.exposures) if gaps.exposures else 0)
    exposures = frame + _PADDING
    left_rails = exposures + (width[Group.EXPOSURES] + _RAIL_GAP if columns[Group.EXPOSURES] else 0)
    services = left_rails + _rail_room(gaps.services) + _label_room(gaps.services)
    right_rails = services + width[Group.SERVICES] + _RAIL_GAP
    stores = right_rails + _rail_room(gaps.others) + _label_room(to_stores)
    frame_right = stores + width[Group.STORES] + _PADDING
    external = frame_right + _label_room(gaps.others.keys() - to_stores) + 8
    lefts = dict(zip(_COLUMNS, (_MARGIN, exposures, services, stores, external), strict=True))
    return _Lefts(lefts, (frame, left_rails, right_rails), frame, frame_right)


def _rail_room(gap: _Gap) -> int:
    return (len(gap) - 1) * RAIL_DISTANCE + 14 if gap else 0


def _label_room(calls: Iterable[_Call]) -> int:
    """Return the width of the widest label, with its arrow."""
    return max((text_width(call.ports, FONT_SIZES[Style.LABEL]) + _ARROW + 8 for call in calls), default=0)


def _wires(gaps: _Gaps, boxes: dict[str, Box], pins: _Pins, lefts: _Lefts) -> Iterator[Wire]:
    """Route the wires of all gaps. Calls between services leave their box on the left, all other wires on the right."""

    def start(source: Box, call: _Call) -> Point:
        to_the_left = call in gaps.services and source.group == Group.SERVICES
        return Point(source.x if to_the_left else source.right, pins[source.id, call])

    def net(call: _Call, sources: Sequence[str]) -> Net:
        starts = tuple(start(boxes[source], call) for source in sources)
        target, y = boxes[call.target], pins[call.target, call]
        if target.id in gaps.passages:
            return Net(tuple(sources), *gaps.passages[target.id], starts, Point(target.right, y), arrow=False)
        origins = [origin for source in sources for origin in gaps.services.get(_Call(source, ""), [source])]
        label_end = lefts.frame - 6 if call in gaps.exposures else target.x - _ARROW
        return Net(tuple(origins), *call, starts, Point(target.x, y), Text(label_end, y - 4, call.ports, Style.LABEL, "end"))

    for gap, rails in zip(gaps[:3], lefts.rails, strict=True):
        yield from route([net(call, sources) for call, sources in gap.items()], rails)


def _headings(graph: Graph, lefts: _Lefts, bottom: int) -> Iterator[Text]:
    yield Text(_MARGIN, 44, graph.title, Style.HEADING)
    yield Text(lefts.frame + _PADDING, _FRAME_TOP + 24, f"Namespace {graph.namespace}", Style.GROUP)
    if graph.nodes_in(Group.EXTERNAL):
        yield Text(lefts.columns[Group.EXTERNAL], _FRAME_TOP + 24, "External systems", Style.GROUP)
    if graph.secrets:
        yield Text(_MARGIN, bottom + 50, "Secrets by source (boxes above list the numbers of the Secrets they read)", Style.GROUP)


def _secrets(graph: Graph, y: int, right: int) -> Iterator[tuple[list[Box], Box, Wire]]:
    """Yield a row for each source of Secrets, from `y` down: its box and those of its Secrets, their frame, and the arrow to it."""
    for node in graph.nodes_in(Group.SECRET_SOURCES):
        source = node_box(graph, node).at(_MARGIN, y)
        secrets = [secret_box(graph, secret) for secret in graph.secrets if secret.source == node.id]
        left, step = source.right + _SOURCE_GAP, secrets[0].width + _SECRET_GAP
        across = min(len(secrets), max(_SECRETS_IN_A_ROW, (right - left - _SECRET_GAP) // step))
        placed: list[Box] = []
        bottom = y + _SECRET_GAP
        for start in range(0, len(secrets), across):
            line = secrets[start : start + across]
            height = max(box.height for box in line)
            placed += [box.at(left + _SECRET_GAP + step * place, bottom).at_least(height) for place, box in enumerate(line)]
            bottom += height + _SECRET_GAP
        frame = Box(node.id, "frame", _SECRET_GAP + step * across, max(bottom - y, source.height), left, y)
        net = Net((node.id,), node.id, "", (Point(source.right, y + 22),), Point(left, y + 22))
        yield [source, *placed], frame, Wire(net, (Segment(*net.starts[0], *net.end),))
        y = frame.bottom + _SECRET_GAP + 4
