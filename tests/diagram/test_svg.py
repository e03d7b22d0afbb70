"""SVG that is well-formed, stands alone, and says everything to whoever does not see it."""

import re
import xml.etree.ElementTree as ElementTree
from collections import Counter

import pytest

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.diagram.graph import graph
from portkey_constructs.diagram.layout import layout
from portkey_constructs.diagram.svg import svg
from tests.diagram.cases import CASES, EACH
from tests.diagram.test_mermaid import nasty

SVG = "{http://www.w3.org/2000/svg}"


def read(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)


@EACH
def test_the_image_says_what_the_layout_has(config: PortkeyConfig) -> None:
    drawn = graph(config)
    placed, image = layout(drawn), read(svg(drawn))
    assert image.tag == f"{SVG}svg"
    assert image.get("viewBox") == f"0 0 {placed.width} {placed.height}"
    texts = Counter(one.text for one in image.iter(f"{SVG}text"))
    wanted = Counter(text.text for text in placed.texts)
    wanted += Counter(wire.text.text for wire in placed.wires if wire.text)
    wanted += Counter(text.text for box in placed.boxes for text in box.texts)
    wanted += Counter(badge.text for box in placed.boxes for badge in box.badges)
    assert texts == wanted
    classes = Counter(one.get("class", "").split(" ")[0] for one in image.iter())
    assert (classes["wire"], classes["box"], classes["frame"]) == (len(placed.wires), len(placed.boxes), len(placed.frames))
    arrows = {(wire.net.entry.x, wire.net.entry.y) for wire in placed.wires if not wire.net.target.startswith("passage-")}
    tips = [re.match(r"M(\d+) (\d+)l-9 -5v10z", one.get("d", "")) for one in image.iter(f"{SVG}path") if one.get("class") == "tip"]
    assert {(int(tip[1]), int(tip[2])) for tip in tips if tip} == arrows


@EACH
def test_a_screen_reader_is_told_everything(config: PortkeyConfig) -> None:
    drawn = graph(config)
    image = read(svg(drawn))
    assert image.get("role") == "img"
    title, story = image[0], image[1]
    assert (title.tag, story.tag) == (f"{SVG}title", f"{SVG}desc")
    assert image.get("aria-labelledby") == f"{title.get('id')} {story.get('id')}"
    assert title.text == drawn.title
    told = story.text or ""
    titles = {node.id: node.title for node in drawn.nodes}
    for edge in drawn.edges:
        assert re.search(rf"[^.]*{re.escape(titles[edge.source])}.*calls? {re.escape(titles[edge.target])} at {re.escape(edge.label)}\.", told)
    names = [*(one.name for one in drawn.secrets), *(who.name for who in drawn.identities)]
    assert [name for name in names if name not in told] == []


@pytest.mark.parametrize("config", [CASES["irsa"], CASES["every-development"]])
def test_the_image_needs_nothing_else(config: PortkeyConfig) -> None:
    text = svg(graph(config))
    assert re.findall(r"https?://[^\"]+", text) == ["http://www.w3.org/2000/svg"]
    assert not re.search(r"<(script|image|foreignObject|use|a)\b|url\(|@import|\son\w+=", text)
    assert re.findall("font-family:([^}]*)", text) == ["system-ui,sans-serif"]
    style = text[text.index("<style>") : text.index("</style>")]
    assert "prefers-color-scheme:dark" in style
    rules = re.findall(r"^([^@{}\n]+)\{", style, re.MULTILINE)
    assert rules
    assert all(selector.startswith(".portkey ") for rule in rules for selector in rule.split(","))


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """As WCAG counts it."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_text_can_be_told_from_its_ground(dark: bool) -> None:
    text = svg(graph(CASES["irsa"]))
    light_rules, _, dark_rules = text[text.index("<style>") : text.index("</style>")].partition("@media")
    rules = dark_rules if dark else light_rules
    grounds = [re.search(rf"\.portkey \.{name}\{{fill:(#\w+)", rules) for name in ("ground", "box", "frame")]
    inks = [re.search(rf"\.portkey {name}\{{fill:(#\w+)", rules) for name in ("text", r"\.line,\.portkey \.note,\.portkey \.label")]
    hues = re.findall(r"\.h\d+\.label\{fill:(#\w+)", rules)
    assert len(hues) == 11
    assert len(set(hues)) == 11
    for ground in grounds:
        for ink in [*(one[1] for one in inks if one), *hues]:
            assert ground
            assert contrast(ground[1], ink) >= 4.5, (ground[1], ink)
    assert all(inks)


@EACH
def test_text_is_never_markup(config: PortkeyConfig) -> None:
    drawn = graph(config)
    plain, odd = read(svg(drawn)), read(svg(nasty(drawn)))
    assert {one.tag for one in odd.iter()} <= {one.tag for one in plain.iter()}
    assert "<b>" in "".join(odd.itertext())
    assert "\x00" not in svg(nasty(drawn))


def test_the_same_graph_is_the_same_text() -> None:
    assert svg(graph(CASES["gke"])) == svg(graph(CASES["gke"]))
