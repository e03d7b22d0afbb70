"""The containers that a configuration adds to the pods of components."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from portkey_constructs.platform.components import Component

__all__ = ["ADDED_CONTAINERS", "added_containers"]

ADDED_CONTAINERS: Final = ("**.sidecars", "**.initContainers")
"""Patterns of the settings that add containers."""


def added_containers(component: Component) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Path and definition of each container that the configuration adds to a component's pods."""
    settings = component.settings
    for kind, containers in (("sidecars", settings.sidecars), ("initContainers", settings.init_containers)):
        for index, container in enumerate(containers):
            yield f"{component.path}.{kind}.{index}", container
