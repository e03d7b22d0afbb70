"""The results of the checks of `verify`."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, NamedTuple

from portkey_constructs.verify.kubectl_commands import KubectlCommands

__all__ = ["Check", "Finding", "Object", "Report", "Status", "Subject"]

_NOT_ALLOWED: Final = "is not allowed"
Object = dict[str, Any]
"""A Kubernetes object, rendered or read from the server."""


class Check(StrEnum):
    """The checks, in the order of the report."""

    SERVER = "server"
    NAMESPACE = "namespace"
    OBJECTS = "objects"
    PODS = "pods"
    SERVICE_ACCOUNTS = "service accounts"
    SECRETS = "secrets"
    CONFIG_MAPS = "config maps"
    EXTERNAL_SECRETS = "external secrets"
    ENDPOINTS = "endpoints"
    ADDRESSES = "addresses"
    VOLUMES = "volumes"
    HEALTH = "health"
    EVENTS = "events"


class Status(StrEnum):
    """The outcome of a check: `waiting` may become `ok` without a change, and `unknown` means that the object could not be read."""

    OK = "ok"
    FAILED = "failed"
    WAITING = "waiting"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of a check for an object ("Deployment portkey-gateway"), with the likely cause and a command to investigate.

    A finding never contains a Secret value.
    """

    check: Check
    object: str
    status: Status
    message: str = ""
    cause: str = ""
    command: str = ""


class Subject(NamedTuple):
    """The object that a check examines; its methods create findings."""

    check: Check
    object: str

    def ok(self, message: str = "") -> Finding:
        """A finding for a healthy object."""
        return Finding(self.check, self.object, Status.OK, message)

    def failed(self, message: str, cause: str, command: str) -> Finding:
        """A finding for an object that you must fix."""
        return Finding(self.check, self.object, Status.FAILED, message, cause, command)

    def waiting(self, message: str, cause: str, command: str) -> Finding:
        """A finding for an object that may become healthy without a change."""
        return Finding(self.check, self.object, Status.WAITING, message, cause, command)

    def unreadable(self, reason: str, commands: KubectlCommands, permission: str) -> Finding:
        """A finding for an object that could not be read; `permission` ("list pods") may be missing."""
        if _NOT_ALLOWED not in reason:
            cause = "the answer of the server is broken, too large or late, or comes from something else than a Kubernetes API server"
            return Finding(self.check, self.object, Status.UNKNOWN, reason, cause, commands.kubectl("version"))
        cause = "the user of the kubeconfig has no permission to read it"
        return Finding(self.check, self.object, Status.UNKNOWN, reason, cause, commands.kubectl(f"auth can-i {permission}"))


@dataclass(frozen=True, slots=True)
class Report:
    """All findings about a namespace."""

    server: str
    version: str
    namespace: str
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """Whether everything could be read and is healthy."""
        return all(finding.status is Status.OK for finding in self.findings)

    @property
    def unfinished(self) -> int:
        """How many findings may change over time: a missing permission does not."""
        return sum(finding.status is not Status.OK and not _is_denied(finding) for finding in self.findings)


def _is_denied(finding: Finding) -> bool:
    return finding.status is Status.UNKNOWN and _NOT_ALLOWED in finding.message
