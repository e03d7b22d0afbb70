"""Which objects a patch changes."""

from collections.abc import Mapping
from typing import Any

from portkey_constructs.config.patches import Patch
from portkey_constructs.platform.labels import COMPONENT_LABEL

__all__ = ["matches"]


def matches(patch: Patch, manifest: Mapping[str, Any]) -> bool:
    """Whether the target of a patch selects an object."""
    target, metadata = patch.target, manifest["metadata"]
    return (
        manifest["kind"] == target.kind
        and target.name in (None, metadata["name"])
        and target.component in (None, metadata.get("labels", {}).get(COMPONENT_LABEL))
    )
