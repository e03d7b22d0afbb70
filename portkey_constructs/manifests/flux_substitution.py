"""Protects objects against Flux's post-build substitution, which rewrites `${NAME}` and `$$` in every text of an object."""

import json
import marshal
from typing import Any, Final, TypeVar

from portkey_constructs.kubernetes import KubernetesObject

__all__ = ["SUBSTITUTE", "without_substitution"]

Manifest = TypeVar("Manifest", bound=KubernetesObject)

SUBSTITUTE: Final = "kustomize.toolkit.fluxcd.io/substitute"
"""The annotation with which an object opts out of the substitution."""

_encode = json.JSONEncoder(check_circular=False).encode


def _may_contain_dollars(manifest: KubernetesObject) -> bool:
    """Whether some text may contain `${` or `$$`; quickly false for nearly every object.

    marshal takes a quarter of the time of JSON. The lengths that it writes between the texts can look like them, and it refuses subclasses of
    its types.
    """
    content: Any = manifest
    try:
        encoded = marshal.dumps(content)
    except ValueError:
        return True
    return b"${" in encoded or b"$$" in encoded


def without_substitution(manifest: Manifest) -> Manifest:
    """The object, with an annotation that turns the substitution off if Flux would change it. A value that you set stays."""
    if _may_contain_dollars(manifest) and ("${" in (text := _encode(manifest)) or "$$" in text):
        manifest["metadata"].setdefault("annotations", {}).setdefault(SUBSTITUTE, "disabled")
    return manifest
