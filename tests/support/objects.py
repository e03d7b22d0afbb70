"""Helpers to find objects, pods and variables in rendered manifests."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.kubernetes.registry import WORKLOAD_KINDS
from portkey_constructs.manifests.environment import container_environment
from portkey_constructs.platform import Component

__all__ = [
    "Manifest",
    "Pod",
    "component",
    "containers",
    "key_reference",
    "main_container",
    "named",
    "nodes",
    "of_kind",
    "pods",
    "rendered",
    "selects",
    "variables",
    "variables_of",
]

Manifest = dict[str, Any]


class Pod(NamedTuple):
    """A pod template and the object that contains it."""

    owner: Manifest
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    spec: Manifest

    @property
    def name(self) -> str:
        """The owner's name."""
        return str(self.owner["metadata"]["name"])


def rendered(config: PortkeyConfig) -> list[Manifest]:
    """Every object of a configuration."""
    return [dict(staged.manifest) for staged in config.resolve().objects()]


def of_kind(objects: Iterable[Any], kind: str) -> list[Manifest]:
    """The objects of one kind."""
    return [manifest for manifest in objects if manifest["kind"] == kind]


def named(objects: Iterable[Any], kind: str, name: str) -> Manifest:
    """The object of this kind and name."""
    (manifest,) = [manifest for manifest in of_kind(objects, kind) if manifest["metadata"]["name"] == name]
    return manifest


def pods(objects: Iterable[Any]) -> Iterator[Pod]:
    """Every pod template."""
    for manifest in objects:
        template = manifest.get("spec", {}).get("template") if manifest["kind"] in WORKLOAD_KINDS else None
        if template:
            meta = template["metadata"]
            yield Pod(manifest, meta["labels"], meta.get("annotations", {}), template["spec"])


def containers(pod: Pod) -> Sequence[Manifest]:
    """Every container of a pod, those that run before the others first."""
    return [*pod.spec.get("initContainers", []), *pod.spec["containers"]]


def main_container(objects: Iterable[Any], kind: str, name: str) -> Manifest:
    """The component's own container in the pods of a workload."""
    first: Manifest = named(objects, kind, name)["spec"]["template"]["spec"]["containers"][0]
    return first


def variables_of(container: Manifest) -> dict[str, Any]:
    """A container's variables by name: a text, or where it comes from."""
    return {variable["name"]: variable["value"] if "value" in variable else variable["valueFrom"] for variable in container.get("env", [])}


def variables(config: PortkeyConfig, name: str) -> dict[str, Any]:
    """The variables of a component's own container by name: a text, or where each comes from."""
    return variables_of({"env": container_environment(config.resolve(), component(config, name))})


def component(config: PortkeyConfig, name: str) -> Component:
    """A component that runs in the cluster."""
    return config.resolve().components[name]


def key_reference(secret: str, key: str) -> dict[str, Any]:
    """The reference of a variable to a key of a Secret."""
    return {"secretKeyRef": {"name": secret, "key": key}}


def selects(selector: Mapping[str, str], pod: Pod) -> bool:
    """Whether a selector takes the pods of a template."""
    return bool(selector) and selector.items() <= pod.labels.items()


def nodes(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value in a nest of maps and lists, with its path; keys of maps are not values."""
    yield path, value
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from nodes(inner, f"{path}.{key}")
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            yield from nodes(inner, f"{path}[{index}]")
