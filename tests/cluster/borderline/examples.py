"""Forms of the examples of the corpus."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

__all__ = [
    "CLAIM",
    "GATEWAY",
    "PORT",
    "Example",
    "budget",
    "claims",
    "config_map",
    "deployment",
    "gateway",
    "ingress",
    "mounts",
    "object",
    "patch",
    "pods",
    "probe",
    "reading_a_file",
    "redis",
    "service",
    "sidecar",
    "volume",
]

Settings = Mapping[str, Any]


class Example(NamedTuple):
    """Settings with the verdict of Kubernetes 1.37."""

    name: str
    settings: Settings
    valid: bool


def gateway(name: str, good: Settings, bad: Settings) -> Iterator[Example]:
    """Settings of the gateway on both sides of a border."""
    yield Example(f"{name}: inside", {"gateway": good}, True)
    yield Example(f"{name}: outside", {"gateway": bad}, False)


def redis(name: str, good: Settings, bad: Settings) -> Iterator[Example]:
    """Settings of Redis on both sides of a border."""
    yield Example(f"{name}: inside", {"redis": {"kind": "inCluster", **good}}, True)
    yield Example(f"{name}: outside", {"redis": {"kind": "inCluster", **bad}}, False)


def object(name: str, good: Settings, bad: Settings) -> Iterator[Example]:
    """An additional object on both sides of a border."""
    yield Example(f"{name}: inside", {"extraObjects": [good]}, True)
    yield Example(f"{name}: outside", {"extraObjects": [bad]}, False)


def patch(name: str, target: Settings, good: Settings, bad: Settings) -> Iterator[Example]:
    """A patch on both sides of a border."""
    for side, merge in (("inside", good), ("outside", bad)):
        yield Example(f"{name}: {side}", {"patches": [{"target": target, "merge": merge}]}, side == "inside")


def sidecar(**fields: Any) -> Settings:
    """A sidecar with these fields."""
    return {"sidecars": [{"name": "side", "image": "a", **fields}]}


def volume(**kind: Any) -> Settings:
    """A volume of this kind."""
    return {"volumes": [{"name": "own", **kind}]}


def mounts(*mounts: Settings) -> Settings:
    """Mounts of a volume."""
    return {"volumes": [{"name": "own", "emptyDir": {}}], "volumeMounts": [*mounts]}


def probe(**fields: Any) -> Settings:
    """A liveness probe with these fields."""
    action = {} if "httpGet" in fields else {"tcpSocket": {"port": 80}}
    return {"probes": {"liveness": {**action, **fields}}}


def config_map(**fields: Any) -> Settings:
    """A ConfigMap with these fields."""
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "own", **fields.pop("metadata", {})}, **fields}


def service(*ports: Settings, **spec: Any) -> Settings:
    """A Service with these ports."""
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "own"}, "spec": {"ports": [*ports], **spec}}


def ingress(**path: Any) -> Settings:
    """An Ingress with one path."""
    whole = {"path": "/", "pathType": "Prefix", "backend": {"service": {"name": "own", "port": {"number": 80}}}, **path}
    spec = {"rules": [{"host": "a.example.org", "http": {"paths": [whole]}}]}
    return {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"name": "own"}, "spec": spec}


def claims(**spec: Any) -> Settings:
    """A claim with these fields."""
    whole = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}, **spec}
    return {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "own"}, "spec": whole}


def budget(**spec: Any) -> Settings:
    """A disruption budget with these limits."""
    whole = {"selector": {"matchLabels": {"a": "b"}}, **spec}
    return {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": "own"}, "spec": whole}


def deployment(**spec: Any) -> Settings:
    """A Deployment with these fields."""
    pod = {"containers": [{"name": "main", "image": "a"}], **spec.pop("pod", {})}
    whole = {"selector": {"matchLabels": {"a": "b"}}, "template": {"metadata": {"labels": {"a": "b"}}, "spec": pod}, **spec}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "own"}, "spec": whole}


def reading_a_file(volume: str) -> Settings:
    """A pod with a variable from a file of a volume; the pod's own is called scratch."""
    variable = {"name": "A", "valueFrom": {"fileKeyRef": {"volumeName": volume, "path": "a", "key": "A"}}}
    return {"volumes": [{"name": "scratch", "emptyDir": {}}], "containers": [{"name": "main", "image": "a", "env": [variable]}]}


PORT: Final = {"name": "a", "port": 80}
CLAIM: Final = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}
GATEWAY: Final = {"kind": "Deployment", "component": "gateway"}


def pods(**fields: Any) -> Settings:
    """Fields of pods in a patch."""
    return {"spec": {"template": {"spec": fields}}}
