"""Properties of every readable layout: each check yields the defects that it finds."""

from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Final, NamedTuple

from portkey_constructs.diagram.boxes import Box, Style, Text
from portkey_constructs.diagram.layout import Layout
from portkey_constructs.diagram.routing import Segment, Wire

__all__ = ["CHECKS", "defects"]

IN_NAMESPACE: Final = ("exposures", "services", "stores")


class Area(NamedTuple):
    """A rectangle."""

    left: int
    top: int
    right: int
    bottom: int

    def overlaps(self, other: "Area") -> bool:
        """Whether the two share more than an edge."""
        return self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom

    def contains(self, other: "Area") -> bool:
        return self.left <= other.left and self.top <= other.top and self.right >= other.right and self.bottom >= other.bottom


def box_area(box: Box) -> Area:
    return Area(box.x, box.y, box.right, box.bottom)


def text_area(text: Text, x: int = 0, y: int = 0) -> Area:
    """Return the area of a text in a box at (`x`, `y`), with the frame of a badge."""
    if text.style is Style.BADGE:
        return Area(x + text.left, y + text.y - 13, x + text.left + text.width, y + text.y + 4)
    size = {Style.HEADING: 19, Style.GROUP: 13, Style.TITLE: 14, Style.LINE: 12}.get(text.style, 11)
    return Area(x + text.left, y + text.y - size, x + text.left + text.width, y + text.y + size // 4)


def line_area(line: Segment, along: int = 1, across: int = 1) -> Area:
    """Return the area of a segment, extended in its direction and to its sides."""
    x, y = (along, across) if line.y1 == line.y2 else (across, along)
    return Area(line.x1 - x, line.y1 - y, line.x2 + x, line.y2 + y)


def name(wire: Wire) -> str:
    return f"the wire to {wire.net.target} at {wire.net.ports}"


def boxes_are_apart(layout: Layout) -> Iterator[str]:
    for box, other in combinations(layout.boxes, 2):
        if box_area(box).overlaps(box_area(other)):
            yield f"{box.id} overlaps {other.id}"


def everything_is_on_the_canvas(layout: Layout) -> Iterator[str]:
    canvas = Area(0, 0, layout.width, layout.height)
    areas = [(box.id, box_area(box)) for box in (*layout.boxes, *layout.frames)] + [(text.text, text_area(text)) for text in layout.headings]
    yield from (f"{item} leaves the canvas" for item, area in areas if not canvas.contains(area))


def text_fits_its_box(layout: Layout) -> Iterator[str]:
    for box in layout.boxes:
        parts = [(text.text, text_area(text, box.x, box.y)) for text in box.texts]
        if box.stores_data:
            parts.append(("the icon", Area(box.right - 30, box.y + 10, box.right - 14, box.y + 28)))
        dividers = [Area(box.x, box.y + y, box.right, box.y + y + 1) for y in box.dividers]
        yield from (f"{box.id}: {text!r} leaves the box" for text, area in parts if not box_area(box).contains(area))
        yield from (f"{box.id}: {text!r} overlaps {other!r}" for (text, a), (other, b) in combinations(parts, 2) if a.overlaps(b))
        yield from (f"{box.id}: a divider crosses {text!r}" for divider in dividers for text, area in parts if area.overlaps(divider))


def wires_avoid_boxes(layout: Layout) -> Iterator[str]:
    for wire in layout.wires:
        for line in wire.segments:
            if line.x1 != line.x2 and line.y1 != line.y2:
                yield f"{name(wire)} is oblique"
            inner = line_area(line, along=0)
            yield from (f"{name(wire)} crosses {box.id}" for box in layout.boxes if inner.overlaps(box_area(box)))


def wires_end_at_their_boxes(layout: Layout) -> Iterator[str]:
    boxes = {box.id: box for box in layout.boxes}
    frames = {frame.id: frame for frame in layout.frames}
    second_parts = {(wire.net.target, wire.net.ports): wire for wire in layout.wires if wire.net.arrow}
    touched = {(point, source) for wire in layout.wires for point in wire.net.starts for source in wire.net.sources}
    for wire in layout.wires:
        net = wire.net
        ends = {end for line in wire.segments for end in ((line.x1, line.y1), (line.x2, line.y2))}
        if not {tuple(net.end), *map(tuple, net.starts)} <= ends:
            yield f"{name(wire)} has a loose end"
        target = boxes[net.target] if net.label or not net.arrow else frames[net.target]
        if not net.arrow:
            if net.end not in second_parts[net.target, net.ports].net.starts:
                yield f"{name(wire)} does not go on"
        elif net.end.x != target.x or not target.y < net.end.y < target.bottom:
            yield f"{name(wire)} misses its target"
        for source in (boxes[id] for id in net.sources):
            if not any(point.x in (source.x, source.right) and source.y < point.y < source.bottom for point, owner in touched if owner == source.id):
                yield f"{name(wire)} does not touch {source.id}"


def wires_are_connected(layout: Layout) -> Iterator[str]:
    for wire in layout.wires:
        reached, rest = [wire.segments[0]], list(wire.segments[1:])
        while line := next((line for line in rest if any(line_area(line).overlaps(line_area(other)) for other in reached)), None):
            reached.append(line)
            rest.remove(line)
        if rest:
            yield f"{name(wire)} is in pieces"


def wires_are_apart(layout: Layout) -> Iterator[str]:
    """Wires may cross, but not run on or next to each other. The two parts of a wire that passes a column share their target and ports."""
    for wire, other in combinations(layout.wires, 2):
        margin = 0 if (wire.net.target, wire.net.ports) == (other.net.target, other.net.ports) and wire.net.arrow != other.net.arrow else 2
        for a in wire.segments:
            for b in other.segments:
                parallel = (a.y1 == a.y2) == (b.y1 == b.y2)
                if parallel and line_area(a, margin, 2).overlaps(line_area(b, margin, 2)):
                    yield f"{name(wire)} runs on {name(other)}: {a}, {b}"


def labels_are_readable(layout: Layout) -> Iterator[str]:
    labels = [*layout.headings, *(wire.net.label for wire in layout.wires if wire.net.label)]
    sides = [Area(x, frame.y, x + 1, frame.bottom) for frame in layout.frames for x in (frame.x, frame.right - 1)]
    for text in labels:
        area = text_area(text)
        yield from (f"{text.text!r} overlaps {box.id}" for box in layout.boxes if area.overlaps(box_area(box)))
        yield from (f"{name(wire)} crosses {text.text!r}" for wire in layout.wires for line in wire.segments if area.overlaps(line_area(line)))
        yield from (f"{text.text!r} crosses a frame" for side in sides if area.overlaps(side))
    yield from (f"{text} overlaps {other}" for text, other in combinations(labels, 2) if text_area(text).overlaps(text_area(other)))


def the_namespace_has_its_own_boxes(layout: Layout) -> Iterator[str]:
    (frame,) = (frame for frame in layout.frames if frame.id == "namespace")
    for box in layout.boxes:
        inside = box.group in IN_NAMESPACE
        if box_area(frame).contains(box_area(box)) != inside or (not inside and box_area(frame).overlaps(box_area(box))):
            yield f"{box.id} is on the wrong side of the namespace"


CHECKS: Final[tuple[Callable[[Layout], Iterator[str]], ...]] = (
    boxes_are_apart,
    everything_is_on_the_canvas,
    text_fits_its_box,
    wires_avoid_boxes,
    wires_end_at_their_boxes,
    wires_are_connected,
    wires_are_apart,
    labels_are_readable,
    the_namespace_has_its_own_boxes,
)


def defects(layout: Layout) -> list[str]:
    """Return everything that is wrong with a layout."""
    return [f"{check.__name__}: {defect}" for check in CHECKS for defect in check(layout)]
