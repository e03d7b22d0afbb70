"""A plan as text, as Markdown for a pull request comment, and as JSON."""

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from portkey_constructs.config.secret_shapes import masked
from portkey_constructs.manifests.markdown import markdown_code, markdown_text
from portkey_constructs.plan.model import Change, FieldChange, Plan

__all__ = ["SYMBOLS", "Row", "heading", "json_answer", "markdown_report", "masked_data", "rows", "sections", "text_report"]

SYMBOLS: Final = {"added": "+", "changed": "~", "removed": "-", "recreated": "±"}
_MAX_FIELDS: Final = 8
_MAX_MARKDOWN: Final = 60_000
"""GitHub refuses comments of more than 65,536 characters."""


class Row(NamedTuple):
    """A changed object, and the lines that say what the change does."""

    action: str
    object: str
    lines: tuple[tuple[str, str], ...]
    """The kind of each line (refused, data, restarts, effect or field), and its text."""


def heading(source: str, against: str, plan: Plan) -> str:
    """What is compared, and how much changes."""
    return f"{source} against {against}: {_summary(plan)}"


def _summary(plan: Plan) -> str:
    if plan.empty:
        return "no changes"
    counts = [(sum(change.action == action for change in plan.changes), action) for action in SYMBOLS]
    parts = [f"{count} {action}" for count, action in counts if count]
    if plan.restarted:
        parts.append(f"pods of {_counted(len(plan.restarted), 'workload')} restart")
    for count, text in (
        (sum(bool(change.refused) for change in plan.changes), "refused"),
        (sum(bool(change.data_at_risk) for change in plan.changes), "with data at risk"),
        (len(plan.permissions), f"change{'s' * (len(plan.permissions) != 1)} of IAM permissions"),
    ):
        parts += [f"{count} {text}"] if count else []
    return ", ".join(parts)


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' * (count != 1)}"


def rows(plan: Plan) -> Iterator[Row]:
    """A row for each changed object."""
    for change in plan.changes:
        yield Row(change.action, masked(_title(change, plan)), tuple((kind, masked(text)) for kind, text in _lines(change)))


def _title(change: Change, plan: Plan) -> str:
    namespaces = {other.identity.namespace for other in plan.changes if other.identity.namespace}
    kind, namespace, name = change.identity[1:]
    return f"{kind} {namespace}/{name}" if namespace and len(namespaces) > 1 else f"{kind} {name}"


def _lines(change: Change) -> Iterator[tuple[str, str]]:
    yield from (("refused", f"refused: {reason}") for reason in change.refused)
    yield from (("data", f"data at risk: {risk}") for risk in change.data_at_risk)
    verb = "recreated" if change.action == "recreated" else "restarts"
    yield from (("restarts", f"{verb}: {reason}") for reason in change.restarts)
    yield from (("effect", effect) for effect in change.effects)
    # The reasons of a restart name the fields of the template.
    fields = [field for field in change.fields if not (change.restarts and field.path.startswith("spec.template."))]
    yield from (("field", _field(field)) for field in fields[:_MAX_FIELDS])
    if len(fields) > _MAX_FIELDS:
        yield "field", f"{_counted(len(fields) - _MAX_FIELDS, 'more field')}: --format json lists all"


def _field(field: FieldChange) -> str:
    if field.old is None:
        return f"{field.path}: added {field.new}"
    if field.new is None:
        return f"{field.path}: removed {field.old}"
    return f"{field.path}: {field.old} → {field.new}" if field.old != field.new else f"{field.path}: another value"


def sections(plan: Plan) -> Iterator[tuple[str, Sequence[str]]]:
    """The other parts of a plan that are not empty, each with its title."""
    permissions = [f"{permission.role} {_DIRECTIONS[permission.direction]} {permission.text}" for permission in plan.permissions]
    for title, texts in (
        ("Before you apply", (*plan.database, *plan.prerequisites)),
        ("Images", plan.upgrades),
        ("IAM permissions", permissions),
        ("Notes", plan.notes),
    ):
        if texts:
            yield title, [*map(masked, texts)]


_DIRECTIONS: Final = {"gained": "gains", "lost": "loses"}


def text_report(title: str, plan: Plan) -> str:
    """The plan as plain text."""
    lines = [title]
    for row in rows(plan):
        lines += ["", f"  {SYMBOLS[row.action]} {row.object}", *(f"      {text}" for _, text in row.lines)]
    for name, texts in sections(plan):
        lines += ["", name, *(f"  {text}" for text in texts)]
    return "\n".join(lines) + "\n"


def json_answer(source: str, against: str, plan: Plan, status: int) -> dict[str, object]:
    """The plan as data for JSON."""
    return {"source": source, "against": against, "summary": _summary(plan), "exitStatus": status, **masked_data(plan.to_json())}


def masked_data(value: Any) -> Any:
    """JSON without secrets in its texts and keys."""
    if isinstance(value, dict):
        return {masked(key): masked_data(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [masked_data(entry) for entry in value]
    return masked(value) if isinstance(value, str) else value


def markdown_report(title: str, plan: Plan, share: int = 1) -> str:
    """The plan as Markdown, short enough for a comment that consists of `share` plans."""
    lines = [f"### Plan: {markdown_text(title)}", ""]
    if dangers := [(row.object, text) for row in rows(plan) for kind, text in row.lines if kind in ("refused", "data")]:
        lines += ["> [!CAUTION]", *(f"> **{markdown_text(name)}** {markdown_text(text)}" + "  " for name, text in dangers), ""]
    if plan.changes:
        lines += ["| | object | what it does |", "|---|---|---|"]
        lines += [
            f"| {row.action} | {markdown_code(row.object)} | {'<br>'.join(markdown_text(text) for _, text in row.lines)} |" for row in rows(plan)
        ]
        lines += [""]
    for name, texts in sections(plan):
        lines += [f"**{name}**", "", *(f"- {markdown_text(text)}" for text in texts), ""]
    return _shortened(lines, _MAX_MARKDOWN // share)


def _shortened(lines: Sequence[str], most: int) -> str:
    size, kept = 0, []
    for line in lines:
        size += len(line) + 1
        if size > most:
            kept += ["", "The plan is longer than a comment can be: run the command to read all of it."]
            break
        kept.append(line)
    return "\n".join(kept).rstrip("\n") + "\n"
