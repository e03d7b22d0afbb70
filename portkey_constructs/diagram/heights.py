"""How high everything of a picture stands: services below each other, what they call beside them, doors beside what they lead to."""

from collections.abc import Iterable, Sequence
from typing import Final

from portkey_constructs.diagram.cards import Box
from portkey_constructs.diagram.traffic import Call, Traffic

__all__ = ["Heights", "heights"]

_GAP: Final = 20
_PASSAGE: Final = 18
_LEFT_PITCH: Final = 18
_RIGHT_PITCH: Final = 14
_ENTRY_PITCH: Final = 20
_NEAR: Final = 6

Pins = dict[tuple[str, Call], int]
"""Where a wire meets a box: by the box and what is called."""


class Heights:
    """The boxes with their places from top to bottom, all from 0 down, and where wires meet them.

    `left` and `right` are of services and passages, `entries` of what they call, `doors` of doors.
    """

    def __init__(self) -> None:
        self.boxes: dict[str, Box] = {}
        self.left: Pins = {}
        self.right: Pins = {}
        self.entries: Pins = {}
        self.doors: Pins = {}

    @property
    def bottom(self) -> int:
        """As far down as anything goes."""
        return max([box.bottom for box in self.boxes.values()] + [y + _PASSAGE // 2 for y in self.left.values()])

    def move(self, box: Box, y: int) -> None:
        """Puts a box at a height."""
        self.boxes[box.id] = box.at(0, y)


def heights(traffic: Traffic, doors: Sequence[Box], services: Sequence[Box], others: Sequence[Box]) -> Heights:
    """The heights of doors, of services, and of everything that services call besides each other."""
    found = Heights()
    services = [_roomy(box, traffic) for box in services]
    others = [box.at_least(len(traffic.entries(box.id)) * _ENTRY_PITCH + 8) for box in others]
    tall = _tall(services) + len(traffic.passages) * _PASSAGE, _tall(others)
    _stack(found, services, (max(tall) - tall[0]) // 2)
    _stack(found, others, (max(tall) - tall[1]) // 2)
    for box in services:
        placed = found.boxes[box.id]
        found.left |= _pins(placed, traffic.left(box.id), _LEFT_PITCH)
        found.right |= _pins(placed, traffic.right(box.id), _RIGHT_PITCH)
    below = max([found.boxes[box.id].bottom for box in services], default=0)
    for passage in traffic.passages:
        below += _PASSAGE
        found.left |= {(passage, call): below for call in traffic.left(passage)}
        found.right |= {(passage, call): below for call in traffic.right(passage)}
    for box in others:
        _settle(found, found.boxes[box.id], traffic.entries(box.id), found.right, _ENTRY_PITCH)
        found.entries |= _pins(found.boxes[box.id], traffic.entries(box.id), _ENTRY_PITCH)
    _doors(found, traffic, doors)
    return found


def _roomy(box: Box, traffic: Traffic) -> Box:
    """A service with room for its wires."""
    return box.at_least(max(len(traffic.left(box.id)) * _LEFT_PITCH, len(traffic.right(box.id)) * _RIGHT_PITCH) + 12)


def _tall(boxes: Iterable[Box]) -> int:
    return sum([box.height + _GAP for box in boxes])


def _stack(found: Heights, boxes: Iterable[Box], y: int) -> None:
    for box in boxes:
        found.move(box, y)
        y += box.height + _GAP


def _pins(box: Box, calls: Sequence[Call], pitch: int) -> Pins:
    """Wires at even distances around the middle of a box's side."""
    first = box.y + (box.height - (len(calls) - 1) * pitch) // 2
    return {(box.id, call): first + pitch * place for place, call in enumerate(calls)}


def _settle(found: Heights, box: Box, calls: Sequence[Call], others: Pins, pitch: int) -> None:
    """Moves a box by a few pixels, so that no wire comes to it beside another one, or on it."""

    def crowded(down: int) -> int:
        pins = _pins(box.at(0, box.y + down), calls, pitch)
        return sum(
            abs(y - height) < _NEAR and not (call == other and y == height) for (_, call), y in pins.items() for (_, other), height in others.items()
        )

    found.move(box, box.y + min(range(-_NEAR, _NEAR + 1), key=lambda down: (crowded(down), abs(down), down)))


def _doors(found: Heights, traffic: Traffic, doors: Sequence[Box]) -> None:
    """Each door as near as can be to where its wire ends."""
    led = [(traffic.doors[box.id], box) for box in doors]
    top = 0
    for call, box in sorted(led, key=lambda one: found.left[one[0].target, one[0]]):
        y = max(top, found.left[call.target, call] - box.height // 2)
        _settle(found, box.at(0, y), [call], found.left, _LEFT_PITCH)
        found.doors |= _pins(found.boxes[box.id], [call], _LEFT_PITCH)
        top = found.boxes[box.id].bottom + _GAP
