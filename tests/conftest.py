"""What tests of every part share."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from portkey_constructs.output.yaml_text import to_yaml

# The same tests are the same examples, so that what passed here passes in CI; `make explore` looks for new ones.
settings.register_profile("same", derandomize=True)
settings.register_profile("exploring", print_blob=True)
settings.load_profile("same")

_HERE = Path(__file__).parent
_SLOW = ("cli/test_explain.py", "cli/test_habits.py", "cli/test_init.py", "docs", "editor", "iam", "explain", "scaffold", "servers")
"""Tests of `make test-slow`, all in all some minutes: what turns on processes, servers, pages and pictures."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if any(item.path.is_relative_to(_HERE / one) for one in _SLOW):
            item.add_marker(pytest.mark.slow)


class YamlSnapshot(SingleFileSnapshotExtension):
    """Objects as one YAML file a snapshot, to be read like any other manifest."""

    _write_mode = WriteMode.TEXT
    file_extension = "yaml"

    def serialize(self, data: Any, **_: Any) -> str:
        objects: Iterable[Mapping[str, Any]] = data
        return to_yaml(objects)


@pytest.fixture
def yaml_snapshot(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """Compares a list of objects with a snapshot that is plain YAML; `pytest --snapshot-update` writes it anew."""
    return snapshot.use_extension(YamlSnapshot)
