"""`compare`: which objects are in a plan, what is changed, refused, restarted and at risk."""

import copy
import json
from collections.abc import Mapping
from typing import Any, Final

import pytest

from portkey_constructs.plan import Change, Plan, compare
from tests.support.examples import PRODUCTION, config_from
from tests.support.live_objects import leaves, replaced

Object = dict[str, Any]
OTHER: Final = "another-value"


def objects(data: Mapping[str, Any] = PRODUCTION) -> list[Object]:
    return [json.loads(json.dumps(staged.manifest)) for staged in config_from(data).resolve().objects()]


OBJECTS: Final = objects()


def planned(**settings: Any) -> Plan:
    """The plan from the production example to the same with other settings."""
    return compare(OBJECTS, objects({**PRODUCTION, **settings}))


def change(plan: Plan, kind: str, name: str) -> Change:
    return next(change for change in plan.changes if change.identity[1:] == (kind, "portkey", name))


def title(manifest: Object) -> str:
    return f"{manifest['kind']}-{manifest['metadata']['name']}"


def test_the_same_objects_give_an_empty_plan() -> None:
    plan = compare(OBJECTS, copy.deepcopy(OBJECTS))
    assert plan.empty
    assert not plan.dangerous
    assert plan.prerequisites == ()


def _is_compared(path: tuple[Any, ...]) -> bool:
    """Whether a field is compared; the identity of an object cannot differ."""
    return path[:2] not in (("metadata", "name"), ("metadata", "namespace")) and (path[-1] not in ("apiVersion", "kind") or "scaleTargetRef" in path)


@pytest.mark.slow
@pytest.mark.parametrize("manifest", OBJECTS, ids=title)
def test_a_change_of_any_field_is_in_the_plan_by_its_path(manifest: Object) -> None:
    for path in filter(_is_compared, leaves(manifest)):
        changes = compare([manifest], [replaced(manifest, path, OTHER)]).changes
        assert [change.action for change in changes] == ["changed"], path
        assert changes[0].fields, path


def test_added_and_removed_objects_are_named() -> None:
    plan = compare(OBJECTS[1:], OBJECTS[:-1])
    assert [(change.action, change.identity.kind) for change in plan.changes] == [
        ("added", OBJECTS[0]["kind"]),
        ("removed", OBJECTS[-1]["kind"]),
    ]
    assert plan.changes[0].identity.api_version == OBJECTS[0]["apiVersion"]


def test_another_variable_restarts_the_pods_that_have_it_and_is_named() -> None:
    plan = planned(gateway={"env": {"LOG_LEVEL": "debug"}})
    assert [change.identity.name for change in plan.changes if change.restarts] == ["portkey-gateway"]
    assert change(plan, "Deployment", "portkey-gateway").restarts == ("variable LOG_LEVEL of gateway is added (debug)",)
    assert not plan.dangerous


def test_another_configmap_restarts_its_pods_and_is_named() -> None:
    plan = planned(frontend={"loginDisclaimer": "Mind the gap"})
    assert change(plan, "Deployment", "portkey-frontend").restarts[-1] == "ConfigMap portkey-frontend changes"


def test_more_replicas_restart_nothing() -> None:
    plan = planned(dataservice={"replicas": 4})
    assert not any(change.restarts for change in plan.changes)
    assert change(plan, "Deployment", "portkey-dataservice").effects == ("4 pods run instead of 2",)


def test_a_larger_volume_is_refused_and_so_restarts_nothing() -> None:
    plan = planned(mysql={"kind": "inCluster", "persistence": {"size": "90Gi"}, "image": {"tag": "8.4.9"}})
    resized = change(plan, "StatefulSet", "portkey-mysql")
    assert len(resized.refused) == 1
    assert resized.refused[0].startswith("spec.volumeClaimTemplates is immutable: ")
    assert resized.restarts == ()
    assert plan.dangerous


def test_manifests_of_another_platform_are_noted() -> None:
    plan = planned(namespace="elsewhere")
    assert "no object is on both sides" in plan.notes[0]
    assert {change.action for change in plan.changes} == {"added", "removed"}
    assert compare([], OBJECTS).notes == ()
