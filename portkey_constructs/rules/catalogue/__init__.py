"""Every error and warning that this package can produce: what it is, why, and what to do.

Data alone: it imports nothing of the package, so that whoever shows an error can say more about it.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from portkey_constructs.rules.catalogue.auth import AUTH
from portkey_constructs.rules.catalogue.aws import AWS
from portkey_constructs.rules.catalogue.aws_roles import AWS_ROLES
from portkey_constructs.rules.catalogue.clickhouse import CLICKHOUSE
from portkey_constructs.rules.catalogue.entry import BASES, Base, Door, Entry, Example, Severity
from portkey_constructs.rules.catalogue.exposure import EXPOSURE
from portkey_constructs.rules.catalogue.files import FILES
from portkey_constructs.rules.catalogue.identities import IDENTITIES
from portkey_constructs.rules.catalogue.log_store import LOG_STORE
from portkey_constructs.rules.catalogue.program import PROGRAM
from portkey_constructs.rules.catalogue.scaling import SCALING
from portkey_constructs.rules.catalogue.secrets import SECRETS
from portkey_constructs.rules.catalogue.settings import SETTINGS
from portkey_constructs.rules.catalogue.shapes import SHAPES
from portkey_constructs.rules.catalogue.stores import STORES
from portkey_constructs.rules.catalogue.workloads import WORKLOADS

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
