"""Wires between two columns: few crossings, and branches where three segments meet."""

from itertools import permutations

from portkey_constructs.diagram.routing import RAIL_DISTANCE, Net, Point, Segment, Wire, route


def net(target: str, end: int, *starts: int) -> Net:
    """Return a net from the column that ends at 100 to the one that begins at 300."""
    return Net(tuple(f"caller-{y}" for y in starts), target, "80", tuple(Point(100, y) for y in starts), Point(300, end))


def crossings(wires: list[Wire]) -> int:
    return sum(
        horizontal.x1 < vertical.x1 < horizontal.x2 and vertical.y1 < horizontal.y1 < vertical.y2
        for wire in wires
        for other in wires
        if wire is not other
        for horizontal in wire.segments
        if horizontal.y1 == horizontal.y2
        for vertical in other.segments
        if vertical.x1 == vertical.x2
    )


def test_straight_wire_is_one_segment() -> None:
    (wire,) = route([net("a", 40, 40)], 120)
    assert (wire.segments, wire.branches) == ((Segment(100, 40, 300, 40),), ())


def test_corner_is_no_branch() -> None:
    (wire,) = route([net("a", 80, 40)], 120)
    assert set(wire.segments) == {Segment(100, 40, 120, 40), Segment(120, 80, 300, 80), Segment(120, 40, 120, 80)}
    assert wire.branches == ()


def test_three_segments_meet_at_a_branch() -> None:
    (wire,) = route([net("a", 60, 20, 60, 100)], 120)
    assert wire.branches == (Point(120, 60),)
    (forked,) = route([net("a", 20, 20, 60, 100)], 120)
    assert forked.branches == (Point(120, 20), Point(120, 60))


def test_rails_are_ordered_without_crossings_where_possible() -> None:
    """Wires that go down cross if the upper one turns first, and do not if it turns last."""
    nets = [net("a", 200, 20), net("b", 240, 40), net("c", 280, 60)]
    wires = route(nets, 120)
    assert crossings(wires) == 0
    assert sorted({line.x1 for wire in wires for line in wire.segments if line.x1 == line.x2}) == [120, 120 + RAIL_DISTANCE, 120 + 2 * RAIL_DISTANCE]
    assert {wire.net for wire in wires} == set(nets)


def test_rail_order_does_not_depend_on_a_good_order_of_the_nets() -> None:
    nets = [net(str(target), 15 + 30 * target, *(5 + 100 * caller + 10 * target for caller in range(4))) for target in range(8)]
    worst = crossings([route([item], 120 + RAIL_DISTANCE * place)[0] for place, item in enumerate(reversed(nets))])
    assert crossings(route(nets, 120)) == crossings(route(nets[::-1], 120)) < worst


def test_few_nets_cross_as_little_as_in_the_best_order() -> None:
    nets = [net("a", 250, 20, 140), net("b", 30, 60, 180), net("c", 120, 100), net("d", 200, 40, 220), net("e", 80, 160)]
    orders = (crossings([route([item], 120 + RAIL_DISTANCE * place)[0] for place, item in enumerate(order)]) for order in permutations(nets))
    assert crossings(route(nets, 120)) == min(orders)
