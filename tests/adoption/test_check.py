"""What adopting does, from a record, manifests and live objects with managed fields."""

import copy
from typing import Any

import pytest

from portkey_constructs.adoption.check import adoption
from portkey_constructs.adoption.record import ReleaseRecord
from portkey_constructs.adoption.report import exit_status, json_answer, markdown_report, rows, text_report
from portkey_constructs.config.adoption import AdoptConfig

Object = dict[str, Any]
RELEASE = AdoptConfig(release="portkey", chart="app", version="1.7.6")


def deployment(*variables: str, **fields: Any) -> Object:
    container = {"name": "a", "image": "a:1", "env": [{"name": name, "value": "hunter2"} for name in variables]}
    spec = {"selector": {"matchLabels": {"a": "b"}}, "template": {"spec": {"containers": [container]}}, **fields}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "d", "namespace": "n"}, "spec": spec}


def live(manifest: Object, manager: str, operation: str, *variables: str, **fields: Any) -> Object:
    """The object with variables that a manager owns."""
    entries: Object = {f'k:{{"name":"{name}"}}': {".": {}, "f:name": {}, "f:value": {}} for name in variables}
    owned = {"f:spec": {"f:template": {"f:spec": {"f:containers": {'k:{"name":"a"}': {".": {}, "f:name": {}, "f:env": entries}}}}, **fields}}
    result = copy.deepcopy(manifest)
    result["metadata"]["managedFields"] = [{"manager": manager, "operation": operation, "fieldsV1": owned}]
    return result


def record(*objects: Object, status: str = "deployed", chart: str = "app", version: str = "1.7.6") -> ReleaseRecord:
    return ReleaseRecord("portkey", 3, status, chart, version, objects)


@pytest.mark.parametrize(("manager", "operation"), [("helm", "Update"), ("helm", "Apply"), ("helm-controller", "Update")])
def test_a_variable_that_only_the_chart_sets_restarts_the_pods_once_it_is_handed_over(manager: str, operation: str) -> None:
    current = live(deployment("A", "CHART"), manager, operation, "A", "CHART")
    result = adoption(record(deployment()), RELEASE, [deployment("A")], [current])
    assert [row.action for row in rows(result)] == ["restarted"]
    assert exit_status(result) == 3


def test_variables_of_helm_that_would_stay_are_named() -> None:
    current = live(deployment("A", "CHART"), "helm", "Update", "A", "CHART")
    result = adoption(record(), RELEASE, [deployment("A")], [current])
    assert result.leftovers == ((("Deployment", "d"), ("spec.template.spec.containers[a].env[CHART]",)),)


def test_a_variable_of_another_manager_is_no_change() -> None:
    current = live(deployment("A", "MINE"), "kubectl-edit", "Update", "MINE")
    result = adoption(record(), RELEASE, [deployment("A")], [current])
    assert [row.action for row in rows(result)] == ["unchanged"]
    assert (result.leftovers, exit_status(result)) == ((), 0)


def test_the_number_of_pods_of_an_autoscaler_is_kept() -> None:
    current = live(deployment("A", replicas=5), "helm", "Update", "A", **{"f:replicas": {}})
    assert [row.action for row in rows(adoption(record(), RELEASE, [deployment("A")], [current]))] == ["unchanged"]


def test_an_object_that_only_the_release_has_is_kept() -> None:
    old = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "old"}}
    result = adoption(record(old), RELEASE, [deployment("A")], [old])
    assert [(row.action, row.object) for row in rows(result)] == [("new", "Deployment d"), ("kept", "ConfigMap old")]


def test_a_changed_selector_is_refused() -> None:
    current = deployment("A")
    result = adoption(record(), RELEASE, [deployment("A", selector={"matchLabels": {"a": "c"}})], [current])
    assert [row.action for row in rows(result)] == ["refused"]
    assert exit_status(result) == 4


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"status": "pending-upgrade"}, "revision 3 of the release is pending-upgrade"),
        ({"chart": "gateway"}, "the chart of the release is gateway, but adopt.chart is app"),
        ({"version": "1.6.0"}, "has version 1.6.0, but adopt.version is 1.7.6"),
    ],
)
def test_a_release_that_is_not_what_adopt_says_comes_first(changed: dict[str, str], problem: str) -> None:
    result = adoption(record(**changed), RELEASE, [deployment("A")], [deployment("A")])
    assert problem in result.problems[0]
    assert exit_status(result) == 4


def test_an_object_of_another_release_is_a_problem() -> None:
    current = deployment("A")
    current["metadata"]["annotations"] = {"meta.helm.sh/release-name": "other"}
    assert adoption(record(), RELEASE, [deployment("A")], [current]).problems == ("Deployment d belongs to the release other",)


def test_no_format_contains_a_secret_value() -> None:
    value = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"}, "data": {"password": "aHVudGVyMg=="}}
    current = live(deployment("A", "API_PASSWORD"), "helm", "Update", "A", "API_PASSWORD")
    new = {**value, "data": {"password": "bmV3"}}
    result = adoption(record(value), RELEASE, [deployment("A"), new], [current, value])
    for text in (text_report("h", result), markdown_report("h", result), str(json_answer(result))):
        assert "PASSWORD" in text
        assert "aHVudGVyMg" not in text
        assert "hunter2" not in text


def test_the_report_begins_with_what_to_fix_and_ends_with_what_stays() -> None:
    current = live(deployment("A", "CHART"), "helm", "Update", "A", "CHART")
    config_map = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}}
    result = adoption(record(version="1.6.0"), RELEASE, [config_map, deployment("A")], [current], ("Secret s has no key",))

    assert [row.action for row in rows(result)] == ["fix first", "fix first", "restarted", "new"]
    for text in (text_report("h", result), markdown_report("h", result)):
        assert text.index("Secret s has no key") < text.index("Deployment d") < text.index("ConfigMap a")


def test_a_restart_has_its_first_reasons_in_text_and_all_in_json() -> None:
    names = [f"VARIABLE_{number}" for number in range(9)]
    current = live(deployment("A", *names), "helm", "Update", "A", *names)
    result = adoption(record(), RELEASE, [deployment("A")], [current])
    text = text_report("h", result)

    assert text.count("restarts: ") == 5
    assert "4 more reasons: --format json lists all" in text
    assert len(json_answer(result)["objects"][0]["restarts"]) == 9


def test_fields_that_stay_are_listed_without_labels_that_every_object_has() -> None:
    current = live(deployment("A", "CHART"), "helm", "Update", "A", "CHART")
    current["metadata"]["labels"] = {"helm.sh/chart": "app-1.7.6"}
    current["metadata"]["managedFields"][0]["fieldsV1"]["f:metadata"] = {"f:labels": {"f:helm.sh/chart": {}}}
    text = text_report("h", adoption(record(), RELEASE, [deployment("A")], [current]))

    assert "  labels and annotations of 1 object\n  Deployment d: spec.template.spec.containers[a].env[CHART]\n" in text
