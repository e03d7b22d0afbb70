"""Flux objects: valid for Flux's own schemas, in the order of the stages."""

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
    return [dict(one) for one in flux(config, source)]


def closed(schema: Any) -> Any:
    """The schema as an API server with strict validation reads it: what it does not name is refused."""
    if isinstance(schema, dict):
        found = {key: closed(value) for key, value in schema.items()}
        if "properties" in found and schema.get("type") == "object":
            found.setdefault("additionalProperties", False)
        return found
    return [closed(one) for one in schema] if isinstance(schema, list) else schema


@pytest.mark.parametrize("source", [GIT, FluxSource("oci://registry.example.org/manifests", "v1", "production", "pull", "flux", "1h")])
def test_flux_takes_them(source: FluxSource) -> None:
    for one in objects(development(), source):
        version = SCHEMAS[one["kind"]]["spec"]["versions"][0]
        assert one["apiVersion"].endswith(f"/{version['name']}")
        schema = closed(version["schema"]["openAPIV3Schema"])
        schema["properties"]["metadata"] = {"type": "object"}
        assert not [error.message for error in jsonschema_rs.Draft7Validator(schema).iter_errors(one)]


def test_a_schema_refuses_what_flux_would() -> None:
    [_, first, *_] = objects(production())
    first["spec"]["prunes"] = True
    schema = closed(SCHEMAS["Kustomization"]["spec"]["versions"][0]["schema"]["openAPIV3Schema"])
    assert any("prunes" in error.message for error in jsonschema_rs.Draft7Validator(schema).iter_errors(first))


def test_each_stage_waits_for_the_one_before() -> None:
    source, *stages = objects(development())
    assert (source["kind"], source["spec"]["ref"]) == ("GitRepository", {"branch": "main"})
    assert [one["spec"]["path"] for one in stages] == [f"./dist/production/{stage}" for stage in Stage]
    assert [one["spec"].get("dependsOn") for one in stages] == [None, *([{"name": one["metadata"]["name"]}] for one in stages[:-1])]
    assert all(one["spec"]["wait"] and one["spec"]["timeout"] for one in stages)


def test_stages_without_objects_are_left_out() -> None:
    names = [one["metadata"]["name"] for one in objects(external(migration={"kind": "inPod"}, createNamespace=False))[1:]]
    assert names == ["portkey-access", "portkey-services"]
    assert [one["metadata"]["name"] for one in objects(production())[1:]] == [
        f"portkey-{stage}" for stage in ("namespace", "access", "stores", "migration", "services")
    ]


def test_nothing_prunes_the_namespace() -> None:
    pruned = {one["metadata"]["name"]: one["spec"]["prune"] for one in objects(development())[1:]}
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
    ],
)
def test_what_flux_would_refuse_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ConfigurationError) as caught:
        FluxSource(**{"url": GIT.url, **wrong})
    assert [problem.path for problem in caught.value.problems] == [f"--{name}" for name in wrong]
    assert "hunter2" not in str(caught.value)


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "portkey_constructs.cli", "flux", *arguments], capture_output=True, text=True)


def test_the_command(tmp_path: Path) -> None:
    file = tmp_path / "flux.yaml"
    said = ["-f", "apps/quickstart.yaml", "--url", "oci://registry.example.org/manifests", "--path", "quickstart"]
    printed, written = run(*said), run(*said, "-o", str(file))
    assert (printed.returncode, written.returncode, written.stdout) == (0, 0, "")
    assert [one["kind"] for one in yaml.safe_load_all(printed.stdout)] == ["OCIRepository", *["Kustomization"] * len(Stage)]
    assert file.read_text() == printed.stdout
    refused = run("-f", "apps/quickstart.yaml", "--url", "nowhere", "--path", "x", "-o", str(tmp_path / "other.yaml"))
    assert (refused.returncode, refused.stdout, (tmp_path / "other.yaml").exists()) == (2, "", False)
    assert "--url" in refused.stderr
