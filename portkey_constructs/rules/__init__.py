"""Rules across settings: problems that the type of a single setting cannot detect."""

from collections.abc import Iterator, Set

from portkey_constructs.errors import Problem
from portkey_constructs.platform.platform import Platform

# Importing a module registers its rules.
from portkey_constructs.rules import (  # noqa: F401
    adoption,
    allowed_sources,
    auth,
    aws_companion,
    aws_partitions,
    aws_resources,
    bedrock,
    changed_objects,
    clickhouse,
    deployment,
    environment,
    exposure,
    free_text,
    heap,
    identities,
    images,
    insecure_choices,
    jwt_authentication,
    keda,
    lists,
    load_balancers,
    log_store,
    mail,
    main_containers,
    mcp,
    mcp_servers,
    model_access,
    model_pricing,
    monitoring,
    mysql,
    mysql_administrator,
    mysql_connections,
    namespaces,
    network_policy,
    non_root,
    open_telemetry,
    openshift,
    persistence,
    placeholders,
    pod_fields,
    pod_tls,
    proxy,
    pull_registries,
    redis,
    redis_identities,
    redis_options,
    requests,
    resource_quota,
    rollouts,
    scaling,
    secret_contents,
    secret_managers,
    secrets,
    services,
    shutdown,
    store_choice,
    store_hosts,
    trusted_hosts,
    unencrypted_connections,
    versions,
    workloads,
)
from portkey_constructs.rules.invalid_settings import InvalidSettings
from portkey_constructs.rules.registry import RULES

__all__ = ["check"]


def check(platform: Platform, invalid: Set[str] = frozenset()) -> Iterator[Problem]:
    """Run the rules, and return every problem that they detect.

    Args:
        platform: the resolved platform.
        invalid: paths of settings whose values are invalid and were removed, in YAML spelling. A problem that compares such a
            setting, a part of it, or a map that contains it is not reported.
    """
    settings = InvalidSettings(invalid) if invalid else None
    if settings and settings.leave_nothing_certain:
        return
    valid = settings is None
    for rule in RULES:
        for finding in rule.detect(platform):
            if settings is None or not settings.make_uncertain(rule, finding.path):
                problem = rule.problem(finding)
                valid = valid and problem.severity == "warning"
                yield problem
    # Objects can be built only from a configuration without errors.
    if valid:
        yield from platform.changed_objects.problems
