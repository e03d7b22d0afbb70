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
    exposure,
    identities,
    images,
    log_store,
    mcp,
    model_access,
    monitoring,
    mysql,
    placeholders,
    redis,
    scaling,
    secrets,
    stores,
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
    *exposure.CASES,
    *identities.CASES,
    *images.CASES,
    *log_store.CASES,
    *mcp.CASES,
    *model_access.CASES,
    *monitoring.CASES,
    *mysql.CASES,
    *placeholders.CASES,
    *redis.CASES,
    *scaling.CASES,
    *secrets.CASES,
    *stores.CASES,
    *workloads.CASES,
)
"""At least one for each code that a rule detects."""
