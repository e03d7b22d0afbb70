"""Files for kustomize, so that overlays can build on the rendered manifests."""

from collections.abc import Iterable
from typing import Any, Final

from portkey_constructs.manifests.yaml_text import to_yaml

__all__ = ["KUSTOMIZATION", "kustomization_texts"]

KUSTOMIZATION: Final = "kustomization.yaml"
"""The name of the file that kustomize reads in a folder."""


def kustomization_texts(names: Iterable[str]) -> dict[str, str]:
    """The text of a `kustomization.yaml` by its path, for the folder of each file and every folder above it.

    The one of a stage lists its files, and the one on top lists the stages, in this order.
    """
    folders: dict[str, set[str]] = {}
    for name in names:
        inner = name
        while inner:
            parent, _, entry = inner.rpartition("/")
            folders.setdefault(parent, set()).add(entry)
            inner = parent
    return {f"{folder}/{KUSTOMIZATION}".lstrip("/"): _text(sorted(entries)) for folder, entries in sorted(folders.items())}


def _text(resources: list[str]) -> str:
    kustomization: Any = {"apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization", "resources": resources}
    return to_yaml([kustomization])
