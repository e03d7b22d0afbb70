"""Every diagram can be read: nothing overlaps."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.diagram.build import build_graph
from portkey_constructs.diagram.graph import Identity
from portkey_constructs.diagram.layout import Layout, layout
from portkey_constructs.diagram.routing import Segment, Wire
from tests.diagram.cases import CASES, EACH
from tests.diagram.geometry import CHECKS, defects
from tests.support.examples import config_from
from tests.support.strategies import configurations

LONG = "a-name-that-is-as-long-as-a-label-can-be-and-has-hyphens-in-it"


@EACH
def test_nothing_overlaps(config: PortkeyConfig) -> None:
    assert defects(layout(build_graph(config.resolve()))) == []


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(configurations())
def test_nothing_overlaps_in_any_configuration(data) -> None:
    assert defects(layout(build_graph(config_from(data).resolve()))) == []


@EACH
def test_nothing_overlaps_with_very_long_names(config: PortkeyConfig) -> None:
    graph = build_graph(config.resolve())
    lines = (LONG * 4, "WWW" * 60, "漢字" * 40)
    longer = replace(
        graph,
        nodes=tuple(
            node._replace(title=f"{node.title} {LONG}.{LONG}", lines=(*node.lines, *lines), identity=node.identity and Identity("role", LONG * 6))
            for node in graph.nodes
        ),
        edges=tuple(edge._replace(ports=f"{edge.ports}, {LONG}") for edge in graph.edges),
        secrets=tuple(secret._replace(name=secret.name + LONG * 4) for secret in graph.secrets),
    )
    assert defects(layout(longer)) == []


def with_defect(good: Layout, check: str) -> Layout:
    """Return a good layout with one defect."""
    first, second, *others = good.boxes
    bent, *straight = sorted(good.wires, key=lambda wire: len(wire.segments) <= 2 or not wire.net.label)
    assert bent.net.label

    def wires(wire: Wire) -> Layout:
        return replace(good, wires=(wire, *straight))

    match check:
        case "boxes_are_apart":
            return replace(good, boxes=(first, second.at(first.x + 5, first.y), *others))
        case "everything_is_on_the_canvas":
            return replace(good, width=good.width - 40)
        case "text_fits_its_box":
            return replace(good, boxes=(first, replace(second, width=60), *others))
        case "wires_avoid_boxes":
            return wires(replace(bent, segments=(*bent.segments, Segment(second.x - 5, second.y + 9, second.right, second.y + 9))))
        case "wires_end_at_their_boxes":
            return wires(replace(bent, net=replace(bent.net, end=bent.net.end._replace(x=bent.net.end.x - 4))))
        case "wires_are_connected":
            return wires(replace(bent, segments=tuple(line for line in bent.segments if line.x1 != line.x2)))
        case "wires_are_apart":
            return replace(good, wires=(bent, replace(bent, net=replace(bent.net, ports="another")), *straight))
        case "labels_are_readable":
            return replace(good, headings=(*good.headings, bent.net.label))
        case "the_namespace_has_its_own_boxes":
            return replace(good, boxes=(replace(first, group="services"), second, *others))
    raise AssertionError(f"no defect for {check}")


@pytest.mark.parametrize("check", [check.__name__ for check in CHECKS])
def test_each_check_finds_its_defect(check: str) -> None:
    good = layout(build_graph(CASES["irsa"].resolve()))
    assert {defect.partition(":")[0] for defect in defects(with_defect(good, check))} >= {check}


@pytest.mark.parametrize("name", ["irsa", "hybrid", "quickstart"])
def test_diagram_fits_a_page(name: str) -> None:
    diagram = layout(build_graph(CASES[name].resolve()))
    assert diagram.width <= 1800
    assert diagram.height <= 1300
