"""Server, namespace and rendered objects: what is there, and whether it is what would be rendered."""

from collections.abc import Iterator, Sequence
from typing import Final

from portkey_constructs.verify.drift import Difference, differences, secret_differences
from portkey_constructs.verify.finding import NOT_ALLOWED, Check, Commands, Finding, Object, Status
from portkey_constructs.verify.live import Live, Unreadable, name_of

__all__ = ["check_namespace", "check_objects", "check_server", "said"]

_MOST: Final = 5


def said(one: Object) -> str:
    """An object as findings name it."""
    return f"{one['kind']} {name_of(one)}"


def check_server(live: Live, _commands: Commands) -> Iterator[Finding]:
    """The server's version, which was good enough to be read."""
    yield Finding(Check.SERVER, "server", Status.OK, f"Kubernetes {live.version}")


def check_namespace(live: Live, commands: Commands) -> Iterator[Finding]:
    """The namespace."""
    named = f"Namespace {commands.namespace}"
    if isinstance(live.namespace, Unreadable):
        yield Finding(Check.NAMESPACE, named, Status.UNKNOWN, live.namespace.reason, NOT_ALLOWED, f"{commands.program} auth can-i get namespaces")
    elif live.namespace is None:
        where = (
            f"objects of it are in {', '.join(live.elsewhere)}: give --namespace"
            if live.elsewhere
            else "nothing is applied yet, or the context is another one"
        )
        yield Finding(Check.NAMESPACE, named, Status.FAILED, "does not exist", where, f"{commands.program} get namespaces")
    elif live.namespace.get("status", {}).get("phase") == "Terminating":
        yield Finding(Check.NAMESPACE, named, Status.FAILED, "is being deleted", "somebody deleted it", commands.events())
    else:
        yield Finding(Check.NAMESPACE, named, Status.OK)


def check_objects(rendered: Sequence[Object], live: Live, commands: Commands) -> Iterator[Finding]:
    """Every rendered object: there, and as it is rendered."""
    for one in rendered:
        if one["kind"] == "Secret":
            secret = live.secrets.get(name_of(one))
            found = [] if secret is None or isinstance(secret, Unreadable) else secret_differences(one, secret)
            yield _finding(one, secret, found, commands)
        else:
            held = live.namespace if one["kind"] == "Namespace" else live.one(one["kind"], name_of(one))
            yield _finding(one, held, differences(one, held) if isinstance(held, dict) else [], commands)


def _finding(one: Object, held: object, found: list[Difference], commands: Commands) -> Finding:
    named = said(one)
    if isinstance(held, Unreadable):
        return Finding(Check.OBJECTS, named, Status.UNKNOWN, held.reason, NOT_ALLOWED, commands.kubectl(f"auth can-i list {one['kind'].lower()}"))
    if held is None:
        cause = "the migration of this configuration was not applied" if one["kind"] == "Job" else "it was not applied, or was deleted"
        return Finding(Check.OBJECTS, named, Status.FAILED, "does not exist", cause, commands.diff())
    if found:
        rest = f", and {len(found) - _MOST} more" if len(found) > _MOST else ""
        message = "; ".join(map(str, found[:_MOST])) + rest
        cause = "it was changed by hand or by another tool, or this configuration was not applied"
        return Finding(Check.OBJECTS, named, Status.FAILED, message, cause, commands.diff())
    return Finding(Check.OBJECTS, named, Status.OK)
