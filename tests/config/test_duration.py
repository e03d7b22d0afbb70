"""Durations as custom resources write them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portkey_constructs.config.duration import duration

GATEWAY_API = re.compile(r"([0-9]{1,5}(h|m|s|ms)){1,4}")


@pytest.mark.parametrize(("seconds", "text"), [(0, "0s"), (1, "1s"), (60, "1m"), (90, "1m30s"), (3600, "1h"), (5400, "1h30m"), (86399, "23h59m59s")])
def test_text_equals_the_format_of_go(seconds: int, text: str) -> None:
    assert duration(seconds) == text


@given(st.integers(0, 604800))
def test_every_duration_is_valid_for_the_gateway_api(seconds: int) -> None:
    text = duration(seconds)
    assert GATEWAY_API.fullmatch(text)
    units = {"h": 3600, "m": 60, "s": 1}
    assert sum(int(count) * units[unit] for count, unit in re.findall(r"(\d+)([hms])", text)) == seconds
