"""The API server stores what the settings of pods, rollouts and volumes write."""

import json
from collections.abc import Mapping
from typing import Any, Final

import pytest
import yaml

from portkey_constructs.config.root import PortkeyConfig
from tests.cluster.control_plane import Cluster
from tests.cluster.environments import Object, identity, needed
from tests.cluster.processes import until
from tests.cluster.readiness import settled

pytestmark = pytest.mark.cluster

NAMESPACE: Final = "workload-settings"
BASE: Final[Mapping[str, Any]] = {
    "profile": "development",
    "namespace": NAMESPACE,
    "clientAuth": "license",
    "imagePull": {"kind": "none"},
    "auth": {"kind": "none"},
}
POD: Final[Mapping[str, Any]] = {
    "hostAliases": [{"ip": "10.20.30.40", "hostnames": ["license.example.org", "license"]}, {"ip": "2001:db8::7", "hostnames": ["six"]}],
    "runtimeClass": "gvisor",
    "command": ["/bin/own-start"],
    "args": ["--level=$(EXTRA)", "--appendonly", "yes"],
    "env": {"EXTRA": "$(OWN_LEVEL)"},
    "envFrom": [{"prefix": "OWN_", "secretRef": {"name": "own-variables"}}, {"configMapRef": {"name": "own-defaults", "optional": True}}],
    "ports": [{"name": "debug", "containerPort": 9229}, {"name": "debug-udp", "containerPort": 9229, "protocol": "UDP"}],
    "lifecycle": {"postStart": {"exec": {"command": ["/bin/warm-up"]}}, "preStop": {"sleep": {"seconds": 20}}},
    "scratchSizeLimit": "1Gi",
    "serviceAccount": {"labels": {"example.org/team": "platform"}},
    "minReadySeconds": 5,
    "revisionHistoryLimit": 2,
}
CLAIM: Final[Mapping[str, Any]] = {
    "size": "7Gi",
    "storageClass": "",
    "accessModes": ["ReadWriteOnce", "ReadWriteMany"],
    "volumeName": "workload-settings-redis",
    "selector": {"matchLabels": {"example.org/disk": "own"}},
    "labels": {"example.org/backup": "daily"},
    "annotations": {"example.org/owner": "platform"},
}
STRATEGIES: Final = (
    {"type": "Recreate"},
    {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": "50%", "maxUnavailable": 1}},
    {"type": "RollingUpdate"},
)
UPDATES: Final = ({"type": "OnDelete"}, {"type": "RollingUpdate", "rollingUpdate": {"partition": 0}})


def objects(**settings: Any) -> list[Object]:
    """The objects of a platform, as they are in the files."""
    config = PortkeyConfig.from_dict({**BASE, **settings})
    return [json.loads(json.dumps(staged.manifest)) for staged in config.resolve().objects()]


def differences(written: Any, stored: Any, path: str = "") -> list[str]:
    """The fields that the server does not store as they are written; it may add others, and leaves out empty texts."""
    if isinstance(written, dict) and isinstance(stored, dict):
        return [text for key, value in written.items() for text in differences(value, stored.get(key), f"{path}.{key}")]
    if isinstance(written, list) and isinstance(stored, list) and len(written) == len(stored):
        return [text for index, pair in enumerate(zip(written, stored, strict=True)) for text in differences(*pair, f"{path}[{index}]")]
    return [] if written == stored or (written == "" and stored is None) else [f"{path}: {written} is stored as {stored}"]


@pytest.fixture(scope="module", autouse=True)
def namespace(cluster: Cluster) -> Any:
    """A namespace for the module, with what pods refer to."""
    with cluster.removed(
        NAMESPACE, besides=["runtimeclass/gvisor", "persistentvolume/workload-settings-redis", "persistentvolume/workload-settings-mysql"]
    ):
        runtime = {"apiVersion": "node.k8s.io/v1", "kind": "RuntimeClass", "metadata": {"name": "gvisor"}, "handler": "runsc"}
        cluster.apply([{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": NAMESPACE}}, runtime])
        yield


def stored(cluster: Cluster, manifests: list[Object]) -> dict[tuple[str, str], Object]:
    """The objects as the server would store them."""
    own = [manifest for manifest in manifests if manifest["kind"] != "Namespace"]
    answer = cluster.apply(own, "--dry-run=server", "--output=json").stdout
    decoder, result, start = json.JSONDecoder(), {}, 0
    while start < len(answer.rstrip()):
        document, start = decoder.raw_decode(answer, start)
        start += len(answer[start:]) - len(answer[start:].lstrip())
        for manifest in document["items"] if document["kind"] == "List" else [document]:
            result[identity(manifest)] = manifest
    return result


@pytest.mark.parametrize(("strategy", "update"), [(strategy, UPDATES[index % 2]) for index, strategy in enumerate(STRATEGIES)])
def test_the_server_stores_every_setting_as_it_is_written(cluster: Cluster, strategy: Object, update: Object) -> None:
    store = {"kind": "inCluster", **POD, "gracePeriod": "30s", "updateStrategy": update}
    snapshot = {"apiGroup": "snapshot.storage.k8s.io", "kind": "VolumeSnapshot", "name": "before"}
    manifests = objects(
        **{name: {**POD, "strategy": strategy} for name in ("gateway", "backend", "dataservice", "frontend")},
        mysql={**store, "persistence": {"kind": "existingClaim", "name": "mysql-data"}, "maxConnections": 200},
        redis={**store, "persistence": CLAIM},
        clickhouse={**store, "persistence": {"accessModes": ["ReadWriteOncePod"], "dataSource": snapshot}},
    )
    live = stored(cluster, manifests)
    written = {identity(manifest): manifest for manifest in manifests if manifest["kind"] in ("Deployment", "StatefulSet", "Job", "ServiceAccount")}
    assert {kind for kind, _ in written} == {"Deployment", "StatefulSet", "Job", "ServiceAccount"}
    assert [f"{key} {text}" for key, manifest in written.items() for text in differences(manifest, live[key])] == []
    gateway, redis = live["Deployment", "portkey-gateway"]["spec"], live["StatefulSet", "portkey-redis"]["spec"]
    for spec, own in ((gateway, "strategy"), (redis, "updateStrategy")):
        pod = spec["template"]["spec"]
        [container, *_] = pod["containers"]
        assert differences({"strategy": strategy, "updateStrategy": update}[own], spec[own]) == []
        assert (spec["minReadySeconds"], spec["revisionHistoryLimit"], pod["runtimeClassName"]) == (5, 2, "gvisor")
        assert pod["hostAliases"] == POD["hostAliases"]
        assert [container[name] for name in ("command", "args", "envFrom", "lifecycle")] == [
            POD[name] for name in ("command", "args", "envFrom", "lifecycle")
        ]
        assert [(port["name"], port["protocol"]) for port in container["ports"][-2:]] == [("debug", "TCP"), ("debug-udp", "UDP")]
        assert {volume["emptyDir"]["sizeLimit"] for volume in pod["volumes"] if "emptyDir" in volume} == {"1Gi"}
    [template] = redis["volumeClaimTemplates"]
    assert template["spec"]["storageClassName"] == ""
    job = next(manifest["spec"]["template"]["spec"] for (kind, _), manifest in live.items() if kind == "Job")
    assert (job["hostAliases"], job["runtimeClassName"], job["containers"][0]["envFrom"]) == (POD["hostAliases"], "gvisor", POD["envFrom"])
    assert "lifecycle" not in job["containers"][0]


def test_the_server_does_not_store_a_stop_signal(cluster: Cluster) -> None:
    """Which is why lifecycle has none."""
    [deployment] = [manifest for manifest in objects() if identity(manifest) == ("Deployment", "portkey-gateway")]
    deployment["spec"]["template"]["spec"]["containers"][0]["lifecycle"] = {"stopSignal": "SIGUSR1"}
    [live] = stored(cluster, [deployment]).values()
    assert live["spec"]["template"]["spec"]["containers"][0].get("lifecycle") in (None, {})


def test_the_server_refuses_seconds_that_the_rollout_does_not_have(cluster: Cluster) -> None:
    [deployment] = [manifest for manifest in objects() if identity(manifest) == ("Deployment", "portkey-gateway")]
    for seconds, refused in ((599, False), (600, True)):
        deployment["spec"]["minReadySeconds"] = seconds
        answer = cluster.apply([deployment], "--dry-run=server", check=False)
        assert ("minReadySeconds" in answer.stderr) == refused


def test_the_server_refuses_a_sleep_beyond_the_grace_period(cluster: Cluster) -> None:
    [deployment] = [manifest for manifest in objects() if identity(manifest) == ("Deployment", "portkey-gateway")]
    pod = deployment["spec"]["template"]["spec"]
    for hook in ("preStop", "postStart"):
        pod["containers"][0]["lifecycle"] = {hook: {"sleep": {"seconds": pod["terminationGracePeriodSeconds"] + 1}}}
        answer = cluster.apply([deployment], "--dry-run=server", check=False)
        assert f"lifecycle.{hook}" in answer.stderr


def volume(name: str, labels: Mapping[str, str]) -> Object:
    spec = {
        "accessModes": ["ReadWriteOnce", "ReadWriteMany"],
        "capacity": {"storage": "50Gi"},
        "persistentVolumeReclaimPolicy": "Retain",
        "storageClassName": "",
        "hostPath": {"path": "/nowhere"},
    }
    return {"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": name, "labels": dict(labels)}, "spec": spec}


def test_stores_run_with_an_existing_claim_and_with_an_existing_volume(cluster: Cluster) -> None:
    mysql: Object = {"kind": "inCluster", "persistence": {"kind": "existingClaim", "name": "mysql-data"}}
    manifests = [
        manifest
        for manifest in objects(mysql=mysql, redis={"kind": "inCluster", "persistence": CLAIM}, clickhouse={"kind": "inCluster"})
        if manifest["metadata"]["labels"]["app.kubernetes.io/component"] in ("mysql", "redis", "app") or manifest["kind"] == "Secret"
    ]
    spec = {
        "accessModes": ["ReadWriteOnce"],
        "resources": {"requests": {"storage": "5Gi"}},
        "storageClassName": "",
        "volumeName": "workload-settings-mysql",
    }
    claim = {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "mysql-data", "namespace": NAMESPACE}, "spec": spec}
    volumes = [volume("workload-settings-redis", {"example.org/disk": "own"}), volume("workload-settings-mysql", {})]
    cluster.apply([*volumes, claim, *needed(manifests), *manifests])
    assert settled(cluster, NAMESPACE) == []

    claims = {claim["metadata"]["name"]: claim for claim in cluster.get("pvc", f"--namespace={NAMESPACE}")}
    assert claims.keys() == {"mysql-data", "data-portkey-redis-0"}
    assert {name: live["spec"]["volumeName"] for name, live in claims.items()} == {
        "mysql-data": "workload-settings-mysql",
        "data-portkey-redis-0": "workload-settings-redis",
    }
    created = claims["data-portkey-redis-0"]
    assert created["status"]["phase"] == "Bound"
    assert created["metadata"]["labels"]["example.org/backup"] == "daily"
    assert created["metadata"]["annotations"]["example.org/owner"] == "platform"
    assert created["spec"]["accessModes"] == CLAIM["accessModes"]
    [pod] = cluster.get("pods", f"--namespace={NAMESPACE}", "--selector=app.kubernetes.io/component=mysql")
    [data] = [volume for volume in pod["spec"]["volumes"] if volume["name"] == "data"]
    assert data["persistentVolumeClaim"] == {"claimName": "mysql-data"}

    # Another kind of claim needs a new StatefulSet; the pod keeps running while the old one goes.
    others = objects(mysql={"kind": "inCluster"}, redis=mysql | {"persistence": {"kind": "existingClaim", "name": "data-portkey-redis-0"}})
    for name in ("portkey-mysql", "portkey-redis"):
        [changed] = [manifest for manifest in others if identity(manifest) == ("StatefulSet", name)]
        answer = cluster.apply([changed], check=False)
        assert "immutable" in answer.stderr or "Forbidden: updates to statefulset spec" in answer.stderr
    before = {pod["metadata"]["uid"] for pod in cluster.get("pods", f"--namespace={NAMESPACE}")}
    cluster.kubectl("delete", "statefulset/portkey-redis", "--cascade=orphan", f"--namespace={NAMESPACE}")
    assert {pod["metadata"]["uid"] for pod in cluster.get("pods", f"--namespace={NAMESPACE}")} == before
    cluster.apply([changed])
    assert settled(cluster, NAMESPACE) == []

    def replaced() -> bool:
        pods = cluster.get("pods", f"--namespace={NAMESPACE}", "--selector=app.kubernetes.io/component=redis")
        sources = [volume.get("persistentVolumeClaim") for pod in pods for volume in pod["spec"]["volumes"] if volume["name"] == "data"]
        return sources == [{"claimName": "data-portkey-redis-0"}]

    assert until(replaced, 45, 0.3)
    assert (
        yaml.safe_load(cluster.kubectl("get", "pvc/data-portkey-redis-0", "--output=yaml", f"--namespace={NAMESPACE}").stdout)["status"]["phase"]
        == "Bound"
    )
