"""From each environment to its next version: what may restart restarts, the rest stays, and what was removed is found."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from cdk8s import App, Chart

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.constructs import Portkey
from portkey_constructs.loading.reading import load
from tests.cluster.control_plane import Cluster
from tests.cluster.environments import Object, claimed, clusterwide, identity, needed
from tests.cluster.readiness import revisions, settled, unexplained

pytestmark = pytest.mark.cluster

APPS: Final = [Path(__file__).resolve().parents[2] / "apps" / f"{name}.yaml" for name in ("quickstart", "production_internal", "hybrid")]
"""Everything in the cluster, one pod each and several; and the fewest components."""
OURS: Final = "app.kubernetes.io/part-of=portkey,app.kubernetes.io/managed-by=portkey-constructs"
SERVICES: Final = {"backend", "dataservice", "frontend", "gateway"}
STORES: Final = {"clickhouse", "mysql", "redis"}
_COMPONENT: Final = "app.kubernetes.io/component"


@dataclass(frozen=True)
class Change:
    """What a second file says, the components whose pods must restart for it, and the one that it is about where not every environment has it."""

    name: str
    settings: Mapping[str, Any]
    restarts: set[str] = field(default_factory=set)
    migrates: bool = False
    about: str | None = None
    # As the README tells it: a count that nobody insists on falls to one pod, until load decides it.
    recounts: bool = False


def _store(kind: str, **settings: Any) -> dict[str, Any]:
    return {kind: {"kind": "inCluster", **settings}}


MORE: Final = {"requests": {"cpu": "1", "memory": "3Gi"}, "limits": {"cpu": "2", "memory": "9Gi"}}

PROXY: Final = {
    "name": "proxy",
    "image": "registry.example.org/proxy:1",
    "securityContext": {
        "allowPrivilegeEscalation": False,
        "capabilities": {"drop": ["ALL"]},
        "runAsNonRoot": True,
        "runAsUser": 1000,
        "seccompProfile": {"type": "RuntimeDefault"},
    },
}

CHANGES: Final = [
    Change("image of the gateway", {"gateway": {"image": {"tag": "9.9.9"}}}, {"gateway"}, about="gateway"),
    Change("image of the backend", {"backend": {"image": {"tag": "9.9.9"}}}, {"backend"}, migrates=True, about="backend"),
    Change("image of a store", _store("redis", image={"tag": "7.4-alpine"}), {"redis"}, about="redis"),
    Change("more replicas", {"dataservice": {"replicas": 4}}, about="dataservice"),
    Change("other bounds of scaling", {"gateway": {"autoscaling": {"min": 4, "max": 30, "cpu": 50}}}, about="gateway"),
    Change(
        "scaling by load instead of replicas", {"dataservice": {"autoscaling": {"min": 2, "max": 5, "cpu": 70}}}, about="dataservice", recounts=True
    ),
    Change("environment of one service", {"dataservice": {"env": {"EXTRA": "1"}}}, {"dataservice"}, about="dataservice"),
    Change("environment of every service", {"env": {"EXTRA": "1"}}, SERVICES, migrates=True),
    Change("a ConfigMap", {"frontend": {"loginDisclaimer": "Mind the gap"}}, {"frontend"}, about="frontend"),
    Change("memory of a store", _store("clickhouse", resources=MORE), {"clickhouse"}, about="clickhouse"),
    Change("type of a Service", {"gateway": {"service": {"type": "NodePort"}}}, about="gateway"),
    Change("labels of everything", {"labels": {"team": "platform"}}, SERVICES | STORES),
    Change("metrics", {"monitoring": {"apm": True}}, SERVICES - {"frontend"}),
    Change("nodes of the backend", {"backend": {"nodeSelector": {"topology.kubernetes.io/region": "test-1"}}}, {"backend"}, about="backend"),
    Change("memory of the backend", {"backend": {"resources": MORE}}, {"backend"}, about="backend"),
    Change("labels of the backend", {"backend": {"podLabels": {"tier": "data"}}}, {"backend"}, migrates=True, about="backend"),
    Change("a sidecar of the backend", {"backend": {"sidecars": [PROXY]}}, {"backend"}, migrates=True, about="backend"),
    Change("annotations of everything", {"annotations": {"example.org/owner": "platform"}}),
]


def _objects(config: PortkeyConfig) -> list[Object]:
    return [json.loads(json.dumps(staged.manifest)) for staged in config.resolve().objects()]


class Installed:
    """An environment in a namespace of its own, to be changed."""

    def __init__(self, cluster: Cluster, file: Path, folder: Path) -> None:
        self.cluster, self._file, self._folder = cluster, file, folder
        self.config = load([file])
        self.namespace = self.config.namespace
        self.objects = _objects(self.config)
        running = [manifest for manifest in self.objects if manifest["kind"] in ("Deployment", "StatefulSet")]
        self.components = {workload["metadata"]["labels"][_COMPONENT] for workload in running}
        self.migrates = any(manifest["kind"] == "Job" for manifest in self.objects)

    def has(self, component: str | None) -> None:
        """Skips the test if the component is not in the cluster."""
        if component and component not in self.components:
            pytest.skip(f"{component} is not in the cluster here")

    def changed(self, settings: Mapping[str, Any]) -> list[Object]:
        """The objects of the environment with further settings."""
        second = self._folder / "second.yaml"
        second.write_text(yaml.safe_dump(dict(settings)))
        return _objects(load([self._file, second]))

    def apply(self, objects: list[Object], *arguments: str) -> None:
        process = self.cluster.apply(objects, *arguments)
        assert unexplained(process.stderr) == []
        assert settled(self.cluster, self.namespace) == []

    def pods(self) -> dict[str, set[str]]:
        """The pods of each component."""
        names: dict[str, set[str]] = {}
        for pod in self.cluster.get("pods", f"--namespace={self.namespace}"):
            if not pod["metadata"].get("deletionTimestamp"):
                names.setdefault(pod["metadata"]["labels"][_COMPONENT], set()).add(pod["metadata"]["uid"])
        return names

    def revisions(self) -> dict[str, str]:
        """The revision that each component runs."""
        current = revisions(self.cluster, self.namespace)
        return {name.removeprefix(f"{self.config.name}-"): revision for name, revision in current.items()}

    def jobs(self) -> set[str]:
        return {job["metadata"]["name"] for job in self.cluster.get("jobs", f"--namespace={self.namespace}")}

    def ours(self) -> set[tuple[str, str]]:
        """What the labels find in the namespace, of the kinds that we make."""
        kinds = sorted({manifest["kind"] for manifest in self.objects} - {"Namespace"} | {"HorizontalPodAutoscaler", "PodDisruptionBudget"})
        manifests = self.cluster.get(
            ",".join(kinds), f"--namespace={self.namespace}", f"--selector={OURS},app.kubernetes.io/instance={self.config.name}"
        )
        return set(map(identity, manifests))


@pytest.fixture(scope="module", params=APPS, ids=lambda path: path.stem)
def installed(request: pytest.FixtureRequest, cluster: Cluster, definitions: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    installed = Installed(cluster, request.param, tmp_path_factory.mktemp("settings"))
    cluster.volumes(claimed(installed.objects))
    with cluster.removed(installed.namespace, besides=clusterwide(installed.objects)):
        cluster.kubectl("create", "namespace", installed.namespace)
        for missing in needed(installed.objects):
            cluster.kubectl("create", "--filename=-", input=json.dumps(missing))
        yield installed


@pytest.fixture
def base(installed: Installed) -> Installed:
    """The environment in its original state, whatever an earlier test changed; jobs of other versions remain."""
    own = set(map(identity, installed.objects))
    others = sorted(f"{kind}/{name}" for kind, name in installed.ours() - own if kind != "Job")
    if others:
        installed.cluster.kubectl("delete", "--wait", f"--namespace={installed.namespace}", *others)
    # Who has let load decide the number of replicas has to insist on deciding it again.
    installed.apply(installed.objects, "--force-conflicts")
    return installed


def test_there_are_environments() -> None:
    assert APPS


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
def test_only_what_must_restart_restarts(base: Installed, change: Change) -> None:
    base.has(change.about)
    restarts = change.restarts & base.components
    before, pods, jobs = base.revisions(), base.pods(), base.jobs()
    changed = base.changed(change.settings)
    assert changed != base.objects
    base.apply(changed)

    after = base.revisions()
    assert set(after) == set(before) == base.components
    assert {name for name in after if after[name] != before[name]} == restarts
    still = base.pods()
    for name in set(before) - restarts:
        same = pods[name] <= still[name] or still[name] <= pods[name] or (change.recounts and pods[name] & still[name])
        assert same, f"{name} has other pods, and nothing of it changed"
    for name in restarts:
        assert not pods[name] & still[name], f"{name} has pods of before"
    assert len(base.jobs() - jobs) == (change.migrates and base.migrates)


def test_a_renamed_scope_changes_nothing(base: Installed, tmp_path: Path) -> None:
    app = App(outdir=str(tmp_path))
    Portkey(Chart(app, "renamed"), "Elsewhere", config=base.config)
    app.synth()
    objects = [manifest for path in sorted(tmp_path.glob("*.yaml")) for manifest in yaml.safe_load_all(path.read_text())]
    assert {identity(manifest): manifest for manifest in objects} == {identity(manifest): manifest for manifest in base.objects}

    before, pods, manifests = base.revisions(), base.pods(), base.ours()
    base.apply(objects)
    assert (base.revisions(), base.pods(), base.ours()) == (before, pods, manifests)


def test_removed_objects_are_found_and_pruned(base: Installed) -> None:
    """By our labels, which is how one finds it without tools; and by kubectl, which keeps the set of objects that we apply."""
    base.has("redis")
    own = [manifest for manifest in base.objects if manifest["kind"] != "Namespace"]
    others = [manifest for manifest in base.changed({"redis": {"kind": "external", "host": "redis.example.org"}}) if manifest["kind"] != "Namespace"]
    gone = set(map(identity, own)) - set(map(identity, others))
    assert {"StatefulSet", "Service", "ServiceAccount"} <= {kind for kind, _ in gone}
    older = base.ours() - set(map(identity, own))
    assert {kind for kind, _ in older} <= {"Job"}, "the jobs of versions before"

    prune = ("--prune", "--applyset=installed", f"--namespace={base.namespace}")
    base.apply(own, *prune)
    base.apply(others, *prune)
    assert base.ours() == (set(map(identity, others)) | older)


def dropped(base: Installed, name: str) -> set[tuple[str, int]]:
    """What took pods away from a Deployment."""
    where = (f"--namespace={base.namespace}", f"--field-selector=involvedObject.kind=Deployment,involvedObject.name={name}")
    return {(event["message"], event.get("count", 1)) for event in base.cluster.get("events", *where) if "Scaled down" in event["message"]}


def test_autoscaling_takes_over_without_losing_a_pod(base: Installed) -> None:
    """As the documentation tells it: whoever scales by hand first owns the count, and giving up ours then changes nothing."""
    base.has("dataservice")
    where, name = f"--namespace={base.namespace}", f"{base.config.name}-dataservice"
    base.apply(base.changed({"dataservice": {"replicas": 3}}))
    base.cluster.kubectl("scale", f"deployment/{name}", "--replicas=4", where)
    assert settled(base.cluster, base.namespace) == []
    before = dropped(base, name)
    base.apply(base.changed({"dataservice": {"autoscaling": {"min": 2, "max": 5, "cpu": 70}}}))
    assert base.cluster.get("deployment", name, where)[0]["spec"]["replicas"] == 4
    assert dropped(base, name) == before


@pytest.mark.parametrize("applied_by_kubectl", [True, False], ids=["applied", "not applied"])
def test_autoscaling_takes_over_after_kubectl_apply(base: Installed, applied_by_kubectl: bool) -> None:
    """As documented: client-side apply removes a replica count that it has recorded, unless its record is changed first."""
    base.has("dataservice")
    where, name = f"--namespace={base.namespace}", f"{base.config.name}-dataservice"

    def deployment(settings: Mapping[str, Any]) -> str:
        return json.dumps(next(manifest for manifest in base.changed(settings) if identity(manifest) == ("Deployment", name)))

    old, new = (deployment({"dataservice": settings}) for settings in ({"replicas": 3}, {"autoscaling": {"min": 2, "max": 5, "cpu": 70}}))
    base.cluster.kubectl("delete", "deployment", name, where)
    base.cluster.kubectl("apply", "--filename=-", input=old)
    assert settled(base.cluster, base.namespace) == []
    before = dropped(base, name)
    if applied_by_kubectl:
        base.cluster.kubectl("apply", "set-last-applied", "--filename=-", input=new)
    base.cluster.kubectl("apply", "--filename=-", input=new)
    assert settled(base.cluster, base.namespace) == []
    assert base.cluster.get("deployment", name, where)[0]["spec"]["replicas"] == (3 if applied_by_kubectl else 1)
    assert not applied_by_kubectl or dropped(base, name) == before
