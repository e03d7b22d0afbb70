"""Protects objects against Flux's post-build substitution, which rewrites `${NAME}` and `$$` in every text of an object."""

import json
from typing import Final, TypeVar

from portkey_constructs.kubernetes import KubernetesObject

__all__ = ["SUBSTITUTE", "without_substitution"]

Manifest = TypeVar("Manifest", bound=KubernetesObject)

SUBSTITUTE: Final = "kustomize.toolkit.fluxcd.io/substitute"
"""The annotation with which an object opts out of the substitution."""

_encode = json.JSONEncoder(check_circular=False).encode


def without_substitution(manifest: Manifest) -> Manifest:
    """The object, with an annotation that turns the substitution off if Flux would change it. A value that you set stays."""
    text = _encode(manifest)
    if "${" in text or "$$" in text:
        manifest["metadata"].setdefault("annotations", {}).setdefault(SUBSTITUTE, "disabled")
    return manifest
