"""Drift: additions of the server and of other tools are none, and every change of a rendered field is reported."""

import base64
import json
import pickle
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portkey_constructs.loading.reading import load
from portkey_constructs.loading.yaml_document import read
from portkey_constructs.verify.cluster_state import HiddenValue, secret_state
from portkey_constructs.verify.drift import Difference, differences, secret_differences
from portkey_constructs.verify.findings import Object
from tests.support.live_objects import leaves, live_object, replaced
from tests.support.strategies import yaml_documents

FILES: Final = ("apps/quickstart.yaml", "apps/production_internal.yaml")
OTHER: Final = "another-value"


def rendered(*files: str) -> list[Object]:
    return [json.loads(json.dumps(staged.manifest)) for staged in load(list(files)).resolve().objects()]


def drift(manifest: Object, live: Object) -> list[Difference]:
    return secret_differences(manifest, secret_state(live)) if manifest["kind"] == "Secret" else differences(manifest, live)


OBJECTS: Final = [manifest for file in FILES for manifest in rendered(file)]
SECRETS: Final = [manifest for manifest in OBJECTS if manifest["kind"] == "Secret"]
OTHERS: Final = [manifest for manifest in OBJECTS if manifest["kind"] != "Secret"]


def title(manifest: Object) -> str:
    return f"{manifest['kind']}-{manifest['metadata']['name']}"


@pytest.mark.parametrize("manifest", OBJECTS, ids=title)
def test_additions_of_the_server_and_of_other_tools_are_no_drift(manifest: Object) -> None:
    assert drift(manifest, live_object(manifest)) == []


def _is_compared(path: tuple[Any, ...]) -> bool:
    """Whether a field is compared; the identity of an object cannot differ."""
    identity = path[:2] in (("metadata", "name"), ("metadata", "namespace"))
    return not identity and (path[-1] not in ("apiVersion", "kind") or "scaleTargetRef" in path)


@pytest.mark.parametrize("manifest", OTHERS, ids=title)
def test_a_change_of_any_rendered_field_is_reported(manifest: Object) -> None:
    paths = [path for path in leaves(manifest) if _is_compared(path)]
    assert paths
    for path in paths:
        assert differences(manifest, replaced(manifest, path, OTHER)), path
        value: Any = manifest
        for part in path:
            value = value[part]
        if isinstance(value, bool):
            assert differences(manifest, replaced(manifest, path, not value)), path


@pytest.mark.parametrize("manifest", SECRETS, ids=title)
def test_a_change_of_any_value_of_a_secret_is_reported_without_the_value(manifest: Object) -> None:
    live = live_object(manifest)
    for key, text in manifest["stringData"].items():
        for value in ("", base64.b64encode(b"hunter-2").decode(), None):
            changed = replaced(live, ("data", key), value)
            (difference,) = secret_differences(manifest, secret_state(changed))
            assert difference.path == f"data[{key}]"
            assert difference.rendered == difference.live == ""
            assert text not in repr(difference)
        del changed["data"][key]
        (difference,) = secret_differences(manifest, secret_state(changed))
        assert str(difference) == f"data[{key}] is missing"
    assert [difference.path for difference in secret_differences(manifest, secret_state(live | {"type": "other"}))] == ["type"]


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(text=yaml_documents())
def test_an_applied_configuration_has_no_drift(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    file = tmp_path_factory.getbasetemp() / "drawn.yaml"
    file.write_text(text, "utf-8")
    assert read([file])
    for manifest in rendered(str(file)):
        assert drift(manifest, live_object(manifest)) == []


def pod(**container: Any) -> Object:
    return {"kind": "Deployment", "metadata": {"name": "a"}, "spec": {"template": {"spec": {"containers": [{"name": "a", **container}]}}}}


@pytest.mark.parametrize(
    ("rendered", "live"),
    [
        ({"resources": {"limits": {"cpu": 2, "memory": "1.5Gi"}}}, {"resources": {"limits": {"cpu": "2", "memory": "1536Mi"}}}),
        ({"resources": {"limits": {"cpu": 0.5}}}, {"resources": {"limits": {"cpu": "500m"}}}),
        ({"resources": {"limits": {"cpu": "0.0001"}}}, {"resources": {"limits": {"cpu": "100u"}}}),
        ({"ports": [{"name": "a", "containerPort": 80}]}, {"ports": [{"name": "a", "containerPort": 80, "protocol": "TCP"}]}),
        ({"ports": [{"containerPort": 80}]}, {"ports": [{"containerPort": 81, "protocol": "TCP"}, {"containerPort": 80, "protocol": "TCP"}]}),
        ({"env": [{"name": "A", "value": ""}]}, {"env": [{"name": "A"}]}),
        ({"stdin": False}, {}),
        ({"readinessProbe": {"initialDelaySeconds": 0, "periodSeconds": 0}}, {"readinessProbe": {"periodSeconds": 10}}),
        ({"readinessProbe": {"httpGet": {"port": "80"}}}, {"readinessProbe": {"httpGet": {"port": 80}}}),
        ({"env": []}, {}),
        ({"args": None}, {"args": ["x"]}),
    ],
)
def test_equal_values_in_another_notation_are_no_drift(rendered: Object, live: Object) -> None:
    assert differences(pod(**rendered), pod(**live)) == []


@pytest.mark.parametrize(
    ("rendered", "live", "text"),
    [
        ({"image": "a:1"}, {"image": "a:2"}, "image is a:2, expected a:1"),
        ({"stdin": True}, {}, "stdin is missing, expected true"),
        (
            {"securityContext": {"allowPrivilegeEscalation": False}},
            {"securityContext": {}},
            "securityContext.allowPrivilegeEscalation is missing, expected false",
        ),
        ({"securityContext": {"runAsUser": 0}}, {"securityContext": {}}, "securityContext.runAsUser is missing, expected 0"),
        ({"env": [{"name": "A", "value": "0.5"}]}, {"env": [{"name": "A", "value": "500m"}]}, "env[A].value differs"),
        ({"env": [{"name": "A", "value": "a"}]}, {"env": [{"name": "B", "value": "a"}]}, "env[A] is missing"),
        ({"command": ["a"]}, {"command": ["a", "b"]}, "command is a list of 2, expected a list of 1"),
        ({"args": ["a", "b"]}, {"args": ["b", "a"]}, "args[0] differs"),
        (
            {"volumeMounts": [{"name": "a", "mountPath": "/a"}]},
            {"volumeMounts": [{"name": "b", "mountPath": "/a"}]},
            "volumeMounts[/a].name is b, expected a",
        ),
        ({"resources": {"limits": {"cpu": "2"}}}, {"resources": {"limits": {"cpu": "3"}}}, "resources.limits.cpu is 3, expected 2"),
        ({"stdin": True}, {"stdin": "true"}, "stdin is true, expected true"),
        ({"lifecycle": {"preStop": {}}}, {"lifecycle": "no"}, "lifecycle differs"),
    ],
)
def test_difference_is_shown_as_text(rendered: Object, live: Object, text: str) -> None:
    assert str(differences(pod(**rendered), pod(**live))[0]) == f"spec.template.spec.containers[a].{text}"


def test_additional_tolerations_and_selector_labels_are_drift() -> None:
    def with_(spec: Object) -> Object:
        return {"kind": "Deployment", "metadata": {"name": "a"}, "spec": spec}

    rendered = with_({"selector": {"matchLabels": {"a": "b"}}, "tolerations": [{"key": "a"}]})
    live = with_({"selector": {"matchLabels": {"a": "b", "c": "d"}}, "tolerations": [{"key": "a"}, {"key": "b"}]})
    assert [str(difference) for difference in differences(rendered, live)] == [
        "spec.selector.matchLabels.c is d, expected none",
        "spec.tolerations is a list of 2, expected a list of 1",
    ]


@given(value=st.binary())
def test_a_hidden_value_cannot_be_printed_or_serialized(value: bytes) -> None:
    hidden = HiddenValue(base64.b64encode(b"sentinel" + value).decode())
    assert "sentinel" not in f"{hidden} {hidden!r}"
    assert base64.b64encode(b"sentinel").decode()[:8] not in repr(hidden)
    with pytest.raises(TypeError):
        json.dumps(hidden)
    with pytest.raises(TypeError):
        pickle.dumps(hidden)
    assert HiddenValue(base64.b64encode(value).decode()).empty is not bool(value.strip())


def test_a_value_that_is_not_base64_is_empty() -> None:
    assert HiddenValue("é").empty
    assert HiddenValue(3).empty
