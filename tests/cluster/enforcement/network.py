"""A node's network: a namespace with a bridge, a namespace for each pod on it, and one in which every other address answers."""

import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from tests.cluster.namespace import PODS, Namespace

__all__ = ["NODE_ADDRESS", "PATH", "SETTINGS", "WORLD", "Host", "Network"]

PATH: Final = "/usr/sbin:/usr/bin:/sbin:/bin"
WORLD: Final = "world"
NODE_ADDRESS: Final = "10.244.255.254"
"""The node's own address on the bridge, which no pod gets."""

_LENGTH: Final = PODS.split("/")[1]
_LINK: Final = ("192.0.2.1", "192.0.2.2")
# ICMP messages report refused connections, thousands a second, which the kernel limits by default.
SETTINGS: Final[Mapping[str, str]] = {
    "net/ipv4/ip_forward": "1",
    "net/ipv4/icmp_ratemask": "0",
    "net/ipv4/conf/all/rp_filter": "0",
    "net/ipv4/conf/default/rp_filter": "0",
    "net/ipv4/conf/all/send_redirects": "0",
    "net/bridge/bridge-nf-call-iptables": "1",
}


class Host:
    """A namespace with addresses on which programs listen and from which they connect."""

    def __init__(self, name: str, address: str, namespace: Namespace) -> None:
        self.name = name
        self.address = address
        self.namespace = namespace

    def __repr__(self) -> str:
        return f"{self.name} ({self.address})"


class Network:
    """A node's network; `entered` starts the programs of the node in it."""

    def __init__(self) -> None:
        self._node = Namespace()
        self._stack = ExitStack()
        self._stack.callback(self._node.close)
        self._count = 0
        with self._node.entered():
            _ip(f"link add pods type bridge\nlink set pods up\nlink set lo up\naddress add {NODE_ADDRESS}/{_LENGTH} dev pods")
            for name, value in SETTINGS.items():
                (Path("/proc/sys") / name).write_text(value)
        self.node = Host("node", NODE_ADDRESS, self._node)
        self.world = self._world()

    def close(self) -> None:
        """Ends the network."""
        self._stack.close()

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Moves this thread into the node's namespace."""
        with self._node.entered():
            yield

    @contextmanager
    def pods(self, addresses: Sequence[tuple[str, str]]) -> Iterator[list[Host]]:
        """Gives each pod, by its name and address, a namespace of its own on the bridge."""
        hosts = [Host(name, address, Namespace()) for name, address in addresses]
        links = [f"pod{self._count + number}" for number in range(len(hosts))]
        self._count += len(hosts)
        try:
            with self._node.entered():
                _ip(
                    "\n".join(
                        f"link add {link} type veth peer name eth0 address {_hardware(host.address)} netns {host.namespace.path}\n"
                        f"link set {link} master pods up"
                        for link, host in zip(links, hosts, strict=True)
                    )
                )
            for host in hosts:
                with host.namespace.entered():
                    _ip(f"link set lo up\nlink set eth0 up\naddress add {host.address}/{_LENGTH} dev eth0\nroute add default via {NODE_ADDRESS}")
            yield hosts
        finally:
            with self._node.entered():
                _ip("\n".join(f"link delete {link}" for link in links))
            for host in hosts:
                host.namespace.close()

    def _world(self) -> Host:
        """Whatever is not a pod: the kernel takes every address as its own there, except those of pods."""
        world = Namespace()
        self._stack.callback(world.close)
        node, outside = _LINK
        with self._node.entered():
            _ip(
                f"link add world type veth peer name eth0 netns {world.path}\nlink set world up\n"
                f"address add {node}/30 dev world\nroute add default via {outside}"
            )
        with world.entered():
            _ip(f"link set lo up\nlink set eth0 up\naddress add {outside}/30 dev eth0\nroute add {PODS} via {node}\nroute add local default dev lo")
        return Host(WORLD, outside, world)


def _hardware(address: str) -> str:
    """The hardware address of an address: a later pod with the same address has it too, so that what others remember stays right."""
    return ":".join(("02", "00", *(f"{int(part):02x}" for part in address.split("."))))


def _ip(commands: str) -> None:
    program = shutil.which("ip", path=PATH)
    assert program
    done = subprocess.run([program, "-batch", "-"], input=commands, capture_output=True, text=True)
    assert done.returncode == 0, f"{commands}\n{done.stderr}"
