"""Pods: as many ready as are wanted, the migration done, and for those that are not the reason."""

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from portkey_constructs.verify.finding import NOT_ALLOWED, Check, Commands, Finding, Object, Status
from portkey_constructs.verify.live import Live, Unreadable, name_of
from portkey_constructs.verify.objects import said
from portkey_constructs.verify.wanted import workloads

__all__ = ["Trouble", "check_pods", "ready", "trouble"]

_SHORT: Final = 300
_STARTING: Final = {"ContainerCreating", "PodInitializing", ""}
_CAUSES: Final = {
    "ImagePullBackOff": "the registry's credentials, or the image's repository or tag",
    "ErrImagePull": "the registry's credentials, or the image's repository or tag",
    "ErrImageNeverPull": "the image is not on the node, and may not be pulled",
    "InvalidImageName": "the image's repository or tag",
    "CreateContainerConfigError": "a Secret or ConfigMap that the pod reads, or a key of it, is missing",
    "CreateContainerError": "the container's command or mounts",
    "RunContainerError": "the container's command or mounts",
    "CrashLoopBackOff": "the program ends by itself: a database that cannot be reached, credentials, or a setting",
    "OOMKilled": "the memory limit is too small",
}


class Trouble(NamedTuple):
    """Why a pod is not ready: the container (empty for the pod), a word, what the cluster says of it, the likely cause."""

    container: str
    reason: str
    message: str
    cause: str
    status: Status = Status.FAILED


def ready(pod: Object) -> bool:
    """Whether a pod serves, or has done its work."""
    status = pod.get("status", {})
    if status.get("phase") == "Succeeded":
        return True
    return any(one["type"] == "Ready" and one["status"] == "True" for one in status.get("conditions") or ())


def check_pods(rendered: Sequence[Object], live: Live, commands: Commands) -> Iterator[Finding]:
    """The pods of every rendered workload that is there."""
    for one in workloads(rendered):
        held = live.one(one["kind"], name_of(one))
        if not isinstance(held, dict):
            continue
        if isinstance(live.lists.get("Pod"), Unreadable):
            yield Finding(
                Check.PODS, said(one), Status.UNKNOWN, "pods: " + _reason(live.lists["Pod"]), NOT_ALLOWED, commands.kubectl("auth can-i list pods")
            )
            continue
        done, message = _done(one["kind"], held)
        if done:
            yield Finding(Check.PODS, said(one), Status.OK, message)
            continue
        told = [finding for pod in live.pods(one) if not ready(pod) for finding in _pod(pod, said(one), commands)]
        # A pod that only starts says less than one that cannot.
        failed = [finding for finding in told if finding.status is Status.FAILED]
        yield from failed or told or [_workload(one, held, message, commands)]


def _reason(unreadable: object) -> str:
    return unreadable.reason if isinstance(unreadable, Unreadable) else ""


def _done(kind: str, held: Object) -> tuple[bool, str]:
    spec, status = held.get("spec", {}), held.get("status", {})
    if kind == "Job":
        complete = any(one["type"] == "Complete" and one["status"] == "True" for one in status.get("conditions") or ())
        return complete, "complete" if complete else "is not complete"
    wanted = spec.get("replicas", 1)
    seen = status.get("observedGeneration", 0) >= held["metadata"].get("generation", 0)
    count, updated = status.get("readyReplicas", 0), status.get("updatedReplicas", 0)
    if kind == "StatefulSet" and status.get("currentRevision") == status.get("updateRevision"):
        updated = status.get("replicas", 0)
    if not seen:
        return False, "its controller has not looked at it yet"
    # During a rollout the pods of before may be ready while the new ones are not.
    old = status.get("replicas", 0) - updated
    done = count >= wanted and updated >= wanted and not old
    return done, f"{count} of {wanted} pods ready" + (f", {old} of them from before a rollout" if old > 0 else "")


def _workload(one: Object, held: Object, message: str, commands: Commands) -> Finding:
    """A workload whose pods tell nothing: none was made, or all start."""
    describe = commands.describe(one["kind"], name_of(one))
    conditions = {it["type"]: it for it in held.get("status", {}).get("conditions") or ()}
    for kind, state, cause in (
        ("ReplicaFailure", "True", "a quota, or a Pod Security level that does not let these pods in"),
        ("Failed", "True", "the migration cannot reach the databases, or their credentials are wrong"),
        ("Progressing", "False", "the new pods do not become ready"),
    ):
        found = conditions.get(kind)
        if found and found["status"] == state:
            return Finding(
                Check.PODS, said(one), Status.FAILED, f"{message}: {found.get('reason', kind)}: {_cut(found.get('message', ''))}", cause, describe
            )
    if held.get("spec", {}).get("suspend"):
        return Finding(Check.PODS, said(one), Status.FAILED, f"{message}: it is suspended", "somebody suspended it", describe)
    return Finding(Check.PODS, said(one), Status.WAITING, message, "the pods are starting", commands.kubectl("get pods"))


def _pod(pod: Object, workload: str, commands: Commands) -> Iterator[Finding]:
    name = name_of(pod)
    for found in trouble(pod):
        container = f" container {found.container}" if found.container else ""
        message = f"pod {name}{container}: {found.reason}{f': {_cut(found.message)}' if found.message else ''}"
        command = commands.describe("pod", name)
        if found.reason in ("CrashLoopBackOff", "Error") or found.reason.startswith("exit status"):
            command = commands.logs(name, found.container, previous=found.reason == "CrashLoopBackOff")
        yield Finding(Check.PODS, workload, found.status, message, found.cause, command)


def trouble(pod: Object) -> list[Trouble]:
    """Why a pod is not ready; one that merely starts is waited for."""
    status = pod.get("status", {})
    found = []
    for condition in status.get("conditions") or ():
        if condition["type"] == "PodScheduled" and condition["status"] == "False":
            cause = "no node has the room, the labels or the tolerations that it wants, or its volume is not there"
            found.append(Trouble("", condition.get("reason", "Unschedulable"), condition.get("message", ""), cause))
    if status.get("phase") == "Failed" and status.get("reason"):
        found.append(Trouble("", status["reason"], status.get("message", ""), "the node ended it: see its resources"))
    for field, init in (("initContainerStatuses", True), ("containerStatuses", False)):
        for one in status.get(field) or ():
            if told := _container(one, init):
                found.append(told)
    return found or [Trouble("", "not ready", "", "it is starting, or its readiness probe fails", Status.WAITING)]


def _container(one: dict[str, Any], init: bool) -> Trouble | None:
    name, state = one["name"], one.get("state") or {}
    ended = state.get("terminated") or {}
    last = (one.get("lastState") or {}).get("terminated") or {}
    waiting = state.get("waiting") or {}
    reason = waiting.get("reason", "")
    for exit_of in (ended, last):
        if exit_of.get("reason") == "OOMKilled" and not one.get("ready"):
            return Trouble(name, "OOMKilled", f"restarted {one.get('restartCount', 0)} times", _CAUSES["OOMKilled"])
    if waiting and reason not in _STARTING:
        code = last.get("exitCode")
        # The message of a container that ended may be the end of its log, which is not ours to show.
        text = (
            f"it ended with {code}, and was restarted {one.get('restartCount', 0)} times"
            if reason == "CrashLoopBackOff"
            else waiting.get("message", "")
        )
        cause = _CAUSES.get(reason, "see what the cluster says of the pod")
        return Trouble(
            name, reason, text if code is not None or reason != "CrashLoopBackOff" else "", ("before the pod starts: " if init else "") + cause
        )
    if ended and (ended.get("exitCode") or not init):
        if not ended.get("exitCode"):
            return None
        return Trouble(name, f"exit status {ended['exitCode']}", "", "an init container failed" if init else _CAUSES["CrashLoopBackOff"])
    return None


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SHORT else text[: _SHORT - 1] + "…"
