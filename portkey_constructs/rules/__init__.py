"""Rules across settings: what no single setting can know."""

from collections.abc import Iterator, Set
from typing import Final

from portkey_constructs.errors import Problem
from portkey_constructs.platform.platform import Platform

# Importing a module registers its rules.
from portkey_constructs.rules import (  # noqa: F401
    auth,
    aws_companion,
    bedrock,
    clickhouse,
    deployment,
    exposure,
    identities,
    images,
    load_balancers,
    log_store,
    mcp,
    monitoring,
    mysql,
    placeholders,
    redis,
    scaling,
    secret_managers,
    secrets,
    store_choice,
    store_hosts,
    workloads,
)
from portkey_constructs.rules.registry import RULES
from portkey_constructs.rules.setting_patterns import EVERY_SETTING, overlaps

__all__ = ["check"]

_DECIDE_EVERYTHING: Final = ("profile", "deployment.kind")
"""Settings on which every default depends: no rule can be trusted while one of them is invalid."""


def check(platform: Platform, invalid: Set[str] = frozenset()) -> Iterator[Problem]:
    """Every problem that the rules detect.

    Args:
        platform: the resolved platform.
        invalid: paths of settings whose values are invalid and were replaced, in their YAML spelling. Rules that compare one of them do
            not run, and problems at or around them are not reported.
    """
    if any(overlaps(pattern, path) for pattern in _DECIDE_EVERYTHING for path in invalid):
        return
    for rule in RULES:
        if invalid and rule.entry.settings != (EVERY_SETTING,) and any(map(rule.reads, invalid)):
            continue
        for finding in rule.detect(platform):
            if not invalid or not any(overlaps(finding.path, path) for path in invalid):
                yield rule.problem(finding)
