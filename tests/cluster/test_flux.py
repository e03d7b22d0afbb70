"""Flux reconciles every environment of `dist/`: in stages, with pruning, without substitution, and it stops at a broken commit."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import pairwise
from typing import Any

import pytest
import yaml

from apps import configuration
from portkey_constructs.output.flux import FluxSource
from portkey_constructs.output.flux import flux as objects_for_flux
from portkey_constructs.output.yaml_text import to_yaml
from tests.cluster.control_plane import WAIT_LIMIT, Cluster
from tests.cluster.environments import Environment, claimed, clusterwide, environments, identity, needed, pods
from tests.cluster.flux import NAMESPACE, Flux, flux
from tests.cluster.processes import until
from tests.cluster.readiness import replica_sets, settled, versions
from tests.support.examples import development
from tests.support.kubelet import received_environment

pytestmark = pytest.mark.cluster

# With every stage and every store, with custom resources, and without a migration.
_BROUGHT_UP = ("quickstart", "production-internal", "irsa-secrets-manager", "hybrid")
# Kinds of which nothing else depends on one.
_LEAVES = ("Ingress", "HTTPRoute", "PodDisruptionBudget")


def _here(ours: dict[str, Any]) -> dict[str, Any]:
    """A Kustomization with the source of this test, a short interval, and substitution."""
    built = {"substitute": {"uri": "taken", "host": "taken", "request_uri": "taken"}}
    return ours | {"spec": ours["spec"] | {"sourceRef": dict(Flux.artifact), "retryInterval": "2s", "timeout": "20s", "postBuild": built}}


def _told(flux: Flux) -> str:
    last_lines = flux.cluster.processes.log("kustomize-controller").read_text().splitlines()[-25:]
    return "\n".join([*(f"{name}: {status}: {message}" for name, (status, message, _) in flux.conditions().items()), *last_lines])


@pytest.fixture(scope="module")
def controller(cluster: Cluster, definitions: None) -> Iterator[Flux]:
    with flux(cluster) as running:
        yield running


class Reconciled:
    """An environment that Flux has brought up, and may be given other files of."""

    def __init__(self, controller: Flux, environment: Environment) -> None:
        self.flux, self.cluster, self.environment = controller, controller.cluster, environment
        self.texts = {path.relative_to(environment.folder).as_posix(): path.read_text() for path in sorted(environment.folder.rglob("*.yaml"))}
        self.stages = sorted({name.split("/")[0] for name in self.texts})
        config = configuration(environment.name)
        manifests: list[dict[str, Any]] = [
            {**manifest} for manifest in objects_for_flux(config.resolve(), FluxSource("https://git.example.org/platform.git", path="."))
        ]
        self.source, *ours = manifests
        self.kustomizations = {kustomization["spec"]["path"].rpartition("/")[2]: _here(kustomization) for kustomization in ours}
        self.names = {stage: kustomization["metadata"]["name"] for stage, kustomization in self.kustomizations.items()}
        self.revision = ""

    def publish(self, texts: Mapping[str, str] | None = None) -> None:
        self.revision = self.flux.publish(self.texts if texts is None else texts)

    def ready(self) -> None:
        assert self.flux.reconciled(self.revision), _told(self.flux)

    def get(self, *arguments: str) -> list[dict[str, Any]]:
        return self.cluster.get(*arguments, f"--namespace={self.environment.namespace}")

    def objects(self) -> list[dict[str, Any]]:
        kinds = ",".join(sorted({manifest["kind"] for manifest in self.environment.objects} - {"Namespace"}))
        return self.get(kinds, "--selector=app.kubernetes.io/part-of=portkey")


@pytest.fixture(
    scope="module",
    params=[environment for environment in environments() if environment.name in _BROUGHT_UP],
    ids=lambda environment: environment.name,
)
def brought_up(request: pytest.FixtureRequest, controller: Flux) -> Iterator[Reconciled]:
    reconciled = Reconciled(controller, request.param)
    cluster, environment = controller.cluster, reconciled.environment
    cluster.volumes(claimed(environment.objects))
    with cluster.removed(environment.namespace, besides=clusterwide(environment.objects)):
        missing = needed(environment.objects)
        if missing or not environment.of("Namespace"):
            cluster.kubectl("create", "namespace", environment.namespace)
        for secret in missing:
            cluster.kubectl("create", "--filename=-", input=json.dumps(secret))
        reconciled.publish()
        stages = list(reconciled.kustomizations.values())
        cluster.apply(stages)
        try:
            yield reconciled
        finally:
            cluster.kubectl("delete", "--filename=-", "--wait", WAIT_LIMIT, input=yaml.safe_dump_all(stages))


@pytest.fixture
def reconciled(brought_up: Reconciled) -> Reconciled:
    brought_up.publish()
    brought_up.ready()
    return brought_up


def test_flux_accepts_the_source(reconciled: Reconciled) -> None:
    assert not reconciled.cluster.apply([reconciled.source], "--dry-run=server").stderr


def test_every_stage_becomes_ready(reconciled: Reconciled) -> None:
    assert sorted(reconciled.names) == reconciled.stages
    assert set(reconciled.flux.conditions()) == set(reconciled.names.values())
    assert settled(reconciled.cluster, reconciled.environment.namespace) == []
    expected = {identity(manifest) for manifest in reconciled.environment.objects if manifest["kind"] != "Namespace"}
    assert set(map(identity, reconciled.objects())) == expected


def test_stages_wait_for_the_ones_before(reconciled: Reconciled) -> None:
    created: dict[str, list[datetime]] = {}
    stage_of = {identity(manifest): name.split("/")[0] for name, text in reconciled.texts.items() for manifest in yaml.safe_load_all(text)}
    for manifest in reconciled.objects():
        created.setdefault(stage_of[identity(manifest)], []).append(datetime.fromisoformat(manifest["metadata"]["creationTimestamp"]))
    assert len(created) >= 2
    for before, after in pairwise(sorted(created)):
        assert max(created[before]) <= min(created[after])
    jobs = reconciled.get("jobs")
    assert len(jobs) == len(reconciled.environment.of("Job"))
    for job in jobs:
        assert datetime.fromisoformat(job["status"]["completionTime"]) <= min(created[max(created)])


def test_texts_are_not_substituted(reconciled: Reconciled) -> None:
    applied = {identity(manifest): manifest for manifest in reconciled.objects()}
    dollars = 0
    for manifest in reconciled.environment.objects:
        if manifest["kind"] in ("ConfigMap", "Secret"):
            kept = applied[identity(manifest)]
            assert kept.get("data") == (manifest.get("data") or kept.get("data"))
            if manifest["kind"] == "ConfigMap":
                dollars += sum(text.count("$") for text in manifest["data"].values())
        elif manifest["kind"] in ("Deployment", "StatefulSet"):
            texts = [(c.get("command"), c.get("args")) for c in manifest["spec"]["template"]["spec"]["containers"]]
            assert [(c.get("command"), c.get("args")) for c in applied[identity(manifest)]["spec"]["template"]["spec"]["containers"]] == texts
    nginx = any(component == "frontend" for component, _ in pods(reconciled.environment.objects))
    assert dollars or not nginx, "nothing here could have been substituted"


def test_a_deleted_file_is_pruned(reconciled: Reconciled) -> None:
    name = next(name for kind in _LEAVES for name in reconciled.texts if f"/{kind}." in name)
    (gone,) = yaml.safe_load_all(reconciled.texts[name])
    before = set(map(identity, reconciled.objects()))
    reconciled.publish({key: text for key, text in reconciled.texts.items() if key != name})
    reconciled.ready()
    assert until(lambda: set(map(identity, reconciled.objects())) == before - {identity(gone)}, 10)


@pytest.mark.parametrize("how", ["not YAML", "refused by the server"])
def test_broken_commit_keeps_running_workloads(reconciled: Reconciled, how: str) -> None:
    namespace = reconciled.environment.namespace
    assert settled(reconciled.cluster, namespace) == []
    name = next(name for name in reconciled.texts if "/Deployment." in name)
    (broken,) = yaml.safe_load_all(reconciled.texts[name])
    broken["spec"]["template"]["spec"]["containers"][0]["ports"][0]["containerPort"] = 99999
    text = yaml.safe_dump(broken) if how == "refused by the server" else "kind: ["
    running, pods = replica_sets(reconciled.cluster, namespace), set(versions(reconciled.cluster, namespace, "pods"))

    reconciled.publish(reconciled.texts | {name: text})
    stage = name.split("/")[0]

    def refused() -> bool:
        status, _, tried = reconciled.flux.conditions()[reconciled.names[stage]]
        return status == "False" and tried == reconciled.revision

    assert until(refused, 30, 0.3), _told(reconciled.flux)
    assert replica_sets(reconciled.cluster, namespace) == running
    assert set(versions(reconciled.cluster, namespace, "pods")) == pods

    reconciled.publish()
    reconciled.ready()
    assert replica_sets(reconciled.cluster, namespace) == running


def test_dollar_signs_in_any_setting_reach_the_cluster(controller: Flux) -> None:
    # Substitution replaces `${uri}` by a value, `${TENANT}` by nothing, and `$$` by `$`.
    text = "${uri}/${TENANT}/pa$$word"
    config = development(namespace="dollars", createNamespace=True, env={"TEMPLATE": text}, annotations={"example.org/note": text})
    objects: list[dict[str, Any]] = [{**staged.manifest} for staged in config.resolve().objects()]
    name = "dollars"
    kustomization: dict[str, Any] = {
        "apiVersion": "kustomize.toolkit.fluxcd.io/v1",
        "kind": "Kustomization",
        "metadata": {"name": name, "namespace": NAMESPACE},
        "spec": {"interval": "1m", "path": ".", "prune": True, "wait": False},
    }
    with controller.cluster.removed("dollars"):
        revision = controller.publish({"all.yaml": to_yaml(objects)})
        controller.cluster.apply([_here(kustomization)])
        try:
            assert until(lambda: controller.conditions().get(name, ("", "", ""))[::2] == ("True", revision), 60, 0.3), _told(controller)
            for manifest in objects:
                kept = controller.cluster.get(f"{manifest['kind']}/{manifest['metadata']['name']}", "--namespace=dollars")[0]
                assert kept["metadata"]["annotations"].items() >= manifest["metadata"]["annotations"].items()
                if manifest["kind"] == "Deployment":
                    containers = kept["spec"]["template"]["spec"]["containers"]
                    assert received_environment(containers[0])["TEMPLATE"] == text
        finally:
            controller.cluster.kubectl("delete", "--filename=-", "--wait", WAIT_LIMIT, input=json.dumps(kustomization))
