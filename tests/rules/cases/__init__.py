"""The cases of every rule."""

from typing import Final

from tests.rules.case import Case
from tests.rules.cases import (
    auth,
    aws_companion,
    aws_partitions,
    bedrock,
    clickhouse,
    deployment,
    environment,
    exposure,
    identities,
    images,
    lists,
    log_store,
    mail,
    mcp,
    model_access,
    monitoring,
    mysql,
    placeholders,
    proxy,
    redis,
    redis_options,
    scaling,
    secrets,
    shutdown,
    stores,
    trusted_hosts,
    versions,
    workloads,
)

__all__ = ["CASES"]

CASES: Final[tuple[Case, ...]] = (
    *auth.CASES,
    *aws_companion.CASES,
    *aws_partitions.CASES,
    *bedrock.CASES,
    *clickhouse.CASES,
    *deployment.CASES,
    *environment.CASES,
    *exposure.CASES,
    *identities.CASES,
    *images.CASES,
    *lists.CASES,
    *log_store.CASES,
    *mail.CASES,
    *mcp.CASES,
    *model_access.CASES,
    *monitoring.CASES,
    *mysql.CASES,
    *placeholders.CASES,
    *proxy.CASES,
    *redis.CASES,
    *redis_options.CASES,
    *scaling.CASES,
    *secrets.CASES,
    *shutdown.CASES,
    *stores.CASES,
    *trusted_hosts.CASES,
    *versions.CASES,
    *workloads.CASES,
)
"""At least one for each code that a rule detects."""
