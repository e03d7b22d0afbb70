"""Patches of the configuration, applied to the rendered objects."""

from typing import Any

import pytest

from portkey_constructs.config import JsonOperation, Patch, PatchTarget
from portkey_constructs.errors import ConfigurationError
from portkey_constructs.loading.reading import load
from portkey_constructs.manifests.metadata import checksum
from portkey_constructs.manifests.migration import job_name
from tests.support.all_settings import ALL_SETTINGS, MINIMAL
from tests.support.examples import development, production
from tests.support.objects import main_container, named, of_kind, rendered

GATEWAY = {"kind": "Deployment", "component": "gateway"}


def merge(target: dict[str, str], **fields: Any) -> dict[str, Any]:
    return {"target": target, "merge": fields}


def operations(target: dict[str, str], *steps: dict[str, Any]) -> dict[str, Any]:
    return {"target": target, "json": list(steps)}


def problems_of(*patches: dict[str, Any]) -> list[tuple[str, str]]:
    with pytest.raises(ConfigurationError) as refusal:
        development(patches=list(patches))
    return [(problem.code, problem.path) for problem in refusal.value.problems]


def test_a_patch_changes_only_the_objects_that_its_target_selects() -> None:
    plain, changed = rendered(development()), rendered(development(patches=[merge(GATEWAY, spec={"minReadySeconds": 7})]))
    expected = named(plain, "Deployment", "portkey-gateway")
    expected["spec"]["minReadySeconds"] = 7
    assert changed == plain


@pytest.mark.parametrize(
    ("target", "names"),
    [
        ({"kind": "Deployment"}, {"portkey-gateway", "portkey-backend", "portkey-dataservice", "portkey-frontend"}),
        ({"kind": "Deployment", "name": "portkey-backend"}, {"portkey-backend"}),
        ({"kind": "StatefulSet", "component": "redis"}, {"portkey-redis"}),
    ],
)
def test_a_target_selects_by_kind_name_and_component(target: dict[str, str], names: set[str]) -> None:
    objects = rendered(development(patches=[merge(target, metadata={"annotations": {"example.org/patched": "yes"}})]))
    patched = {manifest["metadata"]["name"] for manifest in objects if "example.org/patched" in manifest["metadata"].get("annotations", {})}
    assert patched == names


def test_patches_apply_in_order() -> None:
    first, second = merge(GATEWAY, spec={"paused": True}), operations(GATEWAY, {"op": "replace", "path": "/spec/paused", "value": False})
    assert named(rendered(development(patches=[first, second])), "Deployment", "portkey-gateway")["spec"]["paused"] is False


def test_a_patched_config_map_restarts_its_pods() -> None:
    config = development(patches=[merge({"kind": "ConfigMap", "component": "frontend"}, data={"robots.txt": "a"})])
    objects = rendered(config)
    annotations = named(objects, "Deployment", "portkey-frontend")["spec"]["template"]["metadata"]["annotations"]
    assert annotations["checksum/config"] == checksum(named(objects, "ConfigMap", "portkey-frontend")["data"])
    assert annotations != named(rendered(development()), "Deployment", "portkey-frontend")["spec"]["template"]["metadata"]["annotations"]


def test_a_patched_migration_has_another_name() -> None:
    config = development(patches=[merge({"kind": "Job"}, spec={"ttlSecondsAfterFinished": 600})])
    (job,) = of_kind(rendered(config), "Job")
    assert job["metadata"]["name"] == job_name(config.resolve(), job["spec"])
    assert job["metadata"]["name"] != of_kind(rendered(development()), "Job")[0]["metadata"]["name"]


def test_a_variable_can_be_removed_and_a_container_added() -> None:
    container = {"name": "gateway", "env": [{"name": "REDIS_MODE", "$patch": "delete"}]}
    added = {"name": "proxy", "image": "envoy:1"}
    config = development(patches=[merge(GATEWAY, spec={"template": {"spec": {"containers": [container, added]}}})])
    deployment = named(rendered(config), "Deployment", "portkey-gateway")
    assert [container["name"] for container in deployment["spec"]["template"]["spec"]["containers"]] == ["gateway", "proxy"]
    names = [variable["name"] for variable in deployment["spec"]["template"]["spec"]["containers"][0]["env"]]
    before = [variable["name"] for variable in main_container(rendered(development()), "Deployment", "portkey-gateway")["env"]]
    assert names == [name for name in before if name != "REDIS_MODE"]


def test_a_target_that_matches_nothing_is_refused_with_what_there_is() -> None:
    with pytest.raises(ConfigurationError, match="portkey-backend, portkey-dataservice, portkey-frontend, portkey-gateway") as refusal:
        development(patches=[merge({"kind": "Deployment", "component": "gatewy"}, spec={"paused": True})])
    assert [problem.code for problem in refusal.value.problems] == ["PK-PATCH-001"]


@pytest.mark.parametrize(
    ("patch", "place"),
    [
        (merge(GATEWAY, metadata={"name": "x"}), "merge.metadata.name"),
        (merge(GATEWAY, metadata={"namespace": "x"}), "merge.metadata.namespace"),
        (merge(GATEWAY, kind="StatefulSet"), "merge.kind"),
        (merge(GATEWAY, metadata={"labels": {"app.kubernetes.io/component": "x"}}), "merge.metadata.labels.app.kubernetes.io/component"),
        (merge(GATEWAY, spec={"selector": {"matchLabels": {"a": "b"}}}), "merge.spec.selector"),
        (merge({"kind": "Service"}, spec={"selector": {"a": "b"}}), "merge.spec.selector"),
        (merge({"kind": "Secret"}, stringData={"a": "b"}), "merge.stringData"),
        (merge({"kind": "Secret"}, data={"a": "Yg=="}), "merge.data"),
        (operations(GATEWAY, {"op": "remove", "path": "/spec/selector"}), "json"),
        (operations(GATEWAY, {"op": "remove", "path": "/spec/template/metadata/labels"}), "json"),
        (operations(GATEWAY, {"op": "remove", "path": "/metadata"}), "json"),
    ],
)
def test_names_selectors_and_secret_values_cannot_be_patched(patch: dict[str, Any], place: str) -> None:
    problems = problems_of(patch)
    assert {code for code, _ in problems} == {"PK-PATCH-002"}
    assert {path for _, path in problems} == {f"patches.0.{place}"}


@pytest.mark.parametrize(
    ("patch", "code", "place"),
    [
        (merge(GATEWAY, spec={"replica": 2}), "PK-PATCH-003", "merge.spec"),
        (merge(GATEWAY, spec={"replicas": "two"}), "PK-PATCH-003", "merge.spec.replicas"),
        (
            merge(GATEWAY, spec={"template": {"spec": {"volumes": [{"name": "a", "emptyDir": {}, "hostPath": {"path": "/"}}]}}}),
            "PK-PATCH-003",
            "merge",
        ),
        (operations(GATEWAY, {"op": "add", "path": "/spec/foo", "value": 1}), "PK-PATCH-003", "json"),
        (merge(GATEWAY, spec={"template": {"spec": {"containers": [{"tty": True}]}}}), "PK-PATCH-004", "merge.spec.template.spec.containers.0"),
        (operations(GATEWAY, {"op": "remove", "path": "/spec/paused"}), "PK-PATCH-004", "json.0"),
        (operations(GATEWAY, {"op": "add", "path": "/spec/a/b", "value": 1}), "PK-PATCH-004", "json.0"),
        (operations(GATEWAY, {"op": "test", "path": "/spec/paused", "value": True}), "PK-PATCH-004", "json.0"),
        ({"target": GATEWAY}, "PK-PATCH-005", ""),
        ({**merge(GATEWAY, spec={"paused": True}), "json": []}, "PK-PATCH-005", ""),
        (operations(GATEWAY, {"op": "add", "path": "/spec/paused"}), "PK-PATCH-006", "json.0"),
        (operations(GATEWAY, {"op": "move", "path": "/spec/paused"}), "PK-PATCH-006", "json.0"),
        (operations(GATEWAY, {"op": "remove", "path": "spec.paused"}), "PK-PATCH-006", "json.0.path"),
    ],
)
def test_a_patch_that_does_not_fit_is_refused_with_its_place(patch: dict[str, Any], code: str, place: str) -> None:
    assert problems_of(patch) == [(code, f"patches.0.{place}".removesuffix("."))]


def test_all_problems_of_all_patches_are_reported_at_once() -> None:
    codes = [code for code, _ in problems_of(merge(GATEWAY, spec={"replica": 2}), merge({"kind": "Pod"}, spec={}), merge(GATEWAY, kind="Pod"))]
    assert sorted(codes) == ["PK-PATCH-001", "PK-PATCH-002", "PK-PATCH-003"]


def test_a_problem_names_the_line_of_the_patch(tmp_path: Any) -> None:
    file = tmp_path / "portkey.yaml"
    file.write_text(
        "profile: development\nclientAuth: a\nimagePull: {kind: none}\nauth: {kind: none}\npatches:\n"
        "  - target: {kind: Deployment, component: gateway}\n    merge:\n      spec:\n        replicas: two\n"
    )
    with pytest.raises(ConfigurationError) as refusal:
        load(file)
    (problem,) = refusal.value.problems
    assert problem.position is not None
    assert (problem.position.line, problem.position.column) == (9, 9)


def test_a_patch_does_not_change_the_configuration_and_repeats_exactly() -> None:
    config = production(patches=[merge(GATEWAY, spec={"template": {"spec": {"hostAliases": [{"ip": "10.0.0.1", "hostnames": ["a"]}]}}})])
    first = rendered(config)
    named(first, "Deployment", "portkey-gateway")["spec"]["template"]["spec"]["hostAliases"].clear()
    assert named(rendered(config), "Deployment", "portkey-gateway")["spec"]["template"]["spec"]["hostAliases"] == [
        {"ip": "10.0.0.1", "hostnames": ["a"]}
    ]
    assert config.model_copy().resolve().objects() == config.model_copy(deep=True).resolve().objects()


def test_patches_are_written_in_python() -> None:
    target = PatchTarget(kind="Deployment", component="gateway")
    patches = (
        Patch(target=target, merge={"spec": {"minReadySeconds": 3}}),
        Patch(target=target, json_patch=(JsonOperation(op="copy", path="/spec/revisionHistoryLimit", from_path="/spec/minReadySeconds"),)),
    )
    deployment = named(rendered(MINIMAL.model_copy(update={"patches": patches})), "Deployment", "portkey-gateway")
    assert deployment["spec"]["revisionHistoryLimit"] == deployment["spec"]["minReadySeconds"] == 3


@pytest.mark.parametrize("name", ALL_SETTINGS)
def test_a_patch_of_every_object_of_a_configuration_changes_each_once(name: str) -> None:
    config = ALL_SETTINGS[name].model_copy(update={"extra_objects": ()})
    plain = {(manifest["kind"], manifest["metadata"]["name"]) for manifest in rendered(config) if manifest["kind"] != "Job"}
    note = {"metadata": {"annotations": {"example.org/note": "a"}}}
    patches = tuple(Patch(target=PatchTarget(kind=kind), merge=note) for kind in sorted({kind for kind, _ in plain}))
    objects = rendered(config.model_copy(update={"patches": (*config.patches, *patches)}))
    assert {(o["kind"], o["metadata"]["name"]) for o in objects if o["metadata"].get("annotations", {}).get("example.org/note") == "a"} == plain
