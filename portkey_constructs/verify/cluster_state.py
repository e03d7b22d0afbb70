"""The state of a cluster as read by the checks, including read failures."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from portkey_constructs.kubernetes.registry import KINDS
from portkey_constructs.verify.findings import Object

__all__ = [
    "ClusterState",
    "HealthResponse",
    "HiddenValue",
    "SecretState",
    "Unreadable",
    "conditions_met",
    "conditions_of",
    "failed_conditions",
    "labels_of",
    "name_of",
    "secret_state",
    "selects",
    "title_of",
]

_LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"


class HiddenValue:
    """A Secret value that you can compare but not print."""

    __slots__ = ("__value",)

    def __init__(self, encoded: object) -> None:
        try:
            self.__value = base64.b64decode(encoded) if isinstance(encoded, str) else b""
        except (binascii.Error, ValueError):
            self.__value = b""

    def __repr__(self) -> str:
        return "HiddenValue(...)"

    def __reduce__(self) -> str:
        raise TypeError("a hidden value cannot be serialized")

    @property
    def empty(self) -> bool:
        """Whether the value is empty or white space."""
        return not self.__value.strip()

    def equals(self, text: str) -> bool:
        """Whether the value equals this text."""
        return self.__value == text.encode()


@dataclass(frozen=True, slots=True)
class SecretState:
    """A Secret without its values."""

    name: str
    type: str
    keys: Mapping[str, HiddenValue]
    metadata: Object


def secret_state(secret: Object) -> SecretState:
    """Remove the values of a Secret, and the `kubectl apply` annotation that repeats them."""
    metadata = {key: secret["metadata"][key] for key in ("name", "labels", "annotations") if secret["metadata"].get(key)}
    metadata["annotations"] = {key: value for key, value in metadata.get("annotations", {}).items() if key != _LAST_APPLIED}
    keys = {key: HiddenValue(value) for key, value in (secret.get("data") or {}).items()}
    return SecretState(metadata["name"], secret.get("type", ""), keys, metadata)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The reason why an object or a kind could not be read."""

    reason: str


@dataclass(frozen=True, slots=True)
class HealthResponse:
    """The HTTP status of a health endpoint; 0 with a reason if there was no response."""

    status: int
    reason: str = ""


@dataclass(slots=True)
class ClusterState:
    """The state of a namespace."""

    version: str
    namespace: Object | Unreadable | None
    other_namespaces: Sequence[str] = ()
    """Other namespaces with objects of this platform, if this namespace does not exist."""
    lists: dict[str, list[Object] | Unreadable] = field(default_factory=dict)
    """Objects by kind."""
    secrets: dict[str, SecretState | Unreadable | None] = field(default_factory=dict)
    """The required Secrets by name; None for one that does not exist."""
    health: dict[str, HealthResponse | Unreadable] = field(default_factory=dict)
    """Health responses, by path of the API server's proxy."""

    def all(self, kind: str) -> list[Object]:
        """The objects of a kind; empty if they could not be read."""
        objects = self.lists.get(kind, [])
        return [] if isinstance(objects, Unreadable) else objects

    def get(self, kind: str, name: str) -> Object | Unreadable | None:
        """An object by its name; None when it does not exist."""
        objects = self.lists.get(kind, [])
        if isinstance(objects, Unreadable):
            return objects
        return next((manifest for manifest in objects if name_of(manifest) == name), None)

    def pods(self, workload: Object) -> list[Object]:
        """The pods of a rendered or live workload, without those that are being deleted."""
        job = workload["kind"] == "Job"
        selector = labels_of(workload["spec"]["template"]) if job else workload["spec"]["selector"]["matchLabels"]
        if job:
            selector = {**selector, "batch.kubernetes.io/job-name": name_of(workload)}
        return [pod for pod in self.all("Pod") if selects(selector, pod) and not pod["metadata"].get("deletionTimestamp")]


def name_of(manifest: Object) -> str:
    """The name of an object."""
    return str(manifest["metadata"]["name"])


def title_of(manifest: Object) -> str:
    """Kind and name of an object, as shown in findings."""
    return f"{manifest['kind']} {name_of(manifest)}"


def labels_of(manifest: Object) -> dict[str, str]:
    """The labels of an object."""
    return manifest["metadata"].get("labels") or {}


def selects(selector: Mapping[str, str], manifest: Object) -> bool:
    """Whether an object has all these labels."""
    return selector.items() <= labels_of(manifest).items()


def conditions_of(manifest: Object) -> dict[str, Object]:
    """The conditions in the status of an object, by type."""
    return {condition["type"]: condition for condition in manifest.get("status", {}).get("conditions") or ()}


def conditions_met(kind: str, conditions: Mapping[str, Object]) -> bool:
    """Whether every condition that a healthy object of a kind has is True."""
    return all(name in conditions and conditions[name]["status"] == "True" for name in KINDS[kind].conditions)


def failed_conditions(kind: str, conditions: Mapping[str, Object]) -> list[Object]:
    """The reported conditions that should be True for a healthy object of a kind, but are not."""
    return [conditions[name] for name in KINDS[kind].conditions if name in conditions and conditions[name]["status"] != "True"]
