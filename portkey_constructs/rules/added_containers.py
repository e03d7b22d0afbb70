"""The containers that a configuration adds to the pods of components and of the migration."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from portkey_constructs.platform.components import Component
from portkey_constructs.platform.platform import Platform

__all__ = ["ADDED_CONTAINERS", "added_containers", "all_added_containers", "migration_sidecars"]

ADDED_CONTAINERS: Final = ("**.sidecars", "**.initContainers")
"""Patterns of the settings that add containers."""

_Added = Iterator[tuple[str, Mapping[str, Any]]]


def added_containers(component: Component) -> _Added:
    """Path and definition of each container that the configuration adds to a component's pods."""
    yield from _at(f"{component.path}.sidecars", component.settings.sidecars)
    yield from _at(f"{component.path}.initContainers", component.settings.init_containers)


def migration_sidecars(platform: Platform) -> _Added:
    """Path and definition of each sidecar that the migration has instead of those of the backend."""
    yield from _at("migration.sidecars", (platform.migration and platform.migration.settings.sidecars) or ())


def all_added_containers(platform: Platform) -> _Added:
    """Path and definition of each container that the configuration adds to any pods."""
    for component in platform.components.values():
        yield from added_containers(component)
    yield from migration_sidecars(platform)


def _at(path: str, containers: Sequence[Mapping[str, Any]]) -> _Added:
    return ((f"{path}.{index}", container) for index, container in enumerate(containers))
