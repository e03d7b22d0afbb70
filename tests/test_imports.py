"""What is made from the pinned schemas is fresh, and says what Kubernetes says."""

import json
from typing import Any, cast

import jsonschema_rs
import kubernetes_validate
import pytest

from imports.__main__ import ROOT, files
from imports.shapes import FRAGMENTS
from portkey_constructs import kinds

KUBERNETES = json.loads((ROOT / "imports/k8s.json").read_text("utf-8"))
SHAPES = json.loads((ROOT / "portkey_constructs/config/kubernetes_shapes.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def generated() -> dict[str, str]:
    return files()


def accepts(fragment: str, value: object) -> bool:
    return jsonschema_rs.Draft7Validator({**SHAPES, "$ref": f"#/definitions/{fragment}"}).is_valid(value)


@pytest.mark.parametrize(
    "name",
    [
        "imports/k8s.json",
        "portkey_constructs/config/kubernetes_shapes.json",
        "portkey_constructs/kinds/__init__.py",
        "portkey_constructs/kinds/flux.py",
        "portkey_constructs/kinds/kubernetes.py",
    ],
)
def test_generated_files_are_fresh(generated: dict[str, str], name: str) -> None:
    assert (ROOT / name).read_text("utf-8") == generated[name], "run make imports"


def test_nothing_else_is_generated(generated: dict[str, str]) -> None:
    assert len(generated) == 5


def test_package_face_is_true() -> None:
    assert kinds.__all__ == sorted(kinds.__all__)
    assert {"KubernetesObject", *KUBERNETES["definitions"]} == set(kinds.__all__)
    assert [name for name in kinds.__all__ if not hasattr(kinds, name)] == []


@pytest.mark.parametrize("kind", KUBERNETES["kinds"])
def test_a_kind_has_the_identity_of_any_object(kind: str) -> None:
    """What mypy asks of a `Deployment` where a `KubernetesObject` is wanted: the same keys, required, of the same types."""
    wanted, given = kinds.KubernetesObject, getattr(kinds, kind)
    assert wanted.__required_keys__ <= given.__required_keys__
    assert {key: given.__annotations__[key] for key in wanted.__annotations__} == wanted.__annotations__


@pytest.mark.parametrize("kind", KUBERNETES["kinds"])
def test_server_filled_fields_are_not_written(kind: str) -> None:
    assert "status" not in getattr(kinds, kind).__annotations__
    assert not {"managedFields", "resourceVersion", "uid", "creationTimestamp"} & kinds.ObjectMeta.__annotations__.keys()


def test_required_keys() -> None:
    assert kinds.Deployment.__required_keys__ == {"apiVersion", "kind", "metadata", "spec"}
    assert kinds.Job.__required_keys__ == {"apiVersion", "kind", "metadata", "spec"}
    assert kinds.Namespace.__required_keys__ == {"apiVersion", "kind", "metadata"}
    assert kinds.DeploymentSpec.__required_keys__ == {"selector", "template"}
    assert kinds.EnvVar.__required_keys__ == {"name"}
    assert kinds.ObjectMeta.__required_keys__ == frozenset()


def test_a_typed_object_is_what_strict_validation_takes() -> None:
    deployment = kinds.Deployment(
        apiVersion="apps/v1",
        kind="Deployment",
        metadata=kinds.ObjectMeta(name="web"),
        spec=kinds.DeploymentSpec(
            selector=kinds.LabelSelector(matchLabels={"a": "b"}),
            template=kinds.PodTemplateSpec(
                metadata=kinds.ObjectMeta(labels={"a": "b"}),
                spec=kinds.PodSpec(
                    containers=[
                        kinds.Container(
                            name="web",
                            image="web:1",
                            ports=[kinds.ContainerPort(name="http", containerPort=8080)],
                            readinessProbe=kinds.Probe(httpGet=kinds.HTTPGetAction(path="/", port="http")),
                        )
                    ]
                ),
            ),
        ),
    )
    anything: kinds.KubernetesObject = deployment
    kubernetes_validate.validate(anything, KUBERNETES["source"]["kubernetes"].removeprefix("v"), strict=True)


ACCEPTED: dict[str, list[Any]] = {
    "Affinity": [{"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [{"topologyKey": "zone"}]}}],
    "Container": [{"name": "log", "image": "log:1", "resources": {"requests": {"cpu": 0.5, "memory": "64Mi"}}}],
    "EnvVarSource": [{"secretKeyRef": {"name": "a", "key": "b", "optional": True}}],
    "HorizontalPodAutoscalerBehavior": [{"scaleDown": {"policies": [{"type": "Pods", "value": 1, "periodSeconds": 60}]}}],
    "Lifecycle": [{"preStop": {"sleep": {"seconds": 5}}}],
    "PodDNSConfig": [{"options": [{"name": "ndots", "value": "2"}]}],
    "PodSecurityContext": [{"runAsUser": 1000, "seccompProfile": {"type": "RuntimeDefault"}}],
    "Probe": [{"httpGet": {"port": "http"}}, {"httpGet": {"port": 8080}}, {"exec": {"command": ["true"]}}],
    "SecurityContext": [{"capabilities": {"drop": ["ALL"]}}],
    "Toleration": [{}, {"key": "a", "operator": "Exists", "tolerationSeconds": 30}],
    "TopologySpreadConstraint": [{"maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule"}],
    "Volume": [{"name": "a", "emptyDir": {"sizeLimit": "1Gi"}}, {"name": "b", "csi": {"driver": "d", "volumeAttributes": {"k": "v"}}}],
    "VolumeMount": [{"name": "a", "mountPath": "/a"}],
}

REFUSED: dict[str, list[Any]] = {
    "Affinity": [{"podAffinity": []}],
    "Container": [{"image": "log:1"}, {"name": "log", "env": {"A": "b"}}],
    "EnvVarSource": [{"secretKeyRef": {"name": "a"}}],
    "HorizontalPodAutoscalerBehavior": [{"scaleDown": {"policies": [{"type": "Pods"}]}}],
    "Lifecycle": [{"preStop": {"sleep": 5}}],
    "PodDNSConfig": [{"nameservers": "10.0.0.10"}],
    "PodSecurityContext": [{"runAsUser": "1000"}],
    "Probe": [{"httpGet": {"port": True}}, {"httpGet": {}}, {"httpGet": None}],
    "SecurityContext": [{"capabilities": ["ALL"]}],
    "Toleration": [{"effects": "NoSchedule"}, {"tolerationSeconds": "30"}],
    "TopologySpreadConstraint": [{"maxSkew": 1}],
    "Volume": [{"emptyDir": {}}, {"name": "a", "emptydir": {}}],
    "VolumeMount": [{"name": "a"}],
}


def test_every_fragment_is_tried() -> None:
    assert set(ACCEPTED) == set(REFUSED) == set(FRAGMENTS)


@pytest.mark.parametrize("fragment", FRAGMENTS)
def test_shapes_accept_and_refuse(fragment: str) -> None:
    assert [value for value in ACCEPTED[fragment] if not accepts(fragment, value)] == []
    assert [value for value in REFUSED[fragment] if accepts(fragment, value)] == []
    assert not accepts(fragment, {**cast("dict[str, Any]", ACCEPTED[fragment][0]), "notAField": 1})
