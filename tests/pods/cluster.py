"""A whole cluster in a cage: the control plane next to the nodes, nodes that run pods, and CoreDNS."""

import json
import os
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Final

from lightkube import Client, KubeConfig

from tests.cluster.binaries import program
from tests.cluster.control_plane import WAIT_LIMIT, Cluster
from tests.cluster.credentials import Credentials
from tests.cluster.processes import Processes
from tests.pods.cage import LAN, Cage, enter_network
from tests.pods.images import local_name
from tests.pods.metrics import METRICS_HOST, aggregation
from tests.pods.node import CLUSTER_DNS, POD_RANGE, SERVICE_RANGE, Node

__all__ = ["NODE_ADDRESSES", "PATIENT", "PodCluster"]

NODE_ADDRESSES: Final = ("10.10.0.10", "10.10.0.11")
PATIENT: Final = {"periodSeconds": 1, "timeoutSeconds": 10, "failureThreshold": 60}
"""A probe of what every pod needs: ready at once, and still ready while a busy machine starts many pods."""

_STORE: Final = "http://127.0.0.1:2379"
_PEERS: Final = "http://127.0.0.1:2380"
_COREFILE: Final = """\
.:53 {
    errors
    health :8085
    ready :8181
    hosts /etc/coredns/hosts {
        ttl 5
        reload 1s
        fallthrough
    }
    kubernetes cluster.local in-addr.arpa {
        pods insecure
    }
    cache 5
}
"""


class PodCluster(Cluster):
    """etcd, the control plane, and one node or more; leaving the context ends all of it, the namespaces included.

    While it runs, this process is in the network next to the nodes, from where it reaches Services and pods as a load balancer does.
    Pods find `hosts` at these addresses.
    """

    def __init__(self, hosts: dict[str, str] | None = None) -> None:
        self.shared_network = ""
        self.hosts = hosts or {}
        self.processes = Processes()
        self.folder = self.processes.folder
        self.address = f"https://{LAN}:6443"
        self.credentials = Credentials(self.folder, self.address, ("127.0.0.1", "10.0.0.1", LAN, *NODE_ADDRESSES, METRICS_HOST, *self.hosts))
        self.kubeconfig = self.credentials.kubeconfig()
        self.client = Client(KubeConfig.from_file(str(self.kubeconfig)), trust_env=False, field_manager="tests")
        self.nodes: list[Node] = []
        self.started = 0.0
        self._before = os.open("/proc/self/ns/net", os.O_RDONLY)
        self.cage = Cage()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._leave()
        super().__exit__(kind, error, trace)

    def add_node(self) -> Node:
        """Starts a further node, and waits until it is ready."""
        node = Node(self.cage, self.processes, self.credentials, len(self.nodes))
        for other in self.nodes:
            other.route(node)
            node.route(other)
        self.nodes.append(node)
        node.start()
        self.processes.wait(f"{node.name} is ready", lambda: self._node_ready(node.name), 60)
        # The kubelet does not find the file system behind its folder on every machine, so it does not measure what containers write.
        room = {"ephemeral-storage": "100Gi"}
        patch = json.dumps({"status": {"capacity": room, "allocatable": room}})
        self.kubectl("patch", "node", node.name, "--subresource=status", "--type=merge", f"--patch={patch}")
        return node

    def local_volumes(self, classes: Sequence[str | None], node: Node) -> None:
        """Makes a volume on a node for each of these claims, by their storage classes; None is the default one."""
        for name in sorted({name or "standard" for name in classes}):
            self.apply([_storage_class(name)])
        for number, storage_class in enumerate(classes):
            folder = f"/var/lib/volumes/{number}"
            node.space.run("mkdir", "-p", folder)
            self.apply([_local_volume(f"volume-{number}", storage_class or "standard", folder, node.name)])

    def _start(self) -> None:
        try:
            self._run()
        except BaseException:
            self._leave()
            raise

    def _leave(self) -> None:
        self.cage.__exit__(None, None, None)
        enter_network(self._before)
        os.close(self._before)

    def _run(self) -> None:
        self.cage.enter_network()
        credentials = self.credentials
        self._program("etcd", "--unsafe-no-fsync", f"--data-dir={self.folder / 'etcd'}", *_etcd())
        self._program(
            "kube-apiserver",
            f"--etcd-servers={_STORE}",
            "--bind-address=0.0.0.0",
            f"--advertise-address={LAN}",
            "--secure-port=6443",
            f"--cert-dir={self.folder / 'certificates'}",
            f"--tls-cert-file={credentials.certificate}",
            f"--tls-private-key-file={credentials.key}",
            f"--client-ca-file={credentials.authority}",
            f"--token-auth-file={credentials.tokens}",
            "--service-account-issuer=https://kubernetes.default.svc",
            f"--service-account-key-file={credentials.accounts}",
            f"--service-account-signing-key-file={credentials.accounts}",
            f"--service-cluster-ip-range={SERVICE_RANGE}",
            "--authorization-mode=Node,RBAC",
            "--allow-privileged=true",
            f"--kubelet-client-certificate={credentials.certificate}",
            f"--kubelet-client-key={credentials.key}",
            f"--kubelet-certificate-authority={credentials.authority}",
            "--kubelet-preferred-address-types=InternalIP",
            *aggregation(credentials),
        )
        self.processes.wait("kube-apiserver is ready", self._ready, 60)
        self._program(
            "kube-controller-manager",
            f"--kubeconfig={credentials.kubeconfig('system:kube-controller-manager')}",
            "--leader-elect=false",
            "--use-service-account-credentials=true",
            "--bind-address=127.0.0.1",
            "--secure-port=0",
            f"--root-ca-file={credentials.authority}",
            f"--service-account-private-key-file={credentials.accounts}",
            f"--flex-volume-plugin-dir={self.folder / 'plugins'}",
            "--allocate-node-cidrs=true",
            f"--cluster-cidr={POD_RANGE}",
            "--node-cidr-mask-size=24",
        )
        scheduler = credentials.kubeconfig("system:kube-scheduler")
        self._program("kube-scheduler", f"--kubeconfig={scheduler}", "--leader-elect=false", "--secure-port=0")
        self.apply([_storage_class("standard", default=True)])
        self.add_node()
        self.processes.wait("a service account", lambda: bool(self._account()), 60)
        self.apply(_dns(self.hosts))
        self.kubectl("rollout", "status", "deployment/coredns", "--namespace=kube-system", WAIT_LIMIT)

    def _program(self, name: str, *arguments: str) -> None:
        self.processes.start(name, self.cage.command([program(name), *arguments]))

    def _account(self) -> str:
        return self.kubectl("get", "serviceaccount", "default", "--namespace=kube-system", "--ignore-not-found", "--output=name").stdout

    def _node_ready(self, name: str) -> bool:
        answer = self.kubectl("get", "node", name, "--ignore-not-found", '--output=jsonpath={.status.conditions[?(@.type=="Ready")].status}')
        return answer.stdout == "True"


def _etcd() -> list[str]:
    return [
        f"--listen-client-urls={_STORE}",
        f"--advertise-client-urls={_STORE}",
        f"--listen-peer-urls={_PEERS}",
        f"--initial-advertise-peer-urls={_PEERS}",
        f"--initial-cluster=default={_PEERS}",
    ]


def _storage_class(name: str, *, default: bool = False) -> dict[str, Any]:
    # kubectl and the server have one owner each for the annotation, so a class that is there stays the default one.
    annotations = {"annotations": {"storageclass.kubernetes.io/is-default-class": "true"}} if default or name == "standard" else {}
    return {
        "apiVersion": "storage.k8s.io/v1",
        "kind": "StorageClass",
        "metadata": {"name": name, **annotations},
        "provisioner": "kubernetes.io/no-provisioner",
        "volumeBindingMode": "WaitForFirstConsumer",
    }


def _local_volume(name: str, storage_class: str, folder: str, node: str) -> dict[str, Any]:
    here = {"matchExpressions": [{"key": "kubernetes.io/hostname", "operator": "In", "values": [node]}]}
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolume",
        "metadata": {"name": name},
        "spec": {
            "accessModes": ["ReadWriteOnce"],
            "capacity": {"storage": "10Ti"},
            "persistentVolumeReclaimPolicy": "Retain",
            "storageClassName": storage_class,
            "local": {"path": folder},
            "nodeAffinity": {"required": {"nodeSelectorTerms": [here]}},
        },
    }


def _dns(hosts: dict[str, str]) -> list[dict[str, Any]]:
    metadata = {"name": "coredns", "namespace": "kube-system"}
    labels = {"k8s-app": "kube-dns"}
    rules = [
        {"apiGroups": [""], "resources": ["services", "pods", "namespaces", "nodes"], "verbs": ["list", "watch", "get"]},
        {"apiGroups": ["discovery.k8s.io"], "resources": ["endpointslices"], "verbs": ["list", "watch"]},
    ]
    container = {
        "name": "coredns",
        "image": local_name("coredns"),
        "imagePullPolicy": "Never",
        # Without a share of its own, it gets next to nothing while many pods start.
        "resources": {"requests": {"cpu": "500m"}},
        "volumeMounts": [{"name": "config", "mountPath": "/etc/coredns"}],
        "readinessProbe": {"httpGet": {"path": "/ready", "port": 8181}, **PATIENT},
    }
    pod = {
        "serviceAccountName": "coredns",
        "dnsPolicy": "Default",
        "containers": [container],
        "volumes": [{"name": "config", "configMap": {"name": "coredns"}}],
    }
    ports = [{"name": f"dns-{protocol.lower()}", "port": 53, "protocol": protocol} for protocol in ("UDP", "TCP")]
    subject = {"kind": "ServiceAccount", **metadata}
    role = {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "coredns"}
    return [
        {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": metadata},
        {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "metadata": {"name": "coredns"}, "rules": rules},
        {
            "apiVersion": "rbac.authorization.k8s.io/v1",
            "kind": "ClusterRoleBinding",
            "metadata": {"name": "coredns"},
            "subjects": [subject],
            "roleRef": role,
        },
        {
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "metadata": metadata,
            "data": {"Corefile": _COREFILE, "hosts": "".join(f"{address} {host}\n" for host, address in hosts.items())},
        },
        {
            "apiVersion": "apps/v1",
            "kind": "Deployment",
            "metadata": metadata,
            "spec": {"replicas": 2, "selector": {"matchLabels": labels}, "template": {"metadata": {"labels": labels}, "spec": pod}},
        },
        {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": {"name": "kube-dns", "namespace": "kube-system", "labels": labels},
            "spec": {"clusterIP": CLUSTER_DNS, "selector": labels, "ports": ports},
        },
    ]
