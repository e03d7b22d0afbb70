"""The editor that the tests share."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from portkey_constructs.scaffold.template import SCHEMA
from tests.editor.editing import Editor, write
from tests.editor.language_server import LanguageServer
from tests.support.node_tools import tools


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with another, in which `init` has written the quick start; its own schema takes nothing."""
    found = tmp_path_factory.mktemp("my platform")
    write("quickstart", found)
    (found / SCHEMA).write_text(json.dumps({"$schema": "http://json-schema.org/draft-07/schema#", "enum": ["nothing"]}))
    return found


@pytest.fixture(scope="session")
def server(folder: Path) -> Iterator[LanguageServer]:
    """A server for that folder, with no more settings than an editor has that somebody has just installed."""
    with LanguageServer(tools(), folder) as running:
        yield running


@pytest.fixture(scope="session")
def editor(server: LanguageServer, folder: Path) -> Editor:
    """The folder of the quick start; tests write what they want beside its configuration."""
    return Editor(server, folder / "quickstart")
