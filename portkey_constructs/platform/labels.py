"""Labels that the library sets on every object; users cannot set them."""

from collections.abc import Mapping
from typing import Any, Final

__all__ = [
    "COMPONENT_LABEL",
    "INSTANCE_LABEL",
    "MANAGED_BY_LABEL",
    "NAME_LABEL",
    "PART_OF_LABEL",
    "RESERVED_LABELS",
    "SELECTOR_LABELS",
    "component_of",
]

NAME_LABEL: Final = "app.kubernetes.io/name"
INSTANCE_LABEL: Final = "app.kubernetes.io/instance"
COMPONENT_LABEL: Final = "app.kubernetes.io/component"
PART_OF_LABEL: Final = "app.kubernetes.io/part-of"
MANAGED_BY_LABEL: Final = "app.kubernetes.io/managed-by"

SELECTOR_LABELS: Final = (NAME_LABEL, INSTANCE_LABEL, COMPONENT_LABEL)
"""The labels that select a component's pods; selectors are immutable, so these never change."""

RESERVED_LABELS: Final = (*SELECTOR_LABELS, PART_OF_LABEL, MANAGED_BY_LABEL)
"""The labels that a configuration cannot set."""


def component_of(manifest: Mapping[str, Any]) -> str:
    """The component to which an object belongs by its labels, or nothing."""
    return str((manifest["metadata"].get("labels") or {}).get(COMPONENT_LABEL, ""))
