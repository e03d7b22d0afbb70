"""The README promises what the matrix tries, and all of it."""

from pathlib import Path

from tests.support import matrix
from tests.support.features import FEATURES, table

README = Path(__file__).parents[1] / "README.md"
_NOTHING_TO_TELL = {("extras", "none")}


def test_every_feature_is_tried_and_everything_tried_is_told() -> None:
    told = {(one.axis, choice) for one in FEATURES for choice in one.choices}
    assert told == {(axis, choice) for axis, choices in matrix.AXES.items() for choice in choices} - _NOTHING_TO_TELL
    assert all(one.choices for one in FEATURES)


def test_the_readme_has_the_table() -> None:
    assert table() in README.read_text("utf-8")
