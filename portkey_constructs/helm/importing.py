"""Imports values of Portkey's Helm charts as a configuration."""

from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.errors import Problem
from portkey_constructs.helm.adoption import adopt as adopt_release
from portkey_constructs.helm.app_chart import import_app
from portkey_constructs.helm.chart_keys import Chart, chart_maps
from portkey_constructs.helm.defaults import without_defaults
from portkey_constructs.helm.draft import Draft
from portkey_constructs.helm.gateway_chart import import_gateway, keep_selector_labels
from portkey_constructs.helm.report import Entry, Outcome
from portkey_constructs.helm.secret_names import keep_names
from portkey_constructs.helm.values import read_values
from portkey_constructs.helm.workloads import carry
from portkey_constructs.helm.writing import configuration_text
from portkey_constructs.loading.reading import examine
from portkey_constructs.platform.adoption import NEWEST_VERSIONS

__all__ = ["Imported", "import_values"]


class Imported(NamedTuple):
    """The result of an import."""

    chart: Chart
    text: str
    """The configuration, as YAML."""
    config: PortkeyConfig | None
    """The configuration; None if it lacks something that the values do not say."""
    entries: tuple[Entry, ...]
    """What becomes of each given key, and what is missing."""
    problems: tuple[Problem, ...]
    """The problems of the configuration."""
    secrets: dict[str, dict[str, str]]
    """The confidential values by Secret and key. Never print them."""
    namespace: str
    values: dict[str, Any]
    """The merged values, which may be confidential."""

    def __repr__(self) -> str:
        return f"Imported(chart={self.chart!r}, keys={len(self.entries)}, problems={len(self.problems)})"


def import_values(
    sources: Sequence[str | Path],
    *,
    release: str | None = None,
    namespace: str | None = None,
    chart: Chart | None = None,
    adopt: bool = False,
    chart_version: str | None = None,
) -> Imported:
    """The configuration that equals the values of a chart.

    Every key of the values has one entry in the result. Confidential values are not in the configuration: it refers to Secrets, which have the
    names of the release.

    Args:
        sources: values files; later files override earlier ones, as with `helm -f`.
        release: name of the release, from which the names of its objects follow.
        namespace: namespace of the release.
        chart: the chart; by default its keys tell.
        adopt: whether the configuration takes over the objects of `release`.
        chart_version: version of the chart of the release; by default the newest one that can be adopted.

    Raises:
        ConfigurationError: a file cannot be read, or does not contain values of one of Portkey's charts.
    """
    draft = Draft(read_values(sources, chart))
    draft.config["profile"] = "production"
    if namespace and namespace != "portkey":
        draft.config["namespace"] = namespace
    (import_app if draft.chart == "app" else import_gateway)(draft, release)
    if adopt and release:
        adopt_release(draft, release, chart_version or NEWEST_VERSIONS[draft.chart])
    else:
        keep_names(draft)
        if draft.chart == "gateway":
            keep_selector_labels(draft)
    for path in draft.given.leaves:
        if path not in draft.entries:
            _carry_alone(draft, path)
    draft.config = without_defaults(draft.config)
    config, located = examine(draft.config)
    problems = tuple(problem for _, problem in located)
    entries = (*draft.entries.values(), *_needs(draft, problems))
    return Imported(draft.chart, configuration_text(draft), config, entries, problems, draft.secrets, namespace or "portkey", draft.given.data)


def _carry_alone(draft: Draft, path: str) -> None:
    key = draft.keys.get(path)
    if key is None and path in chart_maps(draft.chart):
        draft.report(path, Outcome.DERIVED, "", "the map has no keys")
    elif key is None:
        similar = get_close_matches(path, draft.keys, n=1, cutoff=0.8)
        remark = "the chart has no such key" + (f"; did you mean {similar[0]}?" if similar else "")
        draft.report(path, Outcome.DEAD, "", remark)
    elif key.outcome and not key.target:
        draft.report(path, Outcome(key.outcome), "", key.remark)
    elif key.outcome in ("dead", "derived") or key.handler:
        draft.report(path, Outcome(key.outcome) if key.outcome else Outcome.DERIVED, key.target, key.remark)
    else:
        carry(draft, path)


def _needs(draft: Draft, problems: Sequence[Problem]) -> list[Entry]:
    """An entry for each error of the configuration that no entry announces yet."""
    targets = {entry.target for entry in draft.entries.values() if entry.outcome is Outcome.NEEDS_YOU}
    errors = [problem for problem in problems if problem.severity == "error" and problem.path not in targets]
    return [Entry(f"({problem.path})", Outcome.NEEDS_YOU, problem.path, f"{problem.message}: {problem.fix} [{problem.code}]") for problem in errors]
