"""Argo CD objects: the Application, the ApplicationSet, and the annotations of the rendered objects."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from portkey_constructs.errors import ConfigurationError
from portkey_constructs.kubernetes.registry import Stage
from portkey_constructs.manifests.argocd import SYNC_OPTIONS, SYNC_WAVE
from portkey_constructs.output.argocd import ArgoCdEnvironment, ArgoCdSource, application, application_set, missing_waves
from tests.support.examples import development, production

GIT = ArgoCdSource("https://git.example.org/platform.git")


def environment(config: Any, path: str = "dist/production", **options: str) -> ArgoCdEnvironment:
    return ArgoCdEnvironment.of(config.resolve(), path, **options)


def test_the_waves_follow_the_stages_and_end_with_zero() -> None:
    waves: dict[Stage, set[str]] = {}
    for stage, manifest in development(argocd=True).resolve().objects():
        waves.setdefault(stage, set()).add(manifest["metadata"]["annotations"][SYNC_WAVE])
    assert waves == {stage: {str(number - 4)} for number, stage in enumerate(Stage)}


def test_only_the_namespace_is_kept_when_argo_cd_prunes() -> None:
    options = {m["kind"]: m["metadata"]["annotations"].get(SYNC_OPTIONS) for _, m in development(argocd=True).resolve().objects()}
    assert options.pop("Namespace") == "Prune=false,Delete=false"
    assert set(options.values()) == {None}


def test_the_setting_changes_only_annotations_of_the_objects() -> None:
    plain: list[dict[str, Any]] = [{**each.manifest} for each in development().resolve().objects()]
    annotated: list[dict[str, Any]] = [{**each.manifest} for each in development(argocd=True).resolve().objects()]
    assert [each["metadata"]["name"] for each in plain] == [each["metadata"]["name"] for each in annotated]
    for manifest in annotated:
        for annotation in (SYNC_WAVE, SYNC_OPTIONS):
            manifest["metadata"]["annotations"].pop(annotation, None)
        if not manifest["metadata"]["annotations"]:
            del manifest["metadata"]["annotations"]
    assert annotated == plain


def test_waves_of_additional_and_patched_objects() -> None:
    config = development(
        argocd=True,
        extraObjects=[
            {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "early"}},
            {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "own", "annotations": {SYNC_WAVE: "7"}}},
        ],
        patches=[{"target": {"kind": "Deployment", "component": "gateway"}, "merge": {"metadata": {"annotations": {SYNC_WAVE: "9"}}}}],
    )
    waves = {
        m["metadata"]["name"]: m["metadata"]["annotations"][SYNC_WAVE]
        for _, m in config.resolve().objects()
        if m["kind"] in ("ConfigMap", "Deployment")
    }
    assert (waves["early"], waves["own"], waves["portkey-gateway"], waves["portkey-backend"]) == ("-3", "7", "9", "0")


def test_the_application_names_the_environment() -> None:
    source = ArgoCdSource("oci://registry.example.org/manifests", "v1", "gitops", "platform")
    manifest: Any = application(source, environment(production(namespace="portkey-eu"), "./eu", cluster="eu-1"))
    assert manifest["metadata"]["name"] == "portkey-eu.portkey"
    assert manifest["metadata"]["namespace"] == "gitops"
    assert manifest["spec"]["project"] == "platform"
    assert manifest["spec"]["destination"] == {"name": "eu-1", "namespace": "portkey-eu"}
    assert {key: manifest["spec"]["source"][key] for key in ("repoURL", "targetRevision", "path")} == {
        "repoURL": source.url,
        "targetRevision": "v1",
        "path": "eu",
    }
    assert "finalizers" not in manifest["metadata"]
    assert (GIT.revision, ArgoCdSource(source.url).revision) == ("HEAD", "latest")


def test_the_set_creates_the_application_of_each_environment() -> None:
    """The template, with the fields of an element in place, is the Application that the command prints."""
    environments = [environment(production(namespace=name), f"dist/{name}", cluster=f"cluster-{name}") for name in ("portkey", "a", "b")]
    created: Any = application_set("portkey", GIT, environments)
    for each, element in zip(environments, created["spec"]["generators"][0]["list"]["elements"], strict=True):
        text = yaml.safe_dump(created["spec"]["template"])
        for field, value in element.items():
            text = text.replace(f"{{{{.{field}}}}}", value)
        expected: Any = application(GIT, each)
        expected["metadata"].pop("namespace")
        assert yaml.safe_load(text) == {"metadata": expected["metadata"], "spec": expected["spec"]}
    assert created["spec"]["syncPolicy"] == {"preserveResourcesOnDeletion": True}


def test_objects_without_waves_are_a_warning() -> None:
    assert missing_waves(production(argocd=True).resolve()) == []
    (problem,) = missing_waves(production().resolve())
    assert (problem.path, problem.code, problem.severity) == ("argocd", "PK-ARGOCD-002", "warning")


@pytest.mark.parametrize(
    ("source", "options", "names"),
    [
        ({"url": "git@host:x", "ref": "a b"}, {}, ["--url", "--ref"]),
        ({"url": "https://user:hunter2@git.example.org/x", "namespace": "A", "project": ""}, {}, ["--url", "--argocd-namespace", "--project"]),
        ({}, {"path": "../x", "cluster": "", "name": "x" * 53}, ["--name", "--path", "--cluster"]),
        ({}, {"path": "/x", "name": ""}, ["--name", "--path"]),
    ],
)
def test_all_invalid_options_are_reported(source: dict[str, str], options: dict[str, str], names: list[str]) -> None:
    with pytest.raises(ConfigurationError) as caught:
        application(ArgoCdSource(**{"url": GIT.url, **source}), environment(production(), **{"path": "x", **options}))
    assert [problem.path for problem in caught.value.problems] == names
    assert "hunter2" not in str(caught.value)


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "portkey_constructs.cli", "argocd", *arguments], capture_output=True, text=True)


@pytest.mark.slow
def test_the_command_prints_or_writes_the_application(tmp_path: Path) -> None:
    file = tmp_path / "application.yaml"
    arguments = ["-f", "apps/production_internal.yaml", "--url", GIT.url, "--path", "dist/production-internal", "--name", "portkey-eu"]
    printed, written = run(*arguments), run(*arguments, "-o", str(file))
    assert (printed.returncode, written.returncode, written.stdout) == (0, 0, "")
    assert yaml.safe_load(printed.stdout)["metadata"]["name"] == "portkey-eu"
    assert file.read_text() == printed.stdout
    assert "PK-ARGOCD-002" in printed.stderr
    refused = run("-f", "apps/production_internal.yaml", "--url", "nowhere", "--path", "x", "-o", str(tmp_path / "other.yaml"))
    assert (refused.returncode, refused.stdout, (tmp_path / "other.yaml").exists()) == (2, "", False)
    assert "--url" in refused.stderr
