"""What the API server checks between the fields of an object."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portkey_constructs.config.object_checks import field_problems, fragment_problems, pod_problems

DEPLOYMENT: Mapping[str, Any] = {"selector": {"matchLabels": {"a": "b"}}, "template": {"metadata": {"labels": {"a": "b"}}, "spec": {}}}


def deployment(**spec: Any) -> Mapping[str, Any]:
    return {"metadata": {"name": "own"}, "spec": {**DEPLOYMENT, **spec}}


@pytest.mark.parametrize(
    ("requirement", "selects"),
    [
        ({"key": "a", "operator": "In", "values": ["b"]}, True),
        ({"key": "a", "operator": "In", "values": ["c"]}, False),
        ({"key": "c", "operator": "In", "values": ["b"]}, False),
        ({"key": "a", "operator": "NotIn", "values": ["b"]}, False),
        ({"key": "c", "operator": "NotIn", "values": ["b"]}, True),
        ({"key": "a", "operator": "Exists"}, True),
        ({"key": "c", "operator": "Exists"}, False),
        ({"key": "a", "operator": "DoesNotExist"}, False),
        ({"key": "c", "operator": "DoesNotExist"}, True),
    ],
)
def test_the_labels_of_a_template_are_compared_with_expressions(requirement: Mapping[str, Any], selects: bool) -> None:
    problems = dict(field_problems("Deployment", deployment(selector={"matchExpressions": [requirement]})))
    assert (("spec", "template", "metadata", "labels") not in problems) is selects


def test_an_object_of_another_shape_has_no_such_problem() -> None:
    for value in (None, "a", 1, [], ["a"], {"template": "a", "ports": "a", "selector": {"matchLabels": {"a": "b"}}}):
        for kind in ("ConfigMap", "Deployment", "HorizontalPodAutoscaler", "Job", "Secret", "Service", "StatefulSet", "Unknown"):
            [*field_problems(kind, {"metadata": value, "spec": value, "data": value})]
    assert [*pod_problems({"containers": "a", "volumes": [1], "dnsConfig": []})] == []


_KEYS = (
    *("metadata", "spec", "template", "selector", "matchLabels", "matchExpressions", "containers", "initContainers", "volumes", "volumeMounts"),
    *("name", "image", "ports", "hostPort", "resources", "limits", "requests", "cpu", "hugepages-2Mi", "a/b", "lifecycle", "preStop", "sleep"),
    *("seconds", "volumeDevices", "devicePath", "projected", "sources", "secret", "items", "path", "dnsConfig", "searches", "key", "values"),
    *("operator", "labels", "data", "binaryData", "annotations", "type", "externalName", "minReplicas", "maxReplicas", "volumeClaimTemplates"),
)
_VALUES = st.recursive(
    st.sampled_from([None, True, 0, 1.5, "", "In", "None", "1Gi", "a"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_KEYS), inner, max_size=5),
    max_leaves=25,
)


@pytest.mark.slow
@given(st.dictionaries(st.sampled_from(_KEYS), _VALUES, max_size=5))
def test_no_value_ends_the_checks(value: Mapping[str, Any]) -> None:
    for kind in ("ConfigMap", "Deployment", "HorizontalPodAutoscaler", "Job", "Service", "StatefulSet"):
        [*field_problems(kind, value), *field_problems(kind, {"spec": {**value, "template": {"spec": value}}})]
    for type in ("Container", "Volume"):
        [*fragment_problems(type, value)]
    [*pod_problems(value), *pod_problems({"containers": [value, value], "volumes": [value, value]})]


@pytest.mark.parametrize(
    ("resources", "places"),
    [
        ({"requests": {"cpu": "1"}, "limits": {"cpu": "1000m"}}, []),
        ({"requests": {"cpu": 2}, "limits": {"cpu": "1"}}, [("resources", "requests", "cpu")]),
        ({"requests": {"cpu": "no"}, "limits": {"cpu": "1"}}, []),
        ({"requests": {"cpu": "1"}, "limits": {"cpu": "no"}}, []),
        ({"requests": {"example.org/gpu": 1}}, [("resources", "requests", "example.org/gpu")]),
        ({"requests": {"example.org/gpu": 1}, "limits": {"example.org/gpu": 2}}, [("resources", "requests", "example.org/gpu")]),
        ({"limits": {"example.org/gpu": "1500m"}}, [("resources", "limits", "example.org/gpu")]),
        ({"limits": {"hugepages-2Mi": "4Mi"}}, [("resources",)]),
        ({"limits": {"hugepages-2Mi": "0", "cpu": 1}}, [("resources", "limits", "hugepages-2Mi")]),
        ({"limits": {"hugepages-2Mi": "4Mi", "cpu": 1}}, []),
    ],
)
def test_amounts_are_compared_as_numbers(resources: Mapping[str, Any], places: list[Any]) -> None:
    assert [place for place, _ in fragment_problems("Container", {"name": "a", "resources": resources})] == places


def test_a_port_of_the_node_in_its_network_is_that_of_the_container() -> None:
    pod = {"hostNetwork": True, "containers": [{"name": "a", "image": "a", "ports": [{"containerPort": 80, "hostPort": 81}]}]}
    assert [*pod_problems(pod)] == [(("containers", 0, "ports", 0, "hostPort"), "expected containerPort, because hostNetwork is true")]


@pytest.mark.parametrize(
    ("spec", "place"),
    [
        ({"ports": []}, ("spec", "ports")),
        ({"ports": [{"port": 80, "nodePort": 30080}]}, ("spec", "ports", 0, "nodePort")),
        ({"ports": [{"port": 80}], "externalTrafficPolicy": "Local"}, ("spec", "externalTrafficPolicy")),
        ({"ports": [{"port": 80}], "type": "NodePort", "externalTrafficPolicy": "local"}, ("spec", "externalTrafficPolicy")),
        ({"ports": [{"port": 80}], "type": "NodePort", "healthCheckNodePort": 1}, ("spec", "healthCheckNodePort")),
        ({"ports": [{"port": 80}], "loadBalancerClass": "example.org/a"}, ("spec", "loadBalancerClass")),
        ({"type": "ExternalName"}, ("spec", "externalName")),
    ],
)
def test_fields_of_a_service_depend_on_its_type(spec: Mapping[str, Any], place: tuple[Any, ...]) -> None:
    assert [path for path, _ in field_problems("Service", {"metadata": {"name": "own"}, "spec": spec})] == [place]


def test_the_claims_of_a_stateful_set_are_volumes_of_its_pods() -> None:
    pod = {"containers": [{"name": "a", "image": "a", "volumeMounts": [{"name": "data", "mountPath": "/data"}]}]}
    template = {"metadata": {"labels": {"a": "b"}}, "spec": pod}
    with_claim = deployment(template=template, volumeClaimTemplates=[{"metadata": {"name": "data"}}])
    assert [*field_problems("StatefulSet", with_claim)] == []
    assert [path[-1] for path, _ in field_problems("StatefulSet", deployment(template=template))] == ["name"]
