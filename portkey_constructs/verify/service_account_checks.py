"""Checks service accounts, and the AWS roles that pods get through IRSA or EKS Pod Identity."""

from collections.abc import Iterator, Sequence
from typing import Final

from portkey_constructs.platform.identity_annotations import ROLE_ARN
from portkey_constructs.verify.cluster_state import ClusterState, Unreadable, name_of
from portkey_constructs.verify.findings import Check, Finding, Object, Subject
from portkey_constructs.verify.kubectl_commands import KubectlCommands
from portkey_constructs.verify.requirements import workloads

__all__ = ["check_service_accounts"]

_IRSA: Final = ("AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE")
_POD_IDENTITY: Final = "AWS_CONTAINER_CREDENTIALS_FULL_URI"


def check_service_accounts(rendered: Sequence[Object], state: ClusterState, commands: KubectlCommands) -> Iterator[Finding]:
    """Checks the service account of every workload, its role, and the pods that use it."""
    users: dict[str, list[Object]] = {}
    for workload in workloads(rendered):
        users.setdefault(workload["spec"]["template"]["spec"].get("serviceAccountName", "default"), []).append(workload)
    roles = {name_of(manifest): _role(manifest) for manifest in rendered if manifest["kind"] == "ServiceAccount"}
    for name in sorted(users.keys() | roles.keys()):
        yield from _check_account(name, roles.get(name, ""), users.get(name, []), state, commands)


def _check_account(name: str, rendered_role: str, users: Sequence[Object], state: ClusterState, commands: KubectlCommands) -> Iterator[Finding]:
    subject, live = Subject(Check.SERVICE_ACCOUNTS, f"ServiceAccount {name}"), state.get("ServiceAccount", name)
    if isinstance(live, Unreadable):
        yield subject.unreadable(live.reason, commands, "list serviceaccounts")
        return
    if live is None:
        cause = "it was not applied; without it no pods can be created"
        yield subject.failed("does not exist", cause, commands.kubectl("get serviceaccounts"))
        return
    role = _role(live)
    if rendered_role and role != rendered_role:
        cause = "another tool changed the annotation, or the manifest was not applied"
        message = f"has {f'the role {role}' if role else 'no role'}, expected {rendered_role}"
        yield subject.failed(message, cause, commands.describe("ServiceAccount", name))
    elif not role:
        yield subject.ok()
    else:
        findings = [finding for workload in users for finding in _check_pods(workload, subject, role, state, commands)]
        yield from findings or [subject.ok(f"its pods have the role {role}")]


def _role(account: Object) -> str:
    return str((account["metadata"].get("annotations") or {}).get(ROLE_ARN, ""))


def _check_pods(workload: Object, subject: Subject, role: str, state: ClusterState, commands: KubectlCommands) -> Iterator[Finding]:
    """Checks the running pods of a workload whose service account has a role; one finding for each pod without the role."""
    if isinstance(state.lists.get("Pod"), Unreadable):
        yield subject.unreadable("its pods cannot be read", commands, "list pods")
        return
    names = {container["name"] for container in workload["spec"]["template"]["spec"]["containers"]}
    kind, name = workload["kind"], name_of(workload)
    command = commands.describe(kind, name) if kind == "Job" else commands.exec(f"{kind.lower()}/{name}", "env | grep AWS")
    for pod in state.pods(workload):
        if pod.get("status", {}).get("phase") not in ("Pending", "Running"):
            continue
        for container in pod["spec"]["containers"]:
            problem = _role_problem(container, role) if container["name"] in names else None
            if problem:
                message, cause = problem
                yield subject.failed(f"pod {name_of(pod)} container {container['name']} {message}", cause, command)
                break


def _role_problem(container: Object, role: str) -> tuple[str, str] | None:
    """The reason why a container does not have the role, with the likely cause."""
    env = {variable["name"]: variable.get("value", "") for variable in container.get("env") or ()}
    if _POD_IDENTITY in env:
        return None
    if env.get("AWS_ROLE_ARN", role) != role:
        return f"has the role {env['AWS_ROLE_ARN']}, the service account has {role}", "the pod is older than the annotation: restart it"
    missing = [variable for variable in _IRSA if variable not in env]
    if missing:
        return f"lacks {' and '.join(missing)} for the role {role}", "the pod is older than the annotation, or the cluster has no IRSA webhook"
    return None
