"""The documentation lists every option that the matrix tests, and no other."""

from pathlib import Path

from tests.support import matrix
from tests.support.features import FEATURES, options_table

OPTIONS = Path(__file__).parents[1] / "docs" / "options.md"
_NOT_AN_OPTION = {("extras", "none")}


def test_options_and_tested_choices_are_the_same() -> None:
    listed = {(feature.axis, choice) for feature in FEATURES for choice in feature.choices}
    assert listed == {(axis, choice) for axis, choices in matrix.AXES.items() for choice in choices} - _NOT_AN_OPTION
    assert all(feature.choices for feature in FEATURES)


def test_options_page_contains_the_table() -> None:
    assert options_table() in OPTIONS.read_text("utf-8")
