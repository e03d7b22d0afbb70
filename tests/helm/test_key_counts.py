"""The number of keys of each chart by what the table says of them; docs/with/helm.md has the same numbers."""

from collections import Counter
from pathlib import Path

import pytest

from portkey_constructs.helm import Chart, ChartKey, chart_keys

PAGE = Path(__file__).parents[2] / "docs/with/helm.md"
COUNTS: dict[Chart, dict[str, int]] = {
    "app": {"carried": 442, "patched": 7, "derived": 23, "dead": 11, "fixed": 4},
    "gateway": {"carried": 172, "patched": 2, "derived": 6, "dead": 10, "fixed": 1, "needs_you": 74},
}


def _outcome(key: ChartKey) -> str:
    if key.outcome:
        return key.outcome
    assert key.target, f"{key.path} is not carried"
    return "patched" if key.conversion == "container" else "carried"


@pytest.mark.parametrize("chart", COUNTS)
def test_every_key_has_an_outcome_and_the_numbers_are_those_of_the_page(chart: Chart) -> None:
    counts = Counter(map(_outcome, chart_keys(chart).values()))
    row = [str(counts[outcome]) for outcome in ("carried", "patched", "derived", "dead", "fixed", "needs_you")]

    assert counts == COUNTS[chart]
    assert f"| `portkey-{chart}` | {counts.total()} | {' | '.join(row)} |" in PAGE.read_text("utf-8")
