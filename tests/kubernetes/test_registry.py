"""The registry of object kinds agrees with the rendered objects, the pinned schemas and Kubernetes."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml
from lightkube.core.resource import GlobalResource, NamespacedResource

from imports.crds import FOLDER, pinned
from portkey_constructs.kubernetes.registry import CLUSTER_KINDS, FLUX_KINDS, KINDS, PLATFORM_KINDS, WORKLOAD_KINDS, ObjectKind, Stage
from portkey_constructs.manifests.stages import COMPONENTS
from portkey_constructs.output.flux import FluxSource, flux
from portkey_constructs.verify.cluster_reader import read_cluster
from portkey_constructs.verify.cluster_state import HealthResponse
from portkey_constructs.verify.kubectl_commands import KubectlCommands
from portkey_constructs.verify.runner import run_checks
from tests.support.all_settings import ALL_SETTINGS, MINIMAL
from tests.verify.test_findings import state_of

DIST = Path(__file__).parents[2] / "dist"
BUILT_IN = json.loads((FOLDER / "k8s.json").read_text("utf-8"))["kinds"]
Rendered = tuple[str, dict[str, Any]]


def dist_objects() -> Iterator[Rendered]:
    """Every object in `dist/` with the folder of its stage."""
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    for path in sorted(DIST.rglob("*.k8s.yaml")):
        yield from ((path.parent.name, manifest) for manifest in yaml.load_all(path.read_text("utf-8"), loader))


@cache
def rendered() -> list[Rendered]:
    """Every object in `dist/` and of every configuration in `tests/support/all_settings`, with its stage."""
    return [*dist_objects(), *((str(stage), dict(manifest)) for config in ALL_SETTINGS.values() for stage, manifest in config.resolve().objects())]


def flux_objects() -> list[dict[str, Any]]:
    urls = ("https://git.example.org/platform.git", "oci://registry.example.org/manifests")
    return [dict(manifest) for url in urls for manifest in flux(MINIMAL.resolve(), FluxSource(url))]


def adopted_store(stage: str, manifest: Any) -> bool:
    """Whether this is the Deployment of a store in an adopted release, which comes with the stores."""
    return (stage, manifest["kind"], manifest["metadata"]["name"]) == (Stage.STORES, "Deployment", "redis")


def test_every_rendered_object_has_the_registered_api_version_scope_and_stage() -> None:
    assert len(rendered()) > 500
    for stage, manifest in rendered():
        kind = KINDS[manifest["kind"]]
        assert manifest["apiVersion"] == kind.api_version
        assert ("namespace" in manifest["metadata"]) is kind.namespaced
        assert kind.stage in (None, stage) or adopted_store(stage, manifest)
        assert len(manifest["metadata"]["name"]) <= kind.max_name_length


def test_a_kind_without_a_stage_is_rendered_in_several() -> None:
    stages: dict[str, set[str]] = {}
    for stage, manifest in rendered():
        if not adopted_store(stage, manifest):
            stages.setdefault(manifest["kind"], set()).add(stage)
    assert {kind for kind, seen in stages.items() if len(seen) > 1} == {kind.kind for kind in PLATFORM_KINDS if kind.stage is None}
    assert {stage for stage, _ in COMPONENTS.values()} == set(Stage)


def test_every_platform_kind_is_rendered_and_every_flux_kind_written() -> None:
    assert {manifest["kind"] for _, manifest in rendered()} == {kind.kind for kind in PLATFORM_KINDS}
    assert {(manifest["apiVersion"], manifest["kind"]) for manifest in flux_objects()} == {(kind.api_version, kind.kind) for kind in FLUX_KINDS}


class RecordingConnection:
    """Has every object that is rendered, and records the kinds that are listed."""

    def __init__(self) -> None:
        self.listed: list[ObjectKind] = []

    def server_version(self) -> str:
        return "v1.36.0"

    def get_object(self, kind: ObjectKind, name: str, namespace: str) -> dict[str, Any]:
        return {"metadata": {"name": name}}

    def list_objects(self, kind: ObjectKind, namespace: str, **options: Any) -> list[dict[str, Any]]:
        self.listed.append(kind)
        return []

    def preferred_version(self, group: str) -> str:
        return "v1"

    def health(self, path: str) -> HealthResponse:
        return HealthResponse(200)


class RecordingLists(dict[str, Any]):
    """Lists of objects that record the kinds that the checks ask for."""

    def __init__(self, lists: dict[str, Any]) -> None:
        super().__init__(lists)
        self.asked: set[str] = set()

    def get(self, kind: str, default: Any = None) -> Any:
        self.asked.add(kind)
        return super().get(kind, default)


def test_verify_reads_and_checks_every_platform_and_cluster_kind() -> None:
    by_kind = {manifest["kind"]: manifest for _, manifest in rendered()}
    expected = {kind.kind for kind in (*PLATFORM_KINDS, *CLUSTER_KINDS)} - {"Namespace", "Secret"}
    connection: Any = RecordingConnection()
    read_cluster(connection, list(by_kind.values()), "portkey", lambda _: None)
    assert {kind.kind for kind in connection.listed} == expected

    objects = [manifest for _, manifest in rendered()]
    state = state_of([*(manifest for manifest in objects if manifest["kind"] == "Namespace"), *by_kind.values()])
    lists = RecordingLists(state.lists)
    state.lists = lists
    run_checks(objects, state, KubectlCommands("portkey"), datetime(2024, 5, 1, tzinfo=UTC))
    assert lists.asked >= expected


def test_workload_kinds_are_those_with_a_pod_template() -> None:
    assert {manifest["kind"] for _, manifest in rendered() if "containers" in manifest.get("spec", {}).get("template", {}).get("spec", {})} == set(
        WORKLOAD_KINDS
    )


def test_names_are_unique() -> None:
    assert len(KINDS) == len(PLATFORM_KINDS) + len(FLUX_KINDS) + len(CLUSTER_KINDS)
    names = [name for kind in PLATFORM_KINDS for name in (kind.kind.lower(), kind.plural, *kind.short_names)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.kind)
def test_a_custom_resource_matches_its_pinned_definition(kind: ObjectKind) -> None:
    if not kind.custom:
        assert not (FOLDER / f"{kind.group or 'core'}.yaml").exists()
        return
    spec = pinned(kind)["spec"]
    assert (spec["group"], spec["names"]["kind"], spec["names"]["plural"]) == (kind.group, kind.kind, kind.plural)
    assert [version["name"] for version in spec["versions"]] == [kind.version]
    assert spec["scope"] == ("Namespaced" if kind.namespaced else "Cluster")


def test_the_pinned_kubernetes_schema_has_the_registered_built_in_kinds() -> None:
    expected = {kind.kind: {"apiVersion": kind.api_version, "kind": kind.kind} for kind in KINDS.values() if kind.module == "api"}
    assert expected == BUILT_IN


@pytest.mark.parametrize("kind", [kind for kind in KINDS.values() if not kind.custom], ids=lambda kind: kind.kind)
def test_a_built_in_kind_is_served_under_its_plural_and_scope(kind: ObjectKind) -> None:
    """lightkube's resources are generated from the API of Kubernetes."""
    resource: Any = getattr(import_module(f"lightkube.resources.{(kind.group or 'core').partition('.')[0]}_{kind.version}"), kind.kind)
    info = resource._api_info
    assert (info.resource.group, info.resource.version, info.resource.kind, info.plural) == (kind.group, kind.version, kind.kind, kind.plural)
    assert issubclass(resource, NamespacedResource) is kind.namespaced
    assert issubclass(resource, GlobalResource) is not kind.namespaced


@pytest.mark.parametrize("kind", [kind for kind in KINDS.values() if kind.module], ids=lambda kind: kind.kind)
def test_a_rendered_kind_has_typed_dictionaries(kind: ObjectKind) -> None:
    assert hasattr(import_module(f"portkey_constructs.kubernetes.{kind.module}"), kind.kind)


def test_the_documented_role_of_verify_lets_it_read_every_kind() -> None:
    page = (DIST.parent / "docs/how-to/verify.md").read_text("utf-8")
    [_, block] = page.split('```yaml title="verify-role.yaml"\n')
    rules = yaml.safe_load(block.partition("```")[0])["rules"]
    readable = {(group, resource) for rule in rules if "list" in rule["verbs"] for group in rule["apiGroups"] for resource in rule["resources"]}
    kinds = (*PLATFORM_KINDS, *CLUSTER_KINDS)
    assert [kind.kind for kind in kinds if not readable & {(kind.group, kind.plural), (kind.group, "*")}] == []
