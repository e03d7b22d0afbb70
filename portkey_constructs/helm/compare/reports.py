"""A comparison as text, as Markdown and as JSON. No report contains a confidential value."""

import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from portkey_constructs.helm.compare.model import PLAIN, Comparison, Difference, Mark
from portkey_constructs.manifests.markdown import markdown_text

__all__ = ["json_report", "markdown_report", "text_report"]

_LONGEST: Final = 100
_MARKS: Final = max(len(mark) for mark in Mark)


def text_report(comparison: Comparison) -> str:
    """A section for each component, and a line for each difference, with its reason below."""
    lines = [_heading(comparison)]
    for component, differences in _by_component(comparison):
        lines += ["", component]
        for difference in differences:
            lines.append(f"  {difference.mark:<{_MARKS}}  {difference.fact.section}: {difference.shown_name}: {_values(difference)}")
            if difference.shown_reason:
                lines.append(f"  {'':<{_MARKS}}    {difference.shown_reason}")
    return "\n".join(lines) + "\n"


def markdown_report(comparison: Comparison) -> str:
    """A table for each component."""
    lines = [f"### {markdown_text(_heading(comparison))}"]
    for component, differences in _by_component(comparison):
        lines += ["", f"#### {component}", "", "| mark | fact | chart | ours | reason |", "|---|---|---|---|---|"]
        for difference in differences:
            old, new = (_short(text) for text in difference.shown)
            cells = (difference.mark, f"{difference.fact.section}: {difference.shown_name}", old, new, difference.shown_reason)
            lines.append(f"| {' | '.join(map(markdown_text, cells))} |")
    return "\n".join(lines) + "\n"


def json_report(comparison: Comparison) -> str:
    """Every difference with its values, for programs."""
    differences = [
        {
            "component": difference.fact.component,
            "section": difference.fact.section,
            "name": difference.shown_name,
            "change": difference.change,
            "chart": difference.shown[0],
            "ours": difference.shown[1],
            "mark": difference.mark,
            "reason": difference.shown_reason or None,
        }
        for difference in comparison.differences
    ]
    counts = {mark.value: count for mark, count in comparison.counts().items()}
    answer = {"chart": comparison.chart, "facts": comparison.facts, "counts": counts, "differences": differences}
    return json.dumps(answer, indent=2, ensure_ascii=False) + "\n"


def _heading(comparison: Comparison) -> str:
    counts = [f"{count} {mark}" for mark, count in comparison.counts().items() if count]
    total = len(comparison.differences)
    return f"{comparison.chart}: {comparison.facts} facts, {total} differ{'s' * (total == 1)}" + (f": {', '.join(counts)}" if counts else "")


def _by_component(comparison: Comparison) -> Iterator[tuple[str, Iterable[Difference]]]:
    ordered = sorted(comparison.differences, key=lambda difference: difference.fact)
    return groupby(ordered, key=lambda difference: difference.fact.component)


def _values(difference: Difference) -> str:
    old, new = (_short(text) for text in difference.shown)
    if difference.change == "source":
        moved = difference.new is not None and difference.new.source == PLAIN
        return f"the same value, {_short(difference.old_value)} → {'in plain text' if moved else new}"
    if old == new and difference.shown[0] == difference.shown[1]:
        new = "another value, which is not shown"
    return {"added": f"added {new}", "removed": f"removed {old}"}.get(difference.change, f"{old} → {new}")


def _short(text: str | None) -> str:
    if text is None:
        return ""
    if "\n" in text:
        return f"({text.count(chr(10)) + 1} lines)"
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."
