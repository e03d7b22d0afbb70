"""The folder that the site is built from: what is written in `docs/`, and what is made from the package."""

import re
import shutil
from pathlib import Path
from typing import Final

from docs_site.generated import generated

__all__ = ["DOCS", "ROOT", "assemble"]

ROOT: Final = Path(__file__).parents[1]
DOCS: Final = ROOT / "docs"

_FOR_TESTS: Final = re.compile(r"^[ ]*<!-- (?:test|not run): .*? -->\n", re.MULTILINE)


def assemble(folder: Path) -> None:
    """Writes all pages anew, without what is said to the tests of their blocks."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(DOCS, folder)
    for page in folder.rglob("*.md"):
        page.write_text(_FOR_TESTS.sub("", page.read_text("utf-8")), encoding="utf-8")
    _bring(folder, "CONTRIBUTING.md", "project/contributing.md")
    _bring(folder, "CHANGELOG.md", "project/changes.md")
    for path, content in generated().items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content, encoding="utf-8")


def _bring(folder: Path, source: str, target: str) -> None:
    """A page that stands at the root of the repository, its links to pages of the site as they are from here."""
    text = (ROOT / source).read_text("utf-8")
    (folder / target).write_text(text.replace("](docs/project/", "](").replace("](docs/", "](../"), encoding="utf-8")
