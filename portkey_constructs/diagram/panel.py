"""The panel of Secrets: a row for each source, an arrow, and what comes from there."""

from dataclasses import dataclass
from typing import Final

from portkey_constructs.diagram.cards import Box, Style, Text
from portkey_constructs.diagram.channel import Net, Pin, Segment, Wire
from portkey_constructs.diagram.elements import Graph
from portkey_constructs.diagram.stock import held_box, numbered, source_box

__all__ = ["Frame", "Panel", "panel"]

_GAP: Final = 12
_ARROW: Final = 44
_LEAST: Final = 3


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame around boxes, with nothing in it of its own."""

    id: str
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Panel:
    """The panel in pixels; `width` and `bottom` are as far as it goes."""

    width: int
    bottom: int
    boxes: tuple[Box, ...]
    frames: tuple[Frame, ...]
    wires: tuple[Wire, ...]
    texts: tuple[Text, ...]


def panel(graph: Graph, x: int, y: int, room: int) -> Panel:
    """The panel with its upper left corner at (x, y), `room` pixels wide, or wider where a row has no room for three."""
    if not graph.secrets:
        return Panel(0, y, (), (), (), ())
    numbers = numbered(graph)
    boxes: list[Box] = []
    frames: list[Frame] = []
    wires: list[Wire] = []
    texts = (Text(x, y + 14, "Where the Secrets come from; their numbers stand where they are read", Style.GROUP),)
    y += 30
    farthest = x
    for source in graph.sources:
        origin = source_box(graph, source).at(x, y)
        held = [held_box(graph, one, numbers[one.id]) for one in graph.secrets if one.source == source.id]
        left = origin.right + _ARROW
        step = held[0].width + _GAP
        across = max(_LEAST, (room - origin.width - _ARROW - _GAP) // step)
        top = y + _GAP
        for start in range(0, len(held), across):
            row = held[start : start + across]
            height = max(box.height for box in row)
            boxes += [box.at_least(height).at(left + _GAP + step * place, top) for place, box in enumerate(row)]
            top += height + _GAP
        frame = Frame(source.id, left, y, _GAP + step * min(across, len(held)), max(top - y, origin.height))
        frames.append(frame)
        boxes.append(origin)
        meeting = Pin(left, y + 22)
        start_pin = Pin(origin.right, y + 22)
        wires.append(Wire(Net(source.id, "", (source.id,), (start_pin,), meeting), (Segment(*start_pin, *meeting),)))
        farthest = max(farthest, left + frame.width)
        y += frame.height + _GAP + 4
    return Panel(farthest, y - _GAP - 4, tuple(boxes), tuple(frames), tuple(wires), texts)
