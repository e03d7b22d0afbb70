"""Secrets that pods read: there, with every key, nothing empty; and the ExternalSecrets that fill them. Values are never told."""

from collections.abc import Iterator, Sequence
from typing import Final

from portkey_constructs.verify.finding import NOT_ALLOWED, Check, Commands, Finding, Object, Status
from portkey_constructs.verify.live import Live, SecretFacts, Unreadable, name_of
from portkey_constructs.verify.wanted import pull_secrets, secret_keys, secrets_named

__all__ = ["check_external_secrets", "check_secrets"]

_PULL: Final = {"kubernetes.io/dockerconfigjson": ".dockerconfigjson", "kubernetes.io/dockercfg": ".dockercfg"}


def check_secrets(rendered: Sequence[Object], live: Live, commands: Commands) -> Iterator[Finding]:
    """Every Secret that pods read or pull images with."""
    keys, pulls = secret_keys(rendered), pull_secrets(rendered)
    external = {_target(one): name_of(one) for one in live.all("ExternalSecret")}
    for name in secrets_named(rendered):
        users = sorted({user for key, names in keys.items() if key.secret == name for user in names} | set(pulls.get(name, ())))
        needed = sorted(key.key for key in keys if key.secret == name and key.key)
        if not users:
            continue
        held, named, describe = live.secrets.get(name), f"Secret {name}", commands.describe("secret", name)
        if isinstance(held, Unreadable):
            yield Finding(Check.SECRETS, named, Status.UNKNOWN, held.reason, NOT_ALLOWED, commands.kubectl(f"auth can-i get secret/{name}"))
            continue
        if held is None:
            has = f", with {', '.join(needed)}" if needed else ""
            cause = f"ExternalSecret {external[name]} did not make it" if name in external else "nobody made it"
            list_them = commands.kubectl("get secrets")
            yield Finding(
                Check.SECRETS, named, Status.FAILED, f"does not exist; {', '.join(users)} need{'s' * (len(users) == 1)} it{has}", cause, list_them
            )
            continue
        problems = _problems(held, needed, name in pulls)
        if problems:
            yield Finding(
                Check.SECRETS, named, Status.FAILED, "; ".join(problems), "it was made by hand, or from another source, with other keys", describe
            )
        else:
            yield Finding(Check.SECRETS, named, Status.OK)


def _problems(held: SecretFacts, needed: Sequence[str], pulls: bool) -> list[str]:
    missing = [key for key in needed if key not in held.keys]
    empty = [key for key in needed if key in held.keys and held.keys[key].empty]
    found = []
    if missing:
        found.append(f"has no {', '.join(missing)}")
    if empty:
        found.append(f"has nothing in {', '.join(empty)}")
    if pulls:
        content = _PULL.get(held.type)
        if content is None:
            found.append(f"is of type {held.type or 'none'}, and only kubernetes.io/dockerconfigjson pulls images")
        elif content not in held.keys or held.keys[content].empty:
            found.append(f"has nothing in {content}")
    return found


def check_external_secrets(rendered: Sequence[Object], live: Live, commands: Commands) -> Iterator[Finding]:
    """The ExternalSecrets that fill a Secret that pods read; nothing where the cluster does not have such."""
    found = live.lists.get("ExternalSecret", [])
    if isinstance(found, Unreadable):
        can = commands.kubectl("auth can-i list externalsecrets")
        yield Finding(Check.EXTERNAL_SECRETS, "ExternalSecrets", Status.UNKNOWN, found.reason, NOT_ALLOWED, can)
        return
    yield from _stores(rendered, live, commands)
    names = set(secrets_named(rendered))
    for one in found:
        if _target(one) not in names:
            continue
        cause = "the store's credentials or role, or the name of the remote secret"
        named, target = f"ExternalSecret {name_of(one)}", f"Secret {_target(one)}"
        yield _ready(one, named, f"has not filled {target} yet", f"does not fill {target}", cause, commands.describe("externalsecret", name_of(one)))


def _stores(rendered: Sequence[Object], live: Live, commands: Commands) -> Iterator[Finding]:
    """The stores that the ExternalSecrets read, as their controller found them."""
    for one in rendered:
        held = live.one(one["kind"], name_of(one)) if one["kind"] in ("SecretStore", "ClusterSecretStore") else None
        if isinstance(held, dict):
            cause = "the service account's role or identity, or the address of the secret manager"
            named, describe = f"{one['kind']} {name_of(one)}", commands.describe(one["kind"].lower(), name_of(one))
            yield _ready(held, named, "was not looked at yet", "is not ready", cause, describe)


def _ready(held: Object, named: str, waiting: str, failing: str, cause: str, describe: str) -> Finding:
    """What the operator says of an object of its own, by the condition that it calls Ready."""
    state = next((it for it in held.get("status", {}).get("conditions") or () if it["type"] == "Ready"), None)
    if state is None:
        return Finding(Check.EXTERNAL_SECRETS, named, Status.WAITING, waiting, "its controller does not run", describe)
    if state["status"] == "True":
        return Finding(Check.EXTERNAL_SECRETS, named, Status.OK)
    message = f"{failing}: {state.get('reason', '')}: {' '.join(str(state.get('message', '')).split())[:300]}"
    return Finding(Check.EXTERNAL_SECRETS, named, Status.FAILED, message, cause, describe)


def _target(one: Object) -> str:
    return str(one.get("spec", {}).get("target", {}).get("name") or name_of(one))
