"""Default images. Portkey's images are private and have the newest tags that Portkey shipped together.

MySQL is the LTS release, because 8.1 no longer gets fixes.
"""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from portkey_constructs.config.image_registry import ALL_REGISTRIES
from portkey_constructs.config.workload import Image
from portkey_constructs.platform.compatibility import SHIPPED_SETS

__all__ = [
    "DEFAULT_DIGESTS",
    "DEFAULT_IMAGES",
    "DOCKER_HUB",
    "ImageName",
    "component_image",
    "image_name",
    "mirrored",
    "registry_path",
    "registry_server",
    "source_image",
]

_SHIPPED: Final = SHIPPED_SETS[-1]
_PORTKEY: Final = "docker.io/portkeyai"
"""Where Portkey publishes its images."""
DOCKER_HUB: Final = "https://index.docker.io/v1/"
"""The name of Docker Hub in pull Secrets."""
_DOCKER_HUB_HOSTS: Final = ("docker.io", "index.docker.io", "registry-1.docker.io")

DEFAULT_IMAGES: Final[dict[str, tuple[str, str]]] = {
    "gateway": (f"{_PORTKEY}/gateway_enterprise", str(_SHIPPED.gateway)),
    "backend": (f"{_PORTKEY}/backend", str(_SHIPPED.backend)),
    "dataservice": (f"{_PORTKEY}/data-service", str(_SHIPPED.dataservice)),
    "frontend": (f"{_PORTKEY}/frontend", str(_SHIPPED.frontend)),
    "mysql": ("docker.io/mysql", "8.4"),
    "redis": ("docker.io/redis", "7.2-alpine"),
    "clickhouse": ("docker.io/clickhouse/clickhouse-server", "24.10-alpine"),
}
DEFAULT_DIGESTS: Final[Mapping[str, str]] = {
    # MySQL 8.4.11: github.com/docker-library/repo-info, repos/mysql/remote/8.4.md, commit 0f0c69aaf7d364b2fd5a00f9141c6b51de83f2cb.
    "mysql": "sha256:85b9bf2e29cf836ecb8c2a15a935d4ba0c606631dff1dd79531a11983c638f2a",
    # Redis 7.2.16: github.com/docker-library/repo-info, repos/redis/remote/7.2-alpine.md, commit 1742085aa3304e996a45e00271d6b8308029b6e3.
    "redis": "sha256:ccd6aa8d45ff3f033d6fa15b8cc1a50579f65c89f38cf9bb607a954c4f2128ed",
}
"""Digests of the public default images for all their architectures, where their publisher records them in public."""


class ImageName(NamedTuple):
    """The parts of the name of an image, with Docker Hub and its library written out."""

    registry: str
    path: str
    tag: str
    digest: str

    @property
    def repository(self) -> str:
        """The name without tag and digest."""
        return f"{self.registry}/{self.path}"

    @property
    def reference(self) -> str:
        """The name with the digest, or else with the tag: some programs refuse both."""
        return f"{self.repository}@{self.digest}" if self.digest else f"{self.repository}:{self.tag or 'latest'}"


def image_name(image: str) -> ImageName:
    """The parts of an image's name, as container runtimes read it."""
    name, _, digest = image.partition("@")
    name, tag = (name, "") if ":" not in name.rpartition("/")[2] else name.rsplit(":", 1)
    registry, _, path = name.partition("/")
    if not path or not ("." in registry or ":" in registry or registry == "localhost"):
        registry, path = "docker.io", name
    if registry in _DOCKER_HUB_HOSTS:
        registry, path = "docker.io", path if "/" in path else f"library/{path}"
    return ImageName(registry, path, tag, digest)


def mirrored(image: str, registry: str | Mapping[str, str] | None) -> str:
    """The name under which an image is pulled; only a map of prefixes in imageRegistry changes it, and not the image of one of its registries."""
    if not isinstance(registry, Mapping):
        return image
    name = image_name(image)
    if any(_begins_with(name.repository, target) for target in registry.values()):
        return image
    prefix = max((key for key in registry if _begins_with(name.repository, _prefix(key))), key=len, default="")
    if prefix:
        repository = registry[prefix] + name.repository.removeprefix(_prefix(prefix))
    elif ALL_REGISTRIES in registry:
        repository = f"{registry[ALL_REGISTRIES]}/{name.path}"
    else:
        return image
    return repository + (f":{name.tag}" if name.tag else "") + (f"@{name.digest}" if name.digest else "")


def _prefix(key: str) -> str:
    server, slash, path = key.partition("/")
    return f"docker.io{slash}{path}" if server in _DOCKER_HUB_HOSTS else key


def _begins_with(repository: str, prefix: str) -> bool:
    return repository == prefix or repository.startswith(f"{prefix}/")


def component_image(component: str, image: Image, registry: str | Mapping[str, str] | None) -> str:
    """The image of a component as it is pulled."""
    return mirrored(source_image(component, image, registry if isinstance(registry, str) else None), registry)


def source_image(component: str, image: Image, registry: str | None) -> str:
    """The image of a component before imageRegistry as a map changes its name. A digest takes precedence over a tag."""
    default, tag = DEFAULT_IMAGES[component]
    name = image.repository or (f"{registry}{default.removeprefix(_PORTKEY)}" if registry and default.startswith(f"{_PORTKEY}/") else default)
    if image.digest:
        return f"{name}@{image.digest}"
    digest = DEFAULT_DIGESTS.get(component) if not image.repository and image.tag is None else None
    return f"{name}:{image.tag or tag}" + (f"@{digest}" if digest else "")


def registry_server(registry: str | Mapping[str, str] | None) -> str:
    """The name in pull Secrets of the registry that Portkey's images come from."""
    host = image_name(component_image("gateway", Image(), registry)).registry
    return DOCKER_HUB if host in _DOCKER_HUB_HOSTS else host


def registry_path(server: str) -> str:
    """What the kubelet compares with the names of images, from a server in a pull Secret: a host, with the path to the images if there is one."""
    host, _, path = server.removeprefix("https://").removeprefix("http://").partition("/")
    host = "docker.io" if host.lower() in _DOCKER_HUB_HOSTS else host.lower()
    return f"{host}/{re.sub('^v[12](/|$)', '', path)}".rstrip("/")
