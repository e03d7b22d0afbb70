"""What a check says of an object."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, NamedTuple

__all__ = ["NOT_ALLOWED", "Check", "Commands", "Finding", "Object", "Status"]

Object = dict[str, Any]
"""A Kubernetes object as the server or the renderer has it."""


NOT_ALLOWED: Final = "the kubeconfig's user has no role that lets it read this"
"""The cause of everything that could not be read."""


class Check(StrEnum):
    """The checks, in the order in which they are told."""

    SERVER = "server"
    NAMESPACE = "namespace"
    OBJECTS = "objects"
    PODS = "pods"
    ACCOUNTS = "service accounts"
    SECRETS = "secrets"
    EXTERNAL_SECRETS = "external secrets"
    ENDPOINTS = "endpoints"
    ADDRESSES = "addresses"
    VOLUMES = "volumes"
    HEALTH = "health"
    EVENTS = "events"


class Status(StrEnum):
    """`waiting` may come right by itself; `unknown` could not be read."""

    OK = "ok"
    FAILED = "failed"
    WAITING = "waiting"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    """What is the matter with `object` ("Deployment portkey-gateway"), why that is likely, and the command that tells more.

    No part of it ever holds a value of a Secret.
    """

    check: Check
    object: str
    status: Status
    message: str = ""
    cause: str = ""
    command: str = ""


class Commands(NamedTuple):
    """The commands to go on with, for a namespace and a context (empty for the current one)."""

    namespace: str
    context: str = ""
    kubeconfig: str = ""
    files: tuple[str, ...] = ("portkey.yaml",)

    def kubectl(self, arguments: str) -> str:
        """A command in the namespace."""
        return f"{self.program} {arguments} -n {self.namespace}"

    def diff(self) -> str:
        """How the rendered objects differ from those in the cluster, whole."""
        from shlex import quote

        files = " ".join(f"-f {quote(file)}" for file in self.files)
        return f"portkey-constructs render {files} | {self.program} diff -f -"

    @property
    def program(self) -> str:
        """kubectl with the options that lead to the cluster."""
        from shlex import quote

        options = (("kubeconfig", self.kubeconfig), ("context", self.context))
        return " ".join(["kubectl", *(f"--{name} {quote(value)}" for name, value in options if value)])

    def describe(self, kind: str, name: str) -> str:
        """What the cluster knows of an object."""
        return self.kubectl(f"describe {kind.lower()} {name}")

    def logs(self, pod: str, container: str = "", *, previous: bool = False) -> str:
        """What a container printed."""
        return self.kubectl(f"logs {pod}{f' -c {container}' if container else ''}{' --previous' if previous else ''}")

    def inside(self, target: str, command: str) -> str:
        """Runs a command in a pod of `target` ("deployment/portkey-gateway")."""
        return f"{self.program} exec {target} -n {self.namespace} -- {command}"

    def events(self) -> str:
        """The events of the namespace, newest last."""
        return self.kubectl("get events --sort-by=.lastTimestamp")
