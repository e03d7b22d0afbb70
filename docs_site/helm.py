"""The reference of the keys of the Helm charts, generated from the tables of the import."""

from collections.abc import Iterator
from typing import Final, get_args

from docs_site.markdown import code, page, prose, table
from portkey_constructs.helm import Chart, ChartKey, Outcome, chart_keys

__all__ = ["chart_keys_page"]

_OUTCOMES: Final = {"dead": Outcome.DEAD, "derived": Outcome.DERIVED, "fixed": Outcome.FIXED, "needs_you": Outcome.NEEDS_YOU, "": Outcome.CARRIED}


def chart_keys_page() -> str:
    """The page, with one table for each chart."""
    return page(
        "Keys of the Helm charts",
        "Every key of Portkey's charts, versions 1.5 to 1.7, and the setting that replaces it. "
        "`portkey-constructs import-values` decides over some keys together, and its report says what becomes of each.",
        *(part for chart in get_args(Chart) for part in _section(chart)),
        wide=True,
    )


def _section(chart: Chart) -> Iterator[str]:
    yield f"## portkey-{chart}"
    yield table(("key", "type", "setting", "outcome", "remark"), (_row(key) for key in chart_keys(chart).values()))


def _row(key: ChartKey) -> tuple[str, ...]:
    return code(key.path), key.type, code(key.target) if key.target else "", _OUTCOMES[key.outcome], prose(key.remark)
