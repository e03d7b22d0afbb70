"""Merging a part of an object into it."""

from typing import Any

import pytest

from portkey_constructs.manifests.merging import MergeError, merged


def deployment(**pod: Any) -> dict[str, Any]:
    return {"spec": {"replicas": 2, "template": {"spec": {"containers": [{"name": "gateway", "image": "a"}], **pod}}}}


def pod_of(manifest: dict[str, Any]) -> dict[str, Any]:
    pod: dict[str, Any] = manifest["spec"]["template"]["spec"]
    return pod


def in_pod(**fields: Any) -> dict[str, Any]:
    return {"spec": {"template": {"spec": fields}}}


def test_maps_are_merged_and_other_fields_stay() -> None:
    result = merged("Deployment", deployment(), {"spec": {"minReadySeconds": 5}})
    assert result["spec"] == {**deployment()["spec"], "minReadySeconds": 5}


def test_missing_maps_are_created() -> None:
    assert pod_of(merged("Deployment", deployment(), in_pod(dnsConfig={"options": [{"name": "ndots"}]})))["dnsConfig"] == {
        "options": [{"name": "ndots"}]
    }


def test_null_removes_a_field_and_is_ignored_for_a_missing_field() -> None:
    result = merged("Deployment", deployment(), {"spec": {"replicas": None, "paused": None}})
    assert result["spec"].keys() == {"template"}


@pytest.mark.parametrize(
    ("field", "before", "part", "after"),
    [
        (
            "containers",
            [{"name": "a", "image": "1"}, {"name": "b"}],
            [{"name": "a", "tty": True}],
            [{"name": "a", "image": "1", "tty": True}, {"name": "b"}],
        ),
        ("containers", [{"name": "a"}], [{"name": "b"}], [{"name": "a"}, {"name": "b"}]),
        ("containers", [{"name": "a"}, {"name": "b"}], [{"name": "a", "$patch": "delete"}], [{"name": "b"}]),
        (
            "volumes",
            [{"name": "a", "emptyDir": {}}],
            [{"name": "a", "emptyDir": {"sizeLimit": "1Gi"}}],
            [{"name": "a", "emptyDir": {"sizeLimit": "1Gi"}}],
        ),
        ("hostAliases", [{"ip": "10.0.0.1", "hostnames": ["a"]}], [{"ip": "10.0.0.1", "hostnames": ["b"]}], [{"ip": "10.0.0.1", "hostnames": ["b"]}]),
        ("tolerations", [{"key": "a"}], [{"key": "b"}], [{"key": "b"}]),
    ],
)
def test_lists_are_merged_by_the_key_that_kubernetes_declares(field: str, before: list[Any], part: list[Any], after: list[Any]) -> None:
    assert pod_of(merged("Deployment", deployment(**{field: before}), in_pod(**{field: part})))[field] == after


def test_an_entry_without_protocol_changes_the_port_of_protocol_tcp() -> None:
    service = {"spec": {"ports": [{"name": "http", "port": 80, "protocol": "TCP"}, {"name": "dns", "port": 80, "protocol": "UDP"}]}}
    result = merged("Service", service, {"spec": {"ports": [{"port": 80, "appProtocol": "http"}]}})
    assert result["spec"]["ports"] == [
        {"name": "http", "port": 80, "protocol": "TCP", "appProtocol": "http"},
        {"name": "dns", "port": 80, "protocol": "UDP"},
    ]


def test_lists_of_custom_resources_are_replaced() -> None:
    route = {"spec": {"hostnames": ["a"], "rules": [{"name": "a"}]}}
    assert merged("HTTPRoute", route, {"spec": {"rules": [{"name": "b"}]}})["spec"] == {"hostnames": ["a"], "rules": [{"name": "b"}]}


@pytest.mark.parametrize(
    ("part", "path", "message"),
    [
        (in_pod(containers=[{"tty": True}]), ("spec", "template", "spec", "containers", 0), "has no name"),
        (in_pod(containers=[{"name": "x", "$patch": "delete"}]), ("spec", "template", "spec", "containers", 0), "does not have"),
        (in_pod(containers=[{"name": "gateway", "$patch": "replace"}]), ("spec", "template", "spec", "containers", 0, "$patch"), "is not delete"),
    ],
)
def test_an_entry_that_cannot_be_merged_is_refused_with_its_path(part: dict[str, Any], path: tuple[Any, ...], message: str) -> None:
    with pytest.raises(MergeError, match=message) as refusal:
        merged("Deployment", deployment(), part)
    assert refusal.value.path == path


def test_the_original_is_unchanged() -> None:
    original = deployment()
    result = merged("Deployment", original, in_pod(containers=[{"name": "gateway", "tty": True}]))
    pod_of(result)["containers"][0]["image"] = "b"
    assert original == deployment()
