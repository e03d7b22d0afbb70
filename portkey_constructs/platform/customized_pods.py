"""Whether the level of Pod Security admission depends on more than the default pods."""

from collections.abc import Iterable
from typing import Final

from portkey_constructs.platform.components import Component, Migration

__all__ = ["ENFORCE", "customizes_pods"]

ENFORCE: Final = "pod-security.kubernetes.io/enforce"
"""The label of a Namespace with the level that its pods must meet."""


def customizes_pods(components: Iterable[Component], migration: Migration | None) -> bool:
    """Whether a setting may make a pod need more than the default pods."""
    # One loop, because it runs in every rendering.
    for component in components:
        settings = component.settings
        probes = settings.probes
        if (
            settings.security_context is not None
            or settings.pod_security_context is not None
            or settings.sidecars
            or settings.init_containers
            or settings.volumes
            or settings.ports
            or settings.lifecycle
            or settings.pod_annotations
            or probes.startup
            or probes.readiness
            or probes.liveness
        ):
            return True
    return bool(migration and migration.settings.sidecars)
