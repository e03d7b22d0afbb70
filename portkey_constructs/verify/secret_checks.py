"""Checks the Secrets that pods read, and the ExternalSecrets that fill them; never reports a value."""

from collections.abc import Iterator, Sequence, Set
from typing import Final

from portkey_constructs.verify.cluster_state import ClusterState, SecretState, Unreadable, conditions_met, conditions_of, name_of
from portkey_constructs.verify.findings import Check, Finding, Object, Subject
from portkey_constructs.verify.kubectl_commands import KubectlCommands
from portkey_constructs.verify.requirements import keys_with_empty_values, pull_secrets, required_secrets, secret_keys

__all__ = ["check_external_secrets", "check_secrets"]

_PULL_KEYS: Final = {"kubernetes.io/dockerconfigjson": ".dockerconfigjson", "kubernetes.io/dockercfg": ".dockercfg"}


def check_secrets(rendered: Sequence[Object], state: ClusterState, commands: KubectlCommands) -> Iterator[Finding]:
    """Checks that every Secret that pods read or use to pull images exists and has the required keys."""
    keys, pulls, may_be_empty = secret_keys(rendered), pull_secrets(rendered), keys_with_empty_values(rendered)
    sources = {_target(manifest): f"ExternalSecret {name_of(manifest)}" for manifest in state.all("ExternalSecret")}
    for name in required_secrets(rendered):
        users = sorted({user for key, names in keys.items() if key.secret == name for user in names} | set(pulls.get(name, ())))
        required = sorted(key.key for key in keys if key.secret == name and key.key)
        if not users:
            continue
        subject, secret = Subject(Check.SECRETS, f"Secret {name}"), state.secrets.get(name)
        if isinstance(secret, Unreadable):
            yield subject.unreadable(secret.reason, commands, f"get secret/{name}")
        elif secret is None:
            cause = f"{sources[name]} has not created it" if name in sources else "it was not created"
            contents = f", with {', '.join(required)}" if required else ""
            yield subject.failed(f"does not exist; required by {', '.join(users)}{contents}", cause, commands.kubectl("get secrets"))
        elif problems := list(_secret_problems(secret, required, {key.key for key in may_be_empty if key.secret == name}, name in pulls)):
            cause = "it was created by hand, or from another source, with other keys"
            yield subject.failed("; ".join(problems), cause, commands.describe("Secret", name))
        else:
            yield subject.ok()


def _secret_problems(secret: SecretState, required: Sequence[str], may_be_empty: Set[str], pulls: bool) -> Iterator[str]:
    missing = [key for key in required if key not in secret.keys]
    empty = [key for key in required if key in secret.keys and secret.keys[key].empty and key not in may_be_empty]
    if missing:
        yield f"has no {', '.join(missing)}"
    if empty:
        yield f"has an empty {', '.join(empty)}"
    if pulls:
        key = _PULL_KEYS.get(secret.type)
        if key is None:
            yield f"is of type {secret.type or 'none'}, but images are pulled with kubernetes.io/dockerconfigjson"
        elif key not in secret.keys or secret.keys[key].empty:
            yield f"has an empty {key}"


def check_external_secrets(rendered: Sequence[Object], state: ClusterState, commands: KubectlCommands) -> Iterator[Finding]:
    """Checks the ExternalSecrets that fill a required Secret, and the rendered stores; skipped if the cluster does not serve ExternalSecrets."""
    external = state.lists.get("ExternalSecret", [])
    if isinstance(external, Unreadable):
        yield Subject(Check.EXTERNAL_SECRETS, "ExternalSecrets").unreadable(external.reason, commands, "list externalsecrets")
        return
    for manifest in rendered:
        kind, name = manifest["kind"], name_of(manifest)
        live = state.get(kind, name) if kind in ("SecretStore", "ClusterSecretStore") else None
        if isinstance(live, dict):
            cause = "wrong role or identity of the service account, or wrong address of the secret manager"
            yield _check_ready(kind, live, "has no status yet", "is not ready", cause, commands)
    required = set(required_secrets(rendered))
    for live in external:
        if _target(live) in required:
            cause = "wrong credentials or role of the store, or wrong name of the remote secret"
            waiting, failing = f"has not filled Secret {_target(live)} yet", f"cannot fill Secret {_target(live)}"
            yield _check_ready("ExternalSecret", live, waiting, failing, cause, commands)


def _check_ready(kind: str, live: Object, waiting: str, failing: str, cause: str, commands: KubectlCommands) -> Finding:
    """Checks the Ready condition of a resource of the External Secrets Operator."""
    name, conditions = name_of(live), conditions_of(live)
    subject, describe = Subject(Check.EXTERNAL_SECRETS, f"{kind} {name}"), commands.describe(kind, name)
    if "Ready" not in conditions:
        return subject.waiting(waiting, "the External Secrets Operator is not running", describe)
    if conditions_met(kind, conditions):
        return subject.ok()
    ready = conditions["Ready"]
    message = " ".join(str(ready.get("message", "")).split())[:300]
    return subject.failed(f"{failing}: {ready.get('reason', '')}: {message}", cause, describe)


def _target(external_secret: Object) -> str:
    return str(external_secret.get("spec", {}).get("target", {}).get("name") or name_of(external_secret))
