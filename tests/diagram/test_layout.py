"""Every picture can be read: nothing lies on anything else."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.diagram.channel import Pin, Segment
from portkey_constructs.diagram.elements import Graph
from portkey_constructs.diagram.graph import graph
from portkey_constructs.diagram.layout import Layout, layout
from portkey_constructs.diagram.traffic import PASSAGE
from tests.diagram.cases import CASES, EACH
from tests.diagram.looks import INVARIANTS, wrong
from tests.support.examples import config as of_yaml
from tests.support.strategies import configurations

LONG = "a-name-that-is-as-long-as-a-label-can-be-and-has-hyphens-in-it"


@EACH
def test_nothing_lies_on_anything(config: PortkeyConfig) -> None:
    assert wrong(layout(graph(config))) == []


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(configurations())
def test_nothing_lies_on_anything_whatever_is_said(data) -> None:
    assert wrong(layout(graph(of_yaml(data)))) == []


@EACH
def test_names_without_end_fit_too(config: PortkeyConfig) -> None:
    drawn = graph(config)
    longer = Graph(
        title=drawn.title,
        namespace=drawn.namespace,
        nodes=tuple(replace(one, title=f"{one.title} {LONG}.{LONG}", lines=(*one.lines, LONG * 4, "WWW" * 60, "漢字" * 40)) for one in drawn.nodes),
        edges=tuple(replace(one, label=f"{one.label}, {LONG}") for one in drawn.edges),
        sources=tuple(replace(one, title=LONG * 3) for one in drawn.sources),
        secrets=tuple(replace(one, name=LONG * 4) for one in drawn.secrets),
        identities=tuple(replace(one, name=LONG * 6) for one in drawn.identities),
    )
    assert wrong(layout(longer)) == []


@EACH
def test_a_wire_has_the_colour_of_what_it_leads_to(config: PortkeyConfig) -> None:
    """Unless it leads to a second port of the same thing; through a passage it keeps its colour."""
    placed = layout(graph(config))
    hues = {box.id: box.hue for box in placed.boxes}
    most: dict[str, tuple[int, int | None]] = {}
    for wire in placed.wires:
        if wire.hue is not None and wire.text:
            most[wire.net.target] = max(most.get(wire.net.target, (0, None)), (len(wire.net.pins), wire.hue), key=lambda one: one[0])
        if wire.net.target.startswith(PASSAGE):
            assert [one.hue for one in placed.wires if wire.net.entry in one.net.pins] == [wire.hue]
    assert {target: hues[target] for target in most} == {target: hue for target, (_, hue) in most.items()}


def spoiled(good: Layout, how: str) -> Layout:
    """A good layout with one thing wrong."""
    first, second, *others = good.boxes
    wire, *wires = [one for one in good.wires if len(one.segments) > 2 and one.text]
    assert wire.text
    match how:
        case "boxes_apart":
            return replace(good, boxes=(first, second.at(first.x + 5, first.y), *others))
        case "all_on_the_canvas":
            return replace(good, width=good.width - 40)
        case "text_fits":
            return replace(good, boxes=(first, replace(second, width=60), *others))
        case "wires_keep_off_boxes":
            return replace(good, wires=(replace(wire, segments=(*wire.segments, Segment(second.x - 5, second.y + 9, second.right, second.y + 9))),))
        case "wires_end_at_their_boxes":
            return replace(good, wires=(replace(wire, net=replace(wire.net, entry=Pin(wire.net.entry.x - 4, wire.net.entry.y))), *wires))
        case "connected":
            return replace(good, wires=(replace(wire, segments=tuple(one for one in wire.segments if one.x1 != one.x2)), *wires))
        case "wires_apart":
            twin = replace(wire, net=replace(wire.net, label="another"))
            return replace(good, wires=(wire, twin))
        case "labels_readable":
            return replace(good, texts=(*good.texts, wire.text))
        case _:
            return replace(good, boxes=(replace(first, role="services"), second, *others))


HOWS = ("boxes_apart", "all_on_the_canvas", "text_fits", "wires_keep_off_boxes", "wires_end_at_their_boxes", "connected", "wires_apart",
        "labels_readable", "the_namespace_holds_its_own")  # fmt: skip


@pytest.mark.parametrize("how", HOWS)
def test_what_is_wrong_is_seen(how: str) -> None:
    good = layout(graph(CASES["irsa"]))
    assert {one.partition(":")[0] for one in wrong(spoiled(good, how))} >= {how}


def test_every_invariant_is_tried() -> None:
    assert {invariant.__name__.strip("_") for invariant in INVARIANTS} == set(HOWS)


@pytest.mark.parametrize("name", ["irsa", "hybrid", "quickstart"])
def test_a_picture_fits_a_page(name: str) -> None:
    placed = layout(graph(CASES[name]))
    assert placed.width <= 1800
    assert placed.height <= 1300
