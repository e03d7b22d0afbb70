"""Flux objects are valid for the schemas of Flux, and in the order of the stages."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

from imports.crds import pinned
from portkey_constructs.errors import ConfigurationError
from portkey_constructs.kubernetes.registry import FLUX_KINDS, Stage
from portkey_constructs.output.flux import FluxSource, flux
from tests.support.examples import development, external, production

GIT = FluxSource("https://git.example.org/platform.git", path="dist/production")
SCHEMAS = {kind.kind: pinned(kind) for kind in FLUX_KINDS}


def objects(config: Any, source: FluxSource = GIT) -> list[dict[str, Any]]:
    return [dict(manifest) for manifest in flux(config.resolve(), source)]


def closed(schema: Any) -> Any:
    """The schema with strict validation, which rejects unknown fields."""
    if isinstance(schema, dict):
        strict = {key: closed(value) for key, value in schema.items()}
        if "properties" in strict and schema.get("type") == "object":
            strict.setdefault("additionalProperties", False)
        return strict
    return [closed(child) for child in schema] if isinstance(schema, list) else schema


@pytest.mark.parametrize("source", [GIT, FluxSource("oci://registry.example.org/manifests", "v1", "production", "pull", "flux", "1h")])
def test_the_objects_are_valid_for_the_schemas_of_flux(source: FluxSource) -> None:
    for manifest in objects(development(), source):
        version = SCHEMAS[manifest["kind"]]["spec"]["versions"][0]
        assert manifest["apiVersion"].endswith(f"/{version['name']}")
        schema = closed(version["schema"]["openAPIV3Schema"])
        schema["properties"]["metadata"] = {"type": "object"}
        assert not [error.message for error in jsonschema_rs.Draft7Validator(schema).iter_errors(manifest)]


def test_the_schema_rejects_an_unknown_field() -> None:
    [_, first, *_] = objects(production())
    first["spec"]["prunes"] = True
    schema = closed(SCHEMAS["Kustomization"]["spec"]["versions"][0]["schema"]["openAPIV3Schema"])
    assert any("prunes" in error.message for error in jsonschema_rs.Draft7Validator(schema).iter_errors(first))


def test_each_stage_depends_on_the_previous_one() -> None:
    source, *stages = objects(development())
    assert (source["kind"], source["spec"]["ref"]) == ("GitRepository", {"branch": "main"})
    assert [stage["spec"]["path"] for stage in stages] == [f"./dist/production/{stage}" for stage in Stage]
    assert [stage["spec"].get("dependsOn") for stage in stages] == [None, *([{"name": stage["metadata"]["name"]}] for stage in stages[:-1])]
    assert all(stage["spec"]["wait"] and stage["spec"]["timeout"] for stage in stages)


def test_stages_without_objects_are_left_out() -> None:
    names = [manifest["metadata"]["name"] for manifest in objects(external(migration={"kind": "inPod"}, createNamespace=False))[1:]]
    assert names == ["portkey-access", "portkey-services"]
    assert [manifest["metadata"]["name"] for manifest in objects(production())[1:]] == [
        f"portkey-{stage}" for stage in ("namespace", "access", "stores", "migration", "services")
    ]


def source_and_stages(source: FluxSource = GIT, **settings: str) -> set[str]:
    return {manifest["metadata"]["name"] for manifest in objects(development(**settings), source)}


def test_the_objects_of_environments_in_one_cluster_have_distinct_names() -> None:
    """All of them are in the namespace of Flux, and one without its own name would take over the objects of another."""
    platforms = [("portkey", "portkey"), ("portkey", "portkey-eu"), ("portkey-eu", "portkey-eu"), ("eu-portkey", "a"), ("portkey", "a-eu")]
    platforms += [("a", "b" * 63), ("c", "b" * 63)]
    names = [source_and_stages(name=name, namespace=namespace) for name, namespace in platforms]
    assert len(set[str]().union(*names)) == sum(map(len, names)) == 6 * len(platforms)
    assert max(len(name) for group in names for name in group) <= 63
    assert "portkey" in names[0]
    assert "portkey-eu.portkey-stores" in names[1]


def test_a_name_replaces_the_default() -> None:
    source = FluxSource(GIT.url, name="portkey")
    assert source_and_stages(source, namespace="portkey-eu") == source_and_stages()
    assert {manifest["spec"]["sourceRef"]["name"] for manifest in objects(development(namespace="x"), source)[1:]} == {"portkey"}


def test_nothing_prunes_the_namespace() -> None:
    pruned = {manifest["metadata"]["name"]: manifest["spec"]["prune"] for manifest in objects(development())[1:]}
    assert pruned.pop("portkey-namespace") is False
    assert all(pruned.values())


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "git@host:x"},
        {"url": "https://user:hunter2@git.example.org/x"},
        {"interval": "often"},
        {"interval": ""},
        {"path": "../x"},
        {"path": "/x"},
        {"name": "Portkey"},
        {"name": ""},
        {"name": "x" * 53},
    ],
)
def test_invalid_options_are_rejected(wrong: dict[str, str]) -> None:
    with pytest.raises(ConfigurationError) as caught:
        FluxSource(**{"url": GIT.url, **wrong})
    assert [problem.path for problem in caught.value.problems] == [f"--{name}" for name in wrong]
    assert "hunter2" not in str(caught.value)


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "portkey_constructs.cli", "flux", *arguments], capture_output=True, text=True)


def test_the_command_prints_or_writes_the_objects(tmp_path: Path) -> None:
    file = tmp_path / "flux.yaml"
    arguments = ["-f", "apps/quickstart.yaml", "--url", "oci://registry.example.org/manifests", "--path", "quickstart"]
    printed, written = run(*arguments), run(*arguments, "-o", str(file))
    assert (printed.returncode, written.returncode, written.stdout) == (0, 0, "")
    assert [manifest["kind"] for manifest in yaml.safe_load_all(printed.stdout)] == ["OCIRepository", *["Kustomization"] * len(Stage)]
    assert file.read_text() == printed.stdout
    refused = run("-f", "apps/quickstart.yaml", "--url", "nowhere", "--path", "x", "-o", str(tmp_path / "other.yaml"))
    assert (refused.returncode, refused.stdout, (tmp_path / "other.yaml").exists()) == (2, "", False)
    assert "--url" in refused.stderr
