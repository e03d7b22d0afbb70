"""Copies of Kubernetes fragments from the configuration."""

from typing import Any

from portkey_constructs.config.frozen import thaw

__all__ = ["copied"]


def copied(fragment: Any) -> Any:
    """A mutable copy of a fragment, so that patches to an object do not change the configuration."""
    return thaw(fragment)
