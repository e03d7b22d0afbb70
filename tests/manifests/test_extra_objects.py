"""Additional objects of the configuration."""

from typing import Any

import pytest

from portkey_constructs.config.patches import STAGES
from portkey_constructs.errors import ConfigurationError
from portkey_constructs.kubernetes.registry import Stage
from tests.support.examples import development, production
from tests.support.objects import named, rendered

CONFIG_MAP = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "own"}, "data": {"a": "b"}}


def codes_of(*objects: dict[str, Any], **settings: Any) -> list[tuple[str, str]]:
    with pytest.raises(ConfigurationError) as refusal:
        production(extraObjects=list(objects), **settings)
    return [(problem.code, problem.path) for problem in refusal.value.problems]


def stage_of(extra: dict[str, Any]) -> Stage:
    staged = development(extraObjects=[extra]).resolve().objects()
    (stage,) = [item.stage for item in staged if item.manifest["metadata"]["name"] == "own"]
    return stage


def test_the_stages_of_the_configuration_are_those_of_the_manifests() -> None:
    assert tuple(Stage) == STAGES


def test_an_object_is_rendered_as_it_is_in_the_namespace_of_the_platform() -> None:
    objects = rendered(development(namespace="team", extraObjects=[CONFIG_MAP]))
    assert named(objects, "ConfigMap", "own") == {**CONFIG_MAP, "metadata": {"name": "own", "namespace": "team"}}


def test_an_object_keeps_its_own_namespace() -> None:
    extra = {**CONFIG_MAP, "metadata": {"name": "own", "namespace": "monitoring", "labels": {"a": "b"}}}
    assert named(rendered(development(extraObjects=[extra])), "ConfigMap", "own") == extra


@pytest.mark.parametrize(
    ("kind", "api_version"),
    [("ClusterRole", "rbac.authorization.k8s.io/v1"), ("StorageClass", "storage.k8s.io/v1"), ("PriorityClass", "scheduling.k8s.io/v1")],
)
def test_an_object_of_a_kind_without_namespaces_gets_none(kind: str, api_version: str) -> None:
    extra = {"apiVersion": api_version, "kind": kind, "metadata": {"name": "own"}}
    assert named(rendered(development(extraObjects=[extra])), kind, "own")["metadata"] == {"name": "own"}


@pytest.mark.parametrize(
    ("kind", "stage"),
    [
        ("Namespace", Stage.NAMESPACE),
        ("ConfigMap", Stage.ACCESS),
        ("RoleBinding", Stage.ACCESS),
        ("NetworkPolicy", Stage.ACCESS),
        ("Widget", Stage.SERVICES),
        ("PodDisruptionBudget", Stage.SERVICES),
    ],
)
def test_an_object_is_staged_by_its_kind(kind: str, stage: Stage) -> None:
    assert stage_of({"apiVersion": "example.org/v1", "kind": kind, "metadata": {"name": "own"}}) is stage


@pytest.mark.parametrize("stage", STAGES)
def test_an_object_can_name_its_stage(stage: str) -> None:
    assert stage_of({**CONFIG_MAP, "stage": stage}) == stage


@pytest.mark.parametrize(
    ("extra", "code", "place"),
    [
        ({**CONFIG_MAP, "metadata": {"name": "portkey-frontend"}}, "PK-EXTRA-001", ""),
        ({**CONFIG_MAP, "data": {"a": 1}}, "PK-EXTRA-002", ".data.a"),
        ({**CONFIG_MAP, "spec": {}}, "PK-EXTRA-002", ""),
        ({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "own"}, "stringData": {"a": "b"}}, "PK-EXTRA-003", ""),
        ({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "own"}, "data": {"a": "Yg=="}}, "PK-EXTRA-003", ""),
        ({"apiVersion": "v1", "kind": "ConfigMap"}, "PK-SETTING-004", ""),
        ({**CONFIG_MAP, "metadata": {"name": 5}}, "PK-SETTING-004", ""),
        ({**CONFIG_MAP, "stage": "6-late"}, "PK-SETTING-004", ""),
        ("a", "PK-SETTING-006", ""),
    ],
)
def test_an_object_that_cannot_work_is_refused_with_its_place(extra: Any, code: str, place: str) -> None:
    assert codes_of(extra) == [(code, f"extraObjects.0{place}")]


def test_two_objects_of_one_identity_are_refused() -> None:
    assert codes_of(CONFIG_MAP, CONFIG_MAP) == [("PK-EXTRA-001", "extraObjects.1")]


def test_the_value_of_a_refused_secret_is_not_shown() -> None:
    with pytest.raises(ConfigurationError) as refusal:
        production(extraObjects=[{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "own"}, "stringData": {"a": "hunter2"}}])
    assert "hunter2" not in f"{refusal.value}{refusal.value!r}"


def test_a_secret_is_allowed_in_the_development_profile() -> None:
    secret = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "own"}, "stringData": {"a": "b"}}
    assert named(rendered(development(extraObjects=[secret])), "Secret", "own")["stringData"] == {"a": "b"}
