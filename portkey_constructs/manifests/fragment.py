"""Fragments in Kubernetes' own shape, as they stand in the configuration."""

from copy import deepcopy
from typing import Any

__all__ = ["copied"]


def copied(said: Any) -> Any:
    """A copy of a fragment: an object may be changed by who hosts it, a configuration never changes."""
    return said if said in (None, ()) else deepcopy(said)
