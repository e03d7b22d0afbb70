"""Every image of a platform, read from its rendered objects, and the commands that copy the images to a registry or to nodes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from shlex import quote
from typing import Any, Final, NamedTuple

from portkey_constructs.manifests.images import pulled_images
from portkey_constructs.platform.images import image_name, mirrored, source_image
from portkey_constructs.platform.labels import COMPONENT_LABEL
from portkey_constructs.platform.platform import Platform

__all__ = ["ImageUse", "containerd_script", "images", "skopeo_script", "united"]

_ARCHIVE: Final = "portkey-images.tar"


class ImageUse(NamedTuple):
    """An image, and what runs it."""

    image: str
    """The image as the objects name it."""
    source: str
    """The image at its publisher, from which a mirror copies it; the same as `image` unless imageRegistry names another registry."""
    components: tuple[str, ...]
    """The components whose pods run it; an object of extraObjects without such a label is named by kind and name."""
    uses: tuple[str, ...]
    """Each place: the object, and the container or volume in it."""

    @property
    def copied(self) -> bool:
        """Whether the pods pull a copy from another registry."""
        return image_name(self.image).reference != image_name(self.source).reference


def images(platform: Platform) -> tuple[ImageUse, ...]:
    """Every image in the rendered objects, sorted by name: of containers, init containers, sidecars, image volumes and custom resources."""
    components: dict[str, dict[str, None]] = {}
    uses: dict[str, dict[str, None]] = {}
    for staged in platform.objects():
        manifest: Any = staged.manifest
        metadata = manifest["metadata"]
        identity = f"{manifest['kind']} {metadata['name']}"
        for pulled in pulled_images(manifest):
            component = metadata.get("labels", {}).get(COMPONENT_LABEL, identity)
            components.setdefault(pulled.image, {})[component] = None
            uses.setdefault(pulled.image, {})[f"{identity}: {pulled.role} {pulled.name}".rstrip()] = None
    sources = _sources(platform)
    return tuple(ImageUse(image, sources.get(image, image), tuple(components[image]), tuple(uses[image])) for image in sorted(components))


def united(environments: Iterable[Iterable[ImageUse]]) -> tuple[ImageUse, ...]:
    """The images of several environments, each once, sorted by name."""
    together: dict[str, ImageUse] = {}
    for use in (use for uses in environments for use in uses):
        other = together.get(use.image, use)
        components, uses = (tuple(dict.fromkeys((*getattr(other, field), *getattr(use, field)))) for field in ("components", "uses"))
        together[use.image] = other._replace(components=components, uses=uses)
    return tuple(together[image] for image in sorted(together))


def _sources(platform: Platform) -> Mapping[str, str]:
    """The original name of each image that imageRegistry renames."""
    registry = platform.config.image_registry
    sources: dict[str, str] = {}
    for component in platform.components.values():
        settings = component.settings.image
        # As text, imageRegistry names a registry of Portkey's images, which are otherwise published on Docker Hub.
        sources.setdefault(component.image, source_image(component.component, settings, None))
    if platform.mysql_user:
        sources.setdefault(platform.mysql_user.image, source_image("mysql", platform.mysql_user.settings.image, None))
    configured = [*(component.settings for component in platform.components.values())]
    fragments = [each for settings in configured for each in (*settings.sidecars, *settings.init_containers)]
    fragments += platform.migration.sidecars if platform.migration else ()
    originals = [str(each["image"]) for each in fragments if isinstance(each.get("image"), str)]
    pods: list[Mapping[str, Any]] = [*platform.config.extra_objects, *({"volumes": settings.volumes} for settings in configured)]
    originals += [pulled.image for manifest in pods for pulled in pulled_images(manifest)]
    for image in originals:
        sources.setdefault(mirrored(image, registry), image)
    return sources


def skopeo_script(used: Iterable[ImageUse]) -> str:
    """A shell script that copies each image, with all its architectures, to the place from which the pods pull it."""
    return "".join(["#!/bin/sh\nset -eu\n", *_copies(used)])


def _copies(used: Iterable[ImageUse]) -> Iterator[str]:
    for use in used:
        source, target = image_name(use.source), image_name(use.image)
        yield f"\n# {', '.join(use.components)}\n"
        if not use.copied:
            yield f"# {use.image} is pulled from there: imageRegistry names no other registry for it\n"
            continue
        # The tag makes the copy visible in the mirror; its digest is the same, because --all copies the index unchanged.
        name = f"{target.repository}:{target.tag}" if target.tag else target.reference
        preserved = "--preserve-digests " if source.digest else ""
        yield f"skopeo copy --all {preserved}{quote(f'docker://{source.reference}')} {quote(f'docker://{name}')}\n"


def containerd_script(used: Sequence[ImageUse]) -> str:
    """A shell script that writes all images into one archive, under the names that the pods use, for nodes without any registry."""
    lines = ["#!/bin/sh\n# Run this where the registries are reachable: it writes an archive of all images.\nset -eu\n"]
    names: dict[str, None] = {}
    for use in used:
        source, target = image_name(use.source).reference, image_name(use.image).reference
        names[target] = None
        lines.append(f"\n# {', '.join(use.components)}\nctr --namespace portkey images pull {quote(source)}\n")
        if source != target:
            lines.append(f"ctr --namespace portkey images tag --force {quote(source)} {quote(target)}\n")
    listed = "".join(f" \\\n    {quote(name)}" for name in names)
    lines.append(f"\nctr --namespace portkey images export {_ARCHIVE}{listed}\n")
    lines.append(f"\n# On each node, with a copy of the archive:\n# ctr --namespace k8s.io images import {_ARCHIVE}\n")
    return "".join(lines)
