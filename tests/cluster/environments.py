"""The environments in `dist/`, and the objects they need in a cluster."""

import base64
import json
import os
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final, NamedTuple

import yaml

__all__ = [
    *("DIST", "Environment", "Key", "Object"),
    *("claimed", "clusterwide", "environments", "identity", "keys", "namespace", "needed", "pods"),
]

Object = dict[str, Any]
DIST: Final = Path(os.environ.get("PORTKEY_DIST") or Path(__file__).resolve().parents[2] / "dist")
_COMPONENT: Final = "app.kubernetes.io/component"


class Key(NamedTuple):
    """A key of a Secret or a ConfigMap; without a name it is the object as a whole."""

    kind: str
    object: str
    name: str | None


@dataclass(frozen=True)
class Environment:
    """A folder of manifests, one folder a stage."""

    name: str
    folder: Path

    @cached_property
    def objects(self) -> tuple[Object, ...]:
        """Its objects in the order in which kubectl reads them."""
        return tuple(manifest for path in sorted(self.folder.rglob("*.yaml")) for manifest in yaml.safe_load_all(path.read_text()) if manifest)

    @cached_property
    def namespace(self) -> str:
        """The one namespace of its objects."""
        return namespace(self.objects)

    def of(self, kind: str) -> list[Object]:
        """Its objects of a kind."""
        return [manifest for manifest in self.objects if manifest["kind"] == kind]


def environments(root: Path = DIST) -> list[Environment]:
    """Every folder that has stages with manifests; those of `fleet/` are a level deeper, and have no other kinds of objects."""
    folders = sorted(path for path in root.iterdir() if path.is_dir()) if root.is_dir() else []
    return [Environment(path.name, path) for path in folders if any(path.glob("*/*.yaml"))]


def identity(manifest: Mapping[str, Any]) -> tuple[str, str]:
    """Kind and name."""
    return manifest["kind"], manifest["metadata"]["name"]


def namespace(objects: Iterable[Object]) -> str:
    """The one namespace of objects."""
    (name,) = {manifest["metadata"]["namespace"] for manifest in objects if "namespace" in manifest["metadata"]}
    return str(name)


def clusterwide(objects: Iterable[Object]) -> list[str]:
    """The objects that are in no namespace, as kind/name, but for namespaces themselves."""
    return ["/".join(identity(manifest)) for manifest in objects if "namespace" not in manifest["metadata"] and manifest["kind"] != "Namespace"]


def pods(objects: Iterable[Object]) -> Iterator[tuple[str, Object]]:
    """The pod templates, each with the component that it is of."""
    for manifest in objects:
        spec = manifest.get("spec", {})
        template = spec.get("template") or spec.get("jobTemplate", {}).get("spec", {}).get("template")
        if isinstance(template, dict) and "containers" in template.get("spec", {}):
            yield manifest["metadata"]["labels"][_COMPONENT], template


def keys(pod: Mapping[str, Any]) -> Iterator[Key]:
    """The keys and objects that a pod's spec refers to, without optional ones."""
    for container in (*pod.get("initContainers", ()), *pod["containers"]):
        for variable in container.get("env", ()):
            source = variable.get("valueFrom", {})
            for kind, field in (("Secret", "secretKeyRef"), ("ConfigMap", "configMapKeyRef")):
                if field in source and not source[field].get("optional"):
                    yield Key(kind, source[field]["name"], source[field]["key"])
        for source in container.get("envFrom", ()):
            for kind, field in (("Secret", "secretRef"), ("ConfigMap", "configMapRef")):
                if field in source and not source[field].get("optional"):
                    yield Key(kind, source[field]["name"], None)
    for volume in pod.get("volumes", ()):
        sources = [volume, *volume.get("projected", {}).get("sources", ())]
        for source in sources:
            for kind, field, named in (("Secret", "secret", "secretName"), ("ConfigMap", "configMap", "name")):
                if field in source and not source[field].get("optional"):
                    name = source[field].get(named) or source[field]["name"]
                    yield Key(kind, name, None)
                    yield from (Key(kind, name, item["key"]) for item in source[field].get("items", ()))
    yield from (Key("Secret", pull_secret["name"], None) for pull_secret in pod.get("imagePullSecrets", ()))


def needed(objects: Sequence[Object]) -> list[Object]:
    """The Secrets and ConfigMaps that pods name and that are not among the objects, with values made up now."""
    own = set(map(identity, objects))
    missing: dict[tuple[str, str], dict[str, str]] = {}
    pulls: set[str] = set()
    for _, template in pods(objects):
        pulls |= {pull_secret["name"] for pull_secret in template["spec"].get("imagePullSecrets", ())}
        for key in keys(template["spec"]):
            if (key.kind, key.object) not in own:
                data = missing.setdefault((key.kind, key.object), {})
                if key.name:
                    data[key.name] = secrets.token_hex(8)
    return [_made(kind, name, namespace(objects), data, name in pulls) for (kind, name), data in missing.items()]


def claimed(objects: Iterable[Object]) -> list[str | None]:
    """The storage class of every volume that the objects claim; None is the default one."""
    classes: list[str | None] = []
    for manifest in objects:
        spec = manifest.get("spec", {})
        if manifest["kind"] == "PersistentVolumeClaim":
            classes.append(spec.get("storageClassName"))
        for claim in spec.get("volumeClaimTemplates", ()):
            classes += [claim["spec"].get("storageClassName")] * spec.get("replicas", 1)
    return classes


def _made(kind: str, name: str, namespace: str, data: dict[str, str], pull: bool) -> Object:
    manifest: Object = {"apiVersion": "v1", "kind": kind, "metadata": {"name": name, "namespace": namespace}}
    if kind == "ConfigMap":
        return manifest | {"data": data}
    if pull:
        registry = {"auths": {"registry.example.org": {"auth": base64.b64encode(secrets.token_bytes(12)).decode()}}}
        return manifest | {"type": "kubernetes.io/dockerconfigjson", "stringData": {".dockerconfigjson": json.dumps(registry)}}
    return manifest | {"stringData": data}
