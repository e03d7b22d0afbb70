"""Text is never wider than its bound, and lines break so that they fit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portkey_constructs.diagram.text_metrics import text_width, wrap

# Advance widths of Verdana and DejaVu Sans, in thousandths of the size, of letters that are wide for their class or often used.
VERDANA = {"i": 274, "l": 274, "m": 973, "w": 818, "W": 989, "M": 843, "0": 636, "a": 601, "e": 596, "n": 633, ".": 364, "-": 454, "/": 454, ":": 454}
DEJAVU = {"i": 278, "l": 278, "m": 974, "w": 818, "W": 989, "M": 863, "0": 636, "a": 613, "e": 615, "n": 634, ".": 318, "-": 361, "/": 337, "@": 1000}


@pytest.mark.parametrize("font", [VERDANA, DEJAVU], ids=["Verdana", "DejaVu Sans"])
def test_no_font_is_wider_than_the_bound(font: dict[str, int]) -> None:
    for letter, thousandths in font.items():
        assert text_width(letter * 100, 10) >= thousandths, letter


def test_bold_is_wider() -> None:
    assert text_width("Gateway", 14, bold=True) > text_width("Gateway", 14)


def test_lines_break_after_punctuation() -> None:
    assert wrap("arn:aws:iam::111122223333:role/portkey-gateway", 226, 11) == ["arn:aws:iam::111122223333:role/", "portkey-gateway"]
    assert wrap("2 to 20 pods", 200, 12) == ["2 to 20 pods"]
    assert wrap("", 200, 12) == [""]


@given(st.text(max_size=80), st.integers(30, 400), st.sampled_from([11, 12, 14]), st.booleans())
def test_every_line_fits_and_no_letter_is_lost(text: str, width: int, size: int, bold: bool) -> None:
    lines = wrap(text, width, size, bold=bold)
    assert all(text_width(line, size, bold=bold) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())
