"""The data that a change deletes, or that the new objects no longer use."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from portkey_constructs.plan.normal_form import replicas, whole_number
from portkey_constructs.plan.references import pod_spec
from portkey_constructs.platform.image_version import ImageVersion, image_version
from portkey_constructs.platform.labels import component_of

__all__ = ["loses_data_with_pod", "risks_of_change", "risks_of_recreation", "risks_of_removal", "risks_of_restart"]

Map = Mapping[str, Any]

_STORES: Final = {"mysql": "MySQL", "clickhouse": "ClickHouse", "redis": "Redis"}
_DATA: Final = {"mysql": "/var/lib/mysql", "clickhouse": "/var/lib/clickhouse", "redis": "/data"}
"""Where the container of a store keeps its data."""


def risks_of_removal(old: Map) -> tuple[str, ...]:
    """The data at risk when an object is deleted."""
    return tuple(_removal(old, str(old["metadata"].get("name", ""))))


def _removal(old: Map, name: str) -> Iterator[str]:
    kind = old.get("kind")
    if kind == "Namespace":
        yield f"deleting Namespace {name} deletes every object in it, with all PersistentVolumeClaims and their data"
    elif kind == "PersistentVolumeClaim":
        yield f"deleting PersistentVolumeClaim {name} deletes its volume and the data, unless the reclaim policy of the volume is Retain"
    elif kind == "PersistentVolume":
        yield f"deleting PersistentVolume {name} leaves its claim without a volume"
    elif kind == "CustomResourceDefinition":
        yield f"deleting CustomResourceDefinition {name} deletes all objects of its kind"
    elif kind == "StatefulSet":
        for claim in _claims(old):
            if _deletes_claims(old):
                yield f"PersistentVolumeClaim {claim} is deleted with the StatefulSet, and with it the data"
            else:
                yield f"PersistentVolumeClaim {claim} keeps the data, but nothing uses it any more: copy the data first if you need it"
    else:
        for volume in pod_spec(old).get("volumes", ()):
            if used := (volume.get("persistentVolumeClaim") or {}).get("claimName"):
                yield f"PersistentVolumeClaim {used} keeps the data, but {kind} {name} does not use it any more"


def risks_of_recreation(old: Map) -> tuple[str, ...]:
    """The data at risk when an object is deleted and created again: the new pods use the claims of the old ones, unless those are deleted."""
    if old.get("kind") != "StatefulSet" and pod_spec(old):
        return ()
    return tuple(risk for risk in risks_of_removal(old) if old.get("kind") != "StatefulSet" or _deletes_claims(old))


def _deletes_claims(stateful_set: Map) -> bool:
    return bool(stateful_set.get("spec", {}).get("persistentVolumeClaimRetentionPolicy", {}).get("whenDeleted") == "Delete")


def _claims(stateful_set: Map) -> Iterator[str]:
    spec = stateful_set.get("spec", {})
    first = whole_number(spec.get("ordinals", {}).get("start"), 0)
    for template in spec.get("volumeClaimTemplates", ()):
        for number in range(first, first + replicas(stateful_set)):
            yield f"{template.get('metadata', {}).get('name')}-{stateful_set['metadata'].get('name')}-{number}"


def risks_of_change(old: Map, new: Map) -> tuple[str, ...]:
    """The data at risk when the new object replaces the old one."""
    return tuple(_change(old, new))


def _change(old: Map, new: Map) -> Iterator[str]:
    kind = new.get("kind")
    if kind == "StatefulSet":
        yield from _scaled_down(old, new)
        yield from _older_image(old, new)
    yield from _moved_mounts(old, new)
    if kind == "PersistentVolume" and old.get("spec", {}).get("persistentVolumeReclaimPolicy") == "Retain":
        policy = new.get("spec", {}).get("persistentVolumeReclaimPolicy", "Retain")
        if policy != "Retain":
            yield f"the reclaim policy becomes {policy}: deleting the claim deletes the data"


def _scaled_down(old: Map, new: Map) -> Iterator[str]:
    kept, existing = set(_claims(new)), list(_claims(old))
    policy = new.get("spec", {}).get("persistentVolumeClaimRetentionPolicy", {})
    surplus = [claim for claim in existing if claim not in kept] if replicas(new) < replicas(old) else []
    for claim in surplus:
        if policy.get("whenScaled") == "Delete":
            yield f"PersistentVolumeClaim {claim} is deleted with its pod, and with it the data"
        else:
            yield f"PersistentVolumeClaim {claim} keeps the data, but no pod uses it any more"


def risks_of_restart(old: Map, new: Map) -> tuple[str, ...]:
    """The data of a store that ends with its pods, because it is in no volume that outlives them."""
    component = component_of(new)
    if not loses_data_with_pod(old, component):
        return ()
    path = _DATA[component]
    return (f"{_STORES[component]} has no volume that outlives its pod: what it stores at {path} is lost when the pod restarts, so back it up",)


def loses_data_with_pod(manifest: Map, component: str) -> bool:
    """Whether the object runs a store, and no volume that outlives its pod contains the store's data."""
    if component not in _DATA or not pod_spec(manifest).get("containers"):
        return False
    return not any(source for (_, path), (source, _) in _mounts(manifest).items() if path == _DATA[component])


def _mounts(manifest: Map) -> dict[tuple[str, str], tuple[str, str]]:
    """The claim and the folder in it that each container has at a path."""
    pod = pod_spec(manifest)
    sources = {volume.get("name"): _volume_source(volume) for volume in pod.get("volumes", ())}
    for template in manifest.get("spec", {}).get("volumeClaimTemplates", ()) if manifest.get("kind") == "StatefulSet" else ():
        name = template.get("metadata", {}).get("name")
        sources[name] = f"claim {name}"
    return {
        (container.get("name", ""), mount.get("mountPath", "").rstrip("/")): (
            sources.get(mount.get("name"), ""),
            mount.get("subPath", mount.get("subPathExpr", "")).strip("/"),
        )
        for container in pod.get("containers", ())
        for mount in container.get("volumeMounts", ())
    }


def _volume_source(volume: Map) -> str:
    if claim := (volume.get("persistentVolumeClaim") or {}).get("claimName"):
        return f"claim {claim}"
    if path := (volume.get("hostPath") or {}).get("path"):
        return f"folder {path} of the node"
    return ""


def _moved_mounts(old: Map, new: Map) -> Iterator[str]:
    before, after = _mounts(old), _mounts(new)
    for (container, path), (source, folder) in before.items():
        if source and after.get((container, path)) != (source, folder):
            place = f"{source}, folder {folder}" if folder else source
            current, inner = after.get((container, path), ("", ""))
            instead = f"reads {current}{f', folder {inner}' if inner else ''}" if current else "no longer reads it"
            yield f"{container} has its data at {path} in {place}, and now {instead}: it starts without that data"


def _older_image(old: Map, new: Map) -> Iterator[str]:
    component = component_of(new)
    if component not in _STORES:
        return
    before, after = (_image_version(manifest, component) for manifest in (old, new))
    if before and after and after[:2] < before[:2]:
        yield f"{_STORES[component]} {after} may not read the data that {before} wrote: restore a backup of {after}, or keep {before}"


def _image_version(manifest: Map, container: str) -> ImageVersion | None:
    images = [str(entry.get("image", "")) for entry in pod_spec(manifest).get("containers", ()) if entry.get("name") == container]
    tag = images[0].partition("@")[0].rpartition("/")[2].partition(":")[2] if images else ""
    return image_version(tag, variants=True)
