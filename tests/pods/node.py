"""A node: containerd, the kubelet, kube-proxy and a network of pods, in namespaces of their own."""

import json
import os
import shutil
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import yaml

from tests.cluster.binaries import program
from tests.cluster.credentials import Credentials
from tests.cluster.processes import Processes
from tests.pods.cage import LAN, Cage, Namespaces
from tests.pods.debian import programs
from tests.pods.images import IMAGES, PAUSE, TRUSTED, archive, local_name, stand_in
from tests.support.cache import build_lock, cache_path, report_progress

__all__ = ["CLUSTER_DNS", "POD_RANGE", "SERVICE_RANGE", "Node", "image_store", "node_tools", "tool_environment"]

POD_RANGE: Final = "10.244.0.0/16"
SERVICE_RANGE: Final = "10.0.0.0/24"
CLUSTER_DNS: Final = "10.0.0.10"
_CPUS: Final = 8
_PACKAGES: Final = ("conntrack", "containerd", "containernetworking-plugins", "ipset", "iptables", "nftables", "runc")
_SNAPSHOTS: Final = "io.containerd.snapshotter.v1.overlayfs/snapshots/*"
_BLOBS: Final = "io.containerd.content.v1.content/blobs"
_IPTABLES: Final = tuple(f"{name}{suffix}" for name in ("iptables", "ip6tables") for suffix in ("", "-save", "-restore"))


def node_tools() -> Path:
    """The folder with the programs of a node that come from Debian packages."""
    return programs("node", *_PACKAGES)


def tool_environment(folder: Path) -> dict[str, str]:
    """The variables with which the programs of a node find one another; `folder` has the names by which iptables is called."""
    tools = node_tools()
    libraries = tools / "usr/lib/x86_64-linux-gnu"
    return {
        "PATH": os.pathsep.join(map(str, (folder, tools / "usr/sbin", tools / "usr/bin"))) + f":{os.defpath}:/usr/sbin:/sbin",
        "LD_LIBRARY_PATH": str(libraries),
        "XTABLES_LIBDIR": str(libraries / "xtables"),
    }


def image_store() -> Path:
    """The folder of a containerd that has imported all images, made once and kept."""
    images = archive()
    ready = cache_path(f"{images.stem}-{node_tools().name}")
    if not ready.is_dir():
        with build_lock(ready, "image store"):
            if not ready.is_dir():
                _import(images, ready)
    return ready


def _import(images: Path, ready: Path) -> None:
    started = time.monotonic()
    report_progress(f"image store: importing {images.name} into containerd; this happens once and is kept in {ready}")
    with Cage() as cage, Processes() as processes:
        node = Node(cage, processes, Credentials(processes.folder, ""), 0)
        node.start_containerd()
        node.ctr("images", "import", images)
        processes.stop(f"containerd-{node.name}")
        # nsenter has ended, and containerd ends with the cage: its databases are whole at any time.
        cage.kill()
        new = ready.with_name(f".{ready.name}.new")
        shutil.rmtree(new, ignore_errors=True)
        shutil.move(node.folder / "lib/containerd", new)
        new.rename(ready)
    report_progress(f"image store: imported in {time.monotonic() - started:.0f} s")


class Node:
    """One of the nodes, by its number."""

    def __init__(self, cage: Cage, processes: Processes, credentials: Credentials, number: int) -> None:
        self.name = f"node-{number}"
        self.address = f"10.10.0.{10 + number}"
        self._pods = f"10.244.{number}"
        self._processes, self._credentials = processes, credentials
        self.space: Namespaces = cage.node(self.name, _CPUS)
        self.folder = cage.folder / self.name
        self._cgroup = f"/{cage.cgroup}/{self.name}"
        self._links = self.folder / "bin"
        self._links.mkdir()
        for name in _IPTABLES:
            (self._links / name).symlink_to(node_tools() / "usr/sbin/xtables-nft-multi")
        # The kubelet and runc write temporary files, and the folder of the other programs cannot be written here.
        (self.folder / "tmp").mkdir()
        self._environment = {**tool_environment(self._links), "TMPDIR": str(self.folder / "tmp"), "HOME": str(self.folder)}
        self._network(cage, number)

    def start(self) -> None:
        """Starts containerd with all images, the kubelet and kube-proxy."""
        self._store(image_store())
        self.start_containerd()
        self._start(
            "kubelet",
            [
                program("kubelet"),
                f"--config={self._file('kubelet.yaml', self._kubelet())}",
                f"--kubeconfig={self._credentials.kubeconfig(f'system:node:{self.name}')}",
                "--root-dir=/var/lib/kubelet",
                f"--hostname-override={self.name}",
                f"--node-ip={self.address}",
                f"--node-labels=topology.kubernetes.io/region=test-1,topology.kubernetes.io/zone=test-1{'abc'[int(self.name[-1])]}",
            ],
        )
        self._start("kube-proxy", [program("kube-proxy"), f"--config={self._file('kube-proxy.yaml', self._proxy())}"])

    def start_containerd(self) -> None:
        """Starts containerd, and waits until it answers."""
        self._start("containerd", [node_tools() / "usr/bin/containerd", f"--config={self._containerd()}"])
        self._processes.wait(f"containerd of {self.name}", lambda: self.ctr("version", check=False).count("Version") > 1, 60)

    def _store(self, store: Path) -> None:
        """Gives containerd the images that another one has imported: their files are shared, and what says which they are is copied."""
        root = self.folder / "lib/containerd"
        shared = [path.relative_to(store) for path in (*store.glob(_SNAPSHOTS), store / _BLOBS)]
        shutil.copytree(store, root, ignore=lambda folder, names: [name for name in names if (Path(folder) / name).relative_to(store) in shared])
        for path in shared:
            (root / path).mkdir()
        commands = [f"mount --bind -o ro {store / path} /var/lib/containerd/{path}" for path in shared]
        self.space.run("sh", "-ec", "\n".join(commands))

    def enforce_policies(self) -> None:
        """Starts kube-router, which enforces NetworkPolicies and does nothing else."""
        self._start(
            "kube-router",
            [
                program("kube-router"),
                f"--kubeconfig={self._credentials.kubeconfig('kube-router')}",
                *("--run-firewall=true", "--run-router=false", "--run-service-proxy=false", "--run-loadbalancer=false"),
                f"--hostname-override={self.name}",
                f"--service-cluster-ip-range={SERVICE_RANGE}",
                "--iptables-sync-period=30s",
            ],
        )

    def packet_filter(self) -> str:
        """The rules of the node's packet filter."""
        return self.space.run(self._links / "iptables-save", "-t", "filter", path=self._environment["PATH"])

    def ctr(self, *arguments: str | Path, check: bool = True) -> str:
        """Runs containerd's client, in the namespace of the kubelet."""
        client = node_tools() / "usr/bin/ctr"
        return self.space.run(client, "--namespace=k8s.io", *arguments, path=self._environment["PATH"], check=check)

    def provide(self, names: Sequence[str]) -> None:
        """Gives the images the names that manifests use."""
        for name in names:
            image = stand_in(name)
            assert image in IMAGES, f"no image stands for {name}"
            self.ctr("images", "tag", "--force", local_name(image), _canonical(name))

    def _network(self, cage: Cage, number: int) -> None:
        link = f"node{number}"
        cage.run("ip", "link", "add", link, "type", "veth", "peer", "name", "eth0", "netns", str(self.space.inner_process()), path=_SYSTEM)
        cage.run("ip", "link", "set", link, "master", "lan", "up", path=_SYSTEM)
        for command in (
            ("address", "add", f"{self.address}/24", "dev", "eth0"),
            ("link", "set", "eth0", "up"),
            # Nobody forwards there: what is sent to the outside ends.
            ("route", "add", "default", "via", LAN),
        ):
            self.space.run("ip", *command, path=_SYSTEM)
        self.space.run("sh", "-c", "echo 1 >/proc/sys/net/ipv4/ip_forward; echo 1 >/proc/sys/net/bridge/bridge-nf-call-iptables")
        cage.run("ip", "route", "add", f"{self._pods}.0/24", "via", self.address, path=_SYSTEM)
        if number == 0:
            cage.run("ip", "route", "add", SERVICE_RANGE, "via", self.address, path=_SYSTEM)

    def route(self, other: "Node") -> None:
        """Sends what is for the pods of another node to it."""
        self.space.run("ip", "route", "add", f"{other._pods}.0/24", "via", other.address, path=_SYSTEM)

    def _start(self, name: str, command: Sequence[str | Path]) -> None:
        self._processes.start(f"{name}-{self.name}", self.space.command(command), self._environment)

    def _file(self, name: str, value: Any) -> Path:
        path = self.folder / name
        path.write_text(value if isinstance(value, str) else yaml.safe_dump(value))
        return path

    def _containerd(self) -> Path:
        networks = self.folder / "net.d"
        networks.mkdir()
        plugins = f"""\
{{"cniVersion": "0.4.0", "name": "pods", "plugins": [
  {{"type": "bridge", "bridge": "cni0", "isGateway": true, "hairpinMode": true, "ipMasq": false,
    "ipam": {{"type": "host-local", "ranges": [[{{"subnet": "{self._pods}.0/24"}}]], "routes": [{{"dst": "0.0.0.0/0"}}]}}}},
  {{"type": "portmap", "capabilities": {{"portMappings": true}}}}]}}
"""
        (networks / "10-pods.conflist").write_text(plugins)
        # Without the capability for system resources, root cannot lower oom_score_adj.
        return self._file(
            "containerd.toml",
            f"""\
version = 2
[plugins."io.containerd.internal.v1.opt"]
  path = "/var/lib/containerd-opt"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "{local_name(PAUSE)}"
  restrict_oom_score_adj = true
  disable_apparmor = true
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
    base_runtime_spec = "{self._specification()}"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
      SystemdCgroup = false
      BinaryName = "{node_tools() / "usr/sbin/runc"}"
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "{node_tools() / "usr/lib/cni"}"
    conf_dir = "{networks}"
""",
        )

    def _specification(self) -> Path:
        """What every container has: that of containerd, and the authority of the tests beside the public ones of the image."""
        default = json.loads(self.space.run(node_tools() / "usr/bin/ctr", "oci", "spec", path=self._environment["PATH"]))
        authority = {"destination": TRUSTED, "type": "bind", "source": str(self._credentials.authority), "options": ["bind", "ro"]}
        return self._file("container.json", json.dumps({**default, "mounts": [*default["mounts"], authority]}))

    def _kubelet(self) -> dict[str, Any]:
        credentials = self._credentials
        return {
            "apiVersion": "kubelet.config.k8s.io/v1beta1",
            "kind": "KubeletConfiguration",
            "authentication": {"anonymous": {"enabled": False}, "webhook": {"enabled": True}, "x509": {"clientCAFile": str(credentials.authority)}},
            "tlsCertFile": str(credentials.certificate),
            "tlsPrivateKeyFile": str(credentials.key),
            "cgroupDriver": "cgroupfs",
            "cgroupRoot": self._cgroup,
            "failCgroupV1": False,
            "enforceNodeAllocatable": [],
            "oomScoreAdj": 0,
            "failSwapOn": False,
            "seccompDefault": True,
            "localStorageCapacityIsolation": False,
            "containerRuntimeEndpoint": "unix:///run/containerd/containerd.sock",
            "volumePluginDir": "/var/lib/kubelet/volume-plugins",
            "staticPodPath": "",
            "clusterDomain": "cluster.local",
            "clusterDNS": [CLUSTER_DNS],
            "resolvConf": str(self._file("resolv.conf", "")),
            # The machine is shared: its disk may be fuller than a node's.
            "evictionHard": {"memory.available": "100Mi", "nodefs.available": "1%", "imagefs.available": "1%"},
            "imageGCHighThresholdPercent": 100,
            "serializeImagePulls": False,
            # Tests read whole logs, and `kubectl logs` does not show what was rotated.
            "containerLogMaxSize": "200Mi",
        }

    def _proxy(self) -> dict[str, Any]:
        return {
            "apiVersion": "kubeproxy.config.k8s.io/v1alpha1",
            "kind": "KubeProxyConfiguration",
            "mode": "nftables",
            "clusterCIDR": POD_RANGE,
            "hostnameOverride": self.name,
            "clientConnection": {"kubeconfig": str(self._credentials.kubeconfig("system:kube-proxy"))},
            "conntrack": {"maxPerCore": 0, "min": 0, "tcpEstablishedTimeout": "0s", "tcpCloseWaitTimeout": "0s"},
            "oomScoreAdj": 0,
        }


_SYSTEM: Final = f"{os.defpath}:/usr/sbin:/sbin"


def _canonical(name: str) -> str:
    """The name under which containerd looks for an image: with the registry's folder for short names, and without a tag beside a digest."""
    repository, at, digest = name.partition("@")
    registry, slash, path = repository.partition("/")
    if slash and "/" not in path and registry == "docker.io":
        repository = f"{registry}/library/{path}"
    return f"{repository.rpartition(':')[0]}@{digest}" if at else repository
