"""The page "What scanners say": the findings that remain in our manifests, with the reason of each, from `scanners.yaml`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from docs_site.markdown import code, codes, fence, page, prose, table

__all__ = ["Explanation", "annotations", "checkov_file", "explanations", "scanners_page"]

_FILE: Final = Path(__file__).with_name("scanners.yaml")
_SCANNERS: Final = ("checkov", "kube-score", "Pod Security")
_ANNOTATED: Final = ("gateway", "backend", "dataservice", "frontend", "migration", "mysql", "redis", "clickhouse")


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why findings remain: the reason, what to do if you need them gone, and the components by scanner and check."""

    title: str
    reason: str
    remedy: str
    findings: Mapping[tuple[str, str], tuple[str, ...]]
    environments: tuple[str, ...] = ()
    """The environments of `dist/` that have the findings; empty for no limit."""


@cache
def explanations() -> tuple[Explanation, ...]:
    """All rows of the data file, in its order."""
    return tuple(map(_explanation, yaml.safe_load(_FILE.read_text("utf-8"))))


def _explanation(row: Mapping[str, object]) -> Explanation:
    findings = row["findings"]
    assert isinstance(findings, Mapping)
    by_check = {(scanner, check): tuple(parts) for scanner, checks in findings.items() for check, parts in checks.items()}
    assert all(scanner in _SCANNERS for scanner, _ in by_check), by_check
    environments = row.get("environments", ())
    assert isinstance(environments, Sequence)
    return Explanation(str(row["title"]), str(row["reason"]).strip(), str(row["remedy"]).strip(), by_check, tuple(environments))


def scanners_page() -> str:
    """The page."""
    return page(
        "What scanners say",
        "checkov, kube-score and Pod Security admission check every environment of `dist/` whenever this project is tested. A finding without a "
        "reason in this table fails the tests, and so does a reason without a finding.",
        table(("finding", "checks", "components", "reason", "if you need it gone"), map(_row, explanations())),
        "The checks are those that the scanners make by default. The scanner Pod Security is the admission of a Kubernetes API server, at the level "
        "restricted.",
        "## A file for checkov { #file }",
        "checkov reads it in the folder in which it runs. It switches the checks off for all objects, also for those that are not ours.",
        fence(checkov_file(), "yaml", ".checkov.yaml"),
        "## Annotations { #annotations }",
        "Annotations switch the checks off for one component alone, and other checks stay on. Copy those of your components to `portkey.yaml`. They "
        "are annotations of the workloads, so no pod restarts; the migration Job, whose annotations are not part of its name, does not run again.",
        fence(yaml.safe_dump(annotations(), sort_keys=False, width=10_000), "yaml"),
        wide=True,
    )


def _row(explanation: Explanation) -> tuple[str, ...]:
    components = dict.fromkeys(component for parts in explanation.findings.values() for component in parts)
    checks = [f"{scanner} {code(check)}" for scanner, check in explanation.findings]
    where = f" (only in {codes(explanation.environments)})" if explanation.environments else ""
    return prose(explanation.title), ", ".join(checks), ", ".join(components) + where, _text(explanation.reason), _text(explanation.remedy)


def _text(text: str) -> str:
    return "".join(code(part) if index % 2 else prose(part) for index, part in enumerate(text.split("`")))


def checkov_file() -> str:
    """The text of a `.checkov.yaml` that skips what the table explains."""
    lines = [f"  - {check}  # {title}" for _, check, title in _checks("checkov")]
    return "\n".join(("framework: [kubernetes]", "skip-check:", *lines, ""))


def annotations() -> dict[str, dict[str, Any]]:
    """Settings with the annotations of each component for what the table explains."""
    kinds = {"migration": "job", "mysql": "inCluster", "redis": "inCluster", "clickhouse": "inCluster"}
    return {
        component: {**({"kind": kinds[component]} if component in kinds else {}), "annotations": dict(_annotations(component))}
        for component in _ANNOTATED
    }


def _annotations(component: str) -> Iterator[tuple[str, str]]:
    for number, (check, title) in enumerate(dict.fromkeys((check, title) for parts, check, title in _checks("checkov") if component in parts), 1):
        yield f"checkov.io/skip{number}", f"{check}={title}"
    if ignored := [check for parts, check, _ in _checks("kube-score") if component in parts]:
        yield "kube-score/ignore", ",".join(dict.fromkeys(ignored))


def _checks(scanner: str) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """The components, the check and the title of each finding of a scanner."""
    for explanation in explanations():
        for (name, check), components in explanation.findings.items():
            if name == scanner:
                yield components, check, explanation.title
