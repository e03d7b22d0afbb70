"""A plan: the changed objects, and what each change does."""

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

__all__ = ["Action", "Change", "FieldChange", "Identity", "PermissionChange", "Plan"]

Action = Literal["added", "changed", "removed", "recreated"]


class Identity(NamedTuple):
    """API version, kind, namespace (empty for a cluster-scoped object) and name."""

    api_version: str
    kind: str
    namespace: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"

    def to_json(self) -> dict[str, str]:
        """The identity with the names that manifests use."""
        return {"apiVersion": self.api_version, "kind": self.kind, "namespace": self.namespace, "name": self.name}


class FieldChange(NamedTuple):
    """A field that differs, with its old and its new value as text.

    A value is None if that side does not have the field, and `(hidden)` if it may be secret.
    """

    path: str
    old: str | None
    new: str | None

    def to_json(self) -> dict[str, str | None]:
        """The field as JSON."""
        return {"path": self.path, "old": self.old, "new": self.new}


@dataclass(frozen=True, slots=True)
class Change:
    """An object that applying the new manifests adds, changes, removes or recreates.

    Objects that are the same after the API server has filled in its defaults are not in a plan.
    """

    identity: Identity
    action: Action
    fields: tuple[FieldChange, ...] = ()
    """The changed fields; empty for an object that is added or removed."""
    refused: tuple[str, ...] = ()
    """Why the API server refuses the new object, a text for each immutable field; empty if it accepts it."""
    restarts: tuple[str, ...] = ()
    """Why the pods of the workload are replaced, a text for each reason; empty if they keep running."""
    data_at_risk: tuple[str, ...] = ()
    """The data that is lost, or that the new objects no longer use."""
    effects: tuple[str, ...] = ()
    """What else the change does."""

    @property
    def dangerous(self) -> bool:
        """Whether the change loses data, or is refused."""
        return bool(self.refused or self.data_at_risk)

    def to_json(self) -> dict[str, Any]:
        """The change as JSON."""
        return {
            **self.identity.to_json(),
            "action": self.action,
            "fields": [field.to_json() for field in self.fields],
            "refused": list(self.refused),
            "restarts": list(self.restarts),
            "dataAtRisk": list(self.data_at_risk),
            "effects": list(self.effects),
        }


class PermissionChange(NamedTuple):
    """An IAM role that gains or loses permissions."""

    role: str
    direction: Literal["gained", "lost"]
    text: str
    """The actions and the resource, or what else changes."""

    def to_json(self) -> dict[str, str]:
        """The change as JSON."""
        return {"role": self.role, "direction": self.direction, "text": self.text}


@dataclass(frozen=True, slots=True)
class Plan:
    """Every change, in the order in which the stages are applied, and what must be done before."""

    changes: tuple[Change, ...] = ()
    prerequisites: tuple[str, ...] = ()
    """The Secrets and ConfigMaps, with their keys, that must exist before the new pods start."""

    upgrades: tuple[str, ...] = ()
    """The changed images of services, the order in which to upgrade them, and what the new versions break."""
    database: tuple[str, ...] = ()
    """What migrates the databases, and whether to back them up before."""
    permissions: tuple[PermissionChange, ...] = ()
    """The IAM permissions that roles gain and lose; empty if the old configuration is not available, which `notes` then says."""
    notes: tuple[str, ...] = ()
    """What is compared, and what is not."""

    @property
    def dangerous(self) -> bool:
        """Whether a change loses data, or is refused."""
        return any(change.dangerous for change in self.changes)

    @property
    def empty(self) -> bool:
        """Whether nothing changes, neither objects nor permissions."""
        return not (self.changes or self.permissions)

    @property
    def restarted(self) -> tuple[Identity, ...]:
        """The workloads whose pods are replaced."""
        return tuple(change.identity for change in self.changes if change.restarts)

    def to_json(self) -> dict[str, Any]:
        """The plan as JSON."""
        return {
            "changes": [change.to_json() for change in self.changes],
            "prerequisites": list(self.prerequisites),
            "database": list(self.database),
            "upgrades": list(self.upgrades),
            "permissions": [permission.to_json() for permission in self.permissions],
            "notes": list(self.notes),
        }
