"""Kubernetes fragments from the configuration, as parts of an object."""

from typing import Any

from portkey_constructs.config.frozen import thaw

__all__ = ["copied"]


def copied(fragment: Any) -> Any:
    """A mutable copy of a fragment: patches may change an object, but never the configuration."""
    return thaw(fragment)
