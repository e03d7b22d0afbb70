"""ConfigMaps and claims that must exist before the pods start."""

import json
from typing import Any

import pytest

from portkey_constructs.verify.cluster_state import ClusterState, Unreadable
from portkey_constructs.verify.config_map_checks import check_config_maps
from portkey_constructs.verify.findings import Finding, Object, Status
from portkey_constructs.verify.kubectl_commands import KubectlCommands
from portkey_constructs.verify.requirements import config_map_keys
from portkey_constructs.verify.runner import _CHECKS
from portkey_constructs.verify.volume_checks import check_volumes
from tests.support.examples import development

COMMANDS = KubectlCommands("portkey")
SOURCES = {
    "envFrom": [{"configMapRef": {"name": "own"}}, {"configMapRef": {"name": "may-be", "optional": True}}],
    "env": {"A": {"configMapKeyRef": {"name": "own", "key": "a"}}},
}


def rendered(**settings: Any) -> list[Object]:
    return [json.loads(json.dumps(staged.manifest)) for staged in development(**settings).resolve().objects()]


def state(**lists: Any) -> ClusterState:
    return ClusterState("v1.37.0", {"metadata": {"name": "portkey"}}, lists={"ConfigMap": [], "PersistentVolumeClaim": [], **lists})


def named(name: str, **fields: Any) -> Object:
    return {"metadata": {"name": name}, **fields}


@pytest.mark.parametrize(
    ("config_maps", "status", "text"),
    [
        ([], Status.FAILED, "does not exist; required by portkey-gateway, with a"),
        ([named("own", data={"b": "1"})], Status.FAILED, "has no a"),
        ([named("own", data={"a": "1"})], Status.OK, ""),
        ([named("own", binaryData={"a": "MQ=="})], Status.OK, ""),
        (Unreadable("403 Forbidden"), Status.UNKNOWN, "403 Forbidden"),
    ],
)
def test_config_maps_that_pods_read_must_exist_with_their_keys(config_maps: Any, status: Status, text: str) -> None:
    [finding] = check_config_maps(rendered(gateway=SOURCES), state(ConfigMap=config_maps), COMMANDS)
    assert (finding.object, finding.status, finding.message) == ("ConfigMap own", status, text)


def test_config_maps_are_checked_unless_they_are_rendered() -> None:
    assert check_config_maps in _CHECKS
    assert config_map_keys(rendered()) == {}


def claims(objects: list[Object], live: Any) -> list[Finding]:
    findings = check_volumes(objects, state(PersistentVolumeClaim=live), COMMANDS)
    return [finding for finding in findings if finding.object == "PersistentVolumeClaim own"]


@pytest.mark.parametrize(
    ("live", "status", "text", "cause"),
    [
        ([], Status.FAILED, "does not exist; required by portkey-redis", "it was not created"),
        ([named("own", spec={"storageClassName": "gp3"}, status={"phase": "Pending"})], Status.WAITING, "is Pending", "storage class gp3"),
        ([named("own", spec={"storageClassName": ""}, status={"phase": "Pending"})], Status.WAITING, "is Pending", "no PersistentVolume"),
        ([named("own", spec={}, status={"phase": "Lost"})], Status.FAILED, "has lost its volume", "deleted"),
        ([named("own", spec={}, status={"phase": "Bound"})], Status.OK, "", ""),
        (Unreadable("403 Forbidden"), Status.UNKNOWN, "403 Forbidden", ""),
    ],
)
def test_existing_claims_must_exist_and_be_bound(live: Any, status: Status, text: str, cause: str) -> None:
    objects = rendered(redis={"kind": "inCluster", "persistence": {"kind": "existingClaim", "name": "own"}})
    [finding] = claims(objects, live)
    assert (finding.status, finding.message) == (status, text)
    assert cause in finding.cause


def test_claims_of_other_volumes_must_exist_too() -> None:
    objects = rendered(gateway={"volumes": [{"name": "models", "persistentVolumeClaim": {"claimName": "own"}}]})
    assert [finding.message for finding in claims(objects, [])] == ["does not exist; required by portkey-gateway"]
