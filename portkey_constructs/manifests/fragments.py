"""Fragments in Kubernetes' own shape, as the configuration contains them."""

from collections.abc import Mapping
from typing import Any

__all__ = ["copied"]


def copied(fragment: Any) -> Any:
    """A copy of plain maps and lists: whoever hosts an object may change it, while a configuration never changes."""
    if isinstance(fragment, Mapping):
        return {key: copied(value) for key, value in fragment.items()}
    return [copied(value) for value in fragment] if isinstance(fragment, list | tuple) else fragment
