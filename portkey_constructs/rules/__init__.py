"""Rules across settings: what no single setting can know.

A rule is a function from a configuration to problems; each problem has a stable code.
"""

from collections.abc import Iterator

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.errors import Problem
from portkey_constructs.rules import (
    auth,
    companion,
    exposure,
    identities,
    images,
    log_store,
    monitoring,
    scaling,
    secret_managers,
    secrets,
    shapes,
    stores,
    workloads,
)

__all__ = ["check"]

_RULES = (images, shapes, identities, secrets, secret_managers, auth, stores, log_store, companion, monitoring, scaling, workloads, exposure)


def check(config: PortkeyConfig) -> Iterator[Problem]:
    """Every error and warning that the rules find."""
    for rules in _RULES:
        yield from rules.check(config)
