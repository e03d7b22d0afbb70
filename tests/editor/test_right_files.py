"""Nothing is marked in a file that is right: templates as `init` writes them, this repository's configurations, the documentation's."""

import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import pytest
import yaml

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.scaffold.template import SCHEMA, templates
from tests.docs.blocks import Block, blocks
from tests.editor.editing import write
from tests.editor.language_server import Diagnostic, LanguageServer
from tests.support.node_tools import tools

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
APPS = sorted(path for path in (ROOT / "apps").rglob("*.yaml") if not {"cdk.out", "fleet"} & {*path.parts})
"""Complete configurations; those of the fleet are layers."""
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
NO_PROFILE = 'Missing property "profile".'
"""What is marked in a piece of a configuration, which is to be laid over another."""
LACKING: Final = re.compile(r"Missing property|kind is missing")
"""What is marked in a part that another file completes."""


def marked(server: LanguageServer, texts: Mapping[Path, str | None]) -> dict[Path, list[Diagnostic]]:
    """What is marked in each of several files, all open at once: as they are, or with another text."""
    for path, text in texts.items():
        server.open(path, text)
    found = {path: server.diagnostics(path) for path in texts}
    for path in texts:
        server.close(path)
    return found


@pytest.fixture(scope="module")
def associated(folder: Path) -> Iterator[LanguageServer]:
    """An editor for this repository whose settings associate the schema with configurations by their paths, as one may do in VS Code."""
    patterns = [f"{ROOT}/apps/**/*.yaml", "**/pieces/*.yaml"]
    with LanguageServer(tools(), ROOT, {(folder / "quickstart" / SCHEMA).as_uri(): patterns}) as running:
        yield running


@pytest.mark.parametrize("name", templates())
def test_in_a_template_as_it_is_written_nothing_is_marked(server: LanguageServer, folder: Path, name: str) -> None:
    written = write(name, folder)
    files: dict[Path, str | None] = {written / file: None for file in templates()[name].texts}
    assert {path.name: found for path, found in marked(server, files).items() if found} == {}
    changed: dict[Path, str | None] = {path: path.read_text("utf-8") + "ingres: {}\n" for path in files}
    last = {path: text.count("\n") for path, text in changed.items() if text}
    assert {path: [one.line for one in found] for path, found in marked(server, changed).items()} == {path: [line] for path, line in last.items()}


def test_in_the_configurations_of_this_repository_nothing_is_marked(associated: LanguageServer) -> None:
    assert len(APPS) > 9
    assert {path: found for path, found in marked(associated, dict.fromkeys(APPS)).items() if found} == {}
    changed = {path: path.read_text("utf-8") + "ingres: {}\n" for path in APPS}
    found = marked(associated, {**changed})
    assert {path: [one.line for one in found[path]] for path in APPS} == {path: [text.count("\n")] for path, text in changed.items()}


def test_in_the_configurations_of_the_documentation_nothing_is_marked(associated: LanguageServer, folder: Path) -> None:
    (folder / "pieces").mkdir()
    shutil.copy(folder / "quickstart" / SCHEMA, folder / "pieces")
    right = {folder / "pieces" / f"{page.stem}-{block.line}.yaml": block for page in PAGES for block in blocks(page, ROOT) if is_right(block)}
    written = {path: block.text for path, block in right.items()}
    pieces = {path for path, block in right.items() if block.said.get("over", "").startswith("apps/")}
    assert len(written) > 50
    found = marked(associated, {**written})
    unexpected = {
        path.name: marks
        for path, marks in found.items()
        if [one.message for one in marks if path not in pieces or one.message == NO_PROFILE or not LACKING.match(one.message)]
        != ([] if "profile" in yaml.safe_load(written[path]) else [NO_PROFILE])
    }
    assert unexpected == {}


def is_right(block: Block) -> bool:
    """Whether a block is a configuration, or a piece of one, that the documentation says is right."""
    if block.language != "yaml" or block.not_run or "refused" in block.said:
        return False
    documents = list(yaml.safe_load_all(block.text))
    known = {field.alias for field in PortkeyConfig.model_fields.values()}
    return len(documents) == 1 and isinstance(documents[0], dict) and "apiVersion" not in documents[0] and bool(known & set(documents[0]))
