"""The reference of the Helm charts: their keys and what our manifests do differently, generated from the tables of the commands."""

from collections.abc import Iterator
from typing import Final, get_args

from docs_site.markdown import code, page, prose, sentence, table
from portkey_constructs.helm import Chart, ChartKey, Outcome, chart_keys
from portkey_constructs.helm.compare.explanations import Rule, rules

__all__ = ["chart_keys_page", "differences_page"]

_OUTCOMES: Final = {"dead": Outcome.DEAD, "derived": Outcome.DERIVED, "fixed": Outcome.FIXED, "needs_you": Outcome.NEEDS_YOU, "": Outcome.CARRIED}

_SECTIONS: Final = {"serviceAccounts": "Service accounts"}


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


def differences_page() -> str:
    """The page of the reasons for which our manifests differ from those of the charts, with one table for each section."""
    sections: dict[str, list[Rule]] = {}
    for rule in rules():
        sections.setdefault(rule.section.pattern, []).append(rule)
    return page(
        "What we do differently and why",
        "Our manifests differ from those of Portkey's charts on purpose. `portkey-constructs compare` shows which of these "
        "differences your values have. "
        "[Coming from Helm](../with/helm.md#see-what-changes) explains the marks.",
        *(part for section, explanations in sections.items() for part in _differences(section, explanations)),
        wide=True,
    )


def _differences(section: str, explanations: list[Rule]) -> Iterator[str]:
    yield f"## {_title(section)}"
    rows = dict.fromkeys((rule.mark.value, _components(rule), sentence(rule.reason)) for rule in explanations)
    yield table(("mark", "component", "reason"), rows)


def _title(section: str) -> str:
    return " and ".join(_SECTIONS.get(name, name.capitalize()) for name in section.split("|"))


def _components(rule: Rule) -> str:
    pattern = rule.component.pattern
    return "any" if pattern == ".*" else pattern.replace("|", ", ")
