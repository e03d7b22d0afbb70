"""Assembles the folder that the site is built from: the pages in `docs/` and the generated ones."""

import re
import shutil
from pathlib import Path
from typing import Final

from docs_site.generated import generated

__all__ = ["DOCS", "ROOT", "assemble"]

ROOT: Final = Path(__file__).parents[1]
DOCS: Final = ROOT / "docs"

_TEST_COMMENT: Final = re.compile(r"^[ ]*<!-- (?:test|not run): .*? -->\n", re.MULTILINE)


def assemble(folder: Path) -> None:
    """Writes all pages into an empty folder, without the comments that instruct the tests of code blocks."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(DOCS, folder)
    for page in folder.rglob("*.md"):
        page.write_text(_TEST_COMMENT.sub("", page.read_text("utf-8")), encoding="utf-8")
    _copy_page(folder, "CONTRIBUTING.md", "project/contributing.md")
    _copy_page(folder, "CHANGELOG.md", "project/changes.md")
    for path, content in generated().items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content, encoding="utf-8")


def _copy_page(folder: Path, source: str, target: str) -> None:
    """Copies a page from the root of the repository and adapts its links."""
    text = (ROOT / source).read_text("utf-8")
    (folder / target).write_text(text.replace("](docs/project/", "](").replace("](docs/", "](../"), encoding="utf-8")
