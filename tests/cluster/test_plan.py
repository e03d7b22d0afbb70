"""What a plan says of a change is what the API server and the controllers do."""

import json
import re
from typing import Final

import pytest

from portkey_constructs.plan import Plan, compare
from portkey_constructs.plan.live_objects import without_additions
from tests.cluster.api_server import ApiServer
from tests.cluster.control_plane import Cluster
from tests.cluster.plan_cases import CASES
from tests.cluster.plan_cases.case import Case
from tests.cluster.plan_trial import Trial, identity, run

pytestmark = pytest.mark.cluster

_TOGETHER: Final = 80
_LEAST: Final = {"restarted": 100, "refused": 20, "recreated": 3, "added": 20, "removed": 20, "changed": 150, "unused_claims": 4, "lost_claims": 3}
"""The least number of cases in which something happens."""
_UNUSED: Final = re.compile(r"(PersistentVolumeClaim \S+) keeps the data, but ")
_LOST: Final = re.compile(r"(?:deleting )?(PersistentVolumeClaim \S+) (?:deletes its volume|is deleted with )")
_SETUP: Final = (
    {
        "apiVersion": "storage.k8s.io/v1",
        "kind": "StorageClass",
        "metadata": {"name": "plan-growing"},
        "provisioner": "kubernetes.io/no-provisioner",
        "volumeBindingMode": "WaitForFirstConsumer",
        "allowVolumeExpansion": True,
    },
    {"apiVersion": "node.k8s.io/v1", "kind": "RuntimeClass", "metadata": {"name": "plan-runtime"}, "handler": "runc"},
    {"apiVersion": "scheduling.k8s.io/v1", "kind": "PriorityClass", "metadata": {"name": "plan-high"}, "value": 1000},
    {
        "apiVersion": "scheduling.k8s.io/v1",
        "kind": "PriorityClass",
        "metadata": {"name": "plan-patient"},
        "value": 1000,
        "preemptionPolicy": "Never",
    },
)


@pytest.fixture(scope="module")
def trials(request: pytest.FixtureRequest, own_cluster: Cluster) -> dict[str, Trial]:
    """The selected cases, after their changes."""
    selected = {item.callspec.params["case"].name for item in request.session.items if item.path == request.path and hasattr(item, "callspec")}
    trials = [Trial(case, f"plan-{number:03}") for number, case in enumerate(CASES) if case.name in selected]
    own_cluster.apply(_SETUP, "--field-manager=setup")
    with ApiServer(own_cluster) as server:
        for start in range(0, len(trials), _TOGETHER):
            run(own_cluster, server, trials[start : start + _TOGETHER])
    return {trial.case.name: trial for trial in trials}


def predicted(plan: Plan) -> dict[str, set[str]]:
    """What a plan says, in the terms of an observation."""
    risks = [risk for change in plan.changes for risk in change.data_at_risk]
    return {
        "restarted": {str(change.identity) for change in plan.changes if change.restarts},
        "refused": {str(change.identity) for change in plan.changes if change.refused},
        "recreated": _with("recreated", plan),
        "added": _with("added", plan),
        "removed": _with("removed", plan),
        "changed": {str(change.identity) for change in plan.changes if change.action == "changed" and not change.refused},
        "unused_claims": {match[1] for risk in risks if (match := _UNUSED.match(risk))},
        "lost_claims": {match[1] for risk in risks if (match := _LOST.match(risk))},
    }


def _with(action: str, plan: Plan) -> set[str]:
    return {str(change.identity) for change in plan.changes if change.action == action}


def against_the_cluster(trial: Trial) -> Plan:
    """The plan that compares the new manifests with the live objects of before."""
    wanted = {identity(manifest): manifest for manifest in trial.new}
    return compare([without_additions(live, wanted.get(identity(live))) for live in trial.live], trial.new)


def disagreements(trial: Trial) -> list[str]:
    """Where the plan and the cluster differ, with what the plan says of the object."""
    plan = compare(trial.old, trial.new)
    changes = {str(change.identity): change for change in plan.changes}
    lines = []
    for what, expected in predicted(plan).items():
        observed = set(map(str, getattr(trial.observation, what)))
        for name in sorted(expected ^ observed):
            change = changes.get(name)
            # The manifest changes, the object does not, and the plan says so.
            if what == "changed" and name in expected and change and any("API server keeps" in effect for effect in change.effects):
                continue
            who = "only the plan says so" if name in expected else "only the cluster says so"
            reason = next((text for identity, text in trial.observation.refused.items() if str(identity) == name), "")
            lines.append(f"{what} {name}: {who}; the plan: {json.dumps(change.to_json()) if change else None} {reason}")
    return lines


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_plan_is_what_the_cluster_does(trials: dict[str, Trial], case: Case) -> None:
    trial = trials[case.name]
    assert trial.observation.problems == []
    assert not (differences := disagreements(trial)), "\n".join(differences)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_plan_against_the_cluster_is_the_plan_against_the_files(trials: dict[str, Trial], case: Case) -> None:
    trial = trials[case.name]
    assert predicted(against_the_cluster(trial)) == predicted(compare(trial.old, trial.new))


def test_kubectl_refuses_the_same_object_and_applies_the_others(own_cluster: Cluster) -> None:
    case = next(case for case in CASES if case.name == "size of a volume and image of its store")
    old, new = case.before("plan-kubectl"), case.after("plan-kubectl")
    own_cluster.apply(old)
    process = own_cluster.apply(new, check=False)
    refused = [change.identity for change in compare(old, new).changes if change.refused]
    assert [str(name) for name in refused] == ["StatefulSet portkey-redis"]
    assert process.returncode == 1
    assert process.stdout.count(" serverside-applied") == len(new) - len(refused)
    assert process.stderr.count(" is invalid: ") == len(refused)
    assert 'The StatefulSet "portkey-redis" is invalid: spec.volumeClaimTemplates: ' in process.stderr


def test_cases_restart_refuse_recreate_and_lose(trials: dict[str, Trial]) -> None:
    """So that an observation that sees nothing does not agree with a plan that says nothing."""
    if len(trials) < len(CASES):
        pytest.skip("needs all cases")
    counts = {what: sum(bool(getattr(trial.observation, what)) for trial in trials.values()) for what in _LEAST}
    assert {what: count for what, count in counts.items() if count < _LEAST[what]} == {}
