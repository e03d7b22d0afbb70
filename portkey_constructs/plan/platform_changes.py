"""Facts that manifests do not contain, from the two resolved configurations: the IAM permissions of the roles."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from portkey_constructs.errors import ConfigurationError
from portkey_constructs.iam import Role, has_roles, roles
from portkey_constructs.plan.model import PermissionChange, Plan
from portkey_constructs.platform.platform import Platform

__all__ = ["with_permissions"]


class _Permission(NamedTuple):
    """An action on a resource under conditions."""

    resource: str
    condition: str
    action: str


def with_permissions(plan: Plan, old: Platform, new: Platform) -> Plan:
    """The plan with the IAM permissions that the roles of the new configuration gain and lose."""
    try:
        before, after = _roles(old), _roles(new)
    except ConfigurationError as error:
        return replace(plan, notes=(*plan.notes, f"IAM permissions are not compared: {error.problems[0].path} {error.problems[0].message}"))
    return replace(plan, permissions=tuple(_changes(before, after)))


def _roles(platform: Platform) -> Mapping[str, Role]:
    return {role.arn: role for role in roles(platform)} if has_roles(platform) else {}


def _changes(before: Mapping[str, Role], after: Mapping[str, Role]) -> Iterator[PermissionChange]:
    for arn, role in after.items():
        former = before.get(arn)
        if former is None:
            accounts = ", ".join(f"{account.namespace}/{account.name}" for account in role.accounts)
            yield PermissionChange(role.name, "gained", f"the role must exist, for the service accounts {accounts}")
        elif former.trust != role.trust:
            yield PermissionChange(role.name, "gained", f"the trust policy allows {_trusted(role)}")
        yield from _permission_changes(role.name, _permissions(former), _permissions(role))
    for arn, role in before.items():
        if arn not in after:
            yield PermissionChange(role.name, "lost", "no service account of this platform uses the role any more")


def _trusted(role: Role) -> str:
    return ", ".join(f"{account.namespace}/{account.name}" for account in role.accounts)


def _permissions(role: Role | None) -> set[_Permission]:
    return {
        _Permission(resource, json.dumps(statement.to_json().get("Condition", {}), sort_keys=True), action)
        for statement in (role.statements if role else ())
        for action in statement.actions
        for resource in statement.resources
    }


def _permission_changes(name: str, old: set[_Permission], new: set[_Permission]) -> Iterator[PermissionChange]:
    for direction, permissions in (("gained", new - old), ("lost", old - new)):
        by_resource: dict[tuple[str, str], list[str]] = {}
        for permission in sorted(permissions):
            by_resource.setdefault((permission.resource, permission.condition), []).append(permission.action)
        for (resource, condition), actions in by_resource.items():
            limited = f" if {condition}" if condition != "{}" else ""
            yield PermissionChange(name, "gained" if direction == "gained" else "lost", f"{', '.join(actions)} on {resource}{limited}")
