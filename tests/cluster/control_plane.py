"""A real control plane on loopback, with nodes that are played."""

import json
import os
import ssl
import subprocess
import time
import urllib.request
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import yaml
from lightkube import Client, KubeConfig
from lightkube.resources.core_v1 import Node, ServiceAccount

from tests.cluster.binaries import files, program
from tests.cluster.credentials import Credentials
from tests.cluster.namespace import PODS
from tests.cluster.processes import Processes, free_ports
from tests.cluster.reserved import require_reserved

__all__ = ["WAIT_LIMIT", "Cluster"]

WAIT_LIMIT: Final = "--timeout=240s"
"""How long kubectl waits for what no test measures: other suites may use the same CPUs."""
_NODES: Final = 4
_ZONES: Final = 3
_DEFAULT_CLASS: Final = "standard"
_FAST: Final = ("--kube-api-qps=500", "--kube-api-burst=1000")


class Cluster:
    """etcd, kube-apiserver, kube-controller-manager and kube-scheduler, and kwok for the nodes; leaving the context ends all of it."""

    def __init__(self, shared_network: str) -> None:
        self.shared_network = shared_network
        self.processes = Processes()
        self.folder = self.processes.folder
        self._server, self._store, self._peers, self._nodes = free_ports(4)
        self.address = f"https://127.0.0.1:{self._server}"
        self.credentials = Credentials(self.folder, self.address)
        self.kubeconfig = self.credentials.kubeconfig()
        self.client = Client(KubeConfig.from_file(str(self.kubeconfig)), trust_env=False, field_manager="tests")
        self.started = 0.0

    def __enter__(self) -> Self:
        begun = time.monotonic()
        try:
            self._start()
        except BaseException:
            self.processes.__exit__(None, None, None)
            raise
        self.started = time.monotonic() - begun
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.client.close()
        self.processes.__exit__(kind, error, trace)

    def kubectl(self, *arguments: str | Path, input: str | None = None, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Runs kubectl as the administrator; raises `AssertionError` with its output if it fails."""
        done = subprocess.run(
            [program("kubectl"), f"--kubeconfig={self.kubeconfig}", *arguments],
            input=input,
            stdin=None if input is not None else subprocess.DEVNULL,
            env={"PATH": os.defpath, "HOME": str(self.folder), "KUBECTL_APPLYSET": "true"},
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert not check or done.returncode == 0, f"kubectl {' '.join(map(str, arguments))} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
        return done

    def get(self, *arguments: str) -> list[dict[str, Any]]:
        """The objects that `kubectl get` finds."""
        answer = json.loads(self.kubectl("get", "--output=json", *arguments).stdout)
        return list(answer["items"]) if answer["kind"] == "List" else [answer]

    def apply(self, objects: Iterable[Mapping[str, Any]], *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Applies objects server-side, with strict validation."""
        manifests = list(objects)
        require_reserved(manifests)
        text = yaml.safe_dump_all(manifests)
        return self.kubectl("apply", "--server-side", "--validate=strict", *arguments, "--filename=-", input=text, check=check)

    def volumes(self, classes: Sequence[str | None]) -> None:
        """Makes a volume for each of these claims, by their storage classes; None is the default one."""
        named = sorted({name for name in classes if name})
        if named:
            self.apply(_storage_class(name) for name in named)
        if classes:
            self.kubectl("create", "--filename=-", input=yaml.safe_dump_all([_volume(name or _DEFAULT_CLASS) for name in classes]))

    def version(self) -> str:
        """What the server says it is."""
        return str(json.loads(self.kubectl("get", "--raw=/version").stdout)["gitVersion"])

    @contextmanager
    def removed(self, *namespaces: str, besides: Iterable[str] = ()) -> Iterator[None]:
        """Removes these namespaces at the end, whole, and objects of none as kind/name, and waits until they are gone."""
        try:
            yield
        finally:
            names = [*(f"namespace/{name}" for name in namespaces), *besides]
            self.kubectl("delete", "--ignore-not-found", "--wait", WAIT_LIMIT, *names)

    def _start(self) -> None:
        certificates, start = self.credentials, self.processes.start
        store, peers = f"http://127.0.0.1:{self._store}", f"http://127.0.0.1:{self._peers}"
        start(
            "etcd",
            [
                program("etcd"),
                "--unsafe-no-fsync",
                f"--data-dir={self.folder / 'etcd'}",
                f"--listen-client-urls={store}",
                f"--advertise-client-urls={store}",
                f"--listen-peer-urls={peers}",
                f"--initial-advertise-peer-urls={peers}",
                f"--initial-cluster=default={peers}",
            ],
        )
        start(
            "kube-apiserver",
            [
                program("kube-apiserver"),
                f"--etcd-servers={store}",
                "--bind-address=127.0.0.1",
                "--advertise-address=127.0.0.1",
                f"--secure-port={self._server}",
                f"--cert-dir={self.folder / 'certificates'}",
                f"--tls-cert-file={certificates.certificate}",
                f"--tls-private-key-file={certificates.key}",
                f"--client-ca-file={certificates.authority}",
                f"--token-auth-file={certificates.tokens}",
                "--service-account-issuer=https://kubernetes.default.svc",
                f"--service-account-key-file={certificates.accounts}",
                f"--service-account-signing-key-file={certificates.accounts}",
                "--service-cluster-ip-range=10.0.0.0/16",
                "--authorization-mode=RBAC",
                "--allow-privileged=true",
                "--endpoint-reconciler-type=none",
            ],
        )
        self.processes.wait("kube-apiserver is ready", self._ready, 60)
        start(
            "kube-controller-manager",
            [
                program("kube-controller-manager"),
                f"--kubeconfig={certificates.kubeconfig('system:kube-controller-manager')}",
                "--leader-elect=false",
                "--use-service-account-credentials=true",
                "--bind-address=127.0.0.1",
                "--secure-port=0",
                f"--root-ca-file={certificates.authority}",
                f"--service-account-private-key-file={certificates.accounts}",
                f"--flex-volume-plugin-dir={self.folder / 'plugins'}",
                "--horizontal-pod-autoscaler-sync-period=1s",
                # A pod whose creation fails stays in a quota until the next count.
                "--resource-quota-sync-period=2s",
                *_FAST,
            ],
        )
        scheduler = certificates.kubeconfig("system:kube-scheduler")
        start("kube-scheduler", [program("kube-scheduler"), f"--kubeconfig={scheduler}", "--leader-elect=false", "--secure-port=0", *_FAST])
        start(
            "kwok",
            [
                program("kwok"),
                f"--kubeconfig={certificates.kubeconfig('kwok')}",
                "--manage-all-nodes=true",
                # Without leases the nodes count as lost after 50 s.
                "--node-lease-duration-seconds=40",
                f"--cidr={PODS}",
                "--node-ip=127.0.0.1",
                f"--node-port={self._nodes}",
                f"--server-address=127.0.0.1:{self._nodes}",
                *(f"--config={path}" for path in files("kwok", "stages")),
            ],
        )
        # Applying would leave out the status, in which a node says what room it has.
        self.kubectl("create", "--filename=-", input=yaml.safe_dump_all([*map(_node, range(_NODES)), _storage_class(_DEFAULT_CLASS, default=True)]))
        self.processes.wait("ready nodes", self._nodes_ready, 60)
        self.processes.wait("a service account in each namespace", lambda: bool(list(self.client.list(ServiceAccount, namespace="default"))), 60)

    def _ready(self) -> bool:
        context = ssl.create_default_context(cafile=str(self.credentials.authority))
        try:
            with urllib.request.urlopen(f"{self.address}/readyz", timeout=2, context=context) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def _nodes_ready(self) -> bool:
        nodes = list(self.client.list(Node))
        return len(nodes) == _NODES and not any(node.spec and node.spec.taints for node in nodes)


def _node(number: int) -> dict[str, Any]:
    name = f"node-{number}"
    labels = {
        "kubernetes.io/hostname": name,
        "kubernetes.io/os": "linux",
        "kubernetes.io/arch": "amd64",
        "topology.kubernetes.io/region": "test-1",
        "topology.kubernetes.io/zone": f"test-1{'abc'[number % _ZONES]}",
    }
    room = {"cpu": "1024", "memory": "4Ti", "pods": "1000", "ephemeral-storage": "10Ti"}
    return {"apiVersion": "v1", "kind": "Node", "metadata": {"name": name, "labels": labels}, "status": {"capacity": room, "allocatable": room}}


def _storage_class(name: str, *, default: bool = False) -> dict[str, Any]:
    return {
        "apiVersion": "storage.k8s.io/v1",
        "kind": "StorageClass",
        "metadata": {"name": name, "annotations": {"storageclass.kubernetes.io/is-default-class": str(default).lower()}},
        "provisioner": "kubernetes.io/no-provisioner",
        "volumeBindingMode": "WaitForFirstConsumer",
    }


def _volume(storage_class: str) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolume",
        "metadata": {"generateName": "volume-"},
        "spec": {
            "accessModes": ["ReadWriteOnce"],
            "capacity": {"storage": "1Ti"},
            "persistentVolumeReclaimPolicy": "Retain",
            "storageClassName": storage_class,
            "hostPath": {"path": "/nowhere"},
        },
    }
