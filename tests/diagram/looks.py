"""What holds of every layout: each invariant yields what is wrong, in words."""

from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Final, NamedTuple

from portkey_constructs.diagram.cards import Box, Text
from portkey_constructs.diagram.channel import Segment, Wire
from portkey_constructs.diagram.layout import Layout
from portkey_constructs.diagram.panel import Frame
from portkey_constructs.diagram.traffic import PASSAGE

__all__ = ["INVARIANTS", "wrong"]

NAMESPACE: Final = ("doors", "services", "stores")


class Area(NamedTuple):
    """A rectangle."""

    left: int
    top: int
    right: int
    bottom: int

    def meets(self, other: "Area") -> bool:
        """Whether the two have more in common than an edge."""
        return self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom

    def holds(self, other: "Area") -> bool:
        """Whether the other lies in this one."""
        return self.left <= other.left and self.top <= other.top and self.right >= other.right and self.bottom >= other.bottom


def area(box: Box) -> Area:
    return Area(box.x, box.y, box.right, box.bottom)


def drawn(segment: Segment) -> Area:
    """A piece of a wire as wide as it is drawn."""
    return Area(segment.x1 - 1, segment.y1 - 1, segment.x2 + 1, segment.y2 + 1)


def name(wire: Wire) -> str:
    return f"the wire to {wire.net.target} at {wire.net.label}"


def _boxes_apart(layout: Layout) -> Iterator[str]:
    for one, other in combinations(layout.boxes, 2):
        if area(one).meets(area(other)):
            yield f"{one.id} lies on {other.id}"


def _all_on_the_canvas(layout: Layout) -> Iterator[str]:
    canvas = Area(0, 0, layout.width, layout.height)
    yield from (f"{box.id} leaves the picture" for box in layout.boxes if not canvas.holds(area(box)))
    yield from (f"{text.text} leaves the picture" for text in layout.texts if not canvas.holds(Area(*text.extent)))
    yield from (
        f"{frame.id} leaves the picture"
        for frame in layout.frames
        if not canvas.holds(Area(frame.x, frame.y, frame.x + frame.width, frame.y + frame.height))
    )


def _text_fits(layout: Layout) -> Iterator[str]:
    for box in layout.boxes:
        parts = [(text.text, Area(*text.extent)) for text in box.texts]
        parts += [(badge.text, Area(badge.x, badge.y, badge.x + badge.width, badge.y + badge.height)) for badge in box.badges]
        if box.keeps:
            parts.append(("the sign of a store", Area(box.right - 30, box.y + 10, box.right - 14, box.y + 28)))
        yield from (f"{box.id}: {text!r} leaves the box" for text, place in parts if not area(box).holds(place))
        yield from (f"{box.id}: {one!r} lies on {other!r}" for (one, a), (other, b) in combinations(parts, 2) if a.meets(b))
        yield from (
            f"{box.id}: a line through {text!r}" for rule in box.rules for text, place in parts if place.meets(Area(box.x, rule, box.right, rule + 1))
        )


def _wires_keep_off_boxes(layout: Layout) -> Iterator[str]:
    for wire in layout.wires:
        for segment in wire.segments:
            if segment.x1 != segment.x2 and segment.y1 != segment.y2:
                yield f"{name(wire)} runs askew"
            yield from (f"{name(wire)} runs through {box.id}" for box in layout.boxes if area(box).meets(Area(*segment)) or _inside(box, segment))


def _inside(box: Box, segment: Segment) -> bool:
    """A piece has no area of its own."""
    across = segment.x1 < box.right and segment.x2 > box.x
    return across and segment.y1 < box.bottom and segment.y2 > box.y


def _wires_end_at_their_boxes(layout: Layout) -> Iterator[str]:
    boxes = {box.id: box for box in layout.boxes}
    frames = {frame.id: frame for frame in layout.frames}
    for wire in layout.wires:
        ends = {end for one in wire.segments for end in ((one.x1, one.y1), (one.x2, one.y2))}
        if not {tuple(wire.net.entry), *map(tuple, wire.net.pins)} <= ends:
            yield f"{name(wire)} has an end in the air"
        entry, target = wire.net.entry, wire.net.target
        called: Box | Frame | None = boxes.get(target) if wire.text else frames.get(target)
        if called is None:
            if not target.startswith(PASSAGE):
                yield f"{name(wire)} leads nowhere"
        elif entry.x != called.x or not called.y < entry.y < called.y + called.height:
            yield f"{name(wire)} misses it"
        by_passage = {caller for one in layout.wires if one.net.target == PASSAGE + target for caller in one.net.callers}
        for caller in [boxes[one] for one in wire.net.callers if one not in by_passage]:
            if not any(pin.x in (caller.x, caller.right) and caller.y < pin.y < caller.bottom for pin in wire.net.pins):
                yield f"{name(wire)} does not touch {caller.id}"


def _connected(layout: Layout) -> Iterator[str]:
    """The pieces of a wire hang together."""
    for wire in layout.wires:
        reached, rest = [wire.segments[0]], list(wire.segments[1:])
        while found := next((one for one in rest if any(drawn(one).meets(drawn(other)) for other in reached)), None):
            reached.append(found)
            rest.remove(found)
        if rest:
            yield f"{name(wire)} is in pieces"


def _wires_apart(layout: Layout) -> Iterator[str]:
    """Wires cross, and never run on or right beside each other; one that comes out of a passage only begins where the other ends."""
    for one, other in combinations(layout.wires, 2):
        joined = PASSAGE + other.net.target == one.net.target
        for a in one.segments:
            for b in other.segments:
                parallel = (a.y1 == a.y2 and b.y1 == b.y2) or (a.x1 == a.x2 and b.x1 == b.x2)
                if parallel and _beside(a, 0 if joined else 2).meets(_beside(b, 0 if joined else 2)):
                    yield f"{name(one)} runs on {name(other)}: {a}, {b}"


def _beside(segment: Segment, margin: int) -> Area:
    level = segment.y1 == segment.y2
    across, down = (margin, 2) if level else (2, margin)
    return Area(segment.x1 - across, segment.y1 - down, segment.x2 + across, segment.y2 + down)


def _labels_readable(layout: Layout) -> Iterator[str]:
    labels = [*layout.texts, *(wire.text for wire in layout.wires if wire.text)]
    for text in labels:
        place = Area(*text.extent)
        yield from (f"{text.text!r} lies on {box.id}" for box in layout.boxes if place.meets(area(box)))
        for wire in layout.wires:
            yield from (f"{name(wire)} runs through {text.text!r}" for one in wire.segments if place.meets(drawn(one)))
        for frame in layout.frames:
            sides = (
                Area(frame.x, frame.y, frame.x + 1, frame.y + frame.height),
                Area(frame.x + frame.width - 1, frame.y, frame.x + frame.width, frame.y + frame.height),
            )
            yield from (f"{text.text!r} lies on the frame {frame.id}" for side in sides if place.meets(side))
    yield from (f"{_said(one)} lies on {_said(other)}" for one, other in combinations(labels, 2) if Area(*one.extent).meets(Area(*other.extent)))


def _said(text: Text) -> str:
    return f"{text.text!r} at {text.x}, {text.y}"


def _the_namespace_holds_its_own(layout: Layout) -> Iterator[str]:
    (frame,) = (one for one in layout.frames if one.id == "namespace")
    place = Area(frame.x, frame.y, frame.x + frame.width, frame.y + frame.height)
    for box in layout.boxes:
        if place.holds(area(box)) != (box.role in NAMESPACE) or (box.role not in NAMESPACE and place.meets(area(box))):
            yield f"{box.id} stands on the wrong side of the namespace"


INVARIANTS: Final[tuple[Callable[[Layout], Iterator[str]], ...]] = (
    _boxes_apart,
    _all_on_the_canvas,
    _text_fits,
    _wires_keep_off_boxes,
    _wires_end_at_their_boxes,
    _connected,
    _wires_apart,
    _labels_readable,
    _the_namespace_holds_its_own,
)


def wrong(layout: Layout) -> list[str]:
    """Everything that is wrong with a layout."""
    return [f"{invariant.__name__.strip('_')}: {what}" for invariant in INVARIANTS for what in invariant(layout)]
