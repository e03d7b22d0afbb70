"""What pods read: the Secrets and ConfigMaps that a pod template names, with their keys."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

__all__ = ["References", "Required", "pod_references", "pod_spec", "required_objects"]

Map = Mapping[str, Any]


class Required(NamedTuple):
    """A Secret or ConfigMap that must exist before a pod starts; an empty key stands for the whole object."""

    kind: str
    name: str
    key: str


class References(NamedTuple):
    """The names of the Secrets and ConfigMaps that pods read."""

    secrets: frozenset[str]
    config_maps: frozenset[str]


def pod_spec(manifest: Map) -> Map:
    """The specification of the pods that an object creates; empty for an object that creates none."""
    spec = manifest.get("spec")
    if not isinstance(spec, Mapping):
        return {}
    if manifest.get("kind") == "Pod":
        return spec
    if manifest.get("kind") == "CronJob":
        spec = spec.get("jobTemplate", {}).get("spec", {})
    template = spec.get("template", {})
    pod = template.get("spec", {}) if isinstance(template, Mapping) and manifest.get("kind") in _WORKLOADS else {}
    return pod if isinstance(pod, Mapping) else {}


_WORKLOADS: Final = frozenset(("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob"))


def pod_references(manifest: Map) -> References:
    """The Secrets and ConfigMaps that an object's pods read, optional ones included."""
    read = [(reference.kind, reference.name) for reference, _ in _references(pod_spec(manifest))]
    return References(frozenset(name for kind, name in read if kind == "Secret"), frozenset(name for kind, name in read if kind == "ConfigMap"))


def required_objects(manifests: Iterable[Map]) -> dict[Required, list[str]]:
    """Everything that must exist before pods start, with the names of the workloads that need it."""
    readers: dict[Required, list[str]] = {}
    for manifest in manifests:
        for reference, optional in dict.fromkeys(_references(pod_spec(manifest))):
            if not optional:
                readers.setdefault(reference, []).append(str(manifest["metadata"].get("name", "")))
    return readers


def _references(pod: Map) -> Iterator[tuple[Required, bool]]:
    for container in (*pod.get("initContainers", ()), *pod.get("containers", ())):
        for variable in container.get("env", ()):
            for field, kind in (("secretKeyRef", "Secret"), ("configMapKeyRef", "ConfigMap")):
                if source := (variable.get("valueFrom") or {}).get(field):
                    yield Required(kind, source.get("name", ""), source.get("key", "")), bool(source.get("optional"))
        for source in container.get("envFrom", ()):
            for field, kind in (("secretRef", "Secret"), ("configMapRef", "ConfigMap")):
                if reference := source.get(field):
                    yield Required(kind, reference.get("name", ""), ""), bool(reference.get("optional"))
    for volume in pod.get("volumes", ()):
        for source in (volume, *(volume.get("projected") or {}).get("sources", ())):
            for field, kind in (("secret", "Secret"), ("configMap", "ConfigMap")):
                if reference := source.get(field):
                    name, optional = reference.get("secretName") or reference.get("name", ""), bool(reference.get("optional"))
                    yield Required(kind, name, ""), optional
                    for item in reference.get("items", ()):
                        yield Required(kind, name, item.get("key", "")), optional
    for reference in pod.get("imagePullSecrets", ()):
        yield Required("Secret", reference.get("name", ""), ""), False
