"""Checks that the volume claims of StatefulSets, and those that pods mount by name, exist and are bound."""

from collections.abc import Iterator, Sequence

from portkey_constructs.verify.cluster_state import ClusterState, Unreadable, name_of
from portkey_constructs.verify.findings import Check, Finding, Object, Subject
from portkey_constructs.verify.kubectl_commands import KubectlCommands
from portkey_constructs.verify.requirements import existing_claims

__all__ = ["check_volumes"]


def check_volumes(rendered: Sequence[Object], state: ClusterState, commands: KubectlCommands) -> Iterator[Finding]:
    """Checks the volume claim of every replica of the existing StatefulSets, and every claim that must exist before its pods."""
    for manifest in rendered:
        if manifest["kind"] != "StatefulSet" or not isinstance(state.get("StatefulSet", name_of(manifest)), dict):
            continue
        for template in manifest["spec"].get("volumeClaimTemplates", ()):
            for number in range(manifest["spec"].get("replicas", 1)):
                yield _check_claim(f"{name_of(template)}-{name_of(manifest)}-{number}", template["spec"], state, commands)
    for name, users in existing_claims(rendered).items():
        yield _check_claim(name, {}, state, commands, users)


def _check_claim(name: str, spec: Object, state: ClusterState, commands: KubectlCommands, users: Sequence[str] = ()) -> Finding:
    """The finding about a claim with the spec of its template; `users` are the workloads for which it must exist."""
    subject, live = Subject(Check.VOLUMES, f"PersistentVolumeClaim {name}"), state.get("PersistentVolumeClaim", name)
    if isinstance(live, Unreadable):
        return subject.unreadable(live.reason, commands, "list persistentvolumeclaims")
    if live is None and users:
        return subject.failed(f"does not exist; required by {', '.join(users)}", "it was not created", commands.kubectl("get pvc"))
    if live is None:
        return subject.waiting("does not exist yet", "its pod was not created yet", commands.kubectl("get pvc"))
    phase, describe = live.get("status", {}).get("phase", "Pending"), commands.describe("pvc", name)
    if phase == "Bound":
        return subject.ok()
    if phase == "Lost":
        return subject.failed("has lost its volume", "the PersistentVolume was deleted", describe)
    storage_class = (spec or live["spec"]).get("storageClassName")
    if storage_class == "" or (spec or live["spec"]).get("volumeName"):
        return subject.waiting(f"is {phase}", "no PersistentVolume that it can bind exists", describe)
    missing = f"storage class {storage_class} does not exist" if storage_class else "there is no default storage class"
    return subject.waiting(f"is {phase}", f"{missing}, or it cannot provision the volume", describe)
