"""kube-router as the policy engine of a node: it turns NetworkPolicies into the kernel's packet filter."""

import itertools
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from tests.cluster.binaries import program
from tests.cluster.control_plane import Cluster
from tests.cluster.enforcement.network import PATH
from tests.cluster.processes import until

__all__ = ["PROGRAMS", "Engine"]

PROGRAMS: Final = ("ip", "iptables", "iptables-save", "iptables-restore", "ipset")
_NAME: Final = "kube-router"
_MARKER: Final = "synchronized"
_POD: Final = re.compile(r'"rule to REJECT traffic destined for POD name:(\S+) namespace: (\S+?)"')
_POLICY: Final = re.compile(rf'"run through nw policy ({_MARKER}-\d+)"')


class Engine:
    """kube-router, in the network namespace that this thread is in."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._numbers = itertools.count()
        self._last = ""

    @contextmanager
    def running(self) -> Iterator[None]:
        """Runs kube-router. A pod in a namespace of its own is subject to the policies by whose names this tells what is enforced."""
        self._cluster.kubectl("create", "namespace", _MARKER)
        assert until(lambda: self._cluster.get("serviceaccounts", f"--namespace={_MARKER}"))
        self._cluster.kubectl("run", _MARKER, f"--namespace={_MARKER}", "--image=registry.example.org/main:1")
        self._cluster.processes.start(
            _NAME,
            [
                program(_NAME),
                f"--kubeconfig={self._cluster.kubeconfig}",
                "--run-firewall=true",
                "--run-router=false",
                "--run-service-proxy=false",
                "--run-loadbalancer=false",
                "--hostname-override=node-0",
                "--service-cluster-ip-range=10.0.0.0/16",
                "--iptables-sync-period=30s",
                "--health-port=0",
                "--metrics-port=0",
                "--v=1",
            ],
            {"PATH": PATH},
        )
        yield
        self._cluster.processes.stop(_NAME)

    def synchronize(self) -> None:
        """Waits until all that was written to the API server before is enforced.

        Policies become visible to kube-router in the order in which they are written, so that one more shows that all others have arrived.
        """
        pods = {(pod["metadata"]["namespace"], pod["metadata"]["name"]) for pod in self._cluster.get("pods", "--all-namespaces")}
        name = f"{_MARKER}-{next(self._numbers)}"
        policy: dict[str, Any] = {
            "apiVersion": "networking.k8s.io/v1",
            "kind": "NetworkPolicy",
            "metadata": {"name": name, "namespace": _MARKER},
            "spec": {"podSelector": {}, "policyTypes": ["Ingress"]},
        }
        self._cluster.apply([policy])
        if self._last:
            self._cluster.kubectl("delete", f"--namespace={_MARKER}", "networkpolicy", self._last)
        self._last = name

        def enforced() -> bool:
            rules = self.rules()
            found = {(namespace, pod) for pod, namespace in _POD.findall(rules)}
            return set(_POLICY.findall(rules)) == {name} and found == pods

        self._cluster.processes.wait("the rules of all pods", enforced, 30)

    def rules(self) -> str:
        """The packet filter's rules."""
        done = subprocess.run([shutil.which("iptables-save", path=PATH) or "iptables-save", "-t", "filter"], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout
