"""The images in objects: where they are, and under which names they are pulled."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from portkey_constructs.platform.images import mirrored

__all__ = ["PulledImage", "mirrored_images", "pulled_images"]

_CONTAINERS: Final = {"containers": "container", "initContainers": "init container", "ephemeralContainers": "ephemeral container"}


class PulledImage(NamedTuple):
    """An image of an object."""

    image: str
    role: str
    """What it is in the object: `container`, `init container`, `sidecar`, `volume`, or the path of the field."""
    name: str
    """Name of the container or the volume; empty for another field."""


def pulled_images(manifest: Mapping[str, Any]) -> Iterator[PulledImage]:
    """Every image in an object: those of containers and volumes of its pods, and of fields named `image` in custom resources."""
    if manifest.get("kind") in ("ConfigMap", "Secret", "CustomResourceDefinition"):
        return
    for path, owner, key in _fields(manifest, ()):
        value = owner[key]
        if isinstance(value, str) and value:
            parent = path[-2] if len(path) > 1 and isinstance(path[-1], int) else None
            role = _CONTAINERS.get(str(parent), "")
            if role == "init container" and owner.get("restartPolicy") == "Always":
                role = "sidecar"
            yield PulledImage(value, role or ".".join(map(str, (*path, key))), str(owner.get("name", "")) if role else "")
        elif isinstance(value, Mapping) and isinstance(value.get("reference"), str) and len(path) > 1 and path[-2] == "volumes":
            yield PulledImage(value["reference"], "volume", str(owner.get("name", "")))


def mirrored_images(manifest: Any, registry: str | Mapping[str, str] | None) -> Any:
    """A mutable object or container, with the images of its containers and volumes from imageRegistry."""
    if isinstance(registry, Mapping):
        for path, owner, key in _fields(manifest, ()):
            value = owner[key]
            if isinstance(value, str) and (not path or (len(path) > 1 and path[-2] in _CONTAINERS)):
                owner[key] = mirrored(value, registry)
            elif isinstance(value, dict) and isinstance(value.get("reference"), str) and len(path) > 1 and path[-2] == "volumes":
                value["reference"] = mirrored(value["reference"], registry)
    return manifest


def _fields(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], Any, str]]:
    """Every field named `image`, with the path of its owner and the owner."""
    if isinstance(value, Mapping):
        if "image" in value:
            yield path, value, "image"
        for key, inner in value.items():
            yield from _fields(inner, (*path, key))
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            yield from _fields(inner, (*path, index))
