"""Every error and warning that this package can produce: what it is, why, and what to do.

Data alone: it imports nothing of the package, so that whoever shows an error can say more about it.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from portkey_constructs.catalogue.auth import AUTH
from portkey_constructs.catalogue.aws import AWS
from portkey_constructs.catalogue.aws_roles import AWS_ROLES
from portkey_constructs.catalogue.clickhouse import CLICKHOUSE
from portkey_constructs.catalogue.entry import BASES, Base, Door, Entry, Example, Severity
from portkey_constructs.catalogue.exposure import EXPOSURE
from portkey_constructs.catalogue.files import FILES
from portkey_constructs.catalogue.identities import IDENTITIES
from portkey_constructs.catalogue.log_store import LOG_STORE
from portkey_constructs.catalogue.program import PROGRAM
from portkey_constructs.catalogue.scaling import SCALING
from portkey_constructs.catalogue.secrets import SECRETS
from portkey_constructs.catalogue.settings import SETTINGS
from portkey_constructs.catalogue.shapes import SHAPES
from portkey_constructs.catalogue.stores import STORES
from portkey_constructs.catalogue.workloads import WORKLOADS

__all__ = ["BASES", "CATALOGUE", "ENTRIES", "Base", "Door", "Entry", "Example", "Severity"]

ENTRIES: Final[tuple[Entry, ...]] = (
    *(
        *FILES,
        *SETTINGS,
        *SHAPES,
        *AUTH,
        *SECRETS,
        *IDENTITIES,
        *STORES,
        *CLICKHOUSE,
        *LOG_STORE,
        *AWS,
        *AWS_ROLES,
        *SCALING,
        *WORKLOADS,
        *EXPOSURE,
        *PROGRAM,
    ),
)
"""All entries, family by family."""

CATALOGUE: Final[Mapping[str, Entry]] = MappingProxyType({entry.code: entry for entry in ENTRIES})
"""All entries by their codes."""
