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
from portkey_constructs.rules.setting_patterns import is_related, related_settings

__all__ = ["check"]

_DECIDE_EVERY_DEFAULT: Final = frozenset(("profile", "deployment.kind"))
"""No rule can be trusted while one of these settings is invalid."""


def check(platform: Platform, invalid: Set[str] = frozenset()) -> Iterator[Problem]:
    """Every problem that the rules detect.

    Args:
        platform: the resolved platform.
        invalid: paths of settings whose values are invalid and were replaced, in their YAML spelling. Rules that compare such a setting, a
            part of it, or a map that contains it do not run, and problems there are not reported.
    """
    related = frozenset[str]().union(*map(related_settings, invalid))
    if related & _DECIDE_EVERY_DEFAULT:
        return
    for rule in RULES:
        if related and rule.compares(related):
            continue
        for finding in rule.detect(platform):
            if not invalid or not any(is_related(finding.path, path) for path in invalid):
                yield rule.problem(finding)
