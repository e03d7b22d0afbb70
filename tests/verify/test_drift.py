"""Drift: what the server adds is none, and each rendered field that is changed is found."""

import base64
import json
import pickle
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portkey_constructs.loading.yaml_document import read
from portkey_constructs.loading.reading import load
from portkey_constructs.manifests.platform import platform
from portkey_constructs.verify.drift import Difference, differences, secret_differences
from portkey_constructs.verify.finding import Object
from portkey_constructs.verify.live import Hidden, secret_facts
from tests.support.strategies import yaml_documents
from tests.verify.live_objects import defaulted, leaves, replaced

FILES: Final = ("apps/quickstart.yaml", "apps/production_internal.yaml")
OTHER: Final = "another-value"


def rendered(*files: str) -> list[Object]:
    return [json.loads(json.dumps(staged.manifest)) for staged in platform(load(list(files)))]


def drift(one: Object, live: Object) -> list[Difference]:
    return secret_differences(one, secret_facts(live)) if one["kind"] == "Secret" else differences(one, live)


OBJECTS: Final = [one for file in FILES for one in rendered(file)]
ids = [f"{one['kind']}-{one['metadata']['name']}" for one in OBJECTS]


@pytest.mark.parametrize("one", OBJECTS, ids=ids)
def test_what_the_server_and_others_add_is_no_drift(one: Object) -> None:
    assert drift(one, defaulted(one)) == []


def _counts(path: tuple[Any, ...]) -> bool:
    """Whether a field is looked at: what an object is found by cannot differ, and how a kind is spelt is the server's."""
    identity = path[:2] in (("metadata", "name"), ("metadata", "namespace"))
    return not identity and (path[-1] not in ("apiVersion", "kind") or "scaleTargetRef" in path)


@pytest.mark.parametrize("one", [one for one in OBJECTS if one["kind"] != "Secret"], ids=[name for name in ids if not name.startswith("Secret-")])
def test_each_rendered_field_that_is_changed_is_found(one: Object) -> None:
    paths = [path for path in leaves(one) if _counts(path)]
    assert paths
    for path in paths:
        live = replaced(one, path, OTHER)
        assert differences(one, live), path
        value: Any = one
        for part in path:
            value = value[part]
        if isinstance(value, bool):
            assert differences(one, replaced(one, path, not value)), path


@pytest.mark.parametrize("one", [one for one in OBJECTS if one["kind"] == "Secret"], ids=[name for name in ids if name.startswith("Secret-")])
def test_each_value_of_a_secret_that_is_changed_is_found_and_not_told(one: Object) -> None:
    live = defaulted(one)
    for key, text in one["stringData"].items():
        for value in ("", base64.b64encode(b"hunter-2").decode(), None):
            changed = replaced(live, ("data", key), value)
            (found,) = secret_differences(one, secret_facts(changed))
            assert found.path == f"data[{key}]"
            assert found.rendered == found.found == ""
            assert text not in repr(found)
        del changed["data"][key]
        (found,) = secret_differences(one, secret_facts(changed))
        assert str(found) == f"data[{key}] is missing"
    assert [it.path for it in secret_differences(one, secret_facts(live | {"type": "other"}))] == ["type"]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(text=yaml_documents())
def test_no_configuration_drifts_from_itself(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    file = tmp_path_factory.getbasetemp() / "drawn.yaml"
    file.write_text(text, "utf-8")
    assert read([file])
    for one in rendered(str(file)):
        assert drift(one, defaulted(one)) == []


def pod(**container: Any) -> Object:
    return {"kind": "Deployment", "metadata": {"name": "a"}, "spec": {"template": {"spec": {"containers": [{"name": "a", **container}]}}}}


@pytest.mark.parametrize(
    ("ours", "theirs"),
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
def test_the_same_in_other_words(ours: Object, theirs: Object) -> None:
    assert differences(pod(**ours), pod(**theirs)) == []


@pytest.mark.parametrize(
    ("ours", "theirs", "told"),
    [
        ({"image": "a:1"}, {"image": "a:2"}, "image is a:2, rendered a:1"),
        ({"stdin": True}, {}, "stdin is missing, rendered true"),
        (
            {"securityContext": {"allowPrivilegeEscalation": False}},
            {"securityContext": {}},
            "securityContext.allowPrivilegeEscalation is missing, rendered false",
        ),
        ({"securityContext": {"runAsUser": 0}}, {"securityContext": {}}, "securityContext.runAsUser is missing, rendered 0"),
        ({"env": [{"name": "A", "value": "0.5"}]}, {"env": [{"name": "A", "value": "500m"}]}, "env[A].value is something else"),
        ({"env": [{"name": "A", "value": "a"}]}, {"env": [{"name": "B", "value": "a"}]}, "env[A] is missing"),
        ({"command": ["a"]}, {"command": ["a", "b"]}, "command is 2 elements, rendered 1 element"),
        ({"args": ["a", "b"]}, {"args": ["b", "a"]}, "args[0] is something else"),
        (
            {"volumeMounts": [{"name": "a", "mountPath": "/a"}]},
            {"volumeMounts": [{"name": "b", "mountPath": "/a"}]},
            "volumeMounts[/a].name is b, rendered a",
        ),
        ({"resources": {"limits": {"cpu": "2"}}}, {"resources": {"limits": {"cpu": "3"}}}, "resources.limits.cpu is 3, rendered 2"),
        ({"stdin": True}, {"stdin": "true"}, "stdin is true, rendered true"),
        ({"lifecycle": {"preStop": {}}}, {"lifecycle": "no"}, "lifecycle is something else"),
    ],
)
def test_a_difference_as_it_is_told(ours: Object, theirs: Object, told: str) -> None:
    assert str(differences(pod(**ours), pod(**theirs))[0]) == f"spec.template.spec.containers[a].{told}"


def test_tolerations_are_compared_as_a_whole_and_selectors_too() -> None:
    def with_(spec: Object) -> Object:
        return {"kind": "Deployment", "metadata": {"name": "a"}, "spec": spec}

    ours = with_({"selector": {"matchLabels": {"a": "b"}}, "tolerations": [{"key": "a"}]})
    theirs = with_({"selector": {"matchLabels": {"a": "b", "c": "d"}}, "tolerations": [{"key": "a"}, {"key": "b"}]})
    assert [str(one) for one in differences(ours, theirs)] == [
        "spec.selector.matchLabels.c is d, rendered nothing",
        "spec.tolerations is 2 elements, rendered 1 element",
    ]


@given(value=st.binary())
def test_hidden_values_stay_hidden(value: bytes) -> None:
    hidden = Hidden(base64.b64encode(b"sentinel" + value).decode())
    assert "sentinel" not in f"{hidden} {hidden!r}"
    assert base64.b64encode(b"sentinel").decode()[:8] not in repr(hidden)
    with pytest.raises(TypeError):
        json.dumps(hidden)
    with pytest.raises(TypeError):
        pickle.dumps(hidden)
    assert Hidden(base64.b64encode(value).decode()).empty is not bool(value.strip())


def test_what_is_no_base64_is_nothing() -> None:
    assert Hidden("é").empty
    assert Hidden(3).empty
