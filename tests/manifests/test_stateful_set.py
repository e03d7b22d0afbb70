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
