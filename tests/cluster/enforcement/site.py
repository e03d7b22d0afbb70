"""A cluster with a policy engine and a network of its own, in which environments take turns."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from tests.cluster.control_plane import Cluster
from tests.cluster.enforcement.actors import NEIGHBOUR, NODE, OUTSIDERS, PORTS, Actor, attempts, components, outside, pod
from tests.cluster.enforcement.engine import Engine
from tests.cluster.enforcement.network import Network
from tests.cluster.enforcement.probes import ANSWERED, REFUSED, Port, Probe, Probes
from tests.cluster.environments import Object, namespace
from tests.cluster.processes import until

__all__ = ["Result", "Running", "Site"]

_SYSTEM: Final = "kube-system"
Names = Mapping[tuple[str, str], tuple[str, bool]]
"""The role of each pod by its namespace and name, and whether it is of the platform."""


@dataclass
class Result:
    """What became of the connections."""

    passed: int = 0
    refused: int = 0
    flows: set[tuple[str, str, Port]] = field(default_factory=set)
    """What passed, from role to role."""
    refused_flows: set[tuple[str, str, Port]] = field(default_factory=set)
    wrongly_passed: set[str] = field(default_factory=set)
    wrongly_refused: set[str] = field(default_factory=set)

    def __str__(self) -> str:
        flows = sum(source != NODE for source, _, _ in self.flows)
        return f"{flows} flows pass, {len(self.refused_flows)} are refused; {self.passed} connections pass, {self.refused} are refused"


class Site:
    """A node's network, with a cluster and kube-router in it, and pods that are not of a platform."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        try:
            self.network = Network()
            self._stack.callback(self.network.close)
            self._stack.enter_context(self.network.entered())
            self.cluster = self._stack.enter_context(Cluster(""))
            self.probes = Probes()
            self._stack.callback(self.probes.close)
            self.engine = Engine(self.cluster)
            self._stack.enter_context(self.engine.running())
            self._others = [*outside(self.network), *self._stack.enter_context(self._outsiders())]
            self._stack.enter_context(self._listening(self._others))
        except BaseException:
            self._stack.close()
            raise

    def close(self) -> None:
        """Ends all of it."""
        self._stack.close()

    @contextmanager
    def running(self, objects: Sequence[Object]) -> Iterator["Running"]:
        """Runs the pods of an environment, and one of another application in its namespace, each in a network namespace with its address."""
        name = namespace(objects)
        # Not the namespace of the environment: its Pod Security level refuses these pods, which have nothing but labels and ports.
        self._namespaces([_namespace(name)])
        pods = {(name, manifest["metadata"]["name"]): (role, manifest) for role, manifest in components(objects)}
        neighbour = pod(name, NEIGHBOUR, {"app": NEIGHBOUR})
        created = [neighbour, *(manifest for _, manifest in pods.values())]
        names: dict[tuple[str, str], tuple[str, bool]] = {key: (role, True) for key, (role, _) in pods.items()}
        try:
            with self._started(created, {**names, (name, NEIGHBOUR): (NEIGHBOUR, False)}) as actors, self._listening(actors):
                policies = [manifest for manifest in objects if manifest["kind"] == "NetworkPolicy"]
                yield Running(self, name, policies, [*actors, *self._others])
        finally:
            self.cluster.kubectl("delete", "networkpolicies", "--all", f"--namespace={name}")
            self.cluster.kubectl("delete", "pods", "--all", f"--namespace={name}", "--force", "--grace-period=0")

    @contextmanager
    def _outsiders(self) -> Iterator[list[Actor]]:
        self._namespaces(map(_namespace, sorted({outsider.namespace for outsider in OUTSIDERS.values()} - {_SYSTEM})))
        created = [pod(outsider.namespace, role, outsider.labels) for role, outsider in OUTSIDERS.items()]
        with self._started(created, {(outsider.namespace, role): (role, False) for role, outsider in OUTSIDERS.items()}) as actors:
            yield actors

    def _namespaces(self, manifests: Iterator[Object] | Sequence[Object]) -> None:
        """Creates namespaces, and waits until pods can be created in them."""
        manifests = list(manifests)
        self.cluster.apply(manifests)
        names = {manifest["metadata"]["name"] for manifest in manifests}

        def ready() -> bool:
            return names <= {account["metadata"]["namespace"] for account in self.cluster.get("serviceaccounts", "--all-namespaces")}

        assert until(ready)

    @contextmanager
    def _started(self, pods: Sequence[Object], names: Names) -> Iterator[list[Actor]]:
        self.cluster.apply(pods)
        addresses: dict[tuple[str, str], str] = {}

        def running() -> bool:
            for manifest in self.cluster.get("pods", "--all-namespaces"):
                key = manifest["metadata"]["namespace"], manifest["metadata"]["name"]
                if key in names and manifest["status"].get("podIP"):
                    addresses[key] = manifest["status"]["podIP"]
            return set(addresses) == set(names)

        assert until(running, 60), f"no address: {set(names) - set(addresses)}"
        with self.network.pods([("/".join(key), addresses[key]) for key in names]) as hosts:
            yield [Actor(role, host, host.address, ours) for (role, ours), host in zip(names.values(), hosts, strict=True)]

    @contextmanager
    def _listening(self, actors: Sequence[Actor]) -> Iterator[None]:
        with self.probes.listening({actor.host: PORTS for actor in actors}):
            yield


@dataclass
class Running:
    """An environment in the cluster."""

    site: Site
    namespace: str
    policies: list[Object]
    """The policies among its objects, which `enforce` applies."""
    actors: list[Actor]

    @property
    def roles(self) -> set[str]:
        """The components that have pods."""
        return {actor.role for actor in self.actors if actor.ours}

    def enforce(self, policies: Sequence[Mapping[str, Any]]) -> None:
        """Makes these the policies of the namespace, and waits until they are enforced."""
        cluster = self.site.cluster
        names = {policy["metadata"]["name"] for policy in policies}
        present = {policy["metadata"]["name"] for policy in cluster.get("networkpolicies", f"--namespace={self.namespace}")}
        if present - names:
            cluster.kubectl("delete", f"--namespace={self.namespace}", "networkpolicy", *sorted(present - names))
        if policies:
            cluster.apply(policies)
        self.site.engine.synchronize()

    def compare(self, expected: Callable[[Actor, Actor, Port], bool]) -> Result:
        """Tries every connection from or to a pod of the platform, and compares what became of it with what is expected."""
        wanted: dict[Probe, tuple[bool, str, tuple[str, str, Port]]] = {}
        for source, target, port, probe in attempts(self.actors):
            wanted[probe] = expected(source, target, port), f"{source.role} -> {target.role} {port}", (source.role, target.role, port)
        result = Result()
        for probe, outcome in self.site.probes.outcomes(list(wanted)).items():
            allowed, text, flow = wanted[probe]
            # A connection without an answer and without a refusal would prove nothing.
            assert outcome in (ANSWERED, REFUSED), f"{text}: {outcome}"
            passed = outcome == ANSWERED
            result.passed += passed
            result.refused += not passed
            (result.flows if passed else result.refused_flows).add(flow)
            if passed and not allowed:
                result.wrongly_passed.add(text)
            if allowed and not passed:
                result.wrongly_refused.add(text)
        return result


def _namespace(name: str) -> Object:
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}
