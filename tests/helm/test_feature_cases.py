"""Each feature of both charts imports with its facts, renders, and differs from the chart only for known reasons."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, get_args

import pytest
import yaml

from portkey_constructs import PortkeyConfig
from portkey_constructs.errors import ConfigurationError
from portkey_constructs.helm import Chart, Outcome, chart_keys, import_values
from portkey_constructs.helm.compare import Mark, compare_with_chart
from portkey_constructs.helm.compare.reports import json_report
from portkey_constructs.helm.configuration import check_import, imported_document
from portkey_constructs.loading.yaml_composer import compose
from portkey_constructs.loading.yaml_document import Document, Layer
from portkey_constructs.platform.platform import Platform
from tests.helm.charts import public_chart
from tests.helm.feature_cases import CASES, CONFIDENTIAL, RELEASE, FeatureCase, mismatches
from tests.support.invariants import violations

CHARTS: tuple[Chart, ...] = get_args(Chart)
ALL = pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.chart}-{case.name}")


def _platform(case: FeatureCase) -> Platform:
    imported = case.imported
    node, _ = compose(yaml.safe_dump(case.answers), "answers.yaml")
    config, _ = check_import(imported, imported_document(imported, case.values, [Layer(node)]))
    return config.resolve()


def _references(value: Any) -> Iterator[tuple[str, str]]:
    """The name and the key of each reference to a key of a Secret in an object."""
    if isinstance(value, Mapping):
        if "secretKeyRef" in value:
            yield value["secretKeyRef"]["name"], value["secretKeyRef"]["key"]
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from _references(part)


def _workload(objects: Mapping[str, Any], component: str) -> Any:
    return next(
        item["spec"]["template"]
        for item in objects.values()
        if item["kind"] in ("Deployment", "StatefulSet") and item["metadata"]["labels"]["app.kubernetes.io/component"] == component
    )


def _variables(container: Mapping[str, Any]) -> dict[str, Any]:
    return {entry["name"]: entry.get("value", entry.get("valueFrom")) for entry in container["env"]}


def _rendering_mismatches(case: FeatureCase) -> Iterator[str]:
    platform = _platform(case)
    objects = {f"{staged.manifest['kind']}/{staged.manifest['metadata']['name']}": staged.manifest for staged in platform.objects()}
    read = {(secret.name, key.name) for secret in platform.required_secrets for key in secret.keys} | set(_references(list(objects.values())))
    yield from (f"nothing reads {name}/{key}" for name, keys in case.imported.secrets.items() for key in keys if (name, key) not in read)
    assert CONFIDENTIAL not in str(objects)
    yield from mismatches(case.facts.get("objects", {}), objects)
    for component, facts in case.facts.get("pods", {}).items():
        yield from mismatches(facts, _workload(objects, component)["spec"], component)
    for section in ("containers", "variables"):
        for component, facts in case.facts.get(section, {}).items():
            container = next(part for part in _workload(objects, component)["spec"]["containers"] if part["name"] == component)
            yield from mismatches(facts, container if section == "containers" else _variables(container), component)


@ALL
def test_the_facts_of_a_feature_hold_after_the_import(case: FeatureCase) -> None:
    imported = case.imported
    outcomes = {entry.key: entry.outcome.value for entry in imported.entries}
    keys = {name: sorted(values) for name, values in imported.secrets.items()}

    assert list(mismatches(case.facts["config"], yaml.safe_load(imported.text))) == []
    assert list(mismatches(case.facts.get("report", {}), outcomes)) == []
    assert list(mismatches(case.facts.get("secrets", {}), keys)) == []
    assert [entry.key for entry in imported.entries if entry.remark.startswith("the chart has no such key")] == []
    assert CONFIDENTIAL not in imported.text


@ALL
def test_a_feature_renders_with_its_facts(case: FeatureCase) -> None:
    assert list(_rendering_mismatches(case)) == []


@pytest.mark.slow
@ALL
def test_all_differences_of_a_feature_from_the_chart_are_explained(tmp_path: Path, case: FeatureCase) -> None:
    chart = str(public_chart(case.chart))
    (tmp_path / "answers.yaml").write_text(yaml.safe_dump(case.answers))
    files = [str(tmp_path / "answers.yaml")] if case.answers else []
    if case.facts.get("chart"):
        with pytest.raises(ConfigurationError, match="YAML parse error"):
            compare_with_chart(case.values, chart, files, release=RELEASE)
        return
    comparison = compare_with_chart(case.values, chart, files, release=RELEASE)
    unexplained = [difference for difference in comparison.differences if difference.mark is Mark.UNEXPLAINED]
    secret = case.facts.get("unknown")
    known = [difference for difference in unexplained if not (secret and difference.old and difference.old.source.startswith(f"Secret {secret} "))]

    assert [str(difference.fact) for difference in known] == []
    assert bool(unexplained) == bool(secret)
    assert CONFIDENTIAL not in json_report(comparison)


def _adopted(case: FeatureCase) -> tuple[PortkeyConfig, Document]:
    """The configuration that adopts a release with these values."""
    imported = import_values(case.values, release=RELEASE, chart=case.chart, adopt=True)
    node, _ = compose(yaml.safe_dump(case.answers), "answers.yaml")
    document = imported_document(imported, case.values, [Layer(node)])
    return check_import(imported, document)[0], document


# The selector of the gateway in portkey-gateway matches the pods of the data service, and Kubernetes does not let it change.
# PK-ADOPT-005 warns about sidecars without requests.
_SELECTS_BOTH: Final = re.compile(
    r"(services: Service|selectors: Deployment) \S+ (selects \['(\S+)', '\3-dataservice'\]|leads to .*'targetPort': 'gateway'.*)"
    r"|scaling: HorizontalPodAutoscaler \S+ measures \S+ of container shipper of Deployment \S+, which has no request"
)


@ALL
def test_the_objects_of_an_adopted_feature_fit_together(case: FeatureCase) -> None:
    config, _ = _adopted(case)
    wrong = violations([staged.manifest for staged in config.resolve().objects()], config)

    assert [violation for violation in wrong if not (case.chart == "gateway" and _SELECTS_BOTH.fullmatch(violation))] == []


@pytest.mark.slow
@ALL
def test_all_differences_of_an_adopted_feature_from_the_chart_are_explained(tmp_path: Path, case: FeatureCase) -> None:
    chart = str(public_chart(case.chart))
    if case.facts.get("chart") or case.facts.get("unknown"):
        pytest.skip("the chart does not render these values, or a Secret outside it has them")
    (tmp_path / "portkey.yaml").write_text(yaml.safe_dump(_adopted(case)[1].data))
    comparison = compare_with_chart(case.values, chart, [str(tmp_path / "portkey.yaml")], release=RELEASE)

    assert [str(difference.fact) for difference in comparison.differences if difference.mark is Mark.UNEXPLAINED] == []


@pytest.mark.parametrize("chart", CHARTS)
def test_every_key_that_is_carried_or_derived_is_in_a_feature_with_this_outcome(chart: Chart) -> None:
    outcomes: dict[str, set[Outcome]] = {}
    for case in CASES:
        if case.chart == chart:
            for entry in case.imported.entries:
                outcomes.setdefault(entry.key, set()).add(entry.outcome)
    works = {Outcome.CARRIED, Outcome.FIXED, Outcome.DERIVED}
    keys = [key for key in chart_keys(chart).values() if key.outcome not in ("dead", "needs_you")]

    assert [key.path for key in keys if not outcomes.get(key.path)] == []
    assert [key.path for key in keys if not outcomes[key.path] & works] == []
