"""Hypothesis profiles and snapshots for all tests."""

import os
import signal
from collections.abc import Iterable, Mapping
from typing import Any

import pytest
from hypothesis import settings
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from portkey_constructs.output.yaml_text import to_yaml

# `make test` hands these to every program, and a make that a test starts would print more and share its jobs.
for variable in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS"):
    os.environ.pop(variable, None)

# A shell starts a command in the background with this signal ignored, and every program that a test interrupts would ignore it, too.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# `make test` always tries the same examples, so that a result does not depend on chance; `make explore` looks for new ones.
# A shared machine is no place for deadlines. Hypothesis marks its tests itself: `-m hypothesis` selects them.
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("exploring", print_blob=True, deadline=None)
settings.load_profile("same")


class YamlSnapshot(SingleFileSnapshotExtension):
    """Stores the objects of a snapshot in one readable YAML file."""

    _write_mode = WriteMode.TEXT
    file_extension = "yaml"

    def serialize(self, data: Any, **_: Any) -> str:
        objects: Iterable[Mapping[str, Any]] = data
        return to_yaml(objects)


@pytest.fixture
def yaml_snapshot(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """Compares a list of objects with a YAML snapshot, which `pytest --snapshot-update` rewrites."""
    return snapshot.use_extension(YamlSnapshot)
