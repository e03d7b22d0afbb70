"""The data that a change deletes, or that nothing uses any more."""

from typing import Any

import pytest

from portkey_constructs.plan import Change, compare

Object = dict[str, Any]


def manifest(kind: str, spec: Object | None = None, component: str = "mysql") -> Object:
    labels = {"app.kubernetes.io/component": component}
    return {"apiVersion": "v1", "kind": kind, "metadata": {"name": "db", "namespace": "n", "labels": labels}, "spec": spec or {}}


def store(mount: Object | None = None, image: str = "mysql:8.4", **fields: Any) -> Object:
    mounts = [{"name": "data", "mountPath": "/var/lib/mysql", "subPath": "mysql", **(mount or {})}]
    pod = {"containers": [{"name": "mysql", "image": image, "volumeMounts": mounts}]}
    return manifest("StatefulSet", {"replicas": 1, "template": {"spec": pod}, "volumeClaimTemplates": [{"metadata": {"name": "data"}}], **fields})


def planned(old: Object, *new: Object) -> Change:
    return compare([old], new).changes[0]


def test_a_removed_stateful_set_leaves_its_claim_unused() -> None:
    change = planned(store())
    assert len(change.data_at_risk) == 1
    assert change.data_at_risk[0].startswith("PersistentVolumeClaim data-db-0 keeps the data, but nothing uses it any more")
    assert change.dangerous


def test_a_removed_stateful_set_deletes_its_claims_if_its_policy_says_so() -> None:
    change = planned(store(replicas=2, persistentVolumeClaimRetentionPolicy={"whenDeleted": "Delete"}))
    assert [risk.split(" ")[1] for risk in change.data_at_risk] == ["data-db-0", "data-db-1"]
    assert "is deleted with the StatefulSet" in change.data_at_risk[0]


@pytest.mark.parametrize(("policy", "risks"), [("Retain", 0), ("Delete", 1)])
def test_a_recreated_stateful_set_uses_its_claims_again_unless_they_are_deleted(policy: str, risks: int) -> None:
    old, new = (store(serviceName=name, persistentVolumeClaimRetentionPolicy={"whenDeleted": policy}) for name in ("a", "b"))
    new["metadata"]["annotations"] = {"kustomize.toolkit.fluxcd.io/force": "enabled"}
    change = planned(old, new)
    assert (change.action, len(change.data_at_risk)) == ("recreated", risks)


@pytest.mark.parametrize(("kind", "text"), [("Namespace", "every object"), ("PersistentVolumeClaim", "the data"), ("PersistentVolume", "volume")])
def test_removed_objects_with_data_are_at_risk(kind: str, text: str) -> None:
    assert text in planned(manifest(kind)).data_at_risk[0]


@pytest.mark.parametrize(("policy", "text"), [("Delete", "is deleted with its pod"), ("Retain", "no pod uses it")])
def test_fewer_pods_leave_or_delete_claims(policy: str, text: str) -> None:
    retention: Object = {"persistentVolumeClaimRetentionPolicy": {"whenScaled": policy}}
    change = planned(store(replicas=2, **retention), store(replicas=1, **retention))
    assert len(change.data_at_risk) == 1
    assert "data-db-1" in change.data_at_risk[0]
    assert text in change.data_at_risk[0]


@pytest.mark.parametrize("mount", [{"mountPath": "/data"}, {"subPath": "other"}, {"name": "tmp"}])
def test_a_claim_that_is_mounted_elsewhere_is_at_risk(mount: Object) -> None:
    change = planned(store(), store(mount))
    assert "it starts without that data" in change.data_at_risk[0]
    assert change.restarts


def test_a_deployment_with_another_claim_is_at_risk() -> None:
    def deployment(claim: str) -> Object:
        mounts = [{"name": "data", "mountPath": "/data"}]
        volumes = [{"name": "data", "persistentVolumeClaim": {"claimName": claim}}]
        return manifest("Deployment", {"template": {"spec": {"containers": [{"name": "a", "volumeMounts": mounts}], "volumes": volumes}}})

    assert "claim one, and now reads claim two" in planned(deployment("one"), deployment("two")).data_at_risk[0]


@pytest.mark.parametrize(("tag", "at_risk"), [("8.0", True), ("8.4.7", False), ("9.1", False), ("latest", False)])
def test_an_older_store_may_not_read_its_data(tag: str, at_risk: bool) -> None:
    assert bool(planned(store(), store(image=f"mysql:{tag}")).data_at_risk) is at_risk


@pytest.mark.parametrize("new", [store(image="mysql:8.4.1"), store(persistentVolumeClaimRetentionPolicy={"whenDeleted": "Delete"})])
def test_a_restart_keeps_the_data(new: Object) -> None:
    assert planned(store(), new).data_at_risk == ()


def test_a_new_retention_policy_is_named() -> None:
    change = planned(store(), store(persistentVolumeClaimRetentionPolicy={"whenDeleted": "Delete"}))
    assert change.effects == ("from now on, PersistentVolumeClaims and their data are deleted when the StatefulSet is deleted",)


@pytest.mark.parametrize(
    ("component", "path", "name"),
    [("mysql", "/var/lib/mysql", "MySQL"), ("clickhouse", "/var/lib/clickhouse/", "ClickHouse"), ("redis", "/data", "Redis")],
)
@pytest.mark.parametrize(
    ("volumes", "lost"),
    [
        ([{"name": "data", "emptyDir": {}}], True),
        ([], True),
        ([{"name": "data", "persistentVolumeClaim": {"claimName": "own"}}], False),
        ([{"name": "data", "hostPath": {"path": "/srv"}}], False),
    ],
    ids=["emptyDir", "no volume", "claim", "folder of the node"],
)
def test_data_without_a_volume_that_outlives_the_pod_is_at_risk_when_it_restarts(
    component: str, path: str, name: str, volumes: list[Object], lost: bool
) -> None:
    def pod(image: str, **fields: Any) -> Object:
        mounts = [{"name": "data", "mountPath": path}] if volumes else []
        spec = {"containers": [{"name": component, "image": image, "volumeMounts": mounts}], "volumes": volumes}
        return manifest("StatefulSet", {"replicas": 1, "template": {"spec": spec}, **fields}, component)

    assert [risk.partition(" ")[0] for risk in planned(pod("a:1"), pod("a:2")).data_at_risk] == [name] * lost
    assert planned(pod("a:1"), pod("a:1", revisionHistoryLimit=3)).data_at_risk == ()


def test_data_in_a_claim_template_outlives_the_pod() -> None:
    assert planned(store(image="mysql:8.4.1"), store(image="mysql:8.4.2")).data_at_risk == ()


def test_a_service_without_a_volume_loses_no_data() -> None:
    def gateway(image: str) -> Object:
        return manifest("Deployment", {"template": {"spec": {"containers": [{"name": "gateway", "image": image}]}}}, "gateway")

    change = planned(gateway("a:1"), gateway("a:2"))
    assert change.restarts
    assert change.data_at_risk == ()
