"""Live objects without what the server and other tools add, against the same objects as they are rendered."""

import base64
import copy
import json
from typing import Any, Final

import pytest

from portkey_constructs.loading.reading import load
from portkey_constructs.plan import compare
from portkey_constructs.plan.live_objects import without_additions
from tests.support.live_objects import live_object

Object = dict[str, Any]
OBJECTS: Final[list[Object]] = [
    json.loads(json.dumps(staged.manifest))
    for file in ("apps/quickstart.yaml", "apps/irsa_secrets_manager.yaml")
    for staged in load([file]).resolve().objects()
]


def title(manifest: Object) -> str:
    return f"{manifest['kind']}-{manifest['metadata']['name']}"


@pytest.mark.parametrize("manifest", OBJECTS, ids=title)
def test_additions_of_the_server_and_of_other_tools_are_no_change(manifest: Object) -> None:
    live = without_additions(live_object(manifest), manifest)
    changes = compare([live], [manifest]).changes
    assert [change.fields for change in changes if change.fields[0].path != "spec.template.spec.volumes (order)"] == []


def deployment(**fields: Any) -> Object:
    container = {"name": "a", "image": "a:1", "env": [{"name": "A", "value": "1"}]}
    head = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "d", "namespace": "n", "labels": {"l": "1"}}}
    return {**head, "spec": {"template": {"spec": {"containers": [container]}}, **fields}}


def test_a_field_that_kubectl_applied_and_that_is_rendered_no_more_is_a_change() -> None:
    applied = deployment(replicas=3)
    live = copy.deepcopy(applied)
    live["metadata"]["annotations"] = {"kubectl.kubernetes.io/last-applied-configuration": json.dumps(applied)}
    changes = compare([without_additions(live, deployment())], [deployment()]).changes
    assert [(field.path, field.old, field.new) for field in changes[0].fields] == [("spec.replicas", "3", None)]


def test_a_field_that_flux_applied_and_that_is_rendered_no_more_is_a_change() -> None:
    live = deployment(replicas=3)
    live["spec"]["template"]["spec"]["containers"][0]["env"].append({"name": "OLD", "value": "x"})
    entries: Object = {'k:{"name":"OLD"}': {".": {}, "f:name": {}, "f:value": {}}}
    containers = {'k:{"name":"a"}': {"f:name": {}, "f:env": entries}}
    fields = {"f:spec": {"f:replicas": {}, "f:template": {"f:spec": {"f:containers": containers}}}}
    live["metadata"]["managedFields"] = [
        {"manager": "kustomize-controller", "operation": "Apply", "fieldsV1": fields},
        {"manager": "autoscaler", "operation": "Update", "fieldsV1": {"f:metadata": {"f:labels": {"f:l": {}}}}},
    ]
    changes = compare([without_additions(live, deployment())], [deployment()]).changes
    assert [field.path for field in changes[0].fields] == ["spec.template.spec.containers[a].env[OLD]", "spec.replicas"]


def test_the_number_of_pods_that_an_autoscaler_chose_is_no_change() -> None:
    live = deployment(replicas=7)
    live["metadata"]["managedFields"] = [
        {"manager": "autoscaler", "operation": "Update", "subresource": "scale", "fieldsV1": {"f:spec": {"f:replicas": {}}}}
    ]
    assert compare([without_additions(live, deployment())], [deployment()]).empty


def test_defaults_in_a_list_without_keys_are_no_change() -> None:
    rendered = next(manifest for manifest in OBJECTS if manifest["kind"] == "ExternalSecret")
    live = copy.deepcopy(rendered)
    for entry in live["spec"]["data"]:
        entry["remoteRef"] |= {"conversionStrategy": "Default", "decodingStrategy": "None", "metadataPolicy": "None"}
    assert compare([without_additions(live, rendered)], [rendered]).empty
    live["spec"]["data"][0]["remoteRef"]["key"] = "other"
    assert not compare([without_additions(live, rendered)], [rendered]).empty


def test_a_changed_value_of_a_secret_is_reported_and_hidden() -> None:
    rendered = next(manifest for manifest in OBJECTS if manifest["kind"] == "Secret")
    key, value = next(iter(rendered["stringData"].items()))
    live = live_object(rendered)
    live["data"][key] = base64.b64encode(b"another-password").decode()
    plan = compare([without_additions(live, rendered)], [rendered])
    assert [(field.path, field.old, field.new) for field in plan.changes[0].fields] == [(f"data[{key}]", "(hidden)", "(hidden)")]
    assert "another-password" not in repr(plan)
    assert value not in repr(plan)
