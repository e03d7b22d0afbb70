"""Applies the manifests before and after each of many changes to one cluster, and observes what the API server and the controllers do."""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, NamedTuple

from tests.cluster.api_server import ApiServer, Applied
from tests.cluster.control_plane import Cluster
from tests.cluster.environments import Object, claimed, needed
from tests.cluster.plan_cases.case import OTHER_NAMESPACE, Case
from tests.cluster.processes import until
from tests.cluster.readiness import unsettled

__all__ = ["Identity", "Observation", "Trial", "identity", "run"]

_SECONDS: Final = 90
_KINDS: Final = (
    ("apps/v1", "deployments", "Deployment"),
    ("apps/v1", "statefulsets", "StatefulSet"),
    ("batch/v1", "jobs", "Job"),
    ("apps/v1", "replicasets", "ReplicaSet"),
    ("v1", "persistentvolumeclaims", "PersistentVolumeClaim"),
    ("autoscaling/v2", "horizontalpodautoscalers", "HorizontalPodAutoscaler"),
    ("v1", "pods", "Pod"),
)
_WORKLOADS: Final = ("Deployment", "StatefulSet", "Job")
_FORCE: Final = "kustomize.toolkit.fluxcd.io/force"
"""The annotation of objects that Flux deletes and creates when the server refuses to change them."""
_REVISION: Final = "deployment.kubernetes.io/revision"


class Identity(NamedTuple):
    """What identifies an object in a cluster; all versions of a group are one object."""

    group: str
    kind: str
    namespace: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


def identity(manifest: Mapping[str, Any]) -> Identity:
    """The identity of a manifest."""
    meta = manifest["metadata"]
    return Identity(manifest["apiVersion"].rpartition("/")[0], manifest["kind"], meta.get("namespace", ""), meta["name"])


@dataclass(frozen=True)
class Workload:
    """A workload in the cluster: its own id, the revision of its pods, and the ids of the pods."""

    uid: str
    revision: str
    pods: frozenset[str]
    waits: bool
    """Whether its controller does not replace the pods by itself."""


@dataclass(frozen=True)
class Snapshot:
    """The workloads of a case and its claims, each with whether a pod mounts it."""

    workloads: Mapping[Identity, Workload]
    claims: Mapping[Identity, tuple[str, bool]]


@dataclass
class Observation:
    """What happened when the manifests after the change were applied, and those that are no longer among them deleted."""

    restarted: set[Identity] = field(default_factory=set)
    refused: dict[Identity, str] = field(default_factory=dict)
    conflicts: dict[Identity, str] = field(default_factory=dict)
    recreated: set[Identity] = field(default_factory=set)
    added: set[Identity] = field(default_factory=set)
    removed: set[Identity] = field(default_factory=set)
    changed: set[Identity] = field(default_factory=set)
    unused_claims: set[Identity] = field(default_factory=set)
    """Claims of before that still exist, but that no pod mounts any more."""
    lost_claims: set[Identity] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)


@dataclass
class Trial:
    """A case in namespaces of its own."""

    case: Case
    namespace: str
    old: list[Object] = field(init=False)
    new: list[Object] = field(init=False)
    live: list[Object] = field(init=False)
    """The objects as the server has them before the change."""
    observation: Observation = field(default_factory=Observation)

    def __post_init__(self) -> None:
        self.old, self.new = self.case.before(self.namespace), self.case.after(self.namespace)

    @property
    def namespaces(self) -> tuple[str, str]:
        """The namespaces of the manifests."""
        return self.namespace, f"{self.namespace}-{OTHER_NAMESPACE}"

    def prerequisites(self) -> list[Object]:
        """What the manifests need and do not contain: namespaces, Secrets, ConfigMaps and service accounts."""
        names = {manifest["metadata"]["namespace"] for manifest in (*self.old, *self.new) if "namespace" in manifest["metadata"]}
        objects: dict[Identity, Object] = {}
        for name in sorted(names):
            namespace = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}
            objects[identity(namespace)] = namespace
        for manifests in (self.old, self.new):
            own = set(map(identity, manifests))
            for manifest in (*needed(manifests), *_accounts(manifests)):
                if identity(manifest) not in own:
                    objects.setdefault(identity(manifest), manifest)
        return list(objects.values())


def run(cluster: Cluster, server: ApiServer, trials: Sequence[Trial]) -> None:
    """Runs trials at the same time; each trial then has its observation."""
    cluster.volumes([storage_class for trial in trials for storage_class in _classes(trial)])
    refused = server.each(lambda trial: [answer.refusal for answer in _apply(server, trial.prerequisites()).values() if answer.refusal], trials)
    assert not any(refused), refused
    first = server.each(lambda trial: _apply(server, trial.old), trials)
    for trial, answers in zip(trials, first, strict=True):
        trial.observation.problems += [f"before: {name}: {answer.refusal}" for name, answer in answers.items() if answer.refusal]
    before = _settle(server, trials, "before")
    for trial, live in zip(trials, server.each(lambda trial: [server.get(manifest) for manifest in trial.old], trials), strict=True):
        trial.live = live
    second = server.each(lambda pair: _change(server, *pair), list(zip(trials, first, strict=True)))
    after = _settle(server, trials, "after")
    for trial, old, new in zip(trials, first, second, strict=True):
        _observe(trial, old, new, before[trial.namespace], after[trial.namespace])


def _apply(server: ApiServer, objects: Iterable[Object]) -> dict[Identity, Applied]:
    return {identity(manifest): server.apply(manifest) for manifest in objects}


def _change(server: ApiServer, trial: Trial, first: Mapping[Identity, Applied]) -> dict[Identity, Applied]:
    """Applies the new manifests and deletes the old ones that are not among them, as Flux and an ApplySet do."""
    former = {identity(manifest): manifest for manifest in trial.old}
    # Applying the same again changes nothing, as the tests of the environments prove.
    answers = {name: first[name] for manifest in trial.new if former.get(name := identity(manifest)) == manifest}
    for manifest in trial.new:
        if identity(manifest) in answers:
            continue
        answer = answers[identity(manifest)] = server.apply(manifest)
        if answer.conflict:
            trial.observation.conflicts[identity(manifest)] = answer.refusal
            answers[identity(manifest)] = server.apply(manifest, force=True)
        elif answer.refusal and manifest["metadata"].get("annotations", {}).get(_FORCE) == "enabled":
            server.delete(manifest)
            assert until(partial(server.is_gone, manifest), 20), f"{identity(manifest)} is not deleted"
            answers[identity(manifest)] = server.apply(manifest)
    kept = set(map(identity, trial.new))
    for manifest in trial.old:
        # Neither Flux nor the documented ApplySet contains the Namespace.
        if identity(manifest) not in kept and manifest["kind"] != "Namespace":
            server.delete(manifest)
    return answers


def _observe(trial: Trial, first: Mapping[Identity, Applied], second: Mapping[Identity, Applied], before: Snapshot, after: Snapshot) -> None:
    observation = trial.observation
    observation.refused = {name: answer.refusal for name, answer in second.items() if answer.refusal}
    observation.added, observation.removed = set(second) - set(first), set(first) - set(second)
    counts = {identity(manifest) for manifest in (*trial.old, *trial.new) if "replicas" in manifest.get("spec", {})}
    for name in set(first) & set(second) - set(observation.refused):
        old, new = first[name].manifest, second[name].manifest
        if old["metadata"]["uid"] != new["metadata"]["uid"]:
            observation.recreated.add(name)
        elif _content(old, name in counts) != _content(new, name in counts):
            observation.changed.add(name)
    for name, workload in before.workloads.items():
        current = after.workloads.get(name)
        if current is None:
            continue
        replaced = bool(workload.pods and current.pods and not workload.pods & current.pods)
        if replaced:
            observation.restarted.add(name)
        if (
            replaced != (current.revision != workload.revision)
            and not current.waits
            and current.uid == workload.uid
            and workload.pods
            and current.pods
        ):
            observation.problems.append(
                f"{name} has {'other' if replaced else 'its'} pods, and revision {current.revision} after {workload.revision}"
            )
    for claim, (_, mounted) in before.claims.items():
        if claim not in after.claims or after.claims[claim][0] != before.claims[claim][0]:
            observation.lost_claims.add(claim)
        elif mounted and not after.claims[claim][1]:
            observation.unused_claims.add(claim)


def _content(manifest: Mapping[str, Any], counted: bool) -> dict[str, Any]:
    """What manifests decide of an object; the number of pods only if one of them states it."""
    meta = manifest["metadata"]
    content = {field: value for field, value in manifest.items() if field not in ("apiVersion", "metadata", "status")}
    if not counted and "replicas" in content.get("spec", {}):
        content["spec"] = {field: value for field, value in content["spec"].items() if field != "replicas"}
    annotations = {name: text for name, text in meta.get("annotations", {}).items() if name != _REVISION}
    return content | {"metadata": [meta.get("labels", {}), annotations]}


def _settle(server: ApiServer, trials: Sequence[Trial], when: str) -> dict[str, Snapshot]:
    """Waits until every trial is at rest; returns the snapshot of each."""
    end = time.monotonic() + _SECONDS
    while True:
        lists = {kind: server.items(version, plural) for version, plural, kind in _KINDS}
        by_trial = {trial.namespace: _of(trial, lists) for trial in trials}
        waiting = {name: missing for name, objects in by_trial.items() if (missing := _missing(objects))}
        if not waiting or time.monotonic() > end:
            break
        time.sleep(0.5)
    for trial in trials:
        trial.observation.problems += [f"{when}: {text}" for text in waiting.get(trial.namespace, ())]
    return {name: _snapshot(objects) for name, objects in by_trial.items()}


def _of(trial: Trial, lists: Mapping[str, list[Object]]) -> dict[str, list[Object]]:
    return {kind: [item for item in items if item["metadata"]["namespace"] in trial.namespaces] for kind, items in lists.items()}


def _missing(objects: Mapping[str, list[Object]]) -> list[str]:
    kinds = (*_WORKLOADS, "HorizontalPodAutoscaler", "PersistentVolumeClaim")
    left = [text for kind in kinds for item in objects[kind] if (text := _unsettled({**item, "kind": kind}))]
    alive = {item["metadata"]["uid"] for kind in (*_WORKLOADS, "ReplicaSet") for item in objects[kind]}
    for item in (*objects["ReplicaSet"], *objects["Pod"]):
        meta = item["metadata"]
        if meta.get("deletionTimestamp") or any(owner["uid"] not in alive for owner in meta.get("ownerReferences", ())):
            left.append(f"{meta['name']} is being deleted")
    return left


def _unsettled(item: Object) -> str:
    if not _waits(item):
        return unsettled(item)
    return "" if item["status"].get("observedGeneration", 0) >= item["metadata"]["generation"] else f"{item['metadata']['name']} is not observed"


def _waits(item: Object) -> bool:
    spec, strategy = item["spec"], item["spec"].get("updateStrategy", {})
    partitioned = 0 < spec.get("replicas", 0) <= strategy.get("rollingUpdate", {}).get("partition", 0)
    return bool(spec.get("paused")) or strategy.get("type") == "OnDelete" or partitioned


def _snapshot(objects: Mapping[str, list[Object]]) -> Snapshot:
    owners = {item["metadata"]["uid"]: _owner(item) for item in objects["ReplicaSet"]}
    pods: dict[str, set[str]] = {}
    mounted: set[tuple[str, str]] = set()
    for pod in objects["Pod"]:
        owner = _owner(pod)
        pods.setdefault(owners.get(owner, owner), set()).add(pod["metadata"]["uid"])
        claims = [volume["persistentVolumeClaim"]["claimName"] for volume in pod["spec"].get("volumes", ()) if "persistentVolumeClaim" in volume]
        mounted |= {(pod["metadata"]["namespace"], claim) for claim in claims}
    workloads = {
        identity({"apiVersion": version, "kind": kind, **item}): Workload(
            item["metadata"]["uid"],
            _revision(kind, item, objects["ReplicaSet"]),
            frozenset(pods.get(item["metadata"]["uid"], ())),
            _waits(item),
        )
        for version, _, kind in _KINDS
        if kind in _WORKLOADS
        for item in objects[kind]
    }
    return Snapshot(
        workloads,
        {
            identity({"apiVersion": "v1", "kind": "PersistentVolumeClaim", **item}): (
                item["metadata"]["uid"],
                (item["metadata"]["namespace"], item["metadata"]["name"]) in mounted,
            )
            for item in objects["PersistentVolumeClaim"]
        },
    )


def _owner(item: Object) -> str:
    return next((str(owner["uid"]) for owner in item["metadata"].get("ownerReferences", ()) if owner.get("controller")), "")


def _revision(kind: str, item: Object, replica_sets: Iterable[Object]) -> str:
    if kind == "StatefulSet":
        return str(item["status"]["updateRevision"])
    if kind == "Job":
        return str(item["metadata"]["uid"])
    number = item["metadata"].get("annotations", {}).get(_REVISION)
    return next(
        (
            replica_set["metadata"]["name"]
            for replica_set in replica_sets
            if _owner(replica_set) == item["metadata"]["uid"] and replica_set["metadata"]["annotations"].get(_REVISION) == number
        ),
        "",
    )


def _accounts(objects: Iterable[Object]) -> list[Object]:
    """The service accounts that pods name."""
    named = {
        (manifest["metadata"]["namespace"], template["spec"].get("serviceAccountName"))
        for manifest in objects
        if "containers" in (template := (manifest.get("spec") or {}).get("template") or {}).get("spec", {})
    }
    return [
        {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": name, "namespace": namespace}}
        for namespace, name in sorted(pair for pair in named if pair[1])
    ]


def _classes(trial: Trial) -> list[str | None]:
    """The storage classes of the volumes before the change and of those that it adds."""
    before, after = claimed(trial.old), claimed(trial.new)
    return [*before, *after]
