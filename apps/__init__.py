"""The environments of this repository, one module each, and an example of somebody's own platform app."""

from typing import Final

__all__ = ["ENVIRONMENTS"]

ENVIRONMENTS: Final = ("quickstart", "production-internal")
"""The environments, as their output folders are called; the module of each has underscores for hyphens."""
