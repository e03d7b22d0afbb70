"""Who connects to whom in a test: the pods of an environment, other pods of the cluster, and addresses outside of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from tests.cluster.enforcement.network import NODE_ADDRESS, Host, Network
from tests.cluster.enforcement.probes import Port, Probe
from tests.cluster.environments import Object

__all__ = ["ADDRESSES", "NEIGHBOUR", "NODE", "OUTSIDERS", "PORTS", "Actor", "Outsider", "attempts", "components", "outside", "pod"]

NODE: Final = "node"
NEIGHBOUR: Final = "neighbour"
"""A pod of another application in the namespace of the environment."""

PORTS: Final = (
    # Of the platform's own pods.
    *map(Port, (3306, 6379, 8080, 8081, 8123, 8787, 8788, 8789, 9000)),
    # Of what they connect to elsewhere.
    *map(Port, (53, 80, 443, 988, 6378, 6380, 6443, 8443, 9440)),
    Port(53, "UDP"),
    # Of nothing.
    Port(9999),
)


_COMPONENT: Final = "app.kubernetes.io/component"
_CONTAINER: Final = {"name": "main", "image": "registry.example.org/main:1"}


class Outsider(NamedTuple):
    """A pod that is not of the platform."""

    namespace: str
    labels: Mapping[str, str]


def _gateway_labels(name: str) -> dict[str, str]:
    return {"app.kubernetes.io/name": name, "app.kubernetes.io/instance": name, "app.kubernetes.io/component": "gateway"}


OUTSIDERS: Final[Mapping[str, Outsider]] = {
    "stranger": Outsider("elsewhere", {"app": "stranger"}),
    "dns": Outsider("kube-system", {"k8s-app": "kube-dns"}),
    "dns-neighbour": Outsider("kube-system", {"k8s-app": "metrics-server"}),
    "dns-impostor": Outsider("elsewhere", {"k8s-app": "kube-dns"}),
    "traefik": Outsider("traefik", {"app.kubernetes.io/name": "traefik"}),
    "traefik-neighbour": Outsider("traefik", {"app.kubernetes.io/name": "dashboard"}),
    "traefik-impostor": Outsider("elsewhere", {"app.kubernetes.io/name": "traefik"}),
    "nginx": Outsider("ingress-nginx", {"app.kubernetes.io/name": "ingress-nginx", "app.kubernetes.io/component": "controller"}),
    "gateway-api": Outsider("gateways", {"gateway.networking.k8s.io/gateway-name": "public"}),
    "prometheus": Outsider("monitoring", {"app.kubernetes.io/name": "prometheus"}),
    # What the API servers of some clouds reach pods through.
    "konnectivity": Outsider("kube-system", {"k8s-app": "konnectivity-agent"}),
    # The same labels as the gateway's pods, in another namespace.
    "portkey-impostor": Outsider("elsewhere", _gateway_labels("portkey")),
    "acme-impostor": Outsider("elsewhere", _gateway_labels("acme")),
}

ADDRESSES: Final[Mapping[str, str]] = {
    "metadata": "169.254.169.254",
    "pod-identity": "169.254.170.23",
    "container-credentials": "169.254.170.2",
    "node-local-dns": "169.254.20.10",
    "gke-metadata": "169.254.169.252",
    "api-server": "10.0.0.1",
    "private-10": "10.20.0.3",
    "private-10-next": "10.20.0.4",
    "private-172": "172.20.0.3",
    "private-192": "192.168.7.3",
    "carrier-nat": "100.64.0.3",
    "google-load-balancer": "35.191.0.3",
    "portkey-control-plane": "54.81.226.149",
    "public": "203.0.113.3",
}


@dataclass(frozen=True, eq=False)
class Actor:
    """Somebody who connects and listens; pods of a component share its role."""

    role: str
    host: Host
    address: str
    ours: bool = False
    """Whether it is a pod of the platform."""


def pod(namespace: str, name: str, labels: Mapping[str, str], containers: Sequence[Mapping[str, Any]] = ()) -> Object:
    """A pod with these labels, and with the ports of these containers."""
    kept = ("name", "image", "ports")
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "namespace": namespace, "labels": dict(labels)},
        "spec": {"containers": [{key: container[key] for key in kept if key in container} for container in containers] or [_CONTAINER]},
    }


def components(objects: Iterable[Object]) -> Iterator[tuple[str, Object]]:
    """The pods of an environment with their components: two of a workload that has several. They run for good, unlike those of a Job."""
    objects = list(objects)
    scaled = {manifest["spec"]["scaleTargetRef"]["name"] for manifest in objects if manifest["kind"] == "HorizontalPodAutoscaler"}
    for manifest in objects:
        spec, meta = manifest.get("spec", {}), manifest["metadata"]
        if manifest["kind"] not in ("Deployment", "StatefulSet", "Job"):
            continue
        several = meta["name"] in scaled or spec.get("replicas", 1) > 1
        template = spec["template"]
        labels = template["metadata"]["labels"]
        for number in range(1 + several):
            yield labels[_COMPONENT], pod(meta["namespace"], f"{meta['name']}-{number}", labels, template["spec"]["containers"])


def outside(network: Network) -> list[Actor]:
    """The node, and the addresses outside of the cluster."""
    return [Actor(NODE, network.node, NODE_ADDRESS), *(Actor(role, network.world, address) for role, address in ADDRESSES.items())]


def attempts(actors: Sequence[Actor], ports: Iterable[Port] = PORTS) -> Iterator[tuple[Actor, Actor, Port, Probe]]:
    """Every connection from or to a pod of the platform."""
    ports = tuple(ports)
    for source in actors:
        for target in actors:
            if source is not target and (source.ours or target.ours):
                for port in ports:
                    yield source, target, port, Probe(source.host, target.host, port, target.address, source.address)
