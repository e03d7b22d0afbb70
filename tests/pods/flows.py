"""Who connects to whom: the pods of an environment, other pods of the cluster, the nodes, and addresses outside of it."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from tests.cluster.enforcement.actors import ADDRESSES, NEIGHBOUR, NODE, OUTSIDERS, PORTS, Actor, Outsider, attempts
from tests.cluster.enforcement.network import Host
from tests.cluster.enforcement.probes import Port, Probe
from tests.cluster.environments import Object
from tests.cluster.processes import until
from tests.pods.cage import LAN, Namespaces
from tests.pods.connections import JoinedNamespace, answered, listening
from tests.pods.deployment import Deployment
from tests.pods.images import PAUSE, local_name

__all__ = ["Flows", "Result", "flows"]

Expectation = Callable[[Actor, Actor, Port], bool]

_COMPONENT: Final = "app.kubernetes.io/component"
_MIGRATION: Final = "migration"
_DNS: Final = "dns"
_POD: Final = re.compile(r'"rule to REJECT traffic destined for POD name:(\S+) namespace: (\S+?)"')
_POLICY: Final = re.compile(r'"run through nw policy (\S+)"')
_CONFINED: Final[Mapping[str, Any]] = {
    "runAsNonRoot": True,
    "runAsUser": 1000,
    "allowPrivilegeEscalation": False,
    "capabilities": {"drop": ["ALL"]},
    "seccompProfile": {"type": "RuntimeDefault"},
}


@dataclass
class Result:
    """What became of the connections, without those of the nodes themselves."""

    flows: Counter[bool] = field(default_factory=Counter)
    """How many passed and how many were refused."""
    wrongly_passed: set[str] = field(default_factory=set)
    wrongly_refused: set[str] = field(default_factory=set)

    def __str__(self) -> str:
        return f"{self.flows[True]} connections pass, {self.flows[False]} are refused"

    @property
    def wrong(self) -> tuple[set[str], set[str]]:
        """What was refused and what passed against the expectation."""
        return self.wrongly_refused, self.wrongly_passed


class Flows:
    """The pods of an environment, with all the others that may connect to them or that they may connect to."""

    def __init__(self, deployment: Deployment, actors: Sequence[Actor], nodes: Mapping[Host, str]) -> None:
        self.deployment = deployment
        self._actors = actors
        self._nodes = nodes
        """The node of each pod, and of itself."""

    def compare(self, expected: Expectation) -> Result:
        """Tries every connection from or to a pod of the platform, and compares what became of it with the expectation."""
        wanted: dict[Probe, tuple[bool, str]] = {}
        for source, target, port, probe in attempts(self._actors):
            # The kubelet probes the pods of its own node only.
            if source.role != NODE or self._nodes[source.host] == self._nodes[target.host]:
                wanted[probe] = expected(source, target, port), f"{source.role} -> {target.role} {port}"
        return self._result(wanted)

    def compare_services(self, expected: Expectation) -> Result:
        """Tries the Services from every pod; what passes to their pods has to pass."""
        wanted: dict[Probe, tuple[bool, str]] = {}
        for address, port, target, target_port in self._services():
            for source in self._actors:
                # A pod that is sent to itself arrives from its node.
                if source.host in self._nodes and source.role not in (NODE, target.role):
                    probe = Probe(source.host, target.host, port, address, source.address)
                    wanted[probe] = expected(source, target, target_port), f"{source.role} -> Service of {target.role} {port}"
        return self._result(wanted)

    def _result(self, wanted: Mapping[Probe, tuple[bool, str]]) -> Result:
        result = Result()
        with listening({actor.host: PORTS for actor in self._actors}) as listeners:
            outcomes = answered(listeners, list(wanted))
        for probe, passed in outcomes.items():
            allowed, text = wanted[probe]
            result.flows[passed] += 1
            if passed != allowed:
                (result.wrongly_passed if passed else result.wrongly_refused).add(text)
        return result

    def _services(self) -> Iterator[tuple[str, Port, Actor, Port]]:
        roles = {actor.role: actor for actor in self._actors}
        for service in self.deployment.cluster.get("services", "--all-namespaces"):
            metadata, spec = service["metadata"], service["spec"]
            known = {"kubernetes": "api-server", "kube-dns": _DNS}
            role = known.get(metadata["name"]) or metadata.get("labels", {}).get(_COMPONENT)
            if role and spec["clusterIP"] != "None":
                for port in spec["ports"]:
                    protocol, pods = port.get("protocol", "TCP"), roles[role]
                    yield spec["clusterIP"], Port(port["port"], protocol), pods, Port(self._number(pods, port), protocol)

    def _number(self, target: Actor, port: Object) -> int:
        """The port of the pods behind a port of a Service, which may have a name."""
        number = port["targetPort"]
        if isinstance(number, str):
            (pod, *_) = self.deployment.running(target.role)
            ports = [port for container in pod["spec"]["containers"] for port in container["ports"]]
            number = next(port["containerPort"] for port in ports if port["name"] == number)
        return int(number)

    def enforced(self, policies: Sequence[Object]) -> bool:
        """Whether the packet filters of the nodes have exactly these policies of the namespace, for all pods that are there."""
        namespace = self.deployment.namespace
        found_pods, found_policies = set(), set()
        for node in self.deployment.cluster.nodes:
            rules = node.packet_filter()
            found_pods |= {pod for pod, other in _POD.findall(rules) if other == namespace}
            found_policies |= set(_POLICY.findall(rules))
        pods = self.deployment.cluster.get("pods", f"--namespace={namespace}", "--field-selector=status.phase=Running")
        ours = {pod["metadata"]["name"] for pod in pods if pod["metadata"]["labels"].get(_COMPONENT)}
        return ours <= found_pods and found_policies == {policy["metadata"]["name"] for policy in policies}


@contextmanager
def flows(deployment: Deployment) -> Iterator[Flows]:
    """Adds the pods and addresses that an environment does not have itself."""
    cluster = deployment.cluster
    for address in ADDRESSES.values():
        cluster.cage.run("ip", "address", "replace", f"{address}/32", "dev", "lo", path="/usr/sbin:/sbin:/usr/bin:/bin")
    for node in cluster.nodes:
        # ICMP messages report refused connections, thousands a second, which the kernel limits by default.
        node.space.run("sh", "-c", "echo 0 >/proc/sys/net/ipv4/icmp_ratemask")
    others = {**OUTSIDERS, NEIGHBOUR: Outsider(deployment.namespace, {"app": NEIGHBOUR})}
    # CoreDNS itself is there.
    del others[_DNS]
    cluster.apply([{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}} for name in {other.namespace for other in others.values()}])
    assert until(lambda: _accounts(deployment) >= {other.namespace for other in others.values()}, 30)
    cluster.apply([_idle(role, other) for role, other in others.items()] + [_migration(deployment)])
    assert until(lambda: set(_addresses(deployment)) >= {*others, _MIGRATION}, 60), _addresses(deployment)
    with ExitStack() as stack:
        actors, nodes = [], {}
        processes = _processes()
        for role, pods in _addresses(deployment).items():
            for pod in pods:
                namespace = JoinedNamespace(processes[pod["metadata"]["uid"]])
                stack.callback(namespace.close)
                host = Host(pod["metadata"]["name"], pod["status"]["podIP"], namespace)
                nodes[host] = pod["spec"]["nodeName"]
                actors.append(Actor(role, host, host.address, _ours(deployment, pod)))
        for node in cluster.nodes:
            host = _host(stack, node.name, node.address, node.space)
            nodes[host] = node.name
            actors.append(Actor(NODE, host, host.address))
        for role, address in ADDRESSES.items():
            real = LAN if role == "api-server" else address
            actors.append(Actor(role, _host(stack, role, real, cluster.cage), real))
        yield Flows(deployment, actors, nodes)


def _host(stack: ExitStack, name: str, address: str, space: Namespaces) -> Host:
    namespace = JoinedNamespace(space.process)
    stack.callback(namespace.close)
    return Host(name, address, namespace)


def _accounts(deployment: Deployment) -> set[str]:
    return {account["metadata"]["namespace"] for account in deployment.cluster.get("serviceaccounts", "--all-namespaces")}


def _ours(deployment: Deployment, pod: Object) -> bool:
    return pod["metadata"]["namespace"] == deployment.namespace and _COMPONENT in pod["metadata"]["labels"]


def _addresses(deployment: Deployment) -> dict[str, list[Object]]:
    """The running pods by their role."""
    found: dict[str, list[Object]] = {}
    for pod in deployment.cluster.get("pods", "--all-namespaces", "--field-selector=status.phase=Running"):
        metadata = pod["metadata"]
        role = metadata["labels"][_COMPONENT] if _ours(deployment, pod) else metadata["name"]
        role = _DNS if role.startswith("coredns") else role
        if not metadata.get("deletionTimestamp") and metadata["namespace"] != "models":
            found.setdefault(role, []).append(pod)
    return found


def _processes() -> dict[str, int]:
    """A process of each pod, by the id of the pod."""
    found = {}
    for entry in Path("/proc").iterdir():
        with suppress(OSError):
            if entry.name.isdigit() and (match := re.search(r"/pod([0-9a-f-]{36})/", (entry / "cgroup").read_text())):
                found[match[1]] = int(entry.name)
    return found


def _idle(role: str, other: Outsider) -> Object:
    return _pod(role, other.namespace, other.labels, {"containers": [{"name": "main", "image": local_name(PAUSE), "securityContext": _CONFINED}]})


def _migration(deployment: Deployment) -> Object:
    """The pod of the migration, which waits: the real one has ended."""
    (job,) = deployment.environment.of("Job")
    template = job["spec"]["template"]
    spec = {**template["spec"], "containers": [{**template["spec"]["containers"][0], "command": ["sleep"], "args": ["infinity"]}]}
    return _pod(_MIGRATION, deployment.namespace, template["metadata"]["labels"], spec)


def _pod(name: str, namespace: str, labels: Mapping[str, str], spec: Object) -> Object:
    # Nothing answers the signal that ends the pod.
    spec = {**spec, "terminationGracePeriodSeconds": 0}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "namespace": namespace, "labels": dict(labels)}, "spec": spec}
