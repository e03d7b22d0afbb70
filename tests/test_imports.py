"""Files that are generated from the pinned schemas are up to date, and validate as Kubernetes does."""

import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any, cast

import jsonschema_rs
import kubernetes_validate
import pytest
import yaml

from imports import crds
from imports.__main__ import ROOT, files
from imports.fragments import FRAGMENTS
from portkey_constructs import kubernetes
from portkey_constructs.kubernetes import api, external_secrets
from portkey_constructs.kubernetes.kubernetes_object import KubernetesObject
from portkey_constructs.kubernetes.registry import ObjectKind

KUBERNETES = json.loads((ROOT / "imports/k8s.json").read_text("utf-8"))
SHAPES = json.loads((ROOT / "portkey_constructs/config/kubernetes_shapes.json").read_text("utf-8"))
PINNED = {kind.kind: crds.pinned(kind) for kind in crds.CUSTOM_KINDS}
STORES = ("SecretStore", "ClusterSecretStore")


@pytest.fixture(scope="module")
def generated() -> dict[str, str]:
    return files()


def accepts(fragment: str, value: object) -> bool:
    return jsonschema_rs.Draft7Validator({**SHAPES, "$ref": f"#/definitions/{fragment}"}).is_valid(value)


@pytest.mark.parametrize(
    "name",
    [
        "imports/k8s.json",
        "portkey_constructs/config/kubernetes_objects.json",
        "portkey_constructs/config/kubernetes_shapes.json",
        "portkey_constructs/kubernetes/__init__.py",
        "portkey_constructs/kubernetes/controllers.py",
        "portkey_constructs/kubernetes/external_secrets.py",
        "portkey_constructs/kubernetes/flux.py",
        "portkey_constructs/kubernetes/gateway_api.py",
        "portkey_constructs/kubernetes/api.py",
        "portkey_constructs/kubernetes/keda.py",
        "portkey_constructs/kubernetes/monitoring.py",
        "portkey_constructs/kubernetes/policy_engines.py",
        "portkey_constructs/kubernetes/secrets_store.py",
    ],
)
def test_generated_files_are_fresh(generated: dict[str, str], name: str) -> None:
    assert (ROOT / name).read_text("utf-8") == generated[name], "run make imports"


def test_nothing_else_is_generated(generated: dict[str, str]) -> None:
    assert len(generated) == 14


def test_package_exports_every_definition() -> None:
    assert kubernetes.__all__ == sorted(kubernetes.__all__)
    assert {"KubernetesObject", *KUBERNETES["definitions"]} == set(kubernetes.__all__)
    assert [name for name in kubernetes.__all__ if not hasattr(kubernetes, name)] == []


@pytest.mark.parametrize("kind", KUBERNETES["kinds"])
def test_every_kind_can_be_used_as_a_kubernetes_object(kind: str) -> None:
    """mypy requires the same keys, of the same types."""
    expected, typed = KubernetesObject, getattr(api, kind)
    assert expected.__required_keys__ <= typed.__required_keys__
    assert {key: typed.__annotations__[key] for key in expected.__annotations__} == expected.__annotations__


@pytest.mark.parametrize("kind", KUBERNETES["kinds"])
def test_fields_that_the_server_fills_are_left_out(kind: str) -> None:
    assert "status" not in getattr(api, kind).__annotations__
    assert not {"managedFields", "resourceVersion", "uid", "creationTimestamp"} & api.ObjectMeta.__annotations__.keys()


def test_required_keys() -> None:
    assert api.Deployment.__required_keys__ == {"apiVersion", "kind", "metadata", "spec"}
    assert api.Job.__required_keys__ == {"apiVersion", "kind", "metadata", "spec"}
    assert api.Namespace.__required_keys__ == {"apiVersion", "kind", "metadata"}
    assert api.DeploymentSpec.__required_keys__ == {"selector", "template"}
    assert api.EnvVar.__required_keys__ == {"name"}
    assert api.ObjectMeta.__required_keys__ == frozenset()


def test_a_name_of_the_package_is_a_dictionary_at_run_time() -> None:
    assert {getattr(kubernetes, name) for name in kubernetes.__all__} == {dict}


def test_a_typed_object_passes_strict_validation() -> None:
    deployment = kubernetes.Deployment(
        apiVersion="apps/v1",
        kind="Deployment",
        metadata=kubernetes.ObjectMeta(name="web"),
        spec=kubernetes.DeploymentSpec(
            selector=kubernetes.LabelSelector(matchLabels={"a": "b"}),
            template=kubernetes.PodTemplateSpec(
                metadata=kubernetes.ObjectMeta(labels={"a": "b"}),
                spec=kubernetes.PodSpec(
                    containers=[
                        kubernetes.Container(
                            name="web",
                            image="web:1",
                            ports=[kubernetes.ContainerPort(name="http", containerPort=8080)],
                            readinessProbe=kubernetes.Probe(httpGet=kubernetes.HTTPGetAction(path="/", port="http")),
                        )
                    ]
                ),
            ),
        ),
    )
    anything: kubernetes.KubernetesObject = deployment
    kubernetes_validate.validate(anything, KUBERNETES["source"]["kubernetes"].removeprefix("v"), strict=True)


ACCEPTED: dict[str, list[Any]] = {
    "Affinity": [{"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [{"topologyKey": "zone"}]}}],
    "Container": [{"name": "log", "image": "log:1", "resources": {"requests": {"cpu": 0.5, "memory": "64Mi"}}}],
    "ContainerPort": [{"containerPort": 9229}, {"name": "dns", "containerPort": 53, "protocol": "UDP"}],
    "DeploymentStrategy": [{"type": "Recreate"}, {"rollingUpdate": {"maxSurge": "50%", "maxUnavailable": 0}}],
    "EnvFromSource": [{"secretRef": {"name": "a"}}, {"prefix": "A_", "configMapRef": {"name": "a", "optional": True}}],
    "EnvVarSource": [{"secretKeyRef": {"name": "a", "key": "b", "optional": True}}],
    "HorizontalPodAutoscalerBehavior": [{"scaleDown": {"policies": [{"type": "Pods", "value": 1, "periodSeconds": 60}]}}],
    "HostAlias": [{"ip": "10.0.0.1", "hostnames": ["a.example.org"]}],
    "LabelSelector": [{"matchLabels": {"a": "b"}}, {"matchExpressions": [{"key": "a", "operator": "Exists"}]}],
    "Lifecycle": [{"preStop": {"sleep": {"seconds": 5}}}],
    "PodDNSConfig": [{"options": [{"name": "ndots", "value": "2"}]}],
    "PodSecurityContext": [{"runAsUser": 1000, "seccompProfile": {"type": "RuntimeDefault"}}],
    "Probe": [{"httpGet": {"port": "http"}}, {"httpGet": {"port": 8080}}, {"exec": {"command": ["true"]}}],
    "SecurityContext": [{"capabilities": {"drop": ["ALL"]}}],
    "StatefulSetUpdateStrategy": [{"type": "OnDelete"}, {"rollingUpdate": {"partition": 0}}],
    "Toleration": [{"operator": "Exists"}, {"key": "a", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 30}],
    "TopologySpreadConstraint": [{"maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule"}],
    "TypedLocalObjectReference": [{"kind": "PersistentVolumeClaim", "name": "a"}],
    "Volume": [{"name": "a", "emptyDir": {"sizeLimit": "1Gi"}}, {"name": "b", "csi": {"driver": "d", "volumeAttributes": {"k": "v"}}}],
    "VolumeMount": [{"name": "a", "mountPath": "/a"}],
}

REFUSED: dict[str, list[Any]] = {
    "Affinity": [{"podAffinity": []}],
    "Container": [{"image": "log:1"}, {"name": "log", "env": {"A": "b"}}],
    "ContainerPort": [{"name": "a"}, {"containerPort": "http"}],
    "DeploymentStrategy": [{"rollingUpdate": {"maxSurge": True}}, {"kind": "Recreate"}],
    "EnvFromSource": [{"secretKeyRef": {"name": "a", "key": "b"}}, {"secretRef": "a"}],
    "EnvVarSource": [{"secretKeyRef": {"name": "a"}}],
    "HorizontalPodAutoscalerBehavior": [{"scaleDown": {"policies": [{"type": "Pods"}]}}],
    "HostAlias": [{"hostnames": ["a"]}, {"ip": "10.0.0.1", "hostnames": "a"}],
    "LabelSelector": [{"matchLabels": ["a"]}, {"a": "b"}],
    "Lifecycle": [{"preStop": {"sleep": 5}}],
    "PodDNSConfig": [{"nameservers": "10.0.0.10"}],
    "PodSecurityContext": [{"runAsUser": "1000"}],
    "Probe": [{"httpGet": {"port": True}}, {"httpGet": {}}, {"httpGet": None}],
    "SecurityContext": [{"capabilities": ["ALL"]}],
    "StatefulSetUpdateStrategy": [{"rollingUpdate": {"maxSurge": 1}}, {"rollingUpdate": {"partition": "0"}}],
    "Toleration": [{"effects": "NoSchedule"}, {"tolerationSeconds": "30"}],
    "TopologySpreadConstraint": [{"maxSkew": 1}],
    "TypedLocalObjectReference": [{"name": "a"}, {"kind": "PersistentVolumeClaim"}],
    "Volume": [{"emptyDir": {}}, {"name": "a", "emptydir": {}}],
    "VolumeMount": [{"name": "a"}],
}


def test_every_fragment_has_examples() -> None:
    assert set(ACCEPTED) == set(REFUSED) == set(FRAGMENTS)


@pytest.mark.parametrize("fragment", FRAGMENTS)
def test_shapes_accept_and_refuse(fragment: str) -> None:
    assert [value for value in ACCEPTED[fragment] if not accepts(fragment, value)] == []
    assert [value for value in REFUSED[fragment] if accepts(fragment, value)] == []
    assert not accepts(fragment, {**cast("dict[str, Any]", ACCEPTED[fragment][0]), "notAField": 1})


def test_every_pinned_definition_is_used() -> None:
    """Each group has one file with exactly the definitions of its registered kinds."""
    pinned = {path.name: [crd["metadata"]["name"] for crd in yaml.safe_load_all(path.read_text("utf-8"))] for path in crds.FOLDER.glob("*.yaml")}
    expected: dict[str, list[str]] = {}
    for kind in crds.CUSTOM_KINDS:
        expected.setdefault(f"{kind.group}.yaml", []).append(f"{kind.plural}.{kind.group}")
    assert pinned == {file: sorted(names) for file, names in expected.items()}


@pytest.mark.parametrize("name", PINNED)
def test_a_pinned_definition_is_reduced_and_names_its_origin(name: str) -> None:
    crd = PINNED[name]
    assert crds.stripped(crd, crd["metadata"]["annotations"][crds.UPSTREAM]) == crd
    project, _, version = crd["metadata"]["annotations"][crds.UPSTREAM].partition(" ")
    assert "/" in project
    assert any(character.isdigit() for character in version)


@pytest.mark.parametrize("name", STORES)
def test_a_secret_store_keeps_only_the_rendered_providers(name: str) -> None:
    [version] = PINNED[name]["spec"]["versions"]
    provider = version["schema"]["openAPIV3Schema"]["properties"]["spec"]["properties"]["provider"]
    assert list(provider["properties"]) == ["aws", "azurekv", "gcpsm", "vault"]
    assert (provider["minProperties"], provider["maxProperties"]) == (1, 1)
    assert PINNED[name]["metadata"]["annotations"][crds.PRUNED] == "providers other than aws, azurekv, gcpsm, vault"


def published(schema: dict[str, Any], plural: str = "things") -> dict[str, Any]:
    """A definition as a project publishes it, with an older version that is not stored."""
    columns = [{"name": "Age", "jsonPath": ".metadata.creationTimestamp", "type": "date"}]
    old = {"name": "v1beta1", "served": False, "storage": False, "schema": {"openAPIV3Schema": {"type": "object"}}}
    new = {"name": "v1", "served": True, "storage": True, "additionalPrinterColumns": columns, "schema": {"openAPIV3Schema": schema}}
    names = {"kind": "Thing", "listKind": "ThingList", "plural": plural, "singular": "thing", "shortNames": ["th"]}
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": f"{plural}.things.k8s.io", "annotations": {"api-approved.kubernetes.io": "https://example.org", "other": "a"}},
        "spec": {"group": "things.k8s.io", "names": names, "scope": "Namespaced", "versions": [old, new]},
    }


def test_stripping_keeps_everything_that_validates() -> None:
    text = {"type": "string", "description": "What it is.", "pattern": "^a$", "maxLength": 3}
    properties = {"description": text, "status": {"type": "object"}, "spec": {"type": "object", "properties": {"status": text}, "maxProperties": 1}}
    stripped = crds.stripped(published({"type": "object", "description": "A thing.", "properties": properties}), "example/things v1")
    assert stripped["metadata"]["annotations"] == {crds.UPSTREAM: "example/things v1", "api-approved.kubernetes.io": "https://example.org"}
    [version] = stripped["spec"]["versions"]
    kept = {"type": "string", "pattern": "^a$", "maxLength": 3}
    assert version == {
        "name": "v1",
        "served": True,
        "storage": True,
        "schema": {
            "openAPIV3Schema": {
                "type": "object",
                "properties": {"description": kept, "spec": {"type": "object", "maxProperties": 1, "properties": {"status": kept}}},
            }
        },
    }


def test_stripping_rejects_an_unknown_keyword() -> None:
    with pytest.raises(ValueError, match="would be lost: x-kubernetes-new"):
        crds.stripped(published({"type": "object", "properties": {"spec": {"type": "object", "x-kubernetes-new": True}}}), "example/things v1")


def test_pinning_adds_a_definition_to_the_file_of_its_group_or_replaces_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crds, "FOLDER", tmp_path / "imports")
    crds.FOLDER.mkdir()
    file = tmp_path / "published.yaml"
    for plural, version in (("things", "v1"), ("others", "v1"), ("things", "v2")):
        file.write_text(yaml.safe_dump(published({"type": "object", "properties": {}}, plural)))
        crds.main(str(file), f"example/things {version}")
    [pinned] = crds.FOLDER.iterdir()
    assert pinned.name == "things.k8s.io.yaml"
    assert [(crd["metadata"]["name"], crd["metadata"]["annotations"][crds.UPSTREAM]) for crd in yaml.safe_load_all(pinned.read_text())] == [
        ("others.things.k8s.io", "example/things v1"),
        ("things.things.k8s.io", "example/things v2"),
    ]


@pytest.mark.parametrize("kind", crds.CUSTOM_KINDS, ids=lambda kind: kind.kind)
def test_a_custom_resource_can_be_used_as_a_kubernetes_object(kind: ObjectKind) -> None:
    expected, custom = KubernetesObject, getattr(import_module(f"portkey_constructs.kubernetes.{kind.module}"), kind.kind)
    assert custom.__required_keys__ == {*expected.__required_keys__, "spec"}
    assert {key: custom.__annotations__[key] for key in expected.__annotations__} == expected.__annotations__


def test_a_secret_store_and_a_cluster_secret_store_share_their_spec() -> None:
    assert external_secrets.ClusterSecretStore.__annotations__["spec"] is external_secrets.SecretStoreSpec


def test_the_package_imports_no_typed_dictionaries() -> None:
    code = "print(*(name for name in sys.modules if name.startswith('portkey_constructs.kubernetes.')))"
    finished = subprocess.run(
        [sys.executable, "-c", f"import sys, portkey_constructs.kubernetes; {code}"], capture_output=True, text=True, check=True
    )
    assert finished.stdout.split() == []


def test_cdk8s_imports_every_pinned_file() -> None:
    assert yaml.safe_load((ROOT / "cdk8s.yaml").read_text("utf-8"))["imports"] == sorted(
        f"imports/{path.name}" for path in crds.FOLDER.glob("*.yaml")
    )


def cdk8s_import(output: Path, *arguments: str) -> None:
    search = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(
        [ROOT / "node_modules/.bin/cdk8s", "import", "--check-upgrade=false", "--save=false", "--output", output, *arguments],
        cwd=ROOT,
        env={**os.environ, "PATH": search},
        capture_output=True,
        check=True,
    )


@pytest.mark.slow
def test_cdk8s_generates_a_class_for_every_pinned_kind(tmp_path: Path) -> None:
    """In TypeScript, which takes seconds; Python takes a minute."""
    cdk8s_import(tmp_path, "--language", "typescript")
    for crd in PINNED.values():
        source = (tmp_path / f"{crd['spec']['group']}.ts").read_text("utf-8")
        assert f"\nexport class {crd['spec']['names']['kind']} extends ApiObject ".casefold() in source.casefold()


@pytest.mark.slow
def test_cdk8s_imports_into_python(tmp_path: Path) -> None:
    """With the smallest group, because jsii compiles each."""
    cdk8s_import(tmp_path, "imports/secrets-store.csi.x-k8s.io.yaml", "--language", "python")
    assert "class SecretProviderClass(" in (tmp_path / "io/x_k8s/csi/secrets_store/__init__.py").read_text("utf-8")
