"""Checks that the server, the namespace and every rendered object exist, and that objects match the manifests."""

from collections.abc import Iterator, Sequence
from typing import Final

from portkey_constructs.kubernetes.registry import KINDS
from portkey_constructs.verify.cluster_state import ClusterState, SecretState, Unreadable, name_of, title_of
from portkey_constructs.verify.drift import differences, secret_differences
from portkey_constructs.verify.findings import Check, Finding, Object, Subject
from portkey_constructs.verify.kubectl_commands import KubectlCommands

__all__ = ["check_namespace", "check_objects", "check_server"]

_MAX_DIFFERENCES: Final = 5


def check_server(state: ClusterState) -> Finding:
    """Reports the server's version; the reader already rejects versions that are too old."""
    return Subject(Check.SERVER, "server").ok(f"Kubernetes {state.version}")


def check_namespace(state: ClusterState, commands: KubectlCommands) -> Finding:
    """Checks that the namespace exists and is not being deleted."""
    subject = Subject(Check.NAMESPACE, f"Namespace {commands.namespace}")
    if isinstance(state.namespace, Unreadable):
        return subject.unreadable(state.namespace.reason, commands, f"get namespace/{commands.namespace}")
    if state.namespace is None:
        cause = "the manifests are not applied yet, or --context selects another cluster"
        if state.other_namespaces:
            cause = f"this platform runs in {', '.join(state.other_namespaces)}: pass --namespace"
        return subject.failed("does not exist", cause, f"{commands.program} get namespaces")
    if state.namespace.get("status", {}).get("phase") == "Terminating":
        return subject.failed("is terminating", "the namespace was deleted", commands.events())
    return subject.ok()


def check_objects(rendered: Sequence[Object], state: ClusterState, commands: KubectlCommands) -> Iterator[Finding]:
    """Checks that every rendered object exists and matches its manifest."""
    for manifest in rendered:
        yield _check_object(manifest, state, commands)


def _check_object(manifest: Object, state: ClusterState, commands: KubectlCommands) -> Finding:
    subject, kind, name = Subject(Check.OBJECTS, title_of(manifest)), manifest["kind"], name_of(manifest)
    live: Object | SecretState | Unreadable | None = state.get(kind, name)
    if kind in ("Secret", "Namespace"):
        live = state.secrets.get(name) if kind == "Secret" else state.namespace
    if isinstance(live, Unreadable):
        return subject.unreadable(live.reason, commands, f"list {KINDS[kind].plural}")
    if live is None:
        cause = "the Job of this configuration was not applied" if kind == "Job" else "it was not applied, or it was deleted"
        return subject.failed("does not exist", cause, commands.diff())
    drift = differences(manifest, live) if isinstance(live, dict) else secret_differences(manifest, live)
    if not drift:
        return subject.ok()
    message = "; ".join(map(str, drift[:_MAX_DIFFERENCES]))
    if len(drift) > _MAX_DIFFERENCES:
        message += f", and {len(drift) - _MAX_DIFFERENCES} more"
    cause = "it was changed by hand or by another tool, or this configuration was not applied"
    return subject.failed(message, cause, commands.diff())
