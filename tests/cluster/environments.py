"""What stands in `dist/`, and what it needs to find in a cluster."""

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
        return tuple(one for path in sorted(self.folder.rglob("*.yaml")) for one in yaml.safe_load_all(path.read_text()) if one)

    @cached_property
    def namespace(self) -> str:
        """The one namespace of its objects."""
        return namespace(self.objects)

    def of(self, kind: str) -> list[Object]:
        """Its objects of a kind."""
        return [one for one in self.objects if one["kind"] == kind]


def environments(root: Path = DIST) -> list[Environment]:
    """Every folder that has manifests."""
    folders = sorted(path for path in root.iterdir() if path.is_dir()) if root.is_dir() else []
    return [Environment(path.name, path) for path in folders if any(path.rglob("*.yaml"))]


def identity(one: Mapping[str, Any]) -> tuple[str, str]:
    """Kind and name."""
    return one["kind"], one["metadata"]["name"]


def namespace(objects: Iterable[Object]) -> str:
    """The one namespace of objects."""
    (name,) = {one["metadata"]["namespace"] for one in objects if "namespace" in one["metadata"]}
    return str(name)


def clusterwide(objects: Iterable[Object]) -> list[str]:
    """The objects that are in no namespace, as kind/name, but for namespaces themselves."""
    return ["/".join(identity(one)) for one in objects if "namespace" not in one["metadata"] and one["kind"] != "Namespace"]


def pods(objects: Iterable[Object]) -> Iterator[tuple[str, Object]]:
    """The pod templates, each with the component that it is of."""
    for one in objects:
        spec = one.get("spec", {})
        template = spec.get("template") or spec.get("jobTemplate", {}).get("spec", {}).get("template")
        if isinstance(template, dict) and "containers" in template.get("spec", {}):
            yield one["metadata"]["labels"][_COMPONENT], template


def keys(pod: Mapping[str, Any]) -> Iterator[Key]:
    """What a pod's spec has to find: keys and whole objects, but not what is optional."""
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
    yield from (Key("Secret", one["name"], None) for one in pod.get("imagePullSecrets", ()))


def needed(objects: Sequence[Object]) -> list[Object]:
    """The Secrets and ConfigMaps that pods name and that are not among the objects, with values made up now."""
    own = set(map(identity, objects))
    missing: dict[tuple[str, str], dict[str, str]] = {}
    pulls: set[str] = set()
    for _, template in pods(objects):
        pulls |= {one["name"] for one in template["spec"].get("imagePullSecrets", ())}
        for key in keys(template["spec"]):
            if (key.kind, key.object) not in own:
                data = missing.setdefault((key.kind, key.object), {})
                if key.name:
                    data[key.name] = secrets.token_hex(8)
    return [_made(kind, name, namespace(objects), data, name in pulls) for (kind, name), data in missing.items()]


def claimed(objects: Iterable[Object]) -> list[str | None]:
    """The storage class of every volume that the objects claim; None is the default one."""
    found: list[str | None] = []
    for one in objects:
        spec = one.get("spec", {})
        if one["kind"] == "PersistentVolumeClaim":
            found.append(spec.get("storageClassName"))
        for claim in spec.get("volumeClaimTemplates", ()):
            found += [claim["spec"].get("storageClassName")] * spec.get("replicas", 1)
    return found


def _made(kind: str, name: str, namespace: str, data: dict[str, str], pull: bool) -> Object:
    made: Object = {"apiVersion": "v1", "kind": kind, "metadata": {"name": name, "namespace": namespace}}
    if kind == "ConfigMap":
        return made | {"data": data}
    if pull:
        registry = {"auths": {"registry.example.org": {"auth": base64.b64encode(secrets.token_bytes(12)).decode()}}}
        return made | {"type": "kubernetes.io/dockerconfigjson", "stringData": {".dockerconfigjson": json.dumps(registry)}}
    return made | {"stringData": data}
