"""What the pods and claims of objects need, as the quota of a namespace counts it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_CEILING, Decimal
from typing import Any, Final, NamedTuple

from portkey_constructs.config.quantities import exact_amount
from portkey_constructs.platform.platform import Platform

__all__ = ["CLAIMS", "COMPUTE", "PODS", "REQUIRED", "STORAGE", "Workload", "claims", "workloads"]

_Map = Mapping[str, Any]
PODS: Final = "pods"
CLAIMS: Final = "persistentvolumeclaims"
STORAGE: Final = "requests.storage"
COMPUTE: Final = tuple(f"{part}.{resource}" for part in ("requests", "limits") for resource in ("cpu", "memory", "ephemeral-storage"))
"""The resources of pods that a quota limits."""
REQUIRED: Final = tuple(name for name in COMPUTE if not name.endswith("storage"))
"""The resources that each container must set if a quota limits them."""
_ALWAYS: Final = "Always"


class Workload(NamedTuple):
    """The pods of an object."""

    name: str
    least: int
    """Pods that run together at the smallest number of replicas; 0 for pods that end."""
    most: int | None
    """Pods that run together at most, with those of a rollout; None if the manifests do not decide it."""
    amounts: Mapping[str, Decimal]
    """What a pod needs of each resource."""
    unset: Mapping[str, tuple[str, ...]]
    """The containers that do not set a resource, by resource."""
    volumes: tuple[_Map, ...]
    """The specifications of the claims that live as long as a pod."""


def workloads(platform: Platform, manifests: Sequence[_Map]) -> Iterator[Workload]:
    """The workloads among the objects of a namespace."""
    replicas: dict[str, tuple[int, int | None]] = {
        service.name: (service.replicas.minimum, service.replicas.maximum) for service in platform.services.values()
    }
    for manifest in manifests:
        if manifest["kind"] in ("HorizontalPodAutoscaler", "ScaledObject"):
            spec = manifest["spec"]
            least = spec.get("minReplicas", spec.get("minReplicaCount", 0 if manifest["kind"] == "ScaledObject" else 1))
            replicas[spec["scaleTargetRef"]["name"]] = (least, spec.get("maxReplicas", spec.get("maxReplicaCount", 100)))
    for manifest in manifests:
        metadata, spec = manifest["metadata"], manifest.get("spec") or {}
        kind, name = manifest["kind"], metadata["name"]
        if kind == "CronJob":
            spec = spec["jobTemplate"]["spec"]
        pod = spec if kind == "Pod" else (spec.get("template") or {}).get("spec") if kind in _COUNTED else None
        if pod is None:
            continue
        count = spec.get("replicas")
        least, most = (count, count) if count is not None else replicas.get(name, (1, 1))
        if kind in ("Job", "CronJob"):
            least, most = 0, spec.get("parallelism", 1)
        elif kind == "DaemonSet":
            least, most = 0, None
        elif kind == "Deployment" and most is not None:
            most += _surge(spec, most)
        amounts = {resource: _amount(pod, resource) for resource in COMPUTE}
        unset = {resource: tuple(_without(pod, resource)) for resource in COMPUTE}
        yield Workload(f"{kind} {name}", least, most, amounts, unset, tuple(_ephemeral(pod)))


_COUNTED: Final = ("CronJob", "DaemonSet", "Deployment", "Job", "ReplicaSet", "StatefulSet")


def _surge(spec: _Map, replicas: int) -> int:
    """The pods that a rollout adds."""
    strategy = spec.get("strategy") or {}
    if strategy.get("type") == "Recreate":
        return 0
    surge = str((strategy.get("rollingUpdate") or {}).get("maxSurge", "25%"))
    if surge.endswith("%"):
        return int((Decimal(surge[:-1]) * replicas / 100).to_integral_value(ROUND_CEILING))
    return int(surge)


def _resource(holder: _Map, resource: str) -> Decimal | None:
    """What a pod or a container sets; a request defaults to its limit."""
    part, _, name = resource.partition(".")
    resources = holder.get("resources") or {}
    value = (resources.get(part) or {}).get(name)
    if value is None and part == "requests":
        value = (resources.get("limits") or {}).get(name)
    return None if value is None else exact_amount(value)


def _amount(pod: _Map, resource: str) -> Decimal:
    """What a pod needs: its containers together, or an init container with the sidecars before it."""
    if (whole := _resource(pod, resource)) is not None:
        return whole
    running = peak = Decimal(0)
    for container in pod.get("initContainers") or ():
        own = _resource(container, resource) or Decimal(0)
        if container.get("restartPolicy") == _ALWAYS:
            running += own
            peak = max(peak, running)
        else:
            peak = max(peak, running + own)
    return max(peak, running + sum(_resource(container, resource) or Decimal(0) for container in pod["containers"]))


def _without(pod: _Map, resource: str) -> Iterator[str]:
    """The containers without a resource."""
    if _resource(pod, resource) is None:
        for container in (*(pod.get("initContainers") or ()), *pod["containers"]):
            if _resource(container, resource) is None:
                yield container["name"]


def _ephemeral(pod: _Map) -> Iterator[_Map]:
    for volume in pod.get("volumes") or ():
        if template := (volume.get("ephemeral") or {}).get("volumeClaimTemplate"):
            yield template["spec"]


def claims(manifests: Iterable[_Map]) -> Iterator[tuple[_Map, int]]:
    """The specifications of the claims among objects that do not live with a pod, and their number."""
    for manifest in manifests:
        if manifest["kind"] == "PersistentVolumeClaim":
            yield manifest["spec"], 1
        elif manifest["kind"] == "StatefulSet":
            for template in manifest["spec"].get("volumeClaimTemplates") or ():
                yield template["spec"], manifest["spec"].get("replicas", 1)
