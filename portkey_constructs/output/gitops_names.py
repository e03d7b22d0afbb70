"""The names of the objects that deploy a platform with Flux or Argo CD, which share a namespace with those of other environments."""

import hashlib
from typing import Final

from portkey_constructs.platform.platform import Platform

__all__ = ["GITOPS_NAME", "MAX_LENGTH", "gitops_name"]

GITOPS_NAME: Final = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*"
"""A name of Kubernetes objects, as a regular expression."""

MAX_LENGTH: Final = 52
"""The longest name: Flux writes it with the longest suffix, `-namespace` or `-migration`, into a label of at most 63 characters."""


def gitops_name(platform: Platform) -> str:
    """The default name: the platform's name if its namespace has the same name, and otherwise `NAMESPACE.NAME`.

    No namespace or name contains a dot, so two platforms of a cluster have the same name only if they share both.
    """
    prefix, namespace = platform.names.prefix, platform.names.namespace
    name = prefix if prefix == namespace else f"{namespace}.{prefix}"
    if len(name) <= MAX_LENGTH:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:10]
    return f"{name[: MAX_LENGTH - 11].rstrip('-.')}-{digest}"
