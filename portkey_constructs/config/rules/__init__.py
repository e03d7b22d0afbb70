"""Rules across settings: what no single setting can know.

A rule is a function from a configuration to problems; each problem has a stable code.
"""

from collections.abc import Iterator

from portkey_constructs.config.platform import PortkeyConfig
from portkey_constructs.config.rules import auth, exposure, images, scaling, secrets, stores, workloads
from portkey_constructs.errors import Problem

__all__ = ["check"]


def check(config: PortkeyConfig) -> Iterator[Problem]:
    """Every error and warning that the rules find."""
    for rules in (images, secrets, auth, stores, scaling, workloads, exposure):
        yield from rules.check(config)
