"""What tests of every part share."""

from collections.abc import Iterable, Mapping
from typing import Any

import pytest
from hypothesis import settings
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from portkey_constructs.gitops.text import to_yaml

# The same tests are the same examples, so that what passed here passes in CI; `make explore` looks for new ones.
settings.register_profile("same", derandomize=True)
settings.register_profile("exploring", print_blob=True)
settings.load_profile("same")


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
