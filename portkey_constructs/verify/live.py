"""What was read of a cluster, and what could not be."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from portkey_constructs.verify.finding import Object

__all__ = ["Answer", "Hidden", "Live", "SecretFacts", "Unreadable", "labels_of", "name_of", "secret_facts", "selects"]


class Hidden:
    """A value that can be compared, and not be seen."""

    __slots__ = ("__value",)

    def __init__(self, encoded: object) -> None:
        try:
            self.__value = base64.b64decode(encoded) if isinstance(encoded, str) else b""
        except (binascii.Error, ValueError):
            self.__value = b""

    def __repr__(self) -> str:
        return "Hidden(...)"

    def __reduce__(self) -> str:
        raise TypeError("a hidden value is not to be written anywhere")

    @property
    def empty(self) -> bool:
        """Whether there is nothing but white space in it."""
        return not self.__value.strip()

    def holds(self, text: str) -> bool:
        """Whether it is this text."""
        return self.__value == text.encode()


@dataclass(frozen=True, slots=True)
class SecretFacts:
    """A Secret without its values."""

    name: str
    type: str
    keys: Mapping[str, Hidden]
    metadata: Object


def secret_facts(secret: Object) -> SecretFacts:
    """What may be known of a Secret; its annotations are left out, since one of them may hold all values."""
    data = secret.get("data") or {}
    metadata = secret["metadata"]
    kept = {key: metadata[key] for key in ("name", "labels", "annotations") if metadata.get(key)}
    kept["annotations"] = {
        key: value for key, value in kept.get("annotations", {}).items() if key != "kubectl.kubernetes.io/last-applied-configuration"
    }
    return SecretFacts(metadata["name"], secret.get("type", ""), {key: Hidden(value) for key, value in data.items()}, kept)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why something could not be read."""

    reason: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a health endpoint answered: a status of its own, or a reason why none came."""

    status: int
    reason: str = ""


@dataclass(slots=True)
class Live:
    """A namespace as it was read; lists by kind."""

    version: str
    namespace: Object | Unreadable | None
    elsewhere: Sequence[str] = ()
    """Other namespaces with objects of ours, when this one does not exist."""
    lists: dict[str, list[Object] | Unreadable] = field(default_factory=dict)
    secrets: dict[str, SecretFacts | Unreadable | None] = field(default_factory=dict)
    """Those that were asked for; None for what does not exist."""
    health: dict[str, Answer | Unreadable] = field(default_factory=dict)
    """By path of the API server's proxy."""

    def all(self, kind: str) -> list[Object]:
        """The objects of a kind; none when they could not be read."""
        found = self.lists.get(kind, [])
        return [] if isinstance(found, Unreadable) else found

    def one(self, kind: str, name: str) -> Object | Unreadable | None:
        """An object by its name."""
        found = self.lists.get(kind, [])
        if isinstance(found, Unreadable):
            return found
        return next((one for one in found if name_of(one) == name), None)

    def pods(self, workload: Object) -> list[Object]:
        """The pods that a rendered or live workload makes, without those that are going."""
        wanted = labels_of(workload["spec"]["template"])
        if workload["kind"] != "Job":
            wanted = workload["spec"]["selector"]["matchLabels"]
        found = [one for one in self.all("Pod") if selects(wanted, one) and not one["metadata"].get("deletionTimestamp")]
        if workload["kind"] == "Job":
            found = [one for one in found if labels_of(one).get("batch.kubernetes.io/job-name") == name_of(workload)]
        return found


def name_of(one: Object) -> str:
    """An object's name."""
    return str(one["metadata"]["name"])


def labels_of(one: Object) -> dict[str, str]:
    """An object's labels."""
    return one["metadata"].get("labels") or {}


def selects(selector: Mapping[str, str], one: Object) -> bool:
    """Whether an object has all these labels."""
    return selector.items() <= labels_of(one).items()
