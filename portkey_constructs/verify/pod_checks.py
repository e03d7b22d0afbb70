"""Checks that workloads have enough ready pods and that the migration is complete, and diagnoses pods that are not ready."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from portkey_constructs.verify.cluster_state import ClusterState, Unreadable, conditions_met, conditions_of, name_of, title_of
from portkey_constructs.verify.findings import Check, Finding, Object, Status, Subject
from portkey_constructs.verify.kubectl_commands import KubectlCommands
from portkey_constructs.verify.requirements import workloads

__all__ = ["PodProblem", "check_pods", "is_ready", "pod_problems"]

_MAX_LENGTH: Final = 300
_STARTING: Final = {"ContainerCreating", "PodInitializing", ""}
_IMAGE: Final = "wrong registry credentials, or wrong repository or tag of the image"
_CONTAINER: Final = "the command or the volume mounts of the container are not valid"
_CAUSES: Final = {
    "ImagePullBackOff": _IMAGE,
    "ErrImagePull": _IMAGE,
    "ErrImageNeverPull": "the image is not on the node, and its pull policy is Never",
    "InvalidImageName": "the repository or tag of the image is not valid",
    "CreateContainerConfigError": "a Secret or ConfigMap that the pod reads, or a key of it, is missing",
    "CreateContainerError": _CONTAINER,
    "RunContainerError": _CONTAINER,
    "CrashLoopBackOff": "the program exits: it cannot reach a database, or has wrong credentials or settings",
    "OOMKilled": "the memory limit is too low",
}
_FAILURES: Final = (
    ("ReplicaFailure", "True", "a ResourceQuota or the Pod Security level of the namespace rejects the pods"),
    ("Failed", "True", "the Job cannot reach the databases, or their credentials are wrong"),
    ("Progressing", "False", "the new pods do not become ready"),
)
"""Conditions of a workload that prevent the creation of pods, with the likely cause."""


class PodProblem(NamedTuple):
    """Why a pod is not ready; `container` is empty for the pod itself."""

    container: str
    reason: str
    message: str
    cause: str
    status: Status = Status.FAILED


def is_ready(pod: Object) -> bool:
    """Whether a pod is ready, or has completed."""
    return pod.get("status", {}).get("phase") == "Succeeded" or conditions_met("Pod", conditions_of(pod))


def check_pods(rendered: Sequence[Object], state: ClusterState, commands: KubectlCommands) -> Iterator[Finding]:
    """Checks the pods of every rendered workload that exists."""
    for workload in workloads(rendered):
        subject, live = Subject(Check.PODS, title_of(workload)), state.get(workload["kind"], name_of(workload))
        pods = state.lists.get("Pod")
        if not isinstance(live, dict):
            continue
        if isinstance(pods, Unreadable):
            yield subject.unreadable(f"pods: {pods.reason}", commands, "list pods")
            continue
        complete, message = _completion(workload["kind"], live)
        if complete:
            yield subject.ok(message)
            continue
        findings = [finding for pod in state.pods(workload) if not is_ready(pod) for finding in _check_pod(pod, subject, commands)]
        # Pods that cannot start are more important than pods that are starting.
        failed = [finding for finding in findings if finding.status is Status.FAILED]
        yield from failed or findings or [_check_workload(live, subject, message, commands)]


def _completion(kind: str, live: Object) -> tuple[bool, str]:
    """Whether all pods of a workload are ready, with a message."""
    status = live.get("status", {})
    if kind == "Job":
        complete = conditions_met(kind, conditions_of(live))
        return complete, "complete" if complete else "is not complete"
    if status.get("observedGeneration", 0) < live["metadata"].get("generation", 0):
        return False, "its controller has not observed the last change yet"
    replicas = live.get("spec", {}).get("replicas", 1)
    ready, updated = status.get("readyReplicas", 0), status.get("updatedReplicas", 0)
    if kind == "StatefulSet" and status.get("currentRevision") == status.get("updateRevision"):
        updated = status.get("replicas", 0)
    # During a rollout, old pods may be ready while new pods are not.
    old = status.get("replicas", 0) - updated
    complete = ready >= replicas and updated >= replicas and not old
    return complete, f"{ready} of {replicas} pods ready" + (f", {old} not updated yet" if old > 0 else "")


def _check_workload(live: Object, subject: Subject, message: str, commands: KubectlCommands) -> Finding:
    """Checks a workload that has no pods, or only pods that are starting."""
    describe, conditions = commands.describe(live["kind"], name_of(live)), conditions_of(live)
    for name, failure, cause in _FAILURES:
        condition = conditions.get(name)
        if condition and condition["status"] == failure:
            return subject.failed(f"{message}: {condition.get('reason', name)}: {_shortened(condition.get('message', ''))}", cause, describe)
    if live.get("spec", {}).get("suspend"):
        return subject.failed(f"{message}: it is suspended", "spec.suspend is true", describe)
    return subject.waiting(message, "the pods are starting", commands.kubectl("get pods"))


def _check_pod(pod: Object, subject: Subject, commands: KubectlCommands) -> Iterator[Finding]:
    name = name_of(pod)
    for problem in pod_problems(pod):
        container = f" container {problem.container}" if problem.container else ""
        detail = f": {_shortened(problem.message)}" if problem.message else ""
        command = commands.describe("pod", name)
        if problem.reason in ("CrashLoopBackOff", "Error") or problem.reason.startswith("exit status"):
            command = commands.logs(name, problem.container, previous=problem.reason == "CrashLoopBackOff")
        yield Finding(subject.check, subject.object, problem.status, f"pod {name}{container}: {problem.reason}{detail}", problem.cause, command)


def pod_problems(pod: Object) -> list[PodProblem]:
    """Why a pod is not ready; a pod that is starting has the status `waiting`."""
    status, problems = pod.get("status", {}), []
    scheduled = conditions_of(pod).get("PodScheduled")
    if scheduled and scheduled["status"] == "False":
        cause = "no node has enough resources or matches the node selector, affinity and tolerations of the pod, or its volume is missing"
        problems.append(PodProblem("", scheduled.get("reason", "Unschedulable"), scheduled.get("message", ""), cause))
    if status.get("phase") == "Failed" and status.get("reason"):
        problems.append(PodProblem("", status["reason"], status.get("message", ""), "the node stopped the pod: check the resources of the node"))
    for field, init in (("initContainerStatuses", True), ("containerStatuses", False)):
        for container in status.get(field) or ():
            if problem := _container_problem(container, init):
                problems.append(problem)
    return problems or [PodProblem("", "not ready", "", "it is starting, or its readiness probe fails", Status.WAITING)]


def _container_problem(container: Object, init: bool) -> PodProblem | None:
    name, state, restarts = container["name"], container.get("state") or {}, container.get("restartCount", 0)
    waiting, terminated = state.get("waiting") or {}, state.get("terminated") or {}
    last = (container.get("lastState") or {}).get("terminated") or {}
    if "OOMKilled" in (terminated.get("reason"), last.get("reason")) and not container.get("ready"):
        return PodProblem(name, "OOMKilled", f"restarted {restarts} times", _CAUSES["OOMKilled"])
    reason = waiting.get("reason", "")
    if waiting and reason not in _STARTING:
        message = waiting.get("message", "")
        if reason == "CrashLoopBackOff":
            # The message of a terminated container may be the end of its log, and logs may contain secrets.
            message = f"exited with status {last['exitCode']}, restarted {restarts} times" if "exitCode" in last else ""
        return PodProblem(name, reason, message, ("in an init container: " if init else "") + _CAUSES.get(reason, "see the events of the pod"))
    if terminated.get("exitCode"):
        return PodProblem(name, f"exit status {terminated['exitCode']}", "", "an init container failed" if init else _CAUSES["CrashLoopBackOff"])
    return None


def _shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _MAX_LENGTH else text[: _MAX_LENGTH - 1] + "…"
