"""Wires between two columns: few crossings, dots where three pieces meet."""

from portkey_constructs.diagram.channel import PITCH, Net, Pin, Segment, Wire, routed


def net(target: str, entry: int, *pins: int) -> Net:
    """A net from the column that ends at 100 to the one that begins at 300."""
    return Net(target, "80", tuple(f"caller-{pin}" for pin in pins), tuple(Pin(100, pin) for pin in pins), Pin(300, entry))


def crossings(wires: list[Wire]) -> int:
    return sum(
        level.x1 < upright.x1 < level.x2 and upright.y1 < level.y1 < upright.y2
        for one in wires
        for other in wires
        if one is not other
        for level in one.segments
        if level.y1 == level.y2
        for upright in other.segments
        if upright.x1 == upright.x2
    )


def test_a_wire_straight_across_is_one_piece() -> None:
    (wire,) = routed([net("a", 40, 40)], 120)
    assert (wire.segments, wire.dots) == ((Segment(100, 40, 300, 40),), ())


def test_a_corner_has_no_dot() -> None:
    (wire,) = routed([net("a", 80, 40)], 120)
    assert set(wire.segments) == {Segment(100, 40, 120, 40), Segment(120, 80, 300, 80), Segment(120, 40, 120, 80)}
    assert wire.dots == ()


def test_where_three_pieces_meet_is_a_dot() -> None:
    (wire,) = routed([net("a", 60, 20, 60, 100)], 120)
    assert wire.dots == (Pin(120, 60),)
    (forked,) = routed([net("a", 20, 20, 60, 100)], 120)
    assert forked.dots == (Pin(120, 20), Pin(120, 60))


def test_rails_are_ordered_so_that_few_wires_cross() -> None:
    """Two that go down, which cross when the upper one turns first, and do not when it turns last."""
    nets = [net("a", 200, 20), net("b", 240, 40), net("c", 280, 60)]
    wires = routed(nets, 120)
    assert crossings(wires) == 0
    assert sorted({one.x1 for wire in wires for one in wire.segments if one.x1 == one.x2}) == [120, 120 + PITCH, 120 + 2 * PITCH]
    assert [wire.net for wire in wires] == nets


def test_everything_that_everybody_calls_is_found_a_way() -> None:
    nets = [net(str(target), 15 + 30 * target, *(5 + 100 * caller + 10 * target for caller in range(4))) for target in range(8)]
    assert crossings(routed(nets, 120)) <= crossings_in_order(nets)


def crossings_in_order(nets: list[Net]) -> int:
    """How many there are when the rails stand in the order of the nets."""
    return crossings([routed([one], 120 + PITCH * place)[0] for place, one in enumerate(nets)])
