"""How the schema comes to a file: by the line that `init` writes, which is a path from the file's own folder; nothing comes from elsewhere."""

import shutil
from pathlib import Path

import pytest

from portkey_constructs.scaffold.template import SCHEMA
from tests.editor.editing import FIRST_LINE, HEAD, Editor
from tests.editor.language_server import LanguageServer
from tests.support.node_tools import tools

pytestmark = pytest.mark.slow


def test_init_writes_the_line(folder: Path) -> None:
    assert (folder / "quickstart" / "portkey.yaml").read_text("utf-8").startswith(FIRST_LINE)


def test_the_schema_is_looked_for_beside_the_file_and_not_at_the_top(server: LanguageServer, folder: Path) -> None:
    assert Editor(server, folder / "quickstart").marks(HEAD) == []
    [found] = Editor(server, folder).marks(HEAD)
    assert found.message == 'Value is not accepted. Valid values: "nothing".'


def test_a_path_may_lead_elsewhere(server: LanguageServer, folder: Path) -> None:
    deeper = Editor(server, folder / "quickstart" / "stages")
    text = HEAD.replace(SCHEMA, f"../{SCHEMA}")
    assert deeper.marks(text) == []
    assert [one.message for one in deeper.marks(f"{text}ingres: {{}}\n")] == ["Property ingres is not allowed."]


def test_it_is_found_whatever_the_folder_is_called_and_however_it_was_opened(folder: Path, tmp_path: Path) -> None:
    strange = tmp_path / "Ünser Ordner #1" / "a+b"
    shutil.copytree(folder / "quickstart", strange)
    with LanguageServer(tools(), tmp_path) as running:
        editor = Editor(running, strange)
        assert editor.marks((strange / "portkey.yaml").read_text("utf-8")) == []
        assert [one.message for one in editor.marks(f"{HEAD}ingres: {{}}\n")] == ["Property ingres is not allowed."]


def test_the_server_asks_the_editor_for_nothing(server: LanguageServer, folder: Path) -> None:
    """Schemas from elsewhere it would ask the editor for, or fetch itself, which it has no way to."""
    assert Editor(server, folder / "quickstart").marks(HEAD) == []
    assert server.asked == []


def test_a_schema_that_cannot_be_had_is_told(server: LanguageServer, folder: Path) -> None:
    for address in ("missing.schema.json", "https://schemas.example.org/portkey.json"):
        [found] = Editor(server, folder / "quickstart").marks(HEAD.replace(SCHEMA, address))
        assert address.rpartition("/")[2] in found.message
