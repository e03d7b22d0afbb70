"""The changes that the API server refuses, by kind."""

from typing import Any

import pytest

from portkey_constructs.plan import Change, compare


def planned(kind: str, old: dict[str, Any], new: dict[str, Any], **annotations: str) -> Change:
    """The change of an object from one content to another."""
    head = {"apiVersion": "v1", "kind": kind, "metadata": {"name": "a", "namespace": "n"}}
    changed = {**head, "metadata": {**head["metadata"], "annotations": annotations}} if annotations else head  # type: ignore[dict-item]
    return compare([{**head, **old}], [{**changed, **new}]).changes[0]


def spec(**fields: Any) -> dict[str, Any]:
    return {"spec": fields}


TEMPLATE = {"spec": {"containers": [{"name": "a", "image": "a:1"}]}}
OTHER_TEMPLATE = {"spec": {"containers": [{"name": "a", "image": "a:2"}]}}
CLAIM = {"metadata": {"name": "data"}, "spec": {"resources": {"requests": {"storage": "1Gi"}}}}
LARGER = {"metadata": {"name": "data"}, "spec": {"resources": {"requests": {"storage": "2Gi"}}}}
INDEXED = spec(completionMode="Indexed", completions=2, parallelism=2)
PORTS = [{"port": 80}]

REFUSED = [
    ("Deployment", spec(selector={"matchLabels": {"a": "1"}}), spec(selector={"matchLabels": {"a": "2"}}), "spec.selector"),
    ("DaemonSet", spec(selector={"matchLabels": {"a": "1"}}), spec(selector={"matchLabels": {"a": "2"}}), "spec.selector"),
    ("StatefulSet", spec(serviceName="a"), spec(serviceName="b"), "spec.serviceName"),
    ("StatefulSet", spec(), spec(podManagementPolicy="Parallel"), "spec.podManagementPolicy"),
    ("StatefulSet", spec(volumeClaimTemplates=[CLAIM]), spec(volumeClaimTemplates=[LARGER]), "spec.volumeClaimTemplates"),
    ("StatefulSet", spec(volumeClaimTemplates=[CLAIM]), spec(), "spec.volumeClaimTemplates"),
    ("StatefulSet", spec(), spec(updateStrategy={"type": "OnDelete"}), "spec.updateStrategy"),
    ("Job", spec(template=TEMPLATE), spec(template=OTHER_TEMPLATE), "spec.template"),
    ("Job", spec(), spec(completions=2), "spec.completions"),
    (
        "Job",
        spec(completionMode="Indexed", completions=2, parallelism=2),
        spec(completionMode="Indexed", completions=3, parallelism=2),
        "completions",
    ),
    ("Service", spec(ports=PORTS), spec(ports=PORTS, clusterIP="None"), "spec.clusterIP"),
    ("Service", spec(ports=PORTS, clusterIP="10.0.0.1"), spec(ports=PORTS, clusterIP="10.0.0.2"), "spec.clusterIP"),
    ("Service", spec(ports=PORTS, clusterIP="None"), spec(ports=PORTS, type="LoadBalancer"), "headless"),
    ("Service", spec(ipFamilies=["IPv4"]), spec(ipFamilies=["IPv6"]), "ipFamilies"),
    ("Service", spec(type="LoadBalancer"), spec(type="LoadBalancer", loadBalancerClass="a/b"), "loadBalancerClass"),
    ("Secret", {"type": "Opaque"}, {"type": "kubernetes.io/tls"}, "type"),
    ("Secret", {"immutable": True, "stringData": {"a": "1"}}, {"immutable": True, "stringData": {"a": "2"}}, "data"),
    ("ConfigMap", {"immutable": True, "data": {"a": "1"}}, {"immutable": True, "data": {"a": "2"}}, "data"),
    ("ConfigMap", {"immutable": True, "data": {"a": "1"}}, {"data": {"a": "1"}}, "immutable"),
    ("PersistentVolumeClaim", LARGER, CLAIM, "smaller"),
    ("PersistentVolumeClaim", spec(storageClassName="a"), spec(storageClassName="b"), "storageClassName"),
    ("PersistentVolumeClaim", spec(accessModes=["ReadWriteOnce"]), spec(accessModes=["ReadWriteMany"]), "accessModes"),
    ("RoleBinding", {"roleRef": {"name": "a"}}, {"roleRef": {"name": "b"}}, "roleRef"),
    ("StorageClass", {"provisioner": "a"}, {"provisioner": "b"}, "provisioner"),
    ("PriorityClass", {"value": 1}, {"value": 2}, "value"),
    ("IngressClass", spec(controller="a"), spec(controller="b"), "spec.controller"),
]
ACCEPTED = [
    ("Deployment", spec(template=TEMPLATE), spec(template=OTHER_TEMPLATE)),
    *(
        ("StatefulSet", spec(), spec(**{field: value}))
        for field, value in {
            "replicas": 2,
            "template": TEMPLATE,
            "updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"partition": 1}},
            "revisionHistoryLimit": 3,
            "minReadySeconds": 5,
            "ordinals": {"start": 1},
            "persistentVolumeClaimRetentionPolicy": {"whenDeleted": "Delete"},
        }.items()
    ),
    ("StatefulSet", spec(updateStrategy={"type": "OnDelete"}), spec(updateStrategy={"type": "OnDelete"}, minReadySeconds=1)),
    ("StatefulSet", spec(updateStrategy={"type": "OnDelete"}), spec()),
    ("Job", spec(), spec(activeDeadlineSeconds=3)),
    ("Job", INDEXED, spec(completionMode="Indexed", completions=3, parallelism=3)),
    ("Service", spec(ports=PORTS), spec(ports=PORTS, type="LoadBalancer")),
    ("Service", spec(ports=PORTS, clusterIP="None"), spec(ports=PORTS)),
    ("Service", spec(ports=PORTS), spec(type="ExternalName", externalName="a.example.org")),
    ("Service", spec(type="LoadBalancer", loadBalancerClass="a/b"), spec(type="ClusterIP")),
    ("Secret", {"stringData": {"a": "1"}}, {"stringData": {"a": "2"}}),
    ("ConfigMap", {"data": {"a": "1"}}, {"data": {"a": "1"}, "immutable": True}),
    ("PersistentVolumeClaim", CLAIM, LARGER),
    ("PodDisruptionBudget", spec(selector={"matchLabels": {"a": "1"}}), spec(selector={"matchLabels": {"a": "2"}})),
]


@pytest.mark.parametrize(("kind", "old", "new", "field"), REFUSED)
def test_an_immutable_field_is_refused_with_the_field_and_a_fix(kind: str, old: dict[str, Any], new: dict[str, Any], field: str) -> None:
    change = planned(kind, old, new)
    assert change.action == "changed"
    assert len(change.refused) == 1
    assert field in change.refused[0].partition(":")[0]
    assert change.refused[0].partition(": ")[2] or "cannot become smaller" in change.refused[0]
    assert (change.restarts, change.dangerous) == ((), True)


@pytest.mark.parametrize(("kind", "old", "new"), ACCEPTED)
def test_other_fields_are_accepted(kind: str, old: dict[str, Any], new: dict[str, Any]) -> None:
    assert planned(kind, old, new).refused == ()


def test_with_the_annotation_of_flux_an_immutable_change_recreates_the_object() -> None:
    change = planned("StatefulSet", spec(serviceName="a"), spec(serviceName="b"), **{"kustomize.toolkit.fluxcd.io/force": "enabled"})
    assert (change.action, change.refused) == ("recreated", ())
    assert "spec.serviceName is immutable" in change.restarts[0]


STRATEGIES = [("Deployment", "strategy", "Recreate", {"maxSurge": "25%"}), ("StatefulSet", "updateStrategy", "OnDelete", {"partition": 0})]


@pytest.mark.parametrize(("kind", "field", "other", "_"), STRATEGIES)
@pytest.mark.parametrize("before", [{}, {"type": "RollingUpdate"}])
def test_a_strategy_without_parameters_is_refused_after_the_default_one(kind: str, field: str, other: str, _: object, before: dict[str, Any]) -> None:
    change = planned(kind, spec(**{field: before}), spec(**{field: {"type": other}}))
    assert change.refused[0].startswith(f"spec.{field}.rollingUpdate was never applied")


@pytest.mark.parametrize(("kind", "field", "other", "parameters"), STRATEGIES)
def test_a_strategy_without_parameters_is_accepted_after_one_whose_parameters_were_applied(
    kind: str, field: str, other: str, parameters: dict[str, Any]
) -> None:
    before = spec(**{field: {"type": "RollingUpdate", "rollingUpdate": parameters}})
    assert planned(kind, before, spec(**{field: {"type": other}})).refused == ()
    assert planned(kind, spec(**{field: {"type": other}}), spec()).refused == ()
