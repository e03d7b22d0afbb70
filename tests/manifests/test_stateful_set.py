"""StatefulSets of the stores."""

from typing import Any

import pytest

from tests.support.examples import development, production
from tests.support.objects import named, rendered


def spec(store: str, **settings: Any) -> dict[str, Any]:
    stateful_set: dict[str, Any] = named(rendered(development(**{store: {"kind": "inCluster", **settings}})), "StatefulSet", f"portkey-{store}")[
        "spec"
    ]
    return stateful_set


@pytest.mark.parametrize(("store", "path"), [("mysql", "/var/lib/mysql"), ("redis", "/data"), ("clickhouse", "/var/lib/clickhouse")])
def test_store_has_one_replica_with_its_own_volume(store: str, path: str) -> None:
    stateful_set = spec(store)
    assert stateful_set["replicas"] == 1
    assert stateful_set["serviceName"] == f"portkey-{store}-headless"
    (claim,) = stateful_set["volumeClaimTemplates"]
    mounts = {mount["mountPath"]: mount["name"] for mount in stateful_set["template"]["spec"]["containers"][0]["volumeMounts"]}
    assert mounts[path] == claim["metadata"]["name"] == "data"


def test_volume_size_and_class_are_configurable() -> None:
    (ours,) = spec("mysql")["volumeClaimTemplates"]
    assert ours["spec"]["resources"]["requests"]["storage"] == "5Gi"
    assert "storageClassName" not in ours["spec"]
    (claim,) = spec("mysql", persistence={"size": "7Gi", "storageClass": "gp3"})["volumeClaimTemplates"]
    assert (claim["spec"]["resources"]["requests"]["storage"], claim["spec"]["storageClassName"]) == ("7Gi", "gp3")
    (large,) = named(rendered(production()), "StatefulSet", "portkey-mysql")["spec"]["volumeClaimTemplates"]
    assert large["spec"]["resources"]["requests"]["storage"] == "50Gi"


def test_immutable_fields_depend_only_on_name_and_store() -> None:
    plain, decorated = spec("mysql"), spec("mysql", labels={"team": "a"}, podLabels={"b": "c"}, annotations={"d": "e"})
    for fixed in ("selector", "serviceName", "volumeClaimTemplates"):
        assert plain[fixed] == decorated[fixed]


def test_existing_claim_is_mounted_instead_of_a_template() -> None:
    changed = spec("mysql", persistence={"kind": "existingClaim", "name": "own"})
    assert "volumeClaimTemplates" not in changed
    assert changed["template"]["spec"]["volumes"][0] == {"name": "data", "persistentVolumeClaim": {"claimName": "own"}}
    [data, *_] = changed["template"]["spec"]["containers"][0]["volumeMounts"]
    assert data == {"name": "data", "mountPath": "/var/lib/mysql", "subPath": "mysql"}


def test_new_claim_has_what_kubernetes_allows() -> None:
    source, labels = {"apiGroup": "snapshot.storage.k8s.io", "kind": "VolumeSnapshot", "name": "before"}, {"matchLabels": {"a": "b"}}
    chosen = {"storageClass": "", "accessModes": ["ReadWriteOncePod"], "volumeName": "v", "selector": labels, "dataSource": source}
    (claim,) = spec("redis", persistence={**chosen, "labels": {"backup": "daily"}, "annotations": {"example.org/a": "b"}})["volumeClaimTemplates"]
    assert claim["spec"] == {
        "accessModes": ["ReadWriteOncePod"],
        "resources": {"requests": {"storage": "1Gi"}},
        "storageClassName": "",
        "volumeName": "v",
        "selector": labels,
        "dataSource": source,
    }
    assert claim["metadata"]["labels"]["backup"] == "daily"
    assert claim["metadata"]["annotations"] == {"example.org/a": "b"}


def test_rollout_of_a_store_is_configurable() -> None:
    changed = spec("redis", updateStrategy={"type": "OnDelete"}, minReadySeconds=601, revisionHistoryLimit=1)
    assert (changed["updateStrategy"], changed["minReadySeconds"], changed["revisionHistoryLimit"]) == ({"type": "OnDelete"}, 601, 1)
    assert {"updateStrategy", "minReadySeconds", "revisionHistoryLimit"}.isdisjoint(spec("redis"))
