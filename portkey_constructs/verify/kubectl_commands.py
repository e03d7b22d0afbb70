"""The kubectl commands that a finding suggests."""

from shlex import quote
from typing import NamedTuple

__all__ = ["KubectlCommands"]


class KubectlCommands(NamedTuple):
    """Commands for a namespace and a context; an empty context is the current one.

    Example:
        >>> KubectlCommands("portkey").describe("Pod", "portkey-gateway-1")
        'kubectl describe pod portkey-gateway-1 -n portkey'
    """

    namespace: str
    context: str = ""
    kubeconfig: str = ""
    selection: str = "-f portkey.yaml"
    """The options that select the configuration, quoted for a shell."""

    @property
    def program(self) -> str:
        """kubectl with the options that select the cluster."""
        options = (("kubeconfig", self.kubeconfig), ("context", self.context))
        return " ".join(["kubectl", *(f"--{name} {quote(value)}" for name, value in options if value)])

    def kubectl(self, arguments: str) -> str:
        """A command in the namespace."""
        return f"{self.program} {arguments} -n {self.namespace}"

    def diff(self) -> str:
        """Shows how the rendered objects differ from those in the cluster."""
        return f"portkey-constructs render {self.selection} | {self.program} diff -f -"

    def describe(self, kind: str, name: str) -> str:
        """Describes an object."""
        return self.kubectl(f"describe {kind.lower()} {name}")

    def logs(self, pod: str, container: str = "", *, previous: bool = False) -> str:
        """Prints the logs of a container."""
        return self.kubectl(f"logs {pod}{f' -c {container}' if container else ''}{' --previous' if previous else ''}")

    def exec(self, target: str, command: str) -> str:
        """Runs a command in a pod of `target` ("deployment/portkey-gateway")."""
        return f"{self.program} exec {target} -n {self.namespace} -- {command}"

    def events(self) -> str:
        """Lists the events of the namespace, newest last."""
        return self.kubectl("get events --sort-by=.lastTimestamp")
