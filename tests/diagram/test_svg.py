"""The SVG is well-formed and self-contained, has a text alternative, and shows the whole layout."""

import re
import xml.etree.ElementTree as ElementTree
from collections import Counter

import pytest

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.diagram.build import build_graph
from portkey_constructs.diagram.layout import layout
from portkey_constructs.diagram.svg import svg
from tests.diagram.cases import CASES, EACH
from tests.diagram.test_mermaid import with_syntax

SVG = "{http://www.w3.org/2000/svg}"


def parse(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)


def classes(element: ElementTree.Element) -> list[str]:
    return element.get("class", "").split(" ")


@EACH
def test_image_shows_the_whole_layout(config: PortkeyConfig) -> None:
    graph = build_graph(config.resolve())
    diagram, image = layout(graph), parse(svg(graph))
    assert image.tag == f"{SVG}svg"
    assert image.get("viewBox") == f"0 0 {diagram.width} {diagram.height}"
    texts = [*diagram.headings, *(wire.net.label for wire in diagram.wires if wire.net.label), *(text for box in diagram.boxes for text in box.texts)]
    assert Counter(element.text for element in image.iter(f"{SVG}text")) == Counter(text.text for text in texts)
    count = Counter(classes(element)[0] for element in image.iter())
    assert (count["wire"], count["box"], count["frame"]) == (len(diagram.wires), len(diagram.boxes), len(diagram.frames))
    arrows = [re.fullmatch(r"M(\d+) (\d+)l-9 -5v10z", element.get("d", "")) for element in image.iter() if classes(element) == ["arrow"]]
    assert {(int(arrow[1]), int(arrow[2])) for arrow in arrows if arrow} == {tuple(wire.net.end) for wire in diagram.wires if wire.net.arrow}


@EACH
def test_wires_have_the_colour_of_their_target(config: PortkeyConfig) -> None:
    """If a target is called at several ports, each has another colour, and the ports with the most callers have that of the target."""
    graph = build_graph(config.resolve())
    image = parse(svg(graph))
    boxes = {element[1].text: classes(element[0])[1:] for element in image.iter(f"{SVG}g") if element.get("transform")}
    wires = [
        (title.text.rpartition(" at ")[0].rpartition(" call")[2].lstrip("s ") if title.text else "", title.text, element.get("class"))
        for element in image.iter(f"{SVG}g")
        for title in element.findall(f"{SVG}title")
    ]
    callers = Counter((edge.target, edge.ports) for edge in graph.edges)
    titles = {node.title: node.id for node in graph.nodes}
    for title, id in titles.items():
        colours = {text: colour for target, text, colour in wires if target == title}
        if boxes.get(title) and colours:
            assert len(set(colours.values())) == len(colours)
            most = max((ports for target, ports in callers if target == id), key=lambda ports: callers[id, ports])
            assert [colour for text, colour in colours.items() if text and text.endswith(f" at {most}")] == boxes[title]


@EACH
def test_screen_readers_get_a_description_of_everything(config: PortkeyConfig) -> None:
    graph = build_graph(config.resolve())
    image = parse(svg(graph))
    assert image.get("role") == "img"
    title, description = image[0], image[1]
    assert (title.tag, description.tag) == (f"{SVG}title", f"{SVG}desc")
    assert image.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert title.text == graph.title
    text = description.text or ""
    titles = {node.id: node.title for node in graph.nodes}
    for edge in graph.edges:
        assert re.search(rf"[^.]*{re.escape(titles[edge.source])}.*calls? {re.escape(titles[edge.target])} at {re.escape(edge.ports)}\.", text)
    names = [*(secret.name for secret in graph.secrets), *(identity.name for identity in graph.identities)]
    assert [name for name in names if name not in text] == []


@pytest.mark.parametrize("config", [CASES["irsa"], CASES["all-development"]])
def test_image_refers_to_nothing_else(config: PortkeyConfig) -> None:
    text = svg(build_graph(config.resolve()))
    assert re.findall(r"https?://[^\"]+", text) == ["http://www.w3.org/2000/svg"]
    assert not re.search(r"<(script|image|foreignObject|use|a)\b|url\(|@import|\son\w+=", text)
    assert re.findall("font-family:([^}]*)", text) == ["system-ui,sans-serif"]
    style = text[text.index("<style>") : text.index("</style>")]
    assert "prefers-color-scheme:dark" in style
    rules = re.findall(r"^([^@{}\n]+)\{", style, re.MULTILINE)
    assert rules
    assert all(selector.startswith(".portkey ") for rule in rules for selector in rule.split(","))


def luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(colour: str, other: str) -> float:
    """Return the contrast ratio of WCAG."""
    low, high = sorted((luminance(colour), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_text_has_enough_contrast(dark: bool) -> None:
    text = svg(build_graph(CASES["irsa"].resolve()))
    light_rules, _, dark_rules = text[text.index("<style>") : text.index("</style>")].partition("@media")
    rules = dark_rules if dark else light_rules
    backgrounds = [re.findall(rf"\.portkey \.{name}\{{fill:(#\w+)", rules)[0] for name in ("page", "box", "frame")]
    texts = [re.findall(rf"\.portkey {name}\{{fill:(#\w+)", rules)[0] for name in ("text", r"\.line,\.portkey \.note,\.portkey \.label")]
    colours = re.findall(r"\.label\{fill:(#\w+)", rules)[1:]
    assert len(colours) == len(set(colours)) == 11
    for background in backgrounds:
        for colour in [*texts, *colours]:
            assert contrast(background, colour) >= 4.5, (background, colour)


@EACH
def test_text_is_never_markup(config: PortkeyConfig) -> None:
    graph = build_graph(config.resolve())
    plain, odd = parse(svg(graph)), parse(svg(with_syntax(graph)))
    assert {element.tag for element in odd.iter()} <= {element.tag for element in plain.iter()}
    assert "<b>" in "".join(odd.itertext())
    assert "\x00" not in svg(with_syntax(graph))


def test_same_graph_gives_the_same_text() -> None:
    assert svg(build_graph(CASES["gke"].resolve())) == svg(build_graph(CASES["gke"].resolve()))
