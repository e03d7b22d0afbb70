"""StatefulSets of the stores."""

from typing import Any

import pytest

from tests.support.examples import development, production
from tests.support.objects import named, rendered


def spec(store: str, **said: Any) -> dict[str, Any]:
    found: dict[str, Any] = named(rendered(development(**{store: {"kind": "inCluster", **said}})), "StatefulSet", f"portkey-{store}")["spec"]
    return found


@pytest.mark.parametrize(("store", "path"), [("mysql", "/var/lib/mysql"), ("redis", "/data"), ("clickhouse", "/var/lib/clickhouse")])
def test_one_server_on_a_volume_of_its_own(store: str, path: str) -> None:
    made = spec(store)
    assert made["replicas"] == 1
    assert made["serviceName"] == f"portkey-{store}-headless"
    (claim,) = made["volumeClaimTemplates"]
    mounts = {mount["mountPath"]: mount["name"] for mount in made["template"]["spec"]["containers"][0]["volumeMounts"]}
    assert mounts[path] == claim["metadata"]["name"] == "data"


def test_size_and_class_are_the_users_the_profiles_or_the_clusters() -> None:
    (ours,) = spec("mysql")["volumeClaimTemplates"]
    assert ours["spec"]["resources"]["requests"]["storage"] == "5Gi"
    assert "storageClassName" not in ours["spec"]
    (said,) = spec("mysql", persistence={"size": "7Gi", "storageClass": "gp3"})["volumeClaimTemplates"]
    assert (said["spec"]["resources"]["requests"]["storage"], said["spec"]["storageClassName"]) == ("7Gi", "gp3")
    (large,) = named(rendered(production()), "StatefulSet", "portkey-mysql")["spec"]["volumeClaimTemplates"]
    assert large["spec"]["resources"]["requests"]["storage"] == "50Gi"


def test_what_can_never_change_follows_from_name_and_store_alone() -> None:
    plain, decorated = spec("mysql"), spec("mysql", labels={"team": "a"}, podLabels={"b": "c"}, annotations={"d": "e"})
    for fixed in ("selector", "serviceName", "volumeClaimTemplates"):
        assert plain[fixed] == decorated[fixed]
