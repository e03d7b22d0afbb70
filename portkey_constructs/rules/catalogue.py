"""The error catalogue: every code that this package can report, with its cause, its fix and an example."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

# Importing a module registers its codes.
from portkey_constructs.rules import aws_codes, file_codes, fleet_codes, helm_codes, plan_codes, program_codes, release_codes, value_codes  # noqa: F401
from portkey_constructs.rules.registry import BASES, REGISTRY, Base, Entry, Example, Severity

__all__ = ["BASES", "CATALOGUE", "ENTRIES", "Base", "Entry", "Example", "Severity"]

CATALOGUE: Final[Mapping[str, Entry]] = MappingProxyType(dict(sorted(REGISTRY.items())))
"""Every entry by code, sorted."""

ENTRIES: Final[tuple[Entry, ...]] = tuple(CATALOGUE.values())
"""Every entry, sorted by code."""
