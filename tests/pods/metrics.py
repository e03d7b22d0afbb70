"""metrics-server next to the nodes, from which autoscalers and `kubectl top` have the CPU time and the memory of pods."""

import base64
from typing import TYPE_CHECKING, Any, Final

from tests.cluster.binaries import program
from tests.cluster.credentials import Credentials
from tests.pods.cage import LAN

if TYPE_CHECKING:
    from tests.pods.cluster import PodCluster

__all__ = ["METRICS_HOST", "aggregation", "measure", "measured"]

METRICS_HOST: Final = "metrics-server.kube-system.svc"
"""The name for which metrics-server needs a certificate."""

_NAME: Final = "metrics-server"
_PORT: Final = 4443
_API: Final = "v1beta1.metrics.k8s.io"


def aggregation(credentials: Credentials) -> list[str]:
    """The flags with which the API server forwards requests to a further server, in the name of whoever sends them."""
    return [
        f"--requestheader-client-ca-file={credentials.authority}",
        "--requestheader-allowed-names=kube-apiserver",
        "--requestheader-username-headers=X-Remote-User",
        "--requestheader-group-headers=X-Remote-Group",
        "--requestheader-extra-headers-prefix=X-Remote-Extra-",
        f"--proxy-client-cert-file={credentials.certificate}",
        f"--proxy-client-key-file={credentials.key}",
        "--enable-aggregator-routing=true",
    ]


def measure(cluster: "PodCluster") -> None:
    """Starts metrics-server, and waits until it has measured every node."""
    credentials = cluster.credentials
    cluster.apply(_objects(credentials))
    kubeconfig = credentials.kubeconfig(_NAME)
    cluster.processes.start(
        _NAME,
        cluster.cage.command(
            [
                program(_NAME),
                *(f"--{flag}={kubeconfig}" for flag in ("kubeconfig", "authentication-kubeconfig", "authorization-kubeconfig")),
                f"--secure-port={_PORT}",
                f"--tls-cert-file={credentials.certificate}",
                f"--tls-private-key-file={credentials.key}",
                f"--kubelet-certificate-authority={credentials.authority}",
                "--kubelet-preferred-address-types=InternalIP",
                "--kubelet-use-node-status-port",
                "--kubelet-request-timeout=5s",
                "--metric-resolution=10s",
            ]
        ),
    )
    names = {node.name for node in cluster.nodes}
    cluster.processes.wait("the metrics of every node", lambda: names <= measured(cluster, "nodes").keys(), 90)


def measured(cluster: "PodCluster", *what: str) -> dict[str, int]:
    """What `kubectl top` prints of nodes or pods: thousandths of a CPU by name, without those that were not measured yet."""
    printed = cluster.kubectl("top", *what, "--no-headers", check=False).stdout
    values = {name: cpu.removesuffix("m") for name, cpu, *_ in map(str.split, printed.splitlines())}
    return {name: int(cpu) for name, cpu in values.items() if cpu.isdigit()}


def _objects(credentials: Credentials) -> list[dict[str, Any]]:
    metadata = {"name": _NAME, "namespace": "kube-system"}
    user = {"kind": "User", "apiGroup": "rbac.authorization.k8s.io", "name": _NAME}
    rules = [
        {"apiGroups": [""], "resources": ["nodes/metrics"], "verbs": ["get"]},
        {"apiGroups": [""], "resources": ["pods", "nodes"], "verbs": ["get", "list", "watch"]},
    ]
    authority = base64.b64encode(credentials.authority.read_bytes()).decode()
    service = {"name": _NAME, "namespace": "kube-system", "port": 443}
    api = {"group": "metrics.k8s.io", "version": "v1beta1", "groupPriorityMinimum": 100, "versionPriority": 100}
    rbac = "rbac.authorization.k8s.io/v1"
    return [
        {"apiVersion": rbac, "kind": "ClusterRole", "metadata": {"name": _NAME}, "rules": rules},
        _binding("ClusterRoleBinding", {"name": _NAME}, "ClusterRole", _NAME, user),
        _binding("ClusterRoleBinding", {"name": f"{_NAME}-delegates"}, "ClusterRole", "system:auth-delegator", user),
        _binding("RoleBinding", metadata, "Role", "extension-apiserver-authentication-reader", user),
        {"apiVersion": "v1", "kind": "Service", "metadata": metadata, "spec": {"ports": [{"name": "https", "port": 443, "targetPort": _PORT}]}},
        {
            "apiVersion": "discovery.k8s.io/v1",
            "kind": "EndpointSlice",
            "metadata": {**metadata, "labels": {"kubernetes.io/service-name": _NAME}},
            "addressType": "IPv4",
            "ports": [{"name": "https", "port": _PORT, "protocol": "TCP"}],
            "endpoints": [{"addresses": [LAN], "conditions": {"ready": True}}],
        },
        {
            "apiVersion": "apiregistration.k8s.io/v1",
            "kind": "APIService",
            "metadata": {"name": _API},
            "spec": {**api, "service": service, "caBundle": authority},
        },
    ]


def _binding(kind: str, metadata: dict[str, str], role_kind: str, role: str, user: dict[str, str]) -> dict[str, Any]:
    reference = {"apiGroup": "rbac.authorization.k8s.io", "kind": role_kind, "name": role}
    return {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": kind, "metadata": metadata, "roleRef": reference, "subjects": [user]}
