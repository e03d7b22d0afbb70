"""What adopting a release does, as text, as Markdown and as JSON."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from portkey_constructs.adoption.check import AdoptionReport
from portkey_constructs.config.secret_shapes import masked
from portkey_constructs.manifests.markdown import markdown_text
from portkey_constructs.plan.model import Change, FieldChange
from portkey_constructs.plan.report import Row, masked_data
from portkey_constructs.plan.report import rows as plan_rows
from portkey_constructs.plan.report import sections as plan_sections

__all__ = ["exit_status", "json_answer", "markdown_report", "rows", "sections", "summary", "text_report"]

_RESTARTS, _DANGEROUS = 3, 4
_MAX_REASONS, _MAX_FIELDS = 5, 8
_LABELS = re.compile(r"(spec\.template\.)?metadata\.(labels|annotations)")
_ACTIONS = ("refused", "recreated", "restarted", "patched", "new", "unchanged", "kept")
_KEPT = "in the release, not in the manifests: it stays, and helm uninstall would delete it"


def exit_status(result: AdoptionReport) -> int:
    """0 if no pod restarts, 3 if pods restart, 4 if something is lost, refused or missing."""
    return _DANGEROUS if result.dangerous else _RESTARTS if result.plan.restarted else 0


def _action(change: Change) -> str:
    if change.action == "changed":
        return "refused" if change.refused else "restarted" if change.restarts else "patched"
    return {"added": "new", "recreated": "recreated"}.get(change.action, change.action)


def _is_metadata(field: FieldChange) -> bool:
    return field.path.startswith(("metadata.labels", "metadata.annotations"))


def rows(result: AdoptionReport) -> list[Row]:
    """What must be fixed first, then a row for each object: those that are refused, recreated and restarted first."""
    problems = [Row("fix first", masked(problem), ()) for problem in result.problems]
    return problems + sorted(_object_rows(result), key=lambda row: _ACTIONS.index(row.action))


def _object_rows(result: AdoptionReport) -> Iterator[Row]:
    # Every object gets other labels: one line says so.
    short = tuple(replace(change, fields=tuple(field for field in change.fields if not _is_metadata(field))) for change in result.plan.changes)
    for change, row in zip(result.plan.changes, plan_rows(replace(result.plan, changes=short)), strict=True):
        more = (("field", "labels and annotations change"),) if any(map(_is_metadata, change.fields)) else ()
        yield row._replace(action=_action(change), lines=(*_shortened(row.lines), *more))
    for kind, name in result.unchanged:
        yield Row("unchanged", masked(f"{kind} {name}"), ())
    for kind, name in result.kept:
        scales = kind == "HorizontalPodAutoscaler"
        more = (("effect", "it keeps scaling its workload: delete it if the configuration has no autoscaling there"),) if scales else ()
        yield Row("kept", masked(f"{kind} {name}"), (("effect", _KEPT), *more))


def _shortened(lines: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The lines of a row with the first reasons of a restart only: every pod of a release has dozens."""
    reasons = [line for line in lines if line[0] == "restarts"]
    hidden = reasons[_MAX_REASONS:] if len(reasons) > _MAX_REASONS + 1 else []
    for line in lines:
        if line not in hidden:
            yield line
        elif line is hidden[0]:
            yield "restarts", f"{len(hidden)} more reasons: --format json lists all"


def summary(result: AdoptionReport) -> str:
    """How many objects there are of each action."""
    actions = [row.action for row in _object_rows(result)]
    counts = [f"{actions.count(action)} {action}" for action in _ACTIONS if action in actions]
    problems = [f"{len(result.problems)} to fix first"] if result.problems else []
    return ", ".join((*problems, *counts)) or "no objects"


def sections(result: AdoptionReport) -> Iterator[tuple[str, Sequence[str]]]:
    """The other parts that are not empty, each with its title."""
    if result.leftovers:
        title = "Fields of Helm that stay if you apply without handing them over, as the script of adopt script does"
        yield title, [*map(masked, _leftovers(result))]
    yield from plan_sections(result.plan)


def _leftovers(result: AdoptionReport) -> Iterator[str]:
    """A line for each object with more than labels and annotations, which every object has."""
    others = [(place, [field for field in fields if not _LABELS.match(field)]) for place, fields in result.leftovers]
    if labelled := sum(len(fields) > len(rest) for (_, fields), (_, rest) in zip(result.leftovers, others, strict=True)):
        yield f"labels and annotations of {labelled} object{'s' * (labelled != 1)}"
    for (kind, name), fields in others:
        if fields:
            more = f" and {len(fields) - _MAX_FIELDS} more" if len(fields) > _MAX_FIELDS else ""
            yield f"{kind} {name}: {', '.join(fields[:_MAX_FIELDS])}{more}"


def text_report(heading: str, result: AdoptionReport) -> str:
    """The report as plain text."""
    lines = [heading]
    for row in rows(result):
        lines += ["", f"  {row.action:<9}  {row.object}", *(f"             {text}" for _, text in row.lines)]
    for title, texts in sections(result):
        lines += ["", title, *(f"  {text}" for text in texts)]
    return "\n".join(lines) + "\n"


def markdown_report(heading: str, result: AdoptionReport) -> str:
    """The report as Markdown."""
    lines = [f"### {markdown_text(heading)}", "", "| | object | what it does |", "|---|---|---|"]
    lines += [f"| {row.action} | {markdown_text(row.object)} | {'<br>'.join(markdown_text(text) for _, text in row.lines)} |" for row in rows(result)]
    for title, texts in sections(result):
        lines += ["", f"**{title}**", "", *(f"- {markdown_text(text)}" for text in texts)]
    return "\n".join(lines) + "\n"


def json_answer(result: AdoptionReport) -> dict[str, Any]:
    """The report as data for JSON."""
    plan = result.plan.to_json()
    objects: list[dict[str, Any]] = [{**change.to_json(), "action": _action(change)} for change in result.plan.changes]
    for action, places in (("unchanged", result.unchanged), ("kept", result.kept)):
        objects += [{"kind": kind, "name": name, "action": action} for kind, name in places]
    leftovers = [{"kind": kind, "name": name, "fields": list(fields)} for (kind, name), fields in result.leftovers]
    rest = {name: plan[name] for name in ("database", "upgrades", "notes")}
    answer = {"problems": list(result.problems), "objects": objects, "leftovers": leftovers, **rest}
    return {"summary": summary(result), **masked_data(answer)}
