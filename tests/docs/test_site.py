"""The built site in a real browser, which loads nothing from other hosts."""

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from apps import ENVIRONMENTS
from docs_site import __main__ as build
from docs_site.assembly import assemble
from docs_site.markdown import anchor
from portkey_constructs.explain.tree import tree
from portkey_constructs.platform.secret_keys import SECRET_KEYS
from portkey_constructs.platform.variables import VARIABLES
from portkey_constructs.rules.catalogue import CATALOGUE
from tests.docs.conftest import ROOT, SITE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

WIDE, SMALL = {"width": 1280, "height": 900}, {"width": 375, "height": 740}
PAGES = (
    "index.html",
    "start.html",
    "template/index.html",
    "template/irsa.html",
    "template/aws.html",
    "how-to/aws.html",
    "how-to/exposure.html",
    "how-to/troubleshoot.html",
    "with/cdk8s.html",
    "reference/errors.html",
    "reference/variables.html",
    "reference/constructs.html",
    "reference/settings/gateway.html",
    "project/contributing.html",
)

Opener = Callable[..., "Page"]


@pytest.fixture
def opened(browser: "Browser", site: str) -> Iterator[Opener]:
    """Open a page of the site; fails at the end if a page requested another host or logged an error or a warning."""
    contexts, foreign_requests, complaints = [], [], []

    def open_page(path: str, **options: object) -> "Page":
        context = browser.new_context(**{"viewport": WIDE, **options})
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: None if request.url.startswith((site, "data:", "blob:")) else foreign_requests.append(request.url))
        page.on("console", lambda entry: complaints.append(f"{path}: {entry.text}") if entry.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(f"{path}: {error}"))
        page.on("response", lambda response: complaints.append(f"{response.status} {response.url}") if response.status >= 400 else None)
        page.goto(f"{site}/{path}")
        page.wait_for_load_state("networkidle")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert (foreign_requests, complaints) == ([], [])


def page_paths() -> list[str]:
    return sorted(str(path.relative_to(SITE)) for path in SITE.rglob("*.html") if path.name != "404.html")


def test_every_page_shows_its_title_and_images(opened: Opener, site: str) -> None:
    page = opened("index.html")
    paths = page_paths()
    assert len(paths) > 60
    for path in paths:
        page.goto(f"{site}/{path}")
        assert page.locator("article h1").count() == 1, path
        assert page.locator("article h1").inner_text().strip("# \n"), path
        assert page.evaluate("[...document.images].filter(image => !(image.complete && image.naturalWidth > 0)).map(image => image.src)") == [], path


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_every_environment_has_its_file_and_diagram(name: str) -> None:
    texts = {path: path.read_text("utf-8") for path in (SITE / "template").glob("*.html")}
    assert len([path for path, text in texts.items() if f"pictures/{name}.svg" in text]) == 1
    file = "apps/aws/portkey.yaml" if name == "aws" else f"apps/{name.replace('-', '_')}.yaml"
    assert len([path for path, text in texts.items() if re.search(rf'class="filename">{file}<', text)]) == 1


@pytest.mark.parametrize(
    ("query", "target"),
    [
        ("gateway.autoscaling.cpu", "reference/settings/gateway.html#gateway.autoscaling.cpu"),
        ("autoscaling cpu", "reference/settings/gateway.html#gateway.autoscaling.cpu"),
        ("PK-REDIS-001", "reference/errors.html#PK-REDIS-001"),
        ("LOG_STORE_REGION", "reference/variables.html#LOG_STORE_REGION"),
        ("ImagePullBackOff", "how-to/troubleshoot.html#imagepullbackoff"),
        ("rotation", "how-to/secrets.html#rotation"),
    ],
)
def test_search_lists_the_page(opened: Opener, query: str, target: str) -> None:
    page = opened("index.html")
    page.keyboard.press("/")
    page.keyboard.type(query)
    # The list grows while it is read, so one call reads it whole.
    links = "[...document.querySelectorAll('.md-search-result__link')]"
    page.wait_for_function(f"end => {links}.some(link => (link.pathname + link.hash).endsWith(end))", arg=target)


def test_search_lists_guides_before_the_reference(opened: Opener) -> None:
    page = opened("index.html")
    page.keyboard.press("/")
    page.keyboard.type("clickhouse")
    page.wait_for_function("document.querySelector('.md-search-result__link')?.pathname.endsWith('how-to/clickhouse.html')")


def test_search_works_with_the_keyboard_alone(opened: Opener) -> None:
    page = opened("start.html")
    page.keyboard.press("s")
    assert page.evaluate("document.activeElement.matches('.md-search__input')")
    page.keyboard.type("clickhouse")
    # Each key replaces the results, and with them the focus; only the results of the whole word carry it in their addresses.
    page.wait_for_function("document.querySelector('.md-search-result__link')?.search === '?h=clickhouse'")
    page.keyboard.press("ArrowDown")
    page.wait_for_function("document.activeElement.matches('.md-search-result__link')")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"[?]h="))
    assert "clickhouse" in page.locator("article").inner_text().lower()


def test_tab_offers_the_skip_link_and_then_the_navigation(opened: Opener) -> None:
    page = opened("how-to/aws.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('.md-skip')")
    page.wait_for_function("getComputedStyle(document.activeElement).opacity === '1'")  # the link fades in
    target = page.evaluate("document.activeElement.hash")
    assert page.locator(target.replace(".", r"\.")).count() == 1
    focused = []
    for _ in range(60):
        page.keyboard.press("Tab")
        focused.append(page.evaluate("document.activeElement.getAttribute('href') || document.activeElement.tagName"))
        if focused[-1] == "BODY":  # past the last element of the page
            break
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none" or focused[-1] == "INPUT", focused[-1]  # the search field and the colour switch mark the focus differently
    assert any("how-to/index.html" in link or link == "index.html" for link in focused)
    assert any("secrets.html" in link for link in focused)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_a_small_screen_scrolls_no_page_sideways(opened: Opener, path: str, scheme: str) -> None:
    page = opened(path, viewport=SMALL, color_scheme=scheme)
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= SMALL["width"], page.evaluate(
        "[...document.querySelectorAll('article *')].filter(element => element.getBoundingClientRect().right > 376)"
        ".map(element => element.outerHTML.slice(0, 120)).slice(0, 5)"
    )


def test_a_small_screen_opens_its_menu(opened: Opener) -> None:
    page = opened("how-to/aws.html", viewport=SMALL)
    page.locator("label.md-header__button[for=__drawer]").click()
    page.wait_for_function("document.querySelector('.md-sidebar--primary').getBoundingClientRect().x >= 0")
    page.locator(".md-sidebar--primary a.md-nav__link", has_text="Store logs").click()
    page.wait_for_url("**/log-store.html")


def test_a_wide_table_scrolls_alone_and_takes_the_focus(opened: Opener) -> None:
    page = opened("reference/ports.html", viewport=SMALL)
    wrap = page.locator(".md-typeset__scrollwrap").first
    assert wrap.evaluate("table => table.scrollWidth > table.clientWidth")
    assert wrap.evaluate("table => table.tabIndex") == 0


@pytest.mark.parametrize("viewport", [WIDE, SMALL], ids=["wide", "small"])
@pytest.mark.parametrize("path", PAGES)
def test_code_blocks_fit_the_column(opened: Opener, path: str, viewport: object) -> None:
    page = opened(path, viewport=viewport)
    scrolling = "[...document.querySelectorAll('article pre > code')].filter(code => code.scrollWidth > code.clientWidth).map(code => code.innerText)"
    assert page.evaluate(scrolling) == []


@pytest.mark.parametrize("viewport", [WIDE, SMALL], ids=["wide", "small"])
def test_the_table_of_settings_has_type_and_default_and_keeps_names_on_one_line(opened: Opener, viewport: object) -> None:
    page = opened("reference/settings/platform.html", viewport=viewport)
    table = page.locator(".settings table").first
    assert table.locator("th").all_text_contents() == ["setting", "type", "default", "meaning"]
    row = table.locator("tr", has_text="createNamespace").locator("td").all_text_contents()
    assert row[:3] == ["createNamespace", "boolean", "true"]
    lines = "cells => cells.map(cell => [cell.innerText, cell.querySelector('code').getClientRects().length])"
    assert [name for name, count in table.locator("td:first-child").evaluate_all(lines) if count != 1] == []


def test_a_copied_code_block_has_the_lines_of_its_source(opened: Opener) -> None:
    page = opened("template/quickstart.html")
    block = page.locator(".highlight", has_text="apps/quickstart.yaml").locator("pre > code").first
    source = (ROOT / "apps" / "quickstart.yaml").read_text("utf-8").strip()
    assert block.evaluate("code => { getSelection().selectAllChildren(code); return getSelection().toString().trim() }") == source
    # The copy button marks the block while it reads it.
    assert block.evaluate("code => { code.setAttribute('data-md-copying', ''); return code.innerText.trim() }") == source


def luminance(colour: str) -> float:
    channels = [int(digits) / 255 for digits in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_enough_contrast_in_both_schemes(opened: Opener, scheme: str) -> None:
    page = opened("start.html", color_scheme=scheme)
    background = luminance(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert (background < 0.1) == (scheme == "dark")
    for selector in ("article p", "article p a", "article h2"):
        opaque = "element => getComputedStyle(element).color.replace(/rgba\\((.*), [\\d.]+\\)/, 'rgb($1)')"
        text = luminance(page.locator(selector).first.evaluate(opaque))
        light, dark = max(text, background), min(text, background)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, selector


def test_a_diagram_follows_the_colour_switch_of_the_page(opened: Opener) -> None:
    page = opened("template/quickstart.html", color_scheme="light")
    before = page.locator(".picture").screenshot()
    switch = "form[data-md-component=palette] label:not([hidden])"  # each click shows the label of the next scheme
    while page.evaluate("document.body.dataset.mdColorScheme") != "slate":
        following = page.locator(switch).get_attribute("for")
        page.locator(switch).click()
        page.wait_for_function("([label, id]) => document.querySelector(label).htmlFor !== id", arg=[switch, following])
    page.wait_for_function("getComputedStyle(document.querySelector('.picture img')).colorScheme === 'dark'")
    assert page.locator(".picture").screenshot() != before


def test_links_and_anchors_have_targets() -> None:
    """In the built pages: what the builder checks in Markdown, and what the reference and raw HTML add."""
    anchors: dict[Path, set[str]] = {}
    links: list[tuple[Path, str]] = []
    for path in SITE.rglob("*.html"):
        text = path.read_text("utf-8")
        anchors[path] = set(re.findall(r'\s(?:id|name)="?([^"\s>]+)', text))
        if path.name != "404.html":
            links += [(path, link) for link in re.findall(r'\s(?:href|src)="([^"]*)"', text)]
    assert len(links) > 5000
    broken = []
    for path, link in links:
        address = urlsplit(link)
        if address.scheme in ("http", "https", "mailto", "data") or address.netloc:
            continue
        target = (path.parent / address.path).resolve() if address.path else path
        if not target.exists() or (address.fragment and target in anchors and address.fragment not in anchors[target]):
            broken.append(f"{path.relative_to(SITE)}: {link}")
    assert broken == []


def ids(path: str) -> set[str]:
    return set(re.findall(r'\sid="?([^"\s>]+)', (SITE / path).read_text("utf-8")))


def test_the_reference_lists_every_setting_code_key_and_variable() -> None:
    settings = set[str]().union(*(ids(str(path.relative_to(SITE))) for path in (SITE / "reference" / "settings").glob("*.html")))
    assert {anchor(path) for path in tree()} - settings == set()
    assert CATALOGUE.keys() - ids("reference/errors.html") == set()
    assert {key.name for key in SECRET_KEYS} - ids("reference/secret-keys.html") == set()
    assert {variable.name for variable in VARIABLES} - ids("reference/variables.html") == set()


def test_the_same_sources_make_the_same_site(tmp_path: Path) -> None:
    """Under another seed of Python's hashes."""
    command = [sys.executable, "-m", "docs_site", str(tmp_path / "site")]
    subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": "4711"}, check=True)
    built, rebuilt = (
        {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}
        for folder in (SITE, tmp_path / "site")
    )
    assert built == rebuilt


def test_a_warning_fails_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    def assemble_with_a_broken_link(folder: Path) -> None:
        assemble(folder)
        with (folder / "start.md").open("a", encoding="utf-8") as page:
            page.write("\n[A link](missing.md)\n")

    monkeypatch.setattr(build, "assemble", assemble_with_a_broken_link)
    monkeypatch.setattr(sys, "argv", ["docs_site", str(tmp_path / "site")])
    assert build.main() == 1
    assert "missing.md" in capfd.readouterr().err


def test_no_page_loads_from_another_host() -> None:
    loaded = re.compile(r'<(?:script|link|img|iframe)[^>]*(?:src|href)="?(https?:)?//[^"\s>]*')
    assert [f"{path.name}: {tag.group()}" for path in SITE.rglob("*.html") for tag in loaded.finditer(path.read_text("utf-8"))] == []
