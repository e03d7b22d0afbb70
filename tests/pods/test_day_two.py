"""Changes of the configuration of the quick start: the pods that `plan` names are replaced, and all others go on."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest

from tests.cluster.environments import Object
from tests.cluster.processes import until
from tests.pods.deployment import Deployment
from tests.support.cache import report_progress

pytestmark = pytest.mark.pods

HOST: Final = "portkey-dev.example.org"
_OWNERS: Final = {"ReplicaSet": "Deployment", "StatefulSet": "StatefulSet", "Job": "Job"}


@dataclass(frozen=True)
class Pod:
    """A pod, and how often its containers were started."""

    uid: str
    starts: tuple[str, ...]


Pods = Mapping[str, frozenset[Pod]]
"""The pods of each workload."""


@dataclass
class DayTwo:
    """The quick start with the changes that were applied so far, and where its manifests are."""

    deployment: Deployment
    folder: Path
    settings: dict[str, Any] = field(default_factory=dict)
    number: int = 0

    def __post_init__(self) -> None:
        self.manifests = self.deployment.environment.folder

    def change(self, component: str, **settings: Any) -> tuple[dict[str, Any], Pods, Pods]:
        """Plans and applies a change of the settings of a component; returns the plan, and the pods before and after."""
        self.number += 1
        self.settings[component] = {**self.settings.get(component, {}), **settings}
        file, new = self.folder / f"{self.number}.yaml", self.folder / str(self.number)
        file.write_text(json.dumps(self.settings))
        files = ("--file", str(self.deployment.file), "--file", str(file))
        planned = self.deployment.program("plan", *files, "--against", str(self.manifests), "--format", "json")
        assert planned.returncode == 3, planned.stderr
        rendered = self.deployment.program("render", *files, "--output", str(new))
        assert rendered.returncode == 0, rendered.stderr
        plan = json.loads(planned.stdout)
        self._provide(new)
        before = self.pods()
        self.deployment.cluster.kubectl("apply", "--recursive", f"--filename={new}")
        self.deployment.ready(240)
        after: list[Pods] = [{}]

        def at_rest() -> bool:
            previous, after[0] = after[0], self.pods()
            return previous == after[0]

        assert until(at_rest, 30, 3)
        self.manifests = new
        return plan, before, after[0]

    def pods(self) -> Pods:
        """The pods of each workload, without those on their way out: they take as long as the longest answer."""
        found: dict[str, set[Pod]] = {}
        for pod in self.deployment.cluster.get("pods", f"--namespace={self.deployment.namespace}"):
            if not pod["metadata"].get("deletionTimestamp"):
                starts = tuple(status.get("containerID", "") for status in pod["status"].get("containerStatuses", ()))
                found.setdefault(_workload(pod), set()).add(Pod(pod["metadata"]["uid"], starts))
        return {name: frozenset(pods) for name, pods in found.items()}

    def _provide(self, folder: Path) -> None:
        printed = self.deployment.cluster.kubectl("apply", "--recursive", f"--filename={folder}", "--dry-run=server", "--output=json").stdout
        images = {
            container["image"]
            for manifest in json.loads(printed)["items"]
            for container in manifest.get("spec", {}).get("template", {}).get("spec", {}).get("containers", ())
        }
        for node in self.deployment.cluster.nodes:
            node.provide(sorted(images))


def _workload(pod: Object) -> str:
    (owner,) = pod["metadata"]["ownerReferences"]
    name = owner["name"].rpartition("-")[0] if owner["kind"] == "ReplicaSet" else owner["name"]
    return f"{_OWNERS[owner['kind']]} {name}"


def _planned(plan: Mapping[str, Any], action: str | None = None) -> set[str]:
    """The workloads that restart, or to which something else happens."""
    changes = (change for change in plan["changes"] if (change["action"] == action if action else change["restarts"]))
    return {f"{change['kind']} {change['name']}" for change in changes}


def _replaced(before: Pods, after: Pods) -> set[str]:
    """The workloads of which all pods are others; of every other one, each pod is there with the containers that it had."""
    replaced = {name for name, pods in before.items() if not {pod.uid for pod in pods} & {pod.uid for pod in after[name]}}
    for name in before.keys() - replaced:
        assert before[name] <= after[name], f"{name} has lost a pod, or a container of it was started again"
    return replaced


@pytest.fixture(scope="module")
def day_two(quickstart: Deployment, tmp_path_factory: pytest.TempPathFactory) -> DayTwo:
    """The quick start, before any change."""
    return DayTwo(quickstart, tmp_path_factory.mktemp("day-two"))


@pytest.fixture(autouse=True)
def _report(request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str], day_two: DayTwo) -> Iterator[None]:
    yield
    with capsys.disabled():
        report_progress(f"{request.node.name}: {sum(map(len, day_two.pods().values()))} pods")


def test_image_of_the_gateway_replaces_its_pod_alone(day_two: DayTwo) -> None:
    plan, before, after = day_two.change("gateway", image={"tag": "2.14.0"})
    assert _replaced(before, after) == _planned(plan) == {"Deployment portkey-gateway"}
    (pod,) = day_two.deployment.running("gateway")
    assert pod["spec"]["containers"][0]["image"].endswith("gateway_enterprise:2.14.0")


def test_replica_count_adds_a_pod_and_replaces_none(day_two: DayTwo) -> None:
    plan, before, after = day_two.change("gateway", replicas=2)
    assert _replaced(before, after) == _planned(plan) == set()
    changed = {name for name in after if before.get(name) != after[name]}
    assert changed == _planned(plan, "changed") == {"Deployment portkey-gateway"}
    assert len(after["Deployment portkey-gateway"]) == 2


def test_variable_replaces_the_pods_that_have_it(day_two: DayTwo) -> None:
    plan, before, after = day_two.change("dataservice", env={"FEATURE": "on"})
    assert _replaced(before, after) == _planned(plan) == {"Deployment portkey-dataservice"}
    (pod,) = day_two.deployment.running("dataservice")
    assert "FEATURE=on" in day_two.deployment.shell(pod, "tr '\\0' '\\n' </proc/1/environ").splitlines()


def test_config_map_replaces_the_pods_that_mount_it(day_two: DayTwo) -> None:
    plan, before, after = day_two.change("frontend", loginDisclaimer="Mind the gap")
    assert _replaced(before, after) == _planned(plan) == {"Deployment portkey-frontend"}
    assert "ConfigMap portkey-frontend" in _planned(plan, "changed")
    assert b"Mind the gap" in day_two.deployment.ask("frontend", "/config.js").body


def test_image_of_the_backend_runs_the_migration_again(day_two: DayTwo) -> None:
    plan, before, after = day_two.change("backend", image={"tag": "1.17.0"})
    assert _replaced(before, after) == _planned(plan) == {"Deployment portkey-backend"}
    assert after.keys() - before.keys() == _planned(plan, "added")
