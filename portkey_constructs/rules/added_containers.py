"""The containers that a configuration adds to the pods of components and of the migration."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from portkey_constructs.platform.components import Component
from portkey_constructs.platform.platform import Platform

__all__ = ["ADDED_CONTAINERS", "added_containers", "all_added_containers", "migration_sidecars"]

ADDED_CONTAINERS: Final = ("**.sidecars", "**.initContainers")
"""Patterns of the settings that add containers."""

_Added = list[tuple[str, Mapping[str, Any]]]


def added_containers(component: Component) -> _Added:
    """Path and definition of each container that the configuration adds to a component's pods."""
    settings = component.settings
    if not settings.sidecars and not settings.init_containers:
        return []
    return _at(f"{component.path}.sidecars", settings.sidecars) + _at(f"{component.path}.initContainers", settings.init_containers)


def migration_sidecars(platform: Platform) -> _Added:
    """Path and definition of each sidecar that the migration has instead of those of the backend."""
    sidecars = platform.migration.settings.sidecars if platform.migration else None
    return _at("migration.sidecars", sidecars) if sidecars else []


def all_added_containers(platform: Platform) -> _Added:
    """Path and definition of each container that the configuration adds to any pods."""
    added = migration_sidecars(platform)
    for component in platform.components.values():
        added += added_containers(component)
    return added


def _at(path: str, containers: Sequence[Mapping[str, Any]]) -> _Added:
    return [(f"{path}.{index}", container) for index, container in enumerate(containers)]
