"""The navigation of the site has every page, written or generated."""

from collections.abc import Iterator
from typing import Any

import yaml

from docs_site.assembly import DOCS, ROOT
from docs_site.generated import generated


def pages(entry: Any) -> Iterator[str]:
    if isinstance(entry, str):
        yield entry
    else:
        for inner in entry.values() if isinstance(entry, dict) else entry:
            yield from pages(inner)


def test_the_navigation_has_every_page_once() -> None:
    listed = sorted(pages(yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))["nav"]))
    written = {str(path.relative_to(DOCS)) for path in DOCS.rglob("*.md")}
    copied = {"project/contributing.md", "project/changes.md"}
    assert listed == sorted(written | copied | {path for path in generated() if path.endswith(".md")})
